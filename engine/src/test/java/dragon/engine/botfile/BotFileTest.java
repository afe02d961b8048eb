package dragon.engine.botfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import dragon.engine.strategy.StrategySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bots from files: exact numbers, every error at once with its place, and nothing that is silently something else. */
class BotFileTest {
    private static final Path PRESETS = Path.of("..", "presets");
    private static final Path MANUAL = Path.of("..", "docs", "manual.md");
    private static final String WHOLE =
            """
            schema_version = 2
            symbol    = "PERP_ETH_USDT"
            account   = "sim-main"
            timeframe = "1h"
            legs      = ["LONG", "SHORT"]
            labels    = { desk = "a" }
            [sizing]
            mode          = "QUANTITY"
            base_quantity = 0.1
            [ladder]
            max_entries          = 5
            base_deviation_pct   = "0.70000001"
            deviation_multiplier = 1.2
            volume_multiplier    = 1.4
            [entry]
            signal = "ALWAYS"
            [take_profit]
            mode = "PCT"
            pct  = 0.5
            [stop_loss]
            mode = "PCT"
            pct  = 9
            """;

    @TempDir
    private Path directory;

    @Test
    void readsEveryKeyExactly() throws IOException {
        final BotSettings bot = read(WHOLE);

        assertEquals("eth-demo", bot.name());
        assertEquals("PERP_ETH_USDT", bot.symbol());
        assertEquals(Timeframe.H1, bot.timeframe());
        assertEquals(Legs.BOTH_LEGS, bot.legs());
        assertEquals(Map.of("desk", "a"), bot.labels());
        assertEquals(10_000_000L, bot.parametersE8().get(StrategyParameter.BASE_QUANTITY));
        assertEquals(500_000_000L, bot.parametersE8().get(StrategyParameter.MAX_ENTRIES));
        assertEquals(70_000_001L, bot.parametersE8().get(StrategyParameter.BASE_DEVIATION_PCT));
        assertEquals(900_000_000L, bot.parametersE8().get(StrategyParameter.STOP_PCT));
    }

    @Test
    void whatIsLeftOutHasItsDocumentedDefaultAndNothingElse() throws IOException {
        final BotSettings bot = read(WHOLE);

        BotKey.ALL.stream()
                .filter(key -> !WHOLE.contains(key.name().substring(key.name().indexOf('.') + 1) + " "))
                .forEach(key -> assertEquals(
                        key.fallback() == null ? null : (Long) key.parse(key.fallback()),
                        bot.parametersE8().get(key.parameter()),
                        key.name()));
        assertEquals(50_000_000L, bot.parametersE8().get(StrategyParameter.ENTRY_SLIPPAGE_PCT));
        assertNull(bot.parametersE8().get(StrategyParameter.MACD_FAST));
    }

    @Test
    void everySettingOfTheStrategyHasExactlyOneKey() {
        final List<StrategyParameter> keyed =
                BotKey.ALL.stream().map(BotKey::parameter).sorted().toList();

        assertEquals(
                Arrays.stream(StrategyParameter.values())
                        .filter(each -> each != StrategyParameter.NULL_VAL)
                        .sorted()
                        .toList(),
                keyed);
    }

    @Test
    void theDefaultsOfFilesAreThoseOfTheStrategy() {
        BotKey.ALL.stream()
                .filter(key -> key.fallback() != null)
                .filter(key -> StrategySettings.defaultE8(key.parameter()) != StrategySettings.NULL_NUMBER)
                .forEach(key -> assertEquals(
                        StrategySettings.defaultE8(key.parameter()), key.parse(key.fallback()), key.name()));
    }

    @Test
    void theManualNamesEveryKeyWithItsDefault() throws IOException {
        final String manual = Files.readString(MANUAL);

        BotKey.ALL.forEach(key -> assertTrue(
                manual.lines()
                        .filter(line -> line.startsWith("| `" + key.name() + "`"))
                        .anyMatch(line -> key.fallback() == null || line.contains("| `" + key.fallback() + "` |")),
                "no line of the manual for " + key.name() + " with default " + key.fallback()));
    }

