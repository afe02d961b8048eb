package dragon.bench.storage;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/** The client order ids of a journal by the sequence of their intent, as far as a follower was shown. Threading: one thread. */
final class IntendedOrders implements AutoCloseable {
    private final JournalReader reader;
    private final RecordCursor cursor = new RecordCursor(1);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final Map<Long, Long> sequences = new HashMap<>();

    IntendedOrders(final Path journal) {
        reader = ChronicleJournal.reader(journal);
    }

    /** Goes on to the present end. */
    IntendedOrders toEnd() {
        while (reader.poll(this::onDocument)) {
            continue;
        }
        return this;
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            if (cursor.kind() == RecordEnvelope.INTENT
                    && header.wrap(cursor.buffer(), cursor.messageOffset()).templateId()
                            == PlaceOrderDecoder.TEMPLATE_ID) {
                place.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                sequences.put(place.clientOrderId(), cursor.sequence());
            }
        }
    }

    /** Sequence of the intent by client order id. */
    Map<Long, Long> sequences() {
        return sequences;
    }

    /** The last record. */
    long lastSequence() {
        return cursor.sequence();
    }

    @Override
    public void close() {
        reader.close();
    }
}
