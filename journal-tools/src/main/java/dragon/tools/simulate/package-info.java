/**
 * The deterministic fault simulator: one thread, virtual time, one seed.
 *
 * <p>Real are the core, the engine's loop and recovery, the rings, the codecs and the gateway's session. Simulated are clocks, journal
 * storage, network, venue, operator and the people who trade by hand. The auditor shares no code with the core: it sees what the venue
 * recorded and what the journal says, and knows the invariants by their ids.
 */
package dragon.tools.simulate;
