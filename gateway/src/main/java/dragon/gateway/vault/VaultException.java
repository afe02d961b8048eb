package dragon.gateway.vault;

/** Credentials or their key cannot be used; the message is one line for the operator and holds no secret. */
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Exit status: the configuration is malformed. */
    public static final int MALFORMED = 3;

    /** Exit status: no such account. */
    public static final int NOT_FOUND = 4;

    /** Exit status: another lane has the account. */
    public static final int TAKEN = 5;

    /** Exit status: credentials are missing or wrong. */
    public static final int CREDENTIALS = 11;

    private final int exitCode;

    /** Never takes a cause: causes of the crypto and database libraries may quote what they were given. */
    public VaultException(final int exitCode, final String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Status with which a process ends because of this. */
    public int exitCode() {
        return exitCode;
    }
}
