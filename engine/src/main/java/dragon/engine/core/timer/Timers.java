package dragon.engine.core.timer;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * Timers as data: what is due when, in the order of due time, then of setting.
 *
 * <p>A binary heap in three arrays, so that it fits in a state image. Limit: {@link #isFull()}.
 */
public final class Timers {
    /** Nothing is due. */
    public static final long NOTHING_DUE = Long.MAX_VALUE;

    private final long[] dueNs;
    private final long[] order;
    private final long[] subject;
    private final byte[] kind;
    private int size;
    private long nextOrder;

    /** Makes room for this many timers. */
    public Timers(final int capacity) {
        dueNs = new long[capacity];
        order = new long[capacity];
        subject = new long[capacity];
        kind = new byte[capacity];
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == dueNs.length;
    }

    /** Engine time of the first timer, or {@link #NOTHING_DUE}. */
    public long firstDueNs() {
        return size == 0 ? NOTHING_DUE : dueNs[0];
    }

    /** Kind of the first timer. */
    public TimerKind firstKind() {
        return TimerKind.ofCode(kind[0]);
    }

    /** What the first timer is about: an id, as its kind says. */
    public long firstSubject() {
        return subject[0];
    }

    /** Sets a timer; the caller has checked that there is room. */
    public void set(final long newDueNs, final TimerKind newKind, final long newSubject) {
        int at = size++;
        dueNs[at] = newDueNs;
        order[at] = nextOrder++;
        subject[at] = newSubject;
        kind[at] = newKind.code();
        while (at > 0) {
            final int parent = (at - 1) / 2;
            if (isBefore(parent, at)) {
                break;
            }
            swap(at, parent);
            at = parent;
        }
    }

    /** Removes the first timer. */
    public void removeFirst() {
        size--;
        swap(0, size);
        int at = 0;
        while (true) {
            final int left = 2 * at + 1;
            if (left >= size) {
                return;
            }
            final int child = left + 1 < size && isBefore(left + 1, left) ? left + 1 : left;
            if (isBefore(at, child)) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private boolean isBefore(final int a, final int b) {
        return dueNs[a] != dueNs[b] ? dueNs[a] < dueNs[b] : order[a] < order[b];
    }

    private void swap(final int a, final int b) {
        final long swappedDueNs = dueNs[a];
        dueNs[a] = dueNs[b];
        dueNs[b] = swappedDueNs;
        final long swappedOrder = order[a];
        order[a] = order[b];
        order[b] = swappedOrder;
        final long swappedSubject = subject[a];
        subject[a] = subject[b];
        subject[b] = swappedSubject;
        final byte swappedKind = kind[a];
        kind[a] = kind[b];
        kind[b] = swappedKind;
    }

    /** Writes the heap as it stands: equal histories give equal heaps. */
    public void write(final ImageWriter image) {
        image.writeLong(nextOrder);
        image.writeInt(size);
        for (int i = 0; i < size; i++) {
            image.writeLong(dueNs[i]);
            image.writeLong(order[i]);
            image.writeLong(subject[i]);
            image.writeByte(kind[i]);
        }
    }

    /** Reads what {@link #write} wrote. */
    public void read(final ImageReader image) {
        nextOrder = image.readLong();
        size = image.readCount(dueNs.length);
        for (int i = 0; i < size; i++) {
            dueNs[i] = image.readLong();
            order[i] = image.readLong();
            subject[i] = image.readLong();
            kind[i] = (byte) image.readByte();
        }
    }
}
