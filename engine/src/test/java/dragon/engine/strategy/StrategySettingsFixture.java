package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import java.math.BigDecimal;

/** Settings for tests. */
public final class StrategySettingsFixture {
    private StrategySettingsFixture() {}

    /** A decimal, times 10^8. */
    public static long e8(final String decimal) {
        return new BigDecimal(decimal).movePointRight(8).longValueExact();
    }

    /** Three entries of 0.01, 1 % apart, and a take profit of 0.5 %. */
    public static StrategySettings ladder(final StrategySettings settings) {
        settings.set(StrategyParameter.BASE_QUANTITY, e8("0.01"));
        settings.set(StrategyParameter.MAX_ENTRIES, e8("3"));
        settings.set(StrategyParameter.BASE_DEVIATION_PCT, e8("1"));
        settings.set(StrategyParameter.DEVIATION_MULTIPLIER, e8("2"));
        settings.set(StrategyParameter.VOLUME_MULTIPLIER, e8("1.5"));
        settings.set(StrategyParameter.TAKE_PROFIT_PCT, e8("0.5"));
        return settings;
    }

    /** The original's defaults: two of three votes over weeks. */
    public static StrategySettings indicators(final StrategySettings settings) {
        whole(settings, StrategyParameter.ENTRY_SIGNAL, 3);
        whole(settings, StrategyParameter.TREND_INTERVAL_MINUTES, 120);
        whole(settings, StrategyParameter.TREND_LENGTH, 250);
        whole(settings, StrategyParameter.TREND_MA_TYPE, 1);
        whole(settings, StrategyParameter.BANDS_INTERVAL_MINUTES, 60);
        whole(settings, StrategyParameter.BANDS_LENGTH, 12);
        whole(settings, StrategyParameter.BANDS_DEVIATION_UP, 2);
        whole(settings, StrategyParameter.BANDS_DEVIATION_DOWN, 2);
        whole(settings, StrategyParameter.BANDS_MA_TYPE, 1);
        whole(settings, StrategyParameter.MACD_INTERVAL_MINUTES, 360);
        whole(settings, StrategyParameter.MACD_FAST, 12);
        whole(settings, StrategyParameter.MACD_SLOW, 26);
        whole(settings, StrategyParameter.MACD_SIGNAL, 7);
        whole(settings, StrategyParameter.RSI_INTERVAL_MINUTES, 1440);
        whole(settings, StrategyParameter.RSI_LENGTH, 12);
        whole(settings, StrategyParameter.RSI_BUY_LEVEL, 30);
        whole(settings, StrategyParameter.RSI_SELL_LEVEL, 70);
        return settings;
    }

    /** Sets a whole number. */
    public static void whole(final StrategySettings settings, final StrategyParameter parameter, final long value) {
        settings.set(parameter, value * Fixed.ONE_E8);
    }
}
