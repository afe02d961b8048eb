/**
 * The kill harness: real processes under load, SIGKILL at random moments, and proofs after every restart.
 *
 * <p>Promise: what it believes comes from the journal read by itself, from the simulated venue's own audit and from the
 * answers to its commands; never from what a killed process says of itself.
 */
package dragon.bench.kill;
