package dragon.engine.transport;

import org.agrona.DirectBuffer;

/**
 * One place of the Disruptor: where a frame lies in which ring. The bytes stay in the ring until they are journaled.
 */
public final class RingSlot {
    private int ringId;
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int typeId;
    private long endPosition;
    private long dequeuedNs;

    void point(
            final int newRingId,
            final DirectBuffer newBuffer,
            final int newOffset,
            final int newLength,
            final int newTypeId,
            final long newEndPosition,
            final long newDequeuedNs) {
        ringId = newRingId;
        buffer = newBuffer;
        offset = newOffset;
        length = newLength;
        typeId = newTypeId;
        endPosition = newEndPosition;
        dequeuedNs = newDequeuedNs;
    }

    /** {@link RingFeeder#GATEWAY} or {@link RingFeeder#COMMAND}. */
    public int ringId() {
        return ringId;
    }

    /** The memory of that ring. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the message starts, header included. */
    public int offset() {
        return offset;
    }

    /** Bytes of the message; {@link RingConsumer#MALFORMED} if there is none, only noise. */
    public int length() {
        return length;
    }

    /** Template as the frame says, which need not be what the message says. */
    public int typeId() {
        return typeId;
    }

    /** What to release in the ring once the frame is journaled. */
    public long endPosition() {
        return endPosition;
    }

    /** {@link System#nanoTime()} at which the frame was found. */
    public long dequeuedNs() {
        return dequeuedNs;
    }
}
