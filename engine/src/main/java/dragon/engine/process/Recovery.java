package dragon.engine.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.CoreState;
import dragon.engine.core.Output;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageSource;
import dragon.engine.protocol.CheckpointDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.replay.ExpectedOutputs;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.engine.snapshot.StateImageEncoder;
import java.util.Optional;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Brings a core to where the journal ends: newest usable image, then every input after it.
 *
 * <p>What the core makes of each input now must be, byte for byte, what stands in the journal; and at each checkpoint the
 * hash of its state must be the one written there. The first difference stops the start: an engine that would decide
 * otherwise than before may not go on.
 *
 * <p>Threading: the engine thread, before its loop.
 */
final class Recovery {
    private static final int DOCUMENTS_A_SIGN = 10_000;
    private static final String LESS_OUTPUT = "the journal has less output than the input before it causes now";

    private final String lane;
    private final CoreLimits limits;
    private final Consumer<String> warnings;
    private final ExpectedOutputs expected = new ExpectedOutputs();
    private final StateHash stateHash = new StateHash();
    private final StateImageEncoder imageEncoder = new StateImageEncoder();
    private final ExpandableArrayBuffer image = new ExpandableArrayBuffer(1 << 16);
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CheckpointDecoder checkpoint = new CheckpointDecoder();
    private final JournalReader.DocumentHandler onDocument = this::onDocument;

    private Core core;
    private RecordCursor cursor;
    private boolean hasRead;
    private long imageSequence;
    private long replayedRecords;
    private long checkpoints;
    private long takeoverNs;

    Recovery(final String lane, final CoreLimits limits, final Consumer<String> warnings) {
        this.lane = lane;
        this.limits = limits;
        this.warnings = warnings;
    }

    /** Takes the newest image that can be used, or an empty core; again, if the journal turned out to end before it. */
    void startFrom(final StateImageSource images) {
        imageSequence = 0;
        hasRead = false;
        core = fromImage(images);
        // An image vouches for what is before it: the first record that is read may have any sequence, see onDocument.
        cursor = new RecordCursor(imageSequence == 0 ? 1 : 0);
    }

    /**
     * Checks the files, then reads the journal to its end.
     *
     * @param reader from the image on; stays open, for the proof that the first append is visible
     * @param signOfLife is run now and then
     */
    void replay(final LaneJournal journal, final JournalReader reader, final Runnable signOfLife) {
        if (!tryReplay(journal, reader, signOfLife)) {
            throw endsBeforeImage();
        }
    }

    /**
     * As {@link #replay}, where the journal may have lost its end: nothing was applied then.
     *
     * @return false if it is sound and ends before the record that the image is of
     */
    boolean tryReplay(final LaneJournal journal, final JournalReader reader, final Runnable signOfLife) {
        final Optional<String> damage = journal.damageAfter(imageSequence);
        if (damage.isPresent()) {
            throw new OperatorException(ExitStatus.VERIFICATION_FAILED, damage.get());
        }
        requireRecordsAfterImage(journal);
        return readToEnd(journal, reader, signOfLife);
    }

    /** Refuses a journal that retention has shortened and no image that can be used reaches into: the state between is not here. */
    void requireRecordsAfterImage(final LaneJournal journal) {
        final Optional<String> removed = journal.removedAfter(imageSequence);
        if (removed.isPresent()) {
            throw refused(
                    (imageSequence == 0
                                    ? "no state image can be used"
                                    : "the newest state image that can be used is of sequence " + imageSequence)
                            + ", and "
                            + removed.get(),
                    "put an image-*.bin of a record in this journal back into images/ (backups hold them), or dragon"
                            + " backup restore that backup");
        }
    }

