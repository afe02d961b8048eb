/**
 * Mutated messages of the venue through the gateway's own parsers, beside a plain reading of the same text.
 *
 * <p>Promise: a message is a function of seed, parser and index, so every finding is repeated by its three numbers.
 */
package dragon.bench.fuzz;
