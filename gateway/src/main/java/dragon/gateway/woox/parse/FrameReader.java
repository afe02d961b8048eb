package dragon.gateway.woox.parse;

import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.BookUpdate;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;

/**
 * Reads the frames of one stream: quotes, marks and books in their usual form by one pass over the characters,
 * everything else by {@link StreamMessage#parse}.
 *
 * <p>The usual form is the venue's own: topic, {@code ts}, {@code data}; no blanks, no escapes, unsigned plain decimals. A frame
 * that differs in anything is left to the general parser, so both say the same of every frame; the fuzzer compares them.
 * Threading: one thread. Cost: for a quote or a mark one record and nothing else.
 */
public final class FrameReader {
    private static final long NONE = StreamMessage.NONE;
    private static final String TOPIC = "{\"topic\":\"";
    private static final String SENT = ",\"ts\":";
    private static final String DATA = ",\"data\":{";
    private static final int DECIMALS_MAX = 8;
    private static final int WHOLE_DIGITS_MAX = 10;
    private static final int TIME_DIGITS_MIN = 12;
    private static final int TIME_DIGITS_MAX = 15;
    private static final int LEVELS_MAX = 1_000;
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    /** A number that is not in its usual form. */
    private static final long UNUSUAL = -1;

    private final SymbolTable symbols = new SymbolTable();
    private final long[] bids = new long[LEVELS_MAX * 2];
    private final long[] asks = new long[LEVELS_MAX * 2];
    private String text;
    private int at;
    private int end;
    private long sentMs;

    /**
     * Reads one frame.
     *
     * @throws DecodeException as {@link StreamMessage#parse}
     */
    public StreamMessage read(final String frame) throws DecodeException {
        final StreamMessage message = scan(frame);
        return message != null ? message : StreamMessage.parse(frame);
    }

    /** The message of a frame in its usual form, or null. */
    StreamMessage scan(final String frame) {
        text = frame;
        at = 0;
        end = frame.length();
        if (!skip(TOPIC)) {
            return null;
        }
        final int nameAt = at;
        if (skip("bbo@")) {
            return isAtData(nameAt) ? bbo() : null;
        }
        if (skip("markprice@")) {
            return isAtData(nameAt) ? mark() : null;
        }
        if (skip("orderbookupdate@")) {
            return isAtData(nameAt) ? book() : null;
        }
        return null;
    }

    private Bbo bbo() {
        String symbol = null;
        long bidPriceE8 = NONE;
        long bidQuantityE8 = NONE;
        long askPriceE8 = NONE;
        long askQuantityE8 = NONE;
        long timeMs = UNUSUAL;
        do {
            switch (key()) {
                case 's' -> symbol = symbol();
                case 'b' << 8 | 'p' -> bidPriceE8 = decimalE8();
                case 'b' << 8 | 'q' -> bidQuantityE8 = decimalE8();
                case 'a' << 8 | 'p' -> askPriceE8 = decimalE8();
                case 'a' << 8 | 'q' -> askQuantityE8 = decimalE8();
                case 't' << 8 | 's' -> timeMs = timeMs();
                default -> {
                    return null;
                }
            }
            if (bidPriceE8 == UNUSUAL
                    || bidQuantityE8 == UNUSUAL
                    || askPriceE8 == UNUSUAL
                    || askQuantityE8 == UNUSUAL) {
                return null;
            }
        } while (skip(','));
        if (symbol == null || timeMs == UNUSUAL || !isAtEnd()) {
            return null;
        }
        return new Bbo(
                symbol,
                bidPriceE8 > 0 ? bidPriceE8 : NONE,
                bidQuantityE8,
                askPriceE8 > 0 ? askPriceE8 : NONE,
                askQuantityE8,
                timeMs,
                sentMs);
    }

    private MarkPrice mark() {
        String symbol = null;
        long priceE8 = UNUSUAL;
        long timeMs = UNUSUAL;
        do {
            switch (key()) {
                case 's' -> symbol = symbol();
                case 'p' << 8 | 'x' -> priceE8 = decimalE8();
                case 't' << 8 | 's' -> timeMs = timeMs();
                default -> {
                    return null;
                }
            }
        } while (skip(','));
        return symbol == null || priceE8 == UNUSUAL || timeMs == UNUSUAL || !isAtEnd()
                ? null
                : new MarkPrice(symbol, priceE8, timeMs, sentMs);
    }

    private BookUpdate book() {
        String symbol = null;
        long previousMs = UNUSUAL;
        long timeMs = UNUSUAL;
        int bidCount = (int) UNUSUAL;
        int askCount = (int) UNUSUAL;
        do {
            if (skip("\"bids\":[")) {
                bidCount = levels(bids);
                if (bidCount == UNUSUAL) {
                    return null;
                }
            } else if (skip("\"asks\":[")) {
                askCount = levels(asks);
                if (askCount == UNUSUAL) {
                    return null;
                }
            } else if (skip("\"prevTs\":")) {
                previousMs = timeMs();
            } else {
                switch (key()) {
                    case 's' -> symbol = symbol();
                    case 't' << 8 | 's' -> timeMs = timeMs();
                    default -> {
                        return null;
                    }
                }
            }
        } while (skip(','));
        if (symbol == null
                || previousMs == UNUSUAL
                || timeMs == UNUSUAL
                || bidCount == UNUSUAL
                || askCount == UNUSUAL
                || !isAtEnd()) {
            return null;
        }
        return new BookUpdate(
                symbol, previousMs, timeMs, BookLevels.copy(bids, bidCount), BookLevels.copy(asks, askCount));
    }

