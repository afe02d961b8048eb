package dragon.engine.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the records of documents and believes nothing: length, CRC, sequence, time and term are checked on each.
 *
 * <p>The same cursor is wrapped around one document after the other, so that order is checked across them too.
 *
 * <p>A document of a lower term than the one before is void: its leader was deposed and wrote on. It has no records here, so
 * that no reader can act on one; but it must be sound, and go on where its term was when the next one began, for
 * otherwise it is no late word but an old file in a wrong place.
 *
 * <p>Threading: one thread. Ownership: the wrapped buffer must stay as it is until the last record was read. Cost: no
 * allocation in steady state; documents in heap arrays and direct byte buffers are read where they lie, others are
 * copied once.
 */
public final class RecordCursor {
    private final CRC32C crc = new CRC32C();
    private final long firstSequence;

    private DirectBuffer document;
    private int nextOffset;
    private int endOffset;

    // Where the bytes of the document are for the CRC: a heap array or a direct byte buffer.
    private byte[] heapBytes;
    private ByteBuffer directBytes;
    private ByteBuffer directBytesOf;
    private int bytesAdjustment;
    private UnsafeBuffer copy;

    // Terms that have ended, lowest first, and which sequence a deposed leader would go on with.
    private int[] endedTerms = new int[16];
    private long[] endedNext = new long[16];
    private int endedCount;

    private boolean isAtStart;
    private boolean isVoid;
    private long voidRecords;
    private int offset;
    private int messageLength;
    private long sequence;
    private long timeNs = Long.MIN_VALUE;
    private int term = Integer.MIN_VALUE;

    /** Accepts any sequence first and expects density from there on. */
    public RecordCursor() {
        this(0);
    }

    /** Expects this sequence first, or any if it is 0. */
    public RecordCursor(final long firstSequence) {
        this.firstSequence = firstSequence;
        this.sequence = firstSequence == 0 ? 0 : firstSequence - 1;
    }

    /** Goes before the first record of a document. */
    public RecordCursor wrap(final DirectBuffer buffer, final int documentOffset, final int length) {
        buffer.boundsCheck(documentOffset, length);
        document = buffer;
        isAtStart = true;
        isVoid = false;
        nextOffset = documentOffset;
        endOffset = documentOffset + length;
        final ByteBuffer backing = buffer.byteBuffer();
        if (buffer.byteArray() != null) {
            heapBytes = buffer.byteArray();
            bytesAdjustment = buffer.wrapAdjustment();
        } else if (backing != null && backing.isDirect()) {
            heapBytes = null;
            if (backing != directBytesOf) {
                directBytesOf = backing;
                directBytes = backing.duplicate();
            }
            bytesAdjustment = buffer.wrapAdjustment();
        } else {
            copy(buffer, documentOffset, length);
        }
        return this;
    }

