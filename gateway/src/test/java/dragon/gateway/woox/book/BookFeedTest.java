package dragon.gateway.woox.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.BookDepth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BookFeedTest {
    private static final long MS = 1_000_000L;

    private final List<Consumer<BookChange>> asked = new ArrayList<>();
    private final List<Long> askedMs = new ArrayList<>();
    private final List<VenueFact> facts = new ArrayList<>();
    private long nowMs = 1_000;
    private final BookFeed feed = new BookFeed(
            1,
            "PERP_BTC_USDT",
            50,
            (symbol, levelsMax, answer) -> {
                asked.add(answer);
                askedMs.add(nowMs);
            },
            facts::add);

    private void delta(final long prevMs, final long timeMs) {
        feed.onDelta(new BookChange(prevMs, timeMs, new long[] {timeMs, 5}, new long[0]), nowMs * MS);
    }

    private void passMs(final long ms) {
        for (long i = 0; i < ms; i += 50) {
            nowMs += 50;
            feed.tick(nowMs * MS);
        }
    }

    private void answer(final long timeMs) {
        asked.remove(0).accept(new BookChange(BookChange.WHOLE, timeMs, new long[] {9, 1}, new long[] {9_999, 1}));
    }

    private int levelsTold() {
        return ((BookDepth) facts.get(facts.size() - 1)).bids().size();
    }

    @Test
    void asksOnceTheFirstDeltaIsThereAndTellsTheBookWhenItIsInStep() {
        passMs(500);
        assertEquals(0, asked.size());
        delta(10, 20);
        passMs(500);
        assertEquals(1, asked.size());
        answer(10);
        assertEquals(2, levelsTold());
        delta(20, 30);
        assertEquals(3, levelsTold());
        assertEquals(2, facts.size());
    }

    @Test
    void saysThatTheBookIsGoneOnceAndAsksAgain() {
        delta(10, 20);
        passMs(500);
        answer(10);
        delta(25, 30);
        delta(30, 40);
        assertEquals(0, levelsTold());
        assertEquals(2, facts.size());
        passMs(50);
        answer(25);
        assertEquals(3, levelsTold());
    }

    @Test
    void waitsLongerAndLongerForASnapshotThatLags() {
        delta(100, 110);
        for (int i = 0; i < 8; i++) {
            while (asked.isEmpty()) {
                passMs(50);
            }
            answer(90);
        }
        final List<Long> waits = new ArrayList<>();
        for (int i = 1; i < askedMs.size(); i++) {
            waits.add(askedMs.get(i) - askedMs.get(i - 1));
        }
        assertEquals(List.of(50L, 50L, 1_000L, 2_000L, 5_000L, 10_000L, 10_000L), waits);
        assertEquals(8, feed.resyncCount());
        while (asked.isEmpty()) {
            passMs(50);
        }
        answer(100);
        assertEquals(2, levelsTold());
    }

    @Test
    void asksAgainWhereThereIsNoAnswerAndStartsAnewWithTheStream() {
        delta(100, 110);
        passMs(200);
        asked.remove(0).accept(null);
        passMs(50);
        answer(100);
        assertEquals(2, levelsTold());
        feed.onStreamLost();
        assertEquals(0, levelsTold());
        delta(200, 210);
        passMs(200);
        answer(200);
        assertEquals(2, levelsTold());
    }
}
