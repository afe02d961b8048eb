package dragon.gateway.woox;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A question that is under way at most once: asked again meanwhile it is repeated afterwards, and after a failure it is
 * repeated with growing pauses until it succeeds.
 *
 * <p>Threading: any thread.
 */
final class SingleFlight {
    private static final long PAUSE_FIRST_MS = 500;
    private static final long PAUSE_MAX_MS = 30_000;

    private final ScheduledExecutorService timer;
    private final Runnable question;
    private boolean isUnderWay;
    private boolean isAskedAgain;
    private long pauseMs = PAUSE_FIRST_MS;

    /** The question must end in {@link #succeeded()} or {@link #failed()}. */
    SingleFlight(final ScheduledExecutorService timer, final Runnable question) {
        this.timer = timer;
        this.question = question;
    }

    void ask() {
        synchronized (this) {
            if (isUnderWay) {
                isAskedAgain = true;
                return;
            }
            isUnderWay = true;
        }
        question.run();
    }

    void succeeded() {
        synchronized (this) {
            pauseMs = PAUSE_FIRST_MS;
            if (!isAskedAgain) {
                isUnderWay = false;
                return;
            }
            isAskedAgain = false;
        }
        question.run();
    }

    void failed() {
        final long waitMs;
        synchronized (this) {
            waitMs = pauseMs;
            pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
            isAskedAgain = false;
        }
        try {
            timer.schedule(question, waitMs, TimeUnit.MILLISECONDS);
        } catch (final RejectedExecutionException stopping) {
            // The gateway ends; the next one asks anew.
        }
    }
}
