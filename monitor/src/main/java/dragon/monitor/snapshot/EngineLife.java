package dragon.monitor.snapshot;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;

/**
 * Whether an engine leads a lane, found without talking to it.
 *
 * @param pid of the process that led last; 0 = none ever did, or it left in order
 */
public record EngineLife(boolean isRunning, long pid) {
    /** Asks the mark of the lane: pid, start time and boot of the leader have to agree. */
    public static EngineLife of(final LaneDirectory lane) {
        return new EngineLife(
                LaneMark.isLed(lane), LaneMark.read(lane).map(LaneMark::pid).orElse(0L));
    }
}
