package dragon.gateway.woox.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.woox.book.OrderBook.Step;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private final OrderBook book = new OrderBook(3);

    private static BookChange whole(final long timeMs, final long[] bids, final long[] asks) {
        return new BookChange(BookChange.WHOLE, timeMs, bids, asks);
    }

    private static BookChange delta(final long prevMs, final long timeMs, final long[] bids, final long[] asks) {
        return new BookChange(prevMs, timeMs, bids, asks);
    }

    private static long[] levels(final long... priceAndQuantity) {
        return priceAndQuantity;
    }

    private static String text(final BookSide side) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < side.size(); i++) {
            text.append(side.priceE8(i)).append('x').append(side.quantityE8(i)).append(' ');
        }
        return text.toString().trim();
    }

    private void joinAt(final long timeMs) {
        book.onSnapshot(whole(timeMs, levels(99, 1, 98, 2), levels(101, 3, 102, 4)));
        assertEquals(Step.IN_STEP, book.onDelta(delta(timeMs, timeMs + 10, levels(), levels())));
    }

    @Test
    void joinsTheDeltaThatBeginsWhereTheSnapshotEnds() {
        assertEquals(Step.KEPT, book.onDelta(delta(90, 100, levels(97, 9), levels())));
        assertEquals(Step.KEPT, book.onDelta(delta(100, 110, levels(99, 5), levels(101, 0))));
        assertEquals(Step.IN_STEP, book.onSnapshot(whole(100, levels(98, 2, 99, 1), levels(102, 4, 101, 3))));
        assertEquals("99x5 98x2", text(book.bids()), "the delta before the snapshot is part of it");
        assertEquals("102x4", text(book.asks()));
        assertEquals(110, book.timeMs());
    }

    @Test
    void joinsTheDeltaThatSpansTheSnapshotWhereNoneBeginsAtIt() {
        book.onDelta(delta(90, 105, levels(97, 9), levels()));
        book.onDelta(delta(105, 110, levels(96, 9), levels()));
        assertEquals(Step.IN_STEP, book.onSnapshot(whole(100, levels(99, 1), levels(101, 3))));
        assertEquals("99x1 97x9 96x9", text(book.bids()));
    }

    @Test
    void prefersTheCleanDeltaAsTheExchangesOwnRecordingNeedsIt() {
        book.onDelta(delta(850, 1_100, levels(), levels(228, 3)));
        book.onDelta(delta(1_000, 1_300, levels(226, 5), levels(228, 0)));
        assertEquals(Step.IN_STEP, book.onSnapshot(whole(1_000, levels(227, 4), levels(228, 2, 230, 1))));
        assertEquals("230x1", text(book.asks()));
        assertEquals("227x4 226x5", text(book.bids()));
    }

    @Test
    void waitsForTheFirstDeltaAfterASnapshotThatIsAhead() {
        book.onDelta(delta(80, 90, levels(), levels()));
        assertEquals(Step.KEPT, book.onSnapshot(whole(100, levels(99, 1), levels(101, 3))));
        assertFalse(book.isInStep());
        assertEquals(Step.OLD, book.onDelta(delta(90, 100, levels(99, 7), levels())));
        assertEquals(Step.IN_STEP, book.onDelta(delta(100, 110, levels(98, 1), levels())));
        assertEquals("99x1 98x1", text(book.bids()));
    }

    @Test
    void refusesASnapshotThatLagsBehindEverythingThatWasKept() {
        book.onDelta(delta(200, 210, levels(), levels()));
        assertEquals(Step.LOST, book.onSnapshot(whole(100, levels(99, 1), levels(101, 3))));
        assertEquals(Step.IN_STEP, book.onSnapshot(whole(200, levels(99, 1), levels(101, 3))));
    }

    @Test
    void isLostAtAGapAndKeepsTheDeltaBehindIt() {
        joinAt(100);
        assertEquals(Step.LOST, book.onDelta(delta(120, 130, levels(99, 8), levels())));
        assertFalse(book.isInStep());
        assertEquals(Step.IN_STEP, book.onSnapshot(whole(120, levels(99, 1), levels(101, 3))));
        assertEquals("99x8", text(book.bids()));
        assertEquals(130, book.timeMs());
    }

    @Test
    void takesNoDeltaTwice() {
        joinAt(100);
        final BookChange change = delta(110, 120, levels(99, 5), levels());
        assertEquals(Step.IN_STEP, book.onDelta(change));
        assertEquals(Step.IN_STEP, book.onDelta(delta(120, 130, levels(99, 6), levels())));
        assertEquals(Step.OLD, book.onDelta(change));
        assertEquals("99x6 98x2", text(book.bids()));
    }

    @Test
    void isLostWhenItIsCrossed() {
        joinAt(100);
        assertEquals(Step.LOST, book.onDelta(delta(110, 120, levels(101, 1), levels())));
        assertEquals(Step.LOST, book.onSnapshot(whole(130, levels(101, 1), levels(101, 3))), "a crossed snapshot too");
    }

    @Test
    void removesAnUnknownLevelWithoutAWord() {
        joinAt(100);
        assertEquals(Step.IN_STEP, book.onDelta(delta(110, 120, levels(50, 0), levels(200, 0))));
        assertEquals("99x1 98x2", text(book.bids()));
    }

    @Test
    void isCutToTheDepthOfItsTopic() {
        joinAt(100);
        book.onDelta(delta(110, 120, levels(97, 3, 96, 4), levels(100, 1)));
        book.onDelta(delta(120, 130, levels(), levels(103, 5)));
        assertEquals("99x1 98x2 97x3", text(book.bids()));
        assertEquals("100x1 101x3 102x4", text(book.asks()));
        assertTrue(book.isInStep());
    }

    @Test
    void forgetsWhatItKeptWhenTheStreamIsInterrupted() {
        joinAt(100);
        book.forget();
        assertEquals(Step.KEPT, book.onDelta(delta(110, 120, levels(), levels())));
        assertFalse(book.isInStep());
    }
}
