package dragon.gateway.paper;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;

/**
 * One leg as the paper venue holds it; quantities and money times 10^8.
 *
 * <p>Its cost is kept instead of its average price, with the same arithmetic as the core: both agree to the last unit.
 */
final class PaperLeg {
    private final boolean isLong;
    private long quantityE8;
    private long costE8;

    PaperLeg(final Leg leg) {
        isLong = leg == Leg.LONG;
    }

    void increase(final long fillE8, final long priceE8) {
        quantityE8 = Math.addExact(quantityE8, fillE8);
        costE8 = Math.addExact(costE8, Fixed.multiplyE8(priceE8, fillE8));
    }

    /** Takes a part away and tells what it realised. */
    long reduce(final long fillE8, final long priceE8) {
        final long partE8 = fillE8 == quantityE8 ? costE8 : Fixed.multiplyDivide(costE8, fillE8, quantityE8);
        final long worthE8 = Fixed.multiplyE8(priceE8, fillE8);
        quantityE8 -= fillE8;
        costE8 -= partE8;
        return isLong ? worthE8 - partE8 : partE8 - worthE8;
    }

    long quantityE8() {
        return quantityE8;
    }

    /** Average entry; 0 when flat. */
    long averageE8() {
        return quantityE8 == 0 ? 0 : Fixed.divideE8(costE8, quantityE8);
    }

    long unrealizedE8(final long priceE8) {
        final long worthE8 = Fixed.multiplyE8(priceE8, quantityE8);
        return isLong ? worthE8 - costE8 : costE8 - worthE8;
    }
}
