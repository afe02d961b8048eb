package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.OperatorException;
import dragon.engine.core.Core;
import dragon.engine.journal.JournalReader;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StateImageFile;
import dragon.engine.lane.StateImageSource;
import dragon.engine.protocol.LaneMode;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.engine.transport.CommandAnswer;
import dragon.engine.transport.CommandClient;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.io.File;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine process, killed again and again; what it answered is in the journal, and the journal gives its state. */
final class EngineKillIT {
    private static final int KILLS = 6;
    private static final long SEED = 20_26;
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path home;

    private final Messages messages = new Messages();
    private final Set<String> acknowledged = new HashSet<>();
    private final Random random = new Random(SEED);
    private long prices;

    @Test
    void A1_A3_standsInTheSameStateAfterEveryKillAndKeepsWhatItAnswered() throws Exception {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        for (int kill = 1; kill <= KILLS; kill++) {
            final Process engine = start();
            try {
                work(lane, kill);
            } finally {
                engine.destroyForcibly().waitFor();
            }
            assertTheStateIsTheJournals(lane, "seed " + SEED + " kill " + kill);
        }

        final Process last = start();
        awaitRunning(lane);
        last.destroy();
        assertTrue(last.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, last.exitValue(), "SIGTERM stops in order");
        final Core core = assertTheStateIsTheJournals(lane, "after the orderly stop");
        assertTrue(core.state().term() > KILLS / 2, "a kill inside the start may come before its term");
        assertEquals(1, StateImageFile.list(lane.images()).size());
    }

    private Process start() throws Exception {
        return ForkedJvm.of(EngineMain.class, "--home", home.toString(), "--lane", "main", "--mode", "sim")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(home.toFile(), "engine.log")))
                .start();
    }

    /** Commands and prices until the moment of the kill, which lies anywhere between start and a second after it. */
    private void work(final LaneDirectory lane, final int kill) throws Exception {
        if (kill % 3 == 2) {
            LockSupport.parkNanos(random.nextInt(700) * 1_000_000L); // Inside the start.
            return;
        }
        awaitRunning(lane);
        final long untilNs = System.nanoTime() + (200 + random.nextInt(800)) * 1_000_000L;
        try (CommandClient client = new CommandClient(lane);
                RingFile ring = RingFile.open(lane.gatewayRing())) {
            final RingProducer gateway = new RingProducer(ring);
            while (System.nanoTime() - untilNs < 0) {
                final String label = "a" + kill + "-" + acknowledged.size();
                if (acknowledged.size() < 50) {
                    final long commandId = CommandClient.newCommandId();
                    final CommandAnswer answer = client.send(
                            messages.buffer, 0, messages.createAccount(commandId, label), commandId, 20_000);
                    assertTrue(answer.isDone(), answer.toString());
                    acknowledged.add(label);
                }
                for (int i = 0; i < 2_000; i++) {
                    prices++;
                    gateway.offer(messages.buffer, 0, messages.bestBidOffer(1, prices * 1_000_000, prices), 1_000_000);
                }
            }
        }
    }

    private static void awaitRunning(final LaneDirectory lane) {
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (true) {
            final CountersReader counters = CountersReader.open(lane.counters()).orElse(null);
            if (counters != null) {
                try (counters) {
                    final boolean isAlive = ProcessHandle.of(counters.value(EngineCounter.PID))
                            .map(ProcessHandle::isAlive)
                            .orElse(false);
                    if (isAlive && counters.state() == EngineState.RUNNING) {
                        return;
                    }
                }
            }
            assertTrue(System.nanoTime() - deadlineNs < 0, "the engine never ran");
            LockSupport.parkNanos(5_000_000);
        }
    }

    private Core assertTheStateIsTheJournals(final LaneDirectory lane, final String when) {
        final Core whole;
        try {
            whole = recover(lane, StateImageSource.NONE);
        } catch (final OperatorException e) {
            throw new AssertionError(when, e);
        }
        assertEquals(hash(whole), hash(recover(lane, StateImageFile.in(lane.images()))), when);
        for (final String label : acknowledged) {
            assertTrue(whole.state().accounts().find(label) != null, when + ": answered and lost " + label);
        }
        return whole;
    }

    private static Core recover(final LaneDirectory lane, final StateImageSource images) {
        final EngineConfig config = EngineConfig.standard(lane.root(), "main").withMode(LaneMode.SIM);
        final LaneJournal journal = LaneJournal.chronicle(lane, "main", config.journal());
        final Recovery recovery = new Recovery("main", config.limits(), warning -> {});
        recovery.startFrom(images);
        try (JournalReader reader = journal.readerFrom(recovery.imageSequence())) {
            recovery.replay(journal, reader, () -> {});
        }
        return recovery.core();
    }

    private static long hash(final Core core) {
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        return new StateHash().of(image, 0, new StateImageEncoder().encode(core, image, 0));
    }
}
