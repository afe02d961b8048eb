package dragon.engine.core.gate;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.util.Arrays;

/** The limits that an operator has set for an account, times 10^8. A limit that was raised falls back after a day. */
public final class Limits {
    /** Nobody has said: no limit in a sim or dry-run lane, and no entry in a live one. */
    public static final long UNSET = Long.MIN_VALUE;

    /** Loosened by name. */
    public static final long OFF = Long.MAX_VALUE;

    /** How long a raised limit holds. */
    public static final long RAISED_NS = 86_400_000_000_000L;

    private static final int COUNT = Limit.all().length;

    private final long[] valuesE8 = new long[COUNT];
    private final long[] beforeE8 = new long[COUNT];
    private final long[] raisedUntilNs = new long[COUNT];
    private final String[] origins = new String[COUNT];
    private final String[] originsBefore = new String[COUNT];

    /** None set. */
    public Limits() {
        Arrays.fill(valuesE8, UNSET);
        Arrays.fill(beforeE8, UNSET);
        Arrays.fill(origins, "");
        Arrays.fill(originsBefore, "");
    }

    /** What holds now: a value, {@link #OFF} or {@link #UNSET}. */
    public long valueE8(final Limit limit, final long nowNs) {
        final int at = limit.ordinal();
        return raisedUntilNs[at] != 0 && nowNs >= raisedUntilNs[at] ? beforeE8[at] : valuesE8[at];
    }

    /** Where what holds now was written: file and line, or who typed it; empty while nobody has set it. */
    public String origin(final Limit limit, final long nowNs) {
        final int at = limit.ordinal();
        return raisedUntilNs[at] != 0 && nowNs >= raisedUntilNs[at] ? originsBefore[at] : origins[at];
    }

    /** When a raised limit falls back, 0 = it does not. */
    public long raisedUntilNs(final Limit limit, final long nowNs) {
        final long untilNs = raisedUntilNs[limit.ordinal()];
        return nowNs < untilNs ? untilNs : 0;
    }

    /** True when this value would let more through than what holds now. */
    public boolean isRaise(final Limit limit, final long newE8, final long nowNs) {
        final long heldE8 = valueE8(limit, nowNs);
        return heldE8 == UNSET ? newE8 == OFF : limit.isLooser(newE8, heldE8);
    }

    /**
     * Sets a limit; a looser one than before holds for a day, unless none was set before.
     *
     * <p>While a raised one holds, what it falls back to stays what it was: said again it is no permanent one, raised further it
     * begins another day, and only what is as tight as that takes its place.
     *
     * @param origin file and line where it is written, or who typed it; printable ASCII
     */
    public void set(final Limit limit, final long newE8, final String origin, final long nowNs) {
        final int at = limit.ordinal();
        final long heldE8 = valueE8(limit, nowNs);
        final long untilNs = raisedUntilNs(limit, nowNs);
        final long lastingE8 = untilNs == 0 ? heldE8 : beforeE8[at];
        final String lastingOrigin = untilNs == 0 ? origin(limit, nowNs) : originsBefore[at];
        final boolean isRaise = lastingE8 != UNSET && limit.isLooser(newE8, lastingE8);
        final boolean isAnotherDay = untilNs == 0 || limit.isLooser(newE8, heldE8);
        beforeE8[at] = isRaise ? lastingE8 : UNSET;
        originsBefore[at] = isRaise ? lastingOrigin : "";
        raisedUntilNs[at] = isRaise ? isAnotherDay ? nowNs + RAISED_NS : untilNs : 0;
        valuesE8[at] = newE8;
        origins[at] = origin;
    }

    /** True for a value that holds something back. */
    public static boolean isSet(final long valueE8) {
        return valueE8 != UNSET && valueE8 != OFF;
    }

    /** The first limit that nobody has set, or null. */
    public Limit firstUnset(final long nowNs) {
        for (final Limit limit : Limit.all()) {
            if (valueE8(limit, nowNs) == UNSET) {
                return limit;
            }
        }
        return null;
    }

    public void write(final ImageWriter image) {
        image.writeInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            image.writeLong(valuesE8[i]);
            image.writeLong(beforeE8[i]);
            image.writeLong(raisedUntilNs[i]);
            image.writeText(origins[i]);
            image.writeText(originsBefore[i]);
        }
    }

    public void read(final ImageReader image) {
        final int count = image.readCount(COUNT);
        for (int i = 0; i < count; i++) {
            valuesE8[i] = image.readLong();
            beforeE8[i] = image.readLong();
            raisedUntilNs[i] = image.readLong();
            origins[i] = image.readText();
            originsBefore[i] = image.readText();
        }
    }
}
