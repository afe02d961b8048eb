package dragon.engine;

/**
 * A fault that an operator can understand: its message is the one line to print, its status is how the process exits.
 *
 * <p>The message says what failed, where, what it means for orders, and what to do next.
 */
public final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    /** Takes one of {@link ExitStatus} and the line to print. */
    public OperatorException(final int exitStatus, final String message) {
        super(message);
        this.exitStatus = exitStatus;
    }

    /** As above, with the cause, shown only with {@code --debug}. */
    public OperatorException(final int exitStatus, final String message, final Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    public int exitStatus() {
        return exitStatus;
    }
}
