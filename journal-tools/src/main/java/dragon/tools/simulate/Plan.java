package dragon.tools.simulate;

import java.util.EnumSet;
import java.util.Set;
import org.agrona.collections.LongHashSet;

/**
 * One run.
 *
 * @param seed of everything that is drawn
 * @param events before the faults stop
 * @param classes the only fault classes that may be drawn
 * @param kept the only strikes that may happen, by {@link Faults#key}, or null for all
 * @param isForced whether those that are kept happen for certain, whatever the seed draws
 */
record Plan(long seed, long events, Set<FaultClass> classes, LongHashSet kept, boolean isForced) {
    /** Events of a run unless told otherwise. */
    static final long EVENTS_DEFAULT = 5_000;

    Plan(final long seed, final long events, final Set<FaultClass> classes, final LongHashSet kept) {
        this(seed, events, classes, kept, false);
    }

    /** A run in which these strikes happen, and nothing else. */
    static Plan forced(final long seed, final long events, final Outcome.Strike... strikes) {
        final EnumSet<FaultClass> classes = EnumSet.noneOf(FaultClass.class);
        final LongHashSet kept = new LongHashSet();
        for (final Outcome.Strike strike : strikes) {
            classes.add(strike.fault());
            kept.add(strike.key());
        }
        return new Plan(seed, events, classes, kept, true);
    }

    static Plan of(final long seed, final long events) {
        return new Plan(seed, events, EnumSet.allOf(FaultClass.class), null);
    }

    /** The same with these strikes only. */
    Plan keeping(final LongHashSet strikes) {
        return new Plan(seed, events, classes, strikes, isForced);
    }
}
