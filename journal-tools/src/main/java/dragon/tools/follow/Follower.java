package dragon.tools.follow;

import dragon.engine.core.Core;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.CheckpointDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.replay.ExpectedOutputs;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.tools.journal.DecodedMessage;
import dragon.tools.journal.MessageSchema;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * Walks behind the engine: applies each journaled input to its own core and compares all that the core gives with what
 * the journal says the engine's core gave.
 *
 * <p>Goes on after a divergence, so that a watcher still sees the newest state; {@link #firstDivergence()} remembers.
 *
 * <p>Threading: one thread, that of the reader. Cost: no allocation per record in steady state.
 */
public final class Follower implements AutoCloseable {
    private static final Supplier<String> NOTHING = () -> "";
    private static final int IMAGE_INITIAL_BYTES = 1 << 20;

    private final JournalReader reader;
    private final JournalReader.DocumentHandler onDocument = this::onDocument;
    private final Core core;
    private final RecordListener listener;
    private final ExpectedOutputs expected = new ExpectedOutputs();
    private final StateImageEncoder imageEncoder = new StateImageEncoder();
    private final StateHash stateHash = new StateHash();
    private final ExpandableDirectByteBuffer image = new ExpandableDirectByteBuffer(IMAGE_INITIAL_BYTES);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CheckpointDecoder checkpoint = new CheckpointDecoder();
    private final RecordCursor cursor;

    private final Resume resume;
    private boolean isSkipping;
    private int recordCrc;
    private long sequence;
    private long timeNs;
    private int term;
    private long inputSequence;
    private int inputTemplateId;

    private long recordCount;
    private long inputCount;
    private long intentCount;
    private long checkpointCount;
    private long voidDocumentCount;
    private long divergenceCount;
    private Divergence firstDivergence;

    /**
     * Where a follower goes on: behind the last record of a document whose effects are in the core already.
     *
     * @param sequence of that record
     * @param term of that record
     * @param recordCrc of that record, as its envelope says: tells another history from this one
     */
    public record Resume(long sequence, int term, int recordCrc) {
        /** Goes on behind nothing: begins with the first record. */
        public static final Resume START = new Resume(0, 0, 0);
    }

    /** Follows a journal from its first record. */
    public Follower(final JournalReader reader, final Core core, final RecordListener listener) {
        this(reader, core, Resume.START, listener);
    }

    /**
     * Follows a journal from behind a record.
     *
     * @param reader at the journal's beginning; closed with the follower
     * @param core in the state after the record to resume behind; owned by the follower from here on
     * @param resume that record
     * @param listener is shown every record that is applied
     */
    public Follower(final JournalReader reader, final Core core, final Resume resume, final RecordListener listener) {
        this.reader = reader;
        this.core = core;
        this.listener = listener;
        this.resume = resume;
        this.sequence = resume.sequence();
        this.term = resume.term();
        this.recordCrc = resume.recordCrc();
        this.isSkipping = resume.sequence() > 0;
        this.cursor = new RecordCursor(resume.sequence() + 1);
    }

    /**
     * Follows one more document if there is one.
     *
     * @return false at the end of what the engine has appended so far
     * @throws JournalException if the journal is damaged; all before the damage has been applied
     * @throws ForeignImageException if the record to resume behind is another one in this journal
     */
    public boolean poll() {
        return reader.poll(onDocument);
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        if (isSkipping) {
            skip(buffer, offset, length);
            return;
        }
        if (length >= RecordEnvelope.MESSAGE_OFFSET && RecordEnvelope.term(buffer, offset) < term) {
            skipVoid(buffer, offset, length);
            return;
        }
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            onRecord();
        }
        recordCrc = crcOf(cursor.buffer(), cursor.messageOffset() - RecordEnvelope.MESSAGE_OFFSET);
    }

    private static int crcOf(final DirectBuffer buffer, final int recordOffset) {
        return buffer.getInt(recordOffset + RecordEnvelope.CRC_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /** Hops over a document whose effects the core has already; lengths only, since they were verified before. */
    private void skip(final DirectBuffer buffer, final int offset, final int length) {
        int lastAt = offset;
        for (int at = offset; at + RecordEnvelope.MESSAGE_OFFSET <= offset + length; ) {
            lastAt = at;
            final int messageLength = RecordEnvelope.messageLength(buffer, at);
            if (messageLength < 0 || messageLength > length) {
                throw new JournalException("journal is damaged near sequence " + RecordEnvelope.sequence(buffer, at)
                        + ": a record's length does not fit its document. Next: dragon journal verify");
            }
            at += RecordEnvelope.recordLength(messageLength);
        }
        final long last = RecordEnvelope.sequence(buffer, lastAt);
        if (last > resume.sequence() || last == resume.sequence() && crcOf(buffer, lastAt) != resume.recordCrc()) {
            throw new ForeignImageException(
                    "record " + resume.sequence() + " of this journal is not the one that the state image is of");
        }
        isSkipping = last < resume.sequence();
    }

    /** A deposed leader wrote on: its records are void, but only if they are sound; damage is not void. */
    private void skipVoid(final DirectBuffer buffer, final int offset, final int length) {
        final RecordCursor voidRecords = new RecordCursor().wrap(buffer, offset, length);
        while (voidRecords.next()) {
            if (voidRecords.term() >= term) {
                throw new JournalException("journal is damaged after sequence " + sequence + ": a document mixes term "
                        + RecordEnvelope.term(buffer, offset) + " and " + voidRecords.term()
                        + ". Nothing after it was applied. Next: dragon journal verify");
            }
        }
        voidDocumentCount++;
    }

    private void onRecord() {
        sequence = cursor.sequence();
        timeNs = cursor.timeNs();
        term = cursor.term();
        recordCount++;
        if (cursor.kind() == RecordEnvelope.INPUT) {
            onInput();
        } else {
            onOutput();
        }
        listener.onRecord(cursor);
    }

    private void onInput() {
        if (!expected.isEmpty()) {
            diverged(Divergence.Kind.OUTPUT_MISSING, this::expectedText, NOTHING);
            expected.clear();
        }
        final DirectBuffer buffer = cursor.buffer();
        final int offset = cursor.messageOffset();
        inputCount++;
        inputSequence = sequence;
        inputTemplateId = templateId();
        core.apply(timeNs, buffer, offset, cursor.messageLength(), expected);
    }

    private void onOutput() {
        if (cursor.kind() == RecordEnvelope.INTENT) {
            intentCount++;
        }
        if (expected.isEmpty()) {
            if (templateId() == CheckpointDecoder.TEMPLATE_ID) {
                compareStateHash();
            } else {
                diverged(Divergence.Kind.OUTPUT_UNEXPECTED, NOTHING, this::foundText);
            }
        } else if (expected.isFirst(cursor.kind(), cursor.buffer(), cursor.messageOffset(), cursor.messageLength())) {
            expected.removeFirst();
        } else {
            diverged(Divergence.Kind.OUTPUT_DIFFERS, this::expectedText, this::foundText);
            expected.removeFirst();
        }
    }

    private void compareStateHash() {
        checkpointCount++;
        checkpoint.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
        final long foundHash = checkpoint.stateHash();
        final int imageBytes = encodeImage();
        final long expectedHash = stateHash.of(image, 0, imageBytes);
        if (expectedHash != foundHash) {
            diverged(
                    Divergence.Kind.STATE_HASH,
                    () -> String.format("state hash %016x, image of %d bytes", expectedHash, imageBytes),
                    () -> String.format("state hash %016x, image of %d bytes", foundHash, checkpoint.imageBytes()));
        }
    }

    private int templateId() {
        return cursor.messageLength() < MessageHeaderDecoder.ENCODED_LENGTH
                ? 0
                : header.wrap(cursor.buffer(), cursor.messageOffset()).templateId();
    }

    private void diverged(
            final Divergence.Kind kind, final Supplier<String> expectedText, final Supplier<String> foundText) {
        divergenceCount++;
        if (firstDivergence != null) {
            return;
        }
        firstDivergence = new Divergence(
                kind,
                sequence,
                term,
                timeNs,
                DecodedMessage.kindName(cursor.kind()),
                MessageSchema.dragon().name(templateId()),
                inputSequence,
                inputSequence == 0 ? "-" : MessageSchema.dragon().name(inputTemplateId),
                cursor.logicVersion(),
                expectedText.get(),
                foundText.get());
    }

    private String expectedText() {
        return DecodedMessage.kindName(expected.kind()) + " "
                + DecodedMessage.of(expected.buffer(), expected.messageOffset(), expected.messageLength())
                        .text();
    }

    private String foundText() {
        return DecodedMessage.kindName(cursor.kind()) + " "
                + DecodedMessage.of(cursor.buffer(), cursor.messageOffset(), cursor.messageLength())
                        .text();
    }

    /**
     * Encodes the canonical image of the present state into {@link #image()}.
     *
     * @return its length in bytes
     */
    public int encodeImage() {
        return imageEncoder.encode(core, image, 0);
    }

    /** Where {@link #encodeImage()} writes, from 0; overwritten by the next checkpoint. */
    public DirectBuffer image() {
        return image;
    }

    /** Hash of the canonical image of the present state. */
    public long stateHash() {
        return stateHash.of(image, 0, encodeImage());
    }

    /** True when the journal has shown all that the last input caused: only then is the state an image of a record. */
    public boolean isSettled() {
        return expected.isEmpty();
    }

    /** True until the journal has shown the record to resume behind. */
    public boolean isSkipping() {
        return isSkipping;
    }

    /** CRC of the last record followed, as its envelope says. */
    public int recordCrc() {
        return recordCrc;
    }

    /** The core, to be read between two polls. */
    public Core core() {
        return core;
    }

    /** Sequence of the last record followed. */
    public long sequence() {
        return sequence;
    }

    /** Sequence of the last input applied since the start, 0 = none. */
    public long inputSequence() {
        return inputSequence;
    }

    /** Engine time of the last record followed, nanoseconds since the epoch; 0 = none since the start. */
    public long timeNs() {
        return timeNs;
    }

    /** Term of the last record followed. */
    public int term() {
        return term;
    }

    /** Records followed since the start. */
    public long recordCount() {
        return recordCount;
    }

    /** Inputs applied since the start. */
    public long inputCount() {
        return inputCount;
    }

    /** Intents compared since the start. */
    public long intentCount() {
        return intentCount;
    }

    /** Checkpoints compared since the start. */
    public long checkpointCount() {
        return checkpointCount;
    }

    /** Documents of deposed leaders that were passed over. */
    public long voidDocumentCount() {
        return voidDocumentCount;
    }

    /** Places where journal and core differed, since the start. */
    public long divergenceCount() {
        return divergenceCount;
    }

    /** The first place where journal and core differ, or null. */
    public Divergence firstDivergence() {
        return firstDivergence;
    }

    @Override
    public void close() {
        reader.close();
    }
}
