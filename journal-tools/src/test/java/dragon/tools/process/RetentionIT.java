package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.tools.follow.JournaledLane;
import dragon.tools.snapshotter.SnapshotterMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention with processes as in earnest: the engine and the snapshotter of a lane whose oldest file is gone. */
class RetentionIT {
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    @TempDir
    Path home;

    private ToolsHome tools;
    private LaneDirectory lane;

    @BeforeEach
    void createLane() throws IOException {
        tools = new ToolsHome(home);
        lane = tools.lane();
        lane.create("main", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(lane.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane told = new JournaledLane(journal, 5).begin(0);
            told.advanceMs(DAY_MS).heartbeat();
            RetentionVerbTest.image(lane, told);
            told.heartbeat();
            RetentionVerbTest.image(lane, told);
            told.checkpoint();
        }
    }

    @AfterEach
    void endProcesses() {
        tools.close();
    }

    @Test
    void B23_theEngineGoesOnFromAnImageOnTheShortenedJournal() throws Exception {
        assertEquals(0, tools.run("backup", "create"), tools.err());
        final List<Path> before = QueueDirectory.files(lane.journal());
        assertEquals(0, tools.run("retention", "run", "--keep-days", "0", "--yes"), tools.err());
        assertEquals(before.subList(1, before.size()), QueueDirectory.files(lane.journal()), "a day is gone");

        final Process engine = tools.leadingEngine();
        final List<Path> led = QueueDirectory.files(lane.journal());
        assertEquals(5, tools.run("retention", "run", "--keep-days", "0", "--yes"));
        assertTrue(tools.err().contains("leads it, and files go only while nobody is at work"), tools.err());
        assertEquals(0, tools.run("retention", "show", "--keep-days", "0"), tools.err());
        assertTrue(QueueDirectory.files(lane.journal()).containsAll(led));

        tools.start(SnapshotterMain.class, "snapshotter", "--home", home.toString(), "--lane", "main");
        tools.await("the snapshotter begins with an image", () -> tools.log("snapshotter")
                .contains("follows from sequence"));
        tools.await("it has made its tables", () -> Files.exists(lane.snapshots()));

        engine.destroy(); // In order.
        tools.await("the engine has ended", () -> !engine.isAlive());
        assertEquals(0, tools.run("journal", "verify"), tools.err());
        assertTrue(tools.out().contains("the journal begins at sequence "), tools.out());
        assertEquals(0, tools.run("replay", "--verify", "--passes", "1"), tools.out() + "\n" + tools.err());
        assertTrue(tools.out().contains("replayed behind the oldest state image"), tools.out());
    }
}
