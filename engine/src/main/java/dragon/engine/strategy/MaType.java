package dragon.engine.strategy;

/** The kind of a moving average. */
public enum MaType {
    /** The arithmetic mean. */
    SIMPLE(1),
    /** Exponential, seeded with the oldest value of its window. */
    EXPONENTIAL(2);

    private static final MaType[] VALUES = values();

    private final int code;

    MaType(final int code) {
        this.code = code;
    }

    /** Its value in the settings. */
    public int code() {
        return code;
    }

    /** The constant with this code, or null. */
    public static MaType ofCode(final long code) {
        for (final MaType one : VALUES) {
            if (one.code == code) {
                return one;
            }
        }
        return null;
    }
}
