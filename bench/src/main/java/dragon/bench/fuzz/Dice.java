package dragon.bench.fuzz;

/** A random sequence that is the same on every machine and in every version: SplitMix64. One thread. */
final class Dice {
    private long state;

    /** Begins the sequence of one message. */
    void begin(final long seed, final long parser, final long index) {
        state = mix(mix(mix(seed) ^ parser) ^ index);
    }

    /** From 0 up to the bound, without it. */
    int below(final int bound) {
        return (int) ((next() >>> 33) * bound >>> 31);
    }

    boolean isOneIn(final int count) {
        return below(count) == 0;
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        return mix(state);
    }

    private static long mix(final long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