    /** Levels behind an opening bracket, up to and with the closing one. */
    private int levels(final long[] levelsE8) {
        if (skip(']')) {
            return 0;
        }
        int size = 0;
        do {
            if (size == levelsE8.length || !skip('[')) {
                return (int) UNUSUAL;
            }
            final long priceE8 = decimalE8();
            if (priceE8 <= 0 || !skip(',')) {
                return (int) UNUSUAL;
            }
            final long quantityE8 = decimalE8();
            if (quantityE8 == UNUSUAL || !skip(']')) {
                return (int) UNUSUAL;
            }
            levelsE8[size++] = priceE8;
            levelsE8[size++] = quantityE8;
        } while (skip(','));
        return skip(']') ? size / 2 : (int) UNUSUAL;
    }

    /** Steps from inside the topic to the first field of the data. */
    private boolean isAtData(final int topicAt) {
        while (at < end && isPlain(text.charAt(at))) {
            at++;
        }
        if (at - topicAt >= 128 || !skip('"') || !skip(SENT)) {
            return false;
        }
        sentMs = timeMs();
        return sentMs != UNUSUAL && skip(DATA);
    }

    private boolean isAtEnd() {
        return skip("}}") && at == end;
    }

    /** A name of one or two characters with its colon, as one number; 0 where it is another. */
    private int key() {
        if (at + 5 > end || text.charAt(at) != '"') {
            return 0;
        }
        final char first = text.charAt(at + 1);
        final char second = text.charAt(at + 2);
        if (first < 'a' || first > 'z') {
            return 0;
        }
        if (second == '"' && text.charAt(at + 3) == ':') {
            at += 4;
            return first;
        }
        if (second >= 'a' && second <= 'z' && text.charAt(at + 3) == '"' && text.charAt(at + 4) == ':') {
            at += 5;
            return first << 8 | second;
        }
        return 0;
    }

    /** A symbol in quotes, or null. */
    private String symbol() {
        if (!skip('"')) {
            return null;
        }
        final int from = at;
        while (at < end && isPlain(text.charAt(at))) {
            at++;
        }
        final int length = at - from;
        return length == 0 || length > SymbolTable.LENGTH_MAX || !skip('"') ? null : symbols.intern(text, from, length);
    }

    /** Digits with at most one point, with or without quotes, times 10^8; {@link #UNUSUAL} for anything else. */
    private long decimalE8() {
        final boolean isQuoted = skip('"');
        final int from = at;
        long value = 0;
        while (at < end && isDigit(text.charAt(at))) {
            value = value * 10 + (text.charAt(at++) - '0');
            if (at - from > WHOLE_DIGITS_MAX) {
                return UNUSUAL;
            }
        }
        final int wholeDigits = at - from;
        if (wholeDigits == 0 || wholeDigits > 1 && text.charAt(from) == '0') {
            return UNUSUAL;
        }
        int decimals = 0;
        if (skip('.')) {
            while (at < end && isDigit(text.charAt(at))) {
                value = value * 10 + (text.charAt(at++) - '0');
                if (++decimals > DECIMALS_MAX) {
                    return UNUSUAL;
                }
            }
            if (decimals == 0) {
                return UNUSUAL;
            }
        }
        if (isQuoted ? !skip('"') : !isBehindNumber()) {
            return UNUSUAL;
        }
        return value * POWERS[DECIMALS_MAX - decimals];
    }

    /** A time of today's length in milliseconds, with or without quotes. */
    private long timeMs() {
        final boolean isQuoted = skip('"');
        final int from = at;
        long value = 0;
        while (at < end && isDigit(text.charAt(at)) && at - from <= TIME_DIGITS_MAX) {
            value = value * 10 + (text.charAt(at++) - '0');
        }
        final int digits = at - from;
        if (digits < TIME_DIGITS_MIN
                || digits > TIME_DIGITS_MAX
                || text.charAt(from) == '0'
                || (isQuoted ? !skip('"') : !isBehindNumber())) {
            return UNUSUAL;
        }
        return value;
    }

    private boolean isBehindNumber() {
        if (at == end) {
            return false;
        }
        final char c = text.charAt(at);
        return c == ',' || c == '}' || c == ']';
    }

    private boolean skip(final char c) {
        if (at < end && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean skip(final String expected) {
        if (text.startsWith(expected, at)) {
            at += expected.length();
            return true;
        }
        return false;
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }

    /** Characters of symbols and topics; neither a quote nor an escape is among them. */
    private static boolean isPlain(final char c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '@';
    }
}
