package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import dragon.engine.lane.LeaseLostException;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose time jumps where a stopped process would have stood. */
final class LeaseOfALeaderTest {
    @TempDir
    Path home;

    /** The machine's clock until it has been read a number of times; from then on an hour later. */
    private static final class JumpingClock implements NanoClock {
        private long readsLeft = Long.MAX_VALUE;

        void jumpAfter(final int reads) {
            readsLeft = reads;
        }

        @Override
        public long nanoTime() {
            final boolean hasJumped = readsLeft == 0;
            if (!hasJumped) {
                readsLeft--;
            }
            return System.nanoTime() + (hasJumped ? TimeUnit.HOURS.toNanos(1) : 0);
        }
    }

    @Test
    void C1_aLeaderStoppedInTheMiddleOfARoundWritesNotEvenAPrice() throws Exception {
        final Messages messages = new Messages();
        final JumpingClock clock = new JumpingClock();
        final EngineConfig config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small());
        final LaneDirectory lane = config.laneDirectory();
        try (Engine engine = Engine.recover(
                        config,
                        warning -> {},
                        new EngineHost(clock, (document, length, dequeuedNs, inputs, journaledNs) -> {}));
                RingFile ring = RingFile.open(lane.gatewayRing())) {
            final RingProducer gateway = new RingProducer(ring);
            engine.round(100);
            final long sequence = JournalVerifier.verify(lane.journal()).lastSequence();
            gateway.offer(messages.buffer, 0, messages.bestBidOffer(1, 1, 1), 1_000_000);

            clock.jumpAfter(1); // The round begins within the lease.
            assertThrows(LeaseLostException.class, () -> engine.round(100));

            assertEquals(sequence, JournalVerifier.verify(lane.journal()).lastSequence());
            assertEquals(1, LaneMark.read(lane).orElseThrow().leaseLostTerm());
        }
    }
}
