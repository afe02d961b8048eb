package dragon.engine.core.order;

/** What becomes of an intent when the venue has confirmed the cancel of one of its attempts. */
public enum AfterCancel {
    /** The intent ends too. */
    END(0),
    /** What is left waits with us again until its price comes back. */
    PARK(1),
    /** What is left is sent as a plain limit at the target: the venue had priced it too far from there. */
    PLAIN_LIMIT(2);

    private static final AfterCancel[] BY_CODE = values();

    private final byte code;

    AfterCancel(final int code) {
        this.code = (byte) code;
    }

    /** Stable number for images. */
    public byte code() {
        return code;
    }

    /** What a code means. */
    public static AfterCancel ofCode(final int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("nothing that follows a cancel has code " + code);
        }
        return BY_CODE[code];
    }
}
