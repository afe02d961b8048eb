package dragon.engine.strategy;

/** What has to be seen before a cycle begins. */
public enum EntrySignal {
    /** Nothing: a cycle begins when a candle closes and the leg is flat. */
    ALWAYS(1),
    /** The trend and the bands. */
    BANDS(2),
    /** The trend, and two votes of bands, MACD and RSI. */
    CONSENSUS(3);

    private static final EntrySignal[] VALUES = values();

    private final int code;

    EntrySignal(final int code) {
        this.code = code;
    }

    /** Its value in the settings. */
    public int code() {
        return code;
    }

    /** The constant with this code, or null. */
    public static EntrySignal ofCode(final long code) {
        for (final EntrySignal one : VALUES) {
            if (one.code == code) {
                return one;
            }
        }
        return null;
    }
}
