package dragon.bench.storage;

import dragon.bench.rig.Counterpart;
import dragon.bench.rig.Rig;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.journal.chronicle.QueueFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A sound journal that a real engine wrote, and a copy of every byte of it: one is damaged, the other says what was lost.
 *
 * <p>Threading: one thread. Ownership: the directory is the specimen's, its bytes are its own.
 */
final class Specimen {
    /** How the journals of this package use their files: small, for there are thousands of them. */
    static final ChronicleJournalConfig CONFIG = ChronicleJournalConfig.small();

    private static final int BOTS = 4;
    private static final int QUOTES_BETWEEN_LOOKS = 200;

    private final Path journal;
    private final Path file;
    private final byte[] bytes;
    private final long firstDocument;
    private final long writtenEnd;

    // By sequence, from 1: where the record starts and ends in the file.
    private long[] starts = new long[1 << 14];
    private long[] ends = new long[1 << 14];
    private int records;

    private Specimen(final Path journal) throws IOException {
        this.journal = journal;
        final List<Path> files = QueueDirectory.files(journal);
        if (files.size() != 1) {
            throw new IllegalStateException(
                    "a specimen of " + files.size() + " files, expected 1: midnight has passed");
        }
        file = files.get(0);
        bytes = Files.readAllBytes(file);
        try (QueueFile queue = new QueueFile(file)) {
            long first = -1;
            while (queue.next() == QueueFile.Found.DOCUMENT) {
                first = first < 0 ? queue.documentPosition() - Integer.BYTES : first;
                note(queue);
            }
            firstDocument = first;
            writtenEnd = queue.nextPosition();
        }
    }

    /**
     * Lets an engine write until its file holds so much behind the library's own pages.
     *
     * @param parent of the journal's directory, which is made
     */
    static Specimen write(final Path parent, final int documentBytes) throws Exception {
        final Path journal = parent.resolve("journal");
        try (Rig rig = Rig.trading(parent, CONFIG, BOTS)) {
            final long first = writtenBytes(rig.journal());
            long quotes = 0;
            while (writtenBytes(rig.journal()) < first + documentBytes) {
                for (int i = 0; i < QUOTES_BETWEEN_LOOKS; i++) {
                    rig.counterpart().quote(Rig.CALM_E8 + quotes++ % 50 * Counterpart.ONE_E8);
                    rig.settle();
                }
            }
            rig.finish();
            copy(rig.journal(), journal);
        }
        QueueDirectory.list(journal, 1); // The keeper of the engine may not have come to it.
        return new Specimen(journal);
    }

    private static long writtenBytes(final Path journal) throws IOException {
        try (QueueFile queue = new QueueFile(QueueDirectory.files(journal).get(0))) {
            queue.toEnd();
            return queue.nextPosition();
        }
    }

    /** Copies a journal as it lies. */
    static void copy(final Path from, final Path to) throws IOException {
        QueueDirectory.create(to);
        try (var files = Files.newDirectoryStream(from)) {
            for (final Path each : files) {
                Files.copy(each, to.resolve(each.getFileName().toString()));
            }
        }
    }

    private void note(final QueueFile queue) {
        int offset = 0;
        while (offset < queue.length()) {
            final int length =
                    RecordEnvelope.recordLength(RecordEnvelope.messageLength(queue.buffer(), queue.offset() + offset));
            if (records == starts.length) {
                starts = Arrays.copyOf(starts, 2 * records);
                ends = Arrays.copyOf(ends, 2 * records);
            }
            starts[records] = queue.documentPosition() + offset;
            ends[records++] = queue.documentPosition() + offset + length;
            offset += length;
        }
    }

    Path journal() {
        return journal;
    }

    Path file() {
        return file;
    }

    /** Of the whole file, in bytes. */
    int fileBytes() {
        return bytes.length;
    }

    /** Where the first document lies; before it, and between documents, is what belongs to the library alone. */
    long firstDocument() {
        return firstDocument;
    }

    /** Where the next document would begin. */
    long writtenEnd() {
        return writtenEnd;
    }

    /** The byte at this position, as it was written. */
    byte at(final long position) {
        return bytes[(int) position];
    }

    byte[] bytes() {
        return bytes;
    }

    int records() {
        return records;
    }

    /** The last record that ends at or before this position: no damage from there on can excuse its loss. */
    int sequenceBefore(final long position) {
        final int found = Arrays.binarySearch(ends, 0, records, position);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /**
     * Reads a journal as a follower does, and compares every record with what was written.
     *
     * @return sequence of the last one that is equal; a negative number if one was handed out that was never written so
     */
    int follow(final Path other) {
        final Comparison comparison = new Comparison();
        try (JournalReader reader = ChronicleJournal.reader(other)) {
            while (reader.poll(comparison::onDocument)) {
                // Reads on.
            }
        } catch (final dragon.engine.journal.JournalException said) {
            // Said loudly: what was read before it still counts.
        }
        return comparison.isChanged ? -1 : comparison.sequence;
    }

    /** Whether the verifier finds nothing, and all that was written is there. */
    boolean isWhole(final Path other) {
        return JournalVerifier.verify(other).isSound() && follow(other) == records;
    }

    /** Follows with a checker of its own. */
    private final class Comparison {
        private final RecordCursor cursor = new RecordCursor(1);
        private int sequence;
        private boolean isChanged;

        void onDocument(final org.agrona.DirectBuffer buffer, final int offset, final int length) {
            cursor.wrap(buffer, offset, length);
            while (cursor.next()) {
                if (cursor.sequence() > records) {
                    continue; // Appended by whoever tries that.
                }
                final int index = (int) cursor.sequence() - 1;
                final int start = cursor.messageOffset() - RecordEnvelope.MESSAGE_OFFSET;
                final long recordBytes = ends[index] - starts[index];
                isChanged |= index != sequence
                        || recordBytes != RecordEnvelope.recordLength(cursor.messageLength())
                        || !isEqual(buffer, start, index);
                sequence = index + 1;
            }
        }

        private boolean isEqual(final org.agrona.DirectBuffer buffer, final int start, final int index) {
            final int from = (int) starts[index];
            for (int i = 0; i < ends[index] - from; i++) {
                if (buffer.getByte(start + i) != bytes[from + i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
