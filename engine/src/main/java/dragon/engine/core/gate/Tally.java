package dragon.engine.core.gate;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** When the newest events of a kind were: at most as many as it has room for, older ones are forgotten. Engine time. */
public final class Tally {
    private final long[] timesNs;
    private int count;
    private int next;

    /** Makes room for this many. */
    public Tally(final int capacity) {
        timesNs = new long[capacity];
    }

    public void add(final long nowNs) {
        timesNs[next] = nowNs;
        next = (next + 1) % timesNs.length;
        count = Math.min(count + 1, timesNs.length);
    }

    /** How many were within this time before now, now included. */
    public int countWithin(final long windowNs, final long nowNs) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            found += nowNs - timesNs[i] < windowNs ? 1 : 0;
        }
        return found;
    }

    public void clear() {
        count = 0;
        next = 0;
    }

    public void write(final ImageWriter image) {
        image.writeInt(count);
        image.writeInt(next);
        for (int i = 0; i < count; i++) {
            image.writeLong(timesNs[i]);
        }
    }

    public void read(final ImageReader image) {
        count = image.readCount(timesNs.length);
        next = image.readInt();
        for (int i = 0; i < count; i++) {
            timesNs[i] = image.readLong();
        }
    }
}
