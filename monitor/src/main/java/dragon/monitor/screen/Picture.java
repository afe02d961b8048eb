package dragon.monitor.screen;

import dragon.monitor.snapshot.EngineLife;
import dragon.monitor.snapshot.LaneSnapshot;

/**
 * The lane as the watcher sees it at one moment.
 *
 * @param snapshot null until the snapshotter has written one
 * @param latencyP99Ns of the engine, from dequeue to journaled; 0 = not known
 * @param nowMs when it was looked at, milliseconds since the epoch
 */
public record Picture(String laneName, LaneSnapshot snapshot, EngineLife engine, long latencyP99Ns, long nowMs) {
    long ageMs() {
        return Math.max(0, nowMs - snapshot.lane().snapshotAt());
    }

    Picture at(final long laterMs) {
        return new Picture(laneName, snapshot, engine, latencyP99Ns, laterMs);
    }
}
