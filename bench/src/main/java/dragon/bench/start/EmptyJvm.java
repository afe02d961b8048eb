package dragon.bench.start;

/** A process that does nothing: what a JVM costs before it is ours. */
public final class EmptyJvm {
    private EmptyJvm() {}

    /** Does nothing. */
    public static void main(final String[] args) {
        // The start and the end of the JVM are all there is to see.
    }
}
