package dragon.bench.kill;

import dragon.engine.protocol.StrategyParameter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/** Settings of bots that trade all the time on the simulated exchange: small first orders, five entries, close together. */
public final class BotSettings {
    private static final BigDecimal FIRST_ENTRY_USD = BigDecimal.valueOf(250);
    private static final BigDecimal ENTRIES_MAX = BigDecimal.valueOf(5);

    private BotSettings() {}

    /**
     * Those of a bot whose next entry and whose profit are this near.
     *
     * @param bid of the instrument, for the size of an order
     * @param deviationPct to the next entry
     * @param takeProfitPct from the average to the profit
     * @param activationPct from the price within which intents leave their parking; 0 = none is parked
     */
    public static Map<StrategyParameter, Long> of(
            final BigDecimal bid, final String deviationPct, final String takeProfitPct, final String activationPct) {
        final Map<StrategyParameter, Long> settings = new TreeMap<>();
        settings.put(StrategyParameter.BASE_QUANTITY, e8(FIRST_ENTRY_USD.divide(bid, 3, RoundingMode.UP)));
        settings.put(StrategyParameter.MAX_ENTRIES, e8(ENTRIES_MAX));
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, e8(new BigDecimal(deviationPct)));
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, e8(new BigDecimal("1.3")));
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, e8(new BigDecimal("1.2")));
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, e8(new BigDecimal(takeProfitPct)));
        settings.put(StrategyParameter.DCA_ACTIVATION_PCT, e8(new BigDecimal(activationPct)));
        settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, e8(new BigDecimal(activationPct)));
        return settings;
    }

    private static long e8(final BigDecimal value) {
        return value.movePointRight(8).longValueExact();
    }
}
