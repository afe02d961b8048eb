package dragon.engine.process;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The counters of an engine in another process, alive or dead; never writes.
 *
 * <p>Threading: any thread. Cost: one memory read a value.
 */
public final class CountersReader implements AutoCloseable {
    private final MappedByteBuffer mapped;
    private final UnsafeBuffer values;
    private boolean isClosed;

    private CountersReader(final MappedByteBuffer mapped) {
        this.mapped = mapped;
        this.values = new UnsafeBuffer(mapped, EngineCounters.VALUES_OFFSET, EngineCounters.VALUES_BYTES);
    }

    /** Maps the file of a lane; empty if no engine of this build ever ran there, or it cannot be read. */
    public static Optional<CountersReader> open(final Path path) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (file.size() != EngineCounters.FILE_BYTES) {
                return Optional.empty();
            }
            final MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, EngineCounters.FILE_BYTES);
            if (mapped.order(ByteOrder.LITTLE_ENDIAN).getLong(0) != EngineCounters.MAGIC) {
                IoUtil.unmap(mapped);
                return Optional.empty();
            }
            return Optional.of(new CountersReader(mapped));
        } catch (final IOException e) {
            return Optional.empty();
        }
    }

    /** Maps the counters of the engine that leads a lane; empty if none leads, or they are not known to be its own. */
    public static Optional<CountersReader> ofLeader(final LaneDirectory lane) {
        final LaneMark mark = LaneMark.read(lane).orElse(null);
        if (mark == null || !mark.isLeaderAlive()) {
            return Optional.empty();
        }
        final Optional<CountersReader> counters = open(lane.counters());
        if (counters.isPresent() && counters.get().value(EngineCounter.PID) != mark.pid()) {
            counters.get().close();
            return Optional.empty();
        }
        return counters;
    }

    /** The value of a counter now. */
    public long value(final EngineCounter counter) {
        final int offset = org.agrona.concurrent.status.CountersReader.counterOffset(counter.ordinal());
        return values.getLongVolatile(offset);
    }

    /** What the engine said last that it is doing; it may be dead since. */
    public EngineState state() {
        return EngineState.of(value(EngineCounter.STATE));
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            IoUtil.unmap(mapped);
        }
    }
}
