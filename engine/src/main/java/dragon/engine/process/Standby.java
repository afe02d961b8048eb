package dragon.engine.process;

import dragon.engine.OperatorException;
import dragon.engine.journal.JournalReader;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LaneMark;
import dragon.engine.lane.StandbyFiles;
import dragon.engine.lane.StateImageFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

/**
 * An engine that follows the leader of its lane, record by record with the same core, and leads when that one cannot.
 *
 * <pre>
 *   journal --> Recovery (apply, compare every output and every hash) --> at the end of the journal?
 *                                                                           | and the lane is free, or its lease ran out
 *                                                                           v
 *                        kill what is left of the leader --> OS lock --> rest of the journal --> Engine, term + 1
 * </pre>
 *
 * <p>Whoever is behind does not lead. Whoever finds the core to decide otherwise than the journal says ends at once.
 *
 * <p>Threading: the thread that calls {@link #awaitLead} becomes the engine thread; {@link #stop} from any thread.
 */
final class Standby implements AutoCloseable {
    private static final int DOCUMENTS_A_LOOK = 256;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SHOW_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final EngineConfig config;
    private final LaneDirectory lane;
    private final LaneIdentity identity;
    private final LaneJournal journal;
    private final FatalStop.Halt halt;
    private final Consumer<String> warnings;
    private final LaneLock lock;
    private final StandbyFiles files;
    private final EngineCounters counters;
    private final Recovery recovery;
    private JournalReader reader;
    private CountersReader leader;
    private boolean isLeading;

    /** Somebody else had the lane when it was looked at. */
    private boolean isFollowing;

    private long lookedNs;
    private long shownNs;
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean isStopRequested;

    private Standby(
            final EngineConfig config,
            final LaneDirectory lane,
            final LaneIdentity identity,
            final LaneJournal journal,
            final FatalStop.Halt halt,
            final Consumer<String> warnings) {
        this.config = config;
        this.lane = lane;
        this.identity = identity;
        this.journal = journal;
        this.halt = halt;
        this.warnings = warnings;
        lock = LaneLock.open(lane);
        files = StandbyFiles.of(lane);
        files.removeDead();
        counters = EngineCounters.create(files.own());
        counters.set(EngineCounter.PID, ProcessHandle.current().pid());
        counters.set(EngineCounter.STARTED_MS, System.currentTimeMillis());
        counters.set(EngineCounter.STATE, EngineState.RECOVERING.code());
        recovery = new Recovery(identity.name(), config.limits(), warnings);
    }

    /** Follows the lane of this configuration. */
    static Standby follow(final EngineConfig config, final Consumer<String> warnings) {
        final LaneDirectory lane = config.laneDirectory();
        final LaneIdentity identity = Engine.openLane(lane, config);
        final LaneJournal journal = LaneJournal.chronicle(lane, identity.name(), config.journal());
        return new Standby(config, lane, identity, journal, Runtime.getRuntime()::halt, warnings);
    }

    /** One line for the operator: whom it follows. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "standby %s   pid %d   %s",
                identity.name(),
                ProcessHandle.current().pid(),
                lock.mark()
                        .filter(LaneMark::isLeaderAlive)
                        .map(mark -> "follows term " + mark.term() + ", pid " + mark.pid())
                        .orElse("nobody leads"));
    }

    /**
     * Follows until it is this one's turn.
     *
     * @param onCaughtUp runs once, when it has applied the last record for the first time
     * @return the engine, which leads; empty if it was asked to stop before
     * @throws OperatorException if the journal is damaged, or this core decides otherwise than the journal says
     */
    Optional<Engine> awaitLead(final Runnable onCaughtUp) {
        try {
            if (lock.mark().filter(LaneMark::isLeaderAlive).isPresent()) { // Else it leads in a moment.
                Rehearsal.play(Path.of(System.getProperty("java.io.tmpdir")), warnings);
            }
            final Optional<Engine> first = awaitFirstTermOfBoot();
            if (first.isPresent() || isStopRequested) {
                return first;
            }
            recovery.startFrom(StateImageFile.in(lane.images()));
            recovery.requireRecordsAfterImage(journal);
            reader = journal.readerFrom(recovery.imageSequence());
            boolean isCaughtUp = false;
            while (!isStopRequested) {
                final boolean isAtEnd = followSome();
                rounds.lazySet(rounds.getPlain() + 1);
                final long nowNs = System.nanoTime();
                show(nowNs, isAtEnd);
                if (isAtEnd && nowNs - lookedNs >= LOOK_NS) {
                    lookedNs = nowNs;
                    if (lock.tryLead(config.owner(), config.lease())) {
                        return Optional.of(lead());
                    }
                    isFollowing = true;
                    if (!isCaughtUp) {
                        isCaughtUp = true;
                        onCaughtUp.run();
                    }
                }
                if (isAtEnd) {
                    LockSupport.parkNanos(PARK_NS);
                }
            }
            return Optional.empty();
        } catch (final Throwable e) {
            counters.set(EngineCounter.STATE, EngineState.FAILED.code());
            throw e;
        }
    }

