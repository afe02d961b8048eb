/**
 * What the snapshotter wrote, as records: the only source of the monitor and of all reading verbs.
 *
 * <p>Nothing here writes, and nothing here needs a running engine.
 */
package dragon.monitor.snapshot;
