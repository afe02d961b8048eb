package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Engine time goes forward. */
final class EngineClockTest {
    @Test
    void followsTheMonotonicClockFromTheWallClock() {
        final EngineClock clock = new EngineClock(1_000_000, 500, 0);

        assertEquals(1_000_000, clock.at(500));
        assertEquals(1_000_040, clock.at(540));
    }

    @Test
    void neverGoesBackWhenReadingsCrossEachOther() {
        final EngineClock clock = new EngineClock(1_000_000, 500, 0);

        assertEquals(1_000_040, clock.at(540));
        assertEquals(1_000_040, clock.at(530));
        assertEquals(1_000_041, clock.at(541));
    }

    @Test
    void D1_goesOnFromTheJournalWhenTheWallClockIsBehindIt() {
        final EngineClock clock = new EngineClock(1_000_000, 500, 9_000_000);

        assertEquals(9_000_000, clock.at(500));
        assertEquals(9_000_100, clock.at(600));
    }

    @Test
    void worksWithANegativeMonotonicClock() {
        assertEquals(1_000_010, new EngineClock(1_000_000, -500, 0).at(-490));
    }
}
