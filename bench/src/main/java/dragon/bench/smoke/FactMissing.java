package dragon.bench.smoke;

/** Something that has to happen has not happened in time. */
final class FactMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FactMissing(final String message) {
        super(message);
    }
}
