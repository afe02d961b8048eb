package dragon.gateway.process;

import dragon.engine.ExitStatus;
import java.io.PrintStream;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once after an {@link Error} on any of its threads: half a gateway, one that lives and no longer pings, asks or
 * refreshes, is worse than none, which is started again.
 *
 * <p>An exception is logged, and its thread ends as ever. Threading: any thread.
 */
final class FatalStop implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("gateway");

    private final PrintStream out;
    private final IntConsumer halt;
    private final boolean debug;

    /**
     * Ends nothing yet.
     *
     * @param halt ends the process with this status, without shutdown hooks; a test does something milder
     */
    FatalStop(final PrintStream out, final IntConsumer halt, final boolean debug) {
        this.out = out;
        this.halt = halt;
        this.debug = debug;
    }

    @Override
    public void uncaughtException(final Thread thread, final Throwable cause) {
        if (cause instanceof Error) {
            stop(thread, cause);
        } else {
            LOG.error("thread {} failed", thread.getName(), cause);
        }
    }

    /** Says why in one line, and ends the process. */
    void stop(final Thread thread, final Throwable cause) {
        try {
            out.println("Gateway stopped: " + cause + " on thread " + thread.getName()
                    + ". Orders that are at the exchange stay there."
                    + " Next: start it again; with --debug for the stack.");
            if (debug) {
                cause.printStackTrace(out);
            }
            out.flush();
        } finally {
            halt.accept(ExitStatus.FAILED); // Also where there is no memory for the line.
        }
    }
}
