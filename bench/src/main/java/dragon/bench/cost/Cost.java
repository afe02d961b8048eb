package dragon.bench.cost;

import dragon.bench.report.Blocks;
import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.bench.rig.BareJournal;
import dragon.bench.rig.Counterpart;
import dragon.bench.rig.NullLoop;
import dragon.bench.rig.PlacedOrders;
import dragon.bench.rig.Rig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.protocol.VenueOrderStatus;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Cost per event from ring to journal, in blocks of a few milliseconds, everything that is compared taking turns.
 *
 * <pre>
 *   single   one quote a round, one document each; no trigger near
 *   backlog  a full ring: one document for a run of quotes
 *   intent   each quote activates a parked order
 *   bare     appends of the same bytes as single's, nothing else
 *   null     the ring alone: a frame taken, the clock read, the frame forgotten
 * </pre>
 */
public final class Cost {
    private static final int ZEROED_AHEAD_MIB = 24;
    private static final int RUN_FRAMES = 1024;
    private static final int WARM_UP_BLOCKS = 30;
    private static final int BLOCKS_BETWEEN_EVICTIONS = 20;
    private static final long ENDED_ORDERS_KEPT_NS = TimeUnit.SECONDS.toNanos(610);

    /**
     * What to measure.
     *
     * @param directory for the lanes
     * @param journal files of all journals
     * @param blocks of each kind
     * @param blockEvents in a block; of intents there are as many as bots
     * @param bots that share the instrument where every quote activates an order
     */
    public record Settings(Path directory, ChronicleJournalConfig journal, int blocks, int blockEvents, int bots) {}

    private final Settings settings;
    private final Blocks single;
    private final Blocks backlog;
    private final Blocks intent;
    private final Blocks bare;
    private final Blocks nothing;

    private Cost(final Settings settings) {
        this.settings = settings;
        single = new Blocks(settings.blocks());
        backlog = new Blocks(settings.blocks());
        intent = new Blocks(settings.blocks());
        bare = new Blocks(settings.blocks());
        nothing = new Blocks(settings.blocks());
    }

    /** Measures and proves the work. */
    public static Report run(final Settings settings) throws Exception {
        return new Cost(settings).measure();
    }

    private Report measure() throws Exception {
        final Report report = new Report("cost");
        try (Rig rig = Rig.trading(settings.directory(), settings.journal(), 1);
                Rig active = Rig.trading(settings.directory(), settings.journal(), settings.bots());
                BareJournal journal = new BareJournal(settings.directory(), settings.journal());
                NullLoop loop = new NullLoop(settings.directory())) {
            rig.clock().pause();
            active.clock().pause();
            final int warmUp = Math.min(WARM_UP_BLOCKS, settings.blocks());
            for (int i = 0; i < warmUp; i++) {
                block(rig, active, journal, loop, i, false);
            }
            final Neighbours neighbours = new Neighbours();
            for (int i = 0; i < settings.blocks(); i++) {
                block(rig, active, journal, loop, i, true);
            }
            write(report, journal.documentBytes());
            report.neighbours(neighbours, Double.MAX_VALUE); // The tenth percentile stands a busy machine.
            rig.clock().resume();
            active.clock().resume();
            report.refuse(rig.verify()).refuse(active.verify());
        }
        return report;
    }

    private void block(
            final Rig rig,
            final Rig active,
            final BareJournal journal,
            final NullLoop loop,
            final int index,
            final boolean isKept)
            throws Exception {
        if (settings.journal().zeroedAheadBytes() > 0) {
            journal.awaitZeroedAhead(ZEROED_AHEAD_MIB);
        }
        final int events = settings.blockEvents();
        keep(single, singleNs(rig, events), events, isKept);
        keep(bare, bareNs(journal, events), events, isKept);
        keep(nothing, nullNs(loop, events), events, isKept);
        keep(backlog, backlogNs(rig, events), events, isKept);
        keep(intent, intentNs(active, settings.bots()), settings.bots(), isKept);
        if (index % BLOCKS_BETWEEN_EVICTIONS == 0) {
            rig.clock().resume();
            rig.pass(TimeUnit.SECONDS.toNanos(1));
            rig.clock().pause();
            active.clock().resume();
            active.pass(ENDED_ORDERS_KEPT_NS);
            active.clock().pause();
        }
    }

