package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.CoreState;
import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.tools.follow.Forgery;
import dragon.tools.follow.JournaledLane;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lanes of other versions under the verbs of this one: what is read, what is refused, what is carried over. */
class GoldenLaneIT {
    private static final GoldenLane PRESENT = GoldenLane.ALL.get(GoldenLane.ALL.size() - 1);
    private static final int LOGIC = RecordEnvelope.LOGIC_VERSION;

    @TempDir
    Path home;

    private ToolsHome tools;

    static List<GoldenLane> all() {
        return GoldenLane.ALL;
    }

    static List<GoldenLane> past() {
        return GoldenLane.ALL.subList(0, GoldenLane.ALL.size() - 1);
    }

    @BeforeEach
    void openHome() {
        tools = new ToolsHome(home);
    }

    @AfterEach
    void endEngine() {
        tools.close();
    }

    @Test
    void everyVersionHasItsGoldenLane() {
        assertEquals(
                new GoldenLane(MessageHeaderDecoder.SCHEMA_VERSION, LOGIC, CoreState.IMAGE_FORMAT),
                PRESENT,
                "a version has changed: pack a lane of the last build before (docs/decisions/0029) and one of this build");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aGoldenLaneIsOfTheVersionThatItsNameSays(final GoldenLane golden) throws IOException {
        final LaneDirectory lane = golden.unpack(home);
        final long[] records = new long[1];
        final RecordCursor cursor = new RecordCursor();
        final UnsafeBuffer message = new UnsafeBuffer(0, 0);
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        try (JournalReader reader = ChronicleJournal.reader(lane.journal())) {
            while (reader.poll((buffer, offset, length) -> {
                cursor.wrap(buffer, offset, length);
                while (cursor.next()) {
                    message.wrap(cursor.buffer(), cursor.messageOffset(), cursor.messageLength());
                    assertEquals(golden.logicVersion(), cursor.logicVersion());
                    assertEquals(golden.schemaVersion(), header.wrap(message, 0).version());
                    records[0]++;
                }
            })) {
                // All work is in the handler.
            }
        }
        assertTrue(records[0] > 1_000, "records: " + records[0]);

        final List<StateImageFile.Entry> images = StateImageFile.list(lane.images());
        assertFalse(images.isEmpty());
        for (final StateImageFile.Entry entry : images) {
            final StateImage image = StateImageFile.read(entry.path());
            assertEquals(golden.logicVersion(), image.logicVersion());
            assertEquals(golden.imageFormat(), image.buffer().getInt(0, ByteOrder.LITTLE_ENDIAN));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void B17_isReadByTheVerbsOfTheJournal(final GoldenLane golden) throws IOException {
        golden.unpack(home);

        assertEquals(0, tools.run("journal", "verify"), tools.err());
        assertTrue(tools.out().startsWith("sound: generation 1, "), tools.out());
        assertEquals(0, tools.run("journal", "describe"), tools.err());
        assertEquals(0, tools.run("journal", "dump"), tools.err());
        assertTrue(tools.out().contains("  INTENT PlaceOrder "), "an order");
        assertTrue(tools.out().contains("  INPUT  OrderFilled "), "a fill");
        assertEquals("", tools.err());
    }

    @ParameterizedTest
    @MethodSource("past")
    void B17_isNotReplayedByOtherLogic(final GoldenLane golden) throws IOException {
        golden.unpack(home);

        assertEquals(10, tools.run("replay", "--verify"), tools.err());
        assertTrue(
                tools.out()
                        .contains("logic         recorded by version " + golden.logicVersion()
                                + ", replayed by version " + LOGIC),
                tools.out());
    }

    @ParameterizedTest
    @MethodSource("past")
    void B17_isRefusedByTheEngineAndLeftAsItIs(final GoldenLane golden) throws Exception {
        final LaneDirectory lane = golden.unpack(home);
        final List<byte[]> before = journalOf(lane);

        assertEquals(10, tools.startEngine().waitFor(), tools.log());
        assertTrue(
                tools.log()
                        .contains("Cannot start engine on lane 'main': record 1 was written by logic version "
                                + golden.logicVersion() + ", this build has " + LOGIC
                                + ", and no state image of format "
                                + CoreState.IMAGE_FORMAT
                                + " covers it. Nothing was sent. Next: go on with the build that wrote"
                                + " it, whose stop in order leaves an image; if that has another format, flatten there and make"
                                + " a new lane here"),
                tools.log());
        assertTrue(
                tools.log()
                        .contains("cannot be read: state image has format " + golden.imageFormat()
                                + ", this version reads " + CoreState.IMAGE_FORMAT),
                tools.log());
        assertFalse(tools.log().contains("\tat "), "no stack");
        final List<byte[]> after = journalOf(lane);
        assertEquals(before.size(), after.size());
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i), after.get(i));
        }
    }

