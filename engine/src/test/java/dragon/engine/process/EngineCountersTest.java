package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters are seen by another process while the engine lives, after it, and across its restart. */
final class EngineCountersTest {
    @TempDir
    Path directory;

    @Test
    void areReadWhileTheEngineLivesAndAfterIt() throws Exception {
        final Path file = directory.resolve("counters.dat");
        final EngineCounters counters = EngineCounters.create(file);
        counters.set(EngineCounter.STATE, EngineState.RUNNING.code());
        counters.set(EngineCounter.SEQUENCE, 42);
        try (CountersReader reader = CountersReader.open(file).orElseThrow()) {
            assertEquals(42, reader.value(EngineCounter.SEQUENCE));
            assertEquals(EngineState.RUNNING, reader.state());
            counters.close();
            assertEquals(42, reader.value(EngineCounter.SEQUENCE));

            try (EngineCounters next = EngineCounters.create(file)) {
                assertEquals(0, reader.value(EngineCounter.SEQUENCE));
                next.set(EngineCounter.SEQUENCE, 43);
                assertEquals(43, reader.value(EngineCounter.SEQUENCE));
            }
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void areAbsentWhereNoEngineEverRan() throws Exception {
        assertTrue(CountersReader.open(directory.resolve("none")).isEmpty());
        Files.write(directory.resolve("short"), new byte[10]);
        assertTrue(CountersReader.open(directory.resolve("short")).isEmpty());
        Files.write(directory.resolve("zeros"), new byte[EngineCounters.FILE_BYTES]);
        assertTrue(CountersReader.open(directory.resolve("zeros")).isEmpty());
    }
}
