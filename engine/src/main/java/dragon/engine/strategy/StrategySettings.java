package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.util.Arrays;

/**
 * The settings of a bot as its operator gave them, each a number times 10^8. Set once: a change is another object.
 *
 * <p>What was not given has a default where one is safe: no indicator, no stop, no band. What a chosen mode needs and only the
 * operator can know has none, and {@link #firstMissing()} names it.
 */
public final class StrategySettings {
    /** A setting that was not given. */
    public static final long NULL_NUMBER = Long.MIN_VALUE;

    /** One more than the largest parameter code that this version knows. */
    public static final int CODES = 71;

    /** Largest number of closed candles that a window of indicators may cover. */
    public static final int WINDOW_CANDLES_MAX = 250_000;

    private static final long ENTRIES_MAX = 50;
    private static final long PERCENT_MAX = 100;
    private static final long MULTIPLIER_MAX = 100;
    private static final long ATR_MULTIPLE_MAX = 1_000;
    private static final long SLIPPAGE_PERCENT_MAX = 5;
    private static final long INTERVAL_MINUTES_MAX = 10_080; // A week.
    private static final long LENGTH_MAX = 5_000;
    private static final long COOLDOWN_MAX = 1_000_000;
    private static final long BOOK_LEVELS = 5;
    private static final long STYLES = 3;
    private static final long[] DEFAULTS_E8 = defaultsE8();

    private static final StrategyParameter[] LADDER = {
        StrategyParameter.MAX_ENTRIES,
        StrategyParameter.BASE_DEVIATION_PCT,
        StrategyParameter.DEVIATION_MULTIPLIER,
        StrategyParameter.VOLUME_MULTIPLIER
    };
    private static final StrategyParameter[] INDICATORS = {
        StrategyParameter.TREND_INTERVAL_MINUTES,
        StrategyParameter.TREND_LENGTH,
        StrategyParameter.TREND_MA_TYPE,
        StrategyParameter.BANDS_INTERVAL_MINUTES,
        StrategyParameter.BANDS_LENGTH,
        StrategyParameter.BANDS_DEVIATION_UP,
        StrategyParameter.BANDS_DEVIATION_DOWN,
        StrategyParameter.BANDS_MA_TYPE,
        StrategyParameter.MACD_INTERVAL_MINUTES,
        StrategyParameter.MACD_FAST,
        StrategyParameter.MACD_SLOW,
        StrategyParameter.MACD_SIGNAL,
        StrategyParameter.RSI_INTERVAL_MINUTES,
        StrategyParameter.RSI_LENGTH,
        StrategyParameter.RSI_BUY_LEVEL,
        StrategyParameter.RSI_SELL_LEVEL
    };
    private static final StrategyParameter[] MA_GATE = {
        StrategyParameter.MA_TYPE, StrategyParameter.MA_LENGTH, StrategyParameter.MA_SOURCE
    };
    private static final StrategyParameter[] ATR_STOP = {
        StrategyParameter.ATR_PERIOD,
        StrategyParameter.STOP_ATR_MULTIPLE,
        StrategyParameter.TRAIL_ACTIVATION_ATR_MULTIPLE,
        StrategyParameter.TRAIL_DISTANCE_ATR_MULTIPLE
    };
    private static final StrategyParameter[] ATR_TAKE_PROFIT = {
        StrategyParameter.ATR_PERIOD, StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE
    };

    /** What the indicators of a bot are made of: their memory would mean nothing under other ones. */
    private static final StrategyParameter[] SHAPE = {
        StrategyParameter.PROFILE,
        StrategyParameter.ENTRY_SIGNAL,
        StrategyParameter.USE_MA_DIRECTION,
        StrategyParameter.TAKE_PROFIT_MODE,
        StrategyParameter.STOP_MODE,
        StrategyParameter.ATR_PERIOD
    };

    private static final StrategyParameter[] LIMITS = {
        StrategyParameter.LIMIT_ORDER_NOTIONAL_USD,
        StrategyParameter.LIMIT_ORDER_QUANTITY,
        StrategyParameter.LIMIT_LEG_NOTIONAL_USD,
        StrategyParameter.LIMIT_OPEN_ORDERS,
        StrategyParameter.LIMIT_BOT_LOSS_USD
    };
    private static final boolean[] FIXED = fixed();

    private static final long HASH_BASIS = 0xcbf29ce484222325L;
    private static final long HASH_PRIME = 0x100000001b3L;

    private final long[] valuesE8 = new long[CODES];

