package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process without warning, over and over, and looks for what it had been promised. */
class JournalKillTest {
    private static final int KILLS = 4;
    private static final long START_NS = 1_767_225_600_000_000_000L;
    private static final long STEP_NS = 20_000; // A second of engine time, and so a roll, every 50,000 records.
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final ChronicleJournalConfig CONFIG =
            new ChronicleJournalConfig(Roll.EVERY_SECOND, 2 * 1024 * 1024, 4 * 1024 * 1024, SyncPolicy.NONE, 500);

    @TempDir
    Path lane;

    @Test
    void A2_losesNoAcknowledgedRecordWhenTheWriterIsKilled() throws Exception {
        final Random random = new Random(11);
        final Path journal = lane.resolve("journal");
        final Path acknowledged = lane.resolve("acknowledged");
        try (JournalReader follower = ChronicleJournal.reader(journal);
                RandomAccessFile file = new RandomAccessFile(acknowledged.toFile(), "rw")) {
            file.setLength(8);
            final MappedByteBuffer bytes = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 8);
            final UnsafeBuffer shared = new UnsafeBuffer(bytes);
            final RecordCursor cursor = new RecordCursor(1);
            for (int kill = 0; kill < KILLS; kill++) {
                final long killAt = shared.getLongVolatile(0) + 1 + random.nextInt(kill % 2 == 0 ? 100_000 : 300);
                final Process writer = start(journal, acknowledged);
                await(writer, shared, killAt);
                writer.destroyForcibly().waitFor();

                final long promised = shared.getLongVolatile(0);
                final JournalReport report = JournalVerifier.verify(journal);
                assertTrue(report.isSound(), report.toString());
                assertTrue(report.lastSequence() >= promised, "promised " + promised + ", " + report);
                assertTrue(report.lastSequence() <= promised + 1, "promised " + promised + ", " + report);
                while (follower.poll((buffer, offset, length) -> {
                    cursor.wrap(buffer, offset, length);
                    while (cursor.next()) {
                        // Checks density, order and checksums.
                    }
                })) {
                    // Reads on.
                }
                assertEquals(report.lastSequence(), cursor.sequence());
                shared.putLongVolatile(0, report.lastSequence());
            }
        }
    }

    private static void await(final Process writer, final UnsafeBuffer shared, final long sequence) {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (shared.getLongVolatile(0) < sequence) {
            assertTrue(writer.isAlive(), "the writer stopped by itself");
            assertTrue(System.nanoTime() < deadlineNs, "the writer is stuck at " + shared.getLongVolatile(0));
            LockSupport.parkNanos(20_000);
        }
    }

    private static Process start(final Path journal, final Path acknowledged) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--add") || flag.startsWith("-XX:+Ignore") || flag.startsWith("-Dchronicle")) {
                command.add(flag);
            }
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                journal.toString(),
                acknowledged.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Appends for ever; what it has been promised stands in a mapped file that survives it. */
    static final class Writer {
        private Writer() {}

        public static void main(final String[] args) throws IOException {
            final BatchEncoder batch = new BatchEncoder(4096);
            final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);
            try (ChronicleJournal journal = ChronicleJournal.open(Path.of(args[0]), CONFIG);
                    RandomAccessFile file = new RandomAccessFile(args[1], "rw")) {
                final UnsafeBuffer shared =
                        new UnsafeBuffer(file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 8));
                long sequence = shared.getLongVolatile(0) + 1;
                while (true) {
                    batch.begin(sequence, 1);
                    batch.add(
                            RecordEnvelope.INPUT,
                            START_NS + sequence * STEP_NS,
                            message,
                            0,
                            8 + (int) (sequence % 200));
                    journal.append(batch.buffer(), 0, batch.length());
                    shared.putLongVolatile(0, sequence++);
                }
            }
        }
    }
}
