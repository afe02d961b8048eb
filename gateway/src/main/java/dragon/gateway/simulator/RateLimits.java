package dragon.gateway.simulator;

import java.util.HashMap;
import java.util.Map;

/** Sliding windows, one for each endpoint and whoever it counts for. A faster market clock raises every limit alike. */
final class RateLimits {
    /** Times of the last admitted requests, oldest first. */
    private static final class Window {
        private final long[] admittedNs;
        private int oldest;
        private int size;

        private Window(final int limit) {
            admittedNs = new long[limit];
        }

        private boolean admits(final long nowNs, final long windowNs) {
            while (size > 0 && nowNs - admittedNs[oldest] >= windowNs) {
                oldest = (oldest + 1) % admittedNs.length;
                size--;
            }
            if (size == admittedNs.length) {
                return false;
            }
            admittedNs[(oldest + size++) % admittedNs.length] = nowNs;
            return true;
        }
    }

    private static final int LIMIT_MAX = 100_000;

    private final Map<String, Window> windows = new HashMap<>();
    private final double factor;
    private final boolean isOn;

    RateLimits(final double speed, final boolean isOn) {
        factor = Math.max(1.0, speed);
        this.isOn = isOn;
    }

    boolean admits(final String key, final int limit, final long windowMs, final long nowNs) {
        if (!isOn) {
            return true;
        }
        final Window window =
                windows.computeIfAbsent(key, ignored -> new Window((int) Math.min(LIMIT_MAX, limit * factor)));
        return window.admits(nowNs, windowMs * 1_000_000L);
    }
}
