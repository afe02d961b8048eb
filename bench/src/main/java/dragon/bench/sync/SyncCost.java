package dragon.bench.sync;

import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.bench.rig.BareJournal;
import dragon.bench.rig.Counterpart;
import dragon.bench.rig.PlacedOrders;
import dragon.bench.rig.Rig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.process.EngineCounter;
import dragon.engine.protocol.VenueOrderStatus;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Cost of each sync policy, the policies taking turns on the same disk.
 *
 * <pre>
 *   append    bare appends of one quote's bytes; and such an append with a sync behind it
 *   single    a quote that raises an intent, alone: from the ring until the gateway may have it
 *   burst     as many such quotes at once: the group commit is the document that holds them
 *   backlog   quotes that raise nothing, a full ring of them
 * </pre>
 */
public final class SyncCost {
    private static final int RUN_FRAMES = 1024;
    private static final long NS_MAX = TimeUnit.MINUTES.toNanos(1);

    /**
     * What to measure.
     *
     * @param directory for the lanes, on the disk to be measured
     * @param journal files of all journals; the policy is set for each
     * @param blocks of each kind
     * @param bots intents in a block, single and in a burst
     * @param backlogEvents quotes in a block of backlog
     */
    public record Settings(Path directory, ChronicleJournalConfig journal, int blocks, int bots, int backlogEvents) {}

    private final Settings settings;
    private final Histogram append = new Histogram(NS_MAX, 3);
    private final Histogram durable = new Histogram(NS_MAX, 3);
    private final Map<SyncPolicy, Figures> figures = new EnumMap<>(SyncPolicy.class);

    private SyncCost(final Settings settings) {
        this.settings = settings;
    }

    /** Measures and proves the work. */
    public static Report run(final Settings settings) throws Exception {
        return new SyncCost(settings).measure();
    }

    private Report measure() throws Exception {
        final Report report = new Report("sync");
        try (Rig none = rig(SyncPolicy.NONE);
                Rig intents = rig(SyncPolicy.INTENTS);
                Rig all = rig(SyncPolicy.ALL);
                BareJournal bare = new BareJournal(settings.directory(), settings.journal())) {
            final Map<SyncPolicy, Rig> rigs =
                    new EnumMap<>(Map.of(SyncPolicy.NONE, none, SyncPolicy.INTENTS, intents, SyncPolicy.ALL, all));
            block(rigs, bare); // Nobody measures a code path that runs for the first time.
            figures.replaceAll((policy, ignored) -> new Figures());
            append.reset();
            durable.reset();
            final Neighbours neighbours = new Neighbours();
            for (int i = 0; i < settings.blocks(); i++) {
                block(rigs, bare);
            }
            write(report);
            report.neighbours(neighbours, Double.MAX_VALUE); // A disk is slower than any of them.
            for (final Rig rig : rigs.values()) {
                rig.clock().resume();
                report.refuse(rig.verify());
            }
        }
        return report;
    }

    private Rig rig(final SyncPolicy policy) throws Exception {
        final ChronicleJournalConfig journal = settings.journal();
        final Rig rig = Rig.trading(
                settings.directory(),
                new ChronicleJournalConfig(
                        journal.roll(),
                        journal.blockBytes(),
                        journal.zeroedAheadBytes(),
                        policy,
                        journal.lockTimeoutMs()),
                settings.bots());
        rig.clock().pause();
        figures.put(policy, new Figures());
        return rig;
    }

    private void block(final Map<SyncPolicy, Rig> rigs, final BareJournal bare) throws Exception {
        for (int i = 0; i < settings.bots(); i++) {
            final long startNs = System.nanoTime();
            bare.append();
            final long appendedNs = System.nanoTime();
            bare.sync();
            record(append, appendedNs - startNs);
            record(durable, System.nanoTime() - startNs);
        }
        for (final Map.Entry<SyncPolicy, Rig> each : rigs.entrySet()) {
            final Rig rig = each.getValue();
            rig.clock().resume();
            figures.get(each.getKey()).take(rig, settings.bots(), settings.backlogEvents());
            rig.clock().pause();
        }
    }

    private static void record(final Histogram histogram, final long ns) {
        histogram.recordValue(Math.min(NS_MAX, Math.max(0, ns)));
    }

    /** What one policy costs. */
    private static final class Figures {
        private final Histogram single = new Histogram(NS_MAX, 3);
        private final Histogram burst = new Histogram(NS_MAX, 3);
        private long intents;
        private long intentDocuments;
        private long burstNs;
        private long records;
        private long backlogNs;

