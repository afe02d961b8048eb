package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.journal.chronicle.QueueFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages a journal in every way a disk, a kernel or a person can, and asks two questions: is what is read a true
 * beginning of what was written, and is anything that is missing said to be missing?
 */
class StorageFaultTest {
    private static final long START_NS = 1_767_225_600_000_000_000L;
    private static final int DOCUMENTS_PER_FILE = 200;
    private static final int FILES = 3;
    private static final int RECORDS = DOCUMENTS_PER_FILE * FILES * 2;
    private static final int PAGE_BYTES = 4096;
    private static final ChronicleJournalConfig CONFIG =
            new ChronicleJournalConfig(Roll.EVERY_SECOND, 2 * 1024 * 1024, 0, SyncPolicy.NONE, 20);

    @TempDir
    Path lane;

    private Path journal;
    private List<Path> files;

    /** Three files of 200 documents of two records, and the positions up to which they hold anything. */
    @BeforeEach
    void writeThreeFiles() throws IOException {
        journal = lane.resolve("journal");
        final BatchEncoder batch = new BatchEncoder(4096);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);
        long sequence = 1;
        try (ChronicleJournal writer = ChronicleJournal.open(journal, CONFIG)) {
            for (int i = 0; i < FILES * DOCUMENTS_PER_FILE; i++) {
                batch.begin(sequence, 1 + i / 250);
                for (int record = 0; record < 2; record++) {
                    message.setMemory(0, 256, (byte) (i + record + 1));
                    final byte kind = record == 0 ? RecordEnvelope.INPUT : RecordEnvelope.INTENT;
                    batch.add(kind, START_NS + i / DOCUMENTS_PER_FILE * 1_000_000_000L, message, 0, 8 + i % 100);
                }
                writer.append(batch.buffer(), 0, batch.length());
                sequence = batch.nextSequence();
            }
        }
        QueueDirectory.list(journal, 1);
        files = QueueDirectory.files(journal);
        assertEquals(FILES, files.size());
        assertTrue(JournalVerifier.verify(journal).isSound());
        assertEquals(RECORDS, JournalVerifier.verify(journal).lastSequence());
    }

    @Test
    void B4_findsEveryFlippedBitThatMatters() throws IOException {
        final Random random = new Random(42);
        int found = 0;
        for (int i = 0; i < 600; i++) {
            final Path file = files.get(random.nextInt(FILES));
            final long start = firstDocument(file);
            final long end = usedBytes(file);
            final long position =
                    i % 2 == 0 ? start + random.nextLong(end - start) : random.nextLong(i % 4 == 1 ? 512 : end);
            flip(file, position, random.nextInt(8));
            try {
                final boolean isInDocuments = position >= start;
                found += readsTrulyOrSaysWhy(file + " byte " + position, isInDocuments) ? 1 : 0;
            } finally {
                Files.copy(saved(file), file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertTrue(found > 300, "found " + found);
    }

    @Test
    void B4_neverAppendsSilentlyBehindAFlippedBitOfTheLibrarysOwn() throws IOException {
        final Random random = new Random(7);
        final Path file = files.get(FILES - 1);
        for (int i = 0; i < 60; i++) {
            final long position = random.nextLong(i % 2 == 0 ? 256 : firstDocument(file));
            flip(file, position, random.nextInt(8));
            try {
                if (JournalVerifier.verify(journal).isSound()) {
                    appendOneMore("byte " + position);
                }
            } finally {
                restoreAll();
            }
        }
    }

    @Test
    void B2_findsEveryLostPage() throws IOException {
        for (final Path file : files) {
            final long end = usedBytes(file);
            for (long page = 0; page < end; page += PAGE_BYTES) {
                try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                    raw.seek(page);
                    raw.write(new byte[PAGE_BYTES]);
                }
                try {
                    final boolean isInDocuments = page >= firstDocument(file);
                    readsTrulyOrSaysWhy(file + " page " + page, isInDocuments);
                } finally {
                    Files.copy(saved(file), file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void B3_findsEveryCutTail() throws IOException {
        final Random random = new Random(3);
        for (final Path file : files) {
            final long end = usedBytes(file);
            for (int i = 0; i < 40; i++) {
                final long size = i < 8 ? i * 16L : random.nextLong(end);
                try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                    raw.setLength(size);
                }
                try {
                    assertFalse(JournalVerifier.verify(journal).isSound(), file + " cut to " + size);
                    readsTrulyOrSaysWhy(file + " cut to " + size, true);
                } finally {
                    Files.copy(saved(file), file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void B3_keepsTheWholeRecordsOfADocumentThatWasCut() throws IOException {
        final Path file = files.get(FILES - 1);
        final long end = usedBytes(file);
        for (long cut = 1; cut < 40; cut++) { // All of them in the second record of the last document.
            try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                raw.setLength(end - cut);
            }
            final JournalReport report = JournalVerifier.verify(journal);
            assertEquals(DamageKind.DOCUMENT_CUT, report.damage().kind(), "cut by " + cut);
            assertEquals(RECORDS - 1, report.damage().lastGoodSequence(), "cut by " + cut);
            assertEquals(RECORDS - 1, report.lastSequence(), "cut by " + cut);
        }
        assertEquals(
                RECORDS - 1,
                JournalRepair.repair(journal, lane.resolve("sealed"), CONFIG)
                        .now()
                        .lastSequence());
    }

    @Test
    void B6_findsAMissingFile() throws IOException {
        for (final Path file : files) {
            saved(file);
            Files.delete(file);
            final JournalReport report = JournalVerifier.verify(journal);
            assertNotNull(report.damage(), file.toString());
            assertEquals(DamageKind.FILE_MISSING, report.damage().kind());
            assertEquals(file, report.damage().file());
            Files.copy(saved(file), file);
        }
    }

    @Test
    void B8_aListThatIsRightIsNotWrittenAgain() throws IOException {
        final Path list = journal.resolve("generation");
        final Object before =
                Files.readAttributes(list, BasicFileAttributes.class).fileKey();

        QueueDirectory.list(journal, 1);
        assertEquals(
                before, Files.readAttributes(list, BasicFileAttributes.class).fileKey());

        Files.delete(files.get(FILES - 1));
        QueueDirectory.list(journal, 1);
        assertEquals(FILES - 1, QueueDirectory.listedFiles(journal).size());
    }

    @Test
    void B6_findsADoubledFile() throws IOException {
        Files.copy(files.get(1), journal.resolve("20260101-000009T.cq4"));
        final JournalReport report = JournalVerifier.verify(journal);
        assertNotNull(report.damage());
        assertEquals(RECORDS, report.lastSequence());
    }

    @Test
    void B3_ignoresADocumentThatWasNeverFinished() throws IOException {
        final Path file = files.get(FILES - 1);
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(usedBytes(file) + 4);
            raw.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        }
        assertTrue(JournalVerifier.verify(journal).isSound());
        appendOneMore("half a document behind the end");
    }

    @Test
    void B2_repairKeepsEveryRecordBeforeTheDamageAndSealsTheRest() throws IOException {
        final Path file = files.get(1);
        flip(file, firstDocument(file) + 3_000, 3);
        final JournalReport found = JournalVerifier.verify(journal);
        assertFalse(found.isSound());
        assertTrue(found.lastSequence() > DOCUMENTS_PER_FILE * 2);
        assertTrue(found.damage().words("main").contains("dragon journal repair --lane main"));

        final JournalRepair.Result result = JournalRepair.repair(journal, lane.resolve("sealed"), CONFIG);

        assertTrue(result.now().isSound());
        assertEquals(found.lastSequence(), result.now().lastSequence());
        assertEquals(2, result.now().generation());
        assertEquals(lane.resolve("sealed").resolve("generation-000001"), result.sealed());
        assertEquals(
                found.damage().position(),
                JournalVerifier.verify(result.sealed()).damage().position());
        assertTrue(JournalRepair.repair(journal, lane.resolve("sealed"), CONFIG).sealed() == null);

        try (ChronicleJournal writer = ChronicleJournal.open(journal, CONFIG)) {
            append(writer, result.now().lastSequence() + 1, result.now().lastTimeNs(), 9);
        }
        assertEquals(found.lastSequence() + 1, JournalVerifier.verify(journal).lastSequence());
        assertEquals(2, JournalVerifier.verify(journal).generation());
    }

    @Test
    void B2_repairKeepsEveryRecordWhenOnlyTheLibrarysOwnPageIsLost() throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(files.get(1).toFile(), "rw")) {
            raw.write(new byte[PAGE_BYTES]);
        }
        assertEquals(
                DamageKind.FILE_HEADER, JournalVerifier.verify(journal).damage().kind());
        assertEquals(
                RECORDS,
                JournalRepair.repair(journal, lane.resolve("sealed"), CONFIG)
                        .now()
                        .lastSequence());
    }

    @Test
    void B2_repairGoesOnWhereItWasKilled() throws IOException {
        final Path file = files.get(1);
        flip(file, firstDocument(file) + 3_000, 3);
        final Path sealed = lane.resolve("sealed");
        final long lastGood = JournalVerifier.verify(journal).lastSequence();
        JournalRepair.repair(journal, sealed, CONFIG);
        Files.move(journal, QueueDirectory.unfinished(journal)); // As if killed before the last rename.

        final JournalReport report = JournalVerifier.verify(journal);
        assertEquals(DamageKind.REPAIR_INTERRUPTED, report.damage().kind());
        assertThrows(JournalException.class, () -> ChronicleJournal.open(journal, CONFIG));

        assertEquals(
                lastGood, JournalRepair.repair(journal, sealed, CONFIG).now().lastSequence());
    }

    @Test
    void verifiesTheTailFromAnyRecordOn() {
        for (final long sequence : new long[] {1, 2, 3, 399, 400, 401, 402, 777, RECORDS - 1, RECORDS}) {
            final JournalReport report = JournalVerifier.verifyFrom(journal, sequence);
            assertTrue(report.isSound(), "from " + sequence + ": " + report);
            assertEquals(RECORDS, report.lastSequence());
            assertTrue(report.firstSequence() <= sequence && sequence - report.firstSequence() < 2, report.toString());
        }
        assertTrue(JournalVerifier.verifyFrom(journal, RECORDS + 5).lastSequence() < RECORDS + 5);
    }

    @Test
    void readsFromAnyRecordOn() {
        for (final long sequence : new long[] {1, 2, 399, 400, 401, 777, RECORDS}) {
            final RecordCursor cursor = new RecordCursor();
            try (JournalReader reader = ChronicleJournal.reader(journal, sequence)) {
                assertTrue(reader.poll((buffer, offset, length) -> {
                    assertTrue(cursor.wrap(buffer, offset, length).next());
                    assertTrue(cursor.sequence() <= sequence && sequence - cursor.sequence() < 2);
                    assertTrue(cursor.next());
                }));
                while (reader.poll((buffer, offset, length) -> {
                    cursor.wrap(buffer, offset, length);
                    while (cursor.next()) {
                        // Checked.
                    }
                })) {
                    // Reads on, over the files that follow.
                }
            }
            assertEquals(RECORDS, cursor.sequence());
        }
    }

    /** True if the verifier found damage; fails if anything is read that was not written, or is missing unsaid. */
    private boolean readsTrulyOrSaysWhy(final String what, final boolean isExpectedToBeFound) {
        final List<Long> read = new ArrayList<>();
        final RecordCursor cursor = new RecordCursor(1);
        try (JournalReader reader = ChronicleJournal.reader(journal)) {
            while (reader.poll((buffer, offset, length) -> {
                cursor.wrap(buffer, offset, length);
                while (cursor.next()) {
                    final int document = (int) (cursor.sequence() - 1) / 2;
                    assertEquals(8 + document % 100, cursor.messageLength(), what);
                    final byte filler = (byte) (document + (cursor.sequence() - 1) % 2 + 1);
                    for (int i = 0; i < cursor.messageLength(); i++) {
                        assertEquals(filler, cursor.buffer().getByte(cursor.messageOffset() + i), what);
                    }
                    read.add(cursor.sequence());
                }
            })) {
                // Reads on.
            }
        } catch (final JournalException expected) {
            // Said loudly: fine.
        }
        final JournalReport report = JournalVerifier.verify(journal);
        if (report.isSound()) {
            assertEquals(RECORDS, report.lastSequence(), what);
            assertEquals(RECORDS, read.size(), what);
            assertFalse(isExpectedToBeFound, what + " was not found");
            return false;
        }
        assertTrue(report.lastSequence() >= read.size(), what + ": read " + read.size() + ", " + report);
        assertTrue(report.lastSequence() >= report.damage().lastGoodSequence(), what);
        return true;
    }

    /** After a journal was called sound, an append either fails loudly or is read back by everybody. */
    private void appendOneMore(final String what) {
        try (ChronicleJournal writer = ChronicleJournal.open(journal, CONFIG)) {
            append(writer, RECORDS + 1, START_NS + 2_000_000_000L, 9);
        } catch (final JournalException loud) {
            return;
        }
        final JournalReport after = JournalVerifier.verify(journal);
        assertTrue(after.isSound(), what + ": " + after);
        assertEquals(RECORDS + 1, after.lastSequence(), what);
    }

    private static void append(final Journal writer, final long sequence, final long timeNs, final int term) {
        final BatchEncoder batch = new BatchEncoder(4096);
        batch.begin(sequence, term);
        batch.add(RecordEnvelope.INPUT, timeNs, new UnsafeBuffer(new byte[40]), 0, 40);
        writer.append(batch.buffer(), 0, batch.length());
    }

    private static void flip(final Path file, final long position, final int bit) throws IOException {
        saved(file);
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(position);
            final int value = raw.read();
            raw.seek(position);
            raw.write(value ^ 1 << bit);
        }
    }

    /** A copy of the file as it was before the first damage, beside the journal. */
    private static Path saved(final Path file) throws IOException {
        final Path copy = file.getParent().resolveSibling("saved-" + file.getFileName());
        if (!Files.exists(copy)) {
            Files.copy(file, copy);
        }
        return copy;
    }

    private void restoreAll() throws IOException {
        try (Stream<Path> all = Files.list(journal)) {
            for (final Path file : all.toList()) {
                if (file.getFileName().toString().endsWith(".discard")) {
                    Files.delete(file);
                }
            }
        }
        for (final Path file : files) {
            Files.copy(saved(file), file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static long firstDocument(final Path file) throws IOException {
        try (QueueFile queue = new QueueFile(saved(file))) {
            queue.next();
            return queue.documentPosition() - 4;
        }
    }

    /** Where the last document of the file ends. */
    private static long usedBytes(final Path file) throws IOException {
        try (QueueFile queue = new QueueFile(saved(file))) {
            while (queue.next() == QueueFile.Found.DOCUMENT) {
                // To the end.
            }
            return queue.nextPosition();
        }
    }
}
