package dragon.tools.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.protocol.CheckpointDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.engine.snapshot.StateImageEncoder;
import java.nio.file.Path;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower computes what the engine computed, and says where it did not. */
class FollowerTest {
    private static final RecordListener NOBODY = record -> {};

    private final InMemoryJournal journal = new InMemoryJournal();
    private final JournaledLane lane = new JournaledLane(journal, 1);

    @Test
    void reachesTheStateOfTheEngineByTheSameIntents() {
        lane.begin(3).trade(2_000).checkpoint().trade(100).checkpoint();
        assertTrue(lane.placeCount() > 10, "orders in the scenario: " + lane.placeCount());

        final Follower follower = follow(journal.reader());
        assertNull(follower.firstDivergence());
        assertEquals(lane.sequence(), follower.sequence());
        assertEquals(lane.intentCount(), follower.intentCount());
        assertEquals(2, follower.checkpointCount());
        assertEquals(lane.stateHash(), follower.stateHash());
        assertTrue(follower.isSettled());
    }

    @Test
    void followsAJournalInFilesWhileItGrowsAndBeforeItExists(@TempDir final Path directory) {
        final Path journalDirectory = directory.resolve("journal");
        final Follower follower =
                new Follower(ChronicleJournal.reader(journalDirectory), new Core(CoreLimits.DEFAULT), NOBODY);
        assertFalse(follower.poll(), "no journal yet");

        try (Journal files = ChronicleJournal.open(journalDirectory, ChronicleJournalConfig.small())) {
            final JournaledLane live = new JournaledLane(files, 2).begin(2);
            for (int round = 0; round < 5; round++) {
                live.trade(200).checkpoint();
                drain(follower);
                assertEquals(live.sequence(), follower.sequence());
            }
            assertNull(follower.firstDivergence());
            assertEquals(live.stateHash(), follower.stateHash());
        }
        follower.close();
    }

    @Test
    void namesTheFirstIntentThatDiffers() {
        lane.begin(1).trade(1_000).checkpoint();
        final long changed = Forgery.changeQuantityOfFirstPlace(journal);

        final Divergence divergence = follow(journal.reader()).firstDivergence();
        assertNotNull(divergence);
        assertEquals(changed, divergence.sequence());
        assertEquals(Divergence.Kind.OUTPUT_DIFFERS, divergence.kind());
        assertEquals("INTENT", divergence.recordKind());
        assertEquals("PlaceOrder", divergence.template());
        assertEquals("Candle", divergence.inputTemplate());
        assertTrue(divergence.expected().contains("quantity=0.01"), divergence.expected());
        assertTrue(divergence.found().contains("quantity=7.77"), divergence.found());
    }

    @Test
    void namesACheckpointWhoseHashDiffers() {
        lane.begin(1).trade(50).checkpoint();
        final UnsafeBuffer document = document(journal.documentCount() - 1);
        document.putLong(
                RecordEnvelope.MESSAGE_OFFSET
                        + MessageHeaderDecoder.ENCODED_LENGTH
                        + CheckpointDecoder.stateHashEncodingOffset(),
                1);
        Forgery.sign(document, 0);

        final Divergence divergence = follow(journal.reader()).firstDivergence();
        assertEquals(Divergence.Kind.STATE_HASH, divergence.kind());
        assertEquals(lane.sequence(), divergence.sequence());
        assertTrue(divergence.found().contains("0000000000000001"), divergence.found());
    }

    @Test
    void namesAnOutputThatTheJournalLacks() {
        lane.begin(1);
        final InMemoryJournal lacking = new InMemoryJournal();
        final BatchEncoder batch = new BatchEncoder(Journal.MAX_DOCUMENT_BYTES);
        long sequence = 1;
        for (int i = 0; i < journal.documentCount(); i++) { // Inputs only.
            final UnsafeBuffer document = document(i);
            batch.begin(sequence, 1);
            batch.add(
                    RecordEnvelope.INPUT,
                    RecordEnvelope.timeNs(document, 0),
                    document,
                    RecordEnvelope.MESSAGE_OFFSET,
                    RecordEnvelope.messageLength(document, 0));
            sequence = batch.nextSequence();
            lacking.append(batch.buffer(), 0, batch.length());
        }

        final Divergence divergence = follow(lacking.reader()).firstDivergence();
        assertEquals(Divergence.Kind.OUTPUT_MISSING, divergence.kind());
        assertEquals("", divergence.found());
    }

