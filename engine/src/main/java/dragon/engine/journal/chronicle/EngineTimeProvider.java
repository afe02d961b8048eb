package dragon.engine.journal.chronicle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time by which the queue chooses its files: the engine's, and never backwards.
 *
 * <p>A clock that steps back across a roll would make the queue write into an older file.
 */
final class EngineTimeProvider implements TimeProvider {
    private static final VarHandle TIME_NS;

    static {
        try {
            TIME_NS = MethodHandles.lookup().findVarHandle(EngineTimeProvider.class, "timeNs", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long timeNs;

    /** Keeps the later of the two. Threading: the appending thread. Cost: an ordered store, no fence. */
    void advanceTo(final long newTimeNs) {
        if (newTimeNs > (long) TIME_NS.get(this)) {
            TIME_NS.setRelease(this, newTimeNs);
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
