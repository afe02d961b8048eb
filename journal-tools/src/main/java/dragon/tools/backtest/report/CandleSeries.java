package dragon.tools.backtest.report;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.tools.backtest.CandleFile;
import dragon.tools.backtest.Candles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * CandleSeries of one instrument in the order of time, column by column. Prices times 10^8, times in epoch milliseconds of the opening.
 */
public final class CandleSeries {
    private static final long MINUTE_MS = 60_000;

    private final int minutes;
    private long[] openMs;
    private long[] openE8;
    private long[] highE8;
    private long[] lowE8;
    private long[] closeE8;
    private int size;

    private CandleSeries(final int minutes, final int capacity) {
        this.minutes = minutes;
        openMs = new long[capacity];
        openE8 = new long[capacity];
        highE8 = new long[capacity];
        lowE8 = new long[capacity];
        closeE8 = new long[capacity];
    }

    /**
     * Reads a candle file and finds out how long its candles are.
     *
     * @throws OperatorException naming file and line, if it cannot be read or is not what it says
     */
    public static CandleSeries read(final Path file) {
        if (!Files.exists(file)) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND, "No file " + file + ". Nothing was run. Next: ls -l " + file);
        }
        final Candles rows = CandleFile.read(file);
        if (rows.size() < 2) {
            throw bad(file, rows.size() + 1, "at least two candles are needed");
        }
        long stepMs = Long.MAX_VALUE;
        for (int i = 1; i < rows.size(); i++) {
            stepMs = Math.min(stepMs, rows.openTimeMs(i) - rows.openTimeMs(i - 1));
        }
        if (stepMs % MINUTE_MS != 0) {
            throw bad(file, 2, "candles are " + stepMs + " ms apart: whole minutes are needed");
        }
        final CandleSeries series = new CandleSeries((int) (stepMs / MINUTE_MS), rows.size());
        for (int i = 0; i < rows.size(); i++) {
            series.add(rows.openTimeMs(i), rows.openE8(i), rows.highE8(i), rows.lowE8(i), rows.closeE8(i));
        }
        return series;
    }

    private static OperatorException bad(final Path file, final int line, final String what) {
        return new OperatorException(
                ExitStatus.CONFIG,
                file + ":" + line + ": " + what + ". Nothing was run. Next: correct the file, or name another one");
    }

    /** The same time in candles of this length, aligned to midnight UTC; the last one only if it is complete. */
    public CandleSeries inMinutes(final int newMinutes) {
        if (newMinutes == minutes) {
            return this;
        }
        final long lengthMs = newMinutes * MINUTE_MS;
        final CandleSeries merged =
                new CandleSeries(newMinutes, Math.max(1, size / Math.max(1, newMinutes / minutes) + 2));
        for (int i = 0; i < size; i++) {
            final long startMs = Math.floorDiv(openMs[i], lengthMs) * lengthMs;
            final int last = merged.size - 1;
            if (last < 0 || merged.openMs[last] != startMs) {
                merged.add(startMs, openE8[i], highE8[i], lowE8[i], closeE8[i]);
            } else {
                merged.highE8[last] = Math.max(merged.highE8[last], highE8[i]);
                merged.lowE8[last] = Math.min(merged.lowE8[last], lowE8[i]);
                merged.closeE8[last] = closeE8[i];
            }
        }
        if (merged.size > 0 && endMs(size - 1) < merged.endMs(merged.size - 1)) {
            merged.size--;
        }
        return merged;
    }

    private void add(final long ms, final long oE8, final long hE8, final long lE8, final long cE8) {
        if (size == openMs.length) {
            final int capacity = size * 2;
            openMs = Arrays.copyOf(openMs, capacity);
            openE8 = Arrays.copyOf(openE8, capacity);
            highE8 = Arrays.copyOf(highE8, capacity);
            lowE8 = Arrays.copyOf(lowE8, capacity);
            closeE8 = Arrays.copyOf(closeE8, capacity);
        }
        openMs[size] = ms;
        openE8[size] = oE8;
        highE8[size] = hE8;
        lowE8[size] = lE8;
        closeE8[size] = cE8;
        size++;
    }

    /** Index of the first candle that opens at or after a time. */
    public int firstAtOrAfter(final long timeMs) {
        final int found = Arrays.binarySearch(openMs, 0, size, timeMs);
        return found < 0 ? -found - 1 : found;
    }

    /** The smallest price step that all prices are on, as a power of ten, times 10^8. */
    public long tickE8() {
        long tick = 100_000_000L;
        for (int i = 0; i < size; i++) {
            while (openE8[i] % tick != 0 || highE8[i] % tick != 0 || lowE8[i] % tick != 0 || closeE8[i] % tick != 0) {
                tick /= 10;
            }
        }
        return tick;
    }

    public int size() {
        return size;
    }

    /** Length of one candle. */
    public int minutes() {
        return minutes;
    }

    public long openMs(final int i) {
        return openMs[i];
    }

    /** When the candle has closed. */
    public long endMs(final int i) {
        return openMs[i] + minutes * MINUTE_MS;
    }

    public long openE8(final int i) {
        return openE8[i];
    }

    public long highE8(final int i) {
        return highE8[i];
    }

    public long lowE8(final int i) {
        return lowE8[i];
    }

    public long closeE8(final int i) {
        return closeE8[i];
    }
}
