package dragon.engine.replay;

import dragon.engine.core.Output;
import dragon.engine.journal.RecordEnvelope;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * What the core caused by the input applied last and the journal has not shown yet, first in first out.
 *
 * <pre>
 *   0  int32  kind of record
 *   4  int32  length of the message in bytes
 *   8  the message, then up to the next multiple of 8
 * </pre>
 *
 * <p>Threading: one thread. Cost: no allocation once it has grown to the largest output of one input.
 */
public final class ExpectedOutputs implements Output {
    private static final int HEADER_BYTES = 8;
    private static final int INITIAL_BYTES = 64 * 1024;

    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(INITIAL_BYTES);
    private int readPosition;
    private int writePosition;

    @Override
    public void intent(final DirectBuffer message, final int offset, final int length) {
        put(RecordEnvelope.INTENT, message, offset, length);
    }

    @Override
    public void audit(final DirectBuffer message, final int offset, final int length) {
        put(RecordEnvelope.AUDIT, message, offset, length);
    }

    private void put(final byte kind, final DirectBuffer message, final int offset, final int length) {
        buffer.putInt(writePosition, kind);
        buffer.putInt(writePosition + 4, length);
        buffer.putBytes(writePosition + HEADER_BYTES, message, offset, length);
        writePosition += (HEADER_BYTES + length + 7) & ~7;
    }

    /** True when nothing is outstanding. */
    public boolean isEmpty() {
        return readPosition == writePosition;
    }

    /** Kind of the first one; there must be one. */
    public byte kind() {
        return (byte) buffer.getInt(readPosition);
    }

    /** Where the message of the first one starts in {@link #buffer()}. */
    public int messageOffset() {
        return readPosition + HEADER_BYTES;
    }

    /** Bytes of the message of the first one. */
    public int messageLength() {
        return buffer.getInt(readPosition + 4);
    }

    /** The bytes of all that is outstanding; good until the next change. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Whether the first one is this, byte for byte. */
    public boolean isFirst(final byte kind, final DirectBuffer message, final int offset, final int length) {
        return kind == kind() && length == messageLength() && equal(buffer, messageOffset(), message, offset, length);
    }

    private static boolean equal(
            final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset, final int length) {
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            if (a.getLong(aOffset + i) != b.getLong(bOffset + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (a.getByte(aOffset + i) != b.getByte(bOffset + i)) {
                return false;
            }
        }
        return true;
    }

    /** Takes the first one as seen. */
    public void removeFirst() {
        readPosition += (HEADER_BYTES + messageLength() + 7) & ~7;
        if (readPosition == writePosition) {
            clear();
        }
    }

    /** Forgets all that is outstanding. */
    public void clear() {
        readPosition = 0;
        writePosition = 0;
    }
}
