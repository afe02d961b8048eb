package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.protocol.LaneMode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncFenceTest {
    private static final int BLOCK_BYTES = 2 * 1024 * 1024;

    @TempDir
    Path home;

    @Test
    void releasesWhatIsOnTheDiskUnlessThePolicyAsksForNothing() {
        final long none = SyncFence.codeOf(SyncPolicy.NONE);
        final long intents = SyncFence.codeOf(SyncPolicy.INTENTS);
        final long all = SyncFence.codeOf(SyncPolicy.ALL);

        assertTrue(SyncFence.isReleased(none, 0, 10));
        assertTrue(SyncFence.isReleased(intents, 10, 10));
        assertFalse(SyncFence.isReleased(intents, 9, 10));
        assertTrue(SyncFence.isReleased(all, 11, 10));
        assertFalse(SyncFence.isReleased(all, 9, 10));
        assertFalse(SyncFence.isReleased(0, 10, 10)); // The engine has not said.
    }

    @Test
    void B1_aTermBeginsWithAllOnTheDiskThatTheLeaderBeforeAppended() throws Exception {
        for (final SyncPolicy policy : SyncPolicy.values()) {
            final CopyOnWriteArrayList<String> done = new CopyOnWriteArrayList<>();
            final EngineConfig config = EngineConfig.standard(home.resolve(policy.name()), "main")
                    .withMode(LaneMode.SIM)
                    .withTopology(Topology.INLINE)
                    .withJournal(new ChronicleJournalConfig(Roll.DAILY, BLOCK_BYTES, 0, policy, 500));
            final LaneJournal lane = LaneJournal.chronicle(config.laneDirectory(), "main", config.journal());
            try (RunningEngine engine = RunningEngine.start(config, new Noting(lane, done))) {
                assertEquals(SyncFence.codeOf(policy), engine.counter(EngineCounter.SYNC_POLICY));
                assertEquals(policy != SyncPolicy.NONE, engine.counter(EngineCounter.SYNCED_SEQUENCE) > 0);
                assertEquals("append", done.get(0), policy.name());
                assertEquals(policy != SyncPolicy.NONE, done.size() > 1 && done.get(1).equals("sync"), policy.name());
            }
        }
    }

    /** The journal of a lane, and what is asked of it. */
    private record Noting(LaneJournal lane, CopyOnWriteArrayList<String> done) implements LaneJournal {
        @Override
        public Optional<String> damageAfter(final long sequence) {
            return lane.damageAfter(sequence);
        }

        @Override
        public JournalReader readerFrom(final long sequence) {
            return lane.readerFrom(sequence);
        }

        @Override
        public Journal openForAppend() {
            final Journal journal = lane.openForAppend();
            return new Journal() {
                @Override
                public void append(final DirectBuffer buffer, final int offset, final int length) {
                    journal.append(buffer, offset, length);
                    done.add("append");
                }

                @Override
                public void sync() {
                    journal.sync();
                    done.add("sync");
                }

                @Override
                public void close() {
                    journal.close();
                }
            };
        }
    }
}
