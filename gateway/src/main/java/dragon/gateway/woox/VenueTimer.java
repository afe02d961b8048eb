package dragon.gateway.woox;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The one timer thread of a connection.
 *
 * <p>The executor keeps what a task throws to itself, and never runs a periodic one again: streams, heartbeats and watchdogs would
 * end without a word. Here it goes to the thread's handler of uncaught exceptions, as if the thread had died of it.
 */
final class VenueTimer extends ScheduledThreadPoolExecutor {
    VenueTimer() {
        super(1, task -> {
            final Thread thread = new Thread(task, "woox-timer");
            thread.setDaemon(true);
            return thread;
        });
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    protected void afterExecute(final Runnable task, final Throwable thrown) {
        super.afterExecute(task, thrown);
        if (!(task instanceof Future<?> future) || !future.isDone() || future.isCancelled()) {
            return; // A periodic task that went well is not done.
        }
        try {
            future.get();
        } catch (final ExecutionException e) {
            final Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
