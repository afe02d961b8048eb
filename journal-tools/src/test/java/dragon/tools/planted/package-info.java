/**
 * Bugs that are planted into the production code on purpose, to see that the simulator finds them.
 *
 * <p>A planted bug is a text: where, what to find there, what to put in its place, and which invariants must be the ones that notice. The
 * changed class is compiled in memory and never leaves the test that asked for it; the production classes know nothing of it.
 */
package dragon.tools.planted;
