package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FurtherKeysTest {
    @TempDir
    private Path directory;

    @Test
    void aTableThatNamesAnAccountIsOneMoreKeyOfIt() throws IOException {
        final Path file = file(
                """
                [main]
                api_key = "first+/="
                api_secret = "S1"
                [main-next]
                account = "main"
                api_key = "second"
                api_secret = "S2"
                """);
        final Map<String, List<ApiKey>> keys = Credentials.of(file, List.of("main", "alt"));
        assertEquals(List.of(new ApiKey("first+/=", "S1"), new ApiKey("second", "S2")), keys.get("main"));
        assertEquals(1, keys.get("alt").size());
        assertEquals(keys, Credentials.of(file, List.of("main", "alt")), "the file that was written says the same");
    }

    @Test
    void aFurtherKeyOfNobodyIsRefused() throws IOException {
        final Path file = file("[x]\naccount = \"other\"\napi_key = \"k\"\napi_secret = \"s\"\n");
        final String message = assertThrows(IllegalArgumentException.class, () -> Credentials.of(file, List.of("main")))
                .getMessage();
        assertTrue(message.contains("[x]"), message);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() throws Exception {
        try (Simulator simulator = Simulator.start(TestConfig.still(directory, true));
                TestClient client = new TestClient(simulator, "main")) {
            assertEquals(200, client.get("/v3/account/info").status());
            final String name = URLEncoder.encode(simulator.apiKey("main"), StandardCharsets.UTF_8);
            assertEquals(
                    "true",
                    client.delete("/sim/key?apiKey=" + name).at("data.revoked").token());
            assertEquals(401, client.get("/v3/account/info").status());
        }
    }

    private Path file(final String toml) throws IOException {
        return Files.writeString(directory.resolve("keys.toml"), toml);
    }
}
