package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.order.ClientOrderIds;
import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LaneMark;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.LaneMode;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.tools.follow.JournaledLane;
import dragon.tools.retention.Holds;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups as an operator meets them: made, damaged, checked, brought back. */
class BackupVerbTest {
    private static final int TERM = 3;
    private static final String SECRET = "the-very-secret-of-this-lane";

    @TempDir
    Path home;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private LaneDirectory lane;
    private long lastSequence;
    private String stateHash;

    @BeforeEach
    void createLane() throws IOException {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(lane.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane told = new JournaledLane(journal, 5);
            told.startTerm().startTerm().begin(2).trade(800).checkpoint();
            image(told);
            told.trade(300).checkpoint();
            lastSequence = told.sequence();
            stateHash = String.format("%016x", told.stateHash());
            assertEquals(TERM, told.term());
        }
        mark(lane, TERM);
        Files.writeString(lane.vault(), SECRET);
        Files.writeString(lane.root().resolve("gateway.env"), SECRET);
    }

    @Test
    void aBackupHoldsTheWholeHistoryAndReplaysToTheSameState() throws IOException {
        final Path backup = create();

        assertTrue(out().contains("lane      main (sim), generation 1, "), out());
        assertTrue(out().contains("sequence 1 to " + lastSequence + ", term 3, terms begun up to 3"), out());
        assertEquals("", err.toString());
        assertEquals(0, run("backup", "verify", backup.toString()));
        assertTrue(out().startsWith("sound: lane main (sim), made "), out());
        assertTrue(out().contains("sequence 1 to " + lastSequence), out());
        assertEquals(0, run("backup", "verify", backup.getFileName().toString()), "by its name in the home");
        assertEquals(
                0,
                run("replay", "--verify", "--journal", backup.resolve("journal").toString()));
        assertTrue(out().contains("state hash " + stateHash), out());
    }