    /** Settings of which none is given. */
    public StrategySettings() {
        Arrays.fill(valuesE8, NULL_NUMBER);
    }

    private static long[] defaultsE8() {
        final long[] defaults = new long[CODES];
        Arrays.fill(defaults, NULL_NUMBER);
        defaults[StrategyParameter.DCA_ACTIVATION_PCT.value()] = 0;
        defaults[StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT.value()] = 0;
        defaults[StrategyParameter.ENTRY_SLIPPAGE_PCT.value()] = Fixed.ONE_E8 / 2;
        defaults[StrategyParameter.PROFILE.value()] = Profile.LIVE.code() * Fixed.ONE_E8;
        defaults[StrategyParameter.ENTRY_SIGNAL.value()] = EntrySignal.ALWAYS.code() * Fixed.ONE_E8;
        defaults[StrategyParameter.SIZING.value()] = Sizing.QUANTITY.code() * Fixed.ONE_E8;
        defaults[StrategyParameter.BALANCE_OVERRIDE_USD.value()] = 0;
        defaults[StrategyParameter.ENTRY_COOLDOWN_BARS.value()] = 0;
        defaults[StrategyParameter.EXIT_COOLDOWN_MINUTES.value()] = 0;
        defaults[StrategyParameter.USE_AVERAGE_FOR_DCA_BASE.value()] = Fixed.ONE_E8;
        defaults[StrategyParameter.ENTRY_ACTIVATION_PCT.value()] = 0;
        defaults[StrategyParameter.PREFER_BBO_MAKER.value()] = 0;
        defaults[StrategyParameter.BBO_QUEUE_LEVEL.value()] = Fixed.ONE_E8;
        defaults[StrategyParameter.MAKER_DISTANCE_PCT_MAX.value()] = Fixed.ONE_E8 / 10;
        defaults[StrategyParameter.USE_MA_DIRECTION.value()] = 0;
        defaults[StrategyParameter.ENTRY_ORDER_STYLE.value()] = Fixed.ONE_E8;
        defaults[StrategyParameter.EXIT_ORDER_STYLE.value()] = 2 * Fixed.ONE_E8;
        defaults[StrategyParameter.ENTRY_TIMEOUT_MINUTES.value()] = 0;
        defaults[StrategyParameter.EXIT_TIMEOUT_MINUTES.value()] = 0;
        defaults[StrategyParameter.STOP_MODE.value()] = DistanceMode.PCT.code() * Fixed.ONE_E8;
        defaults[StrategyParameter.STOP_PCT.value()] = 0;
        defaults[StrategyParameter.TRAIL_ACTIVATION_PCT.value()] = 0;
        defaults[StrategyParameter.TRAIL_DISTANCE_PCT.value()] = 0;
        defaults[StrategyParameter.TAKE_PROFIT_MODE.value()] = DistanceMode.PCT.code() * Fixed.ONE_E8;
        defaults[StrategyParameter.TAKE_PROFIT_REPLACE_PCT.value()] = 0;
        defaults[StrategyParameter.PARK_HYSTERESIS_PCT.value()] = Fixed.ONE_E8 / 10;
        defaults[StrategyParameter.FLAPS_PER_MINUTE_MAX.value()] = 6 * Fixed.ONE_E8;
        defaults[StrategyParameter.APPLY_LEVERAGE_ON_START.value()] = 0;
        defaults[StrategyParameter.MAX_LEVERAGE.value()] = 50 * Fixed.ONE_E8;
        return defaults;
    }

    /** Gives one setting. */
    public void set(final StrategyParameter parameter, final long valueE8) {
        valuesE8[parameter.value()] = valueE8;
    }

    /** The value of a setting as given, times 10^8, or {@link #NULL_NUMBER}. */
    public long valueE8(final StrategyParameter parameter) {
        return valuesE8[parameter.value()];
    }

    /** The value of a setting that counts: as given, else its default, else zero. */
    public long valueOrZeroE8(final StrategyParameter parameter) {
        final long valueE8 = effectiveE8(parameter.value());
        return valueE8 == NULL_NUMBER ? 0 : valueE8;
    }

    private long effectiveE8(final int code) {
        return valuesE8[code] == NULL_NUMBER ? DEFAULTS_E8[code] : valuesE8[code];
    }

    /** The default of a setting, times 10^8, or {@link #NULL_NUMBER} where it has none. */
    public static long defaultE8(final StrategyParameter parameter) {
        return DEFAULTS_E8[parameter.value()];
    }

