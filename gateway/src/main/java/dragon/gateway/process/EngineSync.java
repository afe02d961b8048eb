package dragon.gateway.process;

import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.SyncFence;
import java.nio.file.Path;
import java.util.function.LongPredicate;

/**
 * How far the engine of a lane has its journal on the disk, by its counters; nothing is released while it has not said.
 *
 * <p>Threading: one thread. Cost: two reads of memory for a document with intents.
 */
final class EngineSync implements LongPredicate, AutoCloseable {
    private final Path countersFile;
    private CountersReader counters;

    EngineSync(final Path countersFile) {
        this.countersFile = countersFile;
    }

    @Override
    public boolean test(final long sequence) {
        if (counters == null) {
            counters = CountersReader.open(countersFile).orElse(null);
            if (counters == null) {
                return false;
            }
        }
        final long policy = counters.value(EngineCounter.SYNC_POLICY);
        return SyncFence.isReleased(policy, counters.value(EngineCounter.SYNCED_SEQUENCE), sequence);
    }

    @Override
    public void close() {
        if (counters != null) {
            counters.close();
        }
    }
}
