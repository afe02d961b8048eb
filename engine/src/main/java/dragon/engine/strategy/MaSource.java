package dragon.engine.strategy;

/** What a moving average of candles is made of. */
public enum MaSource {
    OPEN(1),
    HIGH(2),
    LOW(3),
    CLOSE(4),
    HL2(5),
    HLC3(6),
    OHLC4(7);

    private static final MaSource[] VALUES = values();

    private final int code;

    MaSource(final int code) {
        this.code = code;
    }

    /** Its value in the settings. */
    public int code() {
        return code;
    }

    /** The constant with this code, or null. */
    public static MaSource ofCode(final long code) {
        for (final MaSource one : VALUES) {
            if (one.code == code) {
                return one;
            }
        }
        return null;
    }
}
