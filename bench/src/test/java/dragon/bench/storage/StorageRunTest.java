package dragon.bench.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.lane.Await;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.journal.chronicle.QueueDirectory;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageRunTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final long START_NS = 1_767_225_600_000_000_000L;
    private static final int DOCUMENTS_MAX = 100_000;
    private static final long WAIT_MS_MAX = 60_000;

    @TempDir
    Path directory;

    @Test
    void B2_B3_B4_everyDamageOfAShortSweepIsRefusedRepairedOrHarmless() throws Exception {
        final StorageRun run = new StorageRun(directory, new StorageRun.Settings(7, 600, 80, 16 * 1024, 0));

        run.run(null, tally -> {});

        assertEquals(List.of(), run.violations().found());
        assertTrue(run.holds());
        assertEquals(3, run.tallies().size());
        assertEquals(601L, run.tallies().get(0).json().get("tried"));
        assertEquals(600L, run.tallies().get(0).json().get("refused"));
        assertEquals(80L, run.tallies().get(1).json().get("tried"));
        assertTrue((long) run.tallies().get(2).json().get("refused") >= 4);
    }

    @Test
    void B8_aFullDiskEndsTheJournalBetweenTwoDocuments() throws Exception {
        final Optional<SmallDisk> mounted = SmallDisk.mountInMemory(directory.resolve("disk"), 12);
        Assumptions.assumeTrue(mounted.isPresent(), "this user may mount nothing");
        final Path journal = directory.resolve("disk").resolve("journal");
        final ChronicleJournalConfig config =
                new ChronicleJournalConfig(Roll.DAILY, 2 * MEBIBYTE, 64L * MEBIBYTE, SyncPolicy.NONE, 500);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[1_000]);
        final BatchEncoder batch = new BatchEncoder(4096);
        long appended = 0;
        try (SmallDisk disk = mounted.get()) {
            try (ChronicleJournal writer = ChronicleJournal.open(journal, config)) {
                final String said = assertThrows(JournalException.class, () -> {
                            for (int i = 0; i < DOCUMENTS_MAX; i++) {
                                batch.begin(i + 1, 1);
                                batch.add(RecordEnvelope.INPUT, START_NS, message, 0, message.capacity());
                                writer.append(batch.buffer(), 0, batch.length());
                                if (i == 0) { // The disk is full before the second one, and the keeper knows it.
                                    assertTrue(Await.until(WAIT_MS_MAX, () -> writer.fault() != null));
                                }
                            }
                        })
                        .getMessage();
                appended = batch.nextSequence() - 2; // The last one was encoded and refused.
                assertTrue(said.contains("sequence " + (appended + 1) + " "), said);
                assertTrue(said.contains("generation 1") && said.contains("disk is full"), said);
            }
            final JournalReport report = JournalVerifier.verify(journal);
            assertTrue(report.isSound(), report.toString());
            assertEquals(appended, report.lastSequence());
            assertTrue(appended > 1_000, appended + " documents");
            assertEquals("tmpfs", disk.type());
        }
    }

    /** The keeper is a page ahead and never knows in time: every page that the engine comes to, it has to ask for itself. */
    @Test
    void B8_aFullDiskEndsTheJournalBetweenTwoDocumentsAlsoWhereTheEngineIsFaster() throws Exception {
        final Optional<SmallDisk> mounted = SmallDisk.mountInMemory(directory.resolve("disk"), 12);
        Assumptions.assumeTrue(mounted.isPresent(), "this user may mount nothing");
        final ChronicleJournalConfig config =
                new ChronicleJournalConfig(Roll.DAILY, 2 * MEBIBYTE, 4096, SyncPolicy.NONE, 500);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[1_000]);
        final BatchEncoder batch = new BatchEncoder(4096);
        try (SmallDisk disk = mounted.get()) {
            final File root = directory.resolve("disk").toFile();
            final long freeBytes = root.getUsableSpace();
            for (int round = 0; round < 5; round++) {
                final Path journal = directory.resolve("disk").resolve("journal" + round);
                try (ChronicleJournal writer = ChronicleJournal.open(journal, config)) {
                    final String said = assertThrows(JournalException.class, () -> {
                                for (int i = 0; i < DOCUMENTS_MAX; i++) {
                                    batch.begin(i + 1, 1);
                                    batch.add(RecordEnvelope.INPUT, START_NS, message, 0, message.capacity());
                                    writer.append(batch.buffer(), 0, batch.length());
                                }
                            })
                            .getMessage();
                    assertTrue(said.contains("disk is full") && said.contains("Nothing of it was written"), said);
                }
                final JournalReport report = JournalVerifier.verify(journal);
                assertTrue(report.isSound(), report.toString());
                assertEquals(batch.nextSequence() - 2, report.lastSequence()); // The last one was encoded and refused.
                assertTrue(report.lastSequence() > 1_000, report.toString());
                QueueDirectory.files(journal).forEach(file -> file.toFile().delete());
                // The library unmaps a file a moment after it was closed.
                assertTrue(Await.until(WAIT_MS_MAX, () -> freeBytes - root.getUsableSpace() < MEBIBYTE));
            }
            assertEquals("tmpfs", disk.type());
        }
    }

    @Test
    void B8_aJournalIsNotBegunOnAFullDisk() throws Exception {
        final Optional<SmallDisk> mounted = SmallDisk.mountInMemory(directory.resolve("disk"), 4);
        Assumptions.assumeTrue(mounted.isPresent(), "this user may mount nothing");
        final Path journal = directory.resolve("disk").resolve("journal");
        try (SmallDisk disk = mounted.get()) {
            disk.fillUpTo(0);
            final String said = assertThrows(
                            JournalException.class,
                            () -> ChronicleJournal.open(journal, ChronicleJournalConfig.standard()))
                    .getMessage();
            assertTrue(said.contains("No space left on device"), said);

            disk.makeRoom();
            ChronicleJournal.open(journal, ChronicleJournalConfig.standard()).close();
        }
    }

    @Test
    void B8_aFullDiskEndsTheJournalAtTheRollIfTheNextFileIsNotReady() throws Exception {
        final Optional<SmallDisk> mounted = SmallDisk.mountInMemory(directory.resolve("disk"), 12);
        Assumptions.assumeTrue(mounted.isPresent(), "this user may mount nothing");
        final Path journal = directory.resolve("disk").resolve("journal");
        final ChronicleJournalConfig config =
                new ChronicleJournalConfig(Roll.EVERY_SECOND, 2 * MEBIBYTE, 64L * MEBIBYTE, SyncPolicy.NONE, 500);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[1_000]);
        final BatchEncoder batch = new BatchEncoder(4096);
        try (SmallDisk disk = mounted.get()) {
            try (ChronicleJournal writer = ChronicleJournal.open(journal, config)) {
                batch.begin(1, 1);
                batch.add(RecordEnvelope.INPUT, START_NS, message, 0, message.capacity());
                writer.append(batch.buffer(), 0, batch.length());
                assertTrue(Await.until(WAIT_MS_MAX, () -> writer.fault() != null));

                disk.fillUpTo(0); // What the keeper leaves to others, others have taken.
                batch.begin(2, 1);
                batch.add(RecordEnvelope.INPUT, START_NS + 1_000_000_000L, message, 0, message.capacity());
                final String said = assertThrows(
                                JournalException.class, () -> writer.append(batch.buffer(), 0, batch.length()))
                        .getMessage();
                assertTrue(said.contains("disk is full") && said.contains("Nothing of it was written"), said);
            }
            final JournalReport report = JournalVerifier.verify(journal);
            assertTrue(report.isSound(), report.toString());
            assertEquals(1, report.lastSequence());
            assertEquals("tmpfs", disk.type());
        }
    }

    @Test
    void B8_aJournalGoesOnOnceThereIsRoomAgain() throws Exception {
        final Optional<SmallDisk> mounted = SmallDisk.mountInMemory(directory.resolve("disk"), 48);
        Assumptions.assumeTrue(mounted.isPresent(), "this user may mount nothing");
        final Path journal = directory.resolve("disk").resolve("journal");
        final ChronicleJournalConfig config =
                new ChronicleJournalConfig(Roll.DAILY, 2 * MEBIBYTE, 16L * MEBIBYTE, SyncPolicy.NONE, 500);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[1_000]);
        final BatchEncoder batch = new BatchEncoder(4096);
        try (SmallDisk disk = mounted.get();
                ChronicleJournal writer = ChronicleJournal.open(journal, config)) {
            disk.fillUpTo(MEBIBYTE);
            batch.begin(1, 1);
            batch.add(RecordEnvelope.INPUT, START_NS, message, 0, message.capacity());
            writer.append(batch.buffer(), 0, batch.length());
            assertTrue(Await.until(WAIT_MS_MAX, () -> writer.fault() != null));
            assertTrue(writer.fault().contains("disk is full"), writer.fault());

            disk.makeRoom();

            assertTrue(Await.until(WAIT_MS_MAX, () -> writer.fault() == null));
            assertTrue(Await.until(WAIT_MS_MAX, () -> writer.zeroedAheadBytes() >= 8 * MEBIBYTE));
            for (int i = 0; i < 4_000; i++) {
                batch.begin(batch.nextSequence(), 1);
                batch.add(RecordEnvelope.INPUT, START_NS, message, 0, message.capacity());
                writer.append(batch.buffer(), 0, batch.length());
            }
            assertEquals(4_001, JournalVerifier.verify(journal).lastSequence());
        }
    }
}
