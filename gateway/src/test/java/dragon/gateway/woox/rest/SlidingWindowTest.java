package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void keepsPlacesFreeForReductions() {
        final SlidingWindow window = new SlidingWindow(5, SECOND_NS, true);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, window.earliestNs(0, Urgency.ENTRY));
            window.take(0);
        }
        assertEquals(SECOND_NS, window.earliestNs(0, Urgency.ENTRY));
        assertEquals(0, window.earliestNs(0, Urgency.REDUCTION));
        window.take(0);
        assertEquals(SECOND_NS, window.earliestNs(0, Urgency.REDUCTION));
    }

    @Test
    void staysClosedLongerEachTimeTheVenueComplains() {
        final SlidingWindow window = new SlidingWindow(10, SECOND_NS, false);
        long nowNs = 0;
        for (final long seconds : new long[] {1, 2, 4, 8, 16, 30, 30}) {
            window.onLimitPassed(nowNs, 0);
            assertEquals(nowNs + seconds * SECOND_NS, window.earliestNs(nowNs, Urgency.REDUCTION));
            nowNs += seconds * SECOND_NS;
            window.take(nowNs);
        }
        window.onPassed(nowNs);
        window.onLimitPassed(nowNs, 7);
        assertEquals(nowNs + SECOND_NS + 7, window.earliestNs(nowNs, Urgency.QUERY));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverGrantsMoreThanFourFifthsOfTheLimitInAnyWindow(final long seed) {
        final Random random = new Random(seed);
        final SlidingWindow window = new SlidingWindow(10, SECOND_NS, true);
        final Urgency[] urgencies = Urgency.values();
        final List<Long> grants = new ArrayList<>();
        long nowNs = 0;
        for (int i = 0; i < 5_000; i++) {
            nowNs += random.nextInt(100_000_000);
            if (window.earliestNs(nowNs, urgencies[random.nextInt(urgencies.length)]) == nowNs) {
                window.take(nowNs);
                grants.add(nowNs);
            }
        }
        assertTrue(grants.size() > 1_000, "only " + grants.size() + " grants");
        for (int i = 8; i < grants.size(); i++) {
            final long spanNs = grants.get(i) - grants.get(i - 8);
            assertTrue(spanNs >= SECOND_NS, "nine grants within " + spanNs + " ns, seed " + seed);
        }
    }
}
