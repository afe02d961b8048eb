package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.Engine;
import dragon.engine.process.EngineConfig;
import dragon.engine.process.LaneJournal;
import dragon.engine.process.Topology;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.monitor.PreparedLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The red buttons as an engine takes them that answers, beside snapshots that were written by hand. */
class EmergencyVerbsTest {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path home;

    private LaneDirectory lane;
    private Path prepared;
    private final CompletableFuture<Engine> engine = new CompletableFuture<>();
    private Thread thread;

    @BeforeEach
    void write() {
        prepared = PreparedLane.write(home);
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
    }

    @AfterEach
    void stop() throws Exception {
        if (thread != null && thread.isAlive()) {
            engine.get().stop();
            thread.join(TimeUnit.NANOSECONDS.toMillis(WAIT_NS));
            assertFalse(thread.isAlive(), "the engine does not stop");
        }
    }

    @Test
    void aHaltThatNoEngineTookIsTakenByTheNextOne() throws Exception {
        assertEquals(7, run("halt", "--reason", "drill").status());
        startEngine();
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!Files.exists(lane.control().resolve("HALT.taken"))) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not taken");
            LockSupport.parkNanos(1_000_000);
        }
        assertFalse(Files.exists(lane.control().resolve("HALT")));
    }

    @Test
    void liveOffWithPositionsOpenAsksWhetherHaltWasMeant() throws Exception {
        startEngine();
        assertEquals(0, run("live", "on", "--reason", "drill").status());

        for (final String typed : List.of("", "off\n", "yes\n")) {
            final CommandLineRun refused = CommandLineRun.typing(typed, home, "live", "off");
            assertEquals(6, refused.status(), refused.err());
            assertTrue(
                    refused.err().startsWith("LIVE OFF is a freeze. Nothing will be sent, not even cancels.\n  "),
                    refused.err());
            assertTrue(refused.err().contains(" orders stay LIVE at the venue.\n"), refused.err());
            assertTrue(
                    refused.err().contains("If that is not what you want use: dragon halt --reason \"...\"\n"),
                    refused.err());
            assertTrue(
                    refused.err()
                            .endsWith("Nothing was changed. Next: dragon halt --reason \"...\", or dragon live off"
                                    + " --confirm OFF\n"),
                    refused.err());
            assertEquals("", refused.out());
        }

        final CommandLineRun typed = CommandLineRun.typing("OFF\n", home, "live", "off");
        assertEquals(0, typed.status(), typed.err());
        assertTrue(typed.out().startsWith("live trading OFF "), typed.out());
        assertEquals(0, run("live", "off", "--confirm", "OFF").status());
    }

    @Test
    void liveOffDoesNotAskWhereNothingIsHeldOrNoSnapshotTells() throws Exception {
        startEngine();
        PreparedLane.execute(prepared, "UPDATE legs SET quantity_e8 = 0");
        final CommandLineRun flat = CommandLineRun.typing("", home, "live", "off");
        assertEquals(0, flat.status(), flat.err());
        assertEquals(0, run("live", "off", "--confirm", "OFF").status());

        damageTheSnapshots();
        final CommandLineRun unknown = CommandLineRun.typing("", home, "live", "off");
        assertEquals(0, unknown.status(), unknown.err());
        assertTrue(unknown.err().contains("An unknown number of orders stays LIVE at the venue."), unknown.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"live off --confirm OFF", "kill --confirm KILL"})
    void aFreezeDoesNotWaitForALaneThatTellsItsMode(final String arguments) throws Exception {
        startEngine();
        Files.writeString(lane.laneToml(), "mode = nothing");

        final CommandLineRun run = run(arguments.split(" "));
        assertEquals(0, run.status(), run.err());
    }

    @Test
    void aReasonInAnotherAlphabetKillsAllTheSame() throws Exception {
        startEngine();
        final CommandLineRun run = run("kill", "--confirm", "KILL", "--reason", "gr\u00f6\u00dfer als erwartet");

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("KILL engine ON "), run.out());
        assertTrue(run.err().startsWith("--reason was changed: "), run.err());
        stop();
        assertEquals(List.of("gr??er als erwartet"), reasonsOfKills());
    }

    @Test
    void aReasonThatIsTooLongIsCutAndKillsAllTheSame() throws Exception {
        startEngine();
        final CommandLineRun run = run("kill", "--confirm", "KILL", "--reason", "why ".repeat(300));

        assertEquals(0, run.status(), run.err());
        assertTrue(run.err().startsWith("--reason was changed: "), run.err());
        stop();
        assertEquals(List.of("why ".repeat(256)), reasonsOfKills());
    }

    @Test
    void aLoginInAnotherAlphabetKillsAllTheSame() throws Exception {
        startEngine();
        final String login = System.getProperty("user.name");
        System.setProperty("user.name", "J\u00f6rg der Betreiber mit dem langen Namen");
        try {
            final CommandLineRun run = run("kill", "--confirm", "KILL", "--reason", "drill");

            assertEquals(0, run.status(), run.err());
            assertFalse(run.err().contains("changed"), run.err());
        } finally {
            System.setProperty("user.name", login);
        }
        stop();
        assertEquals(List.of("drill"), reasonsOfKills());
    }

    @Test
    void aNameInAnotherAlphabetIsStillRefused() throws Exception {
        startEngine();
        try (Commander commander = new Commander(lane, "drill")) {
            final Failure failure =
                    assertThrows(Failure.class, () -> commander.createAccount("gr\u00f6\u00dfer", null, null));
            assertEquals(ExitCode.USAGE, failure.exitCode());
        }
    }

    @Test
    void aNameThatDamagedSnapshotsDoNotTellLeavesTheIdAndTheWholeEngine() throws Exception {
        startEngine();
        createABot();
        damageTheSnapshots();

        assertUnreadable("'#ID' instead of the name, or with --scope engine", "halt", "--scope", "bot:btc");
        assertUnreadable(
                "'#ID' instead of the name, or with --scope engine",
                "kill",
                "--scope",
                "account:woo-main",
                "--confirm",
                "KILL");
        assertUnreadable(
                "'#ID' instead of the name, or with --all",
                "flatten",
                "--bot",
                "btc",
                "--confirm",
                "FLATTEN",
                "--reason",
                "drill");
        assertUnreadable("'#ID' instead of the name", "bot", "pause", "btc");

        final CommandLineRun byId = run("halt", "--scope", "bot:#1", "--reason", "drill");
        assertEquals(0, byId.status(), byId.err());
        assertEquals(0, run("bot", "pause", "#1").status());
    }

    private void assertUnreadable(final String next, final String... arguments) {
        final CommandLineRun run = run(arguments);
        assertEquals(ExitCode.INTERNAL_FAULT.status(), run.status(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("dragon: Cannot read " + lane.snapshots() + ": "), run.err());
        assertTrue(run.err().endsWith("Next: the same with " + next + "\n"), run.err());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlattenThatBeganGoesOnWhereSnapshotsDoNotTellHowItEnds(final boolean isThere) throws Exception {
        startEngine();
        createABot();
        assertEquals(0, run("live", "on", "--reason", "drill").status());
        damageTheSnapshots();
        if (!isThere) {
            Files.delete(lane.snapshots());
        }

        final CommandLineRun run =
                run("flatten", "--bot", "#1", "--confirm", "FLATTEN", "--reason", "drill", "--wait", "--timeout", "30");
        assertEquals(8, run.status(), run.err());
        assertTrue(run.out().startsWith("FLATTEN bot:#1 (bots: 1) "), run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(
                run.err().startsWith("dragon: The flatten was begun and goes on; how it ends cannot be read"),
                run.err());
    }

    private void createABot() {
        try (Commander commander = new Commander(lane, "drill")) {
            commander.createAccount("woo-main", null, null);
        }
        final CommandLineRun run =
                run(("bot create btc --symbol PERP_BTC_USDT --account #1 --timeframe 1m --legs both --base-quantity 1"
                                + " --max-entries 1 --base-deviation-pct 1 --deviation-multiplier 1 --volume-multiplier 1"
                                + " --take-profit-pct 1")
                        .split(" "));
        assertEquals(0, run.status(), run.err());
    }

    private void damageTheSnapshots() throws IOException {
        for (final String suffix : List.of("-wal", "-shm")) {
            Files.deleteIfExists(lane.snapshots().resolveSibling("snapshots.db" + suffix));
        }
        Files.writeString(lane.snapshots(), "no database at all ".repeat(1_000));
    }

    private void startEngine() throws Exception {
        thread = new Thread(this::work, "engine");
        thread.start();
        engine.get(WAIT_NS, TimeUnit.NANOSECONDS);
    }

    private void work() {
        final EngineConfig config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small());
        try (Engine recovered = Engine.recover(config, warning -> {})) {
            engine.complete(recovered);
            recovered.run();
        } catch (final Throwable e) {
            engine.completeExceptionally(e);
        }
    }

    /** From the journal. */
    private List<String> reasonsOfKills() {
        final List<String> reasons = new ArrayList<>();
        final RecordCursor cursor = new RecordCursor(1);
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final SetKillSwitchDecoder kill = new SetKillSwitchDecoder();
        try (JournalReader reader = LaneJournal.chronicle(lane, "main", ChronicleJournalConfig.small())
                .readerFrom(0)) {
            while (reader.poll((buffer, offset, length) -> {
                cursor.wrap(buffer, offset, length);
                while (cursor.next()) {
                    if (header.wrap(cursor.buffer(), cursor.messageOffset()).templateId()
                            == SetKillSwitchDecoder.TEMPLATE_ID) {
                        kill.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                        reasons.add(kill.reason());
                    }
                }
            })) {
                continue;
            }
        }
        return reasons;
    }

    private CommandLineRun run(final String... arguments) {
        return CommandLineRun.of(home, arguments);
    }
}
