package dragon.tools.simulate;

/** An invariant that does not hold, by its id. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String invariant;

    Violation(final String invariant, final String text) {
        super(text);
        this.invariant = invariant;
    }

    Violation(final String invariant, final String text, final Throwable cause) {
        super(text, cause);
        this.invariant = invariant;
    }

    /** As {@code I-04}. */
    String invariant() {
        return invariant;
    }
}
