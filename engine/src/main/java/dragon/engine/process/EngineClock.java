package dragon.engine.process;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * Engine time: nanoseconds since the epoch that never go backwards, not even over a restart.
 *
 * <p>It takes the wall clock once and then follows the monotonic one, so a step of the wall clock does not reach the
 * journal; and it starts after the last record of the journal, whatever the wall clock says by then.
 *
 * <p>Threading: the engine thread. Cost: an addition and a comparison.
 */
public final class EngineClock {
    private final long offsetNs;
    private long lastNs;

    /**
     * Starts the clock.
     *
     * @param wallNs nanoseconds since the epoch now
     * @param monotonicNs {@link System#nanoTime()} at the same moment
     * @param lastJournaledNs engine time of the last record; time goes on from there if the wall clock is behind it
     */
    public EngineClock(final long wallNs, final long monotonicNs, final long lastJournaledNs) {
        this.offsetNs = Math.max(wallNs, lastJournaledNs) - monotonicNs;
        this.lastNs = lastJournaledNs;
    }

    /** A clock that starts now and follows this monotonic one. */
    public static EngineClock startingAfter(final long lastJournaledNs, final NanoClock monotonic) {
        final Instant wall = Instant.now();
        return new EngineClock(
                TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano(),
                monotonic.nanoTime(),
                lastJournaledNs);
    }

    /** Engine time at a reading of {@link System#nanoTime()}; never before a time that was given out. */
    public long at(final long monotonicNs) {
        final long timeNs = offsetNs + monotonicNs;
        if (timeNs > lastNs) {
            lastNs = timeNs;
        }
        return lastNs;
    }
}
