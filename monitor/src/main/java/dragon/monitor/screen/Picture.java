package dragon.monitor.screen;

import dragon.monitor.snapshot.EngineLife;
import dragon.monitor.snapshot.LaneSnapshot;
import java.util.List;

/**
 * The lane as the watcher sees it at one moment.
 *
 * @param lanes names of all lanes of the home, in their order
 * @param snapshot null until the snapshotter has written one
 * @param latencyP99Ns of the engine, from dequeue to journaled; 0 = not known
 * @param nowMs when it was looked at, milliseconds since the epoch
 */
public record Picture(
        String laneName, List<String> lanes, LaneSnapshot snapshot, EngineLife engine, long latencyP99Ns, long nowMs) {
    long ageMs() {
        return Math.max(0, nowMs - snapshot.lane().snapshotAt());
    }

    /** Whether what is shown is too old to be taken for the present. */
    boolean isOld() {
        return ageMs() > EngineLife.SNAPSHOT_AGE_MS_MAX;
    }

    Picture at(final long laterMs) {
        return new Picture(laneName, lanes, snapshot, engine, latencyP99Ns, laterMs);
    }
}