        private void take(final Rig rig, final int bots, final int backlogEvents) throws Exception {
            rig.watchOrders();
            for (int bot = 0; bot < bots; bot++) {
                rig.counterpart().quote(Rig.takeProfitLevelE8(bot));
                final long startNs = System.nanoTime();
                rig.engine().round(1);
                record(single, System.nanoTime() - startNs);
            }
            takeBack(rig, bots);

            rig.watchOrders();
            final long documentsBefore = documents(rig);
            for (int bot = 0; bot < bots; bot++) {
                rig.counterpart().quote(Rig.takeProfitLevelE8(bot));
            }
            final long burstStartNs = System.nanoTime();
            for (int taken = 0; taken < bots; ) {
                taken += rig.engine().round(RUN_FRAMES);
            }
            final long elapsedNs = System.nanoTime() - burstStartNs;
            record(burst, elapsedNs);
            burstNs += elapsedNs;
            intentDocuments += documents(rig) - documentsBefore;
            intents += bots;
            takeBack(rig, bots);

            for (int i = 0; i < backlogEvents; i++) {
                rig.counterpart().quote(Rig.CALM_E8 + (i & 63) * Counterpart.ONE_E8);
            }
            final long backlogStartNs = System.nanoTime();
            for (int taken = 0; taken < backlogEvents; ) {
                taken += rig.engine().round(RUN_FRAMES);
            }
            backlogNs += System.nanoTime() - backlogStartNs;
            records += backlogEvents;
        }

        private static long documents(final Rig rig) throws Exception {
            rig.settle(); // An idle round shows the counts.
            return rig.counter(EngineCounter.DOCUMENTS);
        }

        /** The venue cancels what was placed, and the price goes home. */
        private static void takeBack(final Rig rig, final int bots) throws Exception {
            rig.watchNothing();
            final PlacedOrders placed = rig.placed();
            if (placed.size() != bots) {
                throw new IllegalStateException(
                        bots + " quotes raised " + placed.size() + " intents, expected one each");
            }
            rig.counterpart().quote(Rig.CALM_E8);
            for (int i = 0; i < placed.size(); i++) {
                rig.counterpart().status(placed.id(i), VenueOrderStatus.CANCELED, 0);
            }
            placed.clear();
            rig.counterpart().heartbeat();
            rig.settle();
        }

        private double intentsPerSecond() {
            return intents * 1e9 / burstNs;
        }

        private double recordsPerSecond() {
            return records * 1e9 / backlogNs;
        }
    }

    private void write(final Report report) {
        report.figure("blocks", settings.blocks()).figure("intentsInABlock", settings.bots());
        percentiles(report, "append", append);
        percentiles(report, "appendToDurable", durable);
        report.line(
                "bare append, us: p50 %.2f  p99 %.2f; until it is on the disk: p50 %.1f  p99 %.1f  max %.1f",
                us(append, 50), us(append, 99), us(durable, 50), us(durable, 99), durable.getMaxValue() / 1e3);
        report.line(
                "%-8s %26s %26s %14s %12s %14s",
                "policy",
                "ring to intent us p50 / p99",
                "burst of " + settings.bots() + " us p50/p99",
                "intents/doc",
                "intents/s",
                "quotes/s");
        figures.forEach((policy, each) -> {
            final String name = policy.name().toLowerCase(Locale.ROOT);
            percentiles(report, name + "RingToIntent", each.single);
            percentiles(report, name + "Burst", each.burst);
            final double group = (double) each.intents / each.intentDocuments;
            report.figure(name + "IntentsPerDocument", group);
            report.figure(name + "IntentsPerSecond", each.intentsPerSecond());
            report.figure(name + "QuotesPerSecond", each.recordsPerSecond());
            report.line(
                    "%-8s %14.1f / %9.1f %14.1f / %9.1f %14.1f %,12.0f %,14.0f",
                    name,
                    us(each.single, 50),
                    us(each.single, 99),
                    us(each.burst, 50),
                    us(each.burst, 99),
                    group,
                    each.intentsPerSecond(),
                    each.recordsPerSecond());
        });
    }

    private static void percentiles(final Report report, final String name, final Histogram histogram) {
        report.figure(name + "P50Ns", histogram.getValueAtPercentile(50));
        report.figure(name + "P99Ns", histogram.getValueAtPercentile(99));
    }

    private static double us(final Histogram histogram, final double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e3;
    }
}
