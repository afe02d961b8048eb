package dragon.engine.core.market;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * Prices at which something is due, on one side of the quote of one instrument, nearest first: a parked order activates, a
 * resting one leaves its band, a leg reaches its stop.
 *
 * <p>A quote that reaches no level costs one comparison, however many levels there are. Levels are kept so that the nearest is
 * at the end of the array; equal levels fire in order of id. An id is a client order id or that of a {@link PriceWatch}.
 */
public final class TriggerBook {
    private final boolean firesOnFall;
    private final int capacity;
    private final long[] levelsE8;
    private final long[] ids;
    private int size;

    private TriggerBook(final boolean firesOnFall, final int capacity) {
        this.firesOnFall = firesOnFall;
        this.capacity = capacity;
        levelsE8 = new long[capacity];
        ids = new long[capacity];
    }

    /** Levels that fire when the price comes down to them. */
    public static TriggerBook onFall(final int capacity) {
        return new TriggerBook(true, capacity);
    }

    /** Levels that fire when the price comes up to them. */
    public static TriggerBook onRise(final int capacity) {
        return new TriggerBook(false, capacity);
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == capacity;
    }

    /** True when the nearest level is reached by this price. */
    public boolean isReachedBy(final long priceE8) {
        return size > 0 && (firesOnFall ? priceE8 <= levelsE8[size - 1] : priceE8 >= levelsE8[size - 1]);
    }

    /** Removes the nearest level and returns its id. */
    public long pop() {
        return ids[--size];
    }

    /** Removes all levels that this price reaches and writes their ids, nearest first; returns how many. */
    public int popReached(final long priceE8, final long[] into) {
        int count = 0;
        while (isReachedBy(priceE8)) {
            into[count++] = pop();
        }
        return count;
    }

    /** Adds a level; the caller has checked that there is room. */
    public void add(final long levelE8, final long id) {
        int at = size;
        while (at > 0 && isNearer(levelsE8[at - 1], ids[at - 1], levelE8, id)) {
            at--;
        }
        System.arraycopy(levelsE8, at, levelsE8, at + 1, size - at);
        System.arraycopy(ids, at, ids, at + 1, size - at);
        levelsE8[at] = levelE8;
        ids[at] = id;
        size++;
    }

    /** True while an id has a level here. */
    public boolean contains(final long id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }

    /** Removes the level of an id if there is one. */
    public void remove(final long id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                System.arraycopy(levelsE8, i + 1, levelsE8, i, size - i - 1);
                System.arraycopy(ids, i + 1, ids, i, size - i - 1);
                size--;
                return;
            }
        }
    }

    private boolean isNearer(final long aE8, final long aId, final long bE8, final long bId) {
        if (aE8 != bE8) {
            return firesOnFall ? aE8 > bE8 : aE8 < bE8;
        }
        return aId < bId;
    }

    void write(final ImageWriter image) {
        image.writeInt(size);
        for (int i = 0; i < size; i++) {
            image.writeLong(levelsE8[i]);
            image.writeLong(ids[i]);
        }
    }

    void read(final ImageReader image) {
        size = image.readCount(capacity);
        for (int i = 0; i < size; i++) {
            levelsE8[i] = image.readLong();
            ids[i] = image.readLong();
        }
    }
}
