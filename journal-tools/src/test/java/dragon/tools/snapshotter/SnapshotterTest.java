package dragon.tools.snapshotter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueFile;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.StrategySettings;
import dragon.tools.follow.Forgery;
import dragon.tools.follow.JournaledLane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal says is in the tables, at the promised pace, whatever SQLite does. */
class SnapshotterTest {
    private static final long E8 = 100_000_000L;

    @TempDir
    Path home;

    private InMemoryJournal journal = new InMemoryJournal();
    private JournaledLane lane = new JournaledLane(journal, 3);
    private final List<String> lines = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private LaneDirectory directory;
    private long nowMs = 1_767_225_600_000L;
    private long monotonicMs = -5_000; // It begins wherever it likes.

    @BeforeEach
    void createLane() {
        directory = LaneDirectory.of(home, "main");
        directory.create("main", LaneMode.SIM);
    }

    @Test
    void showsWhatTheCoreKnows() throws Exception {
        lane.begin(2).trade(3_000);
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
        }

        assertEquals(
                "main|sim|1|engine-a|4242|" + lane.sequence() + "|1|0|1",
                one("SELECT name, mode, term, owner, engine_pid, sequence, live_trading, kill_switch, gateway_up FROM"
                        + " lane"));
        assertEquals(
                "main|active|HEDGE|CLOSED|1000000000000",
                one("SELECT label, status, position_mode," + " exchange_state, equity_e8 FROM accounts"));
        assertEquals(
                "bot-1|PERP_BTC_USDT|M1|BOTH_LEGS|running|running|Waiting bar|ok",
                one("SELECT name, symbol,"
                        + " timeframe, legs, status, desired_status, next_action, health FROM bots WHERE id = 1"));
        assertEquals("4", one("SELECT count(*) FROM legs"));
        assertEquals("16", one("SELECT count(*) FROM bot_parameters"));
        assertEquals("true", one("SELECT value FROM settings WHERE key = 'live_trading_enabled'"));
        assertEquals(Long.toString(lane.intentCount()), one("SELECT count(*) FROM intents"));
        assertEquals(Long.toString(lane.placeCount()), one("SELECT count(*) FROM intents WHERE kind = 'place_order'"));
        assertTrue(number("SELECT count(*) FROM events WHERE code = 'bar_tick'") > 1);
        assertTrue(lane.placeCount() > 10);
    }

    @Test
    void keepsEveryOrderToItsEndThoughTheCoreForgetsIt() throws Exception {
        lane.begin(1).trade(6_000);
        lane.advanceMs(3_600_000).heartbeat();
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
        }

        assertTrue(lane.core().state().orders().size() < lane.placeCount(), "the core has forgotten some");
        assertEquals(
                Long.toString(lane.placeCount()),
                one(
                        "SELECT count(DISTINCT client_order_id) FROM orders WHERE client_order_id IN (SELECT client_order_id"
                                + " FROM intents WHERE kind = 'place_order')"));
        assertEquals("0", one("SELECT count(*) FROM orders WHERE status IN ('PENDING_NEW', 'IN_DOUBT')"));
        assertEquals(
                one("SELECT count(DISTINCT client_order_id) FROM fills"),
                one("SELECT count(*) FROM orders WHERE status = 'FILLED'"));
    }

    @Test
    void aSettingThatWasTakenAwayIsNoLongerShown() throws Exception {
        lane.begin(2);
        final Map<StrategyParameter, Long> settingsE8 = settingsOfBot(1);
        settingsE8.put(StrategyParameter.LIMIT_BOT_LOSS_USD, 50 * E8);
        settingsE8.put(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, 900 * E8);
        lane.changeBot(1, settingsE8);
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            assertEquals("10", one("SELECT count(*) FROM bot_parameters WHERE bot_id = 1"));

            settingsE8.remove(StrategyParameter.LIMIT_BOT_LOSS_USD);
            lane.changeBot(1, settingsE8);
            work(snapshotter, 1_000);
            assertEquals("", one("SELECT value_e8 FROM bot_parameters WHERE parameter = 'limit_bot_loss_usd'"));
            assertEquals("9", one("SELECT count(*) FROM bot_parameters WHERE bot_id = 1"));
            assertEquals("8", one("SELECT count(*) FROM bot_parameters WHERE bot_id = 2"), "the others stay");
        }

        settingsE8.remove(StrategyParameter.LIMIT_LEG_NOTIONAL_USD);
        lane.changeBot(1, settingsE8); // While no snapshotter runs.
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            assertEquals("8", one("SELECT count(*) FROM bot_parameters WHERE bot_id = 1"));
        }
    }

    private Map<StrategyParameter, Long> settingsOfBot(final int botId) {
        final Map<StrategyParameter, Long> settingsE8 = new EnumMap<>(StrategyParameter.class);
        for (final StrategyParameter parameter : StrategyParameter.values()) {
            if (parameter != StrategyParameter.NULL_VAL) {
                final long valueE8 =
                        lane.core().state().bots().get(botId).settings().valueE8(parameter);
                if (valueE8 != StrategySettings.NULL_NUMBER) {
                    settingsE8.put(parameter, valueE8);
                }
            }
        }
        return settingsE8;
    }

    @Test
    void writesChangesOnceASecondAndRefreshesTheRestEveryTenSeconds() throws Exception {
        lane.begin(1);
        final Snapshotter snapshotter = snapshotter();
        catchUp(snapshotter);
        final long first = number("SELECT updated_at FROM bots");

        lane.quote(6_000_000_000_000L, 6_000_010_000_000L);
        work(snapshotter, 900);
        assertEquals(first, number("SELECT updated_at FROM bots"), "changed, but too early");
        work(snapshotter, 100);
        assertEquals(first + 1_000, number("SELECT updated_at FROM bots"), "changed");
        assertEquals(first, number("SELECT updated_at FROM accounts"), "not changed");
        for (int i = 0; i < 8; i++) {
            work(snapshotter, 1_000);
        }
        assertEquals(first, number("SELECT updated_at FROM accounts"), "not changed for 9 s");
        work(snapshotter, 1_000);
        assertEquals(first + 10_000, number("SELECT updated_at FROM accounts"), "refreshed");
        assertEquals(first + 1_000, number("SELECT updated_at FROM bots"), "not due before 11 s");
        work(snapshotter, 1_000);
        assertEquals(first + 11_000, number("SELECT updated_at FROM bots"), "refreshed");
        snapshotter.close();
    }

    @Test
    void doesNotCountAHeartbeatAsAChange() throws Exception {
        lane.begin(1).trade(20);
        final Snapshotter snapshotter = snapshotter();
        for (int i = 0; i < 12; i++) { // Until the last gate has said its word.
            lane.advanceMs(3_000).heartbeat();
            work(snapshotter, 1_000);
        }
        final long refreshed = number("SELECT updated_at FROM bots");
        work(snapshotter, refreshed + 10_000 - nowMs);
        final long before = lane.core().state().bots().get(1).heartbeatNs();

        lane.advanceMs(3_000).heartbeat();
        work(snapshotter, 9_000);
        assertTrue(lane.core().state().bots().get(1).heartbeatNs() > before, "the bot's heart beats");
        assertEquals(refreshed + 10_000, number("SELECT updated_at FROM bots"), "and its row rests");
        snapshotter.close();
    }

    @Test
    void writesImagesForItselfAndForTheEngine() throws Exception {
        lane.begin(1);
        final Snapshotter snapshotter = snapshotter();
        for (int i = 0; i < 8; i++) {
            lane.trade(20);
            work(snapshotter, 10_000);
        }
        assertEquals("5", one("SELECT count(*) FROM state_images"));
        final List<StateImageFile.Entry> files = StateImageFile.list(directory.images());
        assertEquals(StateImageFile.FILES_KEPT, files.size());
        final StateImage newest = StateImageFile.read(files.get(0).path());
        assertEquals(lane.sequence(), newest.sequence());
        assertEquals(lane.stateHash(), newest.stateHash());
        assertEquals(lane.stateHash(), number("SELECT state_hash FROM state_images ORDER BY sequence DESC"));

        work(snapshotter, 60_000);
        assertEquals("5", one("SELECT count(*) FROM state_images"), "nothing new, no image");
        snapshotter.close();
    }

    @Test
    void goesOnFromItsImageAsIfItHadNeverStopped() throws Exception {
        lane.begin(2).trade(1_000);
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
        }
        final long stoppedAt = lane.sequence();
        lane.trade(1_000);
        lines.clear();
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
        }
        assertTrue(lines.get(0).contains("from sequence " + stoppedAt), lines.toString());
        final List<String> resumed = everything();
        assertEquals(lane.stateHash(), number("SELECT state_hash FROM state_images ORDER BY sequence DESC"));

        Files.delete(directory.snapshots());
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
        }
        assertEquals(everything(), resumed, "image and tail give what the whole journal gives");
        assertEquals(List.of(), warnings);
    }

    @Test
    void ignoresABadImageAndUsesTheOneBefore() throws Exception {
        lane.begin(1);
        final Snapshotter first = snapshotter();
        catchUp(first);
        lane.trade(50);
        work(first, 10_000);
        final long good = lane.sequence();
        lane.trade(50);
        work(first, 10_000);
        first.close();
        execute("UPDATE state_images SET image = zeroblob(length(image)) WHERE sequence > " + good);

        lines.clear();
        try (Snapshotter again = snapshotter()) {
            catchUp(again);
        }
        assertTrue(lines.get(0).contains("from sequence " + good), lines.toString());
        assertTrue(warnings.get(0).contains("does not give its own hash"), warnings.toString());
    }

    @Test
    void L1_onlyWarnsWhileTheDatabaseIsLockedAndWritesAllLater() throws Exception {
        lane.begin(1).trade(100);
        final Snapshotter snapshotter = snapshotter();
        catchUp(snapshotter);
        final long before = number("SELECT sequence FROM lane");

        try (Connection other = connect();
                Statement lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            lane.trade(400);
            for (int i = 0; i < 5; i++) {
                work(snapshotter, 1_000);
            }
            assertEquals(lane.sequence(), snapshotter.sequence(), "following does not wait");
            assertTrue(snapshotter.failureCount() >= 3, "failures: " + snapshotter.failureCount());
            assertEquals(1, warnings.size(), warnings.toString());
            assertTrue(warnings.get(0).startsWith("snapshot_write_failed"), warnings.get(0));
            assertEquals(before, number("SELECT sequence FROM lane"));
            lock.execute("ROLLBACK");
        }
        work(snapshotter, 10_000);

        assertEquals(lane.sequence(), number("SELECT sequence FROM lane"));
        assertEquals(Long.toString(lane.intentCount()), one("SELECT count(*) FROM intents"));
        assertEquals(
                "warn|" + snapshotter.failureCount(),
                one("SELECT level, count FROM events WHERE code = 'snapshot_write_failed'"));
        snapshotter.close();
    }

    @Test
    void L2_rebuildsACorruptDatabaseFromTheJournal() throws Exception {
        lane.begin(1).trade(500);
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
        }
        final List<String> before = everything();
        final byte[] bytes = Files.readAllBytes(directory.snapshots());
        java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 0x5A);
        Files.write(directory.snapshots(), bytes);

        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            work(snapshotter, 10);
            catchUp(snapshotter);
        }
        assertEquals(before, everything());
        assertTrue(warnings.get(0).contains("was moved to"), warnings.toString());
        try (var files = Files.list(directory.root())) {
            assertEquals(
                    1, files.filter(f -> f.toString().contains(".corrupt-")).count());
        }
    }

    @Test
    void L2_rebuildsWhenTheDatabaseBecomesCorruptUnderneath() throws Exception {
        lane.begin(1).trade(500);
        Files.write(
                directory.snapshots(),
                "this is no database, it is a text of some length ".repeat(40).getBytes());
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            work(snapshotter, 10);
            catchUp(snapshotter);
        }
        assertEquals(lane.sequence(), number("SELECT sequence FROM lane"));
    }

    @Test
    void rebuildsWhenTheImageIsOfAnotherHistory() throws Exception {
        lane.begin(1).trade(500);
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
        }
        final String before = one("SELECT count(*) FROM events");
        journal = new InMemoryJournal();
        lane = new JournaledLane(journal, 99);
        lane.begin(3).trade(900);

        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            work(snapshotter, 10);
            catchUp(snapshotter);
        }
        assertEquals(lane.sequence(), number("SELECT sequence FROM lane"));
        assertEquals("3", one("SELECT count(*) FROM bots"));
        assertNotEquals(before, one("SELECT count(*) FROM events"));
        assertTrue(warnings.get(0).contains("is not the one that the state image is of"), warnings.toString());
    }

    @Test
    void saysThatTheReplayDiffersAndWritesNoImageOfIt() throws Exception {
        lane.begin(1).trade(2_000);
        Forgery.changeQuantityOfFirstPlace(journal);
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            work(snapshotter, 20_000);
        }
        assertEquals("0", one("SELECT count(*) FROM state_images"));
        assertEquals(List.of(), StateImageFile.list(directory.images()));
        assertTrue(one("SELECT level, detail FROM events WHERE code = 'replay_diverged'")
                .startsWith("critical|PlaceOrder at sequence "));
        assertEquals(1, warnings.size(), warnings.toString());
        assertEquals(lane.sequence(), number("SELECT sequence FROM lane"), "people still see the newest state");
    }

    @Test
    void toldOnceOfADamagedJournalGoesOnWhenItIsRepaired() throws Exception {
        lane.begin(1).trade(100);
        final UnsafeBuffer last = (UnsafeBuffer) journal.document(journal.documentCount() - 1);
        last.putByte(50, (byte) (last.getByte(50) ^ 1));
        try (Snapshotter snapshotter = snapshotter()) {
            for (int i = 0; i < 5; i++) {
                work(snapshotter, 1_500);
            }
            assertEquals(lane.sequence() - 1, number("SELECT sequence FROM lane"));
            assertEquals(1, warnings.size(), warnings.toString());
            last.putByte(50, (byte) (last.getByte(50) ^ 1));
            lane.trade(10);
            work(snapshotter, 1_500);
            work(snapshotter, 1_500);
            assertEquals(lane.sequence(), number("SELECT sequence FROM lane"));
        }
    }

    @Test
    void whatIsStillCatchingUpIsAsOldAsItsLastRecord() throws Exception {
        lane.begin(1).trade(6_000);
        nowMs = lane.core().state().nowNs() / 1_000_000L + 3_600_000;
        try (Snapshotter snapshotter = snapshotter()) {
            snapshotter.doWork();
            assertTrue(snapshotter.sequence() < lane.sequence(), "there is more");
            assertEquals(one("SELECT engine_time_ns / 1000000 FROM lane"), one("SELECT snapshot_at FROM lane"));

            catchUp(snapshotter);
            work(snapshotter, 1_000);
            assertEquals(lane.sequence(), number("SELECT sequence FROM lane"));
            assertEquals(nowMs, number("SELECT snapshot_at FROM lane"), "nothing is missing: this is the present");
        }
    }

    @Test
    void anEngineThatIsAMomentAheadIsNoFault() throws Exception {
        lane.begin(1);
        final FollowedJournal late = new FollowedJournal(
                sequence -> journal.reader(), SnapshotterTest::noVerification, () -> lane.sequence() + 1);
        try (Snapshotter snapshotter = snapshotter(late)) {
            for (int i = 0; i < 10; i++) {
                nowMs = lane.core().state().nowNs() / 1_000_000L + 5_000;
                lane.advanceMs(1_000).heartbeat();
                work(snapshotter, 1_000);
            }
            assertTrue(nowMs - number("SELECT snapshot_at FROM lane") <= 6_000, "as its last record");
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void B2_takesNoHoleForTheEndWhileTheEngineGoesOn() throws Exception {
        final JournaledLane real;
        try (Journal chronicle = ChronicleJournal.open(directory.journal(), ChronicleJournalConfig.small())) {
            real = new JournaledLane(chronicle, 5).begin(1).trade(500);
        }
        zeroADocument();
        final FollowedJournal followed = FollowedJournal.of(directory);
        nowMs = real.core().state().nowNs() / 1_000_000L + 60_000;
        try (Snapshotter snapshotter =
                snapshotter(new FollowedJournal(followed.readers(), followed.verifier(), real::sequence))) {
            work(snapshotter, 0);
            final long stoppedAt = snapshotter.sequence();
            assertTrue(stoppedAt > 0 && stoppedAt < real.sequence(), "stopped at " + stoppedAt);
            work(snapshotter, 1_000);
            work(snapshotter, 2_000);
            assertEquals(List.of(), warnings, "it may only be late");

            for (int i = 0; i < 10; i++) {
                work(snapshotter, 1_500);
            }
            assertEquals(1, warnings.size(), warnings.toString());
            assertTrue(
                    warnings.get(0)
                            .startsWith("snapshotter main: the journal is damaged after sequence " + stoppedAt
                                    + ": documents that were written here are gone (file "),
                    warnings.get(0));
            assertTrue(warnings.get(0).endsWith("Next: dragon journal verify --lane main"), warnings.get(0));
            assertEquals(stoppedAt, number("SELECT sequence FROM lane"));
            assertEquals(
                    one("SELECT engine_time_ns / 1000000 FROM lane"),
                    one("SELECT snapshot_at FROM lane"),
                    "what is shown is as old as it is");
        }
    }

    @Test
    void aSoundJournalThatLacksWhatTheEngineCountsIsToldToo() {
        lane.begin(1).trade(50);
        final long lastSequence = lane.sequence();
        final FollowedJournal shorter = new FollowedJournal(
                sequence -> journal.reader(),
                sequence -> new JournalReport(1, 1, lastSequence, lastSequence, 1, 0, 1, 0, null),
                () -> lastSequence + 7);
        try (Snapshotter snapshotter = snapshotter(shorter)) {
            for (int i = 0; i < 10; i++) {
                work(snapshotter, 1_500);
            }
        }
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(
                warnings.get(0)
                        .contains("the engine has journaled more, and no record after sequence " + lastSequence
                                + " can be read"),
                warnings.get(0));
    }

    /** The header of a document is gone, and all that is near it: a reader takes that for the end. */
    private void zeroADocument() throws IOException {
        final Path file;
        try (Stream<Path> files = Files.list(directory.journal())) {
            file = files.filter(each -> each.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        long header = 0;
        try (QueueFile queue = new QueueFile(file)) {
            for (int i = 0; i < 300 && queue.next() == QueueFile.Found.DOCUMENT; i++) {
                header = queue.nextPosition() - queue.length() - Integer.BYTES;
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4096), header);
        }
    }

    private static JournalReport noVerification(final long sequence) {
        throw new AssertionError("verified from " + sequence);
    }

    @Test
    void goesOnThroughANewTermOfTheEngine() throws Exception {
        lane.begin(1).trade(100);
        final Snapshotter snapshotter = snapshotter();
        catchUp(snapshotter);
        lane.startTerm().gatewayUp().trade(100);
        work(snapshotter, 1_000);
        assertEquals("2", one("SELECT term FROM lane"));
        assertTrue(number("SELECT count(*) FROM events WHERE code = 'job_lease_reclaimed'") > 0);
        snapshotter.close();
        assertEquals(List.of(), warnings);
    }

    @Test
    void waitsForAJournalThatIsNotThereYet() {
        final Snapshotter snapshotter = snapshotter();
        assertEquals(0, snapshotter.doWork());
        assertEquals(0, snapshotter.sequence());
        lane.begin(1);
        work(snapshotter, 1_000);
        assertEquals(lane.sequence(), snapshotter.sequence());
        snapshotter.close();
    }

    @Test
    void saysWhyABotDoesNothing() throws Exception {
        lane.begin(1).trade(20);
        final Snapshotter snapshotter = snapshotter();
        catchUp(snapshotter);
        lane.setKillSwitch(true);
        work(snapshotter, 1_000);
        assertEquals("Kill switch|warn", one("SELECT next_action, health FROM bots"));
        lane.setLive(false);
        work(snapshotter, 1_000);
        assertEquals("Blocked: live trading disabled", one("SELECT next_action FROM bots"));
        snapshotter.close();
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        lane.begin(1);
        final Snapshotter snapshotter = snapshotter();
        catchUp(snapshotter);
        for (final String name : List.of("snapshots.db", "snapshots.db-wal", "snapshots.db-shm")) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.root().resolve(name))),
                    name);
        }
        snapshotter.close();
    }

    @Test
    void goesOnAtItsPaceWhileTheWallClockIsSetBackByAnHour() throws Exception {
        try (Journal chronicle = ChronicleJournal.open(directory.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane real = new JournaledLane(chronicle, 5).begin(1);
            nowMs = real.core().state().nowNs() / 1_000_000L + 5_000;
            try (Snapshotter snapshotter = snapshotter(FollowedJournal.of(directory))) {
                catchUp(snapshotter);
                nowMs -= 3_600_000;
                for (int i = 1; i <= 20; i++) {
                    real.trade(1);
                    work(snapshotter, 1_000);
                    assertEquals(
                            real.sequence() + "|" + nowMs,
                            one("SELECT sequence, snapshot_at FROM lane"),
                            i + " s after it was set back");
                }
                assertTrue(nowMs - number("SELECT updated_at FROM accounts") <= 10_000, "refreshed");
                assertEquals("2", one("SELECT count(*) FROM state_images"));
                assertEquals(4, lines.size(), lines.toString());
            }
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void whatIsShownIsNeverOfATimeToCome() throws Exception {
        lane.begin(1);
        nowMs = lane.core().state().nowNs() / 1_000_000L + 7_200_000;
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            nowMs -= 3_600_000;
            monotonicMs += 1_500;
            lane.trade(6_000);
            snapshotter.doWork();
            assertTrue(snapshotter.sequence() < lane.sequence(), "there is more");
            assertEquals(nowMs - 1_500, number("SELECT snapshot_at FROM lane"), "complete when it was last at the end");
        }
    }

    @Test
    void aWallClockThatLeapsAheadIsNoSilenceOfTheJournal() {
        lane.begin(1);
        final FollowedJournal late = new FollowedJournal(
                sequence -> journal.reader(), SnapshotterTest::noVerification, () -> lane.sequence() + 1);
        try (Snapshotter snapshotter = snapshotter(late)) {
            work(snapshotter, 1_000);
            work(snapshotter, 1_000);
            nowMs += 3_600_000;
            work(snapshotter, 1_000);
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void makesADatabaseAnewThatIsRemovedUnderIt() throws Exception {
        lane.begin(2).trade(1_000);
        try (Snapshotter snapshotter = snapshotter();
                Snapshotter undisturbed = snapshotterOfACopy();
                Connection reader = connect();
                Statement holdsTheOldOne = reader.createStatement()) {
            catchUp(snapshotter);
            holdsTheOldOne.executeQuery("SELECT count(*) FROM orders").close();
            Files.delete(directory.snapshots()); // Its log stays.
            lane.trade(200);
            work(snapshotter, 1_000);
            work(snapshotter, 10_000); // Everything is refreshed.
            catchUp(undisturbed);
            work(undisturbed, 10_000);

            final List<String> made = everything();
            assertEquals(lane.sequence(), number("SELECT sequence FROM lane"));
            assertEquals("ok", one("PRAGMA integrity_check"));
            directory = LaneDirectory.of(home, "copy");
            assertEquals(List.of(), missing(everything(), made), "bots, orders and events are all there again");
            assertEquals(List.of(), missing(made, everything()), "and nothing else");
        }
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("was removed or replaced while in use"), warnings.get(0));
    }

    @Test
    void goesOnWithADatabaseThatIsPutInThePlaceOfItsOwn() throws Exception {
        lane.begin(2).trade(1_000);
        final Path backup = home.resolve("backup.db");
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            lane.trade(200);
            work(snapshotter, 10_000);
            execute("VACUUM INTO '" + backup + "'");
            final long backedUpAt = lane.sequence();
            lane.trade(200);
            work(snapshotter, 10_000);
            final List<String> before = everything();
            lines.clear();

            Files.move(backup, directory.snapshots(), StandardCopyOption.REPLACE_EXISTING); // Its own log stays.
            work(snapshotter, 1_000);
            work(snapshotter, 1_000);
            work(snapshotter, 10_000);
            assertEquals("snapshotter main follows from sequence " + backedUpAt, lines.get(0));
            assertEquals(List.of(), missing(before, everything()));
            assertEquals(List.of(), missing(everything(), before), "nothing else");
            assertEquals("ok", one("PRAGMA integrity_check"));
        }
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @Test
    void restsAfterAFailureHoweverManyRowsWait() throws Exception {
        lane.begin(10).trade(100);
        try (Snapshotter snapshotter = snapshotter()) {
            catchUp(snapshotter);
            final long before = rowCount();
            try (Connection other = connect();
                    Statement lock = other.createStatement()) {
                lock.execute("BEGIN IMMEDIATE");
                lane.trade(3_000);
                work(snapshotter, 1_000);
                assertEquals(lane.sequence(), snapshotter.sequence(), "following does not wait");
                final long failures = snapshotter.failureCount();
                assertEquals(1, failures, "all that was followed was followed at one instant");
                snapshotter.doWork();
                assertEquals(failures, snapshotter.failureCount());
                monotonicMs += 100;
                snapshotter.doWork();
                snapshotter.doWork();
                assertEquals(failures + 1, snapshotter.failureCount());
                lock.execute("ROLLBACK");
            }
            work(snapshotter, 10_000);
            assertTrue(rowCount() - before > 5_000, (rowCount() - before) + " rows waited");
        }
        assertEquals(1, warnings.size(), warnings.toString());
    }

    private long rowCount() throws SQLException {
        return number(
                "SELECT (SELECT count(*) FROM intents) + (SELECT count(*) FROM events) + (SELECT count(*) FROM fills)"
                        + " + (SELECT count(*) FROM ledger)");
    }

    @Test
    void tellsAFaultThatComesBackOnceMore() throws Exception {
        lane.begin(1).trade(100);
        final UnsafeBuffer last = (UnsafeBuffer) journal.document(journal.documentCount() - 1);
        try (Snapshotter snapshotter = snapshotter()) {
            damage(last);
            work(snapshotter, 1_500);
            final long stoppedAt = snapshotter.sequence();
            damage(last); // And it is as it was.
            lane.trade(10);
            for (int i = 0; i < 5; i++) {
                work(snapshotter, 1_500);
            }
            assertEquals(1, warnings.size(), warnings.toString());
            assertEquals(
                    1,
                    lines.stream()
                            .filter(line -> line.contains("follows the journal again"))
                            .count(),
                    lines.toString());

            damage(last);
            Files.delete(directory.snapshots()); // So that it is read once more.
            for (int i = 0; i < 5; i++) {
                work(snapshotter, 1_500);
            }
            assertEquals(3, warnings.size(), warnings.toString());
            assertTrue(warnings.get(1).contains("was removed"), warnings.get(1));
            assertEquals(warnings.get(0), warnings.get(2));

            damage(last);
            work(snapshotter, 1_500);
            work(snapshotter, 1_500);
            assertEquals(lane.sequence(), number("SELECT sequence FROM lane"));
        }
    }

    /** Of the first, what the second one has not. */
    private static List<String> missing(final List<String> rows, final List<String> from) {
        final List<String> missing = new ArrayList<>(rows);
        missing.removeAll(from);
        return missing;
    }

    private static void damage(final UnsafeBuffer document) {
        document.putByte(50, (byte) (document.getByte(50) ^ 1));
    }

    /** Of the same journal, into a database of its own. */
    private Snapshotter snapshotterOfACopy() {
        final LaneDirectory original = directory;
        directory = LaneDirectory.of(home, "copy");
        directory.create("copy", LaneMode.SIM);
        final Snapshotter copy = snapshotter();
        directory = original;
        return copy;
    }

    private Snapshotter snapshotter() {
        return snapshotter(new FollowedJournal(sequence -> journal.reader(), SnapshotterTest::noVerification, () -> 0));
    }

    private Snapshotter snapshotter(final FollowedJournal followed) {
        final SnapshotterConfig standard = SnapshotterConfig.standard(directory);
        final SnapshotterConfig config = new SnapshotterConfig(
                directory,
                standard.limits(),
                standard.changedEveryMs(),
                standard.unchangedEveryMs(),
                standard.imageEveryMs(),
                standard.progressEveryMs(),
                5);
        return new Snapshotter(config, "main", followed, () -> nowMs, () -> monotonicMs, lines::add, warnings::add);
    }

    private void catchUp(final Snapshotter snapshotter) {
        while (snapshotter.doWork() > 0) {
            assertFalse(lines.size() > 1_000);
        }
    }

    private void work(final Snapshotter snapshotter, final long ms) {
        nowMs += ms;
        monotonicMs += ms;
        catchUp(snapshotter);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.snapshots());
    }

    private void execute(final String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(final String sql) throws SQLException {
        return Long.parseLong(one(sql));
    }

    /** The first row, its columns joined. */
    private String one(final String sql) throws SQLException {
        final List<String> rows = rows(sql);
        return rows.isEmpty() ? "" : rows.get(0);
    }

    private List<String> rows(final String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            final List<String> rows = new ArrayList<>();
            while (row.next()) {
                final StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : "|").append(row.getString(i));
                }
                rows.add(text.toString());
            }
            return rows;
        }
    }

    /** All that people are shown, without the time of writing. */
    private List<String> everything() throws SQLException {
        final List<String> all = new ArrayList<>();
        for (final Table table : Table.values()) {
            final List<String> columns = new ArrayList<>(table.columns());
            columns.remove("snapshot_at");
            if (table != Table.ORDERS) {
                columns.remove("updated_at");
            }
            rows("SELECT " + String.join(", ", columns) + " FROM " + table.sqlName() + " ORDER BY 1, 2")
                    .forEach(row -> all.add(table + " " + row));
        }
        return all;
    }
}
