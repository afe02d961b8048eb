package dragon.engine.journal.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zeros ahead of the engine are real, the next file is there before it is needed, and no append is ever lost to it. */
class FileKeeperTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final long START_NS = 1_767_225_600_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    Path lane;

    private final BatchEncoder batch = new BatchEncoder(4096);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[2048]);
    private long sequence = 1;

    @Test
    void writesRealZerosAheadOfTheLastAppend() throws Exception {
        try (ChronicleJournal journal = open(Roll.DAILY, 8 * MEBIBYTE)) {
            append(journal, START_NS, 100);
            await(() -> journal.zeroedAheadBytes() >= 8 * MEBIBYTE);
            final Path file = QueueDirectory.files(lane.resolve("journal")).get(0);
            assertTrue(bytesOnDisk(file) >= 8 * MEBIBYTE, "on disk " + bytesOnDisk(file));
            assertNull(journal.fault());
            assertTrue(JournalVerifier.verify(lane.resolve("journal")).isSound());
        }
    }

    /** The engine runs through what is being zeroed, as fast as it can, over many blocks and many files. */
    @Test
    void overwritesNoAppendHoweverCloseTheEngineComes() {
        for (final int aheadBytes : new int[] {4096, MEBIBYTE, 8 * MEBIBYTE}) {
            message.setMemory(0, 2048, (byte) aheadBytes);
            try (ChronicleJournal journal = open(Roll.EVERY_SECOND, aheadBytes)) {
                for (int i = 0; i < 60_000; i++) {
                    append(journal, START_NS + sequence * 100_000, (int) (sequence % 2_000));
                }
                assertNull(journal.fault());
            }
            final JournalReport report = JournalVerifier.verify(lane.resolve("journal"));
            assertTrue(report.isSound(), report.toString());
            assertEquals(sequence - 1, report.lastSequence());
        }
    }

    /** Two or three documents a file, and jumps: the engine is in the next one, or far behind it, while the keeper makes it. */
    @Test
    void overwritesNoAppendHoweverFastTheFilesChange() {
        message.setMemory(0, 2048, (byte) 7);
        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, MEBIBYTE)) {
            for (int i = 0; i < 2_000; i++) {
                append(
                        journal,
                        START_NS + (sequence * 400 + sequence / 10 * 2_500 + sequence % 7 * 50) * 1_000_000,
                        1_000);
            }
            assertNull(journal.fault());
        }
        final JournalReport report = JournalVerifier.verify(lane.resolve("journal"));
        assertTrue(report.isSound(), report.toString());
        assertEquals(sequence - 1, report.lastSequence());
    }

    @Test
    void makesTheNextFileBeforeTheRollAndListsIt() throws Exception {
        final Path directory = lane.resolve("journal");
        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, MEBIBYTE)) {
            append(journal, START_NS + SECOND_NS * 7 / 10, 100);
            await(() -> listed(directory).size() == 2);
            final List<Path> files = QueueDirectory.files(directory);
            assertEquals(2, files.size());
            assertTrue(JournalVerifier.verify(directory).isSound());

            append(journal, START_NS + SECOND_NS * 9 / 10, 100);
            append(journal, START_NS + SECOND_NS, 100);
            append(journal, START_NS + SECOND_NS, 100);
            assertEquals(files, QueueDirectory.files(directory));
            assertEquals(4, JournalVerifier.verify(directory).lastSequence());
        }
        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, MEBIBYTE)) {
            append(journal, START_NS + SECOND_NS * 9, 100); // The files made ahead stay empty for ever.
            append(journal, START_NS + SECOND_NS * 3, 100); // A clock that steps back finds its way.
        }
        final JournalReport report = JournalVerifier.verify(directory);
        assertTrue(report.isSound() || report.damage().kind().name().equals("TIME_BACKWARDS"), report.toString());
    }

    /** The machine slept over a day, or the engine was stopped shortly before midnight and started two days later. */
    @ParameterizedTest
    @CsvSource({
        "EVERY_SECOND, 1, false",
        "EVERY_SECOND, 1, true",
        "HOURLY, 3600, false",
        "HOURLY, 3600, true",
        "DAILY, 86400, false",
        "DAILY, 86400, true"
    })
    void aFileMadeAheadThatTheEngineJumpsOverKeepsNoReaderFromWhatFollows(
            final Roll roll, final long seconds, final boolean isStartedAgain) throws Exception {
        final Path directory = lane.resolve("journal");
        final long lengthNs = seconds * SECOND_NS;
        ChronicleJournal journal = open(roll, MEBIBYTE);
        try {
            append(journal, START_NS + lengthNs - lengthNs / 50, 100);
            await(() -> listed(directory).size() == 2);
            if (isStartedAgain) {
                journal.close();
                journal = open(roll, MEBIBYTE);
            }
            append(journal, START_NS + lengthNs * 5, 100);
            append(journal, START_NS + lengthNs * 5, 100);
            assertEquals(List.of(1L, 2L, 3L), sequences(directory));
            assertTrue(JournalVerifier.verify(directory).isSound());
        } finally {
            journal.close();
        }
        assertEquals(3, JournalVerifier.verify(directory).lastSequence());
    }

    /** The engine makes one while this thread lists what is there, and both die in that instant. */
    @Test
    void aFileThatIsStillBeingMadeIsNotOnTheList() throws Exception {
        final Path directory = lane.resolve("journal");
        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, 0)) {
            append(journal, START_NS, 100);
            await(() -> listed(directory).size() == 1);
        }
        Files.write(directory.resolve("20260101-000007T.cq4"), new byte[64 * 1024]);

        QueueDirectory.list(directory, 1);
        assertEquals(1, listed(directory).size());
        assertTrue(JournalVerifier.verify(directory).isSound());

        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, MEBIBYTE)) {
            append(journal, START_NS + 7 * SECOND_NS, 100);
            await(() -> listed(directory).size() >= 2);
            assertEquals(List.of(1L, 2L), sequences(directory));
        }
        assertTrue(JournalVerifier.verify(directory).isSound());
    }

    /** Killed in the instant in which it made the next day's file, and started days later. */
    @Test
    void aFileThatWasNeverFinishedKeepsNoReaderFromWhatFollows() throws Exception {
        final Path directory = lane.resolve("journal");
        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, MEBIBYTE)) {
            append(journal, START_NS + SECOND_NS / 10, 100);
            await(() -> listed(directory).size() == 1);
        }
        Files.write(directory.resolve("20260101-000001T.cq4"), new byte[64 * 1024]);

        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, MEBIBYTE)) {
            append(journal, START_NS + 5 * SECOND_NS, 100);
            append(journal, START_NS + 5 * SECOND_NS, 100);
            assertEquals(List.of(1L, 2L, 3L), sequences(directory));
        }
        assertTrue(JournalVerifier.verify(directory).isSound());
    }

    private static List<Long> sequences(final Path directory) {
        final List<Long> sequences = new ArrayList<>();
        try (JournalReader reader = ChronicleJournal.reader(directory)) {
            while (reader.poll((buffer, offset, length) -> sequences.add(RecordEnvelope.sequence(buffer, offset)))) {
                continue;
            }
        }
        return sequences;
    }

    @Test
    void B22_noticesWhenTheFileIsDeletedUnderIt() throws Exception {
        try (ChronicleJournal journal = open(Roll.DAILY, MEBIBYTE)) {
            append(journal, START_NS, 100);
            await(() -> journal.zeroedAheadBytes() > 0);
            Files.delete(QueueDirectory.files(lane.resolve("journal")).get(0));
            await(() -> journal.fault() != null);
            assertTrue(journal.fault().contains("deleted"));
        }
    }

    @Test
    void aListThatTheDiskDoesNotTakeIsWrittenOnceItDoes() throws Exception {
        final Path directory = lane.resolve("journal");
        try (ChronicleJournal journal = open(Roll.EVERY_SECOND, MEBIBYTE)) {
            append(journal, START_NS, 100);
            await(() -> listed(directory).size() == 1);
            final Path inTheWay = Files.createDirectories(directory.resolve("generation.new/child"));
            append(journal, START_NS + SECOND_NS, 100);
            await(() -> journal.fault() != null);

            Files.delete(inTheWay);
            await(() -> listed(directory).size() == 2 && journal.fault() == null);
        }
        assertTrue(JournalVerifier.verify(directory).isSound());
    }

    @Test
    void B12_refusesADirectoryThatCannotBeWritten() throws Exception {
        final Path file = lane.resolve("journal");
        Files.writeString(file, "not a directory");
        assertThrows(dragon.engine.journal.JournalException.class, () -> open(Roll.DAILY, 0));
    }

    @Test
    void keepsItsFilesForTheOwnerAlone() throws Exception {
        final Path directory = lane.resolve("journal");
        try (ChronicleJournal journal = open(Roll.DAILY, 0)) {
            append(journal, START_NS, 100);
            await(() -> listed(directory).size() == 1);
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        for (final Path file : QueueDirectory.files(directory)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void phonesNobody() {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("net.openhft.chronicle.analytics.Analytics"));
        assertEquals("true", System.getProperty("chronicle.analytics.disable"));
        assertFalse(net.openhft.chronicle.core.analytics.AnalyticsFacade.isEnabled());
    }

    private ChronicleJournal open(final Roll roll, final long aheadBytes) {
        return ChronicleJournal.open(
                lane.resolve("journal"),
                new ChronicleJournalConfig(roll, 2 * MEBIBYTE, aheadBytes, SyncPolicy.NONE, 500));
    }

    private void append(final ChronicleJournal journal, final long timeNs, final int messageBytes) {
        batch.begin(sequence, 1);
        batch.add(RecordEnvelope.INPUT, timeNs, message, 0, messageBytes);
        journal.append(batch.buffer(), 0, batch.length());
        sequence = batch.nextSequence();
    }

    private static List<String> listed(final Path directory) {
        try {
            return QueueDirectory.listedFiles(directory);
        } catch (final IOException cause) {
            throw new AssertionError(cause);
        }
    }

    private static long bytesOnDisk(final Path file) throws Exception {
        final Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        final String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
        return Long.parseLong(blocks) * 512;
    }

    private static void await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, "waited too long");
            LockSupport.parkNanos(100_000);
        }
    }
}
