package dragon.engine.strategy;

import dragon.engine.protocol.Leg;

/**
 * The facts about one leg on which a strategy decides: booked fills and the newest candle, never an order. Quantities, prices and
 * money times 10^8. A flyweight of its caller, filled in anew for each decision.
 */
public final class LegSituation {
    /** A number that is not known. */
    public static final long NULL_NUMBER = StrategySettings.NULL_NUMBER;

    private Leg leg;
    private boolean isBarClose;
    private long closeE8;
    private long quantityE8;
    private long averageEntryE8;
    private long firstQuantityE8;
    private long firstEntryPriceE8;
    private int entryCount;
    private long nowMs;
    private long balanceE8;
    private long lastExitMs;
    private boolean isOtherLegFlat;

    /** Begins with a flat leg of which nothing is known. */
    public LegSituation of(final Leg newLeg) {
        leg = newLeg;
        isBarClose = false;
        closeE8 = NULL_NUMBER;
        quantityE8 = 0;
        averageEntryE8 = NULL_NUMBER;
        firstQuantityE8 = 0;
        firstEntryPriceE8 = NULL_NUMBER;
        entryCount = 0;
        nowMs = 0;
        balanceE8 = NULL_NUMBER;
        lastExitMs = 0;
        isOtherLegFlat = true;
        return this;
    }

    public Leg leg() {
        return leg;
    }

    public boolean isLong() {
        return leg == Leg.LONG;
    }

    /** True when a candle has just closed: the only moment at which a cycle may begin. */
    public boolean isBarClose() {
        return isBarClose;
    }

    public LegSituation barClose(final boolean barClose) {
        isBarClose = barClose;
        return this;
    }

    /** Close of the newest candle. */
    public long closeE8() {
        return closeE8;
    }

    public LegSituation closeE8(final long newCloseE8) {
        closeE8 = newCloseE8;
        return this;
    }

    public boolean isFlat() {
        return quantityE8 == 0;
    }

    public long quantityE8() {
        return quantityE8;
    }

    /** Average entry, or {@link #NULL_NUMBER} when flat. */
    public long averageEntryE8() {
        return averageEntryE8;
    }

    public LegSituation holding(final long newQuantityE8, final long newAverageEntryE8) {
        quantityE8 = newQuantityE8;
        averageEntryE8 = newAverageEntryE8;
        return this;
    }

    /** What the first entry of the cycle bought or sold. */
    public long firstQuantityE8() {
        return firstQuantityE8;
    }

    /** Average price of the first entry of the cycle, or {@link #NULL_NUMBER} when flat or not known: then the average counts. */
    public long firstEntryPriceE8() {
        return firstEntryPriceE8;
    }

    public LegSituation firstEntry(final long newPriceE8, final long newQuantityE8) {
        firstEntryPriceE8 = newPriceE8;
        firstQuantityE8 = newQuantityE8;
        return this;
    }

    /** Entries of the cycle so far, the first included. */
    public int entryCount() {
        return entryCount;
    }

    public LegSituation entryCount(final int newEntryCount) {
        entryCount = newEntryCount;
        return this;
    }

    /** Time of the decision, epoch milliseconds. */
    public long nowMs() {
        return nowMs;
    }

    public LegSituation nowMs(final long newNowMs) {
        nowMs = newNowMs;
        return this;
    }

    /** Money of the account that is free for sizing, or {@link #NULL_NUMBER}: then sizing by balance enters nothing. */
    public long balanceE8() {
        return balanceE8;
    }

    public LegSituation balanceE8(final long newBalanceE8) {
        balanceE8 = newBalanceE8;
        return this;
    }

    /** When this leg became flat the last time, epoch milliseconds; 0 = never. */
    public long lastExitMs() {
        return lastExitMs;
    }

    public LegSituation lastExitMs(final long newLastExitMs) {
        lastExitMs = newLastExitMs;
        return this;
    }

    public boolean isOtherLegFlat() {
        return isOtherLegFlat;
    }

    public LegSituation otherLegFlat(final boolean otherLegFlat) {
        isOtherLegFlat = otherLegFlat;
        return this;
    }
}
