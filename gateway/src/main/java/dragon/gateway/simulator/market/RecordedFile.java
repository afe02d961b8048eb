package dragon.gateway.simulator.market;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A recorded CSV file, plain or gzip, read whole and checked whole: which kind it is, its symbol and its columns. */
public final class RecordedFile {
    /** What the header line says. */
    public enum Kind {
        CANDLES("ts_ms,open,high,low,close,volume", "ts_ms"),
        QUOTES("event_ms,bid,bid_qty,ask,ask_qty", "event_ms"),
        TRADES("event_ms,price,qty,aggressor", "event_ms"),
        AGGREGATED_TRADES("ts_ms,price,qty,aggressor", "ts_ms");

        private final String[] needed;
        private final String time;

        Kind(final String needed, final String time) {
            this.needed = needed.split(",");
            this.time = time;
        }

        public boolean isTrades() {
            return this == TRADES || this == AGGREGATED_TRADES;
        }
    }

    private static final Pattern SYMBOL =
            Pattern.compile("(?:^|[^A-Z0-9])(?:PERP_)?([A-Z0-9]{1,12})_?USDT(?:[^A-Z0-9]|$)");

    private final Path path;
    private final Kind kind;
    private final int[] column;
    private final int sequenceColumn;
    private final int timeIndex;
    private final int columns;
    private long[][] rows = new long[1024][];
    private int size;
    private long priceStepE8 = DecimalE8.ONE;