    /**
     * After a loss of power a state image may be of records that are lost. Only who has the lane may tell, so nothing is
     * followed before a term has begun on this boot.
     *
     * @return the engine, if it was this one that got the lane
     */
    private Optional<Engine> awaitFirstTermOfBoot() {
        while (lock.isOfEarlierBoot() && !isStopRequested) {
            rounds.lazySet(rounds.getPlain() + 1);
            counters.set(EngineCounter.HEARTBEAT_MS, System.currentTimeMillis());
            if (lock.tryLead(config.owner(), config.lease())) {
                isLeading = true; // The lock is the engine's from here on.
                final Engine engine =
                        Engine.recover(config, lane, identity, lock, journal, halt, warnings, EngineHost.PLAIN);
                endFollowing();
                return Optional.of(engine);
            }
            isFollowing = true;
            LockSupport.parkNanos(LOOK_NS);
        }
        return Optional.empty();
    }

    /** Grows as long as its thread follows; any thread. */
    long rounds() {
        return rounds.get();
    }

    private boolean followSome() {
        for (int i = 0; i < DOCUMENTS_A_LOOK; i++) {
            if (!recovery.follow(reader)) {
                return true;
            }
        }
        return false;
    }

    private Engine lead() {
        isLeading = true; // The lock is the engine's from here on, and so is the reader.
        final Engine engine =
                Engine.takeOver(config, lane, identity, lock, recovery, reader, journal, halt, isFollowing);
        endFollowing();
        return engine;
    }

    private void endFollowing() {
        CloseHelper.quietCloseAll(counters, leader);
        leader = null;
        files.removeOwn();
    }

    /** Shows how far it is behind the leader. */
    private void show(final long nowNs, final boolean isAtEnd) {
        if (nowNs - shownNs < SHOW_NS && shownNs != 0) {
            return;
        }
        shownNs = nowNs;
        if (isAtEnd) {
            counters.set(EngineCounter.STATE, EngineState.STANDBY.code());
        }
        if (leader == null) {
            leader = CountersReader.open(lane.counters()).orElse(null);
        }
        final long leaderSequence = leader == null ? 0 : leader.value(EngineCounter.SEQUENCE);
        final long leaderTimeNs = leader == null ? 0 : leader.value(EngineCounter.ENGINE_TIME_NS);
        final long lag = Math.max(0, leaderSequence - recovery.lastSequence());
        counters.set(EngineCounter.TERM, recovery.lastTerm());
        counters.set(EngineCounter.SEQUENCE, recovery.lastSequence());
        counters.set(EngineCounter.ENGINE_TIME_NS, recovery.lastTimeNs());
        counters.set(EngineCounter.CHECKPOINTS_EQUAL, recovery.checkpoints());
        counters.set(EngineCounter.LAG_RECORDS, lag);
        counters.set(EngineCounter.LAG_NS, lag == 0 ? 0 : Math.max(0, leaderTimeNs - recovery.lastTimeNs()));
        counters.set(EngineCounter.HEARTBEAT_MS, System.currentTimeMillis());
    }

    /** Asks it to end; returns at once. */
    void stop() {
        isStopRequested = true;
    }

    /** Gives everything back that no engine has taken over. */
    @Override
    public void close() {
        if (isLeading) {
            return;
        }
        final boolean isFailed = !isStopRequested;
        CloseHelper.quietCloseAll(reader, leader, counters, lock);
        if (!isFailed) {
            files.removeOwn();
        }
    }
}
