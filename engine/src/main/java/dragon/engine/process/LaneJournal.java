package dragon.engine.process;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The journal of a lane before it is open: what a start needs of it, in the order of the methods. */
public interface LaneJournal {
    /**
     * A journal up to this size is walked from its beginning even if an image vouches for most of it: that costs a second
     * at most, and a gateway reads it from there too. Of a larger one the tail.
     */
    long WALK_ALL_BYTES_MAX = 1L << 30;

    /**
     * Walks the files below the queue.
     *
     * @param sequence that a state image vouches for, 0 = none
     * @return one line for the operator if anything cannot be believed
     */
    Optional<String> damageAfter(long sequence);

    /** As {@link #damageAfter} for one who has read and checked all up to this record: the tail alone. */
    default Optional<String> damageInTail(final long sequence) {
        return damageAfter(sequence);
    }

    /** Whether a repair has cut it: then it may end between an input and its output. */
    default boolean isRepaired() {
        return false;
    }

    /**
     * Why records that follow this one are not there although nothing is damaged: retention has removed them.
     *
     * @param sequence of the last record that is known, 0 = none
     * @return for behind "Cannot start: "; empty if the journal goes on from there
     */
    default Optional<String> removedAfter(final long sequence) {
        return Optional.empty();
    }

    /** A reader before the document with this record, or before the first document if it is 0. */
    JournalReader readerFrom(long sequence);

    /** Opens it for its one writer. */
    Journal openForAppend();

    /** The journal of a lane in Chronicle Queue. */
    static LaneJournal chronicle(final LaneDirectory lane, final String name, final ChronicleJournalConfig config) {
        return new LaneJournal() {
            @Override
            public Optional<String> damageAfter(final long sequence) {
                final JournalReport report = bytes() <= WALK_ALL_BYTES_MAX
                        ? JournalVerifier.verify(lane.journal())
                        : JournalVerifier.verifyFrom(lane.journal(), sequence);
                return report.isSound()
                        ? Optional.empty()
                        : Optional.of(report.damage().words(name));
            }

            @Override
            public Optional<String> damageInTail(final long sequence) {
                final JournalReport report = JournalVerifier.verifyFrom(lane.journal(), sequence);
                return report.isSound()
                        ? Optional.empty()
                        : Optional.of(report.damage().words(name));
            }

            @Override
            public boolean isRepaired() {
                try {
                    return QueueDirectory.generation(lane.journal()) > 1;
                } catch (final IOException e) {
                    return false;
                }
            }

            private long bytes() {
                long bytes = 0;
                try {
                    for (final Path file : QueueDirectory.files(lane.journal())) {
                        bytes += Files.size(file);
                    }
                } catch (final IOException e) {
                    return 0; // The walk meets it again and says where.
                }
                return bytes;
            }

            @Override
            public Optional<String> removedAfter(final long sequence) {
                try {
                    final long first = JournalBeginning.read(lane.journal()).firstSequence();
                    return sequence + 1 >= first ? Optional.empty() : JournalBeginning.wordsOf(lane.journal());
                } catch (final IOException | JournalException e) {
                    return Optional.empty(); // The walk has met it, or does.
                }
            }

            @Override
            public JournalReader readerFrom(final long sequence) {
                return sequence == 0
                        ? ChronicleJournal.reader(lane.journal())
                        : ChronicleJournal.reader(lane.journal(), sequence);
            }

            @Override
            public Journal openForAppend() {
                try {
                    LaneDirectory.createDirectories(lane.journal());
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
                return ChronicleJournal.open(lane.journal(), config);
            }
        };
    }
}
