package dragon.monitor.snapshot;

import java.nio.file.Path;

/** Whether the engine of a lane runs, found without talking to it. */
public record EngineLife(boolean isRunning, long pid) {
    /** Looks for the process that the last snapshot named. */
    public static EngineLife of(final Path laneDirectory, final LaneSnapshot.Lane lane) {
        final boolean isRunning =
                ProcessHandle.of(lane.enginePid()).map(ProcessHandle::isAlive).orElse(false);
        return new EngineLife(isRunning, lane.enginePid());
    }
}
