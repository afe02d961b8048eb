package dragon.engine.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.Core;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.Lease;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.ResultsFile;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;

/**
 * One engine that leads one lane: the wiring.
 *
 * <pre>
 *   gateway.ring --+                                           +-- journal --> followers
 *                  +--> RingFeeder --> Disruptor --> InputHandler
 *   command.ring --+                                 (core)    +-- results.ring --> whoever sent a command
 *                                                              +-- counters.dat --> monitor
 *
 *   inline:    one thread feeds and handles, and waits with back-off
 *   threaded:  a feeder thread in front of a busy-spinning engine thread
 * </pre>
 *
 * <p>Start: lock the lane and get its lease, verify the journal, recover, take a new term, append its first document, read it back.
 *
 * <p>Threading: the thread that calls {@link #recover} is the engine thread and calls {@link #run} too; {@link #stop} may be
 * called from any thread.
 */
public final class Engine implements AutoCloseable {
    private static final long HEARTBEAT_NS = 20_000_000L;
    private static final long SPINS_MAX = 200;
    private static final long YIELDS_MAX = 20;
    private static final long PARK_NS_MIN = 1_000;
    private static final long PARK_NS_MAX = 100_000;

    private final EngineConfig config;
    private final LaneIdentity identity;
    private final LaneDirectory lane;
    private final LaneLock lock;
    private final Lease lease;
    private final EngineCounters counters;
    private final FatalStop fatalStop;
    private final LatencyMeter latency = new LatencyMeter();
    private final Housekeeper housekeeper;

    private final RingFile gatewayRing;
    private final RingFile commandRing;
    private final ResultsFile resultsFile;
    private final RingConsumer gateway;
    private final RingConsumer commands;

    private final EngineLoop loop;
    private final InputHandler handler;
    private final IdleStrategy idle;
    private final NanoClock clock;

    private final StorageWatch storage;
    private final String summary;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean isStopRequested;
    private volatile boolean isFeederStopRequested;
    private volatile boolean isStoppedInOrder;
    private long heartbeatNs;
    private long roundNs;
    private long roundNsMax;
    private boolean isRoundBusy;

    /** Leads the lane of this configuration; returns once the term has begun and is in the journal. */
    public static Engine recover(final EngineConfig config, final Consumer<String> warnings) {
        return recover(config, warnings, EngineHost.PLAIN);
    }

    /** As {@link #recover(EngineConfig, Consumer)} for a host that brings its own time and wants to see each document. */
    public static Engine recover(final EngineConfig config, final Consumer<String> warnings, final EngineHost host) {
        final LaneDirectory lane = config.laneDirectory();
        final LaneIdentity identity = openLane(lane, config);
        final LaneJournal journal = LaneJournal.chronicle(lane, identity.name(), config.journal());
        return recover(config, lane, identity, journal, Runtime.getRuntime()::halt, warnings, host);
    }

