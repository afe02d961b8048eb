package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every setting with values at and beyond all edges, as any client may write them into the command ring, on a bot that uses every
 * indicator: the core answers each, and what it accepts neither makes it fail nor takes more memory than a bot may.
 */
class SettingPropertyTest {
    private static final long BYTES_A_COMMAND_MAX = 64 << 20;
    private static final List<String> ANSWERS =
            List.of("NONE", "VALUE_OUT_OF_RANGE", "MISSING_VALUE", "FIXED_SETTING", "UNCONFIRMED");
    private static final List<String> VALUES = List.of(
            BigDecimal.valueOf(Long.MIN_VALUE, 8).toPlainString(), // Not given.
            BigDecimal.valueOf(Long.MIN_VALUE + 1, 8).toPlainString(),
            "-92233720368",
            "-4294967295", // 1 as an int.
            "-2147483648",
            "-1",
            "-0.00000001",
            "0",
            "0.00000001",
            "0.5",
            "1",
            "1.5",
            "2",
            "3",
            "99.99999999",
            "100",
            "5000",
            "5001",
            "10080",
            "10081",
            "1000000",
            "2147483647",
            "4294967297", // 1 as an int.
            "92233720368",
            BigDecimal.valueOf(Long.MAX_VALUE, 8).toPlainString());

    private static Map<StrategyParameter, String> everyIndicator() {
        final Map<StrategyParameter, String> settings = new EnumMap<>(StrategyParameter.class);
        settings.put(StrategyParameter.BASE_QUANTITY, "0.01");
        settings.put(StrategyParameter.MAX_ENTRIES, "3");
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, "1");
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, "2");
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, "1.5");
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, "0.5");
        settings.put(StrategyParameter.TAKE_PROFIT_MODE, "2");
        settings.put(StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE, "20");
        settings.put(StrategyParameter.STOP_MODE, "2");
        settings.put(StrategyParameter.STOP_ATR_MULTIPLE, "3");
        settings.put(StrategyParameter.TRAIL_ACTIVATION_ATR_MULTIPLE, "2");
        settings.put(StrategyParameter.TRAIL_DISTANCE_ATR_MULTIPLE, "1");
        settings.put(StrategyParameter.ATR_PERIOD, "2");
        settings.put(StrategyParameter.USE_MA_DIRECTION, "1");
        settings.put(StrategyParameter.MA_TYPE, "1");
        settings.put(StrategyParameter.MA_LENGTH, "2");
        settings.put(StrategyParameter.MA_SOURCE, "1");
        settings.put(StrategyParameter.ENTRY_SIGNAL, "3");
        settings.put(StrategyParameter.TREND_INTERVAL_MINUTES, "1");
        settings.put(StrategyParameter.TREND_LENGTH, "2");
        settings.put(StrategyParameter.TREND_MA_TYPE, "2");
        settings.put(StrategyParameter.BANDS_INTERVAL_MINUTES, "7"); // Does not divide a day: its candles are kept.
        settings.put(StrategyParameter.BANDS_LENGTH, "2");
        settings.put(StrategyParameter.BANDS_DEVIATION_UP, "2");
        settings.put(StrategyParameter.BANDS_DEVIATION_DOWN, "2");
        settings.put(StrategyParameter.BANDS_MA_TYPE, "1");
        settings.put(StrategyParameter.MACD_INTERVAL_MINUTES, "1");
        settings.put(StrategyParameter.MACD_FAST, "2");
        settings.put(StrategyParameter.MACD_SLOW, "3");
        settings.put(StrategyParameter.MACD_SIGNAL, "2");
        settings.put(StrategyParameter.RSI_INTERVAL_MINUTES, "1");
        settings.put(StrategyParameter.RSI_LENGTH, "2");
        settings.put(StrategyParameter.RSI_BUY_LEVEL, "30");
        settings.put(StrategyParameter.RSI_SELL_LEVEL, "70");
        return settings;
    }

    private static Map<StrategyParameter, String> with(final StrategyParameter parameter, final String value) {
        final Map<StrategyParameter, String> settings = everyIndicator();
        settings.put(parameter, value);
        return settings;
    }

    @ParameterizedTest
    @EnumSource(value = StrategyParameter.class, names = "NULL_VAL", mode = EnumSource.Mode.EXCLUDE)
    void isRefusedOrBorneWhateverItsValue(final StrategyParameter parameter) {
        for (final String value : VALUES) {
            final CoreHarness dragon = new CoreHarness().readyWith(Legs.BOTH_LEGS, everyIndicator());
            assertEquals(1, dragon.core().state().bots().count(), dragon.lastResult());
            final long fingerprint =
                    dragon.core().state().bots().get(1).settings().fingerprint();

            answers(
                    dragon,
                    parameter,
                    value,
                    () -> dragon.createBotWith("eth", Legs.BOTH_LEGS, with(parameter, value)));
            answers(dragon, parameter, value, () -> dragon.changeBot(1, fingerprint, true, with(parameter, value)));

            for (final String close : List.of("60010", "59000", "61000", "60500", "0.01", "60000")) {
                dragon.pass(60).quote("59999.9", "60000.0").bar(close);
            }
            final long hash = dragon.hash();
            assertEquals(hash, dragon.restore().hash(), parameter + " = " + value);
        }
    }

    private static void answers(
            final CoreHarness dragon, final StrategyParameter parameter, final String value, final Runnable command) {
        final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long before = thread.getCurrentThreadAllocatedBytes();
        command.run();
        final long taken = thread.getCurrentThreadAllocatedBytes() - before;
        final String what = parameter + " = " + value + ": " + dragon.lastResult() + ", " + taken + " bytes";
        assertTrue(ANSWERS.stream().anyMatch(dragon.lastResult()::contains), what);
        assertTrue(taken < BYTES_A_COMMAND_MAX, what);
    }
}
