package dragon.monitor.child;

import java.util.concurrent.TimeUnit;

/**
 * How long to wait before a child is started again: a second, twice as long after each short life, a minute at most.
 *
 * <p>Times in nanoseconds of one monotonic clock. Threading: one thread.
 */
public final class RestartPause {
    static final long FIRST_NS = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(60);

    private long pauseNs = FIRST_NS;
    private long startedNs;
    private long dueNs;
    private boolean isWaiting;

    /** It was started. */
    public void onStarted(final long nowNs) {
        startedNs = nowNs;
        isWaiting = false;
    }

    /** It has ended, or could not be started; returns how long to wait, in nanoseconds. */
    public long onEnded(final long nowNs) {
        final long waitNs = nowNs - startedNs >= LONGEST_NS ? FIRST_NS : pauseNs;
        pauseNs = Math.min(2 * waitNs, LONGEST_NS);
        dueNs = nowNs + waitNs;
        startedNs = dueNs; // A start that fails counts as a short life.
        isWaiting = true;
        return waitNs;
    }

    /** Whether it has ended and the pause is over. */
    public boolean isOver(final long nowNs) {
        return isWaiting && nowNs - dueNs >= 0;
    }
}
