package dragon.tools.replay;

import dragon.tools.follow.Follower;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Tells a person how far a replay is: one line that is written over on a terminal, a line every ten seconds elsewhere;
 * nothing if it is over in half a second.
 *
 * <p>Threading: one thread.
 */
public final class ProgressLine implements Replay.Progress {
    private static final long NS_PER_MS = 1_000_000L;
    private static final long FIRST_AFTER_NS = 500 * NS_PER_MS;
    private static final long TERMINAL_EVERY_NS = 100 * NS_PER_MS;
    private static final long PLAIN_EVERY_NS = 10_000 * NS_PER_MS;
    private static final int BAR_CELLS = 40;

    private final PrintWriter err;
    private final boolean isTerminal;
    private final long recordCountExpected;
    private final long startNs;
    private long nextNs;
    private boolean isShown;

    /**
     * Begins now.
     *
     * @param isTerminal whether a carriage return goes back to the line's beginning
     * @param recordCountExpected 0 = not known
     */
    public ProgressLine(final PrintWriter err, final boolean isTerminal, final long recordCountExpected) {
        this.err = err;
        this.isTerminal = isTerminal;
        this.recordCountExpected = recordCountExpected;
        this.startNs = System.nanoTime();
        this.nextNs = startNs + (isTerminal ? FIRST_AFTER_NS : PLAIN_EVERY_NS);
    }

    @Override
    public void onProgress(final Follower follower) {
        final long nowNs = System.nanoTime();
        if (nowNs - nextNs < 0) {
            return;
        }
        nextNs = nowNs + (isTerminal ? TERMINAL_EVERY_NS : PLAIN_EVERY_NS);
        show(text(follower.recordCount(), follower.divergenceCount(), nowNs - startNs));
    }

    /** Ends the line, if there is one. */
    public void end() {
        if (isShown && isTerminal) {
            err.println();
            err.flush();
        }
    }

    private void show(final String text) {
        isShown = true;
        if (isTerminal) {
            err.print("\r" + text);
        } else {
            err.println(text);
        }
        err.flush();
    }

    String text(final long recordCount, final long divergenceCount, final long elapsedNs) {
        final double perSecond = recordCount * 1e9 / Math.max(1, elapsedNs);
        final String rate = String.format(Locale.ROOT, "%.1f M rec/s", perSecond / 1e6);
        if (recordCountExpected == 0) {
            return String.format(Locale.ROOT, "  %,d records  %s  diverged %d", recordCount, rate, divergenceCount);
        }
        final double part = Math.min(1, (double) recordCount / recordCountExpected);
        final int cells = (int) (part * BAR_CELLS);
        final long remainingS = (long) Math.ceil((recordCountExpected - recordCount) / Math.max(1, perSecond));
        return String.format(
                Locale.ROOT,
                "  [%s%s] %3d%%  %,d records  %s  eta %ds  diverged %d",
                "#".repeat(cells),
                ".".repeat(BAR_CELLS - cells),
                (int) (part * 100),
                recordCount,
                rate,
                Math.max(0, remainingS),
                divergenceCount);
    }
}
