/**
 * A local WOO X: a process that speaks the exchange's v3 REST and websockets on loopback and keeps its own audit.
 *
 * <p>It is a witness: it shares no code with the gateway's adapter and none with the core, so that one misreading of the
 * exchange's documentation cannot hide in both. One thread, the venue thread, owns all state; sockets only hand over.
 */
package dragon.gateway.simulator;
