package dragon.bench.lane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, texts, longs and flags. */
public final class JsonTree {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonTree() {}

    /** The object at a URL. */
    public static Map<?, ?> get(final String url) throws IOException {
        try (InputStream in = URI.create(url).toURL().openStream();
                JsonParser parser = JSON.createParser(in)) {
            return object(parser);
        }
    }

    /** The object in a text. */
    public static Map<?, ?> of(final String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return object(parser);
        } catch (final IOException e) {
            throw new UncheckedIOException("not one JSON object: " + text, e);
        }
    }

    private static Map<?, ?> object(final JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("expected an object, found " + parser.currentToken());
        }
        return (Map<?, ?>) value(parser);
    }

    private static Object value(final JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                final Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    final String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                final List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getLongValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NULL -> {
                return null;
            }
            default -> {
                return parser.getText();
            }
        }
    }
}
