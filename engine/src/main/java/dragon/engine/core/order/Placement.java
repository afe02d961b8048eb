package dragon.engine.core.order;

/** How an activated intent goes to the book: each one is what is tried after the venue has refused the one before. */
public enum Placement {
    /** Priced by the venue at a level of its book, where the settings ask for it. */
    BY_BOOK_LEVEL(0),
    /** At our best bid or offer, and only if it rests there. */
    POST_ONLY(1),
    /** A limit at the target. */
    PLAIN_LIMIT(2);

    private static final Placement[] BY_CODE = values();

    private final byte code;

    Placement(final int code) {
        this.code = (byte) code;
    }

    /** Stable number for images. */
    public byte code() {
        return code;
    }

    /** The placement of a code. */
    public static Placement ofCode(final int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("no placement has code " + code);
        }
        return BY_CODE[code];
    }

    /** What is tried when the venue refuses this one. */
    public Placement next() {
        return this == BY_BOOK_LEVEL ? POST_ONLY : PLAIN_LIMIT;
    }
}
