package dragon.engine.process;

import com.lmax.disruptor.EventPoller;
import dragon.engine.core.Core;
import dragon.engine.core.Output;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.lane.Lease;
import dragon.engine.lane.StateImage;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CheckpointEncoder;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.InputRefusedDecoder;
import dragon.engine.protocol.JournalStorageEncoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.RestartReportDecoder;
import dragon.engine.protocol.TermEndedEncoder;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.TimerTickEncoder;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFeeder;
import dragon.engine.transport.RingSlot;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;

/**
 * What the engine thread does with inputs: each one is written into the document, applied by the core from there, and
 * followed by what it caused; at the end of a run the document is appended, and only then do the rings forget.
 *
 * <pre>
 *   slot --> [ INPUT | INTENT AUDIT ... | INPUT | AUDIT ... ] --append--> journal
 *                                                             then: release rings, publish results, count
 * </pre>
 *
 * <p>Threading: the engine thread. Cost: no allocation, lock or system call for an event, beyond the journal's mapped
 * write.
 */
final class InputHandler implements EventPoller.Handler<RingSlot>, Output {
    /** A message longer than this is no input of ours. */
    static final int MESSAGE_BYTES_MAX = 16 * 1024;

    /** What an input that may not be one is journaled as: its template id plus this, which no template has. */
    static final int REFUSED_TEMPLATE = 0x8000;

    /** A document that takes as long to get into the journal closes entries: an intent lives two seconds. */
    static final long SLOW_APPEND_NS_MIN = 1_000_000_000L;

    private static final int RUN_EVENTS_MAX = 256;
    private static final int RUN_BYTES_MAX = 32 * 1024;
    private static final int RESULTS_MAX = 4096;
    private static final int GATEWAY_TEMPLATE_MAX = 199;
    private static final int COMMAND_TEMPLATE_MIN = 200;
    private static final int COMMAND_TEMPLATE_MAX = 249;
    private static final int TEMPLATE_ID_OFFSET = MessageHeaderDecoder.templateIdEncodingOffset();

    private final Core core;
    private final Journal journal;
    private final EngineClock clock;
    private final NanoClock monotonic;
    private final EngineCounters counters;
    private final LatencyMeter latency;
    private final DocumentListener listener;
    private final RingConsumer[] rings;
    private final BroadcastTransmitter results;
    private final SyncPolicy syncPolicy;
    private final Lease lease;
    private final AtomicLong slowestAppendNs = new AtomicLong();
    private final RestartReports restartReports = new RestartReports();
    private final BatchEncoder batch = new BatchEncoder(Journal.MAX_DOCUMENT_BYTES);

    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final TimerTickEncoder timerTick = new TimerTickEncoder();
    private final TermStartedEncoder termStarted = new TermStartedEncoder();
    private final JournalStorageEncoder journalStorage = new JournalStorageEncoder();
    private final TermEndedEncoder termEnded = new TermEndedEncoder();
    private final CheckpointEncoder checkpoint = new CheckpointEncoder();

    private final StateImageEncoder imageEncoder = new StateImageEncoder();
    private final StateHash stateHash = new StateHash();
    private final ExpandableDirectByteBuffer image = new ExpandableDirectByteBuffer(1 << 20);
    private int imageLength;
    private long imageHash;

    private final long[] runDequeuedNs = new long[RUN_EVENTS_MAX];
    private int runEvents;
    private long journaledNs;
    private final long[] runEnd = new long[RingFeeder.RINGS];
    private final int[] resultOffsets = new int[RESULTS_MAX];
    private final int[] resultLengths = new int[RESULTS_MAX];
    private int resultCount;

    private final int term;
    private long timeNs;
    private long checkpointSequence;
    private long inputs;
    private long intents;
    private long intentsAppended;
    private boolean isNextPrepared;
    private boolean isCountShown;
    private long audits;
    private long inputsRefused;
    private long documents;
    private long journalBytes;
    private long appendNsMax;
    private long slowAppends;

