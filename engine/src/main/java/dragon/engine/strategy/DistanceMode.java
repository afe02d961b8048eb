package dragon.engine.strategy;

/** What the distances of an exit are measured in. */
public enum DistanceMode {
    /** Percent of the average entry. */
    PCT(1),
    /** Multiples of the average true range. */
    ATR(2);

    private static final DistanceMode[] VALUES = values();

    private final int code;

    DistanceMode(final int code) {
        this.code = code;
    }

    /** Its value in the settings. */
    public int code() {
        return code;
    }

    /** The constant with this code, or null. */
    public static DistanceMode ofCode(final long code) {
        for (final DistanceMode one : VALUES) {
            if (one.code == code) {
                return one;
            }
        }
        return null;
    }
}
