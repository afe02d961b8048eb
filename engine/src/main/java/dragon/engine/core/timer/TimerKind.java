package dragon.engine.core.timer;

/** What a timer is for. */
public enum TimerKind {
    /** The fast tick of the lane; no subject. */
    FAST_TICK(1),
    /** Ask the venue about an order again; the subject is its client order id. */
    ORDER_QUERY(2),
    /** Try again to close a leg; the subject names it as its stop is named in the trigger books. */
    LEG_EXIT(3),
    /** Go on with a flatten; the subject is the bot. */
    FLATTEN(4),
    /** End the cancelling of a panic and freeze; no subject. */
    PANIC(5);

    private static final TimerKind[] BY_CODE = values();

    private final byte code;

    TimerKind(final int code) {
        this.code = (byte) code;
    }

    /** Stable number for images. */
    public byte code() {
        return code;
    }

    /** The kind of a code. */
    public static TimerKind ofCode(final int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new IllegalArgumentException("no timer kind has code " + code);
        }
        return BY_CODE[code - 1];
    }
}
