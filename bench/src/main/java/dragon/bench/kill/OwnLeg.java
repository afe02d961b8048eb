package dragon.bench.kill;

import dragon.bench.kill.VenueAudit.Money;
import dragon.gateway.simulator.market.DecimalE8;

/**
 * A leg as our own trades alone make it: what the core must say of it, whatever others did to the venue's leg meanwhile.
 *
 * <p>Of a quantity that is closed in part, its part of the cost goes, rounded towards zero; with the last of it the rest.
 */
final class OwnLeg {
    private final boolean isLong;
    private long quantityE8;
    private long costE8;
    private long realizedE8;
    private long feesE8;

    OwnLeg(final boolean isLong) {
        this.isLong = isLong;
    }

    /** Takes the next trade, in the order of the venue. */
    void add(final boolean opens, final long priceE8, final long tradedE8, final long feeE8) {
        final long valueE8 = DecimalE8.multiply(priceE8, tradedE8);
        feesE8 += feeE8;
        if (opens) {
            quantityE8 += tradedE8;
            costE8 += valueE8;
            return;
        }
        final long partE8 = tradedE8 == quantityE8 ? costE8 : DecimalE8.part(costE8, tradedE8, quantityE8);
        realizedE8 += isLong ? valueE8 - partE8 : partE8 - valueE8;
        quantityE8 -= tradedE8;
        costE8 -= partE8;
    }

    long quantityE8() {
        return quantityE8;
    }

    Money money(final String name) {
        return Money.of(name, realizedE8, costE8, feesE8);
    }
}
