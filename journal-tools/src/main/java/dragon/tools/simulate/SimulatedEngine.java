package dragon.tools.simulate;

import dragon.engine.OperatorException;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageSource;
import dragon.engine.process.EngineClock;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineCounters;
import dragon.engine.process.EngineLoop;
import dragon.engine.process.SyncFence;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastBufferDescriptor;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;

/**
 * The engine process: lives, dies, recovers. Its rings and its term outlive it; what it had in memory does not.
 *
 * <p>Threading: one thread.
 */
final class SimulatedEngine {
    /** Room of a simulated core: small, so that limits are met too. */
    static final CoreLimits LIMITS = new CoreLimits(4, 16, 8, 512, 128);

    private static final int GATEWAY_RING_BYTES = 16 * 1024;
    private static final int COMMAND_RING_BYTES = 32 * 1024;
    private static final int RESULTS_BYTES = 8 * 1024;
    private static final int FRAMES_A_ROUND_MAX = 1024;
    private static final int IMAGES_MAX = 3;
    private static final long MS = 1_000_000L;

    /** How old an intent may get before it has left. */
    static final long TIME_TO_LIVE_NS = 2_000 * MS;

    private final World world;
    private final SimulatedJournal journal;
    private final SyncPolicy syncPolicy;
    private final long fastIntervalNs;
    private final Randomness random;
    private final EngineCounters counters = EngineCounters.inMemory();
    private final BroadcastTransmitter results = newResults();
    private final List<Image> images = new ArrayList<>();
    private RingFile gatewayRing;
    private RingFile commandRing;
    private EngineLoop loop;
    private int durableTerm;
    private int processId = 100;
    private long offsetNs;
    private long imageSequence;
    private long nextRoundNs = Long.MAX_VALUE;
    private long pausedUntilNs;
    private boolean isLastStartFailed;

    /** A state image in a file of its own. */
    private record Image(long sequence, int term, long timeNs, int logicVersion, long hash, byte[] bytes) {}

    SimulatedEngine(
            final World world, final SimulatedJournal journal, final SyncPolicy syncPolicy, final Randomness random) {
        this.world = world;
        this.journal = journal;
        this.syncPolicy = syncPolicy;
        this.random = random;
        fastIntervalNs = random.between(1_000, 3_000) * MS;
        newRings();
    }

