package dragon.monitor.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RestartPauseTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final RestartPause pause = new RestartPause();
    private long nowNs = -5 * SECOND_NS; // A monotonic clock may begin anywhere.

    @Test
    void growsWithEveryShortLifeUpToAMinute() {
        final List<Long> seconds = new ArrayList<>();
        for (int death = 0; death < 8; death++) {
            seconds.add(dieAfter(SECOND_NS) / SECOND_NS);
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), seconds);
    }

    @Test
    void beginsAnewAfterALongLife() {
        dieAfter(SECOND_NS);
        dieAfter(SECOND_NS);
        assertEquals(SECOND_NS, dieAfter(RestartPause.LONGEST_NS));
        assertEquals(2 * SECOND_NS, dieAfter(SECOND_NS));
    }

    @Test
    void isOverOnlyOnceItHasPassed() {
        assertFalse(pause.isOver(nowNs), "nothing has ended");
        pause.onStarted(nowNs);
        final long waitNs = pause.onEnded(nowNs);
        assertFalse(pause.isOver(nowNs + waitNs - 1));
        assertTrue(pause.isOver(nowNs + waitNs));
        pause.onStarted(nowNs + waitNs);
        assertFalse(pause.isOver(nowNs + waitNs));
    }

    private long dieAfter(final long lifeNs) {
        pause.onStarted(nowNs);
        nowNs += lifeNs;
        return pause.onEnded(nowNs);
    }
}
