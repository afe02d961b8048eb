package dragon.tools.explain;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.CoreState;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.tools.follow.Divergence;
import dragon.tools.follow.Follower;
import dragon.tools.follow.ForeignImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A lane as it was at one record of its journal: the core's own state there, by replay, and what the journal says before it.
 *
 * <p>Ownership: good during the call that is given it only; the replay goes on afterwards. Threading: one thread.
 */
public final class Moment {
    private final Core core;
    private final Past past;
    private final Divergence divergence;

    private Moment(final Core core, final Past past, final Divergence divergence) {
        this.core = core;
        this.past = past;
        this.divergence = divergence;
    }

    /**
     * Reads what a journal says up to a record.
     *
     * @param images directory of state images, which need not exist
     */
    public static Past past(final Path journal, final Path images, final long sequenceMax, final long timeNsMax) {
        final Set<Long> sequences = new HashSet<>();
        entries(images).forEach(entry -> sequences.add(entry.sequence()));
        return Past.read(ChronicleJournal.reader(journal), sequenceMax, timeNsMax, sequences);
    }

    private static List<StateImageFile.Entry> entries(final Path images) {
        try {
            return StateImageFile.list(images);
        } catch (final IOException e) {
            throw new UncheckedIOException("state images in " + images + " cannot be listed", e);
        }
    }

    /**
     * Replays a journal to the record at which its past ends, and asks there.
     *
     * <p>Begins with the newest state image that this build believes, else with the first record.
     *
     * @param question is answered while the core stands at the record
     */
    public static <T> T at(final Path journal, final Path images, final Past past, final Function<Moment, T> question) {
        for (final StateImageFile.Entry entry : entries(images)) {
            final Integer crc = past.crc(entry.sequence());
            final Core core = crc == null ? null : coreOf(entry);
            if (core != null && core.state().term() <= past.term()) {
                try {
                    return replay(
                            journal,
                            core,
                            new Follower.Resume(entry.sequence(), core.state().term(), crc),
                            past,
                            question);
                } catch (final ForeignImageException e) {
                    continue; // Of another history: an older one, or the first record.
                }
            }
        }
        final Optional<String> beginning = JournalBeginning.wordsOf(journal);
        if (beginning.isPresent()) {
            throw new JournalException("Cannot tell the state at sequence " + past.sequence()
                    + ": no state image of a record before it can be used, and " + beginning.get()
                    + ". Next: ask with --journal BACKUP/journal");
        }
        return replay(journal, new Core(CoreLimits.DEFAULT), Follower.Resume.START, past, question);
    }

    /** The core in the state of an image, or null if this build cannot believe it. */
    private static Core coreOf(final StateImageFile.Entry entry) {
        try {
            final StateImage image = StateImageFile.read(entry.path());
            if (image.logicVersion() != RecordEnvelope.LOGIC_VERSION
                    || image.sequence() != entry.sequence()
                    || new StateHash().of(image.buffer(), 0, image.length()) != image.stateHash()) {
                return null;
            }
            final Core core = new Core(CoreLimits.DEFAULT);
            new StateImageDecoder().decode(core, image.buffer(), 0, image.length());
            return core;
        } catch (final IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return null; // Another one, or the journal, says the same.
        }
    }

    private static <T> T replay(
            final Path journal,
            final Core core,
            final Follower.Resume resume,
            final Past past,
            final Function<Moment, T> question) {
        if (resume.sequence() == past.sequence()) {
            return question.apply(new Moment(core, past, null));
        }
        final List<T> answer = new ArrayList<>(1);
        final Follower[] self = new Follower[1];
        try (Follower follower = new Follower(
                resume.sequence() == 0
                        ? ChronicleJournal.reader(journal)
                        : ChronicleJournal.reader(journal, resume.sequence()),
                core,
                resume,
                record -> {
                    if (record.sequence() == past.sequence()) { // The rest of its document is not of interest.
                        answer.add(question.apply(new Moment(core, past, self[0].firstDivergence())));
                    }
                })) {
            self[0] = follower;
            while (answer.isEmpty() && follower.poll()) {
                // All work is in the listener.
            }
        }
        return answer.isEmpty() ? question.apply(new Moment(core, past, null)) : answer.get(0);
    }

    /** The state there. */
    public CoreState state() {
        return core.state();
    }

    /** The core there: may be given inputs, for a trial, by whoever is asked. */
    public Core core() {
        return core;
    }

    /** What the journal says up to there. */
    public Past past() {
        return past;
    }

    /** Where this build decided otherwise than the one that wrote the journal, or null. */
    public Divergence divergence() {
        return divergence;
    }
}
