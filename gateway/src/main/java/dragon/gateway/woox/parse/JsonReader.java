package dragon.gateway.woox.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Walks one JSON document of the venue.
 *
 * <p>A number may arrive as number or text, with or without exponent; {@code null}, {@code ""} and {@code "null"} all
 * mean "none". Names are case-sensitive: {@code m} and {@code M} are two fields. Threading: one thread. Errors: every
 * method throws {@link DecodeException} and nothing else.
 */
final class JsonReader implements Closeable {
    /** A value that is not there. */
    static final long NONE = Long.MIN_VALUE;

    private static final char REPLACED = '\uFFFD';
    private static final int TEXT_CHARS_MAX = 1_024;
    private static final int TIME_DIGITS_MAX = 15;
    private static final long SECONDS_BELOW = 100_000_000_000L;
    private static final BigDecimal TIME_MAX = BigDecimal.TEN.pow(TIME_DIGITS_MAX);

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(64)
                    .maxStringLength(64 * 1024)
                    .maxNameLength(256)
                    .build())
            .build();

    private final JsonParser parser;
    private final String where;
    private String field = "the document";

    private JsonReader(final JsonParser parser, final String where) {
        this.parser = parser;
        this.where = where;
    }

    /**
     * Reads UTF-8 bytes.
     *
     * @param where endpoint or topic, for error messages
     */
    static JsonReader of(final byte[] bytes, final String where) throws DecodeException {
        // The library's own reader of bytes guesses other encodings and drops some broken bytes out of names, which
        // makes
        // another field of one: so the bytes are decoded here, and what is broken is refused.
        final String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACED) >= 0) {
            throw new DecodeException(where + ": the document is no UTF-8");
        }
        return of(text, where);
    }

    /** Reads characters. */
    static JsonReader of(final String text, final String where) throws DecodeException {
        try {
            return new JsonReader(FACTORY.createParser(text), where);
        } catch (final IOException e) {
            throw new DecodeException(where + ": the document is no JSON");
        }
    }

    /** Steps to the first token of the document. */
    JsonReader begin() throws DecodeException {
        if (next() == null) {
            throw bad("is empty");
        }
        return this;
    }

    /** Requires that the value is an object; follow with {@link #nextField()}. */
    void enterObject() throws DecodeException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw bad("is no object");
        }
    }

    /** Steps to the value of the next field; false at the end of the object. */
    boolean nextField() throws DecodeException {
        final JsonToken token = next();
        if (token == JsonToken.FIELD_NAME) {
            try {
                field = parser.currentName();
            } catch (final IOException e) {
                throw noJson(e);
            }
            next();
            return true;
        }
        if (token == JsonToken.END_OBJECT) {
            return false;
        }
        throw bad("ends early");
    }

    /** Requires that the value is an array; follow with {@link #nextElement()}. */
    void enterArray() throws DecodeException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw bad("is no array");
        }
    }

    /** Steps to the next element; false at the end of the array. */
    boolean nextElement() throws DecodeException {
        final JsonToken token = next();
        if (token == null) {
            throw bad("ends early");
        }
        return token != JsonToken.END_ARRAY;
    }

    /** Requires that nothing follows the document. */
    void end() throws DecodeException {
        if (next() != null) {
            throw bad("is followed by more");
        }
    }

    String field() {
        return field;
    }

    boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Skips the value, whatever it is. */
    void skip() throws DecodeException {
        try {
            parser.skipChildren();
        } catch (final IOException e) {
            throw noJson(e);
        }
    }

    /** True for {@code null}, {@code ""} and {@code "null"}. */
    boolean isNone() throws DecodeException {
        final JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return true;
        }
        if (token != JsonToken.VALUE_STRING) {
            return false;
        }
        final int length = length();
        return length == 0 || length == 4 && "null".equals(rawText());
    }

    /** The value times 10^8, exactly, or {@link #NONE}. */
    long e8() throws DecodeException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        return Decimals.exactE8(characters(), offset(), length(), where + ": " + field);
    }

    /** The value times 10^8, half to even, or {@link #NONE}: for averages, fees and ratios. */
    long roundedE8() throws DecodeException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        return Decimals.roundedE8(characters(), offset(), length(), where + ": " + field);
    }

    /** An id or a count, exactly, or {@link #NONE}. */
    long integer() throws DecodeException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        final char[] text = characters();
        final int offset = offset();
        final int length = length();
        final boolean isNegative = text[offset] == '-';
        int at = isNegative ? offset + 1 : offset;
        if (at == offset + length || offset + length - at > 19) {
            throw bad("is no 63-bit integer");
        }
        long value = 0;
        for (; at < offset + length; at++) {
            final char c = text[at];
            if (c < '0' || c > '9' || value > (Long.MAX_VALUE - (c - '0')) / 10) {
                throw bad("is no 63-bit integer");
            }
            value = value * 10 + (c - '0');
        }
        return isNegative ? -value : value;
    }

    /** A code, a level or a leverage of 31 bits, or what stands for none. */
    int integerOr(final int none) throws DecodeException {
        final long value = integer();
        if (value == NONE) {
            return none;
        }
        if (value != (int) value) {
            throw bad("is no 31-bit integer");
        }
        return (int) value;
    }

    /** A time in milliseconds, or {@link #NONE}: below 10^11 the venue means seconds, perhaps with a fraction. */
    long timeMs() throws DecodeException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        final char[] text = characters();
        final int offset = offset();
        final int length = length();
        if (length > 11 && length <= TIME_DIGITS_MAX && text[offset] != '0') {
            long ms = 0;
            int at = offset;
            while (at < offset + length && text[at] >= '0' && text[at] <= '9') {
                ms = ms * 10 + (text[at++] - '0');
            }
            if (at == offset + length) {
                return ms;
            }
        }
        final BigDecimal value = Decimals.decimal(text, offset, length, where + ": " + field);
        if (value.signum() < 0 || value.compareTo(TIME_MAX) >= 0) {
            throw bad("is no time");
        }
        final BigDecimal ms = value.compareTo(BigDecimal.valueOf(SECONDS_BELOW)) < 0 ? value.movePointRight(3) : value;
        return ms.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** True for {@code true}, {@code "true"} and {@code 1}. */
    boolean isTrue() throws DecodeException {
        final JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE) {
            return true;
        }
        if (token == JsonToken.VALUE_FALSE || isNone()) {
            return false;
        }
        requireScalar();
        final String text = rawText();
        if ("true".equals(text) || "1".equals(text)) {
            return true;
        }
        if ("false".equals(text) || "0".equals(text)) {
            return false;
        }
        throw bad("is neither true nor false");
    }

    /** The text in printable form, cut to 1,024 characters, or null for none. */
    String text() throws DecodeException {
        if (isNone()) {
            return null;
        }
        requireScalar();
        return Printable.cut(rawText(), TEXT_CHARS_MAX);
    }

    /** The value if it is there. */
    long require(final long value, final String name) throws DecodeException {
        if (value == NONE) {
            throw new DecodeException(where + ": " + name + " is missing");
        }
        return value;
    }

    /** The object if it is there. */
    <T> T require(final T value, final String name) throws DecodeException {
        if (value == null) {
            throw new DecodeException(where + ": " + name + " is missing");
        }
        return value;
    }

    DecodeException bad(final String what) {
        return new DecodeException(where + ": " + field + " " + what);
    }

    @Override
    public void close() throws DecodeException {
        try {
            parser.close();
        } catch (final IOException e) {
            throw noJson(e);
        }
    }

    private JsonToken next() throws DecodeException {
        try {
            return parser.nextToken();
        } catch (final IOException e) {
            throw noJson(e);
        }
    }

    private char[] characters() throws DecodeException {
        try {
            return parser.getTextCharacters();
        } catch (final IOException e) {
            throw noJson(e);
        }
    }

    private int offset() throws DecodeException {
        try {
            return parser.getTextOffset();
        } catch (final IOException e) {
            throw noJson(e);
        }
    }

    private int length() throws DecodeException {
        try {
            return parser.getTextLength();
        } catch (final IOException e) {
            throw noJson(e);
        }
    }

    private String rawText() throws DecodeException {
        try {
            return parser.getText();
        } catch (final IOException e) {
            throw noJson(e);
        }
    }

    private void requireScalar() throws DecodeException {
        final JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue()) {
            throw bad("is no plain value");
        }
    }

    /** The library's own words would quote the document, which may hold a key. */
    private DecodeException noJson(final IOException e) {
        final int line = e instanceof JsonProcessingException syntax && syntax.getLocation() != null
                ? syntax.getLocation().getColumnNr()
                : 0;
        return new DecodeException(where + ": the document is no JSON of ours, column " + line + ", behind " + field);
    }
}
