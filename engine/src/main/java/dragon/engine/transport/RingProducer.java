package dragon.engine.transport;

import dragon.engine.protocol.MessageHeaderDecoder;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/**
 * Puts encoded messages into a ring.
 *
 * <p>Threading: any number of threads and processes; each call is one claim, one copy, one commit. Cost: no allocation,
 * no system call unless the ring is full. At the limit: waits as long as the caller allows, then drops and counts.
 */
public final class RingProducer {
    private static final long PARK_NS = 20_000;
    private static final int TEMPLATE_ID_OFFSET = MessageHeaderDecoder.templateIdEncodingOffset();

    private final RingFile ring;

    /** Produces into this ring, which stays the caller's to close. */
    public RingProducer(final RingFile ring) {
        this.ring = ring;
    }

    /** As {@link #offer(DirectBuffer, int, int, long)} without waiting. */
    public boolean offer(final DirectBuffer message, final int offset, final int length) {
        return offer(message, offset, length, 0);
    }

    /**
     * Puts one message into the ring.
     *
     * @param message SBE with its header; copied during the call
     * @param waitNsMax how long to wait for room, nanoseconds; 0 = not at all
     * @return false if there was no room in time: the message is dropped and counted in the ring
     */
    public boolean offer(final DirectBuffer message, final int offset, final int length, final long waitNsMax) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH || length > lengthMax()) {
            throw new IllegalArgumentException("message of " + length + " bytes, expected "
                    + MessageHeaderDecoder.ENCODED_LENGTH + " to " + lengthMax());
        }
        final int templateId = message.getShort(offset + TEMPLATE_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        if (ring.ring().write(templateId, message, offset, length)) {
            return true;
        }
        final long deadlineNs = System.nanoTime() + waitNsMax;
        while (System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(PARK_NS);
            if (ring.ring().write(templateId, message, offset, length)) {
                return true;
            }
        }
        ring.addDroppedFrame();
        return false;
    }

    /** Bytes of the longest message that fits. */
    public int lengthMax() {
        return ring.ring().maxMsgLength();
    }

    /** When the engine last looked into the ring, milliseconds since the epoch; 0 = never. */
    public long consumerHeartbeatMs() {
        return ring.consumerHeartbeatMs();
    }

    /** Messages that were dropped by all producers of this ring since it was made. */
    public long dropped() {
        return ring.droppedFrames();
    }
}
