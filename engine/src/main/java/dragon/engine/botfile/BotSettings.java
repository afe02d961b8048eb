package dragon.engine.botfile;

import dragon.engine.core.market.CandleFeed;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import dragon.engine.strategy.StrategySettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * A bot as its operator describes it, by flags or by file.
 *
 * @param symbol as PERP_BTC_USDT; empty where a test does not need one
 * @param account label, or {@code #id}; empty where a test does not need one
 * @param parametersE8 settings of the strategy, times 10^8, defaults included
 * @param labels the operator's own notes
 * @param origin file and lines of what was written in a file
 */
public record BotSettings(
        String name,
        String symbol,
        String account,
        Timeframe timeframe,
        Legs legs,
        SortedMap<StrategyParameter, Long> parametersE8,
        Map<String, String> labels,
        Origin origin) {

    private static final long MINUTE_MS = 60_000;

    /** A bot without labels. */
    public BotSettings(
            final String name,
            final String symbol,
            final String account,
            final Timeframe timeframe,
            final Legs legs,
            final SortedMap<StrategyParameter, Long> parametersE8) {
        this(name, symbol, account, timeframe, legs, parametersE8, Map.of(), Origin.NONE);
    }

    /** The settings as the strategy takes them. */
    public StrategySettings strategy() {
        final StrategySettings settings = new StrategySettings();
        parametersE8.forEach(settings::set);
        return settings;
    }

    /** Length of its candles. */
    public int candleMinutes() {
        return (int) (CandleFeed.lengthMs(timeframe) / MINUTE_MS);
    }

    /** The value of a setting times 10^8, or this where it was neither given nor has a default. */
    public long valueE8(final StrategyParameter parameter, final long otherwiseE8) {
        return parametersE8.getOrDefault(parameter, otherwiseE8);
    }

    /** A timeframe as {@code 1m} or {@code M1}; null if there is none. */
    public static Timeframe timeframe(final String text) {
        final String wanted = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(Timeframe.values())
                .filter(each -> each != Timeframe.NULL_VAL)
                .filter(each -> wanted.equals(each.name()) || wanted.equalsIgnoreCase(text(each)))
                .findFirst()
                .orElse(null);
    }

    /** A timeframe as people write it. */
    public static String text(final Timeframe timeframe) {
        return (timeframe.name().substring(1) + timeframe.name().charAt(0)).toLowerCase(Locale.ROOT);
    }

    /** All timeframes as people write them. */
    public static List<String> timeframes() {
        return Arrays.stream(Timeframe.values())
                .filter(each -> each != Timeframe.NULL_VAL)
                .map(BotSettings::text)
                .toList();
    }

    /** {@code long}, {@code short} or {@code both}; null for anything else. */
    public static Legs legs(final String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "long" -> Legs.LONG_ONLY;
            case "short" -> Legs.SHORT_ONLY;
            case "both" -> Legs.BOTH_LEGS;
            default -> null;
        };
    }
}
