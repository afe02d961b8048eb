package dragon.tools.simulate;

import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.RingProducer;
import dragon.gateway.process.JournalFollower;
import dragon.gateway.session.GatewaySession;
import dragon.gateway.venue.VenueFact;
import org.agrona.DirectBuffer;

/** The gateway process: one session for each life, fed from the journal's first record. Threading: one thread. */
final class SimulatedGateway {
    private static final int DOCUMENTS_MAX = 256;
    private static final long TURN_NS = 200_000_000L;

    private final World world;
    private final SimulatedJournal journal;
    private final SimulatedEngine engine;
    private final Randomness random;
    private SimulatedJournal.Reader reader;
    private JournalFollower follower;
    private GatewaySession session;
    private SimulatedConnection connection;
    private RingProducer producer;
    private long pausedUntilNs;
    private long nextTurnNs = Long.MAX_VALUE;
    private int processId = 10_000;
    private boolean hasEnded;

    SimulatedGateway(
            final World world, final SimulatedJournal journal, final SimulatedEngine engine, final Randomness random) {
        this.world = world;
        this.journal = journal;
        this.engine = engine;
        this.random = random;
    }

    boolean isUp() {
        return session != null;
    }

    SimulatedConnection connection() {
        return connection;
    }

    GatewaySession session() {
        return session;
    }

    /** Whether this session has read all that the journal holds. */
    boolean isJournalRead() {
        return reader.isAtEnd();
    }

    void start() {
        processId++;
        connection = new SimulatedConnection(world);
        producer = engine.newGatewayProducer();
        session = new GatewaySession(
                random.between(1, Long.MAX_VALUE - 1), processId, LaneMode.SIM, connection, this::offer);
        reader = journal.reader();
        follower = new JournalFollower(reader, session, world::nowNs, engine::isReleased);
        hasEnded = false;
        nextTurnNs = Long.MAX_VALUE;
        wakeAt(world.nowNs());
        if (processId > 10_001) {
            world.marks().reach(Mark.GATEWAY_RESTARTED);
        }
    }

    private boolean offer(final DirectBuffer message, final int offset, final int length) {
        if (!producer.offer(message, offset, length)) {
            world.marks().reach(Mark.RING_FULL);
            return false;
        }
        world.onOffered(message, offset, length);
        engine.ringWritten();
        return true;
    }

    void wakeAt(final long timeNs) {
        if (session == null) {
            return;
        }
        final long atNs = Math.max(Math.max(timeNs, pausedUntilNs), world.nowNs());
        if (atNs < nextTurnNs) {
            nextTurnNs = atNs;
            world.planAt(atNs, Schedule.Kind.GATEWAY_TURN, atNs, this, null);
        }
    }

    /** The journal has grown. */
    void journalGrown() {
        wakeAt(world.nowNs() + random.between(10_000, 300_000));
    }

    /** One pause at a time: what came in waits for its end, in the order in which it came. */
    void pauseUntil(final long timeNs) {
        if (world.nowNs() >= pausedUntilNs) {
            pausedUntilNs = timeNs;
        }
    }

    long pausedUntilNs() {
        return pausedUntilNs;
    }

    /** A turn of the process, if it is the one that is due. Throws {@link Crash} where it dies. */
    void turn(final long plannedNs) {
        if (session == null || plannedNs != nextTurnNs) {
            return;
        }
        nextTurnNs = Long.MAX_VALUE;
        if (world.nowNs() < pausedUntilNs) {
            wakeAt(pausedUntilNs);
            return;
        }
        final int documents = follower.poll(DOCUMENTS_MAX);
        if (documents < DOCUMENTS_MAX) {
            session.onClocks(world.nowNs(), world.nowNs() + world.wallOffsetNs());
            session.onJournalEnd(world.nowNs());
            hasEnded = true;
        }
        if (hasEnded) {
            session.onTime(world.nowNs());
        }
        wakeAt(world.nowNs() + (documents < DOCUMENTS_MAX ? TURN_NS : 100_000));
    }

    /** Takes a fact of the exchange. */
    void onFact(final VenueFact fact) {
        if (fact instanceof VenueFact.Trade trade && isJournalRead()) {
            world.onTradeTold(trade); // Whose it is can be known.
        }
        session.onFact(fact, world.nowNs());
    }

    void die() {
        world.onSessionGone();
        if (connection != null) {
            connection.close();
        }
        session = null;
        connection = null;
        pausedUntilNs = 0;
        nextTurnNs = Long.MAX_VALUE;
    }

    /** Ends its session in order. */
    void stopInOrder() {
        session.end();
        die();
    }
}
