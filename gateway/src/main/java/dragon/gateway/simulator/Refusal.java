package dragon.gateway.simulator;

/** A request that the exchange turns away: its HTTP status, its code and its words. */
final class Refusal extends Exception {
    /** No code in the answer: the exchange leaves it out for an unknown symbol. */
    static final int NO_CODE = 0;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    Refusal(final int status, final int code, final String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static Refusal badParameter(final String message) {
        return new Refusal(400, -1005, message);
    }

    static Refusal order(final int code, final String message) {
        return new Refusal(400, code, message);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }
}
