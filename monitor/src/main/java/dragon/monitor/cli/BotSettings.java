package dragon.monitor.cli;

import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * A bot as its operator describes it, by flags or by file.
 *
 * @param account label, or {@code #id}
 * @param parametersE8 settings of the strategy, times 10^8; what is missing the engine names
 */
record BotSettings(
        String name,
        String symbol,
        String account,
        Timeframe timeframe,
        Legs legs,
        SortedMap<StrategyParameter, Long> parametersE8) {

    /** Keys of the strategy's settings as they stand in files and in {@code --set}, in the order of the manual. */
    static final Map<String, StrategyParameter> KEYS = keys();

    private static Map<String, StrategyParameter> keys() {
        final Map<String, StrategyParameter> keys = new LinkedHashMap<>();
        keys.put("ladder.base_quantity", StrategyParameter.BASE_QUANTITY);
        keys.put("ladder.max_entries", StrategyParameter.MAX_ENTRIES);
        keys.put("ladder.base_deviation_pct", StrategyParameter.BASE_DEVIATION_PCT);
        keys.put("ladder.deviation_multiplier", StrategyParameter.DEVIATION_MULTIPLIER);
        keys.put("ladder.volume_multiplier", StrategyParameter.VOLUME_MULTIPLIER);
        keys.put("ladder.dca_activation_pct", StrategyParameter.DCA_ACTIVATION_PCT);
        keys.put("take_profit.pct", StrategyParameter.TAKE_PROFIT_PCT);
        keys.put("take_profit.activation_pct", StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT);
        keys.put("entry.slippage_pct", StrategyParameter.ENTRY_SLIPPAGE_PCT);
        return keys;
    }

    /** A timeframe as {@code 1m} or {@code M1}; null if there is none. */
    static Timeframe timeframe(final String text) {
        final String wanted = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(Timeframe.values())
                .filter(each -> each != Timeframe.NULL_VAL)
                .filter(each -> wanted.equals(each.name()) || wanted.equals(reversed(each)))
                .findFirst()
                .orElse(null);
    }

    /** All timeframes as people write them. */
    static List<String> timeframes() {
        return Arrays.stream(Timeframe.values())
                .filter(each -> each != Timeframe.NULL_VAL)
                .map(each -> reversed(each).toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String reversed(final Timeframe timeframe) {
        return timeframe.name().substring(1) + timeframe.name().charAt(0);
    }

    /** {@code long}, {@code short} or {@code both}; null for anything else. */
    static Legs legs(final String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "long" -> Legs.LONG_ONLY;
            case "short" -> Legs.SHORT_ONLY;
            case "both" -> Legs.BOTH_LEGS;
            default -> null;
        };
    }
}
