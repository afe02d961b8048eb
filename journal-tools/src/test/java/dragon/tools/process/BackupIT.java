package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import dragon.engine.process.EngineMain;
import dragon.engine.protocol.LaneMode;
import dragon.tools.follow.JournaledLane;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups with processes as in earnest: beside a leading engine, killed half way, and the engine of a restored lane. */
class BackupIT {
    private static final long WAIT_S = 60;

    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Process> processes = new ArrayList<>();
    private LaneDirectory lane;

    @BeforeEach
    void createLane() {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }

    @Test
    void B24_aLaneRestoredFromBesideItsEngineTakesNoTermAgainAndLetsNothingLeave() throws Exception {
        trade(1_000);
        Process engine = start(EngineMain.class, "main", "--home", home.toString(), "--lane", "main");
        await("the engine leads", () -> log("main").contains("ready after"));
        final int termOfBackup = term();
        assertEquals(0, run("backup", "create"), err.toString());
        final Path backup = backups().get(0);
        assertTrue(engine.isAlive() && LaneMark.isLed(lane), log("main"));

        // The lost lane goes on after the backup: two terms more.
        for (int i = 0; i < 2; i++) {
            engine.destroyForcibly().onExit().join();
            engine = start(EngineMain.class, "main", "--home", home.toString(), "--lane", "main");
            await("the engine leads again", () -> log("main").contains("ready after"));
        }
        engine.destroyForcibly().onExit().join();
        final int lastTerm = term();
        assertEquals(termOfBackup + 2, lastTerm);
        Files.move(lane.root(), home.resolve("lost"));

        assertEquals(0, run("backup", "verify", backup.toString()), err.toString());
        assertEquals(0, run("backup", "restore", backup.toString(), "--last-term", "" + lastTerm), err.toString());
        assertEquals(0, run("replay", "--verify", "--passes", "1"), out.toString());
        start(EngineMain.class, "main", "--home", home.toString(), "--lane", "main");
        await("the engine leads the restored lane", () -> log("main").contains("ready after"));
        assertTrue(log("main").contains("   term " + (lastTerm + 1) + "   "), log("main"));
        await("the button is taken", () -> Files.exists(lane.control().resolve("KILL.taken")));
        await(
                "the switch is journaled",
                () -> run("journal", "dump", "--message", "SetKillSwitch") == 0
                        && out.toString().contains("control/KILL"));
        assertTrue(out.toString().contains("scope=GLOBAL") && out.toString().contains("enabled=YES"), out.toString());
    }

    @Test
    void aBackupThatIsKilledHalfWayIsNone() throws Exception {
        trade(20_000);
        for (final String reached : List.of("lane.toml", "journal", "journal/generation", "backup.toml")) {
            final Process backup = start(ToolsMain.class, "backup", "backup", "create", "--home", home.toString());
            await(reached + " is there", () -> !backup.isAlive() || isBegun(reached));
            backup.destroyForcibly().onExit().join();

            for (final Path each : backups()) {
                final boolean isWhole = !each.getFileName().toString().startsWith(".");
                assertEquals(isWhole ? 0 : 10, run("backup", "verify", each.toString()), each + " " + err);
                if (!isWhole) {
                    assertEquals(
                            10,
                            run("backup", "restore", each.toString(), "--lane", "again", "--last-term", "9"),
                            "not even if it is named");
                }
                delete(each);
            }
            assertFalse(Files.exists(home.resolve("lanes/again")));
        }
        assertEquals(0, run("backup", "create"), err.toString());
        assertEquals(0, run("backup", "verify", backups().get(0).toString()), err.toString());
    }

    private void trade(final int quotes) {
        try (Journal journal = ChronicleJournal.open(lane.journal(), ChronicleJournalConfig.small())) {
            new JournaledLane(journal, 5).begin(2).trade(quotes).checkpoint();
        }
    }

    private int term() {
        return LaneMark.read(lane).orElseThrow().term();
    }

    private boolean isBegun(final String file) {
        return backups().stream()
                .anyMatch(each -> each.getFileName().toString().startsWith(".") && Files.exists(each.resolve(file)));
    }

    private List<Path> backups() {
        final Path directory = home.resolve("backups");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(final Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
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
            assertTrue(System.nanoTime() - deadlineNs < 0, "never came: " + what + "\n" + log("main"));
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
