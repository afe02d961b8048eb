package dragon.tools.snapshotter;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * The journal that is followed, and what else is known of it: a reader goes silent at a hole, so its silence alone does
 * not say that the journal ends there.
 *
 * @param readers gives a reader that is not behind the record of a sequence, 0 = the first one; as often as it is asked
 * @param verifier walks the journal's bytes from the record of a sequence on
 * @param engineSequence the last record that the leading engine says it has journaled; 0 = nobody leads, or it does not
 *     say
 */
record FollowedJournal(
        LongFunction<JournalReader> readers, LongFunction<JournalReport> verifier, LongSupplier engineSequence) {
    static FollowedJournal of(final LaneDirectory lane) {
        return new FollowedJournal(
                sequence -> sequence == 0
                        ? ChronicleJournal.reader(lane.journal())
                        : ChronicleJournal.reader(lane.journal(), sequence),
                sequence -> JournalVerifier.verifyFrom(lane.journal(), sequence),
                () -> sequenceOfLeader(lane));
    }

    private static long sequenceOfLeader(final LaneDirectory lane) {
        try (CountersReader counters = CountersReader.ofLeader(lane).orElse(null)) {
            return counters == null ? 0 : counters.value(EngineCounter.SEQUENCE);
        }
    }
}
