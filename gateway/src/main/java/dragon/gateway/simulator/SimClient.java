package dragon.gateway.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Speaks with a running simulator about what is not the exchange's: faults and audit. */
final class SimClient {
    private static final int WAIT_MS = 10_000;
    private static final JsonFactory JSON = new JsonFactory();

    /** An answer of the simulator. */
    record Reply(int status, String body) {
        boolean isOk() {
            return status == HttpURLConnection.HTTP_OK;
        }

        /** The words of a refusal. */
        String message() {
            final Object message = tree() instanceof Map<?, ?> map ? map.get("message") : null;
            return message == null ? "it answers " + status : message.toString();
        }

        /** Objects as maps, arrays as lists, scalars as their text. */
        Object tree() {
            try (JsonParser parser = JSON.createParser(body)) {
                parser.nextToken();
                return value(parser);
            } catch (final IOException e) {
                return body;
            }
        }
    }

    private final String restUrl;

    SimClient(final String restUrl) {
        this.restUrl = restUrl;
    }

    Reply get(final String path) throws SimUnreachable {
        return send("GET", path, "");
    }

    Reply post(final String path, final String body) throws SimUnreachable {
        return send("POST", path, body);
    }

    Reply delete(final String path) throws SimUnreachable {
        return send("DELETE", path, "");
    }

    private Reply send(final String method, final String path, final String body) throws SimUnreachable {
        try {
            final HttpURLConnection connection =
                    (HttpURLConnection) URI.create(restUrl + path).toURL().openConnection();
            connection.setConnectTimeout(WAIT_MS);
            connection.setReadTimeout(WAIT_MS);
            connection.setRequestMethod(method);
            if (!body.isEmpty()) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            final int status = connection.getResponseCode();
            try (InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream()) {
                return new Reply(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (final IOException | IllegalArgumentException e) {
            throw new SimUnreachable("no simulator answers at " + restUrl);
        }
    }

    private static Object value(final JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            final Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String name = parser.currentName();
                parser.nextToken();
                object.put(name, value(parser));
            }
            return object;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            final List<Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value(parser));
            }
            return array;
        }
        return parser.getText();
    }
}
