package dragon.tools.follow;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.engine.snapshot.StateImageEncoder;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import org.agrona.ExpandableArrayBuffer;

/**
 * The oldest state image that a journal still has the record of: where a shortened one is replayed from.
 *
 * @param core in the state of the image; for one follower
 * @param image that gives its own hash, and agrees with the journal about the term of its record
 * @param resume behind that record
 */
public record OldestImage(Core core, StateImage image, Follower.Resume resume) {
    /**
     * Looks for it.
     *
     * @param images directory of state images, which need not exist
     * @return empty if no image can be used
     */
    public static Optional<OldestImage> of(final Path journal, final Path images, final CoreLimits limits)
            throws IOException {
        OldestImage oldest = null;
        for (final StateImageFile.Entry entry : StateImageFile.list(images)) {
            final Optional<OldestImage> found = of(journal, entry, limits);
            if (found.isPresent()) {
                oldest = found.get();
            }
        }
        return Optional.ofNullable(oldest);
    }

    /** One image, if this build can use it on this journal. */
    public static Optional<OldestImage> of(
            final Path journal, final StateImageFile.Entry entry, final CoreLimits limits) {
        try {
            final StateImage image = StateImageFile.read(entry.path());
            if (image.sequence() != entry.sequence() || image.logicVersion() != RecordEnvelope.LOGIC_VERSION) {
                return Optional.empty();
            }
            final Core core = new Core(limits);
            final StateHash hash = new StateHash();
            if (hash.of(image.buffer(), 0, image.length()) != image.stateHash()) {
                return Optional.empty();
            }
            new StateImageDecoder().decode(core, image.buffer(), 0, image.length());
            final ExpandableArrayBuffer again = new ExpandableArrayBuffer(Math.max(128, image.length()));
            if (hash.of(again, 0, new StateImageEncoder().encode(core, again, 0)) != image.stateHash()) {
                return Optional.empty();
            }
            return resume(journal, image).map(resume -> new OldestImage(core, image, resume));
        } catch (final IOException | IllegalArgumentException | IndexOutOfBoundsException unusable) {
            return Optional.empty();
        }
    }

    /** The record of an image, if the journal has it and says the same of it. */
    private static Optional<Follower.Resume> resume(final Path journal, final StateImage image) {
        final RecordCursor cursor = new RecordCursor();
        final boolean[] isFound = {false};
        final int[] crc = {0};
        try (JournalReader reader = ChronicleJournal.reader(journal, image.sequence())) {
            while (cursor.sequence() < image.sequence()
                    && reader.poll((buffer, offset, length) -> {
                        cursor.wrap(buffer, offset, length);
                        while (cursor.next()) {
                            if (cursor.sequence() == image.sequence()) {
                                isFound[0] = cursor.term() == image.term();
                                crc[0] = cursor.buffer()
                                        .getInt(
                                                cursor.messageOffset()
                                                        - RecordEnvelope.MESSAGE_OFFSET
                                                        + RecordEnvelope.CRC_OFFSET,
                                                ByteOrder.LITTLE_ENDIAN);
                            }
                        }
                    })) {
                // All work is in the handler.
            }
        } catch (final JournalException damaged) {
            return Optional.empty();
        }
        return isFound[0] ? Optional.of(new Follower.Resume(image.sequence(), image.term(), crc[0])) : Optional.empty();
    }

    /**
     * Where a journal that was shortened is replayed from; empty if it is whole.
     *
     * @throws JournalException if it was shortened and no image can be used: says what was removed and where it is
     */
    public static Optional<OldestImage> ofShortened(final Path journal, final Path images, final CoreLimits limits) {
        try {
            final Optional<String> words = JournalBeginning.wordsOf(journal);
            if (words.isEmpty()) {
                return Optional.empty();
            }
            final Optional<OldestImage> oldest = of(journal, images, limits);
            if (oldest.isEmpty()) {
                throw new JournalException("no state image in " + images + " can be used, and " + words.get()
                        + ". Nothing was replayed. Next: put an image-*.bin of a record in this journal back there"
                        + " (backups hold them), or replay the journal of that backup");
            }
            return oldest;
        } catch (final IOException e) {
            throw new JournalException("state images in " + images + " cannot be listed: " + e, e);
        }
    }
}
