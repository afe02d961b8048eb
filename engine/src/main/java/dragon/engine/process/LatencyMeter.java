package dragon.engine.process;

import org.HdrHistogram.Histogram;

/**
 * Latencies of the engine thread, read by another one.
 *
 * <p>Two histograms change hands: the engine records into one while the other is read. The engine gives its own away
 * only when an empty one lies ready, so that neither waits for the other.
 *
 * <p>Threading: {@link #record} and {@link #handOver} on the engine thread, {@link #collect} on one other. Cost: no
 * allocation, no lock, no atomic operation.
 */
final class LatencyMeter {
    private static final long LATENCY_NS_MAX = 60_000_000_000L;
    private static final int DIGITS = 3;

    private Histogram recording = new Histogram(1, LATENCY_NS_MAX, DIGITS);
    private volatile Histogram empty = new Histogram(1, LATENCY_NS_MAX, DIGITS);
    private volatile Histogram full;

    void record(final long latencyNs) {
        recording.recordValue(Math.min(Math.max(latencyNs, 1), LATENCY_NS_MAX));
    }

    /** Gives the histogram away if the other side has an empty one ready; whether it did. */
    boolean handOver() {
        final Histogram next = empty;
        if (next == null) {
            return false;
        }
        empty = null;
        final Histogram filled = recording;
        recording = next;
        full = filled;
        return true;
    }

    /** Takes what was recorded; false if the engine thread has not come round since the last time. */
    boolean collect(final EngineCounters counters) {
        final Histogram histogram = full;
        if (histogram == null) {
            return false;
        }
        full = null;
        if (histogram.getTotalCount() > 0) {
            counters.set(EngineCounter.LATENCY_P50_NS, histogram.getValueAtPercentile(50));
            counters.set(EngineCounter.LATENCY_P90_NS, histogram.getValueAtPercentile(90));
            counters.set(EngineCounter.LATENCY_P99_NS, histogram.getValueAtPercentile(99));
            counters.set(EngineCounter.LATENCY_P999_NS, histogram.getValueAtPercentile(99.9));
            counters.set(EngineCounter.LATENCY_MAX_NS, histogram.getMaxValue());
        }
        histogram.reset();
        empty = histogram;
        return true;
    }
}
