package dragon.tools.process;

/** A verb cannot do what it was asked to: one line for the operator and a documented exit status. */
public final class ToolFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Configuration or lane is not usable as it is. */
    public static final int CONFIGURATION = 3;

    /** No such lane or journal. */
    public static final int NOT_FOUND = 4;

    /** Refused by a safety gate. */
    public static final int REFUSED = 5;

    /** A confirmation is missing or wrong. */
    public static final int UNCONFIRMED = 6;

    /** The journal is damaged, or the replay diverged. */
    public static final int VERIFICATION = 10;

    private final int exitStatus;

    /** Names what failed, where, what it means for orders, and what to do next. */
    public ToolFailure(final int exitStatus, final String line) {
        this(exitStatus, line, null);
    }

    /** As above, with the cause for {@code --debug}. */
    public ToolFailure(final int exitStatus, final String line, final Throwable cause) {
        super(line, cause);
        this.exitStatus = exitStatus;
    }

    /** What the shell gets. */
    public int exitStatus() {
        return exitStatus;
    }
}
