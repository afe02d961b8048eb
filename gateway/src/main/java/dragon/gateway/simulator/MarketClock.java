package dragon.gateway.simulator;

/**
 * Market time: stands still until started, then runs at a multiple of the wall clock.
 *
 * <p>Threading: the venue thread.
 */
final class MarketClock {
    private double speed;
    private long originUs;
    private long startNs;
    private boolean isRunning;

    MarketClock(final long originUs, final double speed) {
        this.originUs = originUs;
        this.speed = speed;
    }

    boolean isRunning() {
        return isRunning;
    }

    double speed() {
        return speed;
    }

    void start(final long nowNs) {
        isRunning = true;
        startNs = nowNs;
    }

    /** Goes on from the instant at another speed. */
    void rebase(final long atUs, final double newSpeed, final long nowNs) {
        originUs = atUs;
        speed = newSpeed;
        startNs = nowNs;
    }

    long nowUs(final long nowNs) {
        return isRunning ? originUs + (long) ((nowNs - startNs) * speed / 1_000.0) : originUs;
    }

    /** Wall nanoseconds from now until the market instant; 0 when it has passed. */
    long untilNs(final long marketUs, final long nowNs) {
        if (!isRunning || marketUs == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return (long) Math.max(0.0, (marketUs - nowUs(nowNs)) * 1_000.0 / speed);
    }
}
