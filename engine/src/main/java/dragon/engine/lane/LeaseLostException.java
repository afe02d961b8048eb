package dragon.engine.lane;

/** The leader may not go on: its lease has run out, and another engine may lead by now. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With one line for the operator. */
    public LeaseLostException(final String message) {
        super(message);
    }
}
