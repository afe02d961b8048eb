package dragon.gateway.woox;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The venue's clock as we estimate it: ours plus the median of the last offsets.
 *
 * <p>Threading: any thread.
 */
public final class VenueClock {
    private static final int SAMPLES_MAX = 5;

    private final LongSupplier ownMs;
    private final long[] offsetsMs = new long[SAMPLES_MAX];
    private int sampleCount;
    private volatile long offsetMs;

    /** Starts with no offset. */
    public VenueClock(final LongSupplier ownMs) {
        this.ownMs = ownMs;
    }

    /** Milliseconds since the epoch, the venue's. */
    public long nowMs() {
        return ownMs.getAsLong() + offsetMs;
    }

    /** Milliseconds since the epoch, ours. */
    public long ownMs() {
        return ownMs.getAsLong();
    }

    /** The venue's clock minus ours. */
    public long offsetMs() {
        return offsetMs;
    }

    /** Takes one round trip; the venue's time is taken to be that of its middle. */
    public synchronized void sample(final long sentMs, final long receivedMs, final long venueMs) {
        offsetsMs[sampleCount++ % SAMPLES_MAX] = venueMs - (sentMs + receivedMs) / 2;
        final long[] sorted = Arrays.copyOf(offsetsMs, Math.min(sampleCount, SAMPLES_MAX));
        Arrays.sort(sorted);
        offsetMs = sorted[sorted.length / 2];
    }
}
