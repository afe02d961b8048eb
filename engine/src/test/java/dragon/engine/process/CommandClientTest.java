package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.CommandAnswer;
import dragon.engine.transport.CommandClient;
import dragon.engine.transport.ResultsFile;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator hears whose engine dies, or does not come round, with a command of his in the ring. */
final class CommandClientTest {
    private static final long WAIT_S = 60;
    private static final long SHORT_MS = 400; // Two looks at the leader.

    private static final long LONG_ENOUGH_MS = 3_000; // To fill a ring and to overrun a listener meanwhile.

    @TempDir
    Path home;

    private final Messages messages = new Messages();
    private EngineConfig config;
    private LaneDirectory lane;
    private LaneLock leader;
    private RingFile ring;
    private RingConsumer consumer;
    private ResultsFile results;

    /** It leads the lane and takes nothing out of its ring. */
    @BeforeEach
    void startALeaderThatDoesNotMove() {
        config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small());
        lane = config.laneDirectory();
        lane.create("main", LaneMode.SIM);
        ring = RingFile.create(lane.commandRing(), 4096);
        consumer = new RingConsumer(ring, System::nanoTime);
        results = ResultsFile.create(lane.resultsRing());
        leader = LaneLock.take(lane, "eng-a");
        leader.beginTerm(0);
    }

    @AfterEach
    void close() {
        leader.close();
        results.close();
        ring.close();
    }

    @Test
    void waitsForTheAnswerOfTheNextLeader() throws Exception {
        try (CommandClient client = new CommandClient(lane)) {
            final CompletableFuture<CommandAnswer> answer =
                    CompletableFuture.supplyAsync(() -> send(client, TimeUnit.SECONDS.toMillis(WAIT_S)));
            awaitACommandInTheRing();
            leader.close();
            try (RunningEngine next = RunningEngine.start(config)) {
                assertTrue(answer.get(WAIT_S, TimeUnit.SECONDS).isDone());
                assertTrue(next.warnings.isEmpty(), next.warnings.toString());
            }
        }
    }

    @Test
    void saysThatItMayBeCarriedOutWhereNoLeaderComes() throws Exception {
        try (CommandClient client = new CommandClient(lane)) {
            final CompletableFuture<OperatorException> fault = CompletableFuture.supplyAsync(
                    () -> assertThrows(OperatorException.class, () -> send(client, SHORT_MS)));
            awaitACommandInTheRing();
            leader.close();
            final OperatorException timedOut = fault.get(WAIT_S, TimeUnit.SECONDS);
            assertEquals(ExitStatus.TIMED_OUT, timedOut.exitStatus(), timedOut.getMessage());
            assertTrue(timedOut.getMessage().contains("may be carried out still"), timedOut.getMessage());
            assertTrue(timedOut.getMessage().contains("Next: dragon events"), timedOut.getMessage());
        }
    }

    @Test
    void saysThatItMayBeCarriedOutWhereTheRingIsFullForItsRepetition() throws Exception {
        try (CommandClient client = new CommandClient(lane)) {
            final CompletableFuture<OperatorException> fault = CompletableFuture.supplyAsync(
                    () -> assertThrows(OperatorException.class, () -> send(client, LONG_ENOUGH_MS)));
            awaitACommandInTheRing();
            final Messages others = new Messages();
            final RingProducer producer = new RingProducer(ring);
            int commandId = 100;
            while (producer.offer(others.buffer, 0, others.createAccount(++commandId, "other"))) {
                continue;
            }
            final BroadcastTransmitter transmitter = new BroadcastTransmitter(results.buffer());
            for (int bytes = 0; bytes < 2 * ResultsFile.CAPACITY_BYTES; bytes += 100) {
                transmitter.transmit(1, others.buffer, 0, 100);
            }
            final OperatorException timedOut = fault.get(WAIT_S, TimeUnit.SECONDS);
            assertEquals(ExitStatus.TIMED_OUT, timedOut.exitStatus(), timedOut.getMessage());
            assertTrue(timedOut.getMessage().contains("may be carried out still"), timedOut.getMessage());
        }
    }

    @Test
    void saysThatNothingWasSentWhereTheRingWasFullFromTheFirst() {
        final RingProducer producer = new RingProducer(ring);
        int commandId = 100;
        while (producer.offer(messages.buffer, 0, messages.createAccount(++commandId, "other"))) {
            continue;
        }
        try (CommandClient client = new CommandClient(lane)) {
            final OperatorException timedOut = assertThrows(OperatorException.class, () -> send(client, 1));
            assertEquals(ExitStatus.TIMED_OUT, timedOut.exitStatus(), timedOut.getMessage());
            assertTrue(timedOut.getMessage().contains("was not sent"), timedOut.getMessage());
            assertFalse(timedOut.getMessage().contains("carried out"), timedOut.getMessage());
        }
    }

    private CommandAnswer send(final CommandClient client, final long timeoutMs) {
        return client.send(messages.buffer, 0, messages.createAccount(1, "alpha"), 1, timeoutMs);
    }

    private void awaitACommandInTheRing() {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        while (consumer.size() == 0) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "no command came");
            Thread.onSpinWait();
        }
    }
}
