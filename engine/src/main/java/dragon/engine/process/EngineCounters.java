package dragon.engine.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters file, as its one writer sees it.
 *
 * <pre>
 *   0       64 bytes      magic
 *   64      metadata      labels: {@link #COUNTERS_MAX} records of Agrona's counters
 *   ..      values        one long on its own two cache lines each
 * </pre>
 *
 * <p>Threading: each counter has one writing thread. The file keeps its place on the disk across restarts, so that a
 * reader that has it open sees the next engine too.
 */
public final class EngineCounters implements AutoCloseable {
    static final long MAGIC = 0x3130_5254_4E43_5244L; // "DRCNTR01", little-endian.
    static final int COUNTERS_MAX = 128;
    static final int METADATA_OFFSET = BitUtil.CACHE_LINE_LENGTH;
    static final int METADATA_BYTES = COUNTERS_MAX * CountersReader.METADATA_LENGTH;
    static final int VALUES_OFFSET = METADATA_OFFSET + METADATA_BYTES;
    static final int VALUES_BYTES = COUNTERS_MAX * CountersReader.COUNTER_LENGTH;
    static final int FILE_BYTES = VALUES_OFFSET + VALUES_BYTES;

    private final MappedByteBuffer mapped;
    private final AtomicCounter[] counters = new AtomicCounter[EngineCounter.values().length];
    private boolean isClosed;

    private EngineCounters(final MappedByteBuffer mapped, final UnsafeBuffer file) {
        this.mapped = mapped;
        file.setMemory(0, FILE_BYTES, (byte) 0);
        final CountersManager manager = new CountersManager(
                new UnsafeBuffer(file, METADATA_OFFSET, METADATA_BYTES),
                new UnsafeBuffer(file, VALUES_OFFSET, VALUES_BYTES));
        for (final EngineCounter counter : EngineCounter.values()) {
            counters[counter.ordinal()] = manager.newCounter(counter.label());
        }
        file.putLongOrdered(0, MAGIC);
    }

    /** Counters that nobody else reads: for a simulation. */
    public static EngineCounters inMemory() {
        return new EngineCounters(
                null, new UnsafeBuffer(BufferUtil.allocateDirectAligned(FILE_BYTES, BitUtil.CACHE_LINE_LENGTH)));
    }

    /** Makes the file, or takes the one of the engine before and sets all to 0. */
    public static EngineCounters create(final Path path) {
        try {
            if (!Files.exists(path)) {
                LaneDirectory.createFile(path);
            }
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                if (file.length() != FILE_BYTES) {
                    file.setLength(0);
                    IoUtil.fill(file.getChannel(), 0, FILE_BYTES, (byte) 0);
                }
                final MappedByteBuffer mapped = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES);
                return new EngineCounters(mapped, new UnsafeBuffer(mapped));
            }
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot create counters " + path + ": " + e
                            + ". Nothing was sent. Next: check disk space and permissions.",
                    e);
        }
    }

    /** The counter itself, for the thread that writes it. */
    public AtomicCounter of(final EngineCounter counter) {
        return counters[counter.ordinal()];
    }

    /** Sets a counter so that readers see what was written before it. */
    public void set(final EngineCounter counter, final long value) {
        counters[counter.ordinal()].setRelease(value);
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            IoUtil.unmap(mapped); // Of memory that is no file there is nothing to unmap.
        }
    }
}