    InputHandler(
            final Core core,
            final Journal journal,
            final EngineClock clock,
            final NanoClock monotonic,
            final EngineCounters counters,
            final LatencyMeter latency,
            final DocumentListener listener,
            final RingConsumer gateway,
            final RingConsumer commands,
            final BroadcastTransmitter results,
            final SyncPolicy syncPolicy,
            final Lease lease,
            final int term,
            final long lastSequence) {
        this.core = core;
        this.journal = journal;
        this.clock = clock;
        this.monotonic = monotonic;
        this.counters = counters;
        this.latency = latency;
        this.listener = listener;
        this.rings = new RingConsumer[RingFeeder.RINGS];
        this.rings[RingFeeder.GATEWAY] = gateway;
        this.rings[RingFeeder.COMMAND] = commands;
        this.results = results;
        this.syncPolicy = syncPolicy;
        this.lease = lease;
        this.term = term;
        this.checkpointSequence = lastSequence;
        counters.set(EngineCounter.SYNCED_SEQUENCE, 0); // Before the policy: see SyncFence.
        counters.set(EngineCounter.SYNC_POLICY, SyncFence.codeOf(syncPolicy));
        batch.begin(lastSequence + 1, term);
    }

    @Override
    public boolean onEvent(final RingSlot slot, final long slotSequence, final boolean isEndOfRun) {
        if (batch.length() > RUN_BYTES_MAX || runEvents == RUN_EVENTS_MAX) {
            writeDocument();
        }
        final int ringId = slot.ringId();
        timeNs = clock.at(slot.dequeuedNs());
        if (isInput(ringId, slot)) {
            apply(slot.buffer(), slot.offset(), slot.length());
        } else {
            applyRefused(slot);
        }
        runDequeuedNs[runEvents++] = slot.dequeuedNs();
        runEnd[ringId] = slot.endPosition();
        if (isEndOfRun) {
            writeDocument();
        }
        return true;
    }

    /** Whether this ring may bring this message: the lane's own inputs come from nobody else. */
    private static boolean isInput(final int ringId, final RingSlot slot) {
        final int length = slot.length();
        if (length < MessageHeaderDecoder.ENCODED_LENGTH || length > MESSAGE_BYTES_MAX) {
            return false;
        }
        final int templateId = templateIdOf(slot.buffer(), slot.offset());
        if (templateId != slot.typeId()) {
            return false;
        }
        return ringId == RingFeeder.GATEWAY
                ? templateId <= GATEWAY_TEMPLATE_MAX
                : templateId >= COMMAND_TEMPLATE_MIN && templateId <= COMMAND_TEMPLATE_MAX;
    }

