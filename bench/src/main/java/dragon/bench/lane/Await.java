package dragon.bench.lane;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for events. */
public final class Await {
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private Await() {}

    /** Waits until it is so; false if it is not so in time. */
    public static boolean until(final long timeoutMs, final BooleanSupplier isSo) {
        return untilNs(timeoutMs, POLL_NS, isSo);
    }

    /** As above, looking no more often than so: for what is expensive to ask. */
    public static boolean until(final long timeoutMs, final long pollMs, final BooleanSupplier isSo) {
        return untilNs(timeoutMs, TimeUnit.MILLISECONDS.toNanos(pollMs), isSo);
    }

    private static boolean untilNs(final long timeoutMs, final long pollNs, final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(pollNs);
        }
        return true;
    }

    /** Lets a drawn time pass: the moment of a kill is chance, not an event. */
    public static void pass(final long durationNs) {
        final long deadlineNs = System.nanoTime() + durationNs;
        while (System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(Math.min(POLL_NS, durationNs));
        }
    }
}
