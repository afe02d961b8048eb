package dragon.engine.strategy;

/**
 * What should exist for a leg: not yet on the venue's steps. Prices and quantities times 10^8; a quantity of 0 and a price of
 * {@link #NULL_PRICE} = nothing wanted. A flyweight of its caller.
 */
public final class LegTargets {
    /** No such price. */
    public static final long NULL_PRICE = StrategySettings.NULL_NUMBER;

    private long entryPriceE8;
    private long entryQuantityE8;
    private long rungPriceE8;
    private long rungQuantityE8;
    private boolean isRungNow;
    private long takeProfitPriceE8;
    private long takeProfitQuantityE8;
    private ExitReason takeProfitReason;
    private long stopPriceE8;
    private ExitReason stopReason;
    private ExitReason exitReason;
    private long wakeAboveE8;
    private long wakeBelowE8;

    /** Targets that want nothing. */
    public LegTargets() {
        clear();
    }

    /** Wants nothing. */
    public LegTargets clear() {
        entryPriceE8 = NULL_PRICE;
        entryQuantityE8 = 0;
        rungPriceE8 = NULL_PRICE;
        rungQuantityE8 = 0;
        isRungNow = false;
        takeProfitPriceE8 = NULL_PRICE;
        takeProfitQuantityE8 = 0;
        takeProfitReason = null;
        stopPriceE8 = NULL_PRICE;
        stopReason = null;
        exitReason = null;
        wakeAboveE8 = NULL_PRICE;
        wakeBelowE8 = NULL_PRICE;
        return this;
    }

    /** Begin a cycle now with this quantity. */
    public void enter(final long quantityE8) {
        entryPriceE8 = NULL_PRICE;
        entryQuantityE8 = quantityE8;
    }

    /**
     * Begin a cycle with a limit that waits for its activation band. An entry that works already is neither moved nor resized, and
     * one that is no longer asked for stays: it ends by a fill, its timeout or the operator.
     */
    public void enterAt(final long priceE8, final long quantityE8) {
        entryPriceE8 = priceE8;
        entryQuantityE8 = quantityE8;
    }

    /** The next rung of the ladder, to rest or to be parked at its price. */
    public void rung(final long priceE8, final long quantityE8) {
        rungPriceE8 = priceE8;
        rungQuantityE8 = quantityE8;
        isRungNow = false;
    }

    /** The next rung of the ladder, at once, as an entry is: a closed candle has touched its price. */
    public void rungNow(final long quantityE8) {
        rungPriceE8 = NULL_PRICE;
        rungQuantityE8 = quantityE8;
        isRungNow = true;
    }

    /** Where the leg is closed with a profit, by an order that waits. */
    public void takeProfit(final long priceE8, final long quantityE8, final ExitReason reason) {
        takeProfitPriceE8 = priceE8;
        takeProfitQuantityE8 = quantityE8;
        takeProfitReason = reason;
    }

    /** Close the leg once the price at which it could leave is here or beyond: at or below for LONG, at or above for SHORT. */
    public void stop(final long priceE8, final ExitReason reason) {
        stopPriceE8 = priceE8;
        stopReason = reason;
    }

    /** Close the leg now. */
    public void exitNow(final ExitReason reason) {
        exitReason = reason;
    }

    /** Call {@link Strategy#onWake} once the price at which the leg could leave is here or above. */
    public void wakeAbove(final long priceE8) {
        wakeAboveE8 = priceE8;
    }

    /** Call {@link Strategy#onWake} once the price at which the leg could leave is here or below. */
    public void wakeBelow(final long priceE8) {
        wakeBelowE8 = priceE8;
    }

    /** Limit of the entry, or {@link #NULL_PRICE} = enter at once. */
    public long entryPriceE8() {
        return entryPriceE8;
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

    /** True when the rung is to be taken at once; it has no price then. */
    public boolean isRungNow() {
        return isRungNow;
    }

    public long takeProfitPriceE8() {
        return takeProfitPriceE8;
    }

    public long takeProfitQuantityE8() {
        return takeProfitQuantityE8;
    }

    /** Why the take profit stands where it does, or null. */
    public ExitReason takeProfitReason() {
        return takeProfitReason;
    }

    public long stopPriceE8() {
        return stopPriceE8;
    }

    /** What the stop is, or null. */
    public ExitReason stopReason() {
        return stopReason;
    }

    /** Why the leg is to be closed now, or null = it is not. */
    public ExitReason exitReason() {
        return exitReason;
    }

    public long wakeAboveE8() {
        return wakeAboveE8;
    }

    public long wakeBelowE8() {
        return wakeBelowE8;
    }
}
