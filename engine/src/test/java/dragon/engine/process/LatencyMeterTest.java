package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyMeterTest {
    private final LatencyMeter meter = new LatencyMeter();
    private EngineCounters counters;

    @TempDir
    private Path directory;

    @BeforeEach
    void makeCounters() {
        counters = EngineCounters.create(directory.resolve("counters.dat"));
    }

    @Test
    void tellsEveryLatencyWithinOnePercentAndNeverTooShort() {
        for (long ns = 1; ns < 60_000_000_000L; ns += 1 + ns / 3) {
            meter.record(ns);
            assertTrue(meter.handOver());
            assertTrue(meter.collect(counters));
            final long told = counter(EngineCounter.LATENCY_MAX_NS);
            assertTrue(told >= ns && told <= ns + ns / 100 + 1, ns + " told as " + told);
        }
    }

    @Test
    void keepsTheOrderOfPercentiles() {
        for (int i = 1; i <= 1_000; i++) {
            meter.record(i * 1_000L);
        }
        meter.handOver();
        meter.collect(counters);

        assertEquals(500_000, counter(EngineCounter.LATENCY_P50_NS), 5_000);
        assertEquals(990_000, counter(EngineCounter.LATENCY_P99_NS), 9_900);
        assertEquals(1_000_000, counter(EngineCounter.LATENCY_MAX_NS), 10_000);
    }

    @Test
    void countsWhatIsOutOfRangeAtItsEnd() {
        meter.record(-5);
        meter.record(Long.MAX_VALUE);
        meter.handOver();
        meter.collect(counters);

        assertEquals(60_000_000_000L, counter(EngineCounter.LATENCY_MAX_NS), 600_000_000L);
    }

    @Test
    void givesNothingAwayUntilTheReaderIsDone() {
        assertTrue(meter.handOver());
        assertFalse(meter.handOver());
        assertTrue(meter.collect(counters));
        assertFalse(meter.collect(counters));
        assertTrue(meter.handOver());
    }

    private long counter(final EngineCounter counter) {
        return counters.of(counter).get();
    }
}
