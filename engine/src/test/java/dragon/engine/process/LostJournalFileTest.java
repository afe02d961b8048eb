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
                .withJournal(ChronicleJournalConfig.small());
        final Path file;
        try (Engine engine = Engine.recover(config, warning -> {})) {
            engine.start();
            engine.round(100);
            assertEquals(StorageState.SOUND, engine.core().state().storage());
            try (Stream<Path> files = Files.list(config.laneDirectory().journal())) {
                file = files.filter(each -> each.toString().endsWith(".cq4"))
                        .findFirst()
                        .orElseThrow();
            }
            Files.delete(file);

            final long deadlineNs = System.nanoTime() + WAIT_NS;
            while (engine.core().state().storage() != StorageState.AT_FAULT) {
                assertTrue(System.nanoTime() - deadlineNs < 0, "the core was never told");
                engine.round(100);
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
