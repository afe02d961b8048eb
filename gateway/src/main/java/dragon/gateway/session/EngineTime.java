package dragon.gateway.session;

/**
 * How the engine's time lies to the machine's monotonic clock in one term, as far as a session can know it.
 *
 * <p>An engine takes the wall clock once and goes on monotonically, so in one term engine time minus monotonic time is one number. The
 * wall clock may be set meanwhile, before or after: it tells nothing of the age of an intent. Two kinds of samples enclose the number:
 *
 * <pre>
 *   upper   a record of our own was sent before the engine dated it:   its engine time - when it was sent
 *   lower   any record was dated before we could read it:              its engine time - when it was read
 * </pre>
 *
 * <p>With the upper bound an intent seems older than it is, by what our fastest record needed to reach the engine: it leaves a little
 * early or not at all, never too late. An engine that was stopped between looking at its clock and looking into the ring dates a record
 * before it was sent; such an upper bound is too low, and the lower one takes its place.
 *
 * <p>Nanoseconds. Threading: the session's thread. Cost: no allocation.
 */
final class EngineTime {
    private boolean isKnown;
    private boolean isTrustLimited;
    private long trustedSinceNs;
    private long upperNs;
    private long lowerNs;

    EngineTime() {
        forget();
    }

    /** Another engine, another time. */
    void forget() {
        isKnown = false;
        upperNs = Long.MAX_VALUE;
        lowerNs = Long.MIN_VALUE;
    }

    /** Nothing counts as known until a record of our own comes back that was sent from here on. */
    void forgetAllBefore(final long nowNs) {
        isKnown = false;
        isTrustLimited = true;
        trustedSinceNs = nowNs;
    }

    /** A record of our own came back. */
    void onOwn(final long engineNs, final long sentNs) {
        if (isTrustLimited && sentNs - trustedSinceNs < 0) {
            return;
        }
        isKnown = true;
        upperNs = Math.min(upperNs, engineNs - sentNs);
    }

    /** A record was read. */
    void onRead(final long engineNs, final long readNs) {
        lowerNs = Math.max(lowerNs, engineNs - readNs);
    }

    /** Whether a record of our own has come back. */
    boolean isKnown() {
        return isKnown;
    }

    /** Monotonic time that is surely not after this engine time; asked only where {@link #isKnown()}. */
    long monotonicNs(final long engineNs) {
        return engineNs - Math.max(upperNs, lowerNs);
    }
}
