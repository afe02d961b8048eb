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
 */
record Plan(long seed, long events, Set<FaultClass> classes, LongHashSet kept) {
    /** Events of a run unless told otherwise. */
    static final long EVENTS_DEFAULT = 5_000;

    static Plan of(final long seed, final long events) {
        return new Plan(seed, events, EnumSet.allOf(FaultClass.class), null);
    }

    /** The same with these strikes only. */
    Plan keeping(final LongHashSet strikes) {
        return new Plan(seed, events, classes, strikes);
    }
}