    private static int templateIdOf(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + TEMPLATE_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Journals that something came which was no input, so that the core refuses it here and in every replay. */
    private void applyRefused(final RingSlot slot) {
        headerEncoder
                .wrap(scratch, 0)
                .blockLength(0)
                .templateId(REFUSED_TEMPLATE | slot.typeId() & 0x7FFF)
                .schemaId(MessageHeaderEncoder.SCHEMA_ID)
                .version(MessageHeaderEncoder.SCHEMA_VERSION);
        apply(scratch, 0, MessageHeaderEncoder.ENCODED_LENGTH);
    }

    private void apply(final DirectBuffer buffer, final int offset, final int length) {
        final int messageOffset = batch.length() + RecordEnvelope.MESSAGE_OFFSET;
        batch.add(RecordEnvelope.INPUT, timeNs, buffer, offset, length);
        inputs++;
        // From the document and not from the ring: what is journaled is what is applied, whoever writes into the ring.
        core.apply(timeNs, batch.buffer(), messageOffset, length, this);
    }

    @Override
    public void intent(final DirectBuffer buffer, final int offset, final int length) {
        add(RecordEnvelope.INTENT, buffer, offset, length);
        intents++;
    }

    @Override
    public void audit(final DirectBuffer buffer, final int offset, final int length) {
        final int messageOffset = batch.length() + RecordEnvelope.MESSAGE_OFFSET;
        add(RecordEnvelope.AUDIT, buffer, offset, length);
        audits++;
        final int templateId = templateIdOf(buffer, offset);
        if (templateId == CommandResultDecoder.TEMPLATE_ID && resultCount < RESULTS_MAX) {
            resultOffsets[resultCount] = messageOffset;
            resultLengths[resultCount++] = length;
        } else if (templateId == InputRefusedDecoder.TEMPLATE_ID) {
            inputsRefused++;
        } else if (templateId == RestartReportDecoder.TEMPLATE_ID) {
            restartReports.offer(buffer, offset, length);
        }
    }

    private void add(final byte kind, final DirectBuffer buffer, final int offset, final int length) {
        if (!batch.hasRoom(length)) {
            throw new JournalException("one input causes more than a document holds (" + Journal.MAX_DOCUMENT_BYTES
                    + " bytes) at sequence " + batch.nextSequence()
                    + ". It was not journaled and nothing was sent for it");
        }
        batch.add(kind, timeNs, buffer, offset, length);
    }

    /** Appends what has gathered; then, and only then, lets the rings forget and the senders know. */
    void writeDocument() {
        if (batch.recordCount() == 0) {
            return;
        }
        final long beganNs = monotonic.nanoTime();
        lease.check(beganNs); // Somebody may have stopped this process since the round began.
        journal.append(batch.buffer(), 0, batch.length());
        if (isSyncOwed()) {
            syncUpTo(batch.nextSequence() - 1);
        }
        intentsAppended = intents;
        isNextPrepared = false;
        for (int i = 0; i < RingFeeder.RINGS; i++) {
            rings[i].release(runEnd[i]);
        }
        for (int i = 0; i < resultCount; i++) {
            results.transmit(CommandResultDecoder.TEMPLATE_ID, batch.buffer(), resultOffsets[i], resultLengths[i]);
        }
        measure(beganNs);
        documents++;
        journalBytes += batch.length();
        isCountShown = false;
        batch.begin(batch.nextSequence(), term);
        runEvents = 0;
        resultCount = 0;
    }

    /**
     * Whether the document has to be on the disk before anybody hears of it. An operator who was told that the kill switch is on must
     * find it on after a loss of power: unlike prices and reports, a command cannot be asked of the exchange again.
     */
    private boolean isSyncOwed() {
        return switch (syncPolicy) {
            case NONE -> false;
            case INTENTS -> intents != intentsAppended || resultCount > 0;
            case ALL -> true;
        };
    }

    /** Lets the gateway have the intents up to this record: see {@link SyncFence}. */
    private void syncUpTo(final long sequence) {
        journal.sync();
        counters.set(EngineCounter.SYNCED_SEQUENCE, sequence);
    }

    /** Uses a moment in which nothing waits for what the next document would pay. */
    void useIdleMoment() {
        if (!isNextPrepared) {
            isNextPrepared = true;
            journal.touchNext();
        }
        showCounts();
    }

    private void measure(final long beganNs) {
        final long nowNs = monotonic.nanoTime();
        final long appendNs = nowNs - beganNs;
        if (appendNs > appendNsMax) {
            appendNsMax = appendNs;
        }
        if (appendNs >= SLOW_APPEND_NS_MIN) {
            slowAppends++;
            slowestAppendNs.set(Math.max(slowestAppendNs.get(), appendNs));
        }
        if (runEvents > 0) {
            for (int i = 0; i < runEvents; i++) {
                latency.record(nowNs - runDequeuedNs[i]);
            }
            journaledNs = nowNs;
            listener.onDocument(batch.buffer(), batch.length(), runDequeuedNs, runEvents, nowNs);
        }
    }

    /** Longest append since the last call of those that were slow, 0 = none was; for another thread. */
    long takeSlowestAppendNs() {
        return slowestAppendNs.get() == 0 ? 0 : slowestAppendNs.getAndSet(0);
    }

    /** When the last document with inputs from the rings was done with, by the monotonic clock. */
    long journaledNs() {
        return journaledNs;
    }

    /** Shows readers of the counters what was journaled since the last time. */
    void showCounts() {
        if (isCountShown) {
            return;
        }
        isCountShown = true;
        counters.set(EngineCounter.ENGINE_TIME_NS, timeNs);
        counters.set(EngineCounter.INPUTS, inputs);
        counters.set(EngineCounter.INTENTS, intents);
        counters.set(EngineCounter.AUDITS, audits);
        counters.set(EngineCounter.INPUTS_REFUSED, inputsRefused);
        counters.set(EngineCounter.DOCUMENTS, documents);
        counters.set(EngineCounter.JOURNAL_BYTES, journalBytes);
        counters.set(EngineCounter.APPEND_MAX_NS, appendNsMax);
        counters.set(EngineCounter.SLOW_APPENDS, slowAppends);
        counters.set(EngineCounter.LIVE_TRADING, core.state().isLiveTrading() ? 1 : 0);
        counters.set(EngineCounter.SEQUENCE, batch.nextSequence() - 1); // Last: who sees it sees the others.
    }

    /** Reports for another thread to log. */
    RestartReports restartReports() {
        return restartReports;
    }

    /** Lets timers fire that are due. */
    void fireTimers(final long monotonicNs) {
        final long dueNs = core.nextTimerDueNs();
        if (dueNs == Long.MAX_VALUE) {
            return;
        }
        final long nowNs = clock.at(monotonicNs);
        if (nowNs >= dueNs) {
            timeNs = nowNs;
            timerTick.wrapAndApplyHeader(scratch, 0, headerEncoder).dueNs(dueNs);
            apply(scratch, 0, MessageHeaderEncoder.ENCODED_LENGTH + timerTick.encodedLength());
            writeDocument();
        }
    }

    /** Begins the term with one document: all the configuration that the core may see, and the hash of the state. */
    void startTerm(
            final EngineLoop.Settings settings,
            final boolean isLeaseLost,
            final long monotonicNs,
            final Consumer<Output> owed) {
        timeNs = clock.at(monotonicNs);
        owed.accept(this);
        termStarted
                .wrapAndApplyHeader(scratch, 0, headerEncoder)
                .term(term)
                .processId(settings.processId())
                .mode(settings.mode())
                .fastIntervalNs(settings.fastIntervalNs())
                .intentTimeToLiveNs(settings.intentTimeToLiveNs())
                .owner(settings.owner())
                .leaseNs(settings.leaseNs())
                .isLeaseLost(isLeaseLost ? Bool.YES : Bool.NO)
                .feeRatePctE8(settings.feeRatePctE8());
        apply(scratch, 0, MessageHeaderEncoder.ENCODED_LENGTH + termStarted.encodedLength());
        addCheckpoint();
        writeDocument();
        if (syncPolicy != SyncPolicy.NONE) {
            syncUpTo(lastSequence()); // What the leader before appended last it may not have synced.
        }
        slowestAppendNs.set(0); // The first one meets a cold disk, and nothing can be entered upon yet.
        showCounts();
    }

    /** Writes what the core shall know of the journal's storage. */
    void writeStorage(final StorageWatch.Finding found, final long monotonicNs) {
        timeNs = clock.at(monotonicNs);
        journalStorage
                .wrapAndApplyHeader(scratch, 0, headerEncoder)
                .state(found.state())
                .freeBytes(found.freeBytes())
                .totalBytes(found.totalBytes())
                .text(found.text());
        apply(scratch, 0, MessageHeaderEncoder.ENCODED_LENGTH + journalStorage.encodedLength());
        writeDocument();
    }

    /** Ends the term in order; everything is on the disk afterwards. */
    void endTerm(final long monotonicNs) {
        lease.check(monotonicNs);
        timeNs = clock.at(monotonicNs);
        termEnded.wrapAndApplyHeader(scratch, 0, headerEncoder).term(term);
        apply(scratch, 0, MessageHeaderEncoder.ENCODED_LENGTH + termEnded.encodedLength());
        addCheckpoint();
        writeDocument();
        showCounts();
        journal.sync();
    }

    /** Records since the last checkpoint. */
    long recordsSinceCheckpoint() {
        return batch.nextSequence() - 1 - checkpointSequence;
    }

    /** Writes the hash of the state into the journal, for every follower to compare. */
    void writeCheckpoint(final long monotonicNs) {
        timeNs = clock.at(monotonicNs);
        addCheckpoint();
        writeDocument();
    }

    private void addCheckpoint() {
        imageLength = imageEncoder.encode(core, image, 0);
        imageHash = stateHash.of(image, 0, imageLength);
        checkpoint
                .wrapAndApplyHeader(scratch, 0, headerEncoder)
                .stateHash(imageHash)
                .imageBytes(imageLength);
        checkpointSequence = batch.nextSequence();
        add(RecordEnvelope.AUDIT, scratch, 0, MessageHeaderEncoder.ENCODED_LENGTH + checkpoint.encodedLength());
        audits++;
        counters.set(EngineCounter.STATE_HASH, imageHash);
        counters.set(EngineCounter.CHECKPOINT_SEQUENCE, checkpointSequence);
    }

    /** The image of the last checkpoint; valid until the next one. */
    StateImage lastImage() {
        return new StateImage(
                RecordEnvelope.LOGIC_VERSION, term, checkpointSequence, timeNs, imageHash, image, imageLength);
    }

    long lastSequence() {
        return batch.nextSequence() - 1;
    }

    Core core() {
        return core;
    }
}
