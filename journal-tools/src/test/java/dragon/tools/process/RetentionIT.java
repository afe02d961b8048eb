package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.EngineMain;
import dragon.engine.protocol.LaneMode;
import dragon.tools.follow.JournaledLane;
import dragon.tools.snapshotter.SnapshotterMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention with processes as in earnest: the engine and the snapshotter of a lane whose oldest file is gone. */
class RetentionIT {
    private static final long WAIT_S = 60;
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Process> processes = new ArrayList<>();
    private LaneDirectory lane;

    @BeforeEach
    void createLane() throws IOException {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(lane.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane told = new JournaledLane(journal, 5).begin(0);
            told.advanceMs(DAY_MS).heartbeat();
            RetentionVerbTest.image(lane, told);
            told.heartbeat();
            RetentionVerbTest.image(lane, told);
            told.checkpoint();
        }
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }

    @Test
    void B23_theEngineGoesOnFromAnImageOnTheShortenedJournal() throws Exception {
        assertEquals(0, run("backup", "create"), err.toString());
        final List<Path> before = QueueDirectory.files(lane.journal());
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        assertEquals(before.subList(1, before.size()), QueueDirectory.files(lane.journal()), "a day is gone");

        final Process engine = start(EngineMain.class, "main", "--home", home.toString(), "--lane", "main");
        await("the engine leads", () -> log("main").contains("ready after"));
        final List<Path> led = QueueDirectory.files(lane.journal());
        assertEquals(5, run("retention", "run", "--keep-days", "0", "--yes"));
        assertTrue(err.toString().contains("leads it, and files go only while nobody is at work"), err.toString());
        assertEquals(0, run("retention", "show", "--keep-days", "0"), err.toString());
        assertTrue(QueueDirectory.files(lane.journal()).containsAll(led));

        start(SnapshotterMain.class, "snapshotter", "--home", home.toString(), "--lane", "main");
        await("the snapshotter begins with an image", () -> log("snapshotter").contains("follows from sequence"));
        await("it has made its tables", () -> Files.exists(lane.snapshots()));

        engine.destroy(); // In order.
        await("the engine has ended", () -> !engine.isAlive());
        assertEquals(0, run("journal", "verify"), err.toString());
        assertTrue(out.toString().contains("the journal begins at sequence "), out.toString());
        assertEquals(0, run("replay", "--verify", "--passes", "1"), out + "\n" + err);
        assertTrue(out.toString().contains("replayed behind the oldest state image"), out.toString());
    }

    private int run(final String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        final List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--home", home.toString()));
        return ToolsMain.run(all.toArray(new String[0]), new PrintWriter(out), new PrintWriter(err));
    }

    private Process start(final Class<?> main, final String name, final String... args) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--")
                    || flag.startsWith("-X")
                    || flag.startsWith("-Dchronicle")
                    || flag.startsWith("-ea")) {
                command.add(flag);
            }
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(Arrays.asList(args));
        Files.deleteIfExists(home.resolve(name + ".log"));
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() - deadlineNs < 0,
                    "never came: " + what + "\n" + log("main") + log("snapshotter"));
            LockSupport.parkNanos(2_000_000);
        }
    }

    private String log(final String name) {
        try {
            final Path file = home.resolve(name + ".log");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }
}
