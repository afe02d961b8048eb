package dragon.tools.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** JSON of maps, lists, numbers and texts: decimals are strings, and integers that other languages would round are too. */
public final class JsonOutput {
    /** Largest integer that a double holds exactly. */
    private static final long EXACT_MAX = (1L << 53) - 1;

    private static final JsonFactory FACTORY = new JsonFactory()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

    private JsonOutput() {}

    /** Writes one document on several lines. */
    public static void document(final PrintWriter out, final Map<String, Object> document) {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.setPrettyPrinter(
                    new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));
            value(json, document);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
        out.flush();
    }

    /** Writes one document on one line, without its end. */
    public static void line(final PrintWriter out, final Map<String, Object> document) {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            value(json, document);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void value(final JsonGenerator json, final Object value) throws IOException {
        if (value instanceof final Map<?, ?> map) {
            json.writeStartObject();
            for (final Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName((String) entry.getKey());
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof final List<?> list) {
            json.writeStartArray();
            for (final Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof final BigDecimal decimal) {
            json.writeString(decimal.toPlainString());
        } else if (value instanceof final Boolean yes) {
            json.writeBoolean(yes);
        } else if (value instanceof final Number number) {
            number(json, number.longValue());
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    private static void number(final JsonGenerator json, final long value) throws IOException {
        if (value > EXACT_MAX || value < -EXACT_MAX) {
            json.writeString(Long.toString(value));
        } else {
            json.writeNumber(value);
        }
    }
}
