package dragon.tools.backtest.report;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * CandleSeries of one instrument in the order of time, column by column. Prices times 10^8, times in epoch milliseconds of the opening.
 */
public final class CandleSeries {
    private static final int SCALE = 8;
    private static final long MINUTE_MS = 60_000;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int FIRST_CAPACITY = 1 << 16;
    private static final List<String> TIMES = List.of("ts_ms", "timestamp_ms");
    private static final List<String> PRICES = List.of("open", "high", "low", "close");

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
     * Reads a CSV file, plain or gzip, with columns {@code ts_ms} (or {@code timestamp_ms}), open, high, low and close.
     *
     * @throws OperatorException naming file and line, if it cannot be read or is not what it says
     */
    public static CandleSeries read(final Path file) {
        try (BufferedReader reader = open(file)) {
            final String header = reader.readLine();
            final List<String> names =
                    header == null ? List.of() : List.of(header.strip().split(","));
            final int time = TIMES.stream().mapToInt(names::indexOf).max().orElse(-1);
            final int[] columns = PRICES.stream().mapToInt(names::indexOf).toArray();
            if (time < 0 || Arrays.stream(columns).anyMatch(column -> column < 0)) {
                throw bad(file, 1, "no candles: its columns must hold ts_ms,open,high,low,close");
            }
            return withMinutes(rows(file, reader, time, columns), file);
        } catch (final NoSuchFileException e) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND, "No file " + file + ". Nothing was run. Next: ls -l " + file, e);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot read " + file + ": " + e.getMessage() + ". Nothing was run. Next: ls -l " + file,
                    e);
        }
    }

    private static BufferedReader open(final Path file) throws IOException {
        final PushbackInputStream raw = new PushbackInputStream(Files.newInputStream(file), 2);
        final byte[] magic = raw.readNBytes(2);
        raw.unread(magic);
        final boolean isGzip = magic.length == 2 && ((magic[0] & 0xff) << 8 | magic[1] & 0xff) == GZIP_MAGIC;
        final InputStream text = isGzip ? new GZIPInputStream(raw, 1 << 16) : raw;
        return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8), 1 << 16);
    }

    private static CandleSeries rows(final Path file, final BufferedReader reader, final int time, final int[] columns)
            throws IOException {
        final CandleSeries candles = new CandleSeries(0, FIRST_CAPACITY);
        int lineNumber = 1;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lineNumber++;
            if (line.isBlank()) {
                continue;
            }
            final String[] cells = line.split(",");
            try {
                candles.add(
                        Long.parseLong(cells[time].strip()),
                        e8(cells[columns[0]]),
                        e8(cells[columns[1]]),
                        e8(cells[columns[2]]),
                        e8(cells[columns[3]]));
            } catch (final NumberFormatException | ArithmeticException | ArrayIndexOutOfBoundsException e) {
                throw bad(file, lineNumber, "not a candle: '" + line + "'");
            }
            final int last = candles.size - 1;
            if (last > 0 && candles.openMs[last] <= candles.openMs[last - 1]) {
                throw bad(file, lineNumber, "its time is not after that of the line before");
            }
            if (!candles.isSane(last)) {
                throw bad(file, lineNumber, "low, open, close and high are out of order, or not above 0");
            }
        }
        return candles;
    }

    private static CandleSeries withMinutes(final CandleSeries rows, final Path file) {
        if (rows.size < 2) {
            throw bad(file, rows.size + 1, "at least two candles are needed");
        }
        long stepMs = Long.MAX_VALUE;
        for (int i = 1; i < rows.size; i++) {
            stepMs = Math.min(stepMs, rows.openMs[i] - rows.openMs[i - 1]);
        }
        if (stepMs % MINUTE_MS != 0) {
            throw bad(file, 2, "candles are " + stepMs + " ms apart: whole minutes are needed");
        }
        final CandleSeries candles = new CandleSeries((int) (stepMs / MINUTE_MS), rows.size);
        for (int i = 0; i < rows.size; i++) {
            candles.add(rows.openMs[i], rows.openE8[i], rows.highE8[i], rows.lowE8[i], rows.closeE8[i]);
        }
        return candles;
    }

    private static OperatorException bad(final Path file, final int line, final String what) {
        return new OperatorException(
                ExitStatus.CONFIG,
                file + ":" + line + ": " + what + ". Nothing was run. Next: correct the file, or name another one");
    }

    private static long e8(final String text) {
        return new BigDecimal(text.strip()).movePointRight(SCALE).longValueExact();
    }

    private boolean isSane(final int i) {
        return lowE8[i] > 0
                && lowE8[i] <= Math.min(openE8[i], closeE8[i])
                && highE8[i] >= Math.max(openE8[i], closeE8[i]);
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
