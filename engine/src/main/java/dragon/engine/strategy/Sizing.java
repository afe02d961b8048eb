package dragon.engine.strategy;

/** How large the first entry of a cycle is. */
public enum Sizing {
    /** A quantity of base. */
    QUANTITY(1),
    /** A part of the balance. */
    BALANCE_PCT(2),
    /** A notional. */
    FIXED_USD(3);

    private static final Sizing[] VALUES = values();

    private final int code;

    Sizing(final int code) {
        this.code = code;
    }

    /** Its value in the settings. */
    public int code() {
        return code;
    }

    /** The constant with this code, or null. */
    public static Sizing ofCode(final long code) {
        for (final Sizing one : VALUES) {
            if (one.code == code) {
                return one;
            }
        }
        return null;
    }
}
