package dragon.engine.strategy;

/** What should exist for a leg: not yet on the venue's steps. Times 10^8; a quantity of 0 = nothing wanted. A flyweight. */
public final class LegTargets {
    private long entryQuantityE8;
    private long rungPriceE8;
    private long rungQuantityE8;
    private long takeProfitPriceE8;
    private long takeProfitQuantityE8;

    public LegTargets clear() {
        entryQuantityE8 = 0;
        rungPriceE8 = 0;
        rungQuantityE8 = 0;
        takeProfitPriceE8 = 0;
        takeProfitQuantityE8 = 0;
        return this;
    }

    /** Begin a cycle now with this quantity. */
    public void enter(final long quantityE8) {
        entryQuantityE8 = quantityE8;
    }

    /** The next rung of the ladder. */
    public void rung(final long priceE8, final long quantityE8) {
        rungPriceE8 = priceE8;
        rungQuantityE8 = quantityE8;
    }

    /** Where the leg is closed with a profit. */
    public void takeProfit(final long priceE8, final long quantityE8) {
        takeProfitPriceE8 = priceE8;
        takeProfitQuantityE8 = quantityE8;
    }

    public long entryQuantityE8() {
        return entryQuantityE8;
    }

    public long rungPriceE8() {
        return rungPriceE8;
    }

    public long rungQuantityE8() {
        return rungQuantityE8;
    }

    public long takeProfitPriceE8() {
        return takeProfitPriceE8;
    }

    public long takeProfitQuantityE8() {
        return takeProfitQuantityE8;
    }
}
