package dragon.engine.botfile;

import static dragon.engine.protocol.StrategyParameter.*;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the settings of a bot demand of each other: which keys the chosen modes need, and which values cannot stand together. */
final class BotRules {
    private static final String ALWAYS = "";
    private static final long ONE = 1;
    private static final long TWO = 2;
    private static final long THREE = 3;

    private final Map<StrategyParameter, Long> valuesE8;
    private final Map<StrategyParameter, String> needed = new LinkedHashMap<>();
    private final Map<StrategyParameter, String> conflicts = new LinkedHashMap<>();

    private BotRules(final Map<StrategyParameter, Long> valuesE8) {
        this.valuesE8 = valuesE8;
    }

    /**
     * Settings that must be given in the chosen modes, each with the choice that needs it; empty = it is always needed.
     *
     * @param valuesE8 what was given, and the defaults of what was not
     */
    static Map<StrategyParameter, String> needed(final Map<StrategyParameter, Long> valuesE8) {
        return new BotRules(valuesE8).need();
    }

    /** What cannot stand together: the setting to change, and why. */
    static Map<StrategyParameter, String> conflicts(final Map<StrategyParameter, Long> valuesE8, final Legs legs) {
        return new BotRules(valuesE8).conflict(legs);
    }

    private Map<StrategyParameter, String> need() {
        need(ALWAYS, SIZING, ENTRY_SIGNAL, TAKE_PROFIT_MODE, STOP_MODE);
        need(ALWAYS, MAX_ENTRIES, BASE_DEVIATION_PCT, DEVIATION_MULTIPLIER, VOLUME_MULTIPLIER);
        when(SIZING, ONE, BASE_QUANTITY);
        when(SIZING, TWO, ENTRY_BALANCE_PCT);
        when(SIZING, THREE, ENTRY_FIXED_USD);
        final StrategyParameter[] indicators = {
            TREND_INTERVAL_MINUTES,
            TREND_LENGTH,
            TREND_MA_TYPE,
            BANDS_INTERVAL_MINUTES,
            BANDS_LENGTH,
            BANDS_DEVIATION_UP,
            BANDS_DEVIATION_DOWN,
            BANDS_MA_TYPE,
            MACD_INTERVAL_MINUTES,
            MACD_FAST,
            MACD_SLOW,
            MACD_SIGNAL,
            RSI_INTERVAL_MINUTES,
            RSI_LENGTH,
            RSI_BUY_LEVEL,
            RSI_SELL_LEVEL
        };
        when(ENTRY_SIGNAL, TWO, indicators); // All four must be warm before an entry, whichever is asked.
        when(ENTRY_SIGNAL, THREE, indicators);
        when(USE_MA_DIRECTION, ONE, MA_TYPE, MA_LENGTH, MA_SOURCE);
        when(TAKE_PROFIT_MODE, ONE, TAKE_PROFIT_PCT);
        when(TAKE_PROFIT_MODE, TWO, TAKE_PROFIT_ATR_MULTIPLE, ATR_PERIOD);
        when(STOP_MODE, ONE, STOP_PCT);
        when(STOP_MODE, TWO, STOP_ATR_MULTIPLE, ATR_PERIOD);
        return needed;
    }

    private void when(final StrategyParameter mode, final long code, final StrategyParameter... parameters) {
        if (valueE8(mode) == code * Fixed.ONE_E8) {
            final BotKey key = BotKey.of(mode);
            need(key.name() + " is " + key.text(code * Fixed.ONE_E8), parameters);
        }
    }

    private void need(final String why, final StrategyParameter... parameters) {
        for (final StrategyParameter parameter : parameters) {
            needed.putIfAbsent(parameter, why);
        }
    }

    private Map<StrategyParameter, String> conflict(final Legs legs) {
        if (isGiven(MACD_FAST) && isGiven(MACD_SLOW) && valueE8(MACD_FAST) >= valueE8(MACD_SLOW)) {
            conflicts.put(MACD_FAST, "must be less than macd.slow (" + text(MACD_SLOW) + "), found " + text(MACD_FAST));
        }
        if (isGiven(RSI_BUY_LEVEL) && isGiven(RSI_SELL_LEVEL) && valueE8(RSI_BUY_LEVEL) >= valueE8(RSI_SELL_LEVEL)) {
            conflicts.put(
                    RSI_BUY_LEVEL,
                    "must be less than rsi.sell_level (" + text(RSI_SELL_LEVEL) + "), found " + text(RSI_BUY_LEVEL));
        }
        trailingOfAnotherMode();
        if (legs != Legs.SHORT_ONLY && isLadderGiven() && valueE8(PROFILE) == Fixed.ONE_E8) {
            ladderReachesZero();
        }
        return conflicts;
    }

    /** Trailing follows the stop's mode: a distance in the other one would trail nothing, without a word. */
    private void trailingOfAnotherMode() {
        final boolean isWanted = BotKey.ALL.stream()
                .filter(key -> key.section().equals("trailing"))
                .anyMatch(key -> valueE8(key.parameter()) != 0);
        if (isWanted && isGiven(STOP_MODE)) {
            final boolean isAtr = valueE8(STOP_MODE) == TWO * Fixed.ONE_E8;
            final StrategyParameter distance = isAtr ? TRAIL_DISTANCE_ATR_MULTIPLE : TRAIL_DISTANCE_PCT;
            if (valueE8(distance) == 0) {
                conflicts.put(distance, "is missing, for there is trailing and stop_loss.mode is " + text(STOP_MODE));
            }
        }
    }

    private boolean isLadderGiven() {
        return isGiven(MAX_ENTRIES) && isGiven(BASE_DEVIATION_PCT) && isGiven(DEVIATION_MULTIPLIER);
    }

    /** A long rung at or below a price of zero would never be placed, without a word. */
    private void ladderReachesZero() {
        final long rungs = valueE8(MAX_ENTRIES) / Fixed.ONE_E8 - 1;
        double deviationPct = (double) valueE8(BASE_DEVIATION_PCT) / Fixed.ONE_E8;
        final double multiplier = (double) valueE8(DEVIATION_MULTIPLIER) / Fixed.ONE_E8;
        for (int rung = 1; rung <= rungs; rung++) {
            if (deviationPct >= 100) {
                conflicts.put(
                        MAX_ENTRIES,
                        "makes a rung that cannot be: rung " + rung + " would be "
                                + String.format(java.util.Locale.ROOT, "%.1f", deviationPct)
                                + " % below its base; at most " + rung + " entries with this deviation and multiplier");
                return;
            }
            deviationPct *= multiplier;
        }
    }

    private boolean isGiven(final StrategyParameter parameter) {
        return valuesE8.containsKey(parameter);
    }

    private long valueE8(final StrategyParameter parameter) {
        return valuesE8.getOrDefault(parameter, 0L);
    }

    private String text(final StrategyParameter parameter) {
        return BotKey.of(parameter).text(valueE8(parameter));
    }
}
