package dragon.bench.rig;

import dragon.engine.core.CoreLimits;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LeaseTimes;
import dragon.engine.process.CountersReader;
import dragon.engine.process.DocumentListener;
import dragon.engine.process.Engine;
import dragon.engine.process.EngineConfig;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineHost;
import dragon.engine.process.Topology;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import dragon.tools.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * A real engine on the benchmark's own thread: lane, rings, core, journal and counters as the engine process wires them.
 *
 * <p>Its bots hold a position each, with a rung parked far below the price and a take profit parked far above it.
 *
 * <p>Threading: one thread, which is the engine thread.
 */
public final class Rig implements AutoCloseable {
    /** Where prices stay while nothing is to happen. */
    public static final long CALM_E8 = 60_000 * Counterpart.ONE_E8;

    private static final long FAST_INTERVAL_NS = TimeUnit.SECONDS.toNanos(3);
    private static final int RING_BYTES = 4 * 1024 * 1024;
    private static final int ROUND_FRAMES = 1024;

    private final Path home;
    private final EngineConfig config;
    private final SteppingClock clock = new SteppingClock();
    private final PlacedOrders placed;
    private final Engine engine;
    private final RingFile gatewayRing;
    private final RingFile commandRing;
    /** The clock is put forward by hours: no lease of the usual length lasts that long. */
    private static final LeaseTimes ENDLESS = new LeaseTimes(Long.MAX_VALUE / 4, Long.MAX_VALUE / 8);

    private final CountersReader counters;
    private final Counterpart counterpart;
    private final DocumentListener nobody = Rig::nobody;
    private final DocumentListener collector = this::collect;
    private DocumentListener listener = nobody;
    private boolean isFinished;
    private boolean isReleased;

    private Rig(final Path home, final ChronicleJournalConfig journal, final int bots, final long fastIntervalNs) {
        this.home = home;
        final EngineConfig standard = EngineConfig.standard(home, "bench");
        config = new EngineConfig(
                home,
                "bench",
                LaneMode.SIM,
                Topology.INLINE,
                RING_BYTES,
                256 * 1024,
                fastIntervalNs,
                standard.intentTimeToLiveNs(),
                standard.feeRatePctE8(),
                ENDLESS,
                standard.checkpointIntervalNs(),
                standard.checkpointRecords(),
                "bench",
                "",
                new CoreLimits(4, Math.max(bots, 1), 4, 65_536, Math.max(4_096, bots)),
                journal,
                false,
                false,
                true);
        placed = new PlacedOrders(Math.max(1_024, 4 * bots));
        engine = Engine.recover(config, System.err::println, new EngineHost(clock, this::onDocument));
        gatewayRing = RingFile.open(config.laneDirectory().gatewayRing());
        commandRing = RingFile.open(config.laneDirectory().commandRing());
        counters = CountersReader.open(config.laneDirectory().counters()).orElseThrow();
        counterpart = new Counterpart(new RingProducer(gatewayRing), new RingProducer(commandRing));
    }

    /**
     * Starts an engine with bots that trade, each with two parked orders.
     *
     * @param parent for the lane, which {@link #close} deletes
     */
    public static Rig trading(final Path parent, final ChronicleJournalConfig journal, final int bots)
            throws Exception {
        return trading(parent, journal, bots, FAST_INTERVAL_NS);
    }

    /** As above with another pace of the fast tick. */
    public static Rig trading(
            final Path parent, final ChronicleJournalConfig journal, final int bots, final long fastIntervalNs)
            throws Exception {
        Files.createDirectories(parent);
        final Rig rig = new Rig(Files.createTempDirectory(parent, "bench-"), journal, bots, fastIntervalNs);
        rig.setUp(bots);
        return rig;
    }

    private void setUp(final int bots) throws Exception {
        engine.start();
        listener = collector;
        counterpart.createAccount("bench");
        counterpart.enableLiveTrading();
        for (int i = 1; i <= bots; i++) {
            counterpart.createBot("bot-" + i);
            settle();
        }
        counterpart.gatewayUp();
        counterpart.accountInHedgeMode();
        counterpart.openOrdersEnd();
        counterpart.instrument();
        counterpart.quote(CALM_E8);
        counterpart.candleHistory(CALM_E8);
        settle();
        pass(2 * Math.max(FAST_INTERVAL_NS, config.fastIntervalNs()));
        if (enter() != bots) {
            throw new IllegalStateException("not every bot bought: the scenario of the benchmark is wrong");
        }
        listener = nobody;
    }

    /**
     * Every flat bot buys; afterwards each has a rung and a take profit parked.
     *
     * @return bots that bought
     */
    public int enter() throws Exception {
        final DocumentListener before = listener;
        listener = collector;
        counterpart.quote(CALM_E8);
        counterpart.candle(CALM_E8);
        settle();
        final int orders = placed.size();
        for (int i = 0; i < orders; i++) {
            final long id = placed.id(i);
            counterpart.accepted(id);
            counterpart.filled(id, entryPriceE8(i), placed.quantityE8(i) / 2);
            counterpart.filled(id, entryPriceE8(i), placed.quantityE8(i) - placed.quantityE8(i) / 2);
            counterpart.status(id, VenueOrderStatus.FILLED, placed.quantityE8(i));
            settle();
        }
        final boolean isParked = placed.size() == orders;
        placed.clear();
        listener = before;
        if (!isParked) {
            throw new IllegalStateException("a parked order was sent: the scenario of the benchmark is wrong");
        }
        return orders;
    }

