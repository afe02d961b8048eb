package dragon.engine.journal;

import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.journal.chronicle.QueueFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.agrona.DirectBuffer;

/**
 * Walks the journal by its bytes and says whether every record is there, and if not, where the first doubt is.
 *
 * <p>A last document that a killed process had begun and not finished was never acknowledged and is no damage. A reader
 * that goes silent at a hole is the danger: so the end of the walk is compared with what each file notes of its last
 * document, with the list of files, and with the file after it.
 *
 * <p>Threading: one thread; a living writer may go on meanwhile. Cost: more than 10 million records a second when the
 * files are in memory.
 */
public final class JournalVerifier {
    private final Path directory;
    private final JournalReader.DocumentHandler onGoodRecords;
    private final boolean isFromBeginning;
    private RecordCursor cursor = new RecordCursor();
    private int generation = 1;
    private long startsAfter;
    private long firstSequence;
    private long records;
    private long documents;
    private long voidDocuments;
    private boolean isAtEnd;
    private boolean isPreviousEnded = true;
    private Path previousFile;
    private long previousEnd;
    private JournalDamage damage;

    private JournalVerifier(
            final Path directory, final boolean isFromBeginning, final JournalReader.DocumentHandler onGoodRecords) {
        this.directory = directory;
        this.isFromBeginning = isFromBeginning;
        this.onGoodRecords = onGoodRecords;
    }

    /** Walks everything. */
    public static JournalReport verify(final Path journalDirectory) {
        return new JournalVerifier(journalDirectory, true, (buffer, offset, length) -> {}).walk(0);
    }

    /**
     * Walks the tail from the document with this record: for a start from a state image, which vouches for the rest.
     *
     * @param sequence of the last record that need not be checked, 0 to walk everything
     */
    public static JournalReport verifyFrom(final Path journalDirectory, final long sequence) {
        return sequence <= 1
                ? verify(journalDirectory)
                : new JournalVerifier(journalDirectory, false, (buffer, offset, length) -> {}).walk(sequence);
    }

    /** Walks everything and hands over the good records, document by document; the last may lack its damaged rest. */
    static JournalReport walk(final Path journalDirectory, final JournalReader.DocumentHandler onGoodRecords) {
        return new JournalVerifier(journalDirectory, true, onGoodRecords).walk(0);
    }

    private JournalReport walk(final long fromSequence) {
        Path at = directory;
        startsAfter = fromSequence;
        try {
            if (isRepairUnfinished(directory)) {
                damaged(DamageKind.REPAIR_INTERRUPTED, directory, 0);
                return report();
            }
            final List<String> listed = readList();
            final TreeSet<Path> files = new TreeSet<>(QueueDirectory.files(directory));
            final JournalBeginning beginning = readBeginning();
            files.removeIf(file -> beginning.isPending(file.getFileName().toString()));
            listed.stream()
                    .filter(name -> !beginning.isPending(name))
                    .forEach(name -> files.add(directory.resolve(name)));
            final Path start = fromSequence == 0 ? null : QueueFile.holding(fromSequence, files);
            for (final Path file : files) {
                if (isAtEnd) {
                    break;
                }
                at = file;
                final boolean isStart = file.equals(start);
                if (start == null || isStart || file.compareTo(start) > 0) {
                    walkFile(file, listed.contains(file.getFileName().toString()), isStart ? fromSequence : 0);
                }
            }
        } catch (final IOException | InternalError cause) {
            damaged(DamageKind.FILE_UNREADABLE, at, 0);
        }
        return report();
    }

    /** The journal is renamed away last but one, the repaired one into its place last. */
    static boolean isRepairUnfinished(final Path journalDirectory) {
        return !Files.exists(journalDirectory) && Files.exists(QueueDirectory.unfinished(journalDirectory));
    }

    private List<String> readList() throws IOException {
        try {
            generation = QueueDirectory.generation(directory);
            return QueueDirectory.listedFiles(directory);
        } catch (final NumberFormatException | java.nio.charset.MalformedInputException unreadable) {
            damaged(DamageKind.FILE_LIST, directory, 0);
            return List.of();
        }
    }

    /** With the record that it names the walk begins, or with any if it cannot be read: a repair keeps what there is. */
    private JournalBeginning readBeginning() throws IOException {
        try {
            final JournalBeginning beginning = JournalBeginning.read(directory);
            if (isFromBeginning) {
                cursor = new RecordCursor(beginning.firstSequence());
            }
            return beginning;
        } catch (final JournalException unreadable) {
            damaged(DamageKind.BEGINNING, directory, 0);
            return JournalBeginning.FIRST_RECORD;
        }
    }

    private void walkFile(final Path path, final boolean isListed, final long fromSequence) throws IOException {
        try (QueueFile file = new QueueFile(path)) {
            final boolean isSound = file.isHeaderSound();
            final long last = isSound ? file.lastWrittenPosition() : 0; // Before the walk: a living writer only adds.
            if (!isSound) {
                // Made a moment before the process died, or its first page is gone.
                final boolean holdsRecords = file.findDocument(0);
                if (isListed || holdsRecords) {
                    damaged(DamageKind.FILE_HEADER, path, 0);
                }
                if (!holdsRecords) {
                    return;
                }
            }
            file.watch(last);
            if (fromSequence != 0 && isSound) {
                file.toSequence(fromSequence);
            }
            walkDocuments(file, last);
        } catch (final NoSuchFileException missing) {
            damaged(DamageKind.FILE_MISSING, path, 0);
        }
    }

