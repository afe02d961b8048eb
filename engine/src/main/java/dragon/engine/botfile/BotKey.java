package dragon.engine.botfile;

import static dragon.engine.protocol.StrategyParameter.*;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.lane.Nearest;
import dragon.engine.protocol.StrategyParameter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One key of a bot file: its name, its unit, its range, and the value that it has when it is left out.
 *
 * <p>This table is the only place that knows them; the manual repeats it and a test compares the two.
 */
public final class BotKey {
    private static final int SCALE = 8;
    private static final int PREFIX_MIN = 3;
    private static final String LARGE = "1000000000";

    /** All keys in the order of the manual. */
    public static final List<BotKey> ALL = List.of(
            choice("profile", PROFILE, "LIVE", "COMPATIBLE").or("LIVE"),
            choice("sizing.mode", SIZING, "QUANTITY", "BALANCE_PCT", "FIXED_USD"),
            number("sizing.base_quantity", BASE_QUANTITY, "units of base").above("0", LARGE),
            number("sizing.balance_pct", ENTRY_BALANCE_PCT, "percent").above("0", "100"),
            number("sizing.fixed_usd", ENTRY_FIXED_USD, "USD").above("0", LARGE),
            number("sizing.balance_override_usd", BALANCE_OVERRIDE_USD, "USD")
                    .from("0", LARGE)
                    .or("0"),
            whole("ladder.max_entries", MAX_ENTRIES, "entries").from("1", "50"),
            number("ladder.base_deviation_pct", BASE_DEVIATION_PCT, "percent").above("0", "99.99999999"),
            number("ladder.deviation_multiplier", DEVIATION_MULTIPLIER, "a factor")
                    .above("0", "100"),
            number("ladder.volume_multiplier", VOLUME_MULTIPLIER, "a factor").above("0", "100"),
            choiceFrom(0, "ladder.base", USE_AVERAGE_FOR_DCA_BASE, "FIRST", "AVERAGE")
                    .or("AVERAGE"),
            choice("entry.signal", ENTRY_SIGNAL, "ALWAYS", "BANDS", "CONSENSUS"),
            choice("entry.order_style", ENTRY_ORDER_STYLE, "MARKET", "LIMIT", "MAKER_OR_CANCEL")
                    .or("MARKET"),
            whole("entry.timeout_minutes", ENTRY_TIMEOUT_MINUTES, "minutes")
                    .from("0", "100000")
                    .or("0"),
            number("entry.slippage_pct", ENTRY_SLIPPAGE_PCT, "percent")
                    .above("0", "5")
                    .or("0.5"),
            whole("entry.cooldown_bars", ENTRY_COOLDOWN_BARS, "bars")
                    .from("0", "1000000")
                    .or("0"),
            whole("entry.exit_cooldown_minutes", EXIT_COOLDOWN_MINUTES, "minutes")
                    .from("0", "1000000")
                    .or("0"),
            yesNo("entry.prefer_bbo_maker", PREFER_BBO_MAKER).or("false"),
            whole("entry.bbo_queue_level", BBO_QUEUE_LEVEL, "book levels")
                    .from("1", "5")
                    .or("1"),
            number("entry.maker_distance_pct_max", MAKER_DISTANCE_PCT_MAX, "percent")
                    .from("0", "10")
                    .or("0.1"),
            whole("trend.interval_minutes", TREND_INTERVAL_MINUTES, "minutes").from("1", "10080"),
            whole("trend.length", TREND_LENGTH, "intervals").from("1", "5000"),
            choice("trend.ma_type", TREND_MA_TYPE, "SMA", "EMA"),
            whole("bbands.interval_minutes", BANDS_INTERVAL_MINUTES, "minutes").from("1", "10080"),
            whole("bbands.length", BANDS_LENGTH, "intervals").from("1", "5000"),
            number("bbands.deviation_up", BANDS_DEVIATION_UP, "standard deviations")
                    .from("0", "100"),
            number("bbands.deviation_down", BANDS_DEVIATION_DOWN, "standard deviations")
                    .from("0", "100"),
            choice("bbands.ma_type", BANDS_MA_TYPE, "SMA", "EMA"),
            whole("macd.interval_minutes", MACD_INTERVAL_MINUTES, "minutes").from("1", "10080"),
            whole("macd.fast", MACD_FAST, "intervals").from("1", "5000"),
            whole("macd.slow", MACD_SLOW, "intervals").from("1", "5000"),
            whole("macd.signal", MACD_SIGNAL, "intervals").from("1", "5000"),
            whole("rsi.interval_minutes", RSI_INTERVAL_MINUTES, "minutes").from("1", "10080"),
            whole("rsi.length", RSI_LENGTH, "intervals").from("1", "5000"),
            number("rsi.buy_level", RSI_BUY_LEVEL, "points").from("0", "100"),
            number("rsi.sell_level", RSI_SELL_LEVEL, "points").from("0", "100"),
            yesNo("ma_direction.enabled", USE_MA_DIRECTION).or("false"),
            choice("ma_direction.ma_type", MA_TYPE, "SMA", "EMA"),
            whole("ma_direction.length", MA_LENGTH, "bars").from("1", "5000"),
            choice("ma_direction.source", MA_SOURCE, "OPEN", "HIGH", "LOW", "CLOSE", "HL2", "HLC3", "OHLC4"),
            whole("atr.period", ATR_PERIOD, "bars").from("1", "5000"),
            choice("take_profit.mode", TAKE_PROFIT_MODE, "PCT", "ATR"),
            number("take_profit.pct", TAKE_PROFIT_PCT, "percent").above("0", "99.99999999"),
            number("take_profit.atr_multiple", TAKE_PROFIT_ATR_MULTIPLE, "multiples of the ATR")
                    .above("0", "1000"),
            number("take_profit.replace_pct", TAKE_PROFIT_REPLACE_PCT, "percent")
                    .from("0", "10")
                    .or("0"),
            choice("take_profit.order_style", EXIT_ORDER_STYLE, "MARKET", "LIMIT", "MAKER_OR_CANCEL")
                    .or("LIMIT"),
            whole("take_profit.timeout_minutes", EXIT_TIMEOUT_MINUTES, "minutes")
                    .from("0", "100000")
                    .or("0"),
            choice("stop_loss.mode", STOP_MODE, "PCT", "ATR"),
            number("stop_loss.pct", STOP_PCT, "percent").from("0", "99.99999999"),
            number("stop_loss.atr_multiple", STOP_ATR_MULTIPLE, "multiples of the ATR")
                    .from("0", "1000"),
            number("trailing.activation_pct", TRAIL_ACTIVATION_PCT, "percent")
                    .from("0", "99.99999999")
                    .or("0"),
            number("trailing.distance_pct", TRAIL_DISTANCE_PCT, "percent")
                    .from("0", "99.99999999")
                    .or("0"),
            number("trailing.activation_atr_multiple", TRAIL_ACTIVATION_ATR_MULTIPLE, "multiples of the ATR")
                    .from("0", "1000")
                    .or("0"),
            number("trailing.distance_atr_multiple", TRAIL_DISTANCE_ATR_MULTIPLE, "multiples of the ATR")
                    .from("0", "1000")
                    .or("0"),
            number("activation.entry_pct", ENTRY_ACTIVATION_PCT, "percent")
                    .from("0", "99.99999999")
                    .or("0"),
            number("activation.dca_pct", DCA_ACTIVATION_PCT, "percent")
                    .from("0", "99.99999999")
                    .or("0"),
            number("activation.take_profit_pct", TAKE_PROFIT_ACTIVATION_PCT, "percent")
                    .from("0", "99.99999999")
                    .or("0"),
            number("activation.park_hysteresis_pct", PARK_HYSTERESIS_PCT, "percent")
                    .from("0", "10")
                    .or("0.1"),
            whole("activation.flaps_per_minute_max", FLAPS_PER_MINUTE_MAX, "a minute")
                    .from("0", "1000")
                    .or("6"),
            yesNo("futures.apply_leverage_on_start", APPLY_LEVERAGE_ON_START).or("false"),
            whole("futures.leverage", FUTURES_LEVERAGE, "a factor").from("1", "500"),
            whole("risk.max_leverage", MAX_LEVERAGE, "a factor")
                    .from("1", "500")
                    .or("50"),
            number("figures.leverage", LEVERAGE, "a factor").above("0", "500"),
            number("figures.initial_balance_usd", INITIAL_BALANCE_USD, "USD").above("0", LARGE),
            number("figures.fee_rate_pct", FEE_RATE_PCT, "percent").from("0", "10"),
            number("limits.max_order_usd", LIMIT_ORDER_NOTIONAL_USD, "USD").above("0", LARGE),
            number("limits.max_order_qty", LIMIT_ORDER_QUANTITY, "units of base")
                    .above("0", LARGE),
            number("limits.max_position_usd", LIMIT_LEG_NOTIONAL_USD, "USD").above("0", LARGE),
            whole("limits.max_open_orders", LIMIT_OPEN_ORDERS, "orders").from("1", "1000"),
            number("limits.max_loss_usd", LIMIT_BOT_LOSS_USD, "USD").above("0", LARGE));

