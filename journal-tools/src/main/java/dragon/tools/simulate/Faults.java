package dragon.tools.simulate;

import java.util.Set;
import org.agrona.collections.LongHashSet;

/**
 * Decides where faults strike. Each class has its own generator and counts its chances, so that a strike has a name (class and number of
 * the chance) by which a scenario keeps or drops it without moving the others.
 *
 * <p>Threading: one thread.
 */
final class Faults {
    private static final int CALM_ONE_IN = 8;
    private static final int PERCENT = 100;

    private final long seed;
    private final int[] rates = new int[FaultClass.all().length];
    private final Randomness[] streams = new Randomness[rates.length];
    private final long[] chances = new long[rates.length];
    private final long[] strikes = new long[rates.length];
    private final boolean isCalm;
    private final LongHashSet kept;
    private final boolean isForced;
    private final Set<FaultClass> allowed;
    private boolean isOver;
    private long[] chancesAtEnd = {};
    private StrikeListener listener = (fault, chance) -> {};

    /** Sees each strike. */
    @FunctionalInterface
    interface StrikeListener {
        void onStrike(FaultClass fault, long chance);
    }

    /**
     * Draws which classes a run has and how strong.
     *
     * @param allowed the only classes that it may have
     * @param kept the only strikes that may happen, or null for all that are drawn; see {@link #key}
     */
    Faults(final long seed, final Set<FaultClass> allowed, final LongHashSet kept) {
        this(seed, allowed, kept, false);
    }

    /** As above; where it is forced, the strikes that are kept happen for certain and nothing is drawn. */
    Faults(final long seed, final Set<FaultClass> allowed, final LongHashSet kept, final boolean isForced) {
        this.seed = seed;
        this.kept = kept;
        this.isForced = isForced;
        this.allowed = allowed;
        final Randomness draw = Randomness.of(seed, 1_000);
        final int temper = draw.below(CALM_ONE_IN);
        isCalm = temper == 0;
        final int classesPct = temper == 1 ? PERCENT : 10 + draw.below(50);
        for (final FaultClass fault : FaultClass.all()) {
            final int at = fault.ordinal();
            streams[at] = Randomness.of(seed, 2_000 + nameHash(fault));
            final boolean isDrawn = draw.below(PERCENT) < classesPct;
            final int strengthPct = 10 + draw.below(91);
            if (!isCalm && isDrawn && allowed.contains(fault)) {
                rates[at] = (int) ((long) fault.rateInMillion() * strengthPct / PERCENT);
            }
        }
    }

    /** By name and not by place, so that a new class leaves the others what they were. */
    private static long nameHash(final FaultClass fault) {
        long hash = 0;
        for (int i = 0; i < fault.name().length(); i++) {
            hash = 31 * hash + fault.name().charAt(i);
        }
        return hash & 0xFFFF_FFFFL;
    }

    void onStrike(final StrikeListener newListener) {
        listener = newListener;
    }

    /** Whether this run has a class. */
    boolean has(final FaultClass fault) {
        return isForced ? allowed.contains(fault) : rates[fault.ordinal()] > 0;
    }

    boolean isCalm() {
        return isCalm;
    }

    /** Whether a fault strikes at this chance. */
    boolean strikes(final FaultClass fault) {
        final int at = fault.ordinal();
        if (isForced) {
            return isForced(fault, chances[at]++);
        }
        if (rates[at] == 0) {
            return false;
        }
        final long chance = chances[at]++;
        if (!streams[at].inMillion(rates[at]) || isOver) {
            return false;
        }
        if (kept != null && !kept.contains(key(fault, chance))) {
            return false;
        }
        strikes[at]++;
        listener.onStrike(fault, chance);
        return true;
    }

    private boolean isForced(final FaultClass fault, final long chance) {
        if (isOver || !kept.contains(key(fault, chance))) {
            return false;
        }
        strikes[fault.ordinal()]++;
        listener.onStrike(fault, chance);
        return true;
    }

    /** How often a fault could have struck before the faults were over. */
    long[] chances() {
        return isOver ? chancesAtEnd : chances.clone();
    }

    /** What is drawn about the strike that was just decided: the same whatever else happened. */
    Randomness detail(final FaultClass fault) {
        return Randomness.of(seed ^ nameHash(fault) << 20, 7_000 + chances[fault.ordinal()]);
    }

    /** Name of a strike as a number. */
    static long key(final FaultClass fault, final long chance) {
        return nameHash(fault) << 32 | chance;
    }

    /** From here on nothing fails any more. */
    void end() {
        chancesAtEnd = chances.clone();
        isOver = true;
    }

    boolean isOver() {
        return isOver;
    }

    long strikes(final int ordinal) {
        return strikes[ordinal];
    }
}
