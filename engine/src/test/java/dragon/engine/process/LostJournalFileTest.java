package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.StorageState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose journal is deleted under its hands. */
final class LostJournalFileTest {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path home;

    @Test
    void B22_theCoreIsToldSoThatEntriesStop() throws Exception {
        final EngineConfig config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small().withZeroedAheadBytes(1 << 20));
        final Path file;
        try (Engine engine = Engine.recover(config, warning -> {})) {
            engine.start();
            await(
                    engine,
                    "the file is kept",
                    () -> EngineProcess.counter(config.laneDirectory().counters(), EngineCounter.JOURNAL_ZEROED_BYTES)
                            > 0);
            assertEquals(StorageState.SOUND, engine.core().state().storage());
            try (Stream<Path> files = Files.list(config.laneDirectory().journal())) {
                file = files.filter(each -> each.toString().endsWith(".cq4"))
                        .sorted() // Before midnight that of tomorrow is there too.
                        .findFirst()
                        .orElseThrow();
            }
            Files.delete(file);

            await(engine, "the core is told", () -> engine.core().state().storage() == StorageState.AT_FAULT);
        }
    }

    private static void await(final Engine engine, final String what, final BooleanSupplier isSo) throws Exception {
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "never came: " + what);
            engine.round(100);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
