package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From ring to journal a price costs no heap. */
final class EngineAllocationTest {
    private static final int WARM_UP = 300_000;
    private static final int EVENTS = 1_000_000;

    /** What the mapping of some journal blocks costs; by far less than a byte for each event. */
    private static final long MAPPING_BYTES_MAX = 64 * 1024;

    @TempDir
    Path home;

    private final Messages messages = new Messages();

    @Test
    void takesNoHeapForAPriceFromRingToJournal() throws Exception {
        final EngineConfig config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withCheckpoints(TimeUnit.HOURS.toNanos(1), Long.MAX_VALUE)
                .withJournal(ChronicleJournalConfig.standard().withZeroedAheadBytes(0));
        try (Engine engine = Engine.recover(config, warning -> {});
                RingFile gatewayRing = RingFile.open(config.laneDirectory().gatewayRing());
                RingFile commandRing = RingFile.open(config.laneDirectory().commandRing());
                CountersReader counters =
                        CountersReader.open(config.laneDirectory().counters()).orElseThrow()) {
            final RingProducer gateway = new RingProducer(gatewayRing);
            final RingProducer commands = new RingProducer(commandRing);
            engine.start();
            commands.offer(messages.buffer, 0, messages.createAccount(1, "alpha"));
            commands.offer(messages.buffer, 0, messages.createBot(2, 1, "btc"));
            engine.round(16);
            gateway.offer(messages.buffer, 0, messages.gatewayUp(5));
            gateway.offer(messages.buffer, 0, messages.clock(5));
            gateway.offer(messages.buffer, 0, messages.instrument(1));
            engine.round(16);

            prices(engine, gateway, WARM_UP);
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final long before =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            final long inputs = counters.value(EngineCounter.INPUTS);
            prices(engine, gateway, EVENTS);
            final long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

            assertTrue(counters.value(EngineCounter.INPUTS) - inputs >= EVENTS);
            assertEquals(0, allocated / EVENTS);
            assertTrue(allocated <= MAPPING_BYTES_MAX, allocated + " bytes for " + EVENTS + " events");
            engine.finish();
        }
    }

    private void prices(final Engine engine, final RingProducer gateway, final int count) throws Exception {
        for (int i = 0; i < count; i++) {
            final int length = messages.bestBidOffer(1, (60_000L + i % 100) * 100_000_000L, i);
            assertTrue(gateway.offer(messages.buffer, 0, length));
            if (i % 3 == 0) {
                engine.round(16);
            }
        }
        engine.round(16);
    }
}
