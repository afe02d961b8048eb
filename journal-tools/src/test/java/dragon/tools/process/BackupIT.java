package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import dragon.engine.protocol.LaneMode;
import dragon.tools.follow.JournaledLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups with processes as in earnest: beside a leading engine, killed half way, and the engine of a restored lane. */
class BackupIT {

    @TempDir
    Path home;

    private ToolsHome tools;
    private LaneDirectory lane;

    @BeforeEach
    void createLane() {
        tools = new ToolsHome(home);
        lane = tools.lane();
        lane.create("main", LaneMode.SIM);
    }

    @AfterEach
    void endProcesses() {
        tools.close();
    }

    @Test
    void B24_aLaneRestoredFromBesideItsEngineTakesNoTermAgainAndLetsNothingLeave() throws Exception {
        trade(1_000);
        Process engine = tools.leadingEngine();
        final int termOfBackup = term();
        assertEquals(0, tools.run("backup", "create"), tools.err());
        final Path backup = backups().get(0);
        assertTrue(engine.isAlive() && LaneMark.isLed(lane), tools.log());

        // The lost lane goes on after the backup: two terms more.
        for (int i = 0; i < 2; i++) {
            engine.destroyForcibly().onExit().join();
            engine = tools.leadingEngine();
        }
        engine.destroyForcibly().onExit().join();
        final int lastTerm = term();
        assertEquals(termOfBackup + 2, lastTerm);
        Files.move(lane.root(), home.resolve("lost"));

        assertEquals(0, tools.run("backup", "verify", backup.toString()), tools.err());
        assertEquals(0, tools.run("backup", "restore", backup.toString(), "--last-term", "" + lastTerm), tools.err());
        assertEquals(0, tools.run("replay", "--verify", "--passes", "1"), tools.out());
        tools.leadingEngine();
        assertTrue(tools.log().contains("   term " + (lastTerm + 1) + "   "), tools.log());
        tools.await("the button is taken", () -> Files.exists(lane.control().resolve("KILL.taken")));
        tools.await(
                "the switch is journaled",
                () -> tools.run("journal", "dump", "--message", "SetKillSwitch") == 0
                        && tools.out().contains("control/KILL"));
        assertTrue(tools.out().contains("scope=GLOBAL") && tools.out().contains("enabled=YES"), tools.out());
    }

    @Test
    void aBackupThatIsKilledHalfWayIsNone() throws Exception {
        trade(20_000);
        for (final String reached : List.of("lane.toml", "journal", "journal/generation", "backup.toml")) {
            final Process backup =
                    tools.start(ToolsMain.class, "backup", "backup", "create", "--home", home.toString());
            tools.await(reached + " is there", () -> !backup.isAlive() || isBegun(reached));
            backup.destroyForcibly().onExit().join();

            for (final Path each : backups()) {
                final boolean isWhole = !each.getFileName().toString().startsWith(".");
                assertEquals(
                        isWhole ? 0 : 10, tools.run("backup", "verify", each.toString()), each + " " + tools.err());
                if (!isWhole) {
                    assertEquals(
                            10,
                            tools.run("backup", "restore", each.toString(), "--lane", "again", "--last-term", "9"),
                            "not even if it is named");
                }
                delete(each);
            }
            assertFalse(Files.exists(home.resolve("lanes/again")));
        }
        assertEquals(0, tools.run("backup", "create"), tools.err());
        assertEquals(0, tools.run("backup", "verify", backups().get(0).toString()), tools.err());
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
}
