package dragon.monitor.screen;

/** What a text means; colour follows from it and never means anything by itself. */
public enum Ink {
    PLAIN,
    /** Old, or of little weight. */
    DIM,
    BOLD,
    GOOD,
    /** Degraded: blocked, stale, near a limit. */
    WARN,
    /** Act now. */
    BAD,
    /** Act now, in the header. */
    ALARM,
    SELECTED,
    SIM,
    DRY
}