    @Test
    void namesEveryErrorWithItsPlaceAndTheNearestName() {
        final OperatorException failure = refused(
                """
                schema_version = 2
                symbol = "ETH"
                account = 7
                timeframe = "1hr"
                legs = ["LONG", "UP"]
                [sizing]
                mode = "QTY"
                base_quantity = true
                [ladder]
                max_entrys = 5
                base_deviation_pct = "0.7%"
                deviation_multiplier = 1.2345678901234567
                volume_multiplier = -1
                [entri]
                signal = "ALWAYS"
                [take_profit]
                mode = "ATR"
                timeout_s = 5
                pct = 0.123456789
                """);

        assertEquals(ExitStatus.CONFIG, failure.exitStatus());
        final List<String> lines = failure.getMessage().lines().toList();
        final String file = directory.resolve("eth-demo.toml").toString();
        assertEquals(file + " has 16 errors; nothing was sent.", lines.get(0), failure.getMessage());
        final List<String> expected = List.of(
                ":1:1: section [stop_loss] is missing",
                ":1:1: section [atr] is missing, for take_profit.mode is ATR",
                ":2:1: 'symbol' is written as PERP_BTC_USDT, found 'ETH'",
                ":3:1: 'account' must be text in quotes",
                ":4:1: no timeframe '1hr'; the nearest is '1h'; known: 1m, 5m, 15m, 30m, 1h, 4h, 1d",
                ":5:1: 'legs' must be [\"LONG\"], [\"SHORT\"] or [\"LONG\", \"SHORT\"]",
                ":7:1: 'sizing.mode' has no 'QTY'; known: QUANTITY, BALANCE_PCT, FIXED_USD",
                ":8:1: 'sizing.base_quantity' must be a number (units of base, above 0 to 1000000000)",
                ":10:1: unknown key 'ladder.max_entrys'; the nearest known key is 'ladder.max_entries'",
                ":11:1: 'ladder.base_deviation_pct' is a bare number in percent: write 0.7, found '0.7%'",
                ":12:1: 'ladder.deviation_multiplier' has too many digits for a bare number: put it in quotes",
                ":13:1: 'ladder.volume_multiplier' must be above 0 and at most 100 (a factor), found -1",
                ":14:1: unknown section 'entri'; the nearest known section is 'entry'",
                ":16:1: 'take_profit.atr_multiple' is missing, for take_profit.mode is ATR (multiples of the ATR, above 0"
                        + " to 1000)",
                ":18:1: unknown key 'take_profit.timeout_s'; the nearest known key is 'take_profit.timeout_minutes'",
                ":19:1: 'take_profit.pct' has more than 8 decimals: 0.123456789");
        expected.forEach(each -> assertTrue(lines.contains(file + each), each + "\nin\n" + failure.getMessage()));
        assertTrue(failure.getMessage().contains("Next: correct the file"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    sizing.mode=FIXED_USD          | 'sizing.fixed_usd' is missing, for sizing.mode is FIXED_USD
                    entry.signal=BANDS             | 'trend.length' is missing, for entry.signal is BANDS
                    ma_direction.enabled=true      | 'ma_direction.length' is missing, for ma_direction.enabled is true
                    take_profit.mode=ATR           | 'atr.period' is missing, for take_profit.mode is ATR
                    stop_loss.mode=ATR             | 'stop_loss.atr_multiple' is missing, for stop_loss.mode is ATR
                    trailing.activation_pct=1      | 'trailing.distance_pct' is missing, for there is trailing and stop_loss.mode is PCT
                    """)
    void whatHasAnEffectInTheChosenModeMustBeThere(final String choice, final String complaint) throws IOException {
        final String[] parts = choice.split("=");
        final StringBuilder sections = new StringBuilder(WHOLE);
        for (final String section : List.of("trend", "ma_direction", "atr", "trailing", "bbands", "macd", "rsi")) {
            sections.append('[').append(section).append("]\n");
        }
        final OperatorException failure = assertThrows(
                OperatorException.class,
                () -> BotFile.read(write(sections.toString()), Map.of(parts[0], parts[1]), BotFile.Purpose.TRADE));

        assertTrue(failure.getMessage().contains(complaint), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    macd.fast=26                   | 'macd.fast' must be less than macd.slow (26), found 26
                    rsi.buy_level=80               | 'rsi.buy_level' must be less than rsi.sell_level (70), found 80
                    ladder.deviation_multiplier=9  | 'ladder.max_entries' makes a rung that cannot be: rung 4
                    """)
    void whatCannotStandTogetherIsRefused(final String choice, final String complaint) {
        final String[] parts = choice.split("=");
        final OperatorException failure = assertThrows(
                OperatorException.class,
                () -> BotFile.read(
                        PRESETS.resolve("dca-atr-long.toml"), Map.of(parts[0], parts[1]), BotFile.Purpose.TEST));

        assertTrue(failure.getMessage().contains(complaint), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dca-atr-long", "dca-atr-hedge", "percent-ladder", "compatible-original"})
    void presetsNeedNothingButSymbolAndAccount(final String preset) {
        final Path file = PRESETS.resolve(preset + ".toml");
        final BotSettings bot =
                BotFile.read(file, Map.of("symbol", "PERP_BTC_USDT", "account", "main"), BotFile.Purpose.TRADE);

        assertEquals(preset, bot.name());
        assertNull(bot.strategy().firstMissing());
        assertNull(bot.strategy().firstOutOfRange());
        assertEquals(
                bot.parametersE8(),
                BotFile.read(file, Map.of(), BotFile.Purpose.TEST).parametersE8());
        final OperatorException failure =
                assertThrows(OperatorException.class, () -> BotFile.read(file, Map.of(), BotFile.Purpose.TRADE));
        assertTrue(failure.getMessage().contains("'symbol' is missing; it may also be given as --symbol"));
    }

    @Test
    void aFileOfTheFormerFormatIsToldApart() {
        final OperatorException failure = refused(WHOLE.replace("schema_version = 2", "schema_version = 1"));

        assertTrue(failure.getMessage().contains(":1:1: schema_version is 2 here, found 1"), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count());
    }

    @Test
    void aTextThatIsNoTomlIsNotAlsoBlamedForWhatItDoesNotHold() {
        final OperatorException failure = refused("symbol = \n");

        assertTrue(failure.getMessage().contains("eth-demo.toml:1:"), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
    }

    @Test
    void aSlipOfTheFingerIsOneError() {
        assertEquals(
                1,
                refused(WHOLE.replace("max_entries ", "max_entrys "))
                        .getMessage()
                        .lines()
                        .count());
        assertEquals(
                1,
                refused(WHOLE.replace("[ladder]", "[laddr]"))
                        .getMessage()
                        .lines()
                        .count());
        assertEquals(
                1,
                refused(WHOLE.replace("= \"ALWAYS\"", "= \"ALWAY\""))
                        .getMessage()
                        .lines()
                        .count());
    }

    @Test
    void flagsAloneMakeTheSimplestBot() {
        final BotSettings bot = BotFile.ofFlags(Map.ofEntries(
                Map.entry("name", "eth"),
                Map.entry("symbol", "PERP_ETH_USDT"),
                Map.entry("account", "main"),
                Map.entry("timeframe", "1m"),
                Map.entry("legs", "both"),
                Map.entry("sizing.base_quantity", "0.1"),
                Map.entry("ladder.max_entries", "1"),
                Map.entry("ladder.base_deviation_pct", "1"),
                Map.entry("ladder.deviation_multiplier", "1"),
                Map.entry("ladder.volume_multiplier", "1"),
                Map.entry("take_profit.pct", "0.5")));

        assertEquals(100_000_000L, bot.parametersE8().get(StrategyParameter.ENTRY_SIGNAL));
        assertEquals(Legs.BOTH_LEGS, bot.legs());
        final OperatorException failure = assertThrows(
                OperatorException.class, () -> BotFile.ofFlags(Map.of("name", "eth", "ladder.max_entrys", "5")));
        assertEquals(ExitStatus.USAGE, failure.exitStatus());
        assertEquals(1, failure.getMessage().lines().count());
    }

    private OperatorException refused(final String text) {
        return assertThrows(OperatorException.class, () -> read(text));
    }

    private BotSettings read(final String text) throws IOException {
        return BotFile.read(write(text), Map.of(), BotFile.Purpose.TRADE);
    }

    private Path write(final String text) throws IOException {
        return Files.writeString(directory.resolve("eth-demo.toml"), text);
    }
}