    private void walkDocuments(final QueueFile file, final long last) throws IOException {
        final long walkedFrom = file.nextPosition();
        boolean isFirst = true;
        while (true) {
            final QueueFile.Found found = file.next();
            if (found == QueueFile.Found.DOCUMENT) {
                if (isFirst && !isPreviousEnded && !lookAgain()) {
                    isAtEnd = true;
                    return;
                }
                isFirst = false;
                if (!walkDocument(file)) {
                    isAtEnd = true;
                    return;
                }
                continue;
            }
            if (found == QueueFile.Found.DAMAGED && file.isDocumentCut()) {
                walkCut(file);
                isAtEnd = true;
                return;
            }
            if (found == QueueFile.Found.DAMAGED || last >= file.nextPosition()) {
                final boolean isHole = found != QueueFile.Found.DAMAGED;
                damaged(isHole ? DamageKind.HOLE : DamageKind.DOCUMENT_HEADER, file.path(), file.nextPosition());
                if (file.findDocument(cursor.sequence() + 1)) {
                    continue; // Only the library's own was lost.
                }
            } else if (last >= walkedFrom && last != 0 && !file.isWatchedPassed()) {
                damaged(DamageKind.LAST_POSITION, file.path(), last);
            }
            isPreviousEnded = found == QueueFile.Found.END_OF_FILE;
            previousFile = file.path();
            previousEnd = file.nextPosition();
            return;
        }
    }

    /**
     * Walks what the file before has got since its end was looked at: a living writer appends there, ends it and goes on in the next
     * one while the walk is between the two.
     *
     * @return false if the walk ends there
     */
    private boolean lookAgain() throws IOException {
        QueueFile.Found found = QueueFile.Found.NOTHING_YET;
        try (QueueFile before = new QueueFile(previousFile)) {
            before.goTo(previousEnd);
            while ((found = before.next()) == QueueFile.Found.DOCUMENT) {
                if (!walkDocument(before)) {
                    return false;
                }
            }
            previousEnd = before.nextPosition();
        } catch (final NoSuchFileException gone) {
            // As it was judged before.
        }
        isPreviousEnded = found == QueueFile.Found.END_OF_FILE;
        if (!isPreviousEnded) {
            damaged(DamageKind.FILE_NOT_ENDED, previousFile, previousEnd);
        }
        return true;
    }

    /** Keeps the whole records of a document that the file is too short for: they were acknowledged like all before. */
    private void walkCut(final QueueFile file) {
        final int offset = file.offset();
        cursor.wrap(file.buffer(), offset, file.length());
        int end = offset;
        while (cursor.tryNext() == DamageKind.NONE) {
            end = passRecord();
        }
        damaged(DamageKind.DOCUMENT_CUT, file.path(), file.documentPosition() + end - offset);
        if (end > offset) {
            onGoodRecords.onDocument(file.buffer(), offset, end - offset);
        }
    }

    /** Counts the record that the cursor stands on; where it ends. */
    private int passRecord() {
        if (firstSequence == 0) {
            firstSequence = cursor.sequence();
        }
        records++;
        return cursor.messageOffset()
                - RecordEnvelope.MESSAGE_OFFSET
                + RecordEnvelope.recordLength(cursor.messageLength());
    }

    private boolean walkDocument(final QueueFile file) {
        final DirectBuffer buffer = file.buffer();
        final int offset = file.offset();
        cursor.wrap(buffer, offset, file.length());
        int end = offset;
        while (true) {
            final DamageKind kind = cursor.tryNext();
            if (kind == DamageKind.END_OF_DOCUMENT) {
                if (cursor.isVoid()) {
                    voidDocuments++;
                    return true;
                }
                documents++;
                onGoodRecords.onDocument(buffer, offset, file.length());
                return true;
            }
            if (kind != DamageKind.NONE) {
                damaged(kind, file.path(), file.documentPosition() + end - offset);
                if (end > offset) {
                    onGoodRecords.onDocument(buffer, offset, end - offset);
                }
                return false;
            }
            if (firstSequence == 0 && startsAfter != 0 && cursor.sequence() > startsAfter) {
                firstSequence = cursor.sequence();
                damaged(DamageKind.SEQUENCE_GAP, file.path(), file.documentPosition());
                return false;
            }
            end = passRecord();
        }
    }

    /** Notes the first damage; the walk goes on while the records go on, for the repair to keep them. */
    private void damaged(final DamageKind kind, final Path file, final long position) {
        if (damage != null) {
            return;
        }
        damage = new JournalDamage(kind, generation, cursor.sequence(), file, position);
    }

    private JournalReport report() {
        final boolean isEmpty = records == 0;
        return new JournalReport(
                generation,
                firstSequence,
                cursor.sequence(),
                records,
                documents,
                voidDocuments,
                isEmpty ? 0 : cursor.term(),
                isEmpty ? 0 : cursor.timeNs(),
                damage);
    }
}
