package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {
    private static final long[] NONE = {};
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void keepsPlacesFreeForReductions() {
        final SlidingWindow window = new SlidingWindow(5, SECOND_NS, true);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, window.earliestNs(0, Urgency.ENTRY, NONE));
            window.take();
            window.onEnded(0);
        }
        assertEquals(SECOND_NS, window.earliestNs(0, Urgency.ENTRY, NONE));
        assertEquals(0, window.earliestNs(0, Urgency.REDUCTION, NONE));
        window.take();
        window.onEnded(0);
        assertEquals(SECOND_NS, window.earliestNs(0, Urgency.REDUCTION, NONE));
    }

    @Test
    void keepsThePlaceOfARequestUntilAWindowAfterItsAnswer() {
        final SlidingWindow window = new SlidingWindow(2, SECOND_NS, false);
        window.take();
        assertEquals(9 * SECOND_NS, window.earliestNs(8 * SECOND_NS, Urgency.REDUCTION, NONE));
        window.onEnded(8 * SECOND_NS + 1);
        assertEquals(9 * SECOND_NS + 1, window.earliestNs(8 * SECOND_NS + 1, Urgency.REDUCTION, NONE));
        assertEquals(9 * SECOND_NS + 1, window.earliestNs(9 * SECOND_NS + 1, Urgency.REDUCTION, NONE));
    }

    @Test
    void staysClosedLongerEachTimeTheVenueComplains() {
        final SlidingWindow window = new SlidingWindow(10, SECOND_NS, false);
        long nowNs = 0;
        for (final long seconds : new long[] {1, 2, 4, 8, 16, 30, 30}) {
            window.onLimitPassed(nowNs, 0);
            assertEquals(nowNs + seconds * SECOND_NS, window.earliestNs(nowNs, Urgency.REDUCTION, NONE));
            nowNs += seconds * SECOND_NS;
            window.take();
            window.onEnded(nowNs);
        }
        window.onPassed(nowNs);
        window.onLimitPassed(nowNs, 7);
        assertEquals(nowNs + SECOND_NS + 7, window.earliestNs(nowNs, Urgency.QUERY, NONE));
    }

    /** Requests take up to two seconds to their answer and arrive at any time before it, so they overtake each other. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverLetsMoreThanFourFifthsOfTheLimitArriveInAnyWindow(final long seed) {
        final Random random = new Random(seed);
        final SlidingWindow window = new SlidingWindow(10, SECOND_NS, true);
        final Urgency[] urgencies = Urgency.values();
        final PriorityQueue<Long> answers = new PriorityQueue<>();
        final List<Long> arrivals = new ArrayList<>();
        long nowNs = 0;
        for (int i = 0; i < 20_000; i++) {
            nowNs += random.nextInt(100_000_000);
            while (!answers.isEmpty() && answers.peek() <= nowNs) {
                window.onEnded(answers.poll());
            }
            if (window.earliestNs(nowNs, urgencies[random.nextInt(urgencies.length)], NONE) == nowNs) {
                window.take();
                final long answerNs = nowNs + 1 + random.nextInt(2) * (long) random.nextInt(2_000_000_000);
                answers.add(answerNs);
                arrivals.add(nowNs + (long) (random.nextDouble() * (answerNs - nowNs)));
            }
        }
        assertTrue(arrivals.size() > 1_000, "only " + arrivals.size() + " grants");
        arrivals.sort(null);
        for (int i = 8; i < arrivals.size(); i++) {
            final long spanNs = arrivals.get(i) - arrivals.get(i - 8);
            assertTrue(spanNs >= SECOND_NS, "nine arrivals within " + spanNs + " ns, seed " + seed);
        }
    }

    @Test
    void countsWhatLeftBesideItAsItsOwn() {
        final SlidingWindow window = new SlidingWindow(5, SECOND_NS, false);
        ended(window, 100);
        ended(window, 300);

        assertEquals(400, window.earliestNs(400, Urgency.REDUCTION, new long[] {200}));
        assertEquals(SECOND_NS + 100, window.earliestNs(400, Urgency.REDUCTION, new long[] {200, 350}));
        assertEquals(SECOND_NS + 200, window.earliestNs(400, Urgency.REDUCTION, new long[] {200, 350, 360}));
        assertEquals(SECOND_NS + 9, window.earliestNs(400, Urgency.REDUCTION, new long[] {1, 2, 7, 8, 9, 10}));
    }

    private static void ended(final SlidingWindow window, final long atNs) {
        window.take();
        window.onEnded(atNs);
    }
}
