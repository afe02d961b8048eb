package dragon.gateway.process;

import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.SyncFence;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

/**
 * How far the engine of a lane has its journal on the disk, by its counters; nothing is released while it has not said.
 *
 * <p>The file keeps its place across restarts of the engine. Somebody may have removed it all the same, and the engine made a new one:
 * while something waits, it is opened again every second.
 *
 * <p>Threading: one thread. Cost: two reads of memory for a document with intents.
 */
final class EngineSync implements LongPredicate, AutoCloseable {
    private static final long LOOK_AGAIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path countersFile;
    private final NanoClock clock;
    private CountersReader counters;
    private long openedNs;

    EngineSync(final Path countersFile, final NanoClock clock) {
        this.countersFile = countersFile;
        this.clock = clock;
        open();
    }

    private void open() {
        openedNs = clock.nanoTime();
        counters = CountersReader.open(countersFile).orElse(null);
    }

    @Override
    public boolean test(final long sequence) {
        if (isReleased(sequence)) {
            return true;
        }
        if (clock.nanoTime() - openedNs < LOOK_AGAIN_NS) {
            return false;
        }
        close();
        open();
        return isReleased(sequence);
    }

    private boolean isReleased(final long sequence) {
        if (counters == null) {
            return false;
        }
        final long policy = counters.value(EngineCounter.SYNC_POLICY);
        return SyncFence.isReleased(policy, counters.value(EngineCounter.SYNCED_SEQUENCE), sequence);
    }

    @Override
    public void close() {
        CloseHelper.quietClose(counters);
        counters = null;
    }
}
