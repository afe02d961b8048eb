package dragon.tools.simulate;

/**
 * A fixed generator (SplitMix64): the same seed gives the same numbers on every JDK, for ever.
 *
 * <p>Each concern has a stream of its own, so that one more draw here moves nothing there. Threading: one thread.
 */
final class Randomness {
    private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    Randomness(final long seed) {
        state = seed;
    }

    /** An independent stream of a seed. */
    static Randomness of(final long seed, final long stream) {
        return new Randomness(mix(mix(seed + GAMMA) ^ mix(stream * GAMMA + 0x5851_F42D_4C95_7F2DL)));
    }

    static long mix(final long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** From 0 to below the bound. */
    int below(final int bound) {
        return (int) ((nextLong() >>> 33) % bound);
    }

    /** From the least to the most, both included. */
    long between(final long least, final long most) {
        return least + (nextLong() >>> 1) % (most - least + 1);
    }

    /** True that many times in a million. */
    boolean inMillion(final int times) {
        return (nextLong() >>> 33) % 1_000_000 < times;
    }

    boolean oneIn(final int count) {
        return below(count) == 0;
    }

    /** From 0 to below 1; only for shapes of prices, never for money. */
    double nextDouble() {
        return (nextLong() >>> 11) * UNIT;
    }
}
