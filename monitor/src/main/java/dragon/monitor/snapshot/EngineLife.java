package dragon.monitor.snapshot;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.monitor.snapshot.LaneSnapshot.Lane;

/**
 * Whether an engine leads a lane, how far its journal is and when its heart beat last, found without talking to it.
 *
 * @param pid of the process that led last; 0 = none ever did, or it left in order
 * @param sequence of the last record that the leader has journaled; 0 = nobody leads, or its counters are not known
 * @param heartbeatMs when a leader that runs last came round, milliseconds since the epoch; 0 = as above, or it is
 *     still about to start
 */
public record EngineLife(boolean isRunning, long pid, long sequence, long heartbeatMs) {
    /** How old a snapshot may be, while an engine leads, before people are told. */
    public static final long SNAPSHOT_AGE_MS_MAX = 15_000;

    /** How long a leader's heart may rest before it counts as hung. */
    public static final long HEARTBEAT_AGE_MS_MAX = 2_000;

    /** A leader, or none, of which nothing but the mark is known. */
    public EngineLife(final boolean isRunning, final long pid) {
        this(isRunning, pid, 0, 0);
    }

    /** Asks the mark of the lane (pid, start time and boot of the leader have to agree), and the leader's counters. */
    public static EngineLife of(final LaneDirectory lane) {
        final boolean isRunning = LaneMark.isLed(lane);
        final long pid = LaneMark.read(lane).map(LaneMark::pid).orElse(0L);
        if (!isRunning) {
            return new EngineLife(false, pid);
        }
        try (CountersReader counters = CountersReader.ofLeader(lane).orElse(null)) {
            return counters == null ? new EngineLife(true, pid) : of(pid, counters);
        }
    }

    private static EngineLife of(final long pid, final CountersReader counters) {
        return new EngineLife(
                true,
                pid,
                counters.value(EngineCounter.SEQUENCE),
                counters.state() == EngineState.RUNNING ? counters.value(EngineCounter.HEARTBEAT_MS) : 0);
    }

    /** For how long a leader that is to run has given no sign of life; 0 = it lives, or none leads. */
    public long silentMs(final long nowMs) {
        final long ageMs = heartbeatMs == 0 ? 0 : nowMs - heartbeatMs;
        return ageMs > HEARTBEAT_AGE_MS_MAX ? ageMs : 0;
    }

    /** How many records of the leader a snapshot does not know yet; a second's worth is the rule. 0 = none, or nobody leads. */
    public long recordsAheadOf(final Lane lane) {
        return Math.max(0, sequence - lane.sequence());
    }
}
