package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoding, appending, following and checking a record leave nothing for the collector. */
class JournalAllocationTest {
    private static final int WARM_UP = 200_000;
    private static final int MEASURED = 1_000_000;

    /** A mapping of 64 MB brings a few objects with it, and nothing else does: the library's, per record. */
    private static final double APPEND_MAPPING_BYTES = 0.01;

    /** And those of the JDK, some 25 KB for each mapping of a reader. */
    private static final double POLL_MAPPING_BYTES = 0.1;

    private static final long START_NS = 1_767_225_600_000_000_000L;

    @TempDir
    Path lane;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final BatchEncoder batch = new BatchEncoder(4096);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[72]);
    private final RecordCursor cursor = new RecordCursor(1);
    private final JournalReader.DocumentHandler handler = (buffer, offset, length) -> {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            // Checked.
        }
    };
    private long sequence = 1;

    @Test
    void neitherAppendNorPollAllocates() {
        final ChronicleJournalConfig config =
                new ChronicleJournalConfig(Roll.DAILY, 64 * 1024 * 1024, 16 * 1024 * 1024, SyncPolicy.NONE, 500);
        try (ChronicleJournal journal = ChronicleJournal.open(lane.resolve("journal"), config);
                JournalReader reader = ChronicleJournal.reader(lane.resolve("journal"))) {
            append(journal, WARM_UP);
            pollAll(reader);

            final long before = allocatedBytes();
            append(journal, MEASURED);
            final long appended = allocatedBytes();
            pollAll(reader);
            final long polled = allocatedBytes();

            assertEquals(WARM_UP + MEASURED, cursor.sequence());
            assertTrue(appended - before <= APPEND_MAPPING_BYTES * MEASURED, "append: " + (appended - before));
            assertTrue(polled - appended <= POLL_MAPPING_BYTES * MEASURED, "poll: " + (polled - appended));
        }
    }

    private long allocatedBytes() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private void append(final ChronicleJournal journal, final int records) {
        for (int i = 0; i < records; i++) {
            batch.begin(sequence, 1);
            batch.add(RecordEnvelope.INPUT, START_NS + sequence, message, 0, 40);
            journal.append(batch.buffer(), 0, batch.length());
            journal.touchNext();
            sequence = batch.nextSequence();
        }
    }

    private void pollAll(final JournalReader reader) {
        while (reader.poll(handler)) {
            // To the end.
        }
    }
}