    private static long entryPriceE8(final int bot) {
        return CALM_E8 + bot * Counterpart.ONE_E8;
    }

    /** The bid at which the take profit of a bot activates and that of the next one does not. */
    public static long takeProfitLevelE8(final int bot) {
        return entryPriceE8(bot) / 10_000 * 10_945; // Average + 10 %, less the band of 0.5 % of that.
    }

    private static void nobody(
            final DirectBuffer document,
            final int length,
            final long[] dequeuedNs,
            final int inputs,
            final long journaledNs) {}

    private void collect(
            final DirectBuffer document,
            final int length,
            final long[] dequeuedNs,
            final int inputs,
            final long journaledNs) {
        placed.read(document, length);
    }

    private void onDocument(
            final DirectBuffer document,
            final int length,
            final long[] dequeuedNs,
            final int inputs,
            final long journaledNs) {
        listener.onDocument(document, length, dequeuedNs, inputs, journaledNs);
    }

    /** Runs the engine until its rings are empty. */
    public void settle() throws Exception {
        while (engine.round(ROUND_FRAMES) > 0) {
            continue;
        }
    }

    /** Lets engine time pass, with a gateway that lives. */
    public void pass(final long ns) throws Exception {
        final long stepNs = TimeUnit.SECONDS.toNanos(1);
        for (long passedNs = 0; passedNs < ns; passedNs += stepNs) {
            clock.step(Math.min(stepNs, ns - passedNs));
            counterpart.heartbeat();
            counterpart.quote(CALM_E8);
            settle();
        }
    }

    /** Puts the clock forward, so that the journal begins a new file, and deletes the files before it. */
    public void startNextDay(final long ns) throws Exception {
        clock.step(ns);
        counterpart.gatewayUp();
        counterpart.openOrdersEnd();
        settle();
        placed.clear();
        try (Stream<Path> files = Files.list(journal())) {
            final List<Path> days = files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
            for (final Path day : days.subList(0, Math.max(0, days.size() - 2))) {
                Files.delete(day);
            }
        }
    }

    /** Collects the orders that the engine places from now on in {@link #placed()}. */
    public void watchOrders() {
        listener = collector;
    }

    /** Shows every document to this listener from now on. */
    public void listener(final DocumentListener other) {
        listener = other;
    }

    /** Shows documents to nobody. */
    public void watchNothing() {
        listener = nobody;
    }

    /** Orders that were placed while somebody watched. */
    public PlacedOrders placed() {
        return placed;
    }

    public Engine engine() {
        return engine;
    }

    public SteppingClock clock() {
        return clock;
    }

    /** The other side of the rings. */
    public Counterpart counterpart() {
        return counterpart;
    }

    /** A counter of the engine. */
    public long counter(final EngineCounter counter) {
        return counters.value(counter);
    }

    public Path journal() {
        return config.laneDirectory().journal();
    }

    /** Ends the term in order, once. */
    public void finish() throws Exception {
        if (!isFinished) {
            isFinished = true;
            settle();
            engine.finish();
        }
    }

    /**
     * Proves the work: replays the journal through the same core.
     *
     * @return why it proves nothing; empty if every output and every state hash is equal
     */
    public List<String> verify() throws Exception {
        finish();
        final Replay.Result result = Replay.run(ChronicleJournal.reader(journal()), config.limits(), follower -> {});
        if (result.outcome() != Replay.Outcome.MATCH) {
            return List.of("replay " + result.outcome() + ": " + result.damage() + result.firstDivergence());
        }
        if (result.lastSequence() != counter(EngineCounter.SEQUENCE)) {
            return List.of("a record was lost: the engine wrote " + counter(EngineCounter.SEQUENCE)
                    + ", the journal ends at " + result.lastSequence());
        }
        if (result.stateHash() != counter(EngineCounter.STATE_HASH)) {
            return List.of("state hash unequal after replay");
        }
        return List.of();
    }

    /** Limits of the core, which a replay of the journal needs too. */
    public CoreLimits limits() {
        return config.limits();
    }

    /** Deletes a directory with all in it. */
    public static void delete(final Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The lane, for other processes after {@link #release}. */
    public LaneDirectory lane() {
        return config.laneDirectory();
    }

    /** Gives up the lane and keeps its files until {@link #close}. */
    public void release() {
        if (!isReleased) {
            isReleased = true;
            CloseHelper.quietCloseAll(engine, counters, commandRing, gatewayRing);
        }
    }

    @Override
    public void close() throws IOException {
        release();
        delete(home);
    }
}
