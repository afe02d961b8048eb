package dragon.engine.process;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.lane.Lease;
import dragon.engine.lane.LeaseTimes;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageSource;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFeeder;
import dragon.engine.transport.RingSlot;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;

/**
 * What an engine does, without files, threads and clocks of its own: it recovers the core, begins a term, and then brings what lies in
 * the rings to the core and into the journal, round by round. The process puts its lane around it, a simulation whatever it simulates.
 *
 * <p>Threading: {@link #feed} on one thread, all else on the engine's, which may be the same.
 */
public final class EngineLoop implements AutoCloseable {
    /** Frames that may be between feeder and core. */
    static final int DISRUPTOR_SLOTS = 1024;

    private static final long READ_BACK_NS_MAX = 1_000_000_000L;

    private final Settings settings;
    private final NanoClock clock;
    private final Lease lease;
    private final Journal journal;
    private final InputHandler handler;
    private final RingFeeder feeder;
    private final EventPoller<RingSlot> poller;
    private final int term;
    private final long replayedRecords;
    private final long imageSequence;
    private long checkpointNs;

    /**
     * What the loop is told at its start and the core may see.
     *
     * @param lane its name, for people
     * @param mode of the lane
     * @param processId of the engine, for people
     * @param fastIntervalNs between two fast ticks
     * @param intentTimeToLiveNs after which an order may not leave any more
     * @param feeRatePctE8 for estimates of fees where nobody else tells a rate, percent times 10^8; 0 = none
     * @param owner who leads, for people
     * @param leaseNs length of the leader's lease
     * @param limits of the core
     * @param syncPolicy when a record is on the disk
     * @param checkpointIntervalNs after which a checkpoint is due if there are records
     * @param checkpointRecords after which one is due whatever the time
     */
    public record Settings(
            String lane,
            LaneMode mode,
            int processId,
            long fastIntervalNs,
            long intentTimeToLiveNs,
            long feeRatePctE8,
            String owner,
            long leaseNs,
            CoreLimits limits,
            SyncPolicy syncPolicy,
            long checkpointIntervalNs,
            long checkpointRecords) {
        static Settings of(final EngineConfig config, final LaneMode mode) {
            return new Settings(
                    config.lane(),
                    mode,
                    (int) ProcessHandle.current().pid(),
                    config.fastIntervalNs(),
                    config.intentTimeToLiveNs(),
                    config.feeRatePctE8(),
                    config.owner(),
                    config.lease().leaseNs(),
                    config.limits(),
                    config.syncPolicy(mode),
                    config.checkpointIntervalNs(),
                    config.checkpointRecords());
        }
    }

    /**
     * What is around a loop.
     *
     * @param clock monotonic nanoseconds
     * @param engineTime makes the engine's time, given that of the last record
     * @param gateway ring of the gateway
     * @param commands ring of commands
     * @param results takes the answers to commands
     * @param counters for people
     * @param listener is shown each document after it was appended
     */
    public record Surroundings(
            NanoClock clock,
            LongFunction<EngineClock> engineTime,
            RingConsumer gateway,
            RingConsumer commands,
            BroadcastTransmitter results,
            EngineCounters counters,
            DocumentListener listener) {}

    /**
     * How one leads.
     *
     * @param beginTerm makes the next term durable, given the last one of the journal
     * @param lease of this leader, asked for once the journal was read
     * @param isLeaseOfOthersLost whether the leader before lived on after its lease
     */
    record Leadership(IntUnaryOperator beginTerm, Supplier<Lease> lease, BooleanSupplier isLeaseOfOthersLost) {}

    /**
     * Recovers and leads: newest usable image, the journal's tail, a new term with its first document, read back. The lease is one of
     * this loop alone.
     *
     * @param beginTerm makes the next term durable, given the last one of the journal
     * @param warnings takes one line for each thing that an operator should know
     * @throws OperatorException where the journal is not to be believed, or replay differs from it
     */
    public static EngineLoop recover(
            final Settings settings,
            final Surroundings surroundings,
            final LaneJournal laneJournal,
            final StateImageSource images,
            final IntUnaryOperator beginTerm,
            final Consumer<String> warnings) {
        final Recovery recovery = new Recovery(settings.lane(), settings.limits(), warnings);
        final Lease lease = Lease.inMemory(new LeaseTimes(settings.leaseNs(), settings.leaseNs() / 3));
        return new EngineLoop(
                settings,
                surroundings,
                new LatencyMeter(),
                recovery,
                laneJournal,
                () -> {
                    recovery.startFrom(images);
                    final JournalReader reader = laneJournal.readerFrom(recovery.imageSequence());
                    recovery.replay(laneJournal, reader, () -> {});
                    return reader;
                },
                new Leadership(beginTerm, () -> lease, () -> false));
    }

