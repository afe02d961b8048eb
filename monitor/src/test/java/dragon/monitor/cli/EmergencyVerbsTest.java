package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.Engine;
import dragon.engine.process.EngineConfig;
import dragon.engine.process.Topology;
import dragon.engine.protocol.LaneMode;
import dragon.monitor.PreparedLane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The red buttons as an engine takes them that answers, beside snapshots that were written by hand. */
class EmergencyVerbsTest {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path home;

    private LaneDirectory lane;
    private Path prepared;
    private final CompletableFuture<Engine> engine = new CompletableFuture<>();
    private Thread thread;

    @BeforeEach
    void write() {
        prepared = PreparedLane.write(home);
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
    }

    @AfterEach
    void stop() throws Exception {
        if (thread != null) {
            engine.get().stop();
            thread.join(TimeUnit.NANOSECONDS.toMillis(WAIT_NS));
            assertFalse(thread.isAlive(), "the engine does not stop");
        }
    }

    @Test
    void aHaltThatNoEngineTookIsTakenByTheNextOne() throws Exception {
        assertEquals(7, run("halt", "--reason", "drill").status());
        startEngine();
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!Files.exists(lane.control().resolve("HALT.taken"))) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not taken");
            LockSupport.parkNanos(1_000_000);
        }
        assertFalse(Files.exists(lane.control().resolve("HALT")));
    }

    private void startEngine() throws Exception {
        thread = new Thread(this::work, "engine");
        thread.start();
        engine.get(WAIT_NS, TimeUnit.NANOSECONDS);
    }

    private void work() {
        final EngineConfig config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small());
        try (Engine recovered = Engine.recover(config, warning -> {})) {
            engine.complete(recovered);
            recovered.run();
        } catch (final Throwable e) {
            engine.completeExceptionally(e);
        }
    }

    private CommandLineRun run(final String... arguments) {
        return CommandLineRun.of(home, arguments);
    }
}
