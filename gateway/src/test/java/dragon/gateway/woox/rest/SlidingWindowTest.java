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
    void keepsOnePlaceFreeForWhatIsMoreUrgent() {
        final SlidingWindow window = new SlidingWindow(5, SECOND_NS);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, window.reserve(0, 0, 1));
        }
        assertEquals(-1, window.reserve(0, 0, 1));
        assertEquals(0, window.reserve(0, 0, 0));
        assertEquals(-1, window.reserve(0, SECOND_NS - 1, 0));
        assertEquals(SECOND_NS, window.reserve(0, SECOND_NS, 0));
    }

    @Test
    void staysClosedLongerEachTimeTheVenueComplains() {
        final SlidingWindow window = new SlidingWindow(10, SECOND_NS);
        window.onLimitPassed(0, 0);
        assertEquals(SECOND_NS, window.reserve(0, 60 * SECOND_NS, 0));
        window.onLimitPassed(SECOND_NS, 0);
        assertEquals(2 * SECOND_NS, window.reserve(SECOND_NS, 60 * SECOND_NS, 0));
        window.onPassed(4 * SECOND_NS);
        window.onLimitPassed(5 * SECOND_NS, 0);
        assertEquals(SECOND_NS, window.reserve(5 * SECOND_NS, 60 * SECOND_NS, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverGrantsMoreThanFourFifthsOfTheLimitInAnyWindow(final long seed) {
        final Random random = new Random(seed);
        final SlidingWindow window = new SlidingWindow(10, SECOND_NS);
        final List<Long> grants = new ArrayList<>();
        long nowNs = 0;
        for (int i = 0; i < 5_000; i++) {
            nowNs += random.nextInt(100_000_000);
            final long waitNs = window.reserve(nowNs, random.nextInt(3) * SECOND_NS, random.nextInt(2));
            if (waitNs >= 0) {
                grants.add(nowNs + waitNs);
            }
        }
        for (int i = 8; i < grants.size(); i++) {
            final long spanNs = grants.get(i) - grants.get(i - 8);
            assertTrue(spanNs >= SECOND_NS, "nine grants within " + spanNs + " ns, seed " + seed);
        }
    }
}
