package dragon.engine.process;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The journal of a lane before it is open: what a start needs of it, in the order of the methods. */
interface LaneJournal {
    /**
     * Walks the files below the queue.
     *
     * @param sequence that a state image vouches for, 0 = none
     * @return one line for the operator if anything cannot be believed
     */
    Optional<String> damageAfter(long sequence);

    /** A reader before the first document. */
    JournalReader reader();

    /** Opens it for its one writer. */
    Journal openForAppend();

    /** The journal of a lane in Chronicle Queue. */
    static LaneJournal chronicle(final LaneDirectory lane, final String name, final ChronicleJournalConfig config) {
        return new LaneJournal() {
            @Override
            public Optional<String> damageAfter(final long sequence) {
                return Optional.empty();
            }

            @Override
            public JournalReader reader() {
                return ChronicleJournal.reader(lane.journal());
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