    /** A setting that is a whole number. */
    public int whole(final StrategyParameter parameter) {
        return (int) (valueOrZeroE8(parameter) / Fixed.ONE_E8);
    }

    /** A setting that is yes or no. */
    public boolean isOn(final StrategyParameter parameter) {
        return valueOrZeroE8(parameter) != 0;
    }

    public Profile profile() {
        return Profile.ofCode(whole(StrategyParameter.PROFILE));
    }

    public EntrySignal entrySignal() {
        return EntrySignal.ofCode(whole(StrategyParameter.ENTRY_SIGNAL));
    }

    public Sizing sizing() {
        return Sizing.ofCode(whole(StrategyParameter.SIZING));
    }

    public DistanceMode takeProfitMode() {
        return DistanceMode.ofCode(whole(StrategyParameter.TAKE_PROFIT_MODE));
    }

    /** What the distances of the stop and of trailing are measured in. */
    public DistanceMode stopMode() {
        return DistanceMode.ofCode(whole(StrategyParameter.STOP_MODE));
    }

    public int maxEntries() {
        return whole(StrategyParameter.MAX_ENTRIES);
    }

    /** How far through the best price an entry may reach, percent times 10^8; 0.5 unless given. */
    public long entrySlippagePctE8() {
        return valueOrZeroE8(StrategyParameter.ENTRY_SLIPPAGE_PCT);
    }

    /** The first setting that the chosen modes need and that is not given, or null. */
    public StrategyParameter firstMissing() {
        StrategyParameter missing = firstMissing(LADDER);
        missing = missing == null ? missing(sizeParameter()) : missing;
        missing = missing == null ? missingOfTakeProfit() : missing;
        if (missing == null && stopMode() == DistanceMode.ATR) {
            missing = firstMissing(ATR_STOP);
        }
        if (missing == null && entrySignal() != EntrySignal.ALWAYS) {
            missing = firstMissing(INDICATORS);
        }
        return missing == null && isOn(StrategyParameter.USE_MA_DIRECTION) ? firstMissing(MA_GATE) : missing;
    }

    private StrategyParameter missingOfTakeProfit() {
        return takeProfitMode() == DistanceMode.ATR
                ? firstMissing(ATR_TAKE_PROFIT)
                : missing(StrategyParameter.TAKE_PROFIT_PCT);
    }

    private StrategyParameter sizeParameter() {
        final Sizing sizing = sizing();
        if (sizing == Sizing.BALANCE_PCT) return StrategyParameter.ENTRY_BALANCE_PCT;
        if (sizing == Sizing.FIXED_USD) return StrategyParameter.ENTRY_FIXED_USD;
        return StrategyParameter.BASE_QUANTITY;
    }

    private StrategyParameter firstMissing(final StrategyParameter[] needed) {
        for (final StrategyParameter parameter : needed) {
            if (missing(parameter) != null) {
                return parameter;
            }
        }
        return null;
    }

    private StrategyParameter missing(final StrategyParameter parameter) {
        return effectiveE8(parameter.value()) == NULL_NUMBER ? parameter : null;
    }

    /** The first setting whose value makes no sense, or null. */
    public StrategyParameter firstOutOfRange() {
        for (int code = 1; code < CODES; code++) {
            final long valueE8 = valuesE8[code];
            if (valueE8 != NULL_NUMBER && !isInRange(StrategyParameter.get(code), valueE8)) {
                return StrategyParameter.get(code);
            }
        }
        return null;
    }

