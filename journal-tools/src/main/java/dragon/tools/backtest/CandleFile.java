package dragon.tools.backtest;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Candles in a text file: one line each, the start in epoch milliseconds, then open, high, low, close, and a volume that is not read;
 * the first line names the columns. Plain or compressed by gzip.
 *
 * <p>Errors: the first line that is not such a candle ends the reading with file and line.
 */
public final class CandleFile {
    private static final List<String> TIME_NAMES = List.of("timestamp_ms", "ts_ms", "open_time_ms");
    private static final String PRICE_COLUMNS = ",open,high,low,close";
    private static final int DECIMALS = 8;
    private static final long LARGEST_BEFORE_DIGIT = Long.MAX_VALUE / 10 - 1;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int PRICES = 4;

    private final Path file;
    private final InputStream in;
    private final long[] pricesE8 = new long[PRICES];
    private int line = 1;
    private int last;

    private CandleFile(final Path file, final InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Reads all candles of a file. */
    public static Candles read(final Path file) {
        final boolean isCompressed = file.toString().endsWith(".gz");
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = new BufferedInputStream(
                        isCompressed ? new GZIPInputStream(raw, BUFFER_BYTES) : raw, BUFFER_BYTES)) {
            return new CandleFile(file, in).readAll();
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.FAILED,
                    "Cannot read the candles of " + file + ": " + e.getClass().getSimpleName() + " " + e.getMessage()
                            + ". Next: check the path, and that the file is a whole .csv or .csv.gz.",
                    e);
        }
    }

    private Candles readAll() throws IOException {
        readHeader();
        final Candles candles = new Candles();
        next();
        while (last != -1) {
            line++;
            readCandle(candles);
            next();
        }
        if (candles.size() == 0) {
            throw bad("it holds no candle");
        }
        return candles;
    }

    private void readHeader() throws IOException {
        final StringBuilder header = new StringBuilder();
        next();
        while (last != '\n' && last != -1 && header.length() < 200) {
            if (last != '\r') {
                header.append((char) last);
            }
            next();
        }
        final int comma = header.indexOf(",");
        final boolean isKnown = comma > 0
                && TIME_NAMES.contains(header.substring(0, comma))
                && header.substring(comma).startsWith(PRICE_COLUMNS);
        if (!isKnown) {
            throw bad("the columns are '" + header + "', wanted timestamp_ms" + PRICE_COLUMNS + ",volume");
        }
    }

    private void readCandle(final Candles candles) throws IOException {
        final long openTimeMs = number(0);
        for (int i = 0; i < PRICES; i++) {
            if (last != ',') {
                throw bad("a candle needs a time and four prices");
            }
            next();
            pricesE8[i] = number(DECIMALS);
        }
        while (last != '\n' && last != -1) {
            next(); // The volume.
        }
        final long openE8 = pricesE8[0];
        final long highE8 = pricesE8[1];
        final long lowE8 = pricesE8[2];
        final long closeE8 = pricesE8[3];
        if (lowE8 <= 0 || lowE8 > Math.min(openE8, closeE8) || highE8 < Math.max(openE8, closeE8)) {
            throw bad("open and close must be within low and high, and all above 0");
        }
        if (candles.size() > 0 && openTimeMs <= candles.openTimeMs(candles.size() - 1)) {
            throw bad("time " + openTimeMs + " is not after the one before");
        }
        candles.add(openTimeMs, openE8, highE8, lowE8, closeE8);
    }

    /** A number with at most so many decimals, times 10^decimals. */
    private long number(final int decimalsMax) throws IOException {
        long value = 0;
        int digits = 0;
        int decimals = -1;
        while (last >= '0' && last <= '9' || last == '.' && decimals < 0) {
            if (last == '.') {
                decimals = 0;
            } else {
                if (value > LARGEST_BEFORE_DIGIT) {
                    throw bad("a number is too large");
                }
                if (decimals < decimalsMax) {
                    value = value * 10 + (last - '0');
                    decimals += decimals < 0 ? 0 : 1;
                } else if (last != '0') {
                    throw bad("a number has more than " + decimalsMax + " decimals");
                }
                digits++;
            }
            next();
        }
        if (digits == 0) {
            throw bad("a number is missing or not written in digits");
        }
        for (int i = Math.max(0, decimals); i < decimalsMax; i++) {
            if (value > LARGEST_BEFORE_DIGIT) {
                throw bad("a number is too large");
            }
            value *= 10;
        }
        return value;
    }

    private void next() throws IOException {
        last = in.read();
        if (last > 127) {
            throw bad("it is not plain text");
        }
    }

    private OperatorException bad(final String why) {
        return new OperatorException(
                ExitStatus.USAGE,
                file + ":" + line + ": " + why + ". Next: correct the file: "
                        + "time in ms,open,high,low,close,volume"
                        + " on each line, oldest first.");
    }
}
