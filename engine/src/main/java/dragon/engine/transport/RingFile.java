package dragon.engine.transport;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A ring of frames between processes: many producers, one consumer, one mapped file that outlives them all.
 *
 * <pre>
 *   0 .. capacity                  frames, as Agrona's many-to-one ring buffer lays them out
 *   .. + 768                       its trailer: tail, head, consumer heartbeat
 *   .. + 128                       our trailer: magic, released position, frames dropped by producers
 * </pre>
 *
 * <p>Ownership: the engine creates the file, everybody else opens it. Mode 0600.
 */
public final class RingFile implements AutoCloseable {
    private static final long MAGIC = 0x3147_4E49_5247_5244L; // "DRGRING1", little-endian.
    private static final int MIN_CAPACITY_BYTES = 4096;
    private static final int OUR_TRAILER_BYTES = 128;
    private static final int MAGIC_OFFSET = 0;
    private static final int RELEASED_OFFSET = 64;
    private static final int DROPPED_OFFSET = 72;

    private final Path path;
    private final MappedByteBuffer mapped;
    private final UnsafeBuffer file;
    private final ManyToOneRingBuffer ring;
    private final int capacity;
    private final int trailer;
    private volatile boolean isClosed;

    private RingFile(final Path path, final MappedByteBuffer mapped, final UnsafeBuffer file) {
        this.path = path;
        this.mapped = mapped;
        this.file = file;
        this.capacity = file.capacity() - RingBufferDescriptor.TRAILER_LENGTH - OUR_TRAILER_BYTES;
        this.trailer = capacity + RingBufferDescriptor.TRAILER_LENGTH;
        this.ring = new ManyToOneRingBuffer(new UnsafeBuffer(file, 0, trailer));
    }

    /** A ring within one process, for a simulation: outlives its consumer and its producers, and has no path. */
    public static RingFile inMemory(final int capacityBytes) {
        final int bytes = capacityBytes + RingBufferDescriptor.TRAILER_LENGTH + OUR_TRAILER_BYTES;
        return new RingFile(
                null, null, new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, BitUtil.CACHE_LINE_LENGTH)));
    }

    /**
     * Opens the ring, with what is still in it, or makes it if there is none or if it is not a ring of ours.
     *
     * @param capacityBytes of a new ring, a power of two from 4096; a ring that exists keeps its own
     */
    public static RingFile create(final Path path, final int capacityBytes) {
        if (!BitUtil.isPowerOfTwo(capacityBytes) || capacityBytes < MIN_CAPACITY_BYTES) {
            throw new IllegalArgumentException("ring size: ringBytes=" + capacityBytes
                    + ", expected a power of two of at least " + MIN_CAPACITY_BYTES);
        }
        try {
            if (Files.exists(path)) {
                final RingFile existing = map(path);
                if (existing != null) {
                    return existing;
                }
            }
            final Path temporary = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            LaneDirectory.createFile(temporary);
            try (RandomAccessFile fresh = new RandomAccessFile(temporary.toFile(), "rw")) {
                final int bytes = capacityBytes + RingBufferDescriptor.TRAILER_LENGTH + OUR_TRAILER_BYTES;
                IoUtil.fill(fresh.getChannel(), 0, bytes, (byte)
                        0); // Real blocks: a sparse file faults when the disk is full.
                fresh.seek(capacityBytes + RingBufferDescriptor.TRAILER_LENGTH + MAGIC_OFFSET);
                fresh.writeLong(Long.reverseBytes(MAGIC));
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            final RingFile created = map(path);
            if (created == null) {
                throw new IOException("the file is not what was just written");
            }
            return created;
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot create ring " + path + ": " + e
                            + ". Nothing was sent. Next: check disk space and permissions.",
                    e);
        }
    }

    /**
     * Opens a ring that the engine made.
     *
     * @throws OperatorException with {@link ExitStatus#ENGINE_NOT_RUNNING} if there is none yet
     */
    public static RingFile open(final Path path) {
        try {
            final RingFile ring = map(path);
            if (ring == null) {
                throw new OperatorException(
                        ExitStatus.CONFIG,
                        "Cannot use ring " + path + ": it is not a ring of this build. Nothing was sent."
                                + " Next: start the engine once; it makes a new ring.");
            }
            return ring;
        } catch (final NoSuchFileException e) {
            throw new OperatorException(
                    ExitStatus.ENGINE_NOT_RUNNING,
                    "No ring at " + path + ": no engine ever ran on this lane. Nothing was sent."
                            + " Next: start the engine.",
                    e);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot open ring " + path + ": " + e + ". Nothing was sent. Next: run as the owner of the lane.",
                    e);
        }
    }

    /** Maps the file; null if it is not a ring of ours. */
    private static RingFile map(final Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString()); // Opening for writing would make it.
        }
        try (RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw")) {
            final long bytes = opened.length();
            final long capacity = bytes - RingBufferDescriptor.TRAILER_LENGTH - OUR_TRAILER_BYTES;
            if (capacity < MIN_CAPACITY_BYTES || capacity > 1 << 30 || !BitUtil.isPowerOfTwo(capacity)) {
                return null;
            }
            final MappedByteBuffer mapped = opened.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            final RingFile ring = new RingFile(path, mapped, new UnsafeBuffer(mapped));
            if (ring.file.getLong(ring.trailer + MAGIC_OFFSET, java.nio.ByteOrder.LITTLE_ENDIAN) != MAGIC) {
                ring.close();
                return null;
            }
            return ring;
        }
    }

    /** Where it lies; null for one in memory. */
    public Path path() {
        return path;
    }

    /** Bytes for frames. */
    public int capacity() {
        return capacity;
    }

    /** Bytes of frames that the consumer has not released. */
    public int size() {
        return ring.size();
    }

    /** When the consumer was last seen, milliseconds since the epoch; 0 = never. */
    public long consumerHeartbeatMs() {
        return ring.consumerHeartbeatTime();
    }

    /** Frames that producers gave up on because the ring was full, since the ring was made. */
    public long droppedFrames() {
        return file.getLongVolatile(trailer + DROPPED_OFFSET);
    }

    void addDroppedFrame() {
        file.getAndAddLong(trailer + DROPPED_OFFSET, 1);
    }

    /** Up to where the consumer meant to release; beyond the head only if it died on the way. */
    long releasedPosition() {
        return file.getLongVolatile(trailer + RELEASED_OFFSET);
    }

    void releasedPosition(final long position) {
        file.putLongOrdered(trailer + RELEASED_OFFSET, position);
    }

    /** The ring as Agrona knows it. */
    public ManyToOneRingBuffer ring() {
        return ring;
    }

    /** Frames and trailers; a frame's index is its position modulo {@link #capacity()}. */
    UnsafeBuffer buffer() {
        return file;
    }

    /** Unmaps the file: nobody may touch this ring any more, on any thread. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            IoUtil.unmap(mapped);
        }
    }
}
