package dragon.gateway.woox.parse;

import java.util.Arrays;

/** Prices of one side of a book with their quantities, in the order in which the venue wrote them. Immutable. */
public final class BookLevels {
    /** No level. */
    public static final BookLevels NONE = new BookLevels(new long[0]);

    private static final int LONGS_PER_LEVEL = 2;

    /** Price, quantity, price, quantity ... */
    private final long[] levelsE8;

    BookLevels(final long[] levelsE8) {
        this.levelsE8 = levelsE8;
    }

    /** Levels from a buffer of prices and quantities in turn; the buffer is not kept. */
    static BookLevels copy(final long[] levelsE8, final int count) {
        return count == 0 ? NONE : new BookLevels(Arrays.copyOf(levelsE8, count * LONGS_PER_LEVEL));
    }

    /** Number of levels. */
    public int count() {
        return levelsE8.length / LONGS_PER_LEVEL;
    }

    /** Price of a level, times 10^8; always above 0. */
    public long priceE8(final int level) {
        return levelsE8[level * LONGS_PER_LEVEL];
    }

    /** Quantity of a level, times 10^8; in an update 0 = the level is gone. */
    public long quantityE8(final int level) {
        return levelsE8[level * LONGS_PER_LEVEL + 1];
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof BookLevels levels && Arrays.equals(levelsE8, levels.levelsE8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(levelsE8);
    }

    @Override
    public String toString() {
        return Arrays.toString(levelsE8);
    }
}
