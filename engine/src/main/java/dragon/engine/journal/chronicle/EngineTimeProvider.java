package dragon.engine.journal.chronicle;

import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time by which the queue chooses its files: the engine's, and never backwards.
 *
 * <p>A clock that steps back across a roll would make the queue write into an older file.
 */
final class EngineTimeProvider implements TimeProvider {
    private volatile long timeNs;

    /** Keeps the later of the two. */
    void advanceTo(final long newTimeNs) {
        if (newTimeNs > timeNs) {
            timeNs = newTimeNs;
        }
    }

    /** Whether any time was given yet. */
    boolean isKnown() {
        return timeNs != 0;
    }

    @Override
    public long currentTimeMillis() {
        return TimeUnit.NANOSECONDS.toMillis(timeNs);
    }

    @Override
    public long currentTimeMicros() {
        return TimeUnit.NANOSECONDS.toMicros(timeNs);
    }

    @Override
    public long currentTimeNanos() {
        return timeNs;
    }
}
