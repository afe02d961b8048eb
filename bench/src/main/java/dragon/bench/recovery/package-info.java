/** How fast a journal is read back into the state it came from. */
package dragon.bench.recovery;
