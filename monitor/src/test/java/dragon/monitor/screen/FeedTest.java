package dragon.monitor.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dragon.engine.lane.LaneDirectory;
import dragon.monitor.PreparedLane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the monitor reads when it goes from one lane to another. */
class FeedTest {
    private static final long NOW_MS = PreparedLane.SNAPSHOT_AT;

    @TempDir
    private Path home;

    @Test
    void goesFromLaneToLaneAndBackAndShowsNothingOfTheOneBefore() throws Exception {
        final Path main = PreparedLane.write(home);
        final Path second = Files.createDirectories(home.resolve("lanes/second"));
        Files.createDirectories(home.resolve("lanes/third"));
        Files.move(main.resolve("snapshots.db"), second.resolve("snapshots.db"));
        PreparedLane.execute(second, "UPDATE lane SET name = 'second', term = 4");
        PreparedLane.execute(second, "DELETE FROM bots WHERE id > 1");
        PreparedLane.write(home);

        try (Feed feed = new Feed(LaneDirectory.of(home, "main"), "main")) {
            final Picture first = feed.look(NOW_MS);
            assertEquals(List.of("main", "second", "third"), first.lanes());
            assertEquals("main t17 3 bots", told(first));

            feed.watch("second");
            assertEquals("second t4 1 bots", told(feed.look(NOW_MS)));

            feed.watch("third");
            assertNull(feed.look(NOW_MS).snapshot());

            PreparedLane.execute(main, "UPDATE lane SET term = 18");
            feed.watch("main");
            assertEquals("main t18 3 bots", told(feed.look(NOW_MS)));
        }
    }

    @Test
    void goesOnWithSnapshotsThatWereMadeAnew() throws Exception {
        PreparedLane.write(home);
        try (Feed feed = new Feed(LaneDirectory.of(home, "main"), "main")) {
            assertEquals("main t17 3 bots", told(feed.look(NOW_MS)));

            PreparedLane.rebuild(home, "DELETE FROM lane");
            assertEquals("main t17 3 bots", told(feed.look(NOW_MS)), "the last picture, until there is another one");

            PreparedLane.rebuild(home, "UPDATE lane SET term = 19", "DELETE FROM bots WHERE id > 2");
            assertEquals("main t19 2 bots", told(feed.look(NOW_MS)));
        }
    }

    private static String told(final Picture picture) {
        assertEquals(picture.laneName(), picture.snapshot().lane().name());
        return picture.laneName() + " t" + picture.snapshot().lane().term() + " "
                + picture.snapshot().bots().size() + " bots";
    }
}
