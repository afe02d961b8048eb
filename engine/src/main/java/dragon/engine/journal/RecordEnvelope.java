package dragon.engine.journal;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The envelope around each record: what the queue below us does not protect, this does.
 *
 * <pre>
 *   0  int32   length of the message in bytes, without envelope and padding
 *   4  int32   CRC32C of bytes 8 .. 32 + length
 *   8  int64   sequence, dense from 1
 *  16  int64   engine time, nanoseconds since the epoch; never decreases
 *  24  int32   term
 *  28  uint8   kind: {@link #INPUT}, {@link #INTENT}, {@link #AUDIT}
 *  29  uint8   reserved, 0
 *  30  uint16  logic version
 *  32  SBE message, header included, then zeros up to a multiple of 8
 * </pre>
 *
 * <p>Little-endian. Records of one document stand back to back, each at a multiple of 8 from the document's start.
 */
public final class RecordEnvelope {
    public static final int LENGTH_OFFSET = 0;
    public static final int CRC_OFFSET = 4;
    public static final int SEQUENCE_OFFSET = 8;
    public static final int TIME_OFFSET = 16;
    public static final int TERM_OFFSET = 24;
    public static final int KIND_OFFSET = 28;
    public static final int LOGIC_VERSION_OFFSET = 30;
    public static final int MESSAGE_OFFSET = 32;

    /** An input: applied by every follower. */
    public static final byte INPUT = 1;

    /** An intent: derived by the core from the input before it. */
    public static final byte INTENT = 2;

    /** An audit message: derived by the core, or a checkpoint of the engine. */
    public static final byte AUDIT = 3;

    /** Version of the logic that turns inputs into intents; grows with every change of behaviour. */
    public static final int LOGIC_VERSION = 3;

    private RecordEnvelope() {}

    /** Length of the message in the record at this offset, in bytes. */
    public static int messageLength(final DirectBuffer buffer, final int recordOffset) {
        return buffer.getInt(recordOffset + LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Dense sequence of the record at this offset. */
    public static long sequence(final DirectBuffer buffer, final int recordOffset) {
        return buffer.getLong(recordOffset + SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Engine time of the record at this offset, nanoseconds since the epoch. */
    public static long timeNs(final DirectBuffer buffer, final int recordOffset) {
        return buffer.getLong(recordOffset + TIME_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Term of the record at this offset. */
    public static int term(final DirectBuffer buffer, final int recordOffset) {
        return buffer.getInt(recordOffset + TERM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Kind of the record at this offset: {@link #INPUT}, {@link #INTENT} or {@link #AUDIT}. */
    public static byte kind(final DirectBuffer buffer, final int recordOffset) {
        return buffer.getByte(recordOffset + KIND_OFFSET);
    }

    /** Logic version of the record at this offset. */
    public static int logicVersion(final DirectBuffer buffer, final int recordOffset) {
        return buffer.getShort(recordOffset + LOGIC_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Bytes that a record with a message of this length takes, envelope and padding included. */
    public static int recordLength(final int messageLength) {
        return (MESSAGE_OFFSET + messageLength + 7) & ~7;
    }
}
