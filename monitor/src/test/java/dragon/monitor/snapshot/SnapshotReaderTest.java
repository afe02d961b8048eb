package dragon.monitor.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader finds where a snapshotter has only just begun. */
final class SnapshotReaderTest {
    @TempDir
    Path directory;

    @Test
    void aDatabaseWithoutItsTablesHoldsNothingYet() throws Exception {
        try (SnapshotReader reader = SnapshotReader.open(Files.createFile(directory.resolve("snapshots.db")))) {
            assertNull(reader.read(0));
            assertEquals(List.of(), reader.events(SnapshotReader.EventFilter.newest(10)));
        }
    }
}
