package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I-20: what a leader of a lower term writes after the next one has begun changes nothing, in any reader. */
class DeposedLeaderTest {
    @TempDir
    Path home;

    private final BatchEncoder batch = new BatchEncoder(4096);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[16]);
    private final RecordCursor cursor = new RecordCursor(1);
    private final List<String> read = new ArrayList<>();
    private long timeNs;

    /** A document of so many records. */
    private BatchEncoder document(final int term, final long firstSequence, final int records) {
        batch.begin(firstSequence, term);
        for (int i = 0; i < records; i++) {
            batch.add(RecordEnvelope.INTENT, ++timeNs, message, 0, message.capacity());
        }
        return batch;
    }

    private DeposedLeaderTest reads(final BatchEncoder document) {
        cursor.wrap(document.buffer(), 0, document.length());
        while (cursor.next()) {
            read.add(cursor.term() + ":" + cursor.sequence());
        }
        return this;
    }

    @Test
    void I20_isPassedOverHoweverOftenItWritesOn() {
        reads(document(1, 1, 2)).reads(document(2, 3, 1));

        reads(document(1, 3, 2));
        assertTrue(cursor.isVoid());
        reads(document(2, 4, 1));
        assertFalse(cursor.isVoid());
        reads(document(1, 5, 1))
                .reads(document(3, 5, 1))
                .reads(document(2, 5, 1))
                .reads(document(1, 6, 1));
        reads(document(3, 6, 1));

        assertEquals(List.of("1:1", "1:2", "2:3", "2:4", "3:5", "3:6"), read);
    }

    @Test
    void B6_anOldFileInAWrongPlaceIsNoLateWord() {
        reads(document(1, 1, 2)).reads(document(1, 3, 2)).reads(document(2, 5, 1));

        final JournalException e = assertThrows(JournalException.class, () -> reads(document(1, 3, 2)));

        assertTrue(
                e.getMessage().contains("journal is damaged after sequence 5: a record appears again"), e::getMessage);
    }

    @Test
    void B4_aLateWordThatIsNotSoundIsDamage() {
        reads(document(1, 1, 2)).reads(document(2, 3, 1));
        final BatchEncoder late = document(1, 3, 2);
        final UnsafeBuffer torn = new UnsafeBuffer(new byte[late.length()]);
        torn.putBytes(0, late.buffer(), 0, late.length());
        torn.putByte(late.length() - 1, (byte) 7);
        cursor.wrap(torn, 0, late.length());

        assertThrows(JournalException.class, cursor::next);
    }

    @Test
    void aTermThatNeverWasIsDamage() {
        reads(document(2, 1, 2)).reads(document(4, 3, 1));

        assertThrows(JournalException.class, () -> reads(document(3, 4, 1)));
        assertThrows(JournalException.class, () -> reads(document(1, 4, 1)));
    }

    @Test
    void aDocumentOfTwoTermsIsDamage() {
        reads(document(1, 1, 2)).reads(document(2, 3, 1));
        final BatchEncoder mixed = document(1, 3, 1);
        final UnsafeBuffer both = new UnsafeBuffer(new byte[1024]);
        both.putBytes(0, mixed.buffer(), 0, mixed.length());
        final int half = mixed.length();
        final BatchEncoder other = document(2, 4, 1);
        both.putBytes(half, other.buffer(), 0, other.length());
        cursor.wrap(both, 0, half + other.length());

        assertThrows(JournalException.class, cursor::next);
    }

    @Test
    void theVerifierCountsItAndARepairDoesNotKeepIt() {
        try (ChronicleJournal journal = ChronicleJournal.open(home, ChronicleJournalConfig.small())) {
            append(journal, document(1, 1, 2));
            append(journal, document(2, 3, 1));
            append(journal, document(1, 3, 2));
            append(journal, document(2, 4, 1));
        }

        final JournalReport report = JournalVerifier.verify(home);

        assertTrue(report.isSound(), () -> report.damage().words("main"));
        assertEquals(1, report.voidDocuments());
        assertEquals(3, report.documents());
        assertEquals("4 2", report.lastSequence() + " " + report.lastTerm());
        final List<Long> kept = new ArrayList<>();
        JournalVerifier.walk(home, (buffer, offset, length) -> kept.add(RecordEnvelope.sequence(buffer, offset)));
        assertEquals(List.of(1L, 3L, 4L), kept);
    }

    private static void append(final Journal journal, final BatchEncoder document) {
        journal.append(document.buffer(), 0, document.length());
    }
}
