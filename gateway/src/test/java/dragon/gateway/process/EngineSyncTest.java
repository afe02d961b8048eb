package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineCounters;
import dragon.engine.process.SyncFence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway believes of the counters of its lane. */
class EngineSyncTest {
    private static final long INTENT = 10;

    @TempDir
    Path lane;

    private long nowNs;

    private EngineSync follow() {
        return new EngineSync(lane.resolve("counters.dat"), () -> nowNs);
    }

    private EngineCounters engine() {
        return EngineCounters.create(lane.resolve("counters.dat"));
    }

    private static void tells(final EngineCounters engine, final SyncPolicy policy, final long syncedSequence) {
        engine.set(EngineCounter.SYNCED_SEQUENCE, syncedSequence);
        engine.set(EngineCounter.SYNC_POLICY, SyncFence.codeOf(policy));
    }

    @Test
    void B1_nothingIsReleasedWhereNoEngineEverRanAndASecondAfterOneHasSaidSo() {
        try (EngineSync sync = follow()) {
            assertFalse(sync.test(INTENT));
            try (EngineCounters engine = engine()) {
                tells(engine, SyncPolicy.INTENTS, INTENT);
                nowNs += TimeUnit.SECONDS.toNanos(1);
                assertTrue(sync.test(INTENT));
                assertFalse(sync.test(INTENT + 1));
            }
        }
    }

    @Test
    void anEngineThatSyncsNothingIsNotWaitedFor() {
        try (EngineCounters engine = engine();
                EngineSync sync = follow()) {
            tells(engine, SyncPolicy.NONE, 0);
            assertTrue(sync.test(INTENT));
        }
    }

    @Test
    void B1_theNextEngineIsHeardAtOnceInTheSameFile() {
        try (EngineSync sync = follow();
                EngineCounters dead = engine()) {
            tells(dead, SyncPolicy.INTENTS, INTENT - 1);
            nowNs += TimeUnit.SECONDS.toNanos(1);
            assertFalse(sync.test(INTENT));
            try (EngineCounters next = engine()) {
                assertFalse(sync.test(INTENT), "it has not said");
                tells(next, SyncPolicy.INTENTS, INTENT);
                assertTrue(sync.test(INTENT));
            }
        }
    }

    @Test
    void countersThatWereRemovedAndMadeAnewAreFoundAgain() throws Exception {
        try (EngineCounters removed = engine();
                EngineSync sync = follow()) {
            tells(removed, SyncPolicy.INTENTS, INTENT - 1);
            assertFalse(sync.test(INTENT));
            Files.delete(lane.resolve("counters.dat"));
            try (EngineCounters engine = engine()) {
                tells(engine, SyncPolicy.INTENTS, INTENT);
                nowNs += TimeUnit.SECONDS.toNanos(1);
                assertTrue(sync.test(INTENT));
            }
        }
    }
}