    /** The CRC of the library takes arrays and byte buffers only; a bare address is copied. */
    private void copy(final DirectBuffer buffer, final int documentOffset, final int length) {
        if (copy == null || copy.capacity() < length) {
            copy = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(length, 4096)));
        }
        copy.putBytes(0, buffer, documentOffset, length);
        wrap(copy, 0, length);
    }

    /**
     * Goes to the next record of the document.
     *
     * @return false after the last one
     * @throws JournalException if the record is not to be believed; names the last sequence that is
     */
    public boolean next() {
        if (nextOffset == endOffset) {
            return false;
        }
        final DamageKind damage = advance();
        if (damage == DamageKind.END_OF_DOCUMENT) {
            return false;
        }
        if (damage != DamageKind.NONE) {
            throw new JournalException("journal is damaged after sequence " + sequence + ": " + damage.words
                    + ". Nothing after it was applied. Next: dragon journal verify");
        }
        return true;
    }

    /** As {@link #next()} with the damage as a value; the accessors stay on the last record that was good. */
    DamageKind tryNext() {
        return nextOffset == endOffset ? DamageKind.END_OF_DOCUMENT : advance();
    }

    private DamageKind advance() {
        final int start = nextOffset;
        final DamageKind damage = check(start);
        if (damage != DamageKind.NONE) {
            return damage;
        }
        final int length = RecordEnvelope.messageLength(document, start);
        final int next = start + RecordEnvelope.recordLength(length);
        if (isAtStart && RecordEnvelope.term(document, start) < term) {
            return passOver(start, length);
        }
        return accept(start, length, next);
    }

    /** Whether the record that starts here is whole. */
    private DamageKind check(final int start) {
        final int room = endOffset - start;
        if (room < RecordEnvelope.MESSAGE_OFFSET) {
            return DamageKind.RECORD_LENGTH;
        }
        final int length = RecordEnvelope.messageLength(document, start);
        if (length < 0 || length > room - RecordEnvelope.MESSAGE_OFFSET || RecordEnvelope.recordLength(length) > room) {
            return DamageKind.RECORD_LENGTH;
        }
        final int end = start + RecordEnvelope.MESSAGE_OFFSET + length;
        final int next = start + RecordEnvelope.recordLength(length);
        if (crcOf(start + RecordEnvelope.SEQUENCE_OFFSET, end)
                != document.getInt(start + RecordEnvelope.CRC_OFFSET, java.nio.ByteOrder.LITTLE_ENDIAN)) {
            return DamageKind.RECORD_CRC;
        }
        for (int i = end; i < next; i++) {
            if (document.getByte(i) != 0) {
                return DamageKind.RECORD_PADDING;
            }
        }
        return DamageKind.NONE;
    }

    /** Checks a document of a deposed leader, and goes behind it without having stood on any of its records. */
    private DamageKind passOver(final int firstStart, final int firstLength) {
        final int voidTerm = RecordEnvelope.term(document, firstStart);
        final int ended = endedIndex(voidTerm);
        if (ended < 0) {
            // Who began in the middle cannot know how far an earlier term went; who began at the first record does.
            return firstSequence == 1 || endedCount > 0 && voidTerm > endedTerms[0]
                    ? DamageKind.TERM_BACKWARDS
                    : passOver(firstStart, firstLength, voidTerm, RecordEnvelope.sequence(document, firstStart));
        }
        final long before = endedNext[ended];
        final DamageKind kind = passOver(firstStart, firstLength, voidTerm, before);
        if (isVoid) {
            endedNext[ended] = before + voidRecords;
        }
        return kind;
    }

    private DamageKind passOver(final int firstStart, final int firstLength, final int voidTerm, final long first) {
        int start = firstStart;
        int length = firstLength;
        long records = 0;
        while (true) {
            if (RecordEnvelope.sequence(document, start) != first + records) {
                return DamageKind.SEQUENCE_REPEATED;
            }
            if (RecordEnvelope.term(document, start) != voidTerm) {
                return DamageKind.TERM_BACKWARDS;
            }
            records++;
            start += RecordEnvelope.recordLength(length);
            if (start == endOffset) {
                break;
            }
            final DamageKind damage = check(start);
            if (damage != DamageKind.NONE) {
                return damage;
            }
            length = RecordEnvelope.messageLength(document, start);
        }
        isVoid = true;
        voidRecords = records;
        nextOffset = endOffset;
        return DamageKind.END_OF_DOCUMENT;
    }

    private int endedIndex(final int endedTerm) {
        for (int i = endedCount - 1; i >= 0; i--) {
            if (endedTerms[i] == endedTerm) {
                return i;
            }
        }
        return -1;
    }

    private void noteEnded(final int endedTerm, final long next) {
        if (endedCount == endedTerms.length) {
            endedTerms = Arrays.copyOf(endedTerms, 2 * endedCount);
            endedNext = Arrays.copyOf(endedNext, 2 * endedCount);
        }
        endedTerms[endedCount] = endedTerm;
        endedNext[endedCount++] = next;
    }

    /** Whether this document was of a deposed leader, and passed over; to be asked when it has no more records. */
    public boolean isVoid() {
        return isVoid;
    }

    private DamageKind accept(final int start, final int length, final int next) {
        final long found = RecordEnvelope.sequence(document, start);
        if (sequence != 0 || firstSequence != 0 ? found != sequence + 1 : found < 1) {
            return found <= sequence ? DamageKind.SEQUENCE_REPEATED : DamageKind.SEQUENCE_GAP;
        }
        final long foundTimeNs = RecordEnvelope.timeNs(document, start);
        if (foundTimeNs < timeNs) {
            return DamageKind.TIME_BACKWARDS;
        }
        final int foundTerm = RecordEnvelope.term(document, start);
        if (foundTerm < term) {
            return DamageKind.TERM_BACKWARDS;
        }
        if (foundTerm > term && term != Integer.MIN_VALUE) {
            noteEnded(term, sequence + 1);
        }
        isAtStart = false;
        offset = start;
        messageLength = length;
        sequence = found;
        timeNs = foundTimeNs;
        term = foundTerm;
        nextOffset = next;
        return DamageKind.NONE;
    }

    private int crcOf(final int start, final int end) {
        crc.reset();
        if (heapBytes != null) {
            crc.update(heapBytes, bytesAdjustment + start, end - start);
        } else {
            directBytes.limit(bytesAdjustment + end).position(bytesAdjustment + start);
            crc.update(directBytes);
        }
        return (int) crc.getValue();
    }

    /** Sequence of this record; before the first one that of the record before it, or 0. */
    public long sequence() {
        return sequence;
    }

    /** Engine time of this record, nanoseconds since the epoch. */
    public long timeNs() {
        return timeNs;
    }

    /** Term of this record. */
    public int term() {
        return term;
    }

    /** {@link RecordEnvelope#INPUT}, {@link RecordEnvelope#INTENT} or {@link RecordEnvelope#AUDIT}. */
    public byte kind() {
        return RecordEnvelope.kind(document, offset);
    }

    /** Version of the logic that wrote this record. */
    public int logicVersion() {
        return RecordEnvelope.logicVersion(document, offset);
    }

    /** The buffer with this record's message, valid as long as the document. */
    public DirectBuffer buffer() {
        return document;
    }

    /** Where the SBE message of this record starts, header included. */
    public int messageOffset() {
        return offset + RecordEnvelope.MESSAGE_OFFSET;
    }

    /** Bytes of the SBE message of this record, header included. */
    public int messageLength() {
        return messageLength;
    }
}
