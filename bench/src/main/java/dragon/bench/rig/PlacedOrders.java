package dragon.bench.rig;

import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import org.agrona.DirectBuffer;

/** The orders that the engine wanted sent, read from its documents; the venue's list of what to answer. */
public final class PlacedOrders {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final long[] ids;
    private final long[] quantitiesE8;
    private int size;

    PlacedOrders(final int capacity) {
        ids = new long[capacity];
        quantitiesE8 = new long[capacity];
    }

    void read(final DirectBuffer document, final int length) {
        int at = 0;
        while (at < length) {
            final int messageLength = RecordEnvelope.messageLength(document, at);
            if (RecordEnvelope.kind(document, at) == RecordEnvelope.INTENT) {
                header.wrap(document, at + RecordEnvelope.MESSAGE_OFFSET);
                if (header.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
                    place.wrapAndApplyHeader(document, at + RecordEnvelope.MESSAGE_OFFSET, header);
                    ids[size] = place.clientOrderId();
                    quantitiesE8[size++] = place.quantityE8();
                }
            }
            at += RecordEnvelope.recordLength(messageLength);
        }
    }

    /** Orders since the last {@link #clear}. */
    public int size() {
        return size;
    }

    /** Client order id of one of them, oldest first. */
    public long id(final int index) {
        return ids[index];
    }

    /** Its quantity. */
    public long quantityE8(final int index) {
        return quantitiesE8[index];
    }

    /** Forgets them: they were answered. */
    public void clear() {
        size = 0;
    }
}