    private static final Map<String, BotKey> BY_NAME = byName();
    private static final Map<StrategyParameter, BotKey> BY_PARAMETER = byParameter();

    private enum Kind {
        NUMBER,
        WHOLE,
        YES_NO,
        CHOICE
    }

    private final String name;
    private final StrategyParameter parameter;
    private final Kind kind;
    private final String unit;
    private final List<String> choices;
    private final int firstCode;
    private final BigDecimal min;
    private final BigDecimal max;
    private final boolean isMinExcluded;
    private final String fallback;

    private BotKey(
            final String name,
            final StrategyParameter parameter,
            final Kind kind,
            final String unit,
            final List<String> choices,
            final int firstCode,
            final BigDecimal min,
            final BigDecimal max,
            final boolean isMinExcluded,
            final String fallback) {
        this.name = name;
        this.parameter = parameter;
        this.kind = kind;
        this.unit = unit;
        this.choices = choices;
        this.firstCode = firstCode;
        this.min = min;
        this.max = max;
        this.isMinExcluded = isMinExcluded;
        this.fallback = fallback;
    }

    private static BotKey number(final String name, final StrategyParameter parameter, final String unit) {
        return new BotKey(name, parameter, Kind.NUMBER, unit, List.of(), 0, null, null, false, null);
    }

