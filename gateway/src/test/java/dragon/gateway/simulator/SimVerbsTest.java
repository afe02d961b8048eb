package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that drive a running simulator. */
class SimVerbsTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Simulator simulator;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(TestConfig.still(directory));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aFaultIsAddedListedAndCleared() {
        assertEquals(0, run("fault", "add", "lost-ack", "--next", "2", "--with", "answer=500"));
        assertTrue(out.toString().startsWith("armed lost-ack: the order is executed, its answer is lost"));
        assertEquals(0, run("fault", "add", "throttle", "--every", "30s", "--for", "5s", "--endpoint", "read"));
        assertEquals(0, run("fault", "list", "--json"));
        final TestJson list = TestJson.of(out.toString());
        assertEquals(2, list.at("faults").size());
        assertEquals("2", list.at("faults.0.left").token());
        assertEquals(0, run("fault", "list"));
        assertTrue(out.toString().matches("(?s).*lost-ack +1 +0 +the order is executed.*"), out.toString());
        assertEquals(0, run("fault", "clear", "lost-ack"));
        assertEquals("cleared 1\n", out.toString());
        assertEquals(0, run("fault", "clear", "--all"));
        assertEquals("cleared 1\n", out.toString());
    }

    @Test
    void theAuditIsATableOrOneDocument() {
        assertEquals(0, run("audit", "--json"));
        assertEquals("0", TestJson.of(out.toString()).at("duplicates").token());
        assertEquals(0, run("audit"));
        assertTrue(out.toString().contains("duplicates               0\n"), out.toString());
        assertTrue(out.toString().contains("main "), out.toString());
    }

    @Test
    void whatIsWrongIsSaidInOneLineWithTheNextStep() {
        for (final List<String> wrong : List.of(
                List.of("fault", "add", "flood"),
                List.of("fault", "add", "lost-ack", "--next", "0"),
                List.of("fault", "add", "lost-ack", "--account", "nobody"),
                List.of("fault", "add", "one-way", "--next", "1"),
                List.of("fault", "clear"),
                List.of("fault", "clear", "flood"))) {
            assertEquals(2, run(wrong.toArray(String[]::new)), wrong.toString());
            assertTrue(
                    err.toString().matches("dragon sim fault [a-z]+: .*Nothing was done\\. Next: .*\\n"),
                    err.toString());
        }
    }

    @Test
    void aSimulatorThatDoesNotRunIsSaidToNotRun() throws Exception {
        final Path ready = Files.writeString(
                directory.resolve("ready.toml"),
                "rest_url = \"http://127.0.0.1:1\"\npid = "
                        + ProcessHandle.current().pid() + "\n");
        assertEquals(12, runAt("audit", "--ready-file", ready.toString()));
        assertTrue(err.toString().contains("no simulator answers at http://127.0.0.1:1"), err.toString());
        assertEquals(12, runAt("audit", "--home", directory.resolve("empty").toString()));
        assertEquals(
                12, runAt("stop", "--ready-file", directory.resolve("none.toml").toString()));
    }

    private int run(final String... arguments) {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--rest-url", simulator.restUrl()));
        return runAt(all.toArray(String[]::new));
    }

    private int runAt(final String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return SimulatorMain.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
    }
}