    @Test
    void aBackupIsForItsOwnerAloneAndHoldsNoSecret() throws IOException {
        final Path backup = create();

        assertTrue(out().contains("left out  vault.db"), out());
        try (Stream<Path> all = Files.walk(backup)) {
            for (final Path each : all.toList()) {
                final boolean isDirectory = Files.isDirectory(each);
                assertEquals(
                        isDirectory ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
                        each.toString());
                assertFalse(
                        !isDirectory
                                && new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1).contains(SECRET),
                        each.toString());
            }
        }
        assertFalse(Files.exists(backup.resolve("vault.db")));
        assertFalse(Files.exists(backup.resolve("lane.mark")), "a term that is restored is a term that is used again");
    }

    @Test
    void aBackupBesideAWriterEndsWithAWholeDocument() throws Exception {
        final AtomicBoolean isEnough = new AtomicBoolean();
        final AtomicReference<Throwable> fault = new AtomicReference<>();
        final CountDownLatch isWriting = new CountDownLatch(1);
        final LaneDirectory busy = LaneDirectory.of(home, "busy");
        busy.create("busy", LaneMode.SIM);
        final Thread writer = new Thread(() -> {
            try (Journal journal = ChronicleJournal.open(busy.journal(), ChronicleJournalConfig.small())) {
                final JournaledLane told = new JournaledLane(journal, 6).begin(2);
                while (!isEnough.get()) {
                    told.trade(10);
                    isWriting.countDown();
                }
            } catch (final Throwable e) {
                fault.set(e);
            }
        });
        writer.start();
        try {
            isWriting.await();
            for (int i = 0; i < 3; i++) {
                final Path backup = create("--lane", "busy");
                assertEquals(0, run("backup", "verify", backup.toString()), err.toString());
                assertEquals(
                        0,
                        run(
                                "replay",
                                "--verify",
                                "--passes",
                                "1",
                                "--journal",
                                backup.resolve("journal").toString()),
                        out());
                final long last =
                        JournalVerifier.verify(backup.resolve("journal")).lastSequence();
                assertTrue(last > 0, "sequence " + last);
            }
        } finally {
            isEnough.set(true);
            writer.join();
        }
        assertEquals(null, fault.get());
    }

    @Test
    void aHistoryOfSeveralFilesComesBackAndGoesOn() throws IOException {
        final LaneDirectory days = LaneDirectory.of(home, "long");
        days.create("long", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(days.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane told = new JournaledLane(journal, 7).begin(1).quoteEveryMs(7_200_000);
            told.trade(60).checkpoint();
            lastSequence = told.sequence();
            stateHash = String.format("%016x", told.stateHash());
        }
        final int files = queueFiles(days.journal()).size();
        assertTrue(files >= 3, "days: " + files);

        final Path backup = create("--lane", "long");
        assertEquals(files, queueFiles(backup.resolve("journal")).size());
        assertDamagedWithout(backup, queueFiles(backup.resolve("journal")).get(1));
        assertEquals(
                0, run("backup", "restore", backup.toString(), "--lane", "again", "--last-term", "3"), err.toString());
        assertEquals(0, run("replay", "--verify", "--passes", "1", "--lane", "again"));
        assertTrue(out().contains("state hash " + stateHash), out());

        final LaneDirectory again = LaneDirectory.of(home, "again");
        final InMemoryJournal more = new InMemoryJournal();
        new JournaledLane(more, 7)
                .begin(1)
                .quoteEveryMs(7_200_000)
                .trade(60)
                .checkpoint()
                .trade(60)
                .checkpoint();
        try (Journal journal = ChronicleJournal.open(again.journal(), ChronicleJournalConfig.standard())) {
            for (int i = 0; i < more.documentCount(); i++) {
                if (RecordEnvelope.sequence(more.document(i), 0) > lastSequence) {
                    journal.append(more.document(i), 0, more.document(i).capacity());
                }
            }
        }
        assertEquals(0, run("replay", "--verify", "--passes", "1", "--lane", "again"), "what is appended follows");
        assertEquals(0, run("journal", "verify", "--lane", "again"), err.toString());
        assertTrue(queueFiles(again.journal()).size() > files);
    }

    @Test
    void takesNoImageOfARecordThatIsNotInIt() throws IOException {
        StateImageFile.write(
                lane.images(), new StateImage(1, TERM, lastSequence + 1, 1, 1, new UnsafeBuffer(new byte[8]), 8));
        final Path broken = lane.images().resolve("image-2.bin");
        Files.writeString(broken, "no image at all");

        final Path backup = create();
        assertTrue(err.toString().startsWith("left out: state image " + broken + " has 15 bytes"), err.toString());
        assertEquals(1, StateImageFile.list(backup.resolve("images")).size());
        assertEquals(0, run("backup", "verify", backup.toString()));
    }

    @Test
    void aRepairedLaneKeepsItsGenerations() throws IOException {
        flip(queueFile(lane.journal()), amidRecords(queueFile(lane.journal())));
        assertEquals(10, run("backup", "create"));
        assertTrue(err.toString().startsWith("No backup of lane 'main' was made: Journal of lane 'main' is damaged: "));
        assertTrue(err.toString().contains("Next: dragon journal repair --lane main"), err.toString());
        assertEquals(List.of(), backups(), "nothing is left of it");

        assertEquals(0, run("journal", "repair", "--confirm", "REPAIR"));
        final Path backup = create();
        assertTrue(out().contains("generation 2, "), out());
        assertTrue(Files.isDirectory(backup.resolve("sealed/generation-000001")));
        assertEquals(
                0, run("backup", "restore", backup.toString(), "--lane", "again", "--last-term", "3"), err.toString());
        assertEquals(0, run("journal", "describe", "--lane", "again"));
        assertTrue(out().contains("generation  generation-000001: "), out());
        assertEquals(0, run("journal", "verify", "--lane", "again"));
        assertTrue(out().startsWith("sound: generation 2, "), out());
    }

    @Test
    void everyFlippedByteIsFound() throws IOException {
        final Path backup = create();
        for (final Path file : filesOf(backup)) {
            final long size = Files.size(file);
            for (final long position : new long[] {0, size / 2, size - 1}) {
                flip(file, position);
                assertDamaged(backup, file.getFileName().toString(), "byte " + position + " of " + file);
                flip(file, position);
            }
        }
        assertEquals(0, run("backup", "verify", backup.toString()), "as it was: " + err);
    }

    @Test
    void everyFileThatIsMissingCutOrForeignIsFound() throws IOException {
        final Path backup = create();
        for (final Path file : filesOf(backup)) {
            final String name = file.getFileName().toString();
            final Path away = home.resolve("away");
            Files.move(file, away);
            assertDamaged(backup, name + " is missing", "without " + name);
            Files.copy(away, file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(Files.size(away) - 1);
            }
            assertDamaged(backup, name, name + ", a byte shorter");
            Files.delete(file);
            Files.createSymbolicLink(file, away);
            if (!name.equals("backup.toml")) {
                assertDamaged(backup, name + " is no plain file", "a link in the place of " + name);
            }
            Files.delete(file);
            Files.move(away, file);
        }
        final Path foreign = Files.writeString(backup.resolve("journal/19700101L.cq4"), "");
        assertDamaged(backup, "journal/19700101L.cq4 is not of this backup", "a file more");
        Files.delete(foreign);
        assertEquals(0, run("backup", "verify", backup.toString()), "as it was: " + err);
    }

    @Test
    void aManifestThatWasEditedIsNotBelieved() throws IOException {
        final Path backup = create();
        final Path manifest = backup.resolve("backup.toml");
        final String text = Files.readString(manifest);
        Files.writeString(manifest, text.replace("begun_term = 3", "begun_term = 1"));
        assertDamaged(backup, "backup.toml was changed", "a lower term");
        assertEquals(10, run("backup", "verify", backup.toString(), "--json"));
        assertTrue(out().contains("\"result\" : \"damaged\""), out());

        Files.writeString(manifest, text.substring(0, text.indexOf("# sha256 ")));
        assertDamaged(backup, "backup.toml was cut", "no digest");
        Files.writeString(manifest, "");
        assertDamaged(backup, "backup.toml was cut", "nothing in it");
    }

    @Test
    void restoresToALaneThatReplaysToTheSameStateAndIsHeld() throws IOException {
        final Path backup = create();
        Files.move(lane.root(), home.resolve("lost"));

        assertEquals(0, run("backup", "restore", backup.getFileName().toString(), "--last-term", "41"), err.toString());
        assertTrue(out().startsWith("restored  lane main (sim) in " + lane.root() + ", generation 1, "), out());
        assertTrue(out().contains("terms     up to 41 are taken for used, the first engine begins 42"), out());
        assertTrue(out().contains("held      kill switch pressed"), out());
        assertTrue(out().contains("dragon release --reason"), out());
        assertEquals(LaneMode.SIM, lane.open().mode());
        assertTrue(Files.exists(lane.control().resolve("KILL")));
        assertFalse(Files.exists(lane.vault()));
        assertEquals(0, run("replay", "--verify"));
        assertTrue(out().contains("state hash " + stateHash), out());
        assertEquals(1, StateImageFile.list(lane.images()).size());
        try (LaneLock next = LaneLock.open(lane)) {
            assertEquals(42, next.beginTerm(TERM));
        }
        assertEquals(List.of(), left(home), "nothing is left of the work");
    }

    @Test
    void aSecondRestoreBeginsAboveTheTermsOfTheFirst() throws IOException {
        final Path backup = create();
        assertEquals(0, run("backup", "restore", backup.toString(), "--lane", "one", "--last-term", "3"));
        try (LaneLock one = LaneLock.open(LaneDirectory.of(home, "one"))) {
            assertEquals(4, one.beginTerm(TERM));
            assertEquals(5, one.beginTerm(TERM));
        }
        assertEquals(0, run("backup", "restore", backup.toString(), "--lane", "two", "--last-term", "3"));
        assertTrue(out().contains("up to 5 are taken for used"), out());
        assertEquals("two", LaneDirectory.of(home, "two").open().name());
        try (LaneLock two = LaneLock.open(LaneDirectory.of(home, "two"))) {
            assertEquals(6, two.beginTerm(TERM));
        }
    }

    @Test
    void B24_restoresNothingWithoutTheLastTermOrOntoALane() throws IOException {
        mark(lane, 9); // The lane began terms that are in no record yet.
        final Path backup = create();
        assertRefused(5, "is there, and a backup never replaces anything", backup, "--last-term", "9");
        assertRefused(5, "without --last-term: the backup knows of term 9", backup, "--lane", "again");
        assertRefused(2, "--last-term 8 is not from 9", backup, "--lane", "again", "--last-term", "8");
        assertRefused(
                2,
                "--last-term " + ClientOrderIds.TERM_MAX + " is not from 9",
                backup,
                "--lane",
                "again",
                "--last-term",
                Integer.toString(ClientOrderIds.TERM_MAX));
        assertRefused(2, "a name has 1 to 31 of", backup, "--lane", "A/B", "--last-term", "9");
        Files.createDirectories(home.resolve("lanes/empty"));
        assertRefused(5, "is there", backup, "--lane", "empty", "--last-term", "9");
        flip(queueFile(backup.resolve("journal")), amidRecords(queueFile(backup.resolve("journal"))));
        assertRefused(10, "was changed", backup, "--lane", "again", "--last-term", "9");
        assertFalse(Files.exists(home.resolve("lanes/again")));
        assertEquals(List.of(), left(home));
    }

    @Test
    void aRestoredLaneKnowsTheIncidentsThatWereOpen() throws IOException {
        assertEquals(0, run("retention", "hold", "--from", "9", "--reason", "drift on btc"), err.toString());
        final Path backup = create();
        final Path holds = backup.resolve("retention.holds");
        flip(holds, 0);
        assertDamaged(backup, "retention.holds was changed", "another hold");
        flip(holds, 0);
        assertDamagedWithout(backup, holds);

        assertEquals(
                0, run("backup", "restore", backup.toString(), "--lane", "again", "--last-term", "3"), err.toString());
        final LaneDirectory again = LaneDirectory.of(home, "again");
        assertEquals(Holds.of(lane).open(), Holds.of(again).open());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(again.root().resolve("retention.holds"))));
        assertEquals(0, run("retention", "release", "1", "--lane", "again"), err.toString());
        assertEquals(1, Holds.of(lane).open().size(), "each lane has its own");
    }

    /** As all were before the holds were carried. */
    @Test
    void aBackupWithoutIncidentsIsSoundAndRestored() throws IOException {
        final Path backup = create();
        assertFalse(Files.exists(backup.resolve("retention.holds")));
        assertEquals(0, run("backup", "verify", backup.toString()), err.toString());
        assertEquals(
                0, run("backup", "restore", backup.toString(), "--lane", "again", "--last-term", "3"), err.toString());
        assertEquals(List.of(), Holds.of(LaneDirectory.of(home, "again")).open());
    }

    @Test
    void anUnfinishedBackupIsNone() throws IOException {
        final Path backup = create();
        final Path killed = backup.resolveSibling(".main-20260101T000000000Z.unfinished");
        Files.move(backup, killed);
        Files.delete(killed.resolve("backup.toml"));

        assertEquals(10, run("backup", "verify", killed.toString()));
        assertTrue(err.toString().contains("backup.toml is missing: the backup was never finished"), err.toString());
        assertEquals(10, run("backup", "restore", killed.toString(), "--lane", "again", "--last-term", "3"));
        assertEquals(0, run("backup", "create"));
        assertTrue(err.toString().startsWith("left by a backup that was killed"), err.toString());
    }

    @Test
    void saysInOneLineWhatIsWrongWithACommand() throws IOException {
        assertEquals(2, run("backup"));
        assertTrue(err.toString().startsWith("dragon backup: Missing verb: create, verify or restore"), err.toString());
        assertEquals(2, run("backup", "create", "--speed"));
        assertEquals(2, run("backup", "verify"));
        assertEquals(4, run("backup", "verify", "main-yesterday"));
        assertTrue(err.toString().startsWith("No backup 'main-yesterday', neither as a directory nor in "));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals(4, run("backup", "verify", home.toString()), "a directory that is none");
        assertEquals(4, run("backup", "create", "--lane", "nowhere"));
        LaneDirectory.of(home, "fresh").create("fresh", LaneMode.SIM);
        assertEquals(4, run("backup", "create", "--lane", "fresh"));
        assertTrue(err.toString().startsWith("No journal in lane "), err.toString());
        final Path file = Files.writeString(home.resolve("file"), "");
        assertEquals(3, run("backup", "create", "--to", file.toString()));
        assertTrue(err.toString().startsWith("Cannot make a backup of lane "), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void printsOneJsonDocument() throws IOException {
        assertEquals(0, run("backup", "create", "--json"));
        assertTrue(out().contains("\"schema\" : \"dragon/backup-create/1\""), out());
        assertTrue(out().contains("\"lastSequence\" : " + lastSequence), out());
        final String backup = backups().get(0).toString();
        assertEquals(0, run("backup", "verify", backup, "--json"));
        assertTrue(out().contains("\"schema\" : \"dragon/backup-verify/1\""), out());
        assertTrue(out().contains("\"begunTerm\" : 3"), out());
        assertEquals(0, run("backup", "restore", backup, "--lane", "again", "--last-term", "7", "--json"));
        assertTrue(out().contains("\"schema\" : \"dragon/backup-restore/1\""), out());
        assertTrue(out().contains("\"lastTermUsed\" : 7"), out());
    }

    private Path create(final String... options) throws IOException {
        final List<Path> before = backups();
        final List<String> args = new ArrayList<>(List.of("backup", "create"));
        args.addAll(Arrays.asList(options));
        assertEquals(0, run(args.toArray(new String[0])), err.toString());
        final List<Path> made = new ArrayList<>(backups());
        made.removeAll(before);
        assertEquals(1, made.size());
        assertTrue(out().startsWith("backup    " + made.get(0)), out());
        return made.get(0);
    }

    private List<Path> backups() throws IOException {
        return Files.isDirectory(home.resolve("backups")) ? children(home.resolve("backups")) : List.of();
    }

    private static List<Path> left(final Path directory) throws IOException {
        return children(directory).stream()
                .filter(each -> each.getFileName().toString().startsWith("."))
                .toList();
    }

    private static List<Path> children(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static List<Path> filesOf(final Path backup) throws IOException {
        try (Stream<Path> files = Files.walk(backup)) {
            final List<Path> found = files.filter(Files::isRegularFile).toList();
            assertTrue(found.size() >= 5, "identity, records, list, image, manifest: " + found);
            return found;
        }
    }

    private void assertDamagedWithout(final Path backup, final Path file) throws IOException {
        final Path away = home.resolve("away");
        Files.move(file, away);
        assertDamaged(backup, file.getFileName() + " is missing", "without " + file);
        Files.move(away, file);
    }

    private void assertDamaged(final Path backup, final String words, final String damage) {
        assertEquals(10, run("backup", "verify", backup.toString()), damage + ": " + out());
        assertEquals(1, err.toString().lines().count(), damage + ": " + err);
        assertTrue(err.toString().startsWith("Backup " + backup + " is damaged: "), damage + ": " + err);
        assertTrue(err.toString().contains(words) && err.toString().contains("Next: "), damage + ": " + err);
        assertEquals("", out());
    }

    private void assertRefused(final int status, final String words, final Path backup, final String... options) {
        final List<String> args = new ArrayList<>(List.of("backup", "restore", backup.toString()));
        args.addAll(Arrays.asList(options));
        assertEquals(status, run(args.toArray(new String[0])), err.toString());
        assertTrue(err.toString().contains(words) && err.toString().contains("Next: "), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals("", out());
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

    private static void mark(final LaneDirectory lane, final int term) {
        try (LaneLock mark = LaneLock.take(lane, "engine")) {
            assertEquals(term, mark.beginTerm(term - 1));
        }
        assertEquals(term, LaneMark.read(lane).orElseThrow().term());
    }

    private void image(final JournaledLane told) throws IOException {
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        final int length = new StateImageEncoder().encode(told.core(), image, 0);
        StateImageFile.write(
                lane.images(),
                new StateImage(
                        1,
                        told.term(),
                        told.sequence(),
                        told.nowNs(),
                        new StateHash().of(image, 0, length),
                        image,
                        length));
        assertNotEquals(0, told.sequence());
    }

    private static List<Path> queueFiles(final Path journal) throws IOException {
        return children(journal).stream()
                .filter(file -> file.toString().endsWith(".cq4"))
                .toList();
    }

    private static Path queueFile(final Path journal) throws IOException {
        return queueFiles(journal).get(0);
    }

    /** A byte of the last symbol that a record names. */
    private static long amidRecords(final Path file) throws IOException {
        final int at =
                new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lastIndexOf(JournaledLane.SYMBOL);
        assertTrue(at > 0, "a record names a symbol");
        return at + 3;
    }

    private static void flip(final Path file, final long position) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 0x40));
            one.rewind();
            channel.write(one, position);
        }
    }
}
