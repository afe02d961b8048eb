package dragon.gateway.woox.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.woox.book.OrderBook.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plain book beside it, and a stream that loses, repeats and delays: in step means equal. */
class OrderBookPropertyTest {
    private static final int STEPS = 5_000;
    private static final int PRICES = 40;

    /** The venue's book at one of its times. */
    private record Moment(long timeMs, Map<Long, Long> bids, Map<Long, Long> asks) {
        BookChange whole() {
            return new BookChange(BookChange.WHOLE, timeMs, flat(bids), flat(asks));
        }
    }

    private final Map<Long, Long> bids = new TreeMap<>(Collections.reverseOrder());
    private final Map<Long, Long> asks = new TreeMap<>();
    private final Map<Long, Moment> moments = new TreeMap<>();
    private long timeMs = 1_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inStepMeansEqualToThePlainBookAtThatTime(final long seed) {
        final Random random = new Random(seed);
        final OrderBook book = new OrderBook(2 * PRICES);
        final List<BookChange> late = new ArrayList<>();
        long snapshotAt = 0;
        Moment snapshot = null;
        int comparisons = 0;
        int losses = 0;
        remember();
        for (int step = 0; step < STEPS; step++) {
            final BookChange delta = change(random);
            Step result = null;
            final int fault = random.nextInt(100);
            if (fault < 2) {
                late.add(delta); // Missing, or late.
            } else {
                result = book.onDelta(delta);
                if (fault < 6) {
                    assertEquals(book.isInStep(), book.onDelta(delta) == Step.OLD, "twice changes nothing");
                }
            }
            if (!late.isEmpty() && random.nextInt(10) == 0) {
                result = later(book.onDelta(late.remove(0)), result);
            }
            if (random.nextInt(400) == 0) {
                book.forget();
            }
            if (!book.isInStep() && snapshot == null && random.nextInt(5) == 0) {
                snapshot = moment(random.nextInt(4) == 0 ? timeMs - random.nextInt(300) : timeMs);
                snapshotAt = step + random.nextInt(15); // The answer takes its time, and is older then.
            }
            if (snapshot != null && step >= snapshotAt) {
                result = later(book.onSnapshot(snapshot.whole()), result);
                snapshot = null;
            }
            losses += result == Step.LOST ? 1 : 0;
            if (book.isInStep()) {
                final Moment then = moments.get(book.timeMs());
                assertEquals(then.bids().toString(), map(book.bids()), "bids at " + book.timeMs());
                assertEquals(then.asks().toString(), map(book.asks()), "asks at " + book.timeMs());
                comparisons++;
            }
        }
        assertTrue(comparisons > STEPS / 4, "mostly in step: " + comparisons);
        assertTrue(losses > 10, "and lost often enough to show something: " + losses);
    }

    private static Step later(final Step now, final Step before) {
        return before == Step.LOST ? before : now;
    }

    private Moment moment(final long atMs) {
        Moment found = moments.values().iterator().next();
        for (final Moment moment : moments.values()) {
            found = moment.timeMs() <= atMs ? moment : found;
        }
        return found;
    }

    private void remember() {
        final Map<Long, Long> bidsNow = new TreeMap<>(Collections.reverseOrder());
        bidsNow.putAll(bids);
        moments.put(timeMs, new Moment(timeMs, bidsNow, new TreeMap<>(asks)));
    }

    /** Changes the plain book at a few prices and tells how, sometimes with a level that was never there. */
    private BookChange change(final Random random) {
        final long prevMs = timeMs;
        timeMs += 1 + random.nextInt(20);
        final Map<Long, Long> bidChanges = new TreeMap<>();
        final Map<Long, Long> askChanges = new TreeMap<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            final boolean isBid = random.nextBoolean();
            final long price = isBid ? 1_000 - random.nextInt(PRICES) : 1_001 + random.nextInt(PRICES);
            final long quantity = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(1_000);
            (isBid ? bidChanges : askChanges).put(price, quantity);
            if (quantity == 0) {
                (isBid ? bids : asks).remove(price);
            } else {
                (isBid ? bids : asks).put(price, quantity);
            }
        }
        remember();
        return new BookChange(prevMs, timeMs, flat(bidChanges), flat(askChanges));
    }

    private static long[] flat(final Map<Long, Long> levels) {
        final long[] flat = new long[2 * levels.size()];
        int at = 0;
        for (final Map.Entry<Long, Long> level : levels.entrySet()) {
            flat[at++] = level.getKey();
            flat[at++] = level.getValue();
        }
        return flat;
    }

    private static String map(final BookSide side) {
        final Map<Long, Long> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < side.size(); i++) {
            map.put(side.priceE8(i), side.quantityE8(i));
        }
        return map.toString();
    }
}
