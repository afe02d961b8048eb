package dragon.engine.transport;

import static org.agrona.concurrent.ringbuffer.RecordDescriptor.ALIGNMENT;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.HEADER_LENGTH;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.encodedMsgOffset;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.lengthOffset;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.typeOffset;

import dragon.engine.protocol.MessageHeaderDecoder;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Looks at the frames of a ring without taking them: the ring forgets a frame only in {@link #release}.
 *
 * <p>Positions only grow; a frame's index in the ring is its position modulo the capacity.
 *
 * <pre>
 *      head                      peek                    tail
 *        | peeked, not released    | committed, or claimed |
 *        v                         v                       v
 *   -----[frame][frame][padding][frame][frame][claimed ....]-----
 * </pre>
 *
 * <p>Threading: {@link #peek} on one thread, {@link #release} on one thread, which may be another one. Cost: no
 * allocation; the clock is read only while a producer keeps us waiting.
 *
 * <p>Frames are believed only as far as they are consistent. One with a length that cannot be is skipped, up to the next
 * place from which all frames follow each other; a producer that died between claim and commit is stepped over after
 * {@link #BLOCKED_NS_MAX}. The live producers behind it lose nothing.
 */
public final class RingConsumer {
    /** How long a claim may stay open before its producer is taken for dead. */
    public static final long BLOCKED_NS_MAX = 500_000_000L;

    /** Sees one frame; the bytes stay valid until the position is released. */
    @FunctionalInterface
    public interface FrameHandler {
        /**
         * Takes one frame.
         *
         * @param buffer the memory of the ring
         * @param offset of the message in it
         * @param length of the message in bytes; {@link #MALFORMED} if noise or a dead claim was skipped
         * @param typeId as the producer gave it
         * @param endPosition to release once the frame is journaled
         */
        void onFrame(DirectBuffer buffer, int offset, int length, int typeId, long endPosition);
    }

    /** The length of what was skipped: noise, or the claim of a dead producer. */
    public static final int MALFORMED = -1;

    private static final int CLEARED_BY_WORDS_MAX = 256;

    private final RingFile file;
    private final UnsafeBuffer buffer;
    private final ManyToOneRingBuffer ring;
    private final NanoClock clock;
    private final int capacity;
    private final int mask;
    private final int tailIndex;
    private final int headIndex;

    private long peekPosition;
    private long blockedPosition = -1;
    private long blockedSinceNs;
    private volatile long malformedFrames;
    private volatile long deadClaims;

    private long headPosition; // Of the releasing thread.

    /** Starts at the oldest frame that was not released; finishes a release that a dead consumer began. */
    public RingConsumer(final RingFile file, final NanoClock clock) {
        this.file = file;
        this.buffer = file.buffer();
        this.ring = file.ring();
        this.clock = clock;
        this.capacity = file.capacity();
        this.mask = capacity - 1;
        this.tailIndex = capacity + RingBufferDescriptor.TAIL_POSITION_OFFSET;
        this.headIndex = capacity + RingBufferDescriptor.HEAD_POSITION_OFFSET;
        this.headPosition = buffer.getLongVolatile(headIndex);
        final long released = file.releasedPosition();
        if (released > headPosition && released - headPosition <= capacity && released <= tail()) {
            forget(released);
        }
        this.peekPosition = headPosition;
    }

    /**
     * Hands over frames that were not handed over before, oldest first.
     *
     * @param framesMax to hand over at most
     * @return frames handed over
     */
    public int peek(final FrameHandler handler, final int framesMax) {
        int frames = 0;
        final long tail = tail();
        while (frames < framesMax && peekPosition < tail) {
            final int index = (int) (peekPosition & mask);
            final int length = buffer.getIntVolatile(lengthOffset(index));
            if (length <= 0) {
                if (!stepOverDeadClaim(index, length, tail)) {
                    break;
                }
                handler.onFrame(buffer, 0, MALFORMED, 0, peekPosition);
                frames++;
                continue;
            }
            final int type = buffer.getInt(typeOffset(index));
            final int space = BitUtil.align(length, ALIGNMENT);
            if (length < HEADER_LENGTH || length > capacity - index || peekPosition + space > tail) {
                skipNoise(tail);
                malformedFrames++;
                handler.onFrame(buffer, 0, MALFORMED, 0, peekPosition);
                frames++;
                continue;
            }
            peekPosition += space;
            if (type == RingBuffer.PADDING_MSG_TYPE_ID) {
                continue; // Released together with the frame behind it.
            }
            handler.onFrame(buffer, encodedMsgOffset(index), length - HEADER_LENGTH, type, peekPosition);
            frames++;
        }
        return frames;
    }

    /** Up to where frames were handed over. */
    public long peekPosition() {
        return peekPosition;
    }

    /**
     * Lets producers have the room of all frames up to a position, after they were journaled.
     *
     * @param position the end of a frame that was handed over
     */
    public void release(final long position) {
        if (position > headPosition) {
            // A consumer that dies between here and the new head would leave half-cleared frames, and payload would
            // be read as frames; the position says what is to be cleared again.
            file.releasedPosition(position);
            forget(position);
        }
    }

    private void forget(final long position) {
        final int from = (int) (headPosition & mask);
        final int bytes = (int) (position - headPosition);
        final int untilWrap = Math.min(bytes, capacity - from);
        clear(from, untilWrap);
        if (bytes > untilWrap) {
            clear(0, bytes - untilWrap);
        }
        buffer.putLongOrdered(headIndex, position);
        headPosition = position;
    }

    /** One frame is a few words, for which a call out of the JVM costs more than the words. */
    private void clear(final int from, final int bytes) {
        if (bytes > CLEARED_BY_WORDS_MAX) {
            buffer.setMemory(from, bytes, (byte) 0);
        } else {
            for (int i = from; i < from + bytes; i += Long.BYTES) {
                buffer.putLong(i, 0L);
            }
        }
    }

    /** Tells producers that the consumer is alive, milliseconds since the epoch. */
    public void heartbeat(final long nowMs) {
        ring.consumerHeartbeatTime(nowMs);
    }

    /** Bytes in the ring that were not released. */
    public int size() {
        return ring.size();
    }

    /** Bytes of frames; the size of the ring. */
    public int capacity() {
        return capacity;
    }

    /** The memory that frames are handed over in. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Frames that producers dropped because the ring was full. */
    public long droppedFrames() {
        return file.droppedFrames();
    }

    /** Stretches of noise that were skipped. */
    public long malformedFrames() {
        return malformedFrames;
    }

    /** Claims that were never committed and stepped over. */
    public long deadClaims() {
        return deadClaims;
    }

    private long tail() {
        return buffer.getLongVolatile(tailIndex);
    }

    /**
     * Waits for a producer that has claimed and not committed; in the end goes on behind its claim.
     *
     * @return whether the claim is behind us
     */
    private boolean stepOverDeadClaim(final int index, final int length, final long tail) {
        if (blockedPosition != peekPosition) {
            blockedPosition = peekPosition;
            blockedSinceNs = clock.nanoTime();
            return false;
        }
        if (clock.nanoTime() - blockedSinceNs < BLOCKED_NS_MAX) {
            return false;
        }
        final int claimed = length < 0 ? -length : clearedBytes(index, tail);
        final long end = peekPosition + BitUtil.align(claimed, ALIGNMENT);
        if (claimed <= 0 || claimed > capacity - index || end > tail) {
            if (length >= 0) {
                return false; // Nothing behind it yet, so nobody waits.
            }
            blockedPosition = -1;
            malformedFrames++;
            skipNoise(tail);
            return true;
        }
        blockedPosition = -1;
        deadClaims++;
        peekPosition = end;
        return true;
    }

    /** Bytes from a claim that died before its length was written to the next frame, or to the wrap; 0 = none behind. */
    private int clearedBytes(final int index, final long tail) {
        final int limit = (int) Math.min(capacity, index + (tail - peekPosition));
        for (int i = index + ALIGNMENT; i < limit; i += ALIGNMENT) {
            if (buffer.getIntVolatile(i) != 0) {
                return i - index;
            }
        }
        // The claim before the wrap died with its padding unwritten: its frame is at the start of the ring.
        return peekPosition + (capacity - index) < tail ? capacity - index : 0;
    }

    /** Goes to the next place from which every frame up to the tail is consistent, or to the tail. */
    private void skipNoise(final long tail) {
        long candidate = peekPosition + ALIGNMENT;
        while (candidate < tail && !isChain(candidate, tail)) {
            candidate += ALIGNMENT;
        }
        peekPosition = candidate;
    }

    private boolean isChain(final long start, final long tail) {
        long position = start;
        while (position < tail) {
            final int index = (int) (position & mask);
            final int length = buffer.getIntVolatile(lengthOffset(index));
            if (length <= 0) {
                return position != start; // A claim in progress ends what can be checked.
            }
            final int space = BitUtil.align(length, ALIGNMENT);
            if (length < HEADER_LENGTH || length > capacity - index || position + space > tail) {
                return false;
            }
            final int type = buffer.getInt(typeOffset(index));
            if (type != RingBuffer.PADDING_MSG_TYPE_ID && !isMessage(index, length, type)) {
                return false;
            }
            position += space;
        }
        return true;
    }

    /** Whether the frame names the same template as the message in it. */
    private boolean isMessage(final int index, final int length, final int type) {
        final int offset = encodedMsgOffset(index);
        return length >= HEADER_LENGTH + MessageHeaderDecoder.ENCODED_LENGTH
                && type
                        == (buffer.getShort(
                                        offset + MessageHeaderDecoder.templateIdEncodingOffset(),
                                        ByteOrder.LITTLE_ENDIAN)
                                & 0xFFFF);
    }
}