    static LaneIdentity openLane(final LaneDirectory lane, final EngineConfig config) {
        if (!lane.exists() && config.mode() != LaneMode.NULL_VAL) {
            return lane.create(config.lane(), config.mode());
        }
        final LaneIdentity identity = lane.open();
        if (!identity.name().equals(config.lane())) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot start engine on lane '" + config.lane() + "': " + lane.laneToml() + " says it is lane '"
                            + identity.name() + "'. Nothing was sent. Next: move the directory back to its name.");
        }
        if (config.mode() != LaneMode.NULL_VAL && config.mode() != identity.mode()) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot start engine on lane '" + identity.name() + "' as " + LaneIdentity.nameOf(config.mode())
                            + ": the lane is " + identity.modeName()
                            + " and a lane never changes. Nothing was sent. Next: choose another --lane.");
        }
        return identity;
    }

    static Engine recover(
            final EngineConfig config,
            final LaneDirectory lane,
            final LaneIdentity identity,
            final LaneJournal journal,
            final FatalStop.Halt halt,
            final Consumer<String> warnings) {
        return recover(config, lane, identity, journal, halt, warnings, EngineHost.PLAIN);
    }

    private static Engine recover(
            final EngineConfig config,
            final LaneDirectory lane,
            final LaneIdentity identity,
            final LaneJournal journal,
            final FatalStop.Halt halt,
            final Consumer<String> warnings,
            final EngineHost host) {
        final LaneLock lock = LaneLock.lead(lane, config.owner(), config.lease(), warnings);
        return recover(config, lane, identity, lock, journal, halt, warnings, host);
    }

    /** Leads a lane whose lock is held already, and given to this engine. */
    static Engine recover(
            final EngineConfig config,
            final LaneDirectory lane,
            final LaneIdentity identity,
            final LaneLock lock,
            final LaneJournal journal,
            final FatalStop.Halt halt,
            final Consumer<String> warnings,
            final EngineHost host) {
        final Recovery recovery = new Recovery(identity.name(), config.limits(), warnings);
        return lead(config, lane, identity, lock, recovery, journal, halt, host, () -> {
            final JournalReader reader = replay(lane, lock, recovery, journal, warnings);
            try {
                checkLimits(config, identity, recovery);
                return reader;
            } catch (final Throwable e) {
                reader.close();
                throw e;
            }
        });
    }

    /** Reads the journal to its end, from the newest image that it reaches. */
    private static JournalReader replay(
            final LaneDirectory lane,
            final LaneLock lock,
            final Recovery recovery,
            final LaneJournal journal,
            final Consumer<String> warnings) {
        while (true) {
            recovery.startFrom(StateImageFile.in(lane.images()));
            final JournalReader reader = journal.readerFrom(recovery.imageSequence());
            try {
                if (recovery.tryReplay(journal, reader, () -> lock.lease().recovering(System.nanoTime()))) {
                    return reader;
                }
                if (!lock.isOfEarlierBoot()) {
                    throw recovery.endsBeforeImage();
                }
                setImagesAside(lane, lock.term(), recovery, warnings);
            } catch (final Throwable e) {
                reader.close();
                throw e;
            }
            reader.close();
        }
    }

    /** A follower's image may be on the disk before the records that it is of: then a loss of power leaves the image alone. */
    private static void setImagesAside(
            final LaneDirectory lane, final int term, final Recovery recovery, final Consumer<String> warnings) {
        final long ahead = recovery.imageSequence() - recovery.lastSequence();
        try {
            for (final Path aside : StateImageFile.setAside(lane.images(), recovery.lastSequence())) {
                warnings.accept("state image set aside as " + aside);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        warnings.accept("the machine lost power, or was started again, since term " + term
                + " began: the journal is sound and ends at sequence " + recovery.lastSequence() + ", " + ahead
                + " records before the newest state image, and those are lost. Going on without that image; an order of"
                + " a lost record may be live at the exchange, and no entry leaves before all is reconciled");
    }

    private static void checkLimits(final EngineConfig config, final LaneIdentity identity, final Recovery recovery) {
        final String unset = config.withoutLimits()
                ? ""
                : LimitsAtStart.missing(recovery.core().state(), identity.mode());
        if (!unset.isEmpty()) {
            throw new OperatorException(
                    ExitStatus.GATE,
                    "Cannot start engine on lane '" + identity.name()
                            + "': the lane is live, and nobody has set these limits of "
                            + unset
                            + ". Nothing was sent. Next: start it with --without-limits (exits leave, no entry does),"
                            + " then dragon apply accounts.d/<label>.toml, or dragon account set <label> --default-limits");
        }
    }

    /**
     * Leads with what a standby knows already: the lane is its own, and nobody appends any more.
     *
     * @param isTakeover another one has led until now: what it held open is looked after, whatever limits are set
     */
    static Engine takeOver(
            final EngineConfig config,
            final LaneDirectory lane,
            final LaneIdentity identity,
            final LaneLock lock,
            final Recovery recovery,
            final JournalReader reader,
            final LaneJournal journal,
            final FatalStop.Halt halt,
            final boolean isTakeover) {
        return lead(config, lane, identity, lock, recovery, journal, halt, EngineHost.PLAIN, () -> {
            recovery.catchUp(journal, reader, () -> lock.lease().recovering(System.nanoTime()));
            if (!isTakeover) {
                checkLimits(config, identity, recovery);
            }
            return reader;
        });
    }

    private static Engine lead(
            final EngineConfig config,
            final LaneDirectory lane,
            final LaneIdentity identity,
            final LaneLock lock,
            final Recovery recovery,
            final LaneJournal journal,
            final FatalStop.Halt halt,
            final EngineHost host,
            final Supplier<JournalReader> reading) {
        try {
            return new Engine(config, lane, identity, lock, recovery, journal, halt, host, reading);
        } catch (final JournalException e) {
            lock.close();
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    "Cannot start engine on lane '" + identity.name() + "': " + e.getMessage(),
                    e);
        } catch (final Throwable e) {
            lock.close();
            throw e;
        }
    }

    private Engine(
            final EngineConfig config,
            final LaneDirectory lane,
            final LaneIdentity identity,
            final LaneLock lock,
            final Recovery recovery,
            final LaneJournal laneJournal,
            final FatalStop.Halt halt,
            final EngineHost host,
            final Supplier<JournalReader> reading) {
        this.config = config;
        this.lane = lane;
        this.identity = identity;
        this.lock = lock;
        this.clock = host.clock();
        final long startedMs = startOfProcessMs();
        final long takenMs = System.currentTimeMillis();
        lane.createControl();
        counters = EngineCounters.create(lane.counters());
        counters.set(EngineCounter.PID, ProcessHandle.current().pid());
        counters.set(EngineCounter.STARTED_MS, startedMs);
        counters.set(EngineCounter.HEARTBEAT_MS, System.currentTimeMillis());
        counters.set(EngineCounter.STATE, EngineState.RECOVERING.code());
        fatalStop = new FatalStop(lane.root().resolve("stopped.txt"), counters, halt, config.debug());
        lock.termsWarning().ifPresent(recovery::warn);

        gatewayRing = RingFile.create(lane.gatewayRing(), config.gatewayRingBytes());
        commandRing = RingFile.create(lane.commandRing(), config.commandRingBytes());
        resultsFile = ResultsFile.create(lane.resultsRing());
        gateway = new RingConsumer(gatewayRing, clock);
        commands = new RingConsumer(commandRing, clock);

        loop = new EngineLoop(
                EngineLoop.Settings.of(config, identity.mode()),
                new EngineLoop.Surroundings(
                        clock,
                        lastNs -> EngineClock.startingAfter(lastNs, clock),
                        gateway,
                        commands,
                        new BroadcastTransmitter(resultsFile.buffer()),
                        counters,
                        host.listener()),
                latency,
                recovery,
                laneJournal,
                reading,
                new EngineLoop.Leadership(lock::beginTerm, lock::lease, lock::isLeaseOfOthersLost));
        fatalStop.forget();
        lease = lock.lease();
        handler = loop.handler();
        idle = config.topology() == Topology.INLINE ? inlineIdle() : new BusySpinIdleStrategy();
        storage =
                new StorageWatch(loop.core().state().storage(), config.journal().zeroedAheadBytes());
        housekeeper = new Housekeeper(
                counters,
                latency,
                gateway,
                commands,
                loop.journal(),
                storage,
                handler::takeSlowestAppendNs,
                handler.restartReports(),
                new ControlFiles(lane, new RingProducer(commandRing)),
                fatalStop);

        final long recoveryMs = System.currentTimeMillis() - (recovery.takeoverNs() != 0 ? takenMs : startedMs);
        counters.set(EngineCounter.TERM, loop.term());
        counters.set(EngineCounter.LED_NS, System.nanoTime());
        counters.set(EngineCounter.TAKEOVER_NS, recovery.takeoverNs());
        counters.set(EngineCounter.RECOVERY_MS, recoveryMs);
        counters.set(EngineCounter.RECOVERED_RECORDS, recovery.replayedRecords());
        counters.set(EngineCounter.IMAGE_SEQUENCE, recovery.imageSequence());
        summary = summary(recovery, recoveryMs);
    }

    /** How the one thread of {@link Topology#INLINE} waits: at once ready, then yielding, then parked ever longer. */
    public static IdleStrategy inlineIdle() {
        return new BackoffIdleStrategy(SPINS_MAX, YIELDS_MAX, PARK_NS_MIN, PARK_NS_MAX);
    }

    private static long startOfProcessMs() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElseGet(System::currentTimeMillis);
    }

    private String summary(final Recovery recovery, final long recoveryMs) {
        return String.format(
                java.util.Locale.ROOT,
                "engine %s   term %d   %s   pid %d   replayed %,d records%s   state %016x   ready after %.2f s",
                identity.name(),
                loop.term(),
                identity.modeName(),
                ProcessHandle.current().pid(),
                recovery.replayedRecords(),
                recovery.imageSequence() == 0
                        ? ""
                        : String.format(java.util.Locale.ROOT, " after image %,d", recovery.imageSequence()),
                loop.lastImage().stateHash(),
                recoveryMs / 1000.0);
    }

    /** One line for the operator: which lane, which term, what was recovered, how long it took. */
    public String summary() {
        return summary;
    }

    /** The core, to look at between two rounds. */
    Core core() {
        return loop.core();
    }

    /** Leadership number of this engine. */
    public int term() {
        return loop.term();
    }

    /** Grows every 20 ms as long as the thread that decides comes round, busy or idle; any thread. */
    public long rounds() {
        return rounds.get();
    }

    /** Works until {@link #stop}; a fault on the way ends the process. */
    public void run() {
        try {
            start();
            if (config.topology() == Topology.INLINE) {
                runInline();
            } else {
                runBehindFeeder();
            }
            stopInOrder();
        } catch (final Throwable cause) {
            fatalStop.stop(cause);
        } finally {
            stopped.countDown();
        }
    }

    /** Begins the work of the loop, for a host that brings its own: {@link #round} as often as it likes, then {@link #finish}. */
    public void start() {
        counters.set(EngineCounter.STATE, EngineState.RUNNING.code());
        roundNs = clock.nanoTime();
        loop.start(roundNs);
        housekeeper.start();
    }

    private void runInline() throws Exception {
        TimeSlice.shorten(); // It shares its core, and waits for commands most of the time.
        while (!isStopRequested) {
            idle.idle(round(EngineLoop.DISRUPTOR_SLOTS));
        }
    }

    /**
     * One round of the inline loop: takes frames from the rings, decides, journals, fires timers, keeps house.
     *
     * @param framesMax to take at most
     * @return frames taken
     */
    public int round(final int framesMax) throws Exception {
        // After a busy round the time at which its document was journaled is now: a clock costs a tenth of an event.
        final long nowNs = isRoundBusy ? handler.journaledNs() : clock.nanoTime();
        lease.keep(nowNs);
        final int frames = loop.feed(nowNs, framesMax);
        loop.fireTimers(nowNs);
        loop.poll();
        keepHouse(nowNs);
        isRoundBusy = frames > 0;
        if (frames == 0) {
            handler.useIdleMoment();
        }
        return frames;
    }

    /** Ends the term in order, after the last {@link #round}. */
    public void finish() throws IOException {
        stopInOrder();
    }

    private void runBehindFeeder() throws Exception {
        final Thread feederThread = new Thread(this::feed, "feeder");
        feederThread.setUncaughtExceptionHandler(fatalStop);
        feederThread.setDaemon(true);
        feederThread.start();
        while (!isStopRequested) {
            final long nowNs = clock.nanoTime();
            lease.keep(nowNs);
            loop.fireTimers(nowNs);
            final boolean isBusy = loop.poll();
            keepHouse(nowNs);
            if (!isBusy) {
                handler.useIdleMoment();
            }
            idle.idle(isBusy ? 1 : 0);
        }
        isFeederStopRequested = true;
        feederThread.join();
        while (loop.poll()) {
            continue; // What the feeder had taken already.
        }
    }

    private void feed() {
        final IdleStrategy spin = new BusySpinIdleStrategy();
        while (!isFeederStopRequested) {
            spin.idle(loop.feed(clock.nanoTime(), EngineLoop.DISRUPTOR_SLOTS));
        }
    }

    /** What is due now and then: signs of life, checkpoints, latencies. */
    private void keepHouse(final long nowNs) {
        roundNsMax = Math.max(roundNsMax, nowNs - roundNs);
        roundNs = nowNs;
        if (nowNs - heartbeatNs >= HEARTBEAT_NS || heartbeatNs == 0) {
            heartbeatNs = nowNs;
            rounds.lazySet(rounds.getPlain() + 1); // No other thread writes it.
            handler.showCounts(); // Under load no moment is idle.
            final long nowMs = System.currentTimeMillis();
            counters.set(EngineCounter.HEARTBEAT_MS, nowMs);
            gateway.heartbeat(nowMs);
            commands.heartbeat(nowMs);
            final StorageWatch.Finding found = storage.take();
            if (found != null) {
                handler.writeStorage(found, nowNs);
            }
            if (latency.handOver()) {
                counters.set(EngineCounter.ROUND_MAX_NS, roundNsMax);
                roundNsMax = 0;
            }
        }
        loop.checkpointIfDue(nowNs);
    }

    private void stopInOrder() throws IOException {
        counters.set(EngineCounter.STATE, EngineState.STOPPING.code());
        loop.endTerm();
        try {
            StateImageFile.write(lane.images(), loop.lastImage());
        } catch (final IOException
                | UncheckedIOException e) { // The journal is whole and on the disk: this is no fault.
            System.err.println("Engine stopped in order; no state image was written to " + lane.images() + ": " + e
                    + ". The next start replays the journal; another version of Dragon needs an image. Next: make room,"
                    + " then start and stop this version once more before an upgrade.");
        }
        counters.set(EngineCounter.STATE, EngineState.STOPPED.code());
        isStoppedInOrder = true;
    }

    /** Asks the engine to stop in order; returns at once. */
    public void stop() {
        isStopRequested = true;
    }

    /** Whether it has stopped in order. */
    public boolean isStoppedInOrder() {
        return isStoppedInOrder;
    }

    /** Waits until the engine has stopped; false if it has not in time, or not in order. */
    public boolean awaitStopped(final long timeoutMs) throws InterruptedException {
        return stopped.await(timeoutMs, TimeUnit.MILLISECONDS) && isStoppedInOrder;
    }

    /** Gives everything back, the lane last. Call on the engine thread, after {@link #run}. */
    @Override
    public void close() {
        housekeeper.close();
        CloseHelper.quietCloseAll(loop, resultsFile, commandRing, gatewayRing, counters, lock);
    }
}
