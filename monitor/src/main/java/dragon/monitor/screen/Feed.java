package dragon.monitor.screen;

import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.monitor.snapshot.EngineLife;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSummary;
import dragon.monitor.snapshot.SnapshotReader;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;

/**
 * Looks at a lane again and again, and at another one when it is told to: snapshots and counters, both read-only.
 *
 * <p>Threading: one thread. Survives a lane that does not exist yet, and a database that is busy.
 */
public final class Feed implements AutoCloseable {
    private static final int EVENT_COUNT_MAX = 200;

    private LaneDirectory lane;
    private String laneName;
    private SnapshotReader reader;
    private LaneSnapshot snapshot;

    public Feed(final LaneDirectory lane, final String laneName) {
        this.lane = lane;
        this.laneName = laneName;
    }

    /** The lane that it looks at. */
    String laneName() {
        return laneName;
    }

    /** Looks at another lane of the home from now on; nothing of the one before is shown again. */
    public void watch(final String name) {
        close();
        snapshot = null;
        lane = LaneDirectory.of(lane.home(), name);
        laneName = name;
    }

    /** What there is to see now; the last picture's snapshot where there is no newer one. */
    public Picture look(final long nowMs) {
        try {
            if (reader == null && Files.exists(lane.snapshots())) {
                reader = SnapshotReader.open(lane.snapshots());
            }
            if (reader != null) {
                final LaneSnapshot read = reader.read(EVENT_COUNT_MAX);
                snapshot = read == null ? snapshot : read;
            }
        } catch (final SQLException e) {
            close(); // The age in the header tells that nothing new has come; the next look opens it again.
        }
        return new Picture(laneName, lanes(), snapshot, EngineLife.of(lane), latencyP99Ns(), nowMs);
    }

    private List<String> lanes() {
        try {
            return LaneSummary.names(lane.home());
        } catch (final OperatorException e) {
            return List.of(laneName); // The home cannot be listed: what is open stays open.
        }
    }

    private long latencyP99Ns() {
        try (CountersReader counters = CountersReader.open(lane.counters()).orElse(null)) {
            return counters == null ? 0 : Math.max(0, counters.value(EngineCounter.LATENCY_P99_NS));
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            try {
                reader.close();
            } catch (final SQLException e) {
                snapshot = null; // A read-only connection that does not close: nothing can be lost by it.
            }
            reader = null;
        }
    }
}
