/**
 * The operator's command line: each verb prints data on stdout, everything else on stderr, and ends with a documented
 * status ({@link dragon.monitor.cli.ExitCode}).
 *
 * <p>Reading verbs need snapshots only; acting verbs go through the engine's command ring.
 */
package dragon.monitor.cli;
