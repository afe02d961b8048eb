package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.journal.chronicle.QueueFile;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.StandbyFiles;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.LaneMode;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.tools.backup.BackupCheck;
import dragon.tools.backup.LaneReading;
import dragon.tools.follow.JournaledLane;
import dragon.tools.retention.Retention;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention as an operator meets it: what stays and why, what goes, and what is left. */
class RetentionVerbTest {
    private static final ChronicleJournalConfig CONFIG =
            ChronicleJournalConfig.small().withRoll(Roll.EVERY_SECOND);

    @TempDir
    Path home;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private LaneDirectory lane;
    private final List<Long> firstOfFile = new ArrayList<>();
    private long olderImage;

    /** A file for each of twelve seconds; images of the seventh and the tenth. */
    @BeforeEach
    void createLane() throws IOException {
        lane = LaneDirectory.of(home, "main");
        write(lane, 5);
        for (final Path file : files()) {
            try (QueueFile records = new QueueFile(file)) {
                assertEquals(QueueFile.Found.DOCUMENT, records.next());
                firstOfFile.add(RecordEnvelope.sequence(records.buffer(), records.offset()));
            }
        }
    }

    private void write(final LaneDirectory to, final long seed) throws IOException {
        to.create(String.valueOf(to.root().getFileName()), LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(to.journal(), CONFIG)) {
            final JournaledLane told = new JournaledLane(journal, seed).begin(0);
            beat(told, 7);
            image(to, told);
            olderImage = told.sequence();
            beat(told, 3);
            image(to, told);
            beat(told, 2);
            told.checkpoint();
        }
        QueueDirectory.list(to.journal(), 1);
    }

    private static void beat(final JournaledLane told, final int seconds) {
        for (int i = 0; i < 4 * seconds; i++) {
            told.advanceMs(250).heartbeat();
        }
    }

    @Test
    void B23_nothingGoesWithoutABackup() throws IOException {
        final List<Path> before = files();
        assertEquals(0, run("retention", "show", "--keep-days", "0"), err.toString());
        assertTrue(out().contains("backup    none. Next: dragon backup create"), out());
        assertTrue(out().contains("stays: no backup holds it"), out());
        assertTrue(out().contains("frees     0 bytes in 0 files"), out());
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        assertEquals(before, files());
    }

    @Test
    void removesTheOldestFilesThatABackupHoldsAndNothingNeeds() throws IOException {
        final Path backup = backup();
        final List<Path> before = files();
        assertEquals(0, run("retention", "show", "--keep-days", "0"), err.toString());
        assertTrue(out().contains("read again now: sound, sequence 1 to "), out());
        assertTrue(out().contains("  may go"), out());
        assertTrue(out().contains(String.format(Locale.ROOT, "the state image of sequence %,d needs it", olderImage)));
        assertTrue(out().contains("stays: it is written, or made ahead"), out());

        assertEquals(0, run("retention", "run", "--keep-days", "0"), err.toString());
        assertTrue(out().contains("Nothing was removed. Next: dragon retention run --yes"), out());
        assertEquals(before, files());

        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        final List<Path> after = files();
        assertEquals(before.subList(before.size() - after.size(), before.size()), after, "the oldest are gone");
        assertTrue(before.size() - after.size() >= 5, out());
        assertTrue(out().startsWith("removed   " + before.get(0).getFileName() + "  records 1 to "), out());

        assertEquals(0, run("journal", "verify"), err.toString());
        assertTrue(out().contains("sound: ") && out().contains("the journal begins at sequence "), out());
        assertTrue(out().contains("they are in backup " + backup), out());
        assertEquals(0, run("journal", "describe"), err.toString());
        assertTrue(out().contains("retention   the journal begins at sequence "), out());
        assertEquals(0, run("replay", "--verify", "--passes", "1"), err.toString());
        assertTrue(out().contains("replayed behind the oldest state image"), out());
        assertTrue(out().contains("match: "), out());
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        assertTrue(out().contains("freed     0 bytes in 0 files"), out());
    }

