package dragon.engine.core.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegStatePropertyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void realisedResultsAreExactlyProceedsMinusCostOnceFlat(final long seed) {
        final Random random = new Random(seed);
        final LegState leg = new LegState(random.nextBoolean() ? Leg.LONG : Leg.SHORT);
        long cashE8 = 0;
        for (int i = 0; i < 20_000; i++) {
            final long priceE8 = 1 + (random.nextLong() >>> 20) % 10_000_000_000_000L;
            final boolean opens = leg.isFlat() || random.nextInt(3) > 0;
            final long quantityE8 =
                    opens ? 1 + random.nextInt(1_000_000_000) : 1 + (random.nextLong() >>> 1) % leg.quantityE8();
            final long valueE8 = Fixed.multiplyE8(priceE8, quantityE8);
            final boolean buys = opens == (leg.leg() == Leg.LONG);
            cashE8 += buys ? -valueE8 : valueE8;
            if (opens) {
                leg.open(priceE8, quantityE8, 0, i);
            } else {
                leg.close(priceE8, quantityE8, 0);
            }
            if (i % 50 == 49 && !leg.isFlat()) {
                final long lastE8 = Fixed.multiplyE8(priceE8, leg.quantityE8());
                cashE8 += leg.leg() == Leg.LONG ? lastE8 : -lastE8;
                leg.close(priceE8, leg.quantityE8(), 0);
            }
            if (leg.isFlat()) {
                assertEquals(cashE8, leg.realizedE8(), "seed " + seed);
                assertEquals(0, leg.costE8());
            }
            assertTrue(leg.quantityE8() >= 0);
        }
    }
}
