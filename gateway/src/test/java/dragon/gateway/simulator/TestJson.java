package dragon.gateway.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value in a test: texts keep their quotes, so that a number is told apart from its text. */
record TestJson(Object value) {
    private static final JsonFactory FACTORY = new JsonFactory();

    static TestJson of(final String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            return new TestJson(read(parser));
        } catch (final IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** The value at a path of names and indexes, such as {@code data.rows.0.symbol}. */
    TestJson at(final String path) {
        Object current = value;
        for (final String part : path.split("\\.")) {
            if (current instanceof Map<?, ?> map) {
                current = map.get(part);
            } else if (current instanceof List<?> list
                    && part.matches("[0-9]+")
                    && Integer.parseInt(part) < list.size()) {
                current = list.get(Integer.parseInt(part));
            } else {
                return new TestJson(null);
            }
        }
        return new TestJson(current);
    }

    /** The token as spelled, texts in double quotes; null where nothing is. */
    String token() {
        return value == null ? null : value.toString();
    }

    /** The scalar without its quotes. */
    String text() {
        return token() == null ? null : token().replaceAll("^\"|\"$", "");
    }

    long whole() {
        return Long.parseLong(text());
    }

    int size() {
        return ((List<?>) value).size();
    }

    private static Object read(final JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            final Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                final String name = parser.currentName();
                parser.nextToken();
                map.put(name, read(parser));
            }
            return map;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            final List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(read(parser));
            }
            return list;
        }
        return parser.currentToken() == JsonToken.VALUE_STRING ? '"' + parser.getText() + '"' : parser.getText();
    }
}
