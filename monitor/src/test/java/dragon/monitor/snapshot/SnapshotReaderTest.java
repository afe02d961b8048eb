package dragon.monitor.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dragon.monitor.PreparedLane;
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
    void goesOnWithTheDatabaseThatWasMadeAnew() throws Exception {
        final Path lane = PreparedLane.write(directory);
        try (SnapshotReader reader = SnapshotReader.open(lane.resolve("snapshots.db"))) {
            assertEquals(17, reader.read(0).lane().term());

            PreparedLane.rebuild(
                    directory, "UPDATE lane SET term = 18", "DELETE FROM events WHERE sequence > 48200000");
            assertEquals(1, reader.events(SnapshotReader.EventFilter.newest(10)).size());
            assertEquals(18, reader.read(0).lane().term());

            PreparedLane.rebuild(directory, "DELETE FROM lane");
            assertNull(reader.read(0));
        }
    }

    @Test
    void showsTheOldOneUntilTheNewOneIsThere() throws Exception {
        final Path database = PreparedLane.write(directory).resolve("snapshots.db");
        try (SnapshotReader reader = SnapshotReader.open(database)) {
            assertEquals(17, reader.read(0).lane().term());
            Files.move(database, database.resolveSibling("aside"));

            assertEquals(17, reader.read(0).lane().term());
        }
    }

    @Test
    void aDatabaseWithoutItsTablesHoldsNothingYet() throws Exception {
        try (SnapshotReader reader = SnapshotReader.open(Files.createFile(directory.resolve("snapshots.db")))) {
            assertNull(reader.read(0));
            assertEquals(List.of(), reader.events(SnapshotReader.EventFilter.newest(10)));
        }
    }
}
