package dragon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.allocation.Allocation;
import dragon.bench.allocation.EpsilonRun;
import dragon.bench.backtest.BacktestSpeed;
import dragon.bench.cost.Cost;
import dragon.bench.gateway.GatewaySpeed;
import dragon.bench.latency.Latency;
import dragon.bench.micro.CodecBenchmark;
import dragon.bench.micro.CoreBenchmark;
import dragon.bench.micro.JournalBenchmark;
import dragon.bench.recovery.Recovery;
import dragon.bench.recovery.Restart;
import dragon.bench.report.Report;
import dragon.bench.start.Child;
import dragon.bench.start.ColdStart;
import dragon.bench.sync.SyncCost;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.process.EngineMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark with tiny inputs, so that none rots: what it proves of its work is asserted, its times are not. */
class BenchmarksRunTest {
    private static final ChronicleJournalConfig SMALL = ChronicleJournalConfig.small();

    @TempDir
    private Path directory;

    @Test
    void costProvesItsWorkAndHasAFigureForEachRow() throws Exception {
        final Report report = Cost.run(new Cost.Settings(directory, SMALL, 3, 200, 5));

        assertEquals(List.of(), report.refusals());
        for (final String figure : List.of("row1Ratio", "row2Ratio", "row3Ratio")) {
            assertFalse(report.value(figure).toString().isEmpty(), figure);
        }
    }

    @Test
    void syncMakesEveryIntentDurableUnderItsPolicy() throws Exception {
        final Report report = SyncCost.run(new SyncCost.Settings(directory, SMALL, 1, 5, 200));

        assertEquals(List.of(), report.refusals());
        for (final String policy : List.of("none", "intents", "all")) {
            assertTrue((Long) report.value(policy + "RingToIntentP50Ns") > 0, policy);
            assertFalse(report.value(policy + "IntentsPerDocument").toString().isEmpty(), policy);
        }
    }

    @Test
    void gatewayBringsEveryMessageToTheRing() throws Exception {
        final Report report = GatewaySpeed.run(new GatewaySpeed.Settings(directory, 3, 256, 2_000));

        assertEquals(List.of(), report.refusals());
        for (final String figure : List.of("quotePerS", "bookBytesPerMessage", "socketPerS")) {
            assertFalse(report.value(figure).toString().isEmpty(), figure);
        }
    }

    @Test
    void backtestTradesTheSameInEveryRound() {
        final Report report = BacktestSpeed.run(new BacktestSpeed.Settings(100_000, 2, 10_000));

        assertEquals(List.of(), report.refusals());
        for (final String figure : List.of("candlesPerS", "nsPerCandleOf10000", "nsPerCandleOfTrend1000")) {
            assertFalse(report.value(figure).toString().isEmpty(), figure);
        }
        assertTrue((Integer) report.value("trades") > 0);
    }

    @Test
    void latencyJournalsWhatWasScheduledAndReplaysToTheSameState() throws Exception {
        final Report report =
                Latency.run(new Latency.Settings(directory, SMALL, 2_000, 1, false, false, directory, 400));

        assertProven(report);
        assertEquals(2_000L, report.value("engineServiceCount"));
        assertEquals(2_000L, report.value("controlServiceCount"));
        assertTrue(
                Double.parseDouble(report.value("missedShare").toString()) < 1,
                "schedule and engine do not share a clock");
        assertTrue((Long) report.value("intents") > 0);
    }

    @Test
    void latencyTakesItsLoadFromAnotherThreadToo() throws Exception {
        final Report report = Latency.run(new Latency.Settings(directory, SMALL, 1_000, 1, true, true, null, 400));

        assertProven(report);
        assertEquals(1_000L, report.value("engineServiceCount"));
    }

    @Test
    void rollMeetsARollEverySecond() throws Exception {
        final Report report = Latency.runWithRolls(new Latency.Settings(
                directory, SMALL.withRoll(ChronicleJournalConfig.Roll.EVERY_SECOND), 500, 2, true, false, null, 400));

        assertProven(report);
        assertTrue((Long) report.value("rolls") > 0);
    }

    @Test
    void allocationCountsEveryKind() throws Exception {
        final Report report = Allocation.run(directory, SMALL, 2_000);

        assertEquals(List.of(), report.refusals());
        for (final String kind :
                List.of("price_update", "mark_price", "tick", "order_cancel", "order_fill", "refused")) {
            assertTrue((Long) report.value(kind + "_events") >= 2_000, kind);
        }
    }

    @Test
    void completesWithoutAGarbageCollector() throws Exception {
        final Report report = new Report("allocation");

        EpsilonRun.run(report, directory, 20_000);

        assertEquals(List.of(), report.refusals());
    }

    @Test
    void recoveryReplaysWarmAndColdToTheSameHash() throws Exception {
        final Report report = Recovery.run(directory, SMALL, 10_000);

        assertEquals(List.of(), report.refusals());
        assertTrue((Long) report.value("checkpoints") > 0);
    }

    @Test
    void restartBeginsWithTheImageAndWithoutIt() throws Exception {
        final List<String> engine = new ArrayList<>(Child.java(List.of("-Xmx256m", "-XX:+UseSerialGC")));
        engine.add(EngineMain.class.getName());

        final double noStartIsSoFastS = 1e-6;
        final Report report = Restart.run(directory, SMALL, 5_000, noStartIsSoFastS, engine);

        assertEquals(List.of(), report.refusals());
        assertEquals(1, report.misses().size(), report.misses().toString());
        assertEquals(false, report.value("archived"), "a JVM of its own was given none");
        assertTrue(((Number) report.value("withoutImageRecordsPerSecond")).doubleValue() > 0);
    }

    @Test
    void startSeesTheFirstRecord() throws Exception {
        final Report report = ColdStart.run(directory, 1);

        assertFalse(report.value("plainMsMedian").toString().isEmpty());
    }

    @Test
    void microBenchmarksRun() throws Exception {
        final CodecBenchmark codec = new CodecBenchmark();
        assertTrue(codec.encode() > 0 && codec.decode() > 0);

        System.setProperty("dragon.bench.directory", directory.toString());
        final CoreBenchmark core = new CoreBenchmark();
        core.bots = 1;
        core.replay();
        assertEquals(1, core.priceUpdate().state().bots().count());

        final JournalBenchmark journal = new JournalBenchmark();
        journal.open();
        assertTrue(journal.envelope() > 0);
        journal.append();
        journal.appendBare();
        journal.close();
    }

    /** The machine may be busy while the tests run; only that is a reason to refuse which a test accepts. */
    private static void assertProven(final Report report) {
        for (final String refusal : report.refusals()) {
            assertTrue(
                    refusal.startsWith("other processes used") || refusal.startsWith("the rate was missed"), refusal);
        }
    }
}
