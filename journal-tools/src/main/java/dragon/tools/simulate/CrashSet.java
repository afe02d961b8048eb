package dragon.tools.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every death of a short calm lane: each kind at each of its boundaries, one a run; and where a death is followed by a recovery, or by a
 * torn document, that one too.
 *
 * <p>How many boundaries there are is counted in a first run in which nothing happens. Threading: one thread.
 */
final class CrashSet {
    private static final FaultClass[] DEATHS = {
        FaultClass.A1_ENGINE_DIES_BEFORE_APPEND,
        FaultClass.A2_ENGINE_DIES_AFTER_APPEND,
        FaultClass.A4_ENGINE_DIES_AFTER_RELEASE,
        FaultClass.A14_ENGINE_DIES_AT_TERM_STARTED,
        FaultClass.A17_ENGINE_STOPS_IN_ORDER,
        FaultClass.A6_GATEWAY_DIES_BEFORE_SEND,
        FaultClass.A7_GATEWAY_DIES_AFTER_SEND,
        FaultClass.A8_GATEWAY_DIES_AFTER_RESPONSE,
        FaultClass.A9_PRODUCER_DIES_IN_CLAIM,
        FaultClass.B1_POWER_LOSS,
    };

    private final List<Plan> plans = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    private CrashSet() {}

    /**
     * The runs of a lane.
     *
     * @param everyNth takes only each n-th of the boundaries; 1 = all
     */
    static CrashSet of(final long seed, final long events, final int everyNth) {
        final CrashSet set = new CrashSet();
        final long[] chances = Simulation.run(Plan.forced(seed, events)).chances();
        for (final FaultClass death : DEATHS) {
            for (long chance = 0; chance < chances[death.ordinal()]; chance += everyNth) {
                final Outcome.Strike strike = new Outcome.Strike(death, chance);
                set.add(seed, events, strike);
                if (death == FaultClass.A2_ENGINE_DIES_AFTER_APPEND) {
                    // Half of the way into the recovery that follows: as many documents are read as were written.
                    set.add(
                            seed,
                            events,
                            strike,
                            new Outcome.Strike(FaultClass.A12_ENGINE_DIES_IN_RECOVERY, chance / 2));
                    set.add(seed, events, strike, new Outcome.Strike(FaultClass.A14_ENGINE_DIES_AT_TERM_STARTED, 2));
                } else if (death == FaultClass.B1_POWER_LOSS) {
                    set.add(seed, events, strike, new Outcome.Strike(FaultClass.B3_TORN_DOCUMENT, 0));
                }
            }
        }
        return set;
    }

    private void add(final long seed, final long events, final Outcome.Strike... strikes) {
        plans.add(Plan.forced(seed, events, strikes));
        final StringBuilder name = new StringBuilder();
        for (final Outcome.Strike strike : strikes) {
            final String word = strike.fault().name();
            name.append(name.length() == 0 ? "" : "+").append(word, 0, word.indexOf('_'));
        }
        counts.merge(name.toString(), 1, Integer::sum);
    }

    List<Plan> plans() {
        return plans;
    }

    /** How many runs of each kind. */
    String describe() {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%,d runs:", plans.size()));
        counts.forEach(
                (name, count) -> text.append(' ').append(name).append(' ').append(count));
        return text.toString();
    }
}
