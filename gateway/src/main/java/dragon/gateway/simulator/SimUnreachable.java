package dragon.gateway.simulator;

/** No simulator answers where one was looked for. */
final class SimUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    SimUnreachable(final String message) {
        super(message, null, false, false);
    }
}
