package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;

/** One position: of a leg in hedge mode, where LONG is never below zero and SHORT never above, or of both sides. */
final class VenueLeg {
    final VenueAccount account;
    final Market market;
    final PositionSide positionSide;

    /** Signed: below zero is short. */
    long quantityE8;

    long averageOpenPriceE8;
    long feeE8;
    long realizedE8;
    long openedMs;
    long updatedMs;
    long version;

    VenueLeg(final VenueAccount account, final Market market, final PositionSide positionSide) {
        this.account = account;
        this.market = market;
        this.positionSide = positionSide;
    }

    /** Applies an execution and returns the profit it realised, before the fee. */
    long fill(final Side side, final long priceE8, final long quantityE8, final long nowMs) {
        final long signed = side.sign() * quantityE8;
        updatedMs = nowMs;
        version++;
        if (this.quantityE8 == 0 || Long.signum(this.quantityE8) == side.sign()) {
            openedMs = this.quantityE8 == 0 ? nowMs : openedMs;
            averageOpenPriceE8 =
                    DecimalE8.weightedMean(averageOpenPriceE8, Math.abs(this.quantityE8), priceE8, quantityE8);
            this.quantityE8 += signed;
            return 0;
        }
        final long closed = Math.min(quantityE8, Math.abs(this.quantityE8));
        final long profitE8 = DecimalE8.multiply(priceE8 - averageOpenPriceE8, closed) * -side.sign();
        this.quantityE8 += signed;
        realizedE8 += profitE8;
        if (quantityE8 > closed) { // One-way mode: through zero to the other side.
            averageOpenPriceE8 = priceE8;
            openedMs = nowMs;
        } else if (this.quantityE8 == 0) {
            averageOpenPriceE8 = 0;
        }
        return profitE8;
    }

    long unrealizedE8() {
        return DecimalE8.multiply(market.markPriceE8() - averageOpenPriceE8, quantityE8);
    }

    long notionalE8() {
        return Math.abs(DecimalE8.multiply(market.markPriceE8(), quantityE8));
    }
}
