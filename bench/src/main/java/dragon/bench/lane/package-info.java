/** A lane on the simulated exchange, in a home of its own: its processes, the verbs of its operator, what its journal says. */
package dragon.bench.lane;