    private static BotKey whole(final String name, final StrategyParameter parameter, final String unit) {
        return new BotKey(name, parameter, Kind.WHOLE, unit, List.of(), 0, null, null, false, null);
    }

    private static BotKey yesNo(final String name, final StrategyParameter parameter) {
        return new BotKey(name, parameter, Kind.YES_NO, "", List.of(), 0, null, null, false, null);
    }

    private static BotKey choice(final String name, final StrategyParameter parameter, final String... choices) {
        return choiceFrom(1, name, parameter, choices);
    }

    private static BotKey choiceFrom(
            final int firstCode, final String name, final StrategyParameter parameter, final String... choices) {
        return new BotKey(name, parameter, Kind.CHOICE, "", List.of(choices), firstCode, null, null, false, null);
    }

    private BotKey from(final String newMin, final String newMax) {
        return range(newMin, newMax, false);
    }

    private BotKey above(final String newMin, final String newMax) {
        return range(newMin, newMax, true);
    }

    private BotKey range(final String newMin, final String newMax, final boolean excluded) {
        return new BotKey(
                name,
                parameter,
                kind,
                unit,
                choices,
                firstCode,
                new BigDecimal(newMin),
                new BigDecimal(newMax),
                excluded,
                fallback);
    }

    private BotKey or(final String newFallback) {
        return new BotKey(name, parameter, kind, unit, choices, firstCode, min, max, isMinExcluded, newFallback);
    }

    /** Section and key, as {@code ladder.max_entries}. */
    public String name() {
        return name;
    }

    public StrategyParameter parameter() {
        return parameter;
    }

    /** The part before the point; empty for keys above the first section. */
    public String section() {
        final int point = name.indexOf('.');
        return point < 0 ? "" : name.substring(0, point);
    }

    /** The value that it has when it is left out, as it would be written; null = none. */
    public String fallback() {
        return fallback;
    }

    /** What it holds, for people: unit and range, or the choices. */
    public String range() {
        return switch (kind) {
            case YES_NO -> "true or false";
            case CHOICE -> String.join(", ", choices);
            default -> unit + ", " + (isMinExcluded ? "above " : "") + min.toPlainString() + " to "
                    + max.toPlainString();
        };
    }

    /** The value of a fallback. */
    long fallbackE8() {
        return parse(fallback);
    }

    /** The text of a choice, for reasons and reports. */
    public String text(final long valueE8) {
        return switch (kind) {
            case CHOICE -> choices.get((int) (valueE8 / Fixed.ONE_E8) - firstCode);
            case YES_NO -> valueE8 == 0 ? "false" : "true";
            default -> {
                final BigDecimal value = BigDecimal.valueOf(valueE8, SCALE).stripTrailingZeros();
                yield value.toPlainString();
            }
        };
    }

