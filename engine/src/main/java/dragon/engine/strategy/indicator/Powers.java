package dragon.engine.strategy.indicator;

/** Powers of a number below one, until they no longer count. */
final class Powers {
    private static final double NEGLIGIBLE = 1e-20;

    private Powers() {}

    /** All powers from 0 that are not negligible. */
    static double[] of(final double base) {
        final int length = base <= 0 ? 1 : (int) StrictMath.ceil(StrictMath.log(NEGLIGIBLE) / StrictMath.log(base)) + 1;
        final double[] powers = new double[length];
        double power = 1;
        for (int i = 0; i < length; i++) {
            powers[i] = power;
            power *= base;
        }
        return powers;
    }

    static double at(final double[] powers, final int exponent) {
        return exponent < powers.length ? powers[exponent] : 0;
    }
}
