/** How long an event takes from its place in the schedule to the journal, beside a loop that does nothing. */
package dragon.bench.latency;
