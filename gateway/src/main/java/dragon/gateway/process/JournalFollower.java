package dragon.gateway.process;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.gateway.session.GatewaySession;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

/** Feeds a session from the journal, document by document. Threading: the session's thread. */
public final class JournalFollower implements AutoCloseable {
    private final JournalReader reader;
    private final GatewaySession session;
    private final NanoClock clock;
    private final RecordCursor cursor = new RecordCursor();

    /**
     * Feeds this session from this reader.
     *
     * @param clock the machine's monotonic clock
     */
    public JournalFollower(final JournalReader reader, final GatewaySession session, final NanoClock clock) {
        this.reader = reader;
        this.session = session;
        this.clock = clock;
    }

    /**
     * Reads up to so many documents.
     *
     * @return how many were read; fewer than asked for = the end of the journal was reached
     */
    public int poll(final int documentsMax) {
        int count = 0;
        while (count < documentsMax && reader.poll(this::onDocument)) {
            count++;
        }
        return count;
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        final long readNs = clock.nanoTime(); // For each document, and not before it is there: see onRecord().
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            session.onRecord(
                    cursor.term(),
                    cursor.kind(),
                    cursor.timeNs(),
                    readNs,
                    cursor.buffer(),
                    cursor.messageOffset(),
                    cursor.messageLength());
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
