package dragon.engine;

/** What the exit status of a process says to the shell that started it: one meaning per number, in every verb. */
public final class ExitStatus {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int CONFIG = 3;
    public static final int NOT_FOUND = 4;

    /** A gate, or another owner, does not let this happen now. */
    public static final int GATE = 5;

    public static final int NOT_CONFIRMED = 6;
    public static final int ENGINE_NOT_RUNNING = 7;
    public static final int TIMED_OUT = 8;
    public static final int VERIFICATION_FAILED = 10;
    public static final int CREDENTIALS = 11;
    public static final int VENUE = 12;
    public static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
