package dragon.tools.snapshotter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.tools.follow.JournaledLane;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, killed and stopped. */
class SnapshotterKillTest {
    private static final long DEADLINE_NS = 60_000_000_000L;

    @TempDir
    Path home;

    private Process process;

    @AfterEach
    void endProcess() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void A15_goesOnAfterItWasKilledAndStopsInOrderWhenAsked() throws Exception {
        final LaneDirectory directory = LaneDirectory.of(home, "main");
        directory.create("main", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(directory.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane lane = new JournaledLane(journal, 8).begin(2).trade(500);
            start();
            await(() -> sequenceShown(directory) > 0);
            lane.trade(500); // It is at work when it dies.
            process.destroyForcibly().waitFor();

            lane.startTerm().gatewayUp().trade(500);
            start();
            await(() -> sequenceShown(directory) == lane.sequence());
            lane.trade(100);
            process.destroy();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
            assertEquals(lane.sequence(), sequenceShown(directory), "the last flush");
            assertEquals(
                    lane.stateHash(),
                    number(directory, "SELECT state_hash FROM state_images ORDER BY sequence DESC LIMIT 1"));
            assertEquals(lane.intentCount(), number(directory, "SELECT count(*) FROM intents"));
        }
        assertEquals("", Files.readString(home.resolve("err.txt")));
    }

    @Test
    void saysInOneLineThatThereIsNoLane() throws Exception {
        start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(3, process.exitValue());
        final List<String> lines = Files.readAllLines(home.resolve("err.txt"));
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).contains("Next: "), lines.get(0));
    }

    private void start() throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!argument.startsWith("-javaagent") && !argument.startsWith("-agentlib")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SnapshotterMain.class.getName()));
        command.addAll(List.of("--home", home.toString(), "--lane", "main"));
        process = new ProcessBuilder(command)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("out.txt").toFile()))
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(home.resolve("err.txt").toFile()))
                .start();
    }

    private static long sequenceShown(final LaneDirectory directory) {
        try {
            return number(directory, "SELECT sequence FROM lane");
        } catch (final SQLException e) {
            return 0; // Not made yet.
        }
    }

    private static long number(final LaneDirectory directory, final String sql) throws SQLException {
        if (!Files.exists(directory.snapshots())) {
            return 0;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.snapshots());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private void await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, "in time");
            assertTrue(process.isAlive(), "the snapshotter lives");
            LockSupport.parkNanos(20_000_000);
        }
    }
}
