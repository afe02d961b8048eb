package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every journal promises, whatever it is made of. */
abstract class JournalContract {
    static final long START_NS = 1_767_225_600_000_000_000L; // 2026-01-01T00:00:00Z

    private final BatchEncoder batch = new BatchEncoder(Journal.MAX_DOCUMENT_BYTES);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[Journal.MAX_DOCUMENT_BYTES]);
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Opens the one journal of this test for appending, again after it was closed. */
    abstract Journal openJournal();

    /** A new reader before the first document. */
    abstract JournalReader openReader();

    @AfterEach
    void closeAll() throws Exception {
        for (final AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void handsOverWhatWasAppendedInOrder() {
        final Journal journal = journal();
        final JournalReader reader = reader();
        append(journal, 1, START_NS, "one");
        append(journal, 2, START_NS + 1, "two", "three");
        append(journal, 4, START_NS + 2, "four");

        assertEquals(List.of("1:one", "2:two", "3:three", "4:four"), readAll(reader));
    }

    @Test
    @Timeout(60)
    void showsADocumentAtOnceToAReaderAtTheEnd() {
        final Journal journal = journal();
        final JournalReader reader = reader();
        assertEquals(List.of(), readAll(reader));

        append(journal, 1, START_NS, "one");
        List<String> first = readAll(reader);
        while (first.isEmpty()) { // Where there was no file yet, a reader looks again a moment later.
            first = readAll(reader);
        }
        assertEquals(List.of("1:one"), first);
        assertEquals(List.of(), readAll(reader));

        append(journal, 2, START_NS, "two");
        assertEquals(List.of("2:two"), readAll(reader));
    }

    @Test
    void letsManyReadersReadAtTheirOwnPace() {
        final Journal journal = journal();
        append(journal, 1, START_NS, "one");
        final JournalReader slow = reader();
        final JournalReader fast = reader();
        assertEquals(List.of("1:one"), readAll(fast));
        append(journal, 2, START_NS, "two");

        assertEquals(List.of("2:two"), readAll(fast));
        assertEquals(List.of("1:one", "2:two"), readAll(slow));
    }

    @Test
    void startsBehindWhatIsThereAfterToEnd() {
        final Journal journal = journal();
        append(journal, 1, START_NS, "one");
        final JournalReader reader = reader();
        reader.toEnd();
        assertEquals(List.of(), readAll(reader));

        append(journal, 2, START_NS, "two");
        assertEquals(List.of("2:two"), readAll(reader));
    }

    @Test
    void saysNothingOfAnEmptyJournal() {
        final JournalReader reader = reader();
        reader.toEnd();
        assertEquals(List.of(), readAll(reader));

        append(journal(), 1, START_NS, "one");
        assertEquals(List.of("1:one"), readAll(reader));
    }

    @Test
    void takesTheLargestDocumentAndRefusesALargerOne() {
        final Journal journal = journal();
        final int largest = Journal.MAX_DOCUMENT_BYTES - RecordEnvelope.MESSAGE_OFFSET;
        message.setMemory(0, largest, (byte) 7);
        batch.begin(1, 1);
        assertTrue(batch.hasRoom(largest));
        assertFalse(batch.hasRoom(largest + 1));
        batch.add(RecordEnvelope.INPUT, START_NS, message, 0, largest);
        journal.append(batch.buffer(), 0, batch.length());

        final JournalReader reader = reader();
        final RecordCursor cursor = new RecordCursor(1);
        assertTrue(reader.poll((buffer, offset, length) -> {
            assertEquals(Journal.MAX_DOCUMENT_BYTES, length);
            assertTrue(cursor.wrap(buffer, offset, length).next());
            assertEquals(largest, cursor.messageLength());
            assertEquals(7, cursor.buffer().getByte(cursor.messageOffset() + largest - 1));
        }));

        assertThrows(
                JournalException.class,
                () -> journal.append(
                        new UnsafeBuffer(new byte[Journal.MAX_DOCUMENT_BYTES + 8]), 0, Journal.MAX_DOCUMENT_BYTES + 8));
    }

    @Test
    void takesDocumentsFromAnyBuffer() {
        final Journal journal = journal();
        encode(1, START_NS, "one");
        final UnsafeBuffer heap = new UnsafeBuffer(new byte[batch.length() + 40]);
        heap.putBytes(40, batch.buffer(), 0, batch.length());
        journal.append(heap, 40, batch.length());
        heap.setMemory(0, heap.capacity(), (byte) 0); // Read during the call, never kept.
        journal.sync();

        assertEquals(List.of("1:one"), readAll(reader()));
    }

    @Test
    void keepsManyDocumentsAcrossItsFiles() {
        final Journal journal = journal();
        final JournalReader reader = reader();
        final RecordCursor cursor = new RecordCursor(1);
        message.setMemory(0, 2_000, (byte) 1);
        for (int i = 1; i <= 5_000; i++) {
            batch.begin(i, 1);
            batch.add(RecordEnvelope.INPUT, START_NS + i * 1_000_000L, message, 0, i % 2_000);
            journal.append(batch.buffer(), 0, batch.length());
            if (i % 3 == 0) {
                poll(reader, cursor);
            }
        }
        while (poll(reader, cursor)) {
            // Reads on.
        }
        assertEquals(5_000, cursor.sequence());
    }

    private static boolean poll(final JournalReader reader, final RecordCursor cursor) {
        return reader.poll((buffer, offset, length) -> {
            cursor.wrap(buffer, offset, length);
            while (cursor.next()) {
                assertEquals((int) (cursor.sequence() % 2_000), cursor.messageLength());
            }
        });
    }

    final Journal journal() {
        final Journal journal = openJournal();
        opened.add(journal);
        return journal;
    }

    final JournalReader reader() {
        final JournalReader reader = openReader();
        opened.add(reader);
        return reader;
    }

    final void append(final Journal journal, final long sequence, final long timeNs, final String... texts) {
        encode(sequence, timeNs, texts);
        journal.append(batch.buffer(), 0, batch.length());
    }

    private void encode(final long sequence, final long timeNs, final String... texts) {
        batch.begin(sequence, 1);
        for (final String text : texts) {
            final int length = message.putStringWithoutLengthAscii(0, text);
            batch.add(RecordEnvelope.INPUT, timeNs, message, 0, length);
        }
    }

    /** Every record up to the end, as "sequence:text". */
    static List<String> readAll(final JournalReader reader) {
        final List<String> records = new ArrayList<>();
        final RecordCursor cursor = new RecordCursor();
        while (reader.poll((buffer, offset, length) -> {
            cursor.wrap(buffer, offset, length);
            while (cursor.next()) {
                records.add(cursor.sequence() + ":"
                        + cursor.buffer().getStringWithoutLengthAscii(cursor.messageOffset(), cursor.messageLength()));
            }
        })) {
            // Reads on.
        }
        return records;
    }
}
