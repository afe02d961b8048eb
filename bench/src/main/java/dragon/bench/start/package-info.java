/** From the start of a process to the first record in the journal. */
package dragon.bench.start;