    /**
     * The value of a text, times 10^8.
     *
     * @throws IllegalArgumentException saying what is wrong with it, beginning after the key's name
     */
    public long parse(final String text) {
        return switch (kind) {
            case YES_NO -> switch (text) {
                case "true" -> Fixed.ONE_E8;
                case "false" -> 0;
                default -> throw new IllegalArgumentException("is true or false, found '" + text + "'");
            };
            case CHOICE -> choice(text);
            default -> decimal(text);
        };
    }

    /** True where the file has to hold a number. */
    boolean isNumber() {
        return kind == Kind.NUMBER || kind == Kind.WHOLE;
    }

    /** True where the file has to hold true or false. */
    boolean isYesNo() {
        return kind == Kind.YES_NO;
    }

    private long choice(final String text) {
        final int index = choices.indexOf(text.toUpperCase(Locale.ROOT));
        if (index < 0) {
            final String nearest = Nearest.of(text.toUpperCase(Locale.ROOT), choices);
            throw new IllegalArgumentException("has no '" + text + "'"
                    + (nearest.isEmpty() ? "" : "; the nearest is '" + nearest + "'") + "; known: "
                    + String.join(", ", choices));
        }
        return (firstCode + index) * Fixed.ONE_E8;
    }

    private long decimal(final String text) {
        final BigDecimal value;
        try {
            value = new BigDecimal(text.strip());
        } catch (final NumberFormatException e) {
            final String bare = text.strip().replaceFirst("^\\$\\s*|\\s*(%|[A-Za-z$]+)$", "");
            final boolean isUnit = !bare.isEmpty() && !bare.equals(text.strip()) && bare.matches("[-+]?[0-9.]+");
            throw new IllegalArgumentException(
                    isUnit
                            ? "is a bare number in " + unit + ": write " + bare + ", found '" + text + "'"
                            : "must be a number (" + unit + "), found '" + text + "'",
                    e);
        }
        if (kind == Kind.WHOLE && value.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("must be a whole number, found " + text);
        }
        final int low = value.compareTo(min);
        if (low < 0 || low == 0 && isMinExcluded || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("must be " + (isMinExcluded ? "above " : "") + min.toPlainString()
                    + (isMinExcluded ? " and at most " : " to ") + max.toPlainString() + " (" + unit + "), found "
                    + text);
        }
        try {
            return value.movePointRight(SCALE).longValueExact();
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException("has more than " + SCALE + " decimals: " + text, e);
        }
    }

    /** The key of this name, or null. */
    public static BotKey of(final String name) {
        return BY_NAME.get(name);
    }

    /** The key of a setting. */
    public static BotKey of(final StrategyParameter parameter) {
        return BY_PARAMETER.get(parameter);
    }

    /** The names of all sections, in order. */
    static List<String> sections() {
        return ALL.stream()
                .map(BotKey::section)
                .filter(section -> !section.isEmpty())
                .distinct()
                .toList();
    }

    /**
     * The name that somebody probably meant; empty if there is none.
     *
     * <p>A slip of the finger first, then the right key in the wrong section, then another unit of the same thing.
     */
    public static String nearest(final String typed, final Collection<String> names) {
        final String slip = Nearest.of(typed, names);
        if (!slip.isEmpty()) {
            return slip;
        }
        final String last = last(typed);
        final List<String> sameKey =
                names.stream().filter(name -> last(name).equals(last)).toList();
        if (!sameKey.isEmpty()) {
            return sameKey.get(0);
        }
        String best = "";
        int longest = PREFIX_MIN;
        for (final String name : names) {
            final int common = commonPrefix(typed, name);
            final int section = name.lastIndexOf('.') + 1;
            if (common - section > longest && name.startsWith(typed.substring(0, typed.lastIndexOf('.') + 1))) {
                longest = common - section;
                best = name;
            }
        }
        return best;
    }

    private static String last(final String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static int commonPrefix(final String a, final String b) {
        int i = 0;
        while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    private static Map<String, BotKey> byName() {
        final Map<String, BotKey> keys = new LinkedHashMap<>();
        ALL.forEach(key -> keys.put(key.name, key));
        return keys;
    }

    private static Map<StrategyParameter, BotKey> byParameter() {
        final Map<StrategyParameter, BotKey> keys = new LinkedHashMap<>();
        ALL.forEach(key -> keys.put(key.parameter, key));
        assert Arrays.stream(values()).filter(each -> each != NULL_VAL).allMatch(keys::containsKey);
        return keys;
    }
}
