package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.JournalBeginning.Removal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.QueueDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal whose oldest files are gone: in order if its note says so, damage if not. */
class JournalBeginningTest {
    private static final long START_NS = 1_767_225_600_000_000_000L;
    private static final int RECORDS_PER_FILE = 20;
    private static final int FILES = 4;
    private static final int RECORDS = FILES * RECORDS_PER_FILE;
    private static final ChronicleJournalConfig CONFIG =
            ChronicleJournalConfig.small().withRoll(Roll.EVERY_SECOND);

    @TempDir
    Path lane;

    private Path journal;
    private List<Path> files;

    @BeforeEach
    void writeFourFiles() throws IOException {
        journal = lane.resolve("journal");
        final BatchEncoder batch = new BatchEncoder(4096);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        try (ChronicleJournal writer = ChronicleJournal.open(journal, CONFIG)) {
            for (int i = 0; i < RECORDS; i++) {
                batch.begin(i + 1, 1);
                batch.add(
                        RecordEnvelope.INPUT,
                        START_NS + i / RECORDS_PER_FILE * 1_000_000_000L,
                        message,
                        0,
                        message.capacity());
                writer.append(batch.buffer(), 0, batch.length());
            }
        }
        QueueDirectory.list(journal, 1);
        files = QueueDirectory.files(journal);
        assertEquals(FILES, files.size());
    }

