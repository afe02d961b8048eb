package dragon.engine.transport;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastBufferDescriptor;

/**
 * Where the engine repeats the results of commands that it has journaled, for whoever waits: an Agrona broadcast buffer.
 *
 * <p>It never keeps the engine waiting: a listener that is too slow loses results and asks again, because repeating a
 * command repeats its result.
 */
public final class ResultsFile implements AutoCloseable {
    /** Bytes for results: some hundreds of the longest. */
    public static final int CAPACITY_BYTES = 256 * 1024;

    private static final int FILE_BYTES = CAPACITY_BYTES + BroadcastBufferDescriptor.TRAILER_LENGTH;

    private final MappedByteBuffer mapped;
    private final UnsafeBuffer buffer;
    private boolean isClosed;

    private ResultsFile(final MappedByteBuffer mapped) {
        this.mapped = mapped;
        this.buffer = new UnsafeBuffer(mapped);
    }

    /** Opens the file, or makes it if there is none. The engine only. */
    public static ResultsFile create(final Path path) {
        try {
            if (!Files.exists(path)) {
                LaneDirectory.createFile(path);
            }
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                if (file.length() != FILE_BYTES) {
                    file.setLength(0);
                    IoUtil.fill(file.getChannel(), 0, FILE_BYTES, (byte) 0);
                }
                return new ResultsFile(file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES));
            }
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot create " + path + ": " + e + ". Nothing was sent. Next: check disk space and permissions.",
                    e);
        }
    }

    /** Opens the file to listen. */
    public static ResultsFile open(final Path path) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            if (file.length() != FILE_BYTES) {
                throw new IOException("not a results file of this build");
            }
            return new ResultsFile(file.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, FILE_BYTES));
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.ENGINE_NOT_RUNNING,
                    "Cannot read results from " + path + ": " + e + ". Nothing was sent. Next: start the engine.",
                    e);
        }
    }

    /** The broadcast buffer, for its one transmitter or any receiver. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            IoUtil.unmap(mapped);
        }
    }
}
