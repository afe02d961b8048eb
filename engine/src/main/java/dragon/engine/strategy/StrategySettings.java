package dragon.engine.strategy;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.util.Arrays;

/** The settings of a bot as its operator gave them, each a number times 10^8. Set once, at creation. */
public final class StrategySettings {
    /** A setting that was not given. */
    public static final long NULL_NUMBER = Long.MIN_VALUE;

    /** One more than the largest parameter code that this version knows. */
    public static final int CODES = 63;

    private static final long ENTRIES_MAX = 50;
    private static final long PERCENT_MAX = 100;
    private static final long MULTIPLIER_MAX = 100;
    private static final long SLIPPAGE_PERCENT_MAX = 5;
    private static final long DEFAULT_SLIPPAGE_E8 = Fixed.ONE_E8 / 2;

    private final long[] valuesE8 = new long[CODES];

    /** Settings of which none is given. */
    public StrategySettings() {
        Arrays.fill(valuesE8, NULL_NUMBER);
    }

    /** Gives one setting. */
    public void set(final StrategyParameter parameter, final long valueE8) {
        valuesE8[parameter.value()] = valueE8;
    }

    /** The value of a setting, times 10^8, or {@link #NULL_NUMBER}. */
    public long valueE8(final StrategyParameter parameter) {
        return valuesE8[parameter.value()];
    }

    /** The value of a setting that defaults to zero. */
    public long valueOrZeroE8(final StrategyParameter parameter) {
        final long valueE8 = valuesE8[parameter.value()];
        return valueE8 == NULL_NUMBER ? 0 : valueE8;
    }

    public int maxEntries() {
        return (int) (valueE8(StrategyParameter.MAX_ENTRIES) / Fixed.ONE_E8);
    }

    /** How far through the best price an entry may reach, percent times 10^8; 0.5 unless given. */
    public long entrySlippagePctE8() {
        final long valueE8 = valueE8(StrategyParameter.ENTRY_SLIPPAGE_PCT);
        return valueE8 == NULL_NUMBER ? DEFAULT_SLIPPAGE_E8 : valueE8;
    }

    /** The first setting that is not given but must be, or null. */
    public StrategyParameter firstMissing() {
        for (int code = StrategyParameter.BASE_QUANTITY.value();
                code <= StrategyParameter.TAKE_PROFIT_PCT.value();
                code++) {
            if (valuesE8[code] == NULL_NUMBER) {
                return StrategyParameter.get(code);
            }
        }
        return null;
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
            case BASE_QUANTITY -> valueE8 > 0;
            case MAX_ENTRIES -> valueE8 % Fixed.ONE_E8 == 0
                    && valueE8 >= Fixed.ONE_E8
                    && valueE8 <= ENTRIES_MAX * Fixed.ONE_E8;
            case BASE_DEVIATION_PCT, TAKE_PROFIT_PCT -> valueE8 > 0 && valueE8 < PERCENT_MAX * Fixed.ONE_E8;
            case DEVIATION_MULTIPLIER, VOLUME_MULTIPLIER -> valueE8 > 0 && valueE8 <= MULTIPLIER_MAX * Fixed.ONE_E8;
            case DCA_ACTIVATION_PCT, TAKE_PROFIT_ACTIVATION_PCT -> valueE8 >= 0 && valueE8 < PERCENT_MAX * Fixed.ONE_E8;
            case ENTRY_SLIPPAGE_PCT -> valueE8 > 0 && valueE8 <= SLIPPAGE_PERCENT_MAX * Fixed.ONE_E8;
            case NULL_VAL -> false;
            default -> valueE8 >= 0; // Ranges of the indicators' parameters: where they are read.
        };
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