    @Test
    void isSoundIfTheNoteSaysWhatIsGone() throws IOException {
        note(3, List.of());
        remove(0, 1);
        QueueDirectory.list(journal, 1);

        final JournalReport report = JournalVerifier.verify(journal);
        assertTrue(report.isSound(), String.valueOf(report.damage()));
        assertEquals(firstOf(2), report.firstSequence());
        assertEquals(RECORDS, report.lastSequence());
        assertEquals(
                "the journal begins at sequence 41: records 1 to 40 (2 files) were removed by retention at"
                        + " 2026-01-09T00:00:00Z, they are in backup /mnt/keep me/main",
                JournalBeginning.wordsOf(journal).orElseThrow());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(journal.resolve("retention"))));
    }

    @Test
    void isDamageWithoutTheNote() throws IOException {
        remove(0, 1);
        assertDamaged(DamageKind.FILE_MISSING);
        QueueDirectory.list(journal, 1); // As the open of a writer does, whatever it finds.
        assertDamaged(DamageKind.SEQUENCE_GAP);
    }

    @Test
    void isDamageIfMoreIsGoneThanTheNoteSays() throws IOException {
        note(3, List.of());
        remove(0, 1);
        QueueDirectory.list(journal, 1);
        Files.delete(files.get(2));

        assertDamaged(DamageKind.FILE_MISSING);
        QueueDirectory.list(journal, 1);
        assertDamaged(DamageKind.SEQUENCE_GAP);
    }

    @Test
    void isSoundAndBeginsInOnePlaceWhereverTheRemovalWasInterrupted() throws IOException {
        note(3, List.of(name(0), name(1)));
        for (int removed = 0; removed <= 2; removed++) {
            final JournalReport report = JournalVerifier.verify(journal);
            assertTrue(report.isSound(), removed + " removed: " + report.damage());
            assertEquals(firstOf(2), report.firstSequence(), removed + " removed");
            assertEquals(firstOf(2), firstRead(ChronicleJournal.reader(journal)), removed + " removed");
            assertEquals(firstOf(2), firstRead(ChronicleJournal.reader(journal, 1)), removed + " removed");
            Files.delete(files.get(removed));
        }
        assertDamaged(DamageKind.FILE_MISSING); // The third one was not on the list.
    }

    /** As a build before wrote it, which counted the files that were still there. */
    @Test
    void aNoteThatNamesTheFirstRecordOfWhatIsToGoIsRead() throws IOException {
        note(3, List.of(name(0) + " 1", name(1) + " 21"));
        remove(0);
        assertEquals(List.of(name(0), name(1)), JournalBeginning.read(journal).pending());
        assertEquals(firstOf(2), JournalVerifier.verify(journal).firstSequence());
    }

    /** The first sequence that a reader finds in the document that it begins with. */
    private static long firstRead(final JournalReader reader) {
        final long[] first = {0};
        try (reader) {
            assertTrue(reader.poll((buffer, offset, length) -> first[0] = RecordEnvelope.sequence(buffer, offset)));
        }
        return first[0];
    }

    @Test
    void isDamageIfTheNoteIsNotWhatWasWritten() throws IOException {
        note(3, List.of());
        remove(0, 1);
        QueueDirectory.list(journal, 1);
        final Path note = journal.resolve("retention");
        final String text = Files.readString(note);
        for (int i = 0; i < text.length(); i++) {
            final byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            bytes[i] ^= 4;
            Files.write(note, bytes);
            assertDamaged(DamageKind.BEGINNING);
        }

        final JournalRepair.Result repaired = JournalRepair.repair(journal, lane.resolve("sealed"), CONFIG);
        assertEquals(firstOf(2), repaired.now().firstSequence());
        assertEquals(RECORDS, repaired.now().lastSequence());
        assertTrue(repaired.now().isSound());
        assertEquals(
                "the journal begins at sequence 41: what removed the records before is not known",
                JournalBeginning.wordsOf(journal).orElseThrow());
    }

    @Test
    void goesWithEachCopy() throws IOException {
        note(3, List.of(name(0), name(1)));
        remove(0);
        final Path copy = lane.resolve("copy");

        JournalCopy.write(journal, copy, ChronicleJournalConfig.small());

        final JournalReport report = JournalVerifier.verify(copy);
        assertTrue(report.isSound(), String.valueOf(report.damage()));
        assertEquals(firstOf(2), report.firstSequence(), "without what is still there and on its way out");
        assertTrue(JournalBeginning.wordsOf(copy).orElseThrow().contains("in backup /mnt/keep me/main"));
    }

    @Test
    void aWriterGoesOnBehindIt() throws IOException {
        note(3, List.of());
        remove(0, 1);
        final BatchEncoder batch = new BatchEncoder(4096);
        try (ChronicleJournal writer = ChronicleJournal.open(journal, CONFIG)) {
            batch.begin(RECORDS + 1, 2);
            batch.add(RecordEnvelope.INPUT, START_NS + 9_000_000_000L, new UnsafeBuffer(new byte[8]), 0, 8);
            writer.append(batch.buffer(), 0, batch.length());
        }
        final JournalReport report = JournalVerifier.verify(journal);
        assertTrue(report.isSound(), String.valueOf(report.damage()));
        assertEquals(RECORDS + 1, report.lastSequence());
    }

    /** A start between the two runs lists what it finds, and that is no promise of files on their way out. */
    @Test
    void aWriterGoesOnBesideFilesThatAreToGo() throws IOException {
        note(3, List.of(name(0), name(1)));
        remove(0);
        final BatchEncoder batch = new BatchEncoder(4096);
        try (ChronicleJournal writer = ChronicleJournal.open(journal, CONFIG)) {
            batch.begin(RECORDS + 1, 2);
            batch.add(RecordEnvelope.INPUT, START_NS + 9_000_000_000L, new UnsafeBuffer(new byte[8]), 0, 8);
            writer.append(batch.buffer(), 0, batch.length());
        }
        for (final String state : List.of("one is there still", "both have gone")) {
            final JournalReport report = JournalVerifier.verify(journal);
            assertTrue(report.isSound(), state + ": " + report.damage());
            assertEquals(firstOf(2), report.firstSequence(), state);
            assertEquals(RECORDS + 1, report.lastSequence(), state);
            Files.deleteIfExists(files.get(1));
        }
    }

    @Test
    void aWholeJournalHasNone() throws IOException {
        assertEquals(JournalBeginning.FIRST_RECORD, JournalBeginning.read(journal));
        assertTrue(JournalBeginning.wordsOf(journal).isEmpty());
        Files.writeString(journal.resolve("retention"), "");
        assertThrows(JournalException.class, () -> JournalBeginning.read(journal));
    }

    private void assertDamaged(final DamageKind kind) {
        final JournalReport report = JournalVerifier.verify(journal);
        assertEquals(kind, report.isSound() ? DamageKind.NONE : report.damage().kind());
    }

    private void note(final int file, final List<String> pending) throws IOException {
        final long first = firstOf(file - 1);
        new JournalBeginning(
                        first,
                        List.of(new Removal(1, first - 1, 2, 4096, "2026-01-09T00:00:00Z", "/mnt/keep me/main")),
                        pending)
                .write(journal);
    }

    private String name(final int file) {
        return files.get(file).getFileName().toString();
    }

    private void remove(final int... indexes) throws IOException {
        for (final int index : indexes) {
            Files.delete(files.get(index));
        }
    }

    private static long firstOf(final int file) {
        return (long) file * RECORDS_PER_FILE + 1;
    }
}
