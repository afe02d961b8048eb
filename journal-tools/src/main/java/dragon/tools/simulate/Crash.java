package dragon.tools.simulate;

/** A process dies here, as by kill -9: what is on its stack is lost. */
final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient FaultClass cause;

    Crash(final FaultClass cause) {
        super(cause.name(), null, false, false);
        this.cause = cause;
    }

    FaultClass fault() {
        return cause;
    }
}
