package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorMainTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nonsense",
                "--port abc",
                "--port 70000",
                "--speed fast",
                "--speed auto:120s",
                "--speed 0",
                "--accounts Main",
                "--one-way other",
                "--balance lots",
                "--for soon",
                "--data-from yesterday"
            })
    void badUsageEndsWithTwo(final String arguments) {
        assertEquals(2, SimulatorMain.run(arguments.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--data /nowhere/x_BTCUSDT.csv", "--symbols SPOT_BTC_USDT", "--symbols BTC"})
    void whatCannotBeEndsWithThree(final String arguments) {
        assertEquals(3, SimulatorMain.run(arguments.split(" ")));
    }

    @Test
    void itWritesItsFilesForTheirOwnerOnlyAndKeepsTheKeysOfEarlierRuns() throws Exception {
        final Path ready = directory.resolve("ready.toml");
        final Path credentials = directory.resolve("credentials.toml");
        final Path audit = directory.resolve("audit.json");
        final String[] arguments = {
            "--ready-file",
            ready.toString(),
            "--credentials-file",
            credentials.toString(),
            "--audit-file",
            audit.toString(),
            "--accounts",
            "main,alt",
            "--history-minutes",
            "10",
            "--for",
            "0.1s"
        };
        assertEquals(0, SimulatorMain.run(arguments));
        assertTrue(Files.readString(ready).contains("rest_url = \"http://127.0.0.1:"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)));
        final String keys = Files.readString(credentials);
        assertTrue(
                keys.matches("(?s)\\[main\\]\\napi_key = \"[A-Za-z0-9+/=]{24}\"\\napi_secret = \"[A-Z0-9]{28}\"\\n.*"),
                "not in the form of the exchange");
        assertEquals("0", TestJson.of(Files.readString(audit)).at("duplicates").token());

        assertEquals(0, SimulatorMain.run(arguments));
        assertEquals(keys, Files.readString(credentials));
        Files.writeString(credentials, "= not toml");
        assertEquals(3, SimulatorMain.run(arguments));
    }
}