    /** A place for answers to commands; the operator of a simulation reads them in the journal. */
    static BroadcastTransmitter newResults() {
        return new BroadcastTransmitter(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                RESULTS_BYTES + BroadcastBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
    }

    private void newRings() {
        gatewayRing = RingFile.inMemory(GATEWAY_RING_BYTES);
        commandRing = RingFile.inMemory(COMMAND_RING_BYTES);
    }

    RingFile gatewayRing() {
        return gatewayRing;
    }

    RingFile commandRing() {
        return commandRing;
    }

    RingProducer newGatewayProducer() {
        return new RingProducer(gatewayRing);
    }

    RingProducer newCommandProducer() {
        return new RingProducer(commandRing);
    }

    boolean isUp() {
        return loop != null;
    }

    EngineLoop loop() {
        return loop;
    }

    /** A start: recovery, a new term, and its first document. Throws {@link Crash} where it dies on the way. */
    void start() {
        final long nowNs = world.nowNs();
        processId++;
        nextRoundNs = Long.MAX_VALUE;
        journal.inRecovery(true);
        try {
            loop = EngineLoop.recover(
                    settings(processId, fastIntervalNs, syncPolicy),
                    new EngineLoop.Surroundings(
                            world::nowNs,
                            this::engineTime,
                            new RingConsumer(gatewayRing, world::nowNs),
                            new RingConsumer(commandRing, world::nowNs),
                            results,
                            counters,
                            (document, length, dequeuedNs, inputs, journaledNs) -> dieAfterRelease()),
                    journal,
                    this::newest,
                    this::beginTerm,
                    warning -> world.marks().reach(Mark.IMAGE_REFUSED));
        } catch (final Crash crash) {
            isLastStartFailed = true;
            throw crash;
        } catch (final OperatorException | JournalException refused) {
            throw new Violation("I-16", "the engine refuses to start: " + refused.getMessage(), refused);
        } finally {
            journal.inRecovery(false);
        }
        if (isLastStartFailed) {
            world.marks().reach(Mark.ENGINE_RESTARTED_TWICE_IN_A_ROW);
            isLastStartFailed = false;
        }
        if (loop.term() > 1) {
            world.marks().reach(Mark.ENGINE_RESTARTED);
            if (loop.imageSequence() > 0) {
                world.marks().reach(Mark.ENGINE_RESTARTED_FROM_IMAGE);
            }
        }
        imageSequence = loop.lastImage().sequence();
        loop.start(nowNs);
        wakeAt(nowNs);
    }

    static EngineLoop.Settings settings(final int processId, final long fastIntervalNs, final SyncPolicy syncPolicy) {
        return new EngineLoop.Settings(
                "simulated",
                LaneMode.SIM,
                processId,
                fastIntervalNs,
                TIME_TO_LIVE_NS,
                0,
                "simulation",
                30_000 * MS,
                LIMITS,
                syncPolicy,
                5_000 * MS,
                400);
    }

    private EngineClock engineTime(final long lastNs) {
        final long nowNs = world.nowNs();
        final long wallNs = nowNs + world.wallOffsetNs();
        offsetNs = Math.max(wallNs, lastNs) - nowNs;
        return new EngineClock(wallNs, nowNs, lastNs);
    }

    private int beginTerm(final int lastTerm) {
        durableTerm = Math.max(durableTerm, lastTerm) + 1;
        return durableTerm;
    }

    private void dieAfterRelease() {
        if (world.faults().strikes(FaultClass.A4_ENGINE_DIES_AFTER_RELEASE)) {
            throw new Crash(FaultClass.A4_ENGINE_DIES_AFTER_RELEASE);
        }
    }

    private Optional<StateImage> newest(final long sequenceMax, final Consumer<String> warnings) {
        for (int i = images.size() - 1; i >= 0; i--) {
            final Image image = images.get(i);
            if (image.sequence() <= sequenceMax) {
                return Optional.of(new StateImage(
                        image.logicVersion(),
                        image.term(),
                        image.sequence(),
                        image.timeNs(),
                        image.hash(),
                        new UnsafeBuffer(image.bytes()),
                        image.bytes().length));
            }
        }
        return Optional.empty();
    }

    /** The images there are, for an audit of its own. */
    StateImageSource images() {
        return this::newest;
    }

    /** What a gateway reads in the counters: whether intents up to this record may leave. */
    boolean isReleased(final long sequence) {
        return SyncFence.isReleased(
                counters.of(EngineCounter.SYNC_POLICY).get(),
                counters.of(EngineCounter.SYNCED_SEQUENCE).get(),
                sequence);
    }

    /** Plans a round, unless an earlier one is planned. */
    void wakeAt(final long timeNs) {
        if (loop == null) {
            return;
        }
        final long atNs = Math.max(Math.max(timeNs, pausedUntilNs), world.nowNs());
        if (atNs < nextRoundNs) {
            nextRoundNs = atNs;
            world.planAt(atNs, Schedule.Kind.ENGINE_ROUND, atNs, this, null);
        }
    }

    /** Something lies in a ring. */
    void ringWritten() {
        wakeAt(world.nowNs() + random.between(5_000, 200_000));
    }

    void pauseUntil(final long timeNs) {
        pausedUntilNs = Math.max(pausedUntilNs, timeNs);
    }

    /** A round of the loop, if it is the one that is due. Throws {@link Crash} where it dies. */
    void round(final long plannedNs) throws Exception {
        if (loop == null || plannedNs != nextRoundNs) {
            return;
        }
        nextRoundNs = Long.MAX_VALUE;
        final long nowNs = world.nowNs();
        if (nowNs < pausedUntilNs) {
            wakeAt(pausedUntilNs);
            return;
        }
        loop.keepLease(nowNs);
        final int frames = loop.feed(nowNs, FRAMES_A_ROUND_MAX);
        loop.fireTimers(nowNs);
        loop.poll();
        loop.checkpointIfDue(nowNs);
        final StateImage last = loop.lastImage();
        if (last.sequence() != imageSequence) {
            imageSequence = last.sequence();
            if (random.oneIn(2)) {
                keep(last);
            }
        }
        final long dueNs = loop.core().nextTimerDueNs();
        if (dueNs != Long.MAX_VALUE) {
            wakeAt(dueNs - offsetNs);
        }
        if (frames == FRAMES_A_ROUND_MAX) {
            wakeAt(nowNs + MS);
        } else if (gatewayRing.size() > 0 || commandRing.size() > 0) {
            wakeAt(nowNs + 100 * MS); // A claim of somebody who may be dead.
        }
    }

    /** Journals all that lies in the rings. */
    void readRings(final long nowNs) throws Exception {
        while (loop.feed(nowNs, FRAMES_A_ROUND_MAX) > 0) {
            loop.poll();
        }
    }

    private void keep(final StateImage image) {
        final byte[] bytes = new byte[image.length()];
        image.buffer().getBytes(0, bytes);
        if (world.faults().strikes(FaultClass.B20_IMAGE_DAMAGED)) {
            bytes[world.faults().detail(FaultClass.B20_IMAGE_DAMAGED).below(bytes.length)] ^= 0x10;
        }
        images.add(new Image(
                image.sequence(), image.term(), image.timeNs(), image.logicVersion(), image.stateHash(), bytes));
        if (images.size() > IMAGES_MAX) {
            images.remove(0);
        }
        world.marks().reach(Mark.IMAGE_TAKEN);
    }

    /** Ends in order: the term ends, an image is left. */
    void stopInOrder() {
        loop.endTerm();
        keep(loop.lastImage());
        world.marks().reach(Mark.ENGINE_STOPPED_IN_ORDER);
        die();
    }

    /** What it had in memory is gone. */
    void die() {
        loop = null;
        nextRoundNs = Long.MAX_VALUE;
        pausedUntilNs = 0;
    }

    /** With the power go the rings, and images that cover more than the journal still has. */
    void losePower(final long journalSequence) {
        newRings();
        images.removeIf(image -> image.sequence() > journalSequence);
    }
}
