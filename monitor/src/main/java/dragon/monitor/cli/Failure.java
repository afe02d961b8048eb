package dragon.monitor.cli;

/** A verb cannot do what it was asked to: one line for the operator and a documented exit status, no stack trace. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;
    private final String next;

    /**
     * What went wrong.
     *
     * @param message what failed, where, and what it means for orders
     * @param next the command or the deed that comes next, without the word itself
     */
    public Failure(final ExitCode exitCode, final String message, final String next) {
        this(exitCode, message, next, null);
    }

    /** As above, with the cause for {@code --debug}. */
    public Failure(final ExitCode exitCode, final String message, final String next, final Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.next = next;
    }

    /** How the verb ends. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** The whole line. */
    public String line() {
        final String gap = getMessage().endsWith("\n") ? "" : " ";
        return getMessage() + (next.isEmpty() ? "" : gap + "Next: " + next);
    }
}
