package dragon.bench.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Faults of the simulated venue, beside those of our processes. */
final class VenueFaults {
    private VenueFaults() {}

    /** The next order is executed and its answer lost: in doubt for whoever survives. */
    static void loseNextAnswer(final String restUrl) {
        try {
            final HttpURLConnection connection = (HttpURLConnection)
                    URI.create(restUrl + "/sim/fault").toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection
                    .getOutputStream()
                    .write("{\"name\":\"lost-ack\",\"next\":1}".getBytes(StandardCharsets.US_ASCII));
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("the venue answers " + connection.getResponseCode());
            }
            connection.disconnect();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
