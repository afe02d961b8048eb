package dragon.gateway.woox.book;

/**
 * One side of a book: prices and quantities times 10^8, best first, at most so many levels.
 *
 * <p>Owns two arrays for its life and allocates nothing else. Threading: one thread.
 */
public final class BookSide {
    private final boolean isBid;
    private final long[] pricesE8;
    private final long[] quantitiesE8;
    private int size;

    BookSide(final boolean isBid, final int levelsMax) {
        this.isBid = isBid;
        this.pricesE8 = new long[levelsMax];
        this.quantitiesE8 = new long[levelsMax];
    }

    void clear() {
        size = 0;
    }

    /**
     * Sets a level; quantity 0 removes it, and one that is not there is no fault. What is behind the last level that
     * fits falls out.
     */
    void set(final long priceE8, final long quantityE8) {
        final int at = find(priceE8);
        if (at >= 0) {
            if (quantityE8 == 0) {
                size--;
                System.arraycopy(pricesE8, at + 1, pricesE8, at, size - at);
                System.arraycopy(quantitiesE8, at + 1, quantitiesE8, at, size - at);
            } else {
                quantitiesE8[at] = quantityE8;
            }
            return;
        }
        final int place = -at - 1;
        if (quantityE8 == 0 || place == pricesE8.length) {
            return;
        }
        final int kept = Math.min(size, pricesE8.length - 1);
        System.arraycopy(pricesE8, place, pricesE8, place + 1, kept - place);
        System.arraycopy(quantitiesE8, place, quantitiesE8, place + 1, kept - place);
        pricesE8[place] = priceE8;
        quantitiesE8[place] = quantityE8;
        size = kept + 1;
    }

    /** Index of a price, or -1 - index where it would be. */
    private int find(final long priceE8) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final int order = isBid ? Long.compare(priceE8, pricesE8[middle]) : Long.compare(pricesE8[middle], priceE8);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    public int size() {
        return size;
    }

    /** Price of a level, 0 = best. */
    public long priceE8(final int level) {
        return pricesE8[level];
    }

    public long quantityE8(final int level) {
        return quantitiesE8[level];
    }
}
