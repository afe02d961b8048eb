package dragon.engine.process;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
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

    /** A reader before the document with this record, or before the first document if it is 0. */
    JournalReader readerFrom(long sequence);

    /** Opens it for its one writer. */
    Journal openForAppend();

    /** The journal of a lane in Chronicle Queue. */
    static LaneJournal chronicle(final LaneDirectory lane, final String name, final ChronicleJournalConfig config) {
        return new LaneJournal() {
            @Override
            public Optional<String> damageAfter(final long sequence) {
                final JournalReport report = JournalVerifier.verifyFrom(lane.journal(), sequence);
                return report.isSound()
                        ? Optional.empty()
                        : Optional.of(report.damage().words(name));
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
