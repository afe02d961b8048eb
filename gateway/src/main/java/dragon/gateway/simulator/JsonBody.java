package dragon.gateway.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request's JSON object: its scalars by name, exactly as spelled, and its arrays of texts. */
final class JsonBody {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, String> scalars = new LinkedHashMap<>();
    private final Map<String, List<String>> arrays = new LinkedHashMap<>();

    private JsonBody() {}

    /** Reads a flat object; IOException if it is not one. A null value counts as absent. */
    static JsonBody read(final byte[] bytes) throws IOException {
        final JsonBody body = new JsonBody();
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String name = parser.currentName();
                final JsonToken token = parser.nextToken();
                if (token == JsonToken.START_ARRAY) {
                    final List<String> values = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        expect(parser.currentToken() != null
                                && parser.currentToken().isScalarValue());
                        values.add(parser.getText());
                    }
                    body.arrays.put(name, values);
                } else {
                    expect(token != null && token.isScalarValue());
                    if (token != JsonToken.VALUE_NULL) {
                        body.scalars.put(name, parser.getText());
                    }
                }
            }
            expect(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
        }
        return body;
    }

    Set<String> names() {
        return scalars.keySet();
    }

    Map<String, String> scalars() {
        return scalars;
    }

    /** The scalar's characters, or null. */
    String get(final String name) {
        return scalars.get(name);
    }

    /** The array's elements; empty where there is none. */
    List<String> array(final String name) {
        return arrays.getOrDefault(name, List.of());
    }

    private static void expect(final boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("not a flat JSON object");
        }
    }
}