    private RecordedFile(final Path path, final Kind kind, final String[] header) {
        this.path = path;
        this.kind = kind;
        columns = header.length;
        column = new int[kind.needed.length];
        int time = 0;
        for (int i = 0; i < column.length; i++) {
            column[i] = Arrays.asList(header).indexOf(kind.needed[i]);
            time = kind.needed[i].equals(kind.time) ? i : time;
        }
        timeIndex = time;
        sequenceColumn = Arrays.asList(header).indexOf("seq");
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException naming file and line, if it cannot be read or is not what it says
     */
    public static RecordedFile read(final Path path) {
        try (BufferedReader reader = open(path)) {
            final String header = reader.readLine();
            final String[] names =
                    header == null ? new String[0] : header.trim().split(",");
            for (final Kind kind : Kind.values()) {
                if (Arrays.asList(names).containsAll(Arrays.asList(kind.needed))) {
                    final RecordedFile file = new RecordedFile(path, kind, names);
                    file.readRows(reader);
                    return file;
                }
            }
            throw new IllegalArgumentException("unknown columns in " + path + ": '" + shortened(header)
                    + "'; expected candles (ts_ms,open,high,low,close,volume), quotes"
                    + " (event_ms,bid,bid_qty,ask,ask_qty) or trades (event_ms or ts_ms,price,qty,aggressor)");
        } catch (final NoSuchFileException e) {
            throw new IllegalArgumentException("no such data file: " + path, e);
        } catch (final IOException e) {
            throw new IllegalArgumentException("cannot read data file " + path + ": " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    public Kind kind() {
        return kind;
    }

    public int size() {
        return size;
    }

    /** The coarsest power of ten that all prices are multiples of, 1 at most. */
    public long priceStepE8() {
        return priceStepE8;
    }

    /** The needed columns of a row in the order of the kind, times in milliseconds; then the place in the capture. */
    long[] row(final int index) {
        return rows[index];
    }

    /** Perpetual of the pair that the file name holds, or null. */
    public String symbolOfName() {
        final Matcher matcher = SYMBOL.matcher(path.getFileName().toString().toUpperCase(Locale.ROOT));
        return matcher.find() ? "PERP_" + matcher.group(1) + "_USDT" : null;
    }

    private static BufferedReader open(final Path path) throws IOException {
        final InputStream file = Files.newInputStream(path);
        try {
            final PushbackInputStream start = new PushbackInputStream(file, 2);
            final byte[] magic = start.readNBytes(2);
            start.unread(magic);
            final boolean isGzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
            final InputStream plain = isGzip ? new GZIPInputStream(start, 1 << 16) : start;
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.US_ASCII), 1 << 16);
        } catch (final IOException e) {
            file.close();
            throw e;
        }
    }

    private void readRows(final BufferedReader reader) throws IOException {
        long before = Long.MIN_VALUE;
        int lineNumber = 1;
        final int[] comma = new int[columns + 1];
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lineNumber++;
            if (line.isEmpty()) {
                continue;
            }
            final long[] row = parse(line, lineNumber, comma);
            // Venues stamp a few messages out of order by a millisecond; the market's clock does not go back.
            row[timeIndex] = kind == Kind.CANDLES ? row[timeIndex] : Math.max(before, row[timeIndex]);
            if (row[timeIndex] < before || kind == Kind.CANDLES && row[timeIndex] == before) {
                throw bad(lineNumber, "time does not grow");
            }
            before = row[timeIndex];
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, size * 2);
            }
            rows[size++] = row;
        }
        if (size == 0) {
            throw new IllegalArgumentException("no rows in " + path);
        }
    }

    private long[] parse(final String line, final int lineNumber, final int[] comma) {
        int fields = 0;
        comma[0] = -1;
        for (int at = line.indexOf(','); at >= 0; at = line.indexOf(',', at + 1)) {
            if (++fields >= columns) {
                break;
            }
            comma[fields] = at;
        }
        comma[columns] = line.length();
        if (fields != columns - 1) {
            throw bad(lineNumber, "expected " + columns + " fields");
        }
        final long[] row = new long[column.length + 1];
        for (int i = 0; i < column.length; i++) {
            final CharSequence text = line.subSequence(comma[column[i]] + 1, comma[column[i] + 1]);
            row[i] = value(i, text, lineNumber);
        }
        row[column.length] = sequenceColumn < 0
                ? lineNumber
                : whole(line.subSequence(comma[sequenceColumn] + 1, comma[sequenceColumn + 1]), lineNumber);
        check(row, lineNumber);
        return row;
    }

    private long value(final int index, final CharSequence text, final int lineNumber) {
        if (index == timeIndex) {
            return whole(text, lineNumber);
        }
        final String name = kind.needed[index];
        if (name.equals("aggressor")) {
            return "B".contentEquals(text) ? 1 : 0;
        }
        try {
            final boolean isPrice = !name.endsWith("qty") && !name.equals("volume");
            // Some recorders summed sizes in binary fractions, which shows in the seventeenth digit.
            final long valueE8 = isPrice ? DecimalE8.parse(text) : DecimalE8.parseRounded(text);
            while (isPrice && priceStepE8 > 1 && valueE8 % priceStepE8 != 0) {
                priceStepE8 /= 10;
            }
            return valueE8;
        } catch (final NumberFormatException e) {
            throw bad(lineNumber, name + " is " + e.getMessage());
        }
    }

    private void check(final long[] row, final int lineNumber) {
        final boolean good =
                switch (kind) {
                    case CANDLES -> row[0] % 60_000 == 0
                            && row[3] > 0
                            && row[2] >= Math.max(row[1], row[4])
                            && row[3] <= Math.min(row[1], row[4])
                            && row[5] >= 0;
                    case QUOTES -> row[1] > 0 && row[3] > row[1] && row[2] >= 0 && row[4] >= 0;
                    case TRADES, AGGREGATED_TRADES -> row[1] > 0 && row[2] >= 0;
                };
        if (!good) {
            throw bad(lineNumber, "values contradict each other");
        }
    }

    private long whole(final CharSequence text, final int lineNumber) {
        try {
            return Long.parseLong(text, 0, text.length(), 10);
        } catch (final NumberFormatException e) {
            throw bad(lineNumber, "not a whole number: '" + shortened(text.toString()) + "'");
        }
    }

    private IllegalArgumentException bad(final int lineNumber, final String what) {
        return new IllegalArgumentException("bad row in " + path + " line " + lineNumber + ": " + what);
    }

    private static String shortened(final String text) {
        return text == null ? "" : text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
