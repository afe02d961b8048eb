package dragon.bench.report;

import java.util.Arrays;

/**
 * The cost of one event, from many short blocks: the tenth percentile of their means is what the code costs, and hardly
 * moves when the machine is busy, while the mean of all moves severalfold.
 */
public final class Blocks {
    private final double[] nsPerEvent;
    private int count;

    /** Room for this many blocks. */
    public Blocks(final int capacity) {
        nsPerEvent = new double[capacity];
    }

    /** Adds one block. */
    public void add(final long elapsedNs, final int events) {
        nsPerEvent[count++] = (double) elapsedNs / events;
    }

    public int count() {
        return count;
    }

    /** Tenth percentile, ns an event. */
    public double p10() {
        return at(0.10);
    }

    /** Smallest, ns an event. */
    public double min() {
        return at(0);
    }

    /** Median, ns an event. */
    public double median() {
        return at(0.5);
    }

    private double at(final double quantile) {
        final double[] sorted = Arrays.copyOf(nsPerEvent, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[(int) Math.min(count - 1, Math.floor(quantile * count))];
    }
}
