package dragon.gateway.woox;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.LongSupplier;

/**
 * The venue's clock as we estimate it: ours plus the median of the last offsets.
 *
 * <p>Threading: any thread.
 */
public final class VenueClock {
    private static final int SAMPLES_MAX = 5;

    /** One round trip. */
    private record Sample(long offsetMs, long roundTripMs) {}

    private final LongSupplier ownMs;
    private final Sample[] samples = new Sample[SAMPLES_MAX];
    private int sampleCount;
    private volatile Sample median;

    /** Starts with no offset. */
    public VenueClock(final LongSupplier ownMs) {
        this.ownMs = ownMs;
    }

    /** Milliseconds since the epoch, the venue's. */
    public long nowMs() {
        return ownMs.getAsLong() + offsetMs();
    }

    /** Milliseconds since the epoch, ours. */
    public long ownMs() {
        return ownMs.getAsLong();
    }

    /** The venue's clock minus ours; 0 as long as it is not measured. */
    public long offsetMs() {
        final Sample measured = median;
        return measured == null ? 0 : measured.offsetMs();
    }

    /** Whether the offset is known. */
    public boolean isMeasured() {
        return median != null;
    }

    /** By how much the offset may be wrong at most: half of the round trip that it was measured by. */
    public long uncertaintyMs() {
        final Sample measured = median;
        return measured == null ? 0 : (measured.roundTripMs() + 1) / 2;
    }

    /** Takes one round trip; the venue's time is taken to be that of its middle. */
    public synchronized void sample(final long sentMs, final long receivedMs, final long venueMs) {
        samples[sampleCount++ % SAMPLES_MAX] =
                new Sample(venueMs - (sentMs + receivedMs) / 2, Math.max(0, receivedMs - sentMs));
        final Sample[] sorted = Arrays.copyOf(samples, Math.min(sampleCount, SAMPLES_MAX));
        Arrays.sort(sorted, Comparator.comparingLong(Sample::offsetMs));
        median = sorted[sorted.length / 2];
    }
}
