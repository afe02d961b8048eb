package dragon.gateway.simulator;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** The venue thread: runs what the sockets hand over, in order, and the venue's own work in between. */
final class VenueLoop implements Executor, AutoCloseable {
    /** What the venue does between tasks. */
    interface Duty {
        /** Does what is due and says how many nanoseconds may pass until the next is. */
        long work(long nowNs);
    }

    private static final long PARK_NS_MAX = 50_000_000L;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Duty duty;
    private volatile boolean isRunning = true;
    private volatile boolean isParked;
    private volatile Throwable failure;

    VenueLoop(final Duty duty) {
        this.duty = duty;
        thread = new Thread(this::run, "venue");
    }

    void start() {
        thread.start();
    }

    /** Why the thread stopped on its own, or null. */
    Throwable failure() {
        return failure;
    }

    @Override
    public void execute(final Runnable task) {
        tasks.add(task);
        if (isParked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        isRunning = false;
        LockSupport.unpark(thread);
        try {
            thread.join(5_000);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (isRunning) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                final long idleNs = duty.work(System.nanoTime());
                if (idleNs > 0) {
                    park(Math.min(idleNs, PARK_NS_MAX));
                }
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        } catch (final Throwable e) { // A venue with half an event applied is no witness: stop, and say so.
            failure = e;
        }
    }

    private void park(final long ns) {
        isParked = true;
        if (tasks.isEmpty() && isRunning) {
            LockSupport.parkNanos(ns);
        }
        isParked = false;
    }
}
