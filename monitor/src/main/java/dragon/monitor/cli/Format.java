package dragon.monitor.cli;

/** How rows are printed. */
enum Format {
    TABLE,
    TABS,
    JSON
}