    /**
     * Reads what the leader before appended last, after a following of all before it: the files are checked from there on.
     *
     * <p>Only when nobody appends any more.
     */
    void catchUp(final LaneJournal journal, final JournalReader reader, final Runnable signOfLife) {
        takeoverNs = System.nanoTime();
        if (!readToEnd(journal, reader, signOfLife)) {
            throw endsBeforeImage();
        }
        final Optional<String> damage = journal.damageInTail(lastSequence());
        if (damage.isPresent()) {
            throw new OperatorException(ExitStatus.VERIFICATION_FAILED, damage.get());
        }
    }

    /**
     * Applies one more document of a leader that lives, if there is one.
     *
     * @return false at the end of what has been appended so far
     */
    boolean follow(final JournalReader reader) {
        try {
            return reader.poll(onDocument);
        } catch (final JournalException e) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED, "Cannot start engine on lane '" + lane + "': " + e.getMessage(), e);
        }
    }

    private boolean readToEnd(final LaneJournal journal, final JournalReader reader, final Runnable signOfLife) {
        signOfLife.run();
        for (int documents = 1; follow(reader); documents++) {
            if (documents % DOCUMENTS_A_SIGN == 0) {
                signOfLife.run();
            }
        }
        if (!expected.isEmpty() && !journal.isRepaired()) {
            throw diverged(LESS_OUTPUT);
        }
        return cursor.sequence() >= imageSequence;
    }

    /** On one boot nothing takes the end of a journal away but a fault, or a person. */
    OperatorException endsBeforeImage() {
        return refused(
                "the journal ends at sequence " + cursor.sequence() + ", the state image is of " + imageSequence
                        + ": journal records are missing",
                "bring the journal's files back; if they are gone for good, dragon journal repair --lane " + lane
                        + " sets the image aside");
    }

    /**
     * Hands over what the last input of the journal caused and the journal does not hold: a repair may have cut a document
     * between an input and its output. To be journaled first, so that the history is whole again.
     */
    void giveOwed(final Output output) {
        if (!expected.isEmpty()) {
            warnings.accept("the journal ends at sequence " + cursor.sequence()
                    + " within the output of an input, as a repair leaves it; the rest is journaled again");
        }
        for (; !expected.isEmpty(); expected.removeFirst()) {
            if (expected.kind() == RecordEnvelope.INTENT) {
                output.intent(expected.buffer(), expected.messageOffset(), expected.messageLength());
            } else {
                output.audit(expected.buffer(), expected.messageOffset(), expected.messageLength());
            }
        }
    }

    private Core fromImage(final StateImageSource images) {
        long sequenceMax = Long.MAX_VALUE;
        while (true) {
            final Optional<StateImage> found = images.newest(sequenceMax, warnings);
            if (found.isEmpty()) {
                return new Core(limits);
            }
            final StateImage candidate = found.get();
            sequenceMax = candidate.sequence() - 1;
            if (candidate.logicVersion() > RecordEnvelope.LOGIC_VERSION) {
                warnings.accept("state image of sequence " + candidate.sequence() + " is of the newer logic version "
                        + candidate.logicVersion() + ", this build has " + RecordEnvelope.LOGIC_VERSION);
                continue;
            }
            try {
                // Before a byte of it is believed: a damaged setting would size what it is read into.
                if (stateHash.of(candidate.buffer(), 0, candidate.length()) == candidate.stateHash()) {
                    final Core fresh = new Core(limits);
                    new StateImageDecoder().decode(fresh, candidate.buffer(), 0, candidate.length());
                    if (hashOf(fresh) == candidate.stateHash()) {
                        imageSequence = candidate.sequence();
                        return fresh;
                    }
                }
                warnings.accept("state image of sequence " + candidate.sequence() + " does not give its own hash");
            } catch (final IllegalArgumentException | IndexOutOfBoundsException e) {
                warnings.accept(
                        "state image of sequence " + candidate.sequence() + " cannot be read: " + e.getMessage());
            }
        }
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            if (!hasRead && cursor.sequence() > imageSequence + 1) {
                throw refused("the journal goes on at sequence " + cursor.sequence() + ", the state image ends at "
                        + imageSequence + ": journal records are missing");
            }
            hasRead = true;
            if (cursor.sequence() > imageSequence) {
                onRecord();
                replayedRecords++;
            }
        }
    }

    private void onRecord() {
        if (cursor.logicVersion() != RecordEnvelope.LOGIC_VERSION) {
            throw ofOtherVersion();
        }
        message.wrap(cursor.buffer(), cursor.messageOffset(), cursor.messageLength());
        if (cursor.kind() == RecordEnvelope.INPUT) {
            if (!expected.isEmpty()) {
                throw diverged(LESS_OUTPUT);
            }
            core.apply(cursor.timeNs(), message, 0, message.capacity(), expected);
        } else if (isCheckpoint()) {
            onCheckpoint();
        } else if (!expected.isEmpty() && expected.isFirst(cursor.kind(), message, 0, message.capacity())) {
            expected.removeFirst();
        } else {
            throw diverged("output differs from what the input before it causes now");
        }
    }

    private boolean isCheckpoint() {
        if (cursor.kind() != RecordEnvelope.AUDIT || message.capacity() < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(message, 0);
        return header.templateId() == CheckpointDecoder.TEMPLATE_ID;
    }

    private void onCheckpoint() {
        checkpoint.wrap(message, header.encodedLength(), header.blockLength(), header.version());
        final long hash = hashOf(core);
        checkpoints++;
        if (hash != checkpoint.stateHash()) {
            throw diverged("state has hash " + Long.toHexString(hash) + ", the checkpoint there says "
                    + Long.toHexString(checkpoint.stateHash()));
        }
    }

    private long hashOf(final Core of) {
        return stateHash.of(image, 0, imageEncoder.encode(of, image, 0));
    }

    /** Other logic would make something else of the same inputs: only a state image carries a lane over. */
    private OperatorException ofOtherVersion() {
        final String written = "record " + cursor.sequence() + " was written by logic version " + cursor.logicVersion()
                + ", this build has " + RecordEnvelope.LOGIC_VERSION;
        return cursor.logicVersion() > RecordEnvelope.LOGIC_VERSION
                ? refused(written, "start the newer build that wrote it")
                : refused(
                        written + ", and no state image of format " + CoreState.IMAGE_FORMAT + " covers it",
                        "go on with the build that wrote it, whose stop in order leaves an image; if that has another"
                                + " format, flatten there and make a new lane here");
    }

    private OperatorException diverged(final String what) {
        return refused("replay differs from the journal at sequence " + cursor.sequence() + ": " + what);
    }

    private OperatorException refused(final String what) {
        return refused(what, "dragon replay --verify --lane " + lane);
    }

    private OperatorException refused(final String what, final String next) {
        return new OperatorException(
                ExitStatus.VERIFICATION_FAILED,
                "Cannot start engine on lane '" + lane + "': " + what + ". Nothing was sent. Next: " + next);
    }

    /** One line for the operator, of the start that this is part of. */
    void warn(final String warning) {
        warnings.accept(warning);
    }

    Core core() {
        return core;
    }

    /** Last record of the journal, 0 if it is empty. */
    long lastSequence() {
        return cursor.sequence();
    }

    int lastTerm() {
        return cursor.sequence() == 0 ? 0 : cursor.term();
    }

    /** Engine time of the last record, 0 if there is none. */
    long lastTimeNs() {
        return cursor.sequence() == 0 ? 0 : cursor.timeNs();
    }

    /** Up to where the image reached, 0 = no image. */
    long imageSequence() {
        return imageSequence;
    }

    /** When a standby that had read all before began with the end, by the monotonic clock; 0 = there was none. */
    long takeoverNs() {
        return takeoverNs;
    }

    /** Checkpoints whose hash was compared, and was equal. */
    long checkpoints() {
        return checkpoints;
    }

    /** Records after the image. */
    long replayedRecords() {
        return replayedRecords;
    }
}
