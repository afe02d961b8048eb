package dragon.engine.strategy;

import dragon.engine.protocol.Leg;

/** The facts about one leg on which a strategy decides. Quantities and prices times 10^8. A flyweight of its caller. */
public final class LegSituation {
    private Leg leg;
    private boolean isBarClose;
    private long closeE8;
    private long quantityE8;
    private long averageEntryE8;
    private long firstQuantityE8;
    private int entryCount;

    /** Sets all facts at once. */
    public LegSituation set(
            final Leg newLeg,
            final boolean barClose,
            final long newCloseE8,
            final long newQuantityE8,
            final long newAverageEntryE8,
            final long newFirstQuantityE8,
            final int newEntryCount) {
        leg = newLeg;
        isBarClose = barClose;
        closeE8 = newCloseE8;
        quantityE8 = newQuantityE8;
        averageEntryE8 = newAverageEntryE8;
        firstQuantityE8 = newFirstQuantityE8;
        entryCount = newEntryCount;
        return this;
    }

    public Leg leg() {
        return leg;
    }

    /** True when a candle has just closed: the only moment at which a cycle may begin. */
    public boolean isBarClose() {
        return isBarClose;
    }

    /** Close of the newest candle. */
    public long closeE8() {
        return closeE8;
    }

    public boolean isFlat() {
        return quantityE8 == 0;
    }

    public long quantityE8() {
        return quantityE8;
    }

    public long averageEntryE8() {
        return averageEntryE8;
    }

    /** What the first entry of the cycle bought or sold. */
    public long firstQuantityE8() {
        return firstQuantityE8;
    }

    /** Entries of the cycle so far, the first included. */
    public int entryCount() {
        return entryCount;
    }
}
