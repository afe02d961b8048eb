package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ladder before the bot exists, against figures worked out by hand. */
class PreviewCommandTest {
    private static final String PRESET =
            Path.of("..", "presets", "percent-ladder.toml").toString();

    @TempDir
    private Path home;

    @Test
    void printsTheLadderAndWhatItCostsAtTheBottom() {
        final CommandLineRun run = preview(
                "--price",
                "1000",
                "--set",
                "sizing.fixed_usd=100",
                "--set",
                "ladder.max_entries=3",
                "--set",
                "ladder.base_deviation_pct=1",
                "--set",
                "ladder.deviation_multiplier=2",
                "--set",
                "ladder.volume_multiplier=2",
                "--set",
                "take_profit.pct=0.5",
                "--set",
                "stop_loss.pct=10",
                "--set",
                "figures.leverage=5",
                "--set",
                "figures.fee_rate_pct=0.05");

        assertEquals(0, run.status(), run.err());
        final List<String> lines = run.out().lines().toList();
        assertEquals(
                "step\ttrigger\tquantity\tnotionalUsd\tcumulativeQuantity\taverage\tbreakEven\tdistancePct\ttakeProfit\tstop",
                lines.get(0));
        assertEquals("base\t1000\t0.1\t100.00\t0.1\t1000.00\t1001.00\t0.00\t1005.00\t900.00", lines.get(1));
        // One percent below 1000; then two percent below the new average of 995.
        assertEquals("DCA1\t990\t0.1\t99.00\t0.2\t995.00\t996.00\t1.00\t999.98\t895.50", lines.get(2));
        assertEquals("DCA2\t975\t0.2\t195.02\t0.4\t985.05\t986.04\t2.49\t989.98\t886.55", lines.get(3));
        // (985.05 - 886.545) x 0.4 = 39.402, fees 0.05 % of 394.02 and of 354.618 = 0.374
        assertEquals(
                "worst case LONG   notional $ 394.02   loss at the stop $ 39.78 with fees   margin $ 78.80",
                lines.get(4));
    }

    @Test
    void distancesInAtrNeedOne() {
        final String hedge = Path.of("..", "presets", "dca-atr-hedge.toml").toString();
        final CommandLineRun without = CommandLineRun.of(home, "bot", "preview", "--from", hedge, "--price", "3000");
        final CommandLineRun with =
                CommandLineRun.of(home, "bot", "preview", "--from", hedge, "--price", "3000", "--atr", "20", "--json");

        assertEquals(0, without.status(), without.err());
        assertTrue(without.err().contains("--atr"), without.err());
        assertFalse(without.out().contains("3050"), without.out());
        assertEquals(0, with.status(), with.err());
        assertTrue(with.out().contains("\"takeProfit\" : \"3050.00\""), with.out());
        assertTrue(with.out().contains("\"takeProfit\" : \"2950.00\""), with.out());
    }

    @Test
    void aFirstEntryOfNothingIsRefused() {
        final String byBalance = Path.of("..", "presets", "dca-atr-long.toml").toString();
        final CommandLineRun run = CommandLineRun.of(home, "bot", "preview", "--from", byBalance, "--price", "3000");

        assertEquals(2, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("Next: give one with --balance USD"), run.err());
    }

    private CommandLineRun preview(final String... arguments) {
        return CommandLineRun.of(
                home,
                Stream.concat(Stream.of("bot", "preview", "--from", PRESET), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
