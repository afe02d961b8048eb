package dragon.bench.kill;

import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.process.TimeSlice;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/**
 * A follower of a live journal on a thread of its own, through every death of its writer.
 *
 * <p>Threading: the listener is called on that thread.
 */
public final class RecordWatch implements AutoCloseable {
    private static final long IDLE_NS = 20_000;

    /** Is shown every record, in order. */
    public interface Listener {
        /**
         * Takes a record.
         *
         * @param record valid during the call
         * @param seenNs of the monotonic clock, when its document was shown
         */
        void onRecord(RecordCursor record, long seenNs);
    }

    private final Path journal;
    private final Violations violations;
    private final Listener listener;
    private final RecordCursor cursor = new RecordCursor(1);
    private final Thread thread;
    private volatile boolean isClosed;

    /** Begins with the first record. */
    public RecordWatch(final Path journal, final Violations violations, final Listener listener) {
        this.journal = journal;
        this.violations = violations;
        this.listener = listener;
        this.thread = new Thread(this::watch, "record-watch");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    private void watch() {
        TimeSlice.shorten(); // As any follower on the way to the exchange.
        try (JournalReader reader = ChronicleJournal.reader(journal)) {
            while (!isClosed) {
                if (!reader.poll(this::onDocument)) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } catch (final JournalException e) {
            violations.add("a follower of the live journal: " + e.getMessage());
        }
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        final long seenNs = System.nanoTime();
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            listener.onRecord(cursor, seenNs);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
