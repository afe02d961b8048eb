package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.Roll;
import dragon.engine.journal.chronicle.QueueDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I-20: what a leader of a lower term writes after the next one has begun changes nothing, in any reader. */
class DeposedLeaderTest {
    private static final ChronicleJournalConfig CONFIG = ChronicleJournalConfig.small();
    private static final long NS_PER_SECOND = 1_000_000_000L;

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
        try (ChronicleJournal journal = ChronicleJournal.open(home, CONFIG)) {
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

    /** As a start from a state image does, which goes on behind the last record of it. */
    @Test
    void aReaderThatBeginsInTheMiddleIsNotLedToLateWordsAtTheBeginningOfAFile() throws IOException {
        try (ChronicleJournal journal = ChronicleJournal.open(home, CONFIG.withRoll(Roll.EVERY_SECOND))) {
            append(journal, document(1, 1, 2));
            append(journal, document(2, 3, 1));
            append(journal, document(1, 3, 1));
            append(journal, document(2, 4, 1));
            append(journal, document(1, 4, 1));
            timeNs += NS_PER_SECOND;
            append(journal, document(1, 5, 1));
            append(journal, document(2, 5, 1));
            timeNs += NS_PER_SECOND;
            append(journal, document(1, 6, 1)); // And nothing else in this one.
            timeNs += NS_PER_SECOND;
            append(journal, document(2, 6, 1));
        }
        assertEquals(4, QueueDirectory.files(home).size());

        for (long sequence = 3; sequence <= 6; sequence++) {
            assertEquals("2:" + sequence, firstReadFrom(sequence));
        }
        assertEquals("1:1", firstReadFrom(2));
    }

    @Test
    void aReaderThatBeginsInTheMiddleIsNotLedToLateWordsByTheIndexOfTheFile() {
        final int count = 1_000;
        try (ChronicleJournal journal = ChronicleJournal.open(home, CONFIG)) {
            append(journal, document(1, 1, 1));
            for (long sequence = 2; sequence < count; sequence++) {
                append(journal, document(2, sequence, 1)); // So each entry of the index, an even one, is a late word.
                append(journal, document(1, sequence, 1));
            }
        }

        for (long sequence = 2; sequence < count; sequence++) {
            assertEquals("2:" + sequence, firstReadFrom(sequence));
        }
    }

    private String firstReadFrom(final long sequence) {
        final String[] first = {null};
        try (JournalReader reader = ChronicleJournal.reader(home, sequence)) {
            reader.poll((buffer, offset, length) ->
                    first[0] = RecordEnvelope.term(buffer, offset) + ":" + RecordEnvelope.sequence(buffer, offset));
        }
        return first[0];
    }

    private static void append(final Journal journal, final BatchEncoder document) {
        journal.append(document.buffer(), 0, document.length());
    }
}
