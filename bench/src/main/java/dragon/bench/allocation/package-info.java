/** What the engine thread allocates in steady state: nothing. */
package dragon.bench.allocation;
