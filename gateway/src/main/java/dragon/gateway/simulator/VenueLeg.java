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
    /** Up to that price the profit has been paid into the balance already. */
    long settlePriceE8;

    long feeE8;
    long realizedE8;
    /** Positive = received. */
    long fundingE8;
    /** What the open quantity cost, exactly, and what was realised against that cost: sums that no average rounds. */
    long costE8;

    long realizedByCostE8;
    long openedMs;
    long updatedMs;
    long version;

    VenueLeg(final VenueAccount account, final Market market, final PositionSide positionSide) {
        this.account = account;
        this.market = market;
        this.positionSide = positionSide;
    }

    /** What an execution would pay into the balance: its profit since the last settlement. */
    long cashE8(final Side side, final long priceE8, final long quantityE8) {
        if (this.quantityE8 == 0 || Long.signum(this.quantityE8) == side.sign()) {
            return 0;
        }
        final long closed = Math.min(quantityE8, Math.abs(this.quantityE8));
        return DecimalE8.multiply(priceE8 - settlePriceE8, closed) * -side.sign();
    }

    /** Applies an execution and returns the profit it realised, before the fee. */
    long fill(final Side side, final long priceE8, final long quantityE8, final long nowMs) {
        foldCost(side, priceE8, quantityE8);
        final long signed = side.sign() * quantityE8;
        updatedMs = nowMs;
        version++;
        if (this.quantityE8 == 0 || Long.signum(this.quantityE8) == side.sign()) {
            openedMs = this.quantityE8 == 0 ? nowMs : openedMs;
            averageOpenPriceE8 =
                    DecimalE8.weightedMean(averageOpenPriceE8, Math.abs(this.quantityE8), priceE8, quantityE8);
            settlePriceE8 = DecimalE8.weightedMean(settlePriceE8, Math.abs(this.quantityE8), priceE8, quantityE8);
            this.quantityE8 += signed;
            return 0;
        }
        final long closed = Math.min(quantityE8, Math.abs(this.quantityE8));
        final long profitE8 = DecimalE8.multiply(priceE8 - averageOpenPriceE8, closed) * -side.sign();
        this.quantityE8 += signed;
        realizedE8 += profitE8;
        if (quantityE8 > closed) { // One-way mode: through zero to the other side.
            averageOpenPriceE8 = priceE8;
            settlePriceE8 = priceE8;
            openedMs = nowMs;
        } else if (this.quantityE8 == 0) {
            averageOpenPriceE8 = 0;
            settlePriceE8 = 0;
        }
        return profitE8;
    }

    /** Of a quantity that is closed in part, its part of the cost goes, rounded towards zero; with the last of it the rest. */
    private void foldCost(final Side side, final long priceE8, final long quantityE8) {
        final long heldE8 = Math.abs(this.quantityE8);
        final long valueE8 = DecimalE8.multiply(priceE8, quantityE8);
        if (heldE8 == 0 || Long.signum(this.quantityE8) == side.sign()) {
            costE8 += valueE8;
            return;
        }
        final long closedE8 = Math.min(quantityE8, heldE8);
        final long partE8 = closedE8 == heldE8 ? costE8 : DecimalE8.part(costE8, closedE8, heldE8);
        final long closedValueE8 = DecimalE8.multiply(priceE8, closedE8);
        realizedByCostE8 += side == Side.SELL ? closedValueE8 - partE8 : partE8 - closedValueE8;
        costE8 = quantityE8 > closedE8 ? valueE8 - closedValueE8 : costE8 - partE8;
    }

    /** How it stood at that venue time: the same leg, or one folded from the trades until then. */
    VenueLeg asOf(final long atMs) {
        if (updatedMs <= atMs) {
            return this;
        }
        final VenueLeg then = new VenueLeg(account, market, positionSide);
        for (final VenueTrade trade : account.trades) {
            final VenueOrder order = trade.order();
            if (order.market == market && order.positionSide == positionSide && trade.wallMs() <= atMs) {
                then.fill(order.side, trade.priceE8(), trade.quantityE8(), trade.wallMs());
                then.feeE8 += trade.feeE8();
            }
        }
        return then;
    }

    /** Pays the profit since the last settlement into the balance and returns it. */
    long settle(final long priceE8, final long nowMs) {
        final long profitE8 = DecimalE8.multiply(priceE8 - settlePriceE8, quantityE8);
        settlePriceE8 = priceE8;
        updatedMs = nowMs;
        version++;
        return profitE8;
    }

    /** Profit that is not in the balance yet. */
    long unsettledE8() {
        return DecimalE8.multiply(market.markPriceE8() - settlePriceE8, quantityE8);
    }

    long notionalE8() {
        return Math.abs(DecimalE8.multiply(market.markPriceE8(), quantityE8));
    }
}
