package dragon.tools.backtest.run;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Tells a person how far a long piece of work is: one line that is written over on a terminal, a line every ten seconds elsewhere; nothing
 * if it is over in half a second.
 *
 * <p>Threading: any; lines do not mix.
 */
public final class ProgressMeter {
    private static final long FIRST_AFTER_NS = 500_000_000L;
    private static final long TERMINAL_EVERY_NS = 100_000_000L;
    private static final long PLAIN_EVERY_NS = 10_000_000_000L;
    private static final int CELLS = 40;

    private final PrintWriter err;
    private final boolean isTerminal;
    private final String unit;
    private final long expected;
    private final long startNs = System.nanoTime();
    private long nextNs;
    private boolean isShown;

    /** Begins now; so many units are expected. */
    public ProgressMeter(final PrintWriter err, final boolean isTerminal, final String unit, final long expected) {
        this.err = err;
        this.isTerminal = isTerminal;
        this.unit = unit;
        this.expected = Math.max(1, expected);
        nextNs = startNs + (isTerminal ? FIRST_AFTER_NS : PLAIN_EVERY_NS);
    }

    /** So many are done. */
    public synchronized void done(final long count) {
        final long nowNs = System.nanoTime();
        if (nowNs - nextNs < 0) {
            return;
        }
        nextNs = nowNs + (isTerminal ? TERMINAL_EVERY_NS : PLAIN_EVERY_NS);
        isShown = true;
        if (isTerminal) {
            err.print("\r" + text(count, nowNs - startNs));
        } else {
            err.println(text(count, nowNs - startNs));
        }
        err.flush();
    }

    /** Ends the line, if there is one. */
    public synchronized void end() {
        if (isShown && isTerminal) {
            err.println();
            err.flush();
        }
    }

    String text(final long count, final long elapsedNs) {
        final double perSecond = count * 1e9 / Math.max(1, elapsedNs);
        final int cells = (int) Math.min(CELLS, count * CELLS / expected);
        return String.format(
                Locale.ROOT,
                "  [%s%s] %3d%%  %,d of %,d %s  %,.0f /s  eta %ds",
                "#".repeat(cells),
                ".".repeat(CELLS - cells),
                Math.min(100, count * 100 / expected),
                count,
                expected,
                unit,
                perSecond,
                (long) Math.ceil(Math.max(0, expected - count) / Math.max(1, perSecond)));
    }
}
