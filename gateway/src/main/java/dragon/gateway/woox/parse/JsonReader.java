package dragon.gateway.woox.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Walks one JSON document of the venue.
 *
 * <p>A number may arrive as number or text, with or without exponent; {@code null}, {@code ""} and {@code "null"} all
 * mean "none". Names are case-sensitive: {@code m} and {@code M} are two fields. Threading: one thread.
 */
final class JsonReader implements Closeable {
    /** A value that is not there. */
    static final long NONE = Long.MIN_VALUE;

    private static final int TEXT_CHARS_MAX = 1_024;
    private static final long SECONDS_BELOW = 100_000_000_000L;

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
    static JsonReader of(final byte[] bytes, final String where) throws IOException {
        return new JsonReader(FACTORY.createParser(bytes), where);
    }

    /** Reads characters. */
    static JsonReader of(final String text, final String where) throws IOException {
        return new JsonReader(FACTORY.createParser(text), where);
    }

    /** Steps to the first token of the document. */
    JsonReader begin() throws IOException {
        if (parser.nextToken() == null) {
            throw bad("is empty");
        }
        return this;
    }

    /** Requires that the value is an object; follow with {@link #nextField()}. */
    void enterObject() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw bad("is no object");
        }
    }

    /** Steps to the value of the next field; false at the end of the object. */
    boolean nextField() throws IOException {
        final JsonToken token = parser.nextToken();
        if (token == JsonToken.FIELD_NAME) {
            field = parser.currentName();
            parser.nextToken();
            return true;
        }
        if (token == JsonToken.END_OBJECT) {
            return false;
        }
        throw bad("ends early");
    }

    /** Requires that the value is an array; follow with {@link #nextElement()}. */
    void enterArray() throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw bad("is no array");
        }
    }

    /** Steps to the next element; false at the end of the array. */
    boolean nextElement() throws IOException {
        final JsonToken token = parser.nextToken();
        if (token == null) {
            throw bad("ends early");
        }
        return token != JsonToken.END_ARRAY;
    }

    /** Requires that nothing follows the document. */
    void end() throws IOException {
        if (parser.nextToken() != null) {
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
    void skip() throws IOException {
        parser.skipChildren();
    }

    /** True for {@code null}, {@code ""} and {@code "null"}. */
    boolean isNone() throws IOException {
        final JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return true;
        }
        if (token != JsonToken.VALUE_STRING) {
            return false;
        }
        final int length = parser.getTextLength();
        return length == 0 || length == 4 && "null".equals(parser.getText());
    }

    /** The value times 10^8, exactly, or {@link #NONE}. */
    long e8() throws IOException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        return Decimals.exactE8(
                parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), where + ": " + field);
    }

    /** The value times 10^8, half to even, or {@link #NONE}: for averages, fees and ratios. */
    long roundedE8() throws IOException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        return Decimals.roundedE8(
                parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), where + ": " + field);
    }

    /** An id or a count, exactly, or {@link #NONE}. */
    long integer() throws IOException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        final char[] text = parser.getTextCharacters();
        final int offset = parser.getTextOffset();
        final int length = parser.getTextLength();
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

    /** A time in milliseconds, or {@link #NONE}: below 10^11 the venue means seconds, perhaps with a fraction. */
    long timeMs() throws IOException {
        if (isNone()) {
            return NONE;
        }
        requireScalar();
        final BigDecimal value;
        try {
            value = new BigDecimal(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            if (value.precision() - value.scale() > 18 || value.signum() < 0) {
                throw bad("is no time");
            }
        } catch (final NumberFormatException notANumber) {
            throw bad("is no time");
        }
        final BigDecimal ms = value.compareTo(BigDecimal.valueOf(SECONDS_BELOW)) < 0 ? value.movePointRight(3) : value;
        return ms.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** True for {@code true}, {@code "true"} and {@code 1}. */
    boolean isTrue() throws IOException {
        final JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE) {
            return true;
        }
        if (token == JsonToken.VALUE_FALSE || isNone()) {
            return false;
        }
        requireScalar();
        final String text = parser.getText();
        if ("true".equals(text) || "1".equals(text)) {
            return true;
        }
        if ("false".equals(text) || "0".equals(text)) {
            return false;
        }
        throw bad("is neither true nor false");
    }

    /** The text, cut to 1,024 characters, or null for none. */
    String text() throws IOException {
        if (isNone()) {
            return null;
        }
        requireScalar();
        final String text = parser.getText();
        return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
    }

    /** The value if it is there. */
    long require(final long value, final String name) throws DecodeException {
        if (value == NONE) {
            throw new DecodeException(where + ": " + name + " is missing");
        }
        return value;
    }

    /** The text if it is there. */
    String require(final String value, final String name) throws DecodeException {
        if (value == null) {
            throw new DecodeException(where + ": " + name + " is missing");
        }
        return value;
    }

    DecodeException bad(final String what) {
        return new DecodeException(where + ": " + field + " " + what);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private void requireScalar() throws IOException {
        final JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue()) {
            throw bad("is no plain value");
        }
    }
}