    EngineLoop(
            final Settings settings,
            final Surroundings surroundings,
            final LatencyMeter latency,
            final Recovery recovery,
            final LaneJournal laneJournal,
            final Supplier<JournalReader> reading,
            final Leadership leadership) {
        this.settings = settings;
        this.clock = surroundings.clock();
        try (JournalReader reader = reading.get()) {
            lease = leadership.lease().get();
            lease.recovering(System.nanoTime());
            journal = laneJournal.openForAppend();
            term = leadership.beginTerm().applyAsInt(recovery.lastTerm());
            lease.begin(clock.nanoTime());
            handler = new InputHandler(
                    recovery.core(),
                    journal,
                    surroundings.engineTime().apply(recovery.lastTimeNs()),
                    clock,
                    surroundings.counters(),
                    latency,
                    surroundings.listener(),
                    surroundings.gateway(),
                    surroundings.commands(),
                    surroundings.results(),
                    settings.syncPolicy(),
                    lease,
                    term,
                    recovery.lastSequence());
            handler.startTerm(
                    settings, leadership.isLeaseOfOthersLost().getAsBoolean(), clock.nanoTime(), recovery::giveOwed);
            proveVisible(reader, recovery.lastSequence() + 1);
            lease.begin(clock.nanoTime()); // What came before, a cold disk above all, may have taken its time.
        }
        replayedRecords = recovery.replayedRecords();
        imageSequence = recovery.imageSequence();

        // Nobody ever waits inside the Disruptor, so publishing must not look for a sleeper to wake, as by default it
        // does.
        final RingBuffer<RingSlot> disruptor =
                RingBuffer.createSingleProducer(RingSlot::new, DISRUPTOR_SLOTS, new BusySpinWaitStrategy());
        poller = disruptor.newPoller();
        disruptor.addGatingSequences(poller.getSequence());
        feeder = new RingFeeder(surroundings.gateway(), surroundings.commands(), disruptor);
    }

    /** A damaged queue takes appends that no reader ever reaches; so the very reader that recovered must see the first one. */
    private void proveVisible(final JournalReader reader, final long firstSequence) {
        final boolean[] isVisible = new boolean[1];
        final long deadlineNs = System.nanoTime() + READ_BACK_NS_MAX;
        boolean hasMore = false;
        while (!hasMore && System.nanoTime() - deadlineNs < 0) { // A reader looks for a new file now and then only.
            hasMore = reader.poll((buffer, offset, length) -> isVisible[0] = length > 0
                    && RecordEnvelope.sequence(buffer, offset) == firstSequence
                    && RecordEnvelope.term(buffer, offset) == term);
            Thread.onSpinWait();
        }
        if (!isVisible[0]) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    "Cannot start engine on lane '" + settings.lane() + "': the first record of term " + term
                            + ", sequence " + firstSequence
                            + ", was appended and cannot be read back: the journal is damaged. Nothing was sent."
                            + " Next: dragon journal verify --lane " + settings.lane());
        }
    }

    /** Begins the work, at a reading of the clock: the first checkpoint is due an interval from here. */
    public void start(final long nowNs) {
        checkpointNs = nowNs;
    }

    /** Renews the lease when that is due; throws {@link dragon.engine.lane.LeaseLostException} if it has run out. */
    public void keepLease(final long nowNs) {
        lease.keep(nowNs);
    }

    /** Brings frames from the rings in front of the core; returns how many. */
    public int feed(final long nowNs, final int framesMax) {
        return feeder.feed(nowNs, framesMax);
    }

    /** Lets timers fire that are due. */
    public void fireTimers(final long nowNs) {
        handler.fireTimers(nowNs);
    }

    /** Decides and journals what was fed; whether there was something. */
    public boolean poll() throws Exception {
        return poller.poll(handler) == EventPoller.PollState.PROCESSING;
    }

    /** Writes a checkpoint if one is due. */
    public void checkpointIfDue(final long nowNs) {
        final long records = handler.recordsSinceCheckpoint();
        if (records >= settings.checkpointRecords()
                || records > 0 && nowNs - checkpointNs >= settings.checkpointIntervalNs()) {
            checkpointNs = nowNs;
            handler.writeCheckpoint(nowNs);
        }
    }

    /** Ends the term in order; everything is on the disk afterwards. */
    public void endTerm() {
        handler.endTerm(clock.nanoTime());
    }

    /** The image of the last checkpoint; valid until the next one. */
    public StateImage lastImage() {
        return handler.lastImage();
    }

    /** The core, to look at between two rounds. */
    public Core core() {
        return handler.core();
    }

    /** Leadership number of this engine. */
    public int term() {
        return term;
    }

    /** Records that were applied again at the start. */
    public long replayedRecords() {
        return replayedRecords;
    }

    /** Up to where the image reached from which the start began, 0 = no image. */
    public long imageSequence() {
        return imageSequence;
    }

    InputHandler handler() {
        return handler;
    }

    Journal journal() {
        return journal;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(journal);
    }
}
