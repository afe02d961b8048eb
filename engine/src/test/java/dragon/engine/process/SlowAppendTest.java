package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.lane.StateImageSource;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.ResultsFile;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.nio.file.Path;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long documents take to get into the journal, by a clock that only the journal moves. */
final class SlowAppendTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int RING_BYTES = 1 << 16;

    @TempDir
    Path directory;

    private final Messages messages = new Messages();
    private final EngineCounters counters = EngineCounters.inMemory();
    private long nowNs = 50 * SECOND_NS;
    private long appendNs;

    @Test
    void B9_isNotedFromASecondOnAndTakenOnce() throws Exception {
        try (RingFile gatewayRing = RingFile.create(directory.resolve("gateway.ring"), RING_BYTES);
                RingFile commandRing = RingFile.create(directory.resolve("command.ring"), RING_BYTES);
                ResultsFile results = ResultsFile.create(directory.resolve("results.ring"))) {
            appendNs = 3 * SECOND_NS; // The first document of a term meets a cold disk: that closes nothing.
            final EngineLoop loop = EngineLoop.recover(
                    EngineLoop.Settings.of(EngineConfig.standard(directory, "main"), LaneMode.SIM),
                    new EngineLoop.Surroundings(
                            () -> nowNs,
                            lastNs -> new EngineClock(1_700_000_000L * SECOND_NS, nowNs, lastNs),
                            new RingConsumer(gatewayRing, () -> nowNs),
                            new RingConsumer(commandRing, () -> nowNs),
                            new BroadcastTransmitter(results.buffer()),
                            counters,
                            (document, length, dequeuedNs, inputs, journaledNs) -> {}),
                    new SlowJournal(),
                    StateImageSource.NONE,
                    lastTerm -> lastTerm + 1,
                    warning -> {});
            final RingProducer gateway = new RingProducer(gatewayRing);
            assertEquals(0, loop.handler().takeSlowestAppendNs());

            price(loop, gateway, SECOND_NS - 1);
            assertEquals(0, loop.handler().takeSlowestAppendNs());
            price(loop, gateway, SECOND_NS);
            price(loop, gateway, 2 * SECOND_NS);
            price(loop, gateway, SECOND_NS + 1);
            assertEquals(2 * SECOND_NS, loop.handler().takeSlowestAppendNs(), "the longest");
            assertEquals(0, loop.handler().takeSlowestAppendNs());

            loop.handler().showCounts();
            assertEquals(4, counters.of(EngineCounter.SLOW_APPENDS).get());
            assertEquals(3 * SECOND_NS, counters.of(EngineCounter.APPEND_MAX_NS).get());
        }
    }

    private void price(final EngineLoop loop, final RingProducer gateway, final long takingNs) throws Exception {
        appendNs = takingNs;
        gateway.offer(messages.buffer, 0, messages.bestBidOffer(1, 60_000L * 100_000_000L, 1));
        loop.feed(nowNs, 16);
        loop.poll();
    }

    private final class SlowJournal implements LaneJournal {
        private final InMemoryJournal memory = new InMemoryJournal();

        @Override
        public Optional<String> damageAfter(final long sequence) {
            return Optional.empty();
        }

        @Override
        public JournalReader readerFrom(final long sequence) {
            return memory.reader();
        }

        @Override
        public Journal openForAppend() {
            return new Journal() {
                @Override
                public void append(final DirectBuffer buffer, final int offset, final int length) {
                    memory.append(buffer, offset, length);
                    nowNs += appendNs;
                }

                @Override
                public void sync() {
                    memory.sync();
                }

                @Override
                public void close() {
                    memory.close();
                }
            };
        }
    }
}
