package dragon.tools.simulate;

import java.math.BigInteger;

/** Money of venue and auditor: values times 10^8 that are not negative, rounded down; written anew, not shared with the core. */
final class Exact {
    static final long UNIT = 100_000_000L;

    private Exact() {}

    /** Product of two values. */
    static long product(final long a, final long b) {
        final long rest = a % UNIT;
        return Math.addExact(Math.multiplyExact(a / UNIT, b), rest * (b / UNIT) + rest * (b % UNIT) / UNIT);
    }

    /** The part of a value that falls to a part of a whole. */
    static long share(final long value, final long part, final long whole) {
        return BigInteger.valueOf(value)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }
}
