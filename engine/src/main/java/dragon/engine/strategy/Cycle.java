package dragon.engine.strategy;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * What a strategy remembers of one cycle of a leg, from its first entry to the moment when it is flat again. Prices and quantities
 * times 10^8; the rules change it, nobody else.
 */
final class Cycle {
    /** No such price. */
    static final long NULL_PRICE = LegTargets.NULL_PRICE;

    /** No such bar. */
    static final long NULL_INDEX = -1;

    private int entryCount;
    private long basePriceE8;
    private long baseQuantityE8;
    private long lastEntryIndex = NULL_INDEX;
    private long takeProfitDistanceE8;
    private boolean isTrailing;
    private long activationPriceE8 = NULL_PRICE;
    private long extremePriceE8;
    private long touchedRungPriceE8 = NULL_PRICE;
    private long takeProfitPriceE8 = NULL_PRICE;
    private long takeProfitQuantityE8;

    /** The cycle is over: nothing of it is kept. */
    void reset() {
        entryCount = 0;
        basePriceE8 = 0;
        baseQuantityE8 = 0;
        lastEntryIndex = NULL_INDEX;
        takeProfitDistanceE8 = 0;
        takeProfitPriceE8 = NULL_PRICE;
        takeProfitQuantityE8 = 0;
        touchedRungPriceE8 = NULL_PRICE;
        clearTrailing();
    }

    /** The first entry has been filled. */
    void begin(final long priceE8, final long quantityE8, final long barIndex) {
        reset();
        entryCount = 1;
        basePriceE8 = priceE8;
        baseQuantityE8 = quantityE8;
        lastEntryIndex = barIndex;
    }

    /** A rung has been filled; the frozen distance of the take profit stays. */
    void addRung() {
        entryCount++;
        clearTrailing();
    }

    void basePriceE8(final long newPriceE8) {
        basePriceE8 = newPriceE8;
    }

    void lastEntryIndex(final long barIndex) {
        lastEntryIndex = barIndex;
    }

    /** Follows the count of booked entries; an entry that is new here ends trailing, as the average has moved. */
    void follow(final int bookedEntries) {
        if (bookedEntries != entryCount) {
            entryCount = bookedEntries;
            touchedRungPriceE8 = NULL_PRICE;
            clearTrailing();
        }
    }

    /** Entries so far, the first included. */
    int entryCount() {
        return entryCount;
    }

    /** Rungs so far. */
    int level() {
        return Math.max(0, entryCount - 1);
    }

    long basePriceE8() {
        return basePriceE8;
    }

    long baseQuantityE8() {
        return baseQuantityE8;
    }

    /** Bar of the newest entry, or {@link #NULL_INDEX}. */
    long lastEntryIndex() {
        return lastEntryIndex;
    }

    /** Frozen distance of the take profit, 0 = not yet. */
    long takeProfitDistanceE8() {
        return takeProfitDistanceE8;
    }

    void freezeTakeProfit(final long distanceE8) {
        takeProfitDistanceE8 = distanceE8;
    }

    boolean isTrailing() {
        return isTrailing;
    }

    /** Highest price since trailing began for a long leg, lowest for a short one. */
    long extremePriceE8() {
        return extremePriceE8;
    }

    void trail(final long newExtremeE8) {
        isTrailing = true;
        extremePriceE8 = newExtremeE8;
        activationPriceE8 = NULL_PRICE;
    }

    private void clearTrailing() {
        isTrailing = false;
        extremePriceE8 = 0;
        activationPriceE8 = NULL_PRICE;
    }

    /** The price at which trailing begins, or {@link #NULL_PRICE} = it is not waited for. */
    long activationPriceE8() {
        return activationPriceE8;
    }

    void awaitActivation(final long priceE8) {
        activationPriceE8 = priceE8;
    }

    /** The rung that a closed bar has touched and that rests since then, or {@link #NULL_PRICE}. */
    long touchedRungPriceE8() {
        return touchedRungPriceE8;
    }

    void touchRung(final long priceE8) {
        touchedRungPriceE8 = priceE8;
    }

    /** The take profit that is wanted, or {@link #NULL_PRICE}. */
    long takeProfitPriceE8() {
        return takeProfitPriceE8;
    }

    /** The quantity for which it is wanted. */
    long takeProfitQuantityE8() {
        return takeProfitQuantityE8;
    }

    void wantTakeProfit(final long priceE8, final long quantityE8) {
        takeProfitPriceE8 = priceE8;
        takeProfitQuantityE8 = quantityE8;
    }

    void write(final ImageWriter image) {
        image.writeInt(entryCount);
        image.writeLong(basePriceE8);
        image.writeLong(baseQuantityE8);
        image.writeLong(lastEntryIndex);
        image.writeLong(takeProfitDistanceE8);
        image.writeFlag(isTrailing);
        image.writeLong(activationPriceE8);
        image.writeLong(extremePriceE8);
        image.writeLong(touchedRungPriceE8);
        image.writeLong(takeProfitPriceE8);
        image.writeLong(takeProfitQuantityE8);
    }

    void read(final ImageReader image) {
        entryCount = image.readInt();
        basePriceE8 = image.readLong();
        baseQuantityE8 = image.readLong();
        lastEntryIndex = image.readLong();
        takeProfitDistanceE8 = image.readLong();
        isTrailing = image.readFlag();
        activationPriceE8 = image.readLong();
        extremePriceE8 = image.readLong();
        touchedRungPriceE8 = image.readLong();
        takeProfitPriceE8 = image.readLong();
        takeProfitQuantityE8 = image.readLong();
    }
}
