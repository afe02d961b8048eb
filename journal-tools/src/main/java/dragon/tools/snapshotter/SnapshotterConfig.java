package dragon.tools.snapshotter;

import dragon.engine.core.CoreLimits;
import dragon.engine.lane.LaneDirectory;

/**
 * How a snapshotter works; made once at start.
 *
 * @param lane that it follows
 * @param limits of the core, the same as the engine's
 * @param changedEveryMs a row that has changed is written at most this often
 * @param unchangedEveryMs a row that has not changed is refreshed at most this often
 * @param imageEveryMs a state image is written this often, if there is anything new
 * @param progressEveryMs the place in the journal is printed at most this often
 * @param busyMsMax how long a statement waits for another writer of the database
 */
record SnapshotterConfig(
        LaneDirectory lane,
        CoreLimits limits,
        long changedEveryMs,
        long unchangedEveryMs,
        long imageEveryMs,
        long progressEveryMs,
        int busyMsMax) {
    SnapshotterConfig {
        if (changedEveryMs < 1
                || unchangedEveryMs < changedEveryMs
                || imageEveryMs < 1
                || progressEveryMs < 1
                || busyMsMax < 0) {
            throw new IllegalArgumentException("snapshotter: intervals must be positive, and unchangedEveryMs="
                    + unchangedEveryMs + " no less than changedEveryMs=" + changedEveryMs);
        }
    }

    /** What a lane uses unless told otherwise. */
    static SnapshotterConfig standard(final LaneDirectory lane) {
        return new SnapshotterConfig(lane, CoreLimits.DEFAULT, 1_000, 10_000, 10_000, 10_000, 250);
    }

    SnapshotterConfig withImageEveryMs(final long ms) {
        return new SnapshotterConfig(lane, limits, changedEveryMs, unchangedEveryMs, ms, progressEveryMs, busyMsMax);
    }

    /** One line without secrets, printed at start. */
    String describe() {
        return "snapshotter: lane " + lane.root() + ", changedEveryMs=" + changedEveryMs + ", unchangedEveryMs="
                + unchangedEveryMs + ", imageEveryMs=" + imageEveryMs + ", busyMsMax=" + busyMsMax;
    }
}
