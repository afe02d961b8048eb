package dragon.tools.simulate;

import java.util.List;

/**
 * What came of one run.
 *
 * @param plan that was run
 * @param events that happened
 * @param inputs that were journaled, all terms together
 * @param crashes of engine and gateway
 * @param virtualMs that passed
 * @param traceHash of all events and all records, in order
 * @param strikes by fault class, in their order
 * @param chances by fault class: how often each could have struck before the faults ended; counted where strikes are forced
 * @param struck each strike, in its order
 * @param marks that were reached
 * @param violation or null
 * @param atEvent number of the event at which it was found
 * @param lastEvents the newest events before it, oldest first
 */
record Outcome(
        Plan plan,
        long events,
        long inputs,
        long crashes,
        long virtualMs,
        long traceHash,
        long[] strikes,
        long[] chances,
        List<Strike> struck,
        Marks marks,
        Violation violation,
        long atEvent,
        List<String> lastEvents) {
    /** One fault at one chance. */
    record Strike(FaultClass fault, long chance) {
        long key() {
            return Faults.key(fault, chance);
        }
    }
}
