package dragon.engine.journal;

/** The journal cannot be trusted to hold what it was given, or what it holds is damaged: stop, do not append again. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names what failed, where, what it means for orders, and what to do next. */
    public JournalException(final String message) {
        super(message);
    }

    /** As above, with the cause. */
    public JournalException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
