package dragon.gateway.woox.book;

import dragon.gateway.venue.VenueFact.BookDepth;
import dragon.gateway.venue.VenueFact.BookLevel;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.book.OrderBook.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one instrument's book in step and tells its best levels after each delta; tells an empty book once when it falls
 * out of step.
 *
 * <p>A snapshot that does not join is asked for again at once, and after three in a row with waits of 1, 2, 5 and 10
 * seconds. Threading: any thread.
 */
public final class BookFeed {
    private static final Logger LOG = LoggerFactory.getLogger(BookFeed.class);
    private static final int LEVELS_TOLD = 20;
    private static final int FAILURES_AT_ONCE = 3;
    private static final long[] WAIT_S = {1, 2, 5, 10};

    /** So that the first delta is there before the snapshot is. */
    private static final long FIRST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Asks for a snapshot; the answer is null where there is none. */
    @FunctionalInterface
    public interface Snapshots {
        /** Asks; answers once, on any thread. */
        void ask(String symbol, int levelsMax, Consumer<BookChange> answer);
    }

    private final int instrumentId;
    private final String symbol;
    private final int levelsMax;
    private final Snapshots snapshots;
    private final VenueListener listener;
    private final OrderBook book;
    private boolean isAsked;
    private boolean isAskDue;
    private long askNs;
    private int failureCount;
    private long resyncCount;
    private boolean isToldEmpty = true;

    /**
     * Out of step until the first delta.
     *
     * @param levelsMax depth of the topic
     */
    public BookFeed(
            final int instrumentId,
            final String symbol,
            final int levelsMax,
            final Snapshots snapshots,
            final VenueListener listener) {
        this.instrumentId = instrumentId;
        this.symbol = symbol;
        this.levelsMax = levelsMax;
        this.snapshots = snapshots;
        this.listener = listener;
        this.book = new OrderBook(levelsMax);
    }

    /** The topic to subscribe to. */
    public String topic() {
        return "orderbookupdate@" + symbol + "@" + levelsMax;
    }

    public String symbol() {
        return symbol;
    }

    /** Takes a delta of the stream. */
    public synchronized void onDelta(final BookChange delta, final long nowNs) {
        final Step step = book.onDelta(delta);
        if (step == Step.KEPT && !isAsked && !isAskDue) {
            askAt(nowNs + FIRST_WAIT_NS);
        } else if (step == Step.LOST) {
            lost(nowNs);
        } else if (step == Step.IN_STEP) {
            failureCount = 0;
            tell();
        }
    }

    /** The stream was interrupted. */
    public synchronized void onStreamLost() {
        book.forget();
        isAskDue = false;
        failureCount = 0;
        tellEmpty();
    }

    /** Lets time pass: asks for the snapshot that is due. */
    public void tick(final long nowNs) {
        synchronized (this) {
            if (!isAskDue || isAsked || nowNs - askNs < 0) {
                return;
            }
            isAskDue = false;
            isAsked = true;
        }
        snapshots.ask(symbol, levelsMax, snapshot -> onSnapshot(snapshot, nowNs));
    }

    private synchronized void onSnapshot(final BookChange snapshot, final long askedNs) {
        isAsked = false;
        final Step step = snapshot == null ? Step.LOST : book.onSnapshot(snapshot);
        if (step == Step.LOST) {
            lost(askedNs);
        } else if (step == Step.IN_STEP) {
            failureCount = 0;
            tell();
        }
    }

    private void lost(final long nowNs) {
        failureCount++;
        resyncCount++;
        tellEmpty();
        final int late = failureCount - FAILURES_AT_ONCE;
        final long waitNs = late < 0 ? 0 : TimeUnit.SECONDS.toNanos(WAIT_S[Math.min(late, WAIT_S.length - 1)]);
        if (late == 0) {
            LOG.warn("{}: the book is out of step after {} attempts, best bid and offer go on", symbol, failureCount);
        }
        askAt(nowNs + waitNs);
    }

    private void askAt(final long dueNs) {
        isAskDue = true;
        askNs = dueNs;
    }

    private void tell() {
        isToldEmpty = false;
        listener.onFact(new BookDepth(instrumentId, levels(book.bids()), levels(book.asks()), book.timeMs()));
    }

    private void tellEmpty() {
        if (!isToldEmpty) {
            isToldEmpty = true;
            listener.onFact(new BookDepth(instrumentId, List.of(), List.of(), book.timeMs()));
        }
    }

    /** How often the book fell out of step, or a snapshot did not join. */
    public synchronized long resyncCount() {
        return resyncCount;
    }

    private static List<BookLevel> levels(final BookSide side) {
        final int count = Math.min(LEVELS_TOLD, side.size());
        final List<BookLevel> levels = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            levels.add(new BookLevel(side.priceE8(i), side.quantityE8(i)));
        }
        return levels;
    }
}
