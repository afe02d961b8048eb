/**
 * {@code dragon bench kill-latency}: how fast a kill switch closes the gate, and that nothing passes it afterwards.
 *
 * <p>Promise: real processes under load; what left is counted by the simulated exchange, not by us.
 */
package dragon.bench.freeze;
