/**
 * {@code dragon bench failover}: a leader and its standby under load, the leader killed or stopped again and again.
 *
 * <p>Promise: real processes; what it believes comes from the journal read by itself, from the simulated exchange's own audit and
 * from clocks of the kernel.
 */
package dragon.bench.failover;
