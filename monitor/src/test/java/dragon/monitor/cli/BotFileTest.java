package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bots from files: exact numbers, and every error at once with its place. */
class BotFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsEveryKeyExactly() throws IOException {
        final BotSettings bot = BotFile.read(
                write(
                        """
                schema_version = 1
                symbol    = "PERP_ETH_USDT"
                account   = "sim-main"
                timeframe = "1h"
                legs      = ["LONG", "SHORT"]
                [ladder]
                base_quantity        = 0.1
                max_entries          = 5
                base_deviation_pct   = "0.70000001"
                deviation_multiplier = 1.2
                volume_multiplier    = 1.4
                [take_profit]
                pct = 0.5
                """));
        assertEquals("eth-demo", bot.name());
        assertEquals(Timeframe.H1, bot.timeframe());
        assertEquals(Legs.BOTH_LEGS, bot.legs());
        assertEquals(10_000_000L, bot.parametersE8().get(StrategyParameter.BASE_QUANTITY));
        assertEquals(500_000_000L, bot.parametersE8().get(StrategyParameter.MAX_ENTRIES));
        assertEquals(70_000_001L, bot.parametersE8().get(StrategyParameter.BASE_DEVIATION_PCT));
        assertEquals(6, bot.parametersE8().size());
    }

    @Test
    void namesEveryErrorWithItsPlaceAndTheNearestKey() throws IOException {
        final Path file = write(
                """
                symbol = "PERP_ETH_USDT"
                account = 7
                timeframe = "1hr"
                legs = ["LONG", "UP"]
                [ladder]
                max_entrys = 5
                base_quantity = true
                volume_multiplier = 1.1234567890123456
                """);
        final Failure failure = assertThrows(Failure.class, () -> BotFile.read(file));

        assertEquals(ExitCode.CONFIGURATION, failure.exitCode());
        final String text = failure.line();
        assertTrue(text.startsWith(file + " has 6 errors; nothing was sent."), text);
        assertTrue(
                text.contains(
                        file + ":6:1: unknown key 'ladder.max_entrys'; the nearest known key is 'ladder.max_entries'"),
                text);
        assertTrue(text.contains(file + ":2:1: 'account' must be text in quotes"), text);
        assertTrue(text.contains(file + ":3:1: no timeframe '1hr'; the nearest is '1h'"), text);
        assertTrue(text.contains(file + ":4:1: 'legs' must be"), text);
        assertTrue(text.contains(file + ":7:1: 'ladder.base_quantity' must be a number"), text);
        assertTrue(text.contains(file + ":8:1: 'ladder.volume_multiplier' has too many digits"), text);
    }

    @Test
    void aBrokenFileEndsWithTheStatusOfConfiguration() throws IOException {
        final CommandLineRun run = CommandLineRun.of(
                directory, "bot", "create", "--file", write("symbol = \n").toString());
        assertEquals(3, run.status());
        assertTrue(run.err().contains("eth-demo.toml:1:"), run.err());
    }

    private Path write(final String text) throws IOException {
        return Files.writeString(directory.resolve("eth-demo.toml"), text);
    }
}
