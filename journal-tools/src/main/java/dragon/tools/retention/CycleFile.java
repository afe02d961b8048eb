package dragon.tools.retention;

import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.QueueFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * One file of a journal, and the records in it.
 *
 * @param bytes as the file system tells its size
 * @param firstSequence of its first record, 0 = it has none
 * @param lastSequence of its last record, 0 = it has none
 * @param lastTimeNs engine time of its last record, nanoseconds since the epoch
 * @param beginsVoid whether it begins with late words of a deposed leader: then no journal may begin with it
 * @param sha256 of its documents, one after the other
 */
record CycleFile(
        Path path,
        long bytes,
        long firstSequence,
        long lastSequence,
        long lastTimeNs,
        boolean beginsVoid,
        String sha256) {
    /** Whether it holds no record: it was made ahead, or all that it holds is void. */
    boolean isEmpty() {
        return firstSequence == 0;
    }

    /** All of a sound journal, oldest first; without what is still to be removed. */
    static List<CycleFile> of(final Path journal) throws IOException {
        final List<CycleFile> files = new ArrayList<>();
        final RecordCursor cursor =
                new RecordCursor(JournalBeginning.read(journal).firstSequence());
        for (final Path path : JournalBeginning.files(journal)) {
            files.add(of(path, cursor));
        }
        return files;
    }

    private static CycleFile of(final Path path, final RecordCursor cursor) throws IOException {
        final MessageDigest digest = newDigest();
        long first = 0;
        boolean beginsVoid = false;
        try (QueueFile file = new QueueFile(path)) {
            while (file.next() == QueueFile.Found.DOCUMENT) {
                cursor.wrap(file.buffer(), file.offset(), file.length());
                while (cursor.next()) {
                    first = first == 0 ? cursor.sequence() : first;
                }
                if (cursor.isVoid()) {
                    beginsVoid |= first == 0;
                } else {
                    update(digest, file.buffer(), file.offset(), file.length());
                }
            }
        }
        return new CycleFile(
                path,
                Files.size(path),
                first,
                first == 0 ? 0 : cursor.sequence(),
                first == 0 ? 0 : cursor.timeNs(),
                beginsVoid,
                HexFormat.of().formatHex(digest.digest()));
    }

    /** Whether another journal holds every record of each of these files, byte for byte; by the name of the file. */
    static Map<Path, Boolean> heldIn(final Path otherJournal, final List<CycleFile> files) {
        final Map<Path, Boolean> held = new HashMap<>();
        final MessageDigest digest = newDigest();
        final RecordCursor cursor = new RecordCursor();
        final int[] at = {0};
        try (JournalReader reader = ChronicleJournal.reader(otherJournal)) {
            while (at[0] < files.size()
                    && reader.poll((buffer, offset, length) -> {
                        cursor.wrap(buffer, offset, length);
                        while (cursor.next()) {
                            // To its end, for its last sequence.
                        }
                        if (cursor.isVoid()) {
                            return;
                        }
                        final CycleFile file = files.get(at[0]);
                        if (RecordEnvelope.sequence(buffer, offset) >= file.firstSequence()) {
                            update(digest, buffer, offset, length);
                        }
                        if (cursor.sequence() >= file.lastSequence()) {
                            held.put(
                                    file.path(),
                                    HexFormat.of().formatHex(digest.digest()).equals(file.sha256()));
                            at[0]++;
                        }
                    })) {
                // All work is in the handler.
            }
        } catch (final JournalException damaged) {
            // What was read before stands; of the rest nothing is known to be held.
        }
        return held;
    }

    private static void update(
            final MessageDigest digest, final DirectBuffer buffer, final int offset, final int length) {
        final byte[] document = new byte[length];
        buffer.getBytes(offset, document);
        digest.update(document);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