    private static boolean isInRange(final StrategyParameter parameter, final long valueE8) {
        return switch (parameter) {
            case BASE_QUANTITY, ENTRY_FIXED_USD -> valueE8 > 0;
            case MAX_ENTRIES -> isWhole(valueE8, 1, ENTRIES_MAX);
            case BASE_DEVIATION_PCT, TAKE_PROFIT_PCT -> valueE8 > 0 && valueE8 < PERCENT_MAX * Fixed.ONE_E8;
            case DEVIATION_MULTIPLIER, VOLUME_MULTIPLIER -> valueE8 > 0 && valueE8 <= MULTIPLIER_MAX * Fixed.ONE_E8;
            case DCA_ACTIVATION_PCT,
                    TAKE_PROFIT_ACTIVATION_PCT,
                    ENTRY_ACTIVATION_PCT,
                    MAKER_DISTANCE_PCT_MAX,
                    TAKE_PROFIT_REPLACE_PCT,
                    PARK_HYSTERESIS_PCT,
                    STOP_PCT,
                    TRAIL_ACTIVATION_PCT,
                    TRAIL_DISTANCE_PCT,
                    FEE_RATE_PCT -> valueE8 >= 0 && valueE8 < PERCENT_MAX * Fixed.ONE_E8;
            case ENTRY_SLIPPAGE_PCT -> valueE8 > 0 && valueE8 <= SLIPPAGE_PERCENT_MAX * Fixed.ONE_E8;
            case ENTRY_BALANCE_PCT -> valueE8 > 0 && valueE8 <= PERCENT_MAX * Fixed.ONE_E8;
            case PROFILE -> isWhole(valueE8, 1, Profile.values().length);
            case ENTRY_SIGNAL -> isWhole(valueE8, 1, EntrySignal.values().length);
            case SIZING -> isWhole(valueE8, 1, Sizing.values().length);
            case USE_AVERAGE_FOR_DCA_BASE, PREFER_BBO_MAKER, USE_MA_DIRECTION, APPLY_LEVERAGE_ON_START -> isWhole(
                    valueE8, 0, 1);
            case BBO_QUEUE_LEVEL -> isWhole(valueE8, 1, BOOK_LEVELS);
            case MA_TYPE, TREND_MA_TYPE, BANDS_MA_TYPE -> isWhole(valueE8, 1, MaType.values().length);
            case MA_SOURCE -> isWhole(valueE8, 1, MaSource.values().length);
            case STOP_MODE, TAKE_PROFIT_MODE -> isWhole(valueE8, 1, DistanceMode.values().length);
            case ENTRY_ORDER_STYLE, EXIT_ORDER_STYLE -> isWhole(valueE8, 1, STYLES);
            case ENTRY_COOLDOWN_BARS,
                    EXIT_COOLDOWN_MINUTES,
                    ENTRY_TIMEOUT_MINUTES,
                    EXIT_TIMEOUT_MINUTES,
                    FLAPS_PER_MINUTE_MAX -> isWhole(valueE8, 0, COOLDOWN_MAX);
            case MA_LENGTH,
                    ATR_PERIOD,
                    TREND_LENGTH,
                    BANDS_LENGTH,
                    MACD_FAST,
                    MACD_SLOW,
                    MACD_SIGNAL,
                    RSI_LENGTH -> isWhole(valueE8, 1, LENGTH_MAX);
            case TREND_INTERVAL_MINUTES, BANDS_INTERVAL_MINUTES, MACD_INTERVAL_MINUTES, RSI_INTERVAL_MINUTES -> isWhole(
                    valueE8, 1, INTERVAL_MINUTES_MAX);
            case STOP_ATR_MULTIPLE,
                    TRAIL_ACTIVATION_ATR_MULTIPLE,
                    TRAIL_DISTANCE_ATR_MULTIPLE,
                    BANDS_DEVIATION_UP,
                    BANDS_DEVIATION_DOWN -> valueE8 >= 0 && valueE8 <= ATR_MULTIPLE_MAX * Fixed.ONE_E8;
            case TAKE_PROFIT_ATR_MULTIPLE -> valueE8 > 0 && valueE8 <= ATR_MULTIPLE_MAX * Fixed.ONE_E8;
            case RSI_BUY_LEVEL, RSI_SELL_LEVEL -> valueE8 >= 0 && valueE8 <= PERCENT_MAX * Fixed.ONE_E8;
            case BALANCE_OVERRIDE_USD, LEVERAGE, INITIAL_BALANCE_USD, FUTURES_LEVERAGE, MAX_LEVERAGE -> valueE8 >= 0;
            case LIMIT_ORDER_NOTIONAL_USD, LIMIT_ORDER_QUANTITY, LIMIT_LEG_NOTIONAL_USD, LIMIT_BOT_LOSS_USD -> valueE8
                    >= 0;
            case LIMIT_OPEN_ORDERS -> isWhole(valueE8, 0, COOLDOWN_MAX);
            case NULL_VAL -> false;
        };
    }

    private static boolean isWhole(final long valueE8, final long min, final long max) {
        return valueE8 % Fixed.ONE_E8 == 0 && valueE8 >= min * Fixed.ONE_E8 && valueE8 <= max * Fixed.ONE_E8;
    }

