/**
 * The engine process: configuration, wiring, clock, counters, start and stop.
 *
 * <p>Promise: what this package decides (threads, waiting, sizes), no package below it knows.
 */
package dragon.engine.process;
