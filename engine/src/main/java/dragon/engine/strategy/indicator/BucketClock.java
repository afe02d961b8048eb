package dragon.engine.strategy.indicator;

/**
 * Says to which bucket a candle belongs: right-closed, named by its end. A candle belongs to the bucket whose end is the first multiple
 * of the interval, counted from the anchor, that is not before the candle's start.
 *
 * <p>The anchor is midnight UTC of the day of the oldest candle in the window. An interval that divides a day ends at the same times
 * whatever the day is; only others have to be told when the anchor moves.
 */
final class BucketClock {
    static final long DAY_MS = 86_400_000L;
    private static final long MINUTE_MS = 60_000L;

    private final long intervalMs;
    private final boolean isRaw;
    private long anchorMs;

    BucketClock(final int intervalMinutes, final int candleMinutes) {
        intervalMs = intervalMinutes * MINUTE_MS;
        isRaw = intervalMinutes <= candleMinutes;
    }

    /** True when the ends of the buckets depend on the anchor. */
    boolean isAnchored() {
        return !isRaw && DAY_MS % intervalMs != 0;
    }

    void anchor(final long newAnchorMs) {
        anchorMs = newAnchorMs;
    }

    /** End of the bucket of a candle that starts then; each candle is its own bucket where the interval is no longer than it. */
    long endMs(final long openTimeMs) {
        return isRaw
                ? openTimeMs
                : anchorMs + Math.floorDiv(openTimeMs - anchorMs + intervalMs - 1, intervalMs) * intervalMs;
    }
}
