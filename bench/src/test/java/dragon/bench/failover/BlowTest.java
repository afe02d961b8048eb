package dragon.bench.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlowTest {
    @Test
    void resumesEveryOtherStoppedLeaderAfterTheTakeover() {
        final List<Blow> blows = Blow.drawn(100, 50, 1);

        assertEquals(100, Collections.frequency(blows, Blow.KILLED));
        assertEquals(50, blows.stream().filter(Blow::isStop).count());
        assertEquals(25, Collections.frequency(blows, Blow.RESUMED_AFTER_TAKEOVER));
        assertEquals(13, Collections.frequency(blows, Blow.RESUMED_WITH_ITS_LEASE));
        assertEquals(12, Collections.frequency(blows, Blow.STOPPED));
    }

    @Test
    void drawsTheOrderFromTheSeed() {
        assertEquals(Blow.drawn(10, 10, 7), Blow.drawn(10, 10, 7));
        assertNotEquals(Blow.drawn(10, 10, 7), Blow.drawn(10, 10, 8));
    }
}
