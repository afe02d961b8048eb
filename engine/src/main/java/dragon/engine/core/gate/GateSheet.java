package dragon.engine.core.gate;

import java.util.Arrays;

/**
 * What each gate compared at the last look: a value and the limit that held, both in the limit's own unit times 10^8.
 *
 * <p>Ownership: its {@link Gates}; good until they are asked again.
 */
public final class GateSheet {
    /** Nothing was compared, or the value is not known. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private static final int CODES = Long.SIZE;

    private final long[] valuesE8 = new long[CODES];
    private final long[] limitsE8 = new long[CODES];
    private final Limit[] limits = new Limit[CODES];
    private long notedClosed;

    GateSheet() {
        clear();
    }

    void clear() {
        Arrays.fill(valuesE8, UNKNOWN);
        Arrays.fill(limitsE8, UNKNOWN);
        Arrays.fill(limits, null);
        notedClosed = 0;
    }

    /** Notes a comparison; of several of one gate the first one that closes it stays. */
    void note(final Gate gate, final Limit limit, final long valueE8, final long limitE8, final boolean isClosed) {
        if ((notedClosed & gate.bit()) != 0) {
            return;
        }
        notedClosed |= isClosed ? gate.bit() : 0;
        valuesE8[gate.code()] = valueE8;
        limitsE8[gate.code()] = limitE8;
        limits[gate.code()] = limit;
    }

    /** What was compared, or {@link #UNKNOWN}. */
    public long valueE8(final Gate gate) {
        return valuesE8[gate.code()];
    }

    /** The limit that held: the account's, or that of the bot's file where it is tighter; {@link #UNKNOWN} = none. */
    public long limitE8(final Gate gate) {
        return limitsE8[gate.code()];
    }

    /** The account's limit of this comparison, or null where it is none of them. */
    public Limit limit(final Gate gate) {
        return limits[gate.code()];
    }
}
