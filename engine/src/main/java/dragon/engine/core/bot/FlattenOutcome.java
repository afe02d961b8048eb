package dragon.engine.core.bot;

/** How a flatten has ended. */
public enum FlattenOutcome {
    /** There was none, or the bot has been resumed since, or one is on. */
    NONE(0),
    /** Flat, twice confirmed by the venue. */
    COMPLETED(1),
    /** Flat in our book, and the venue still holds what is not ours to close. */
    INCOMPLETE(2),
    /** Given up: no progress within its limit. */
    FAILED(3),
    /** A gate closed that stops exits too; the wish was dropped. */
    DROPPED(4);

    private static final FlattenOutcome[] BY_CODE = values();

    private final byte code;

    FlattenOutcome(final int code) {
        this.code = (byte) code;
    }

    /** Stable number for images. */
    public byte code() {
        return code;
    }

    /** The outcome of a code. */
    public static FlattenOutcome ofCode(final int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("no flatten outcome has code " + code);
        }
        return BY_CODE[code];
    }
}
