package dragon.gateway.woox.rest;

/**
 * A limit of requests in any stretch of time; grants are times in the future at which a request may leave.
 *
 * <p>Threading: guarded by its owner. Cost: no allocation.
 */
final class SlidingWindow {
    private static final long PENALTY_FIRST_NS = 1_000_000_000L;
    private static final long PENALTY_MAX_NS = 30_000_000_000L;

    private final long[] grantsNs;
    private final long windowNs;
    private int nextIndex;
    private int grantCount;
    private long closedUntilNs;
    private long penaltyNs;

    /** Takes 80 % of the venue's limit: how it counts is not known, and requests bunch on the way. */
    SlidingWindow(final int limit, final long windowNs) {
        this.grantsNs = new long[Math.max(1, limit * 4 / 5)];
        this.windowNs = windowNs;
    }

    /**
     * Reserves a place.
     *
     * @param waitNsMax how far in the future the place may be
     * @param reserved places that must stay free for more urgent requests
     * @return nanoseconds to wait, or -1 where that is too long: nothing is reserved then
     */
    long reserve(final long nowNs, final long waitNsMax, final int reserved) {
        final int usable = Math.max(1, grantsNs.length - reserved);
        long atNs = nowNs;
        if (grantCount > 0) {
            atNs = later(atNs, grant(1)); // Grants are given out in order.
        }
        if (grantCount >= usable) {
            atNs = later(atNs, grant(usable) + windowNs);
        }
        if (closedUntilNs - atNs > 0 && penaltyNs > 0) {
            atNs = closedUntilNs;
        }
        final long waitNs = atNs - nowNs;
        if (waitNs > waitNsMax) {
            return -1;
        }
        grantsNs[nextIndex] = atNs;
        nextIndex = (nextIndex + 1) % grantsNs.length;
        grantCount = Math.min(grantCount + 1, grantsNs.length);
        return waitNs;
    }

    /** The venue said that the limit was passed: closed for 1 s, then twice as long each time, up to 30 s. */
    void onLimitPassed(final long nowNs, final long jitterNs) {
        penaltyNs = penaltyNs == 0 ? PENALTY_FIRST_NS : Math.min(PENALTY_MAX_NS, penaltyNs * 2);
        closedUntilNs = nowNs + penaltyNs + jitterNs;
    }

    /** A request went through. */
    void onPassed(final long nowNs) {
        if (penaltyNs > 0 && closedUntilNs - nowNs <= 0) {
            penaltyNs = 0;
        }
    }

    /** Time of the n-th newest grant, from 1. */
    private long grant(final int age) {
        return grantsNs[Math.floorMod(nextIndex - age, grantsNs.length)];
    }

    private static long later(final long aNs, final long bNs) {
        return aNs - bNs >= 0 ? aNs : bNs;
    }
}
