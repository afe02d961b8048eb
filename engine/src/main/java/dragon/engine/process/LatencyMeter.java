package dragon.engine.process;

import org.HdrHistogram.Histogram;

/**
 * Latencies of the engine thread, read by another one.
 *
 * <p>The engine counts into one array of buckets while the other is read, and gives its own away only when an empty one
 * lies ready, so that neither waits for the other. The histogram is filled by the reader: to record a value into it costs
 * as much as the core needs for a quote, to count a bucket costs next to nothing.
 *
 * <pre>
 *   bucket   0 .. 127        that many nanoseconds
 *            e * 128 + m     (128 + m) &lt;&lt; (e - 1) and more: the first eight bits of a value, so within 0.8 %
 * </pre>
 *
 * <p>Threading: {@link #record} and {@link #handOver} on the engine thread, {@link #collect} on one other. Cost: no
 * allocation, no lock, no atomic operation.
 */
final class LatencyMeter {
    private static final long LATENCY_NS_MAX = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final int MANTISSA_BITS = 7;
    private static final int BUCKETS = bucket(LATENCY_NS_MAX) + 1;

    private final Histogram histogram = new Histogram(1, LATENCY_NS_MAX, DIGITS);
    private long[] recording = new long[BUCKETS];
    private volatile long[] empty = new long[BUCKETS];
    private volatile long[] full;

    void record(final long latencyNs) {
        recording[bucket(Math.min(Math.max(latencyNs, 1), LATENCY_NS_MAX))]++;
    }

    private static int bucket(final long ns) {
        final int exponent = Math.max(0, Long.SIZE - MANTISSA_BITS - 1 - Long.numberOfLeadingZeros(ns));
        return (exponent << MANTISSA_BITS) + (int) (ns >>> exponent);
    }

    /** The longest latency of a bucket. */
    private static long longestNs(final int bucket) {
        final int exponent = Math.max(0, (bucket >> MANTISSA_BITS) - 1);
        final long shortest = (long) (bucket - (exponent << MANTISSA_BITS)) << exponent;
        return Math.min(LATENCY_NS_MAX, shortest + (1L << exponent) - 1);
    }

    /** Gives the counts away if the other side has empty ones ready; whether it did. */
    boolean handOver() {
        final long[] next = empty;
        if (next == null) {
            return false;
        }
        empty = null;
        final long[] filled = recording;
        recording = next;
        full = filled;
        return true;
    }

    /** Takes what was recorded; false if the engine thread has not come round since the last time. */
    boolean collect(final EngineCounters counters) {
        final long[] counts = full;
        if (counts == null) {
            return false;
        }
        full = null;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] > 0) {
                histogram.recordValueWithCount(longestNs(bucket), counts[bucket]);
                counts[bucket] = 0;
            }
        }
        empty = counts;
        if (histogram.getTotalCount() > 0) {
            counters.set(EngineCounter.LATENCY_P50_NS, histogram.getValueAtPercentile(50));
            counters.set(EngineCounter.LATENCY_P90_NS, histogram.getValueAtPercentile(90));
            counters.set(EngineCounter.LATENCY_P99_NS, histogram.getValueAtPercentile(99));
            counters.set(EngineCounter.LATENCY_P999_NS, histogram.getValueAtPercentile(99.9));
            counters.set(EngineCounter.LATENCY_MAX_NS, histogram.getMaxValue());
            histogram.reset();
        }
        return true;
    }
}
