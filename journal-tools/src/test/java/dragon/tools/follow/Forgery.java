package dragon.tools.follow;

import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Changes what a journal says so that only a replay can tell: the checksums are made good. */
public final class Forgery {
    private Forgery() {}

    /**
     * Makes the first order that was sent one of 7.77.
     *
     * @return sequence of the record that was changed
     */
    public static long changeQuantityOfFirstPlace(final InMemoryJournal journal) {
        for (int i = 0; i < journal.documentCount(); i++) {
            final UnsafeBuffer document = (UnsafeBuffer) journal.document(i);
            for (int at = 0; at < document.capacity(); ) {
                final int length = RecordEnvelope.messageLength(document, at);
                final int messageAt = at + RecordEnvelope.MESSAGE_OFFSET;
                if (new MessageHeaderDecoder().wrap(document, messageAt).templateId()
                        == PlaceOrderDecoder.TEMPLATE_ID) {
                    document.putLong(
                            messageAt
                                    + MessageHeaderDecoder.ENCODED_LENGTH
                                    + PlaceOrderDecoder.quantityE8EncodingOffset(),
                            777_000_000L);
                    sign(document, at);
                    return RecordEnvelope.sequence(document, at);
                }
                at += RecordEnvelope.recordLength(length);
            }
        }
        throw new AssertionError("no order was placed");
    }

    /** Gives the record at this offset the checksum of its present bytes. */
    public static void sign(final MutableDirectBuffer document, final int at) {
        final int end = at + RecordEnvelope.MESSAGE_OFFSET + RecordEnvelope.messageLength(document, at);
        final byte[] bytes = new byte[end - at - RecordEnvelope.SEQUENCE_OFFSET];
        document.getBytes(at + RecordEnvelope.SEQUENCE_OFFSET, bytes);
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        document.putInt(at + RecordEnvelope.CRC_OFFSET, (int) crc.getValue());
    }
}
