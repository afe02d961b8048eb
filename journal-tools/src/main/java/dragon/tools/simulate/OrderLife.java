package dragon.tools.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The life of one order, from the moment at which its place leaves until it has ended, with everything that can go wrong in it: each fault
 * at each step, each pair of them, and so on up to a depth.
 *
 * <p>Steps and faults are counted in a first run in which nothing happens: sent, arrived, answered, told on the stream, filled, told of
 * it, journaled. Threading: one thread.
 */
final class OrderLife {
    private static final FaultClass[] FAULTS = {
        FaultClass.A1_ENGINE_DIES_BEFORE_APPEND,
        FaultClass.A2_ENGINE_DIES_AFTER_APPEND,
        FaultClass.A6_GATEWAY_DIES_BEFORE_SEND,
        FaultClass.A7_GATEWAY_DIES_AFTER_SEND,
        FaultClass.A8_GATEWAY_DIES_AFTER_RESPONSE,
        FaultClass.B1_POWER_LOSS,
        FaultClass.C11_GATEWAY_PAUSED,
        FaultClass.D7_ENGINE_PAUSED,
        FaultClass.E1_REQUEST_UNSENT,
        FaultClass.E2_REQUEST_LOST,
        FaultClass.E5_RESPONSE_LOST,
        FaultClass.E6_PLACE_ARRIVES_LATE,
        FaultClass.E9_PLACE_REJECTED,
        FaultClass.E10_CANCEL_AMBIGUOUS,
        FaultClass.E11_CANCEL_NOT_FOUND,
        FaultClass.E14_STALE_READ,
        FaultClass.E15_LIST_LACKS_ORDER,
        FaultClass.E18_VENUE_LOSES_ORDER,
        FaultClass.E22_QUERY_FAILS,
        FaultClass.F1_REPORT_TWICE,
        FaultClass.F2_REPORT_LATE,
        FaultClass.F3_REPORT_LOST,
        FaultClass.F4_STREAM_RECONNECTS,
        FaultClass.G1_PARTIAL_FILLS,
        FaultClass.G9_PERSON_CANCELS,
        FaultClass.J5_FLATTEN,
        FaultClass.J5_PAUSE_AND_RESUME,
        FaultClass.J5_PANIC,
    };

    /** Steps of one kind that are looked at: a life that waits long has ticks without end. */
    private static final int STEPS_MAX = 8;

    private final List<Plan> plans = new ArrayList<>();
    private final List<Outcome.Strike> points = new ArrayList<>();
    private final int depth;

    private OrderLife(final int depth) {
        this.depth = depth;
    }

    /**
     * The runs of an order.
     *
     * @param depth how many faults at most may meet in one life
     */
    static OrderLife of(final long seed, final long events, final int depth) {
        final OrderLife life = new OrderLife(depth);
        final long[][] chances = Simulation.chancesOfOneLife(Plan.forced(seed, events));
        for (final FaultClass fault : FAULTS) {
            final long first = chances[0][fault.ordinal()];
            // What did not come up in a life without faults may come up in one with them.
            final long last = Math.min(first + STEPS_MAX, Math.max(first + 1, chances[1][fault.ordinal()]));
            for (long chance = first; chance < last; chance++) {
                life.points.add(new Outcome.Strike(fault, chance));
            }
        }
        life.add(seed, events, new Outcome.Strike[0], 0);
        return life;
    }

    private void add(final long seed, final long events, final Outcome.Strike[] chosen, final int from) {
        plans.add(Plan.forced(seed, events, chosen));
        for (int i = from; i < points.size() && chosen.length < depth; i++) {
            final Outcome.Strike[] more = java.util.Arrays.copyOf(chosen, chosen.length + 1);
            more[chosen.length] = points.get(i);
            add(seed, events, more, i + 1);
        }
    }

    List<Plan> plans() {
        return plans;
    }

    /** How many runs of how many faults. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%,d runs: up to %d of %d faults in the life of one order",
                plans.size(),
                depth,
                points.size());
    }
}