    /**
     * The first contradiction between settings that are complete and in range, in words, or null.
     *
     * @param candleMinutes length of the bot's candles
     */
    public String firstInconsistency(final int candleMinutes) {
        if (entrySignal() == EntrySignal.ALWAYS) {
            return null;
        }
        if (whole(StrategyParameter.MACD_FAST) >= whole(StrategyParameter.MACD_SLOW)) {
            return "MACD_FAST is not below MACD_SLOW";
        }
        if (valueOrZeroE8(StrategyParameter.RSI_BUY_LEVEL) > valueOrZeroE8(StrategyParameter.RSI_SELL_LEVEL)) {
            return "RSI_BUY_LEVEL is above RSI_SELL_LEVEL";
        }
        return neededCandles(candleMinutes) > WINDOW_CANDLES_MAX / 2
                ? "an indicator looks back over more than 125000 candles"
                : null;
    }

    /**
     * What a strategy could not be made of, by the name of the setting or in words, or null: settings that are missing, out of
     * range or contradict each other.
     *
     * @param candleMinutes length of the bot's candles
     */
    public String firstFault(final int candleMinutes) {
        final StrategyParameter missing = firstMissing();
        final StrategyParameter wrong = missing == null ? firstOutOfRange() : missing;
        return wrong == null ? firstInconsistency(candleMinutes) : wrong.name();
    }

    /** Candles that the longest of the four indicators looks back over: half of the window that is kept. */
    public long neededCandles(final int candleMinutes) {
        final int macdValues = whole(StrategyParameter.MACD_SLOW) + whole(StrategyParameter.MACD_SIGNAL);
        long needed =
                need(StrategyParameter.TREND_INTERVAL_MINUTES, whole(StrategyParameter.TREND_LENGTH), candleMinutes);
        needed = Math.max(
                needed,
                need(StrategyParameter.BANDS_INTERVAL_MINUTES, whole(StrategyParameter.BANDS_LENGTH), candleMinutes));
        needed = Math.max(needed, need(StrategyParameter.MACD_INTERVAL_MINUTES, macdValues, candleMinutes));
        return Math.max(
                needed,
                need(StrategyParameter.RSI_INTERVAL_MINUTES, whole(StrategyParameter.RSI_LENGTH) + 1, candleMinutes));
    }

    /** Candles in so many intervals; an interval is rounded to whole candles, halves to even. */
    private long need(final StrategyParameter interval, final int length, final int candleMinutes) {
        final long minutes = Math.max(1, whole(interval));
        final long steps = Math.max(1, (long) Math.rint((double) minutes / candleMinutes));
        return steps * Math.max(1, length);
    }

    private static boolean[] fixed() {
        final boolean[] fixed = new boolean[CODES];
        for (final StrategyParameter[] each : new StrategyParameter[][] {SHAPE, INDICATORS, MA_GATE}) {
            for (final StrategyParameter parameter : each) {
                fixed[parameter.value()] = true;
            }
        }
        return fixed;
    }

    /** True for a setting that holds for the life of a bot: what its indicators remember depends on it. */
    public static boolean isFixed(final StrategyParameter parameter) {
        return FIXED[parameter.value()];
    }

    /** The first setting of theirs that a living bot with these could not take over, or null. */
    public StrategyParameter firstFixedDifference(final StrategySettings others) {
        for (int code = 1; code < CODES; code++) {
            if (FIXED[code] && effectiveE8(code) != others.effectiveE8(code)) {
                return StrategyParameter.get(code);
            }
        }
        return null;
    }

    /** The first limit of theirs that would let more through than here, or null; a limit of none lets everything through. */
    public StrategyParameter firstLoosened(final StrategySettings others) {
        for (final StrategyParameter limit : LIMITS) {
            final long hereE8 = valueOrZeroE8(limit);
            final long thereE8 = others.valueOrZeroE8(limit);
            if (hereE8 > 0 && (thereE8 <= 0 || thereE8 > hereE8)) {
                return limit;
            }
        }
        return null;
    }

    /** A number of all settings that count: whoever changes settings says by it which ones were looked at. */
    public long fingerprint() {
        long hash = HASH_BASIS;
        for (int code = 1; code < CODES; code++) {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                hash = (hash ^ (effectiveE8(code) >>> shift & 0xFF)) * HASH_PRIME;
            }
        }
        return hash;
    }

    /** Writes all settings in the order of their codes. */
    public void write(final ImageWriter image) {
        image.writeInt(CODES);
        for (int code = 0; code < CODES; code++) {
            image.writeLong(valuesE8[code]);
        }
    }

    /** Reads what {@link #write} wrote. */
    public void read(final ImageReader image) {
        final int codes = image.readCount(CODES);
        for (int code = 0; code < codes; code++) {
            valuesE8[code] = image.readLong();
        }
    }
}
