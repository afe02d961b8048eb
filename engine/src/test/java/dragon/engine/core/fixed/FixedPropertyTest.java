package dragon.engine.core.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPropertyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void multipliesAndDividesAsWideIntegersDo(final long seed) {
        final Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            final long value = random.nextLong() >> random.nextInt(63);
            final long factor = random.nextLong() >> random.nextInt(63);
            final long divisor = random.nextLong() >> random.nextInt(63) | 1;
            final BigInteger exact = BigInteger.valueOf(value)
                    .multiply(BigInteger.valueOf(factor))
                    .divide(BigInteger.valueOf(divisor));
            final String what = value + " * " + factor + " / " + divisor + ", seed " + seed;
            if (exact.bitLength() <= 62) {
                assertEquals(exact.longValueExact(), Fixed.multiplyDivide(value, factor, divisor), what);
            } else if (exact.bitLength() > 63) {
                assertThrows(ArithmeticException.class, () -> Fixed.multiplyDivide(value, factor, divisor), what);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void stepsEncloseTheValue(final long seed) {
        final Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            final long step = 1 + random.nextInt(1_000_000);
            final long origin = random.nextInt(1_000);
            final long value = random.nextLong() >> 20;
            final long floor = Fixed.floorToStep(value, origin, step);
            final long ceil = Fixed.ceilToStep(value, origin, step);
            assertTrue(floor <= value && value <= ceil && ceil - floor <= step, "seed " + seed);
            assertEquals(0, Math.floorMod(floor - origin, step));
            assertEquals(0, Math.floorMod(ceil - origin, step));
        }
    }

    @Test
    void aDivisionByZeroIsAnError() {
        assertThrows(ArithmeticException.class, () -> Fixed.multiplyDivide(1, 1, 0));
        assertThrows(ArithmeticException.class, () -> Fixed.multiplyDivide(Long.MAX_VALUE, 4, 0));
    }
}
