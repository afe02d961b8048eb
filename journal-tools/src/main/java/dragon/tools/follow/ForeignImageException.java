package dragon.tools.follow;

/** The state to resume from belongs to another history than this journal: it must not be used. */
public final class ForeignImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the record at which the two histories differ. */
    public ForeignImageException(final String message) {
        super(message);
    }
}
