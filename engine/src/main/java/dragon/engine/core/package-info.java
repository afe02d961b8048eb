/**
 * The deterministic core: an input goes in, the state changes, intents and audit come out.
 *
 * <p>Pure: no I/O, clock, randomness, threads or logging. {@link dragon.engine.core.Core} is the only door.
 */
package dragon.engine.core;
