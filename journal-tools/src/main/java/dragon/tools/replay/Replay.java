package dragon.tools.replay;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.tools.follow.Divergence;
import dragon.tools.follow.Follower;

/**
 * One replay of a journal, from its first record or from a state image to its present end.
 *
 * <p>Takes no lock: the engine may append meanwhile. Threading: one thread.
 */
public final class Replay {
    private static final int DOCUMENTS_BETWEEN_LOOKS_AT_THE_CLOCK = 4096;

    /** Is told how far the replay is; called often, must be quick. */
    @FunctionalInterface
    public interface Progress {
        /** Takes the follower as it stands, to be read during the call only. */
        void onProgress(Follower follower);
    }

    /** How a replay ended. */
    public enum Outcome {
        /** Every intent, audit message and state hash equals the journal. */
        MATCH,

        /** Something differs: {@link Result#firstDivergence}. */
        DIVERGED,

        /** The journal cannot be read on: {@link Result#damage}. */
        DAMAGED
    }

    /**
     * What a replay found.
     *
     * @param stateHash of the state after the last record
     * @param firstDivergence null if there is none
     * @param damage the line of the journal's damage; empty if there is none
     */
    public record Result(
            Outcome outcome,
            long recordCount,
            long inputCount,
            long intentCount,
            long checkpointCount,
            long divergenceCount,
            long lastSequence,
            int term,
            long elapsedNs,
            long stateHash,
            Divergence firstDivergence,
            String damage) {

        /** The same, with damage that was found behind the last record. */
        public Result withDamage(final String line) {
            return new Result(
                    outcome == Outcome.MATCH ? Outcome.DAMAGED : outcome,
                    recordCount,
                    inputCount,
                    intentCount,
                    checkpointCount,
                    divergenceCount,
                    lastSequence,
                    term,
                    elapsedNs,
                    stateHash,
                    firstDivergence,
                    line);
        }

        /** Records a second over the whole replay. */
        public long recordsPerSecond() {
            return elapsedNs == 0 ? 0 : (long) (recordCount * 1e9 / elapsedNs);
        }
    }

    private Replay() {}

    /** Replays all that the reader holds, and closes it. */
    public static Result run(final JournalReader reader, final CoreLimits limits, final Progress progress) {
        return run(reader, new Core(limits), Follower.Resume.START, progress);
    }

    /**
     * Replays what the reader holds behind a record, and closes it.
     *
     * @param core in the state after that record; used up
     */
    public static Result run(
            final JournalReader reader, final Core core, final Follower.Resume resume, final Progress progress) {
        try (Follower follower = new Follower(reader, core, resume, record -> {})) {
            final long startNs = System.nanoTime();
            String damage = "";
            try {
                int documents = 0;
                while (follower.poll()) {
                    if (++documents % DOCUMENTS_BETWEEN_LOOKS_AT_THE_CLOCK == 0) {
                        progress.onProgress(follower);
                    }
                }
            } catch (final JournalException e) {
                damage = e.getMessage();
            }
            return result(follower, System.nanoTime() - startNs, damage);
        }
    }

    private static Result result(final Follower follower, final long elapsedNs, final String damage) {
        final Outcome outcome = follower.firstDivergence() != null
                ? Outcome.DIVERGED
                : damage.isEmpty() ? Outcome.MATCH : Outcome.DAMAGED;
        return new Result(
                outcome,
                follower.recordCount(),
                follower.inputCount(),
                follower.intentCount(),
                follower.checkpointCount(),
                follower.divergenceCount(),
                follower.sequence(),
                follower.term(),
                elapsedNs,
                follower.stateHash(),
                follower.firstDivergence(),
                damage);
    }
}
