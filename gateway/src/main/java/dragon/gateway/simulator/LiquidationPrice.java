package dragon.gateway.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The mark price at which an account would be liquidated, if nothing but the price of one market moved.
 *
 * <p>The exchange names such a price and not how it comes to it. Here it is that of plain cross margin: the value of the account no longer
 * covers the maintenance margin of all its legs, a rate of what they are worth. With V the value now, m the mark price now, Q the sum of the
 * market's signed quantities, A that of their amounts, N what the legs of other markets are worth and r the rate:
 *
 * <pre>
 *   V + Q (p - m) = r (A p + N)     so     p = (Q m - V + r N) / (Q - r A)
 * </pre>
 *
 * <p>A falling price endangers LONG, a rising one SHORT: where the account is hurt by the other direction, or the price would be none that can
 * be quoted, there is none. Threading: the venue thread.
 */
final class LiquidationPrice {
    /** Part of what a leg is worth that must be covered: 1.2 percent. */
    private static final BigDecimal RATE = new BigDecimal("0.012");

    private static final int SCALE = 8;

    private LiquidationPrice() {}

    /** Of a leg that is not flat; 0 = none. */
    static long estimateE8(final VenueLeg leg) {
        final long markE8 = leg.market.markPriceE8();
        if (leg.quantityE8 == 0 || markE8 <= 0) {
            return 0;
        }
        BigDecimal net = BigDecimal.ZERO;
        BigDecimal gross = BigDecimal.ZERO;
        BigDecimal elsewhere = BigDecimal.ZERO;
        for (final VenueLeg each : leg.account.legs.values()) {
            if (each.market == leg.market) {
                net = net.add(decimal(each.quantityE8));
                gross = gross.add(decimal(each.quantityE8).abs());
            } else {
                elsewhere = elsewhere.add(decimal(each.notionalE8()));
            }
        }
        final BigDecimal slope = net.subtract(RATE.multiply(gross));
        if (slope.signum() == 0 || slope.signum() != Long.signum(leg.quantityE8)) {
            return 0;
        }
        final BigDecimal price = net.multiply(decimal(markE8))
                .subtract(decimal(leg.account.valueE8()))
                .add(RATE.multiply(elsewhere))
                .divide(slope, SCALE, RoundingMode.HALF_EVEN);
        final BigDecimal highest = decimal(leg.market.instrument().priceMaxE8());
        return price.signum() <= 0 || price.compareTo(highest) > 0
                ? 0
                : price.movePointRight(SCALE).longValueExact();
    }

    private static BigDecimal decimal(final long valueE8) {
        return BigDecimal.valueOf(valueE8, SCALE);
    }
}