    private static void keep(final Blocks blocks, final long elapsedNs, final int events, final boolean isKept) {
        if (isKept) {
            blocks.add(elapsedNs, events);
        }
    }

    private static void fill(final Counterpart counterpart, final int events) {
        for (int i = 0; i < events; i++) {
            counterpart.quote(Rig.CALM_E8 + (i & 63) * Counterpart.ONE_E8);
        }
    }

    private static long singleNs(final Rig rig, final int events) throws Exception {
        fill(rig.counterpart(), events);
        rig.clock().resume();
        final long startNs = System.nanoTime();
        for (int i = 0; i < events; i++) {
            rig.engine().round(1);
        }
        final long elapsedNs = System.nanoTime() - startNs;
        rig.clock().pause();
        return elapsedNs;
    }

    private static long backlogNs(final Rig rig, final int events) throws Exception {
        fill(rig.counterpart(), events);
        rig.clock().resume();
        final long startNs = System.nanoTime();
        for (int taken = 0; taken < events; ) {
            taken += rig.engine().round(RUN_FRAMES);
        }
        final long elapsedNs = System.nanoTime() - startNs;
        rig.clock().pause();
        return elapsedNs;
    }

    private static long bareNs(final BareJournal journal, final int events) {
        final long startNs = System.nanoTime();
        for (int i = 0; i < events; i++) {
            journal.append();
        }
        return System.nanoTime() - startNs;
    }

    private static long nullNs(final NullLoop loop, final int events) {
        fill(loop.counterpart(), events);
        final long startNs = System.nanoTime();
        for (int i = 0; i < events; i++) {
            loop.round(1);
        }
        return System.nanoTime() - startNs;
    }

    /** The price rises through the take profits of all bots, one with each quote; then the venue takes all orders back. */
    private static long intentNs(final Rig rig, final int bots) throws Exception {
        rig.clock().resume();
        rig.watchOrders();
        for (int bot = 0; bot < bots; bot++) {
            rig.counterpart().quote(Rig.takeProfitLevelE8(bot));
        }
        final long startNs = System.nanoTime();
        for (int bot = 0; bot < bots; bot++) {
            rig.engine().round(1);
        }
        final long elapsedNs = System.nanoTime() - startNs;
        rig.watchNothing();

        final PlacedOrders placed = rig.placed();
        if (placed.size() != bots) {
            throw new IllegalStateException(bots + " quotes raised " + placed.size() + " intents, expected one each");
        }
        rig.counterpart().quote(Rig.CALM_E8);
        for (int i = 0; i < placed.size(); i++) {
            rig.counterpart().status(placed.id(i), VenueOrderStatus.CANCELED, 0);
        }
        placed.clear();
        rig.counterpart().heartbeat();
        rig.settle();
        rig.clock().pause();
        return elapsedNs;
    }

    private void write(final Report report, final int documentBytes) {
        report.figure("blocks", settings.blocks()).figure("blockEvents", settings.blockEvents());
        report.figure("documentBytes", documentBytes);
        report.line("cost of an event, ns: tenth percentile of %,d blocks (minimum, median)", settings.blocks());
        row(report, "bare", "bare append, " + documentBytes + " B", bare);
        row(report, "null", "ring and clock alone", nothing);
        row(report, "single", "quote, one document each", single);
        row(report, "backlog", "quote under backlog", backlog);
        row(report, "intent", "quote that raises an intent", intent);
        report.figure("row1Ratio", single.p10() / bare.p10());
        report.figure("row2Ratio", backlog.p10() / bare.p10());
        report.figure("row3Ratio", intent.p10() / single.p10());
        report.line("row 1: %.2f appends (target 1.5, 180 ns)", single.p10() / bare.p10());
        report.line("row 2: %.2f appends (target 0.5)", backlog.p10() / bare.p10());
        report.line("row 3: %.2f times row 1 (target 2.0)", intent.p10() / single.p10());
    }

    private static void row(final Report report, final String name, final String text, final Blocks blocks) {
        report.figure(name + "Ns", blocks.p10());
        report.figure(name + "NsMin", blocks.min());
        report.figure(name + "NsMedian", blocks.median());
        report.line("  %-28s %8.1f   (%.1f, %.1f)", text, blocks.p10(), blocks.min(), blocks.median());
    }
}
