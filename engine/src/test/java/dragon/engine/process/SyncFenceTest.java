package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.CommandClient;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncFenceTest {
    private static final int BLOCK_BYTES = 2 * 1024 * 1024;
    private static final long ANSWER_MS = 60_000;

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
            final SlowDisk disk = new SlowDisk();
            final EngineConfig config = config(policy);
            try (RunningEngine engine = RunningEngine.start(config, new Noting(lane(config), disk))) {
                assertEquals(SyncFence.codeOf(policy), engine.counter(EngineCounter.SYNC_POLICY));
                assertEquals(policy != SyncPolicy.NONE, engine.counter(EngineCounter.SYNCED_SEQUENCE) > 0);
                assertEquals("append", disk.done.get(0), policy.name());
                assertEquals(
                        policy != SyncPolicy.NONE,
                        disk.done.size() > 1 && disk.done.get(1).equals("sync"),
                        policy.name());
            }
        }
    }

    @Test
    void B1_whatCanBeReadIsNotReleasedWhileTheDiskIsWaitedFor() throws Exception {
        final EngineConfig config = config(SyncPolicy.INTENTS);
        final SlowDisk disk = new SlowDisk();
        final Messages messages = new Messages();
        try (RunningEngine engine = RunningEngine.start(config, new Noting(lane(config), disk));
                RingFile ring = RingFile.open(engine.lane().gatewayRing());
                CommandClient client = new CommandClient(engine.lane());
                JournalReader reader = ChronicleJournal.reader(engine.lane().journal())) {
            assertTrue(client.send(messages.buffer, 0, messages.createAccount(1, "alpha"), 1, ANSWER_MS)
                    .isDone());
            disk.stop();
            assertTrue(new RingProducer(ring).offer(messages.buffer, 0, messages.gatewayUp(5)));

            final long[] query = new long[1];
            engine.await("an intent that can be read", () -> {
                reader.poll((buffer, offset, length) -> query[0] = intentIn(buffer, offset, length));
                return query[0] != 0;
            });
            engine.await("a wait for the disk", disk::isWaitedFor);
            assertFalse(isReleased(engine, query[0]));

            disk.goOn();
            engine.await("its release", () -> isReleased(engine, query[0]));
        }
    }

    @Test
    void B1_aCommandIsOnTheDiskBeforeItIsAnswered() throws Exception {
        final EngineConfig config = config(SyncPolicy.INTENTS);
        final SlowDisk disk = new SlowDisk();
        final Messages messages = new Messages();
        try (RunningEngine engine = RunningEngine.start(config, new Noting(lane(config), disk));
                CommandClient client = new CommandClient(engine.lane())) {
            final int before = disk.done.size();
            assertTrue(client.send(messages.buffer, 0, messages.setLiveTrading(1, false), 1, ANSWER_MS)
                    .isDone());

            assertEquals(List.of("append", "sync"), disk.done.subList(before, before + 2));
        }
    }

    private static boolean isReleased(final RunningEngine engine, final long sequence) {
        return SyncFence.isReleased(
                engine.counter(EngineCounter.SYNC_POLICY), engine.counter(EngineCounter.SYNCED_SEQUENCE), sequence);
    }

    private static long intentIn(final DirectBuffer buffer, final int offset, final int length) {
        final RecordCursor cursor = new RecordCursor();
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            if (cursor.kind() == RecordEnvelope.INTENT) {
                return cursor.sequence();
            }
        }
        return 0;
    }

    private EngineConfig config(final SyncPolicy policy) {
        return EngineConfig.standard(home.resolve(policy.name()), "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(new ChronicleJournalConfig(Roll.DAILY, BLOCK_BYTES, 0, policy, 500));
    }

    private static LaneJournal lane(final EngineConfig config) {
        return LaneJournal.chronicle(config.laneDirectory(), "main", config.journal());
    }

    /** Notes what is asked of it, and keeps whoever syncs waiting while it is stopped. */
    private static final class SlowDisk {
        private final CopyOnWriteArrayList<String> done = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile boolean isWaitedFor;

        void stop() {
            gate = new CountDownLatch(1);
        }

        void goOn() {
            gate.countDown();
        }

        boolean isWaitedFor() {
            return isWaitedFor;
        }

        private void await() {
            try {
                isWaitedFor = gate.getCount() > 0;
                gate.await();
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The journal of a lane on such a disk. */
    private record Noting(LaneJournal lane, SlowDisk disk) implements LaneJournal {
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
                    disk.done.add("append");
                }

                @Override
                public void sync() {
                    disk.await();
                    journal.sync();
                    disk.done.add("sync");
                }

                @Override
                public void close() {
                    journal.close();
                }
            };
        }
    }
}
