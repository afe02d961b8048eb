package dragon.gateway.woox.book;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A book that follows deltas, as the venue's method demands: deltas are kept until a snapshot joins their chain; after
 * that each must begin where the one before it ended. A gap, or a book that is crossed, ends the chain: the book is out of
 * step until the next snapshot joins.
 *
 * <p>Pure: no clock, no I/O. Allocates nothing per delta while in step. Threading: one thread.
 */
public final class OrderBook {
    /** What came of a delta or a snapshot. */
    public enum Step {
        /** The book is at the time of what came. */
        IN_STEP,
        /** Kept until a snapshot joins. */
        KEPT,
        /** Older than the book: nothing changed. */
        OLD,
        /** The chain has ended: a snapshot is needed. */
        LOST
    }

    /** At 50 ms each more than a minute: longer than a snapshot was ever seen to lag. */
    private static final int KEPT_MAX = 1_500;

    private final BookSide bids;
    private final BookSide asks;
    private final Deque<BookChange> kept = new ArrayDeque<>();
    private boolean isInStep;
    private boolean isSnapshotHeld;
    private long timeMs;

    /** Of the topic's depth. */
    public OrderBook(final int levelsMax) {
        bids = new BookSide(true, levelsMax);
        asks = new BookSide(false, levelsMax);
    }

    /** Takes the next delta. */
    public Step onDelta(final BookChange delta) {
        if (isInStep) {
            if (delta.timeMs() <= timeMs) {
                return Step.OLD; // Twice, or late: had it been missing, the one after it would not have joined.
            }
            if (delta.prevMs() == timeMs) {
                return apply(delta);
            }
            return lose(delta);
        }
        if (isSnapshotHeld && delta.timeMs() <= timeMs) {
            return Step.OLD;
        }
        keep(delta);
        return isSnapshotHeld ? join() : Step.KEPT;
    }

    /** Takes a snapshot; {@link Step#KEPT} = it waits for the first delta after it, {@link Step#LOST} = ask again. */
    public Step onSnapshot(final BookChange snapshot) {
        if (isInStep) {
            return Step.OLD;
        }
        bids.clear();
        asks.clear();
        timeMs = snapshot.timeMs();
        setAll(snapshot);
        if (isCrossed()) {
            isSnapshotHeld = false;
            return Step.LOST;
        }
        isSnapshotHeld = true;
        return join();
    }

    /** The stream was interrupted: nothing that was kept joins anything. */
    public void forget() {
        isInStep = false;
        isSnapshotHeld = false;
        kept.clear();
    }

    /** The deltas after the snapshot, from the one that begins at it or else the one that spans it. */
    private Step join() {
        while (!kept.isEmpty() && kept.peek().timeMs() <= timeMs) {
            kept.poll();
        }
        if (kept.isEmpty()) {
            return Step.KEPT;
        }
        dropUntilTheCleanOne();
        if (kept.peek().prevMs() > timeMs) {
            isSnapshotHeld = false; // It lags behind everything that was kept.
            return Step.LOST;
        }
        isSnapshotHeld = false;
        isInStep = true;
        boolean isFirst = true;
        while (!kept.isEmpty()) {
            final BookChange delta = kept.poll();
            if (!isFirst && delta.timeMs() <= timeMs) {
                continue;
            }
            if (!isFirst && delta.prevMs() != timeMs) {
                return lose(delta);
            }
            isFirst = false;
            if (apply(delta) == Step.LOST) {
                return Step.LOST;
            }
        }
        return Step.IN_STEP;
    }

    private void dropUntilTheCleanOne() {
        boolean hasClean = false;
        for (final BookChange delta : kept) {
            hasClean |= delta.prevMs() == timeMs;
        }
        while (hasClean && kept.peek().prevMs() != timeMs) {
            kept.poll();
        }
    }

    private Step apply(final BookChange delta) {
        setAll(delta);
        timeMs = delta.timeMs();
        if (isCrossed()) {
            isInStep = false;
            return Step.LOST;
        }
        return Step.IN_STEP;
    }

    private Step lose(final BookChange delta) {
        isInStep = false;
        // What was kept behind it may still join a newer snapshot.
        kept.addFirst(delta);
        return Step.LOST;
    }

    private void keep(final BookChange delta) {
        if (kept.size() == KEPT_MAX) {
            kept.poll();
        }
        kept.add(delta);
    }

    private void setAll(final BookChange change) {
        for (int i = 0; i < change.bidsE8().length; i += 2) {
            bids.set(change.bidsE8()[i], change.bidsE8()[i + 1]);
        }
        for (int i = 0; i < change.asksE8().length; i += 2) {
            asks.set(change.asksE8()[i], change.asksE8()[i + 1]);
        }
    }

    private boolean isCrossed() {
        return bids.size() > 0 && asks.size() > 0 && bids.priceE8(0) >= asks.priceE8(0);
    }

    /** Whether the sides may be used. */
    public boolean isInStep() {
        return isInStep;
    }

    /** The venue's time of the book. */
    public long timeMs() {
        return timeMs;
    }

    public BookSide bids() {
        return bids;
    }

    public BookSide asks() {
        return asks;
    }
}