    @Test
    void B17_aLaneOfOlderLogicGoesOnFromTheImageThatItsStopLeft() throws Exception {
        final LaneDirectory lane = laneOfLogic(LOGIC - 1);

        final Process engine = tools.leadingEngine();
        assertTrue(tools.log().contains("replayed 0 records after image"), tools.log());
        engine.destroy();
        assertEquals(0, engine.waitFor(), tools.log());
        assertEquals(0, tools.run("journal", "verify"), tools.err());

        for (final StateImageFile.Entry image : StateImageFile.list(lane.images())) {
            Files.delete(image.path());
        }
        assertEquals(10, tools.startEngine().waitFor(), tools.log());
        assertTrue(tools.log().contains("record 1 was written by logic version " + (LOGIC - 1)), tools.log());
    }

    @Test
    void B18_aLaneOfNewerLogicIsRefusedWithAndWithoutItsImage() throws Exception {
        laneOfLogic(LOGIC + 1);

        assertEquals(10, tools.startEngine().waitFor(), tools.log());
        assertTrue(
                tools.log().contains("is of the newer logic version " + (LOGIC + 1) + ", this build has " + LOGIC),
                tools.log());
        assertTrue(
                tools.log()
                        .contains("Cannot start engine on lane 'main': record 1 was written by logic version "
                                + (LOGIC + 1)
                                + ", this build has " + LOGIC
                                + ". Nothing was sent. Next: start the newer build that wrote it"),
                tools.log());
    }

    /** What a core of this build makes, as if another logic had made it, with an image of its last record. */
    private LaneDirectory laneOfLogic(final int logicVersion) throws IOException {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        final InMemoryJournal made = new InMemoryJournal();
        final JournaledLane told =
                new JournaledLane(made, 5).begin(2).trade(500).checkpoint();
        try (Journal journal = ChronicleJournal.open(lane.journal(), ChronicleJournalConfig.small())) {
            for (int i = 0; i < made.documentCount(); i++) {
                final UnsafeBuffer document = (UnsafeBuffer) made.document(i);
                for (int at = 0; at < document.capacity(); ) {
                    document.putShort(
                            at + RecordEnvelope.LOGIC_VERSION_OFFSET, (short) logicVersion, ByteOrder.LITTLE_ENDIAN);
                    Forgery.sign(document, at);
                    at += RecordEnvelope.recordLength(RecordEnvelope.messageLength(document, at));
                }
                journal.append(document, 0, document.capacity());
            }
        }
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        final int length = new StateImageEncoder().encode(told.core(), image, 0);
        StateImageFile.write(
                lane.images(),
                new StateImage(
                        logicVersion,
                        told.term(),
                        told.sequence(),
                        told.nowNs(),
                        new StateHash().of(image, 0, length),
                        image,
                        length));
        assertNotEquals(0, told.sequence());
        return lane;
    }

    private static List<byte[]> journalOf(final LaneDirectory lane) throws IOException {
        final List<byte[]> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(lane.journal())) {
            for (final Path file : files.sorted().toList()) {
                contents.add(Files.readAllBytes(file));
            }
        }
        return contents;
    }
}
