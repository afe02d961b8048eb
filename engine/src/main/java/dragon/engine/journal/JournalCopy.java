package dragon.engine.journal;

import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A second journal with every record of the first one that can be believed, document by document, up to the end that it has at
 * the beginning: a writer that is faster than the copy is not run after.
 *
 * <p>The records are appended anew rather than the files copied: a file under a living writer is no two instants the same, and
 * half a document at its end would be damage in the copy. Late documents of deposed leaders, which nobody may read, stay behind.
 *
 * <p>Threading: one thread; the writer of the first journal may go on meanwhile.
 */
public final class JournalCopy {
    private JournalCopy() {}

    /**
     * Writes the copy, which is on the disk then; its list of files says generation 1 until the caller says otherwise.
     *
     * @param to is made, for its owner alone
     * @return what a walk of the first journal found before, its first damage included: the copy ends there
     * @throws IOException if the first journal cannot be read, or the copy not be synced
     * @throws JournalException if the copy cannot be written
     */
    public static JournalReport write(final Path from, final Path to, final ChronicleJournalConfig config)
            throws IOException {
        QueueDirectory.create(to);
        final JournalReport found = JournalVerifier.verify(from);
        try (ChronicleJournal copy = ChronicleJournal.open(to, config.withZeroedAheadBytes(0))) {
            JournalVerifier.walk(from, (buffer, offset, length) -> {
                if (RecordEnvelope.sequence(buffer, offset) <= found.lastSequence()) {
                    copy.append(buffer, offset, length);
                }
            });
        }
        final JournalBeginning beginning = beginningOf(from, found);
        if (!beginning.isFirstRecord()) {
            beginning.write(to);
        }
        for (final Path file : QueueDirectory.files(to)) {
            QueueDirectory.sync(file);
        }
        QueueDirectory.sync(to);
        return found;
    }

    /** A copy begins where its journal does, and says as well where the records before are, if that can be read. */
    private static JournalBeginning beginningOf(final Path from, final JournalReport found) throws IOException {
        try {
            return JournalBeginning.read(from).ofCopy(found.firstSequence());
        } catch (final JournalException unreadable) {
            return new JournalBeginning(found.firstSequence(), List.of(), List.of());
        }
    }
}
