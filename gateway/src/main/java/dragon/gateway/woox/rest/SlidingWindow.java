package dragon.gateway.woox.rest;

/**
 * A limit of requests in any stretch of time, as the venue sees them arrive.
 *
 * <p>When a request arrives is not known, only that it is after it left and before its answer came. So it keeps its place
 * from the one until a window after the other: however requests bunch on the way, no window at the venue holds too many.
 * Threading: guarded by its owner. Cost: no allocation.
 */
final class SlidingWindow {
    private static final long PENALTY_FIRST_NS = 1_000_000_000L;
    private static final long PENALTY_MAX_NS = 30_000_000_000L;

    /** When the last requests came to their end, in a ring. */
    private final long[] endsNs;

    private final long windowNs;
    private final int reserved;
    private int nextIndex;
    private int endCount;
    private int onTheWay;
    private boolean isClosed;
    private long closedUntilNs;
    private long penaltyNs;

    /**
     * Takes 80 % of the venue's limit: how it counts is not known.
     *
     * @param hasReserve three tenths stay free for reductions
     */
    SlidingWindow(final int limit, final long windowNs, final boolean hasReserve) {
        this.endsNs = new long[Math.max(1, limit * 4 / 5)];
        this.windowNs = windowNs;
        this.reserved = hasReserve ? Math.max(1, endsNs.length * 3 / 10) : 0;
    }

    /**
     * The earliest time at which a request may leave, not before now; later where the answers that are due take longer.
     *
     * @param besideNs ends of requests that the limit counts too and that did not leave from here, oldest first
     */
    long earliestNs(final long nowNs, final Urgency urgency, final long[] besideNs) {
        final int usable = urgency == Urgency.REDUCTION ? endsNs.length : Math.max(1, endsNs.length - reserved);
        final int left = usable - onTheWay;
        long atNs = nowNs;
        if (left <= 0) {
            atNs = nowNs + windowNs;
        } else if (endCount + besideNs.length >= left) {
            atNs = later(atNs, endNs(left, besideNs) + windowNs);
        }
        return isClosed ? later(atNs, closedUntilNs) : atNs;
    }

    /** When the request ended that is the so-manieth back from now, of ours and of those beside us. */
    private long endNs(final int back, final long[] besideNs) {
        int ours = 1;
        int beside = 1;
        long endNs = 0;
        while (ours + beside - 2 < back) {
            final boolean isOurs = ours <= endCount
                    && (beside > besideNs.length
                            || endsNs[Math.floorMod(nextIndex - ours, endsNs.length)]
                                            - besideNs[besideNs.length - beside]
                                    >= 0);
            endNs = isOurs
                    ? endsNs[Math.floorMod(nextIndex - ours++, endsNs.length)]
                    : besideNs[besideNs.length - beside++];
        }
        return endNs;
    }

    /** A request leaves; {@link #onEnded} follows in any case. */
    void take() {
        onTheWay++;
        isClosed = false;
    }

    /** A request that left was answered, or given up. */
    void onEnded(final long nowNs) {
        onTheWay--;
        endsNs[nextIndex] = nowNs;
        nextIndex = (nextIndex + 1) % endsNs.length;
        endCount = Math.min(endCount + 1, endsNs.length);
    }

    /** The venue said that the limit was passed: closed for 1 s, then twice as long each time, up to 30 s. */
    void onLimitPassed(final long nowNs, final long jitterNs) {
        penaltyNs = penaltyNs == 0 ? PENALTY_FIRST_NS : Math.min(PENALTY_MAX_NS, penaltyNs * 2);
        closedUntilNs = nowNs + penaltyNs + jitterNs;
        isClosed = true;
    }

    /** A request went through. */
    void onPassed(final long nowNs) {
        if (closedUntilNs - nowNs <= 0) {
            penaltyNs = 0;
        }
    }

    private static long later(final long aNs, final long bNs) {
        return aNs - bNs >= 0 ? aNs : bNs;
    }
}
