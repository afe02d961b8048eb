package dragon.gateway.simulator;

import java.util.function.LongSupplier;

/** The exchange's wall clock: this machine's, moved by a fault. Threading: any thread reads, the venue thread moves. */
final class WallClock implements LongSupplier {
    private volatile long offsetMs;

    @Override
    public long getAsLong() {
        return System.currentTimeMillis() + offsetMs;
    }

    long offsetMs() {
        return offsetMs;
    }

    void offsetMs(final long ms) {
        offsetMs = ms;
    }
}
