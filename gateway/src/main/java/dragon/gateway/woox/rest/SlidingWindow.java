package dragon.gateway.woox.rest;

/**
 * A limit of requests in any stretch of time.
 *
 * <p>Threading: guarded by its owner. Cost: no allocation.
 */
final class SlidingWindow {
    private static final long PENALTY_FIRST_NS = 1_000_000_000L;
    private static final long PENALTY_MAX_NS = 30_000_000_000L;

    private final long[] grantsNs;
    private final long windowNs;
    private final int reserved;
    private int nextIndex;
    private int grantCount;
    private boolean isClosed;
    private long closedUntilNs;
    private long penaltyNs;

    /**
     * Takes 80 % of the venue's limit: how it counts is not known, and requests bunch on the way.
     *
     * @param hasReserve three tenths stay free for reductions
     */
    SlidingWindow(final int limit, final long windowNs, final boolean hasReserve) {
        this.grantsNs = new long[Math.max(1, limit * 4 / 5)];
        this.windowNs = windowNs;
        this.reserved = hasReserve ? Math.max(1, grantsNs.length * 3 / 10) : 0;
    }

    /** The earliest time at which a request may leave, not before now. */
    long earliestNs(final long nowNs, final Urgency urgency) {
        final int usable = urgency == Urgency.REDUCTION ? grantsNs.length : Math.max(1, grantsNs.length - reserved);
        long atNs = nowNs;
        if (grantCount >= usable) {
            atNs = later(atNs, grantsNs[Math.floorMod(nextIndex - usable, grantsNs.length)] + windowNs);
        }
        return isClosed ? later(atNs, closedUntilNs) : atNs;
    }

    /** A request leaves. */
    void take(final long nowNs) {
        grantsNs[nextIndex] = nowNs;
        nextIndex = (nextIndex + 1) % grantsNs.length;
        grantCount = Math.min(grantCount + 1, grantsNs.length);
        isClosed = false;
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