    @Test
    void passesOverTheRecordsOfADeposedLeader() {
        lane.begin(1).trade(20);
        final long deposedSequence = lane.sequence() + 1;
        lane.startTerm().gatewayUp().trade(20);
        final BatchEncoder late = new BatchEncoder(1024);
        late.begin(deposedSequence, 1);
        late.add(RecordEnvelope.INPUT, lane.nowNs(), document(0), RecordEnvelope.MESSAGE_OFFSET, 40);
        journal.append(late.buffer(), 0, late.length());
        lane.trade(20).checkpoint();

        final Follower follower = follow(journal.reader());
        assertNull(follower.firstDivergence());
        assertEquals(2, follower.term());
        assertEquals(1, follower.voidDocumentCount());
        assertEquals(lane.stateHash(), follower.stateHash());
    }

    @Test
    void doesNotTakeDamageForARecordOfADeposedLeader() {
        lane.begin(1).startTerm().trade(20);
        final UnsafeBuffer document = document(journal.documentCount() - 1);
        document.putInt(RecordEnvelope.TERM_OFFSET, 1); // Looks deposed, but its CRC says otherwise.

        final JournalException damage = assertThrows(JournalException.class, () -> follow(journal.reader()));
        assertTrue(damage.getMessage().contains("checksum"), damage.getMessage());
    }

    @Test
    void goesOnFromAnImageToTheSameState() {
        lane.begin(2).trade(500);
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        final int bytes = new StateImageEncoder().encode(lane.core(), image, 0);
        final long imageSequence = lane.sequence();
        final Follower.Resume resume =
                new Follower.Resume(imageSequence, 1, follow(journal.reader()).recordCrc());
        lane.trade(500).checkpoint();

        final Core core = new Core(CoreLimits.DEFAULT);
        new StateImageDecoder().decode(core, image, 0, bytes);
        final Follower follower = new Follower(journal.reader(), core, resume, NOBODY);
        drain(follower);
        assertNull(follower.firstDivergence());
        assertEquals(lane.sequence() - imageSequence, follower.recordCount());
        assertEquals(lane.stateHash(), follower.stateHash());
        assertEquals(follow(journal.reader()).stateHash(), follower.stateHash());
        assertEquals(new StateHash().of(follower.image(), 0, follower.encodeImage()), follower.stateHash());
    }

    @Test
    void refusesToGoOnFromAnImageOfAnotherHistory() {
        lane.begin(2).trade(50);
        final Follower.Resume other = new Follower.Resume(lane.sequence() - 1, 1, 12345);
        final Follower follower = new Follower(journal.reader(), new Core(CoreLimits.DEFAULT), other, NOBODY);
        assertThrows(ForeignImageException.class, () -> drain(follower));
    }

    @Test
    void stopsAtDamageWithAllBeforeItApplied() {
        lane.begin(1).trade(100);
        final UnsafeBuffer last = document(journal.documentCount() - 1);
        last.putByte(50, (byte) (last.getByte(50) ^ 0x10));

        final Follower follower = new Follower(journal.reader(), new Core(CoreLimits.DEFAULT), NOBODY);
        assertThrows(JournalException.class, () -> drain(follower));
        assertEquals(lane.sequence() - 1, follower.sequence());
    }

    private static Follower follow(final JournalReader reader) {
        final Follower follower = new Follower(reader, new Core(CoreLimits.DEFAULT), NOBODY);
        drain(follower);
        return follower;
    }

    private static void drain(final Follower follower) {
        while (follower.poll()) {
            // All work is in the follower.
        }
    }

    private UnsafeBuffer document(final int index) {
        return (UnsafeBuffer) journal.document(index);
    }
}
