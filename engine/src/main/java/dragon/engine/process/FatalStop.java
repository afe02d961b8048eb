package dragon.engine.process;

import com.lmax.disruptor.ExceptionHandler;
import dragon.engine.ExitStatus;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LeaseLostException;
import dragon.engine.transport.RingSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stops the process at once, with the reason on stderr and in {@code stopped.txt}: skipping an event is never right here.
 *
 * <p>The Disruptor's own handler would log and go on with the next event.
 */
final class FatalStop implements ExceptionHandler<RingSlot>, Thread.UncaughtExceptionHandler {
    /** Ends the process; a test does something milder. */
    @FunctionalInterface
    interface Halt {
        /** Ends the process with this status. */
        void halt(int exitStatus);
    }

    private final Path reasonFile;
    private final EngineCounters counters;
    private final Halt halt;
    private final boolean debug;

    FatalStop(final Path reasonFile, final EngineCounters counters, final Halt halt, final boolean debug) {
        this.reasonFile = reasonFile;
        this.counters = counters;
        this.halt = halt;
        this.debug = debug;
    }

    @Override
    public void handleEventException(final Throwable cause, final long slotSequence, final RingSlot slot) {
        stop(cause);
    }

    @Override
    public void handleOnStartException(final Throwable cause) {
        stop(cause);
    }

    @Override
    public void handleOnShutdownException(final Throwable cause) {
        stop(cause);
    }

    @Override
    public void uncaughtException(final Thread thread, final Throwable cause) {
        stop(cause);
    }

    /** Removes the reason of an earlier stop: a new term has begun. */
    void forget() {
        try {
            Files.deleteIfExists(reasonFile);
        } catch (final IOException e) {
            System.err.println("The reason of an earlier stop could not be removed from " + reasonFile + ": " + e);
        }
    }

    /** Says why, once, and ends the process; what was not journaled stays in the rings. */
    void stop(final Throwable cause) {
        final boolean isLeaseLost = cause instanceof LeaseLostException;
        try {
            final String line = "Engine stopped: " + cause.getMessage()
                    + (cause.getMessage() == null || debug ? " (" + cause + ")" : "")
                    + ". Orders that are live at the venue stay live. Next: "
                    + (isLeaseLost
                            ? "dragon lease show, and start the engine if no other one leads."
                            : "dragon journal verify, then start the engine.");
            System.err.println(line);
            if (debug || cause.getMessage() == null || cause instanceof Error) {
                cause.printStackTrace();
            }
            counters.set(EngineCounter.STATE, EngineState.FAILED.code());
            Files.deleteIfExists(reasonFile);
            LaneDirectory.createFile(reasonFile);
            Files.write(reasonFile, (line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (final IOException | RuntimeException e) {
            System.err.println("The reason could not be recorded in " + reasonFile + ": " + e);
        } finally {
            halt.halt(isLeaseLost ? ExitStatus.GATE : ExitStatus.FAILED);
        }
    }
}
