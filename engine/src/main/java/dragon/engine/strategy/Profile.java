package dragon.engine.strategy;

/** Which rules a bot follows where the original did not make sense. */
public enum Profile {
    /** Exits are watched on every quote, rungs wait ahead of the market, state moves with booked fills. */
    LIVE(1),
    /** The original: every rule is decided on a closed candle. */
    COMPATIBLE(2);

    private static final Profile[] VALUES = values();

    private final int code;

    Profile(final int code) {
        this.code = code;
    }

    /** Its value in the settings. */
    public int code() {
        return code;
    }

    /** The constant with this code, or null. */
    public static Profile ofCode(final long code) {
        for (final Profile one : VALUES) {
            if (one.code == code) {
                return one;
            }
        }
        return null;
    }
}