    @Test
    void B24_aBackupOfAShortenedJournalIsRestoredWithItsBeginning() throws IOException {
        final Path first = backup();
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        final Path second = backup();
        assertEquals(0, run("backup", "verify", second.toString()), err.toString());
        assertEquals(
                0, run("backup", "restore", second.toString(), "--lane", "again", "--last-term", "7"), err.toString());
        assertEquals(0, run("journal", "verify", "--lane", "again"), err.toString());
        assertTrue(out().contains("they are in backup " + first), out());
        assertEquals(0, run("replay", "--verify", "--passes", "1", "--lane", "again"), err.toString());
    }

    @Test
    void aShortenedJournalWithoutItsNoteIsDamaged() throws IOException {
        backup();
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        Files.delete(lane.journal().resolve("retention"));

        assertEquals(10, run("journal", "verify"));
        assertTrue(err.toString().contains("is damaged: records are missing"), err.toString());
        assertEquals(10, run("retention", "run", "--keep-days", "0", "--yes"));
    }

    @Test
    void B21_theImagesOfSnapshotsDbKeepTheirRecords() throws Exception {
        backup();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + lane.snapshots());
                Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE state_images (sequence INTEGER PRIMARY KEY)");
            statement.execute("INSERT INTO state_images VALUES (2)");
        }
        assertNothingMayGo("the state image of sequence 2 needs it");

        Files.writeString(lane.snapshots(), "no database at all, and long enough to be taken for one");
        assertNothingMayGo("the state images in " + lane.snapshots() + " cannot be read");
    }

    @Test
    void B21_oneImageAloneHasNothingToFallBackTo() throws IOException {
        backup();
        Files.delete(lane.images().resolve("image-" + olderImage + ".bin"));
        assertNothingMayGo("1 state images in " + lane.images() + " are verified");
    }

    @Test
    void B23_anOpenIncidentKeepsWhatItNeeds() throws IOException {
        backup();
        assertEquals(0, run("retention", "hold", "--all", "--reason", "drift on btc"), err.toString());
        assertTrue(out().startsWith("held      incident 1, from sequence 1 on"), out());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(lane.root().resolve("retention.holds"))));
        assertNothingMayGo("open incident 1 holds it: drift on btc");
        assertEquals(0, run("retention", "hold", "--from", "9", "--reason", "audit"), err.toString());
        assertEquals(4, run("retention", "release", "7"));
        assertEquals(0, run("retention", "release", "1"), err.toString());
        assertEquals(0, run("retention", "show", "--keep-days", "0"), err.toString());
        assertTrue(out().contains("open incident 2 holds it: audit"), out());
        assertEquals(0, run("retention", "release", "2"), err.toString());
        assertEquals(0, run("retention", "show", "--keep-days", "0"), err.toString());
        assertTrue(out().contains("  may go"), out());
    }

    @Test
    void anOrderThatTheGatewayMustKnowKeepsItsRecords() throws IOException {
        lane = LaneDirectory.of(home, "busy");
        lane.create("busy", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(lane.journal(), CONFIG)) {
            final JournaledLane told = new JournaledLane(journal, 5).begin(2).trade(500);
            image(lane, told);
            image(lane, told.trade(10));
        }
        assertEquals(0, run("backup", "create", "--lane", "busy"), err.toString());
        assertEquals(0, run("retention", "show", "--keep-days", "0", "--lane", "busy"), err.toString());
        assertTrue(out().contains("was placed in it or later"), out());
    }

    @Test
    void aRunThatWasKilledIsFinishedByTheNext() throws IOException {
        backup();
        final List<Path> before = files();
        killedAfter(1, lane);
        assertEquals(before.subList(1, before.size()), files());
        final long first = JournalBeginning.read(lane.journal()).firstSequence();
        assertEquals(0, run("journal", "verify"), err.toString());
        assertTrue(out().contains(String.format(Locale.ROOT, "the journal begins at sequence %,d: ", first)), out());
        assertEquals(0, run("retention", "show", "--keep-days", "0"), err.toString());
        assertTrue(out().contains("may go: left by a run that was interrupted"), out());

        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        assertTrue(out().startsWith("removed   " + name(before.get(1)) + "  no records"), out());
        final JournalBeginning beginning = JournalBeginning.read(lane.journal());
        assertEquals(List.of(), beginning.pending());
        assertEquals(1, beginning.removals().size(), "of the first run");
        assertEquals(first - 1, beginning.removals().get(0).lastSequence());
        assertEquals(firstOf(before.indexOf(files().get(0))), first);
        assertEquals(0, run("journal", "verify"), err.toString());
    }

    /** Where a file begins with late words, a journal that ends its removal there could not be read. */
    @Test
    void theJournalIsSoundWhereverTheRemovalIsInterruptedAmongLateWords() throws IOException {
        for (int removed = 0; ; removed++) {
            final String name = "killed-" + removed;
            final LaneDirectory killed = LaneDirectory.of(home, name);
            writeWithTakeover(killed, 4, 3, 4);
            assertEquals(0, run("backup", "create", "--lane", name), err.toString());
            final List<Path> before = QueueDirectory.files(killed.journal());
            final byte[] oldest = Files.readAllBytes(before.get(0));
            final boolean isKilled = killedAfter(Math.max(1, removed), killed);
            if (removed == 0) {
                Files.write(before.get(0), oldest); // The note was written, and that was all.
            }
            if (!isKilled) {
                assertEquals(7, removed, "files 0 to 5 go, and each was the last one once");
                return;
            }
            final List<Path> left = QueueDirectory.files(killed.journal());
            assertEquals(before.subList(removed, before.size()), left);
            assertEquals(0, run("journal", "verify", "--lane", name), removed + " removed: " + err);
            assertEquals(
                    0, run("replay", "--verify", "--passes", "1", "--lane", name), removed + " removed: " + out + err);
            assertEquals(0, run("backup", "create", "--lane", name), removed + " removed: " + err);
            assertEquals(
                    0,
                    run("retention", "run", "--keep-days", "0", "--yes", "--lane", name),
                    removed + " removed: " + err);
            assertEquals(
                    before.subList(6, before.size()), QueueDirectory.files(killed.journal()), removed + " removed");
            assertEquals(List.of(), JournalBeginning.read(killed.journal()).pending());
            assertEquals(0, run("journal", "verify", "--lane", name), removed + " removed: " + err);
        }
    }

    @Test
    void aDayOfLateWordsAloneIsNoNewBeginning() throws IOException {
        final LaneDirectory taken = LaneDirectory.of(home, "taken");
        writeWithTakeover(taken, 5, 5);
        assertEquals(0, run("backup", "create", "--lane", "taken"), err.toString());
        final List<Path> before = QueueDirectory.files(taken.journal());
        assertEquals(
                0, run("retention", "run", "--keep-days", "0", "--yes", "--lane", "taken"), "it is no damage: " + err);
        assertEquals(
                before.subList(4, before.size()),
                QueueDirectory.files(taken.journal()),
                "the day before the late words stays: it says how far that leader had come");
        assertEquals(0, run("retention", "show", "--keep-days", "0", "--lane", "taken"), err.toString());
        assertTrue(out().contains("stays: the next one begins with late words of a deposed leader"), out());
        assertEquals(0, run("journal", "verify", "--lane", "taken"), err.toString());
        assertEquals(0, run("replay", "--verify", "--passes", "1", "--lane", "taken"), out + "\n" + err);
    }

    /**
     * A file for each of twelve seconds, images of the seventh and the tenth. The first leader is deposed by the third second, and has
     * late words at the very beginning of some.
     *
     * @param onlyLate second in which nobody else writes
     * @param late seconds that begin with late words
     */
    private void writeWithTakeover(final LaneDirectory to, final int onlyLate, final int... late) throws IOException {
        to.create(name(to.root()), LaneMode.SIM);
        try (ChronicleJournal journal = ChronicleJournal.open(to.journal(), CONFIG)) {
            final JournaledLane told = new JournaledLane(journal, 5).begin(0);
            long nextOfDeposed = 0;
            for (int second = 0; second < 12; second++) {
                final int now = second;
                if (Arrays.stream(late).anyMatch(each -> each == now)) {
                    final BatchEncoder words = new BatchEncoder(256);
                    words.begin(nextOfDeposed++, 1);
                    final long atNs = JournaledLane.START_NS + second * 1_000_000_000L;
                    words.add(RecordEnvelope.INPUT, atNs, new UnsafeBuffer(new byte[8]), 0, 8);
                    journal.append(words.buffer(), 0, words.length());
                }
                told.advanceMs(second == 0 ? 0 : 1);
                if (second == 2) {
                    nextOfDeposed = told.sequence() + 1;
                    told.startTerm().gatewayUp();
                }
                if (second != onlyLate) {
                    told.heartbeat();
                }
                if (second == 6 || second == 9) {
                    image(to, told);
                }
                told.advanceMs(999);
            }
            told.checkpoint();
        }
        QueueDirectory.list(to.journal(), 1);
        for (final int second : late) {
            try (QueueFile records =
                    new QueueFile(QueueDirectory.files(to.journal()).get(second))) {
                assertEquals(QueueFile.Found.DOCUMENT, records.next());
                assertEquals(1, RecordEnvelope.term(records.buffer(), records.offset()), "second " + second);
                assertEquals(second != onlyLate, records.next() == QueueFile.Found.DOCUMENT, "second " + second);
            }
        }
    }

    /** A run that dies after so many files have gone; false if there were fewer. */
    private boolean killedAfter(final int removed, final LaneDirectory killed) throws IOException {
        final int[] lines = {0};
        final BackupCheck backup = BackupCheck.of(
                home,
                BackupCheck.newestOf(home, name(killed.root())).orElseThrow().toString());
        try {
            Retention.run(killed, name(killed.root()), backup, 0, Instant.now(), line -> {
                if (++lines[0] == removed) {
                    throw new CancellationException();
                }
            });
            return false;
        } catch (final CancellationException death) {
            return true;
        }
    }

    /** First record of a file, as it was written. */
    private long firstOf(final int file) {
        return firstOfFile.get(file);
    }

    private static String name(final Path file) {
        return file.getFileName().toString();
    }

    @Test
    void historyOfTheLastDaysStays() throws IOException {
        backup();
        final List<Path> before = files();
        assertEquals(0, run("retention", "run", "--yes"), err.toString());
        assertEquals(before, files());
        assertEquals(0, run("retention", "show"), err.toString());
        assertTrue(out().contains("it is of the last 7 days (--keep-days)"), out());
        assertEquals(2, run("retention", "show", "--keep-days", "-1"));
    }

    @Test
    void B24_onlyABackupWithTheSameRecordsCounts() throws IOException {
        final LaneDirectory other = LaneDirectory.of(home, "other");
        other.create("other", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(other.journal(), CONFIG)) {
            final JournaledLane told = new JournaledLane(journal, 5).begin(0);
            told.advanceMs(50);
            beat(told, 12);
        }
        assertEquals(0, run("backup", "create", "--lane", "other"), err.toString());
        final String wrong = backups().get(0).toString();
        final List<Path> before = files();
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes", "--backup", wrong), err.toString());
        assertEquals(before, files());
        assertEquals(0, run("retention", "show", "--keep-days", "0", "--backup", wrong), err.toString());
        assertTrue(out().contains("does not hold the same records"), out());
    }

    @Test
    void aDamagedBackupIsNone() throws IOException {
        final Path backup = backup();
        final List<Path> before = files();
        Files.writeString(backup.resolve("lane.toml"), "name = \"other\"\n");
        assertEquals(10, run("retention", "run", "--keep-days", "0", "--yes"));
        assertTrue(err.toString().startsWith("Backup " + backup + " is damaged: "), err.toString());
        assertEquals(before, files());
        assertEquals(4, run("retention", "show", "--backup", "main-yesterday"));
    }

    @Test
    void isRefusedWhileSomebodyIsAtWork() throws IOException {
        backup();
        final List<Path> before = files();
        final LaneLock engine = LaneLock.take(lane, "engine-a");
        assertEquals(5, run("retention", "run", "--keep-days", "0", "--yes"));
        assertTrue(err.toString().contains("(engine-a) leads it"), err.toString());
        assertEquals(0, run("retention", "run", "--keep-days", "0"), "to look is allowed: " + err);
        engine.close();

        final LaneReading backup = LaneReading.shared(lane, "make a backup");
        assertEquals(5, run("retention", "run", "--keep-days", "0", "--yes"));
        assertTrue(err.toString().contains("another backup or retention is at work"), err.toString());
        backup.close();
        assertEquals(before, files());

        final LaneReading retention = LaneReading.exclusive(lane, "remove files");
        assertEquals(5, run("backup", "create"));
        assertEquals(5, run("retention", "hold", "--all", "--reason", "drift"));
        retention.close();
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        assertTrue(files().size() < before.size());
    }

    /** The plan stands still at the file of the incidents until the standby has come. */
    @Test
    void isRefusedIfAStandbyComesWhileThePlanIsMade() throws Exception {
        backup();
        final List<Path> before = files();
        final Path standby = StandbyFiles.of(lane).own();
        assertEquals(
                0, new ProcessBuilder("mkfifo", lane.holds().toString()).start().waitFor());
        final FutureTask<Path> comes = new FutureTask<>(() -> {
            try (OutputStream holds = Files.newOutputStream(lane.holds())) { // Once the plan reads it.
                Files.createFile(standby);
                holds.write("1 1000000 2026-01-09T00:00:00Z of what comes later\n".getBytes(StandardCharsets.UTF_8));
            }
            return standby;
        });
        new Thread(comes).start();

        assertEquals(5, run("retention", "run", "--keep-days", "0", "--yes"), out());
        assertEquals(standby, comes.get());
        assertTrue(err.toString().contains("the standby with pid "), err.toString());
        assertTrue(err.toString().contains("Nothing was removed"), err.toString());
        assertEquals(before, files());
        assertEquals(JournalBeginning.FIRST_RECORD, JournalBeginning.read(lane.journal()));
    }

    @Test
    void printsOneJsonDocument() throws IOException {
        backup();
        assertEquals(0, run("retention", "show", "--keep-days", "0", "--json"), err.toString());
        assertTrue(out().contains("\"schema\" : \"dragon/retention-show/1\""), out());
        assertTrue(out().contains("\"mayGo\" : true"), out());
        assertTrue(out().contains("\"isBackupOld\" : false"), out());
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes", "--json"), err.toString());
        assertTrue(out().contains("\"schema\" : \"dragon/retention-run/1\""), out());
        assertTrue(out().contains("\"removedByRetention\""), out());
        assertEquals(0, run("journal", "verify", "--json"), err.toString());
        assertTrue(out().contains("\"removedByRetention\""), out());
        assertEquals(0, run("retention", "hold", "--all", "--reason", "drift", "--json"), err.toString());
        assertTrue(out().contains("\"schema\" : \"dragon/retention-hold/1\""), out());
        assertEquals(0, run("retention", "release", "1", "--json"), err.toString());
        assertEquals(2, run("retention"));
        assertEquals(2, run("retention", "hold", "--all"), "no reason");
    }

    private void assertNothingMayGo(final String why) throws IOException {
        final List<Path> before = files();
        assertEquals(0, run("retention", "run", "--keep-days", "0", "--yes"), err.toString());
        assertEquals(before, files());
        assertEquals(0, run("retention", "show", "--keep-days", "0"), err.toString());
        assertTrue(out().contains(why), out());
        assertFalse(out().contains("  may go"), out());
    }

    private Path backup() throws IOException {
        final List<Path> before = backups();
        assertEquals(0, run("backup", "create"), err.toString());
        final List<Path> made = new ArrayList<>(backups());
        made.removeAll(before);
        return made.get(0);
    }

    private List<Path> backups() throws IOException {
        final Path directory = home.resolve("backups");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }

    private List<Path> files() throws IOException {
        return QueueDirectory.files(lane.journal());
    }

    static void image(final LaneDirectory of, final JournaledLane told) throws IOException {
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        final int length = new StateImageEncoder().encode(told.core(), image, 0);
        StateImageFile.write(
                of.images(),
                new StateImage(
                        RecordEnvelope.LOGIC_VERSION,
                        told.term(),
                        told.sequence(),
                        told.nowNs(),
                        new StateHash().of(image, 0, length),
                        image,
                        length));
    }

    private int run(final String... args) {
        final List<String> all = new ArrayList<>(Arrays.asList(args));
        if (args.length > 1) {
            all.addAll(List.of("--home", home.toString()));
        }
        out = new StringWriter();
        err = new StringWriter();
        return ToolsMain.run(all.toArray(new String[0]), new PrintWriter(out), new PrintWriter(err, true));
    }

    private String out() {
        return out.toString();
    }
}
