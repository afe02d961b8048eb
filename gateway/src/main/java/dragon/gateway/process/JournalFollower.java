package dragon.gateway.process;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.gateway.session.GatewaySession;
import java.util.function.LongPredicate;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Feeds a session from the journal, document by document; a document with an intent only once it is released.
 *
 * <p>What is held back is the end of the journal for the session: nothing behind it is read before it. A living engine appends nothing
 * behind it either, since it waits for the disk itself.
 *
 * <p>Threading: the session's thread.
 */
public final class JournalFollower implements AutoCloseable {
    private static final int ALIGNMENT = 8;

    private final JournalReader reader;
    private final GatewaySession session;
    private final NanoClock clock;
    private final LongPredicate isReleased;
    private final RecordCursor cursor = new RecordCursor();
    private final UnsafeBuffer held =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(Journal.MAX_DOCUMENT_BYTES, ALIGNMENT));
    private int heldLength;
    private long heldSequence;
    private long heldSinceNs;

    /**
     * Feeds this session from this reader.
     *
     * @param clock the machine's monotonic clock
     * @param isReleased whether the intents of a document whose last record has this sequence may leave
     */
    public JournalFollower(
            final JournalReader reader,
            final GatewaySession session,
            final NanoClock clock,
            final LongPredicate isReleased) {
        this.reader = reader;
        this.session = session;
        this.clock = clock;
        this.isReleased = isReleased;
    }

    /**
     * Reads up to so many documents.
     *
     * @return how many were read; fewer than asked for = the end of the journal was reached, or of what is released
     */
    public int poll(final int documentsMax) {
        int count = 0;
        if (heldLength > 0) {
            if (!isReleased.test(heldSequence)) {
                return count;
            }
            final int length = heldLength;
            heldLength = 0;
            heldSequence = 0;
            feed(held, 0, length);
            count++;
        }
        while (count < documentsMax && reader.poll(this::onDocument) && heldLength == 0) {
            count++;
        }
        return count;
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        final long intentsUpTo = lastSequenceIfIntents(buffer, offset, length);
        if (intentsUpTo > 0 && !isReleased.test(intentsUpTo)) {
            held.putBytes(0, buffer, offset, length);
            heldLength = length;
            heldSequence = intentsUpTo;
            heldSinceNs = clock.nanoTime();
        } else {
            feed(buffer, offset, length);
        }
    }

    /** Last record of the document that is held back, 0 if none is. */
    long heldSequence() {
        return heldSequence;
    }

    /** Since when it is, by the monotonic clock. */
    long heldSinceNs() {
        return heldSinceNs;
    }

    /** Sequence of the last record of a document that holds an intent, otherwise 0; whether it is sound, the cursor says. */
    private static long lastSequenceIfIntents(final DirectBuffer buffer, final int offset, final int length) {
        final int end = offset + length;
        boolean hasIntent = false;
        long sequence = 0;
        int record = offset;
        while (record + RecordEnvelope.MESSAGE_OFFSET <= end) {
            final int messageLength = RecordEnvelope.messageLength(buffer, record);
            if (messageLength < 0 || messageLength > end - record) {
                break;
            }
            hasIntent |= RecordEnvelope.kind(buffer, record) == RecordEnvelope.INTENT;
            sequence = RecordEnvelope.sequence(buffer, record);
            record += RecordEnvelope.recordLength(messageLength);
        }
        return hasIntent ? sequence : 0;
    }

    private void feed(final DirectBuffer buffer, final int offset, final int length) {
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
