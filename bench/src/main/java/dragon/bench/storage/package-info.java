/**
 * What damaged storage does to a lane: every damage is refused, repaired or harmless, none is silent, and no record before it is lost.
 *
 * <p>The verdicts are those of an engine's start; what a journal holds is compared with what was written into it.
 */
package dragon.bench.storage;
