package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.woox.parse.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A venue whose push begins to lag, and one whose clock is set, in a moment: the test moves the time. */
class FreshPricesTest {
    private static final long ONE_E8 = 100_000_000L;
    private static final long VENUE_AHEAD_MS = 40_000;

    private final List<VenueFact> facts = new ArrayList<>();
    private long ownMs = 1_790_000_000_000L;
    private int measurements;
    private final VenueClock clock = new VenueClock(() -> ownMs);
    private final FreshPrices prices = new FreshPrices(clock, facts::add, () -> measurements++);

    @Test
    void aPushThatLagsBringsNoPriceUntilItHasCaughtUp() {
        measure(VENUE_AHEAD_MS, 20);
        quote(1, 5);
        mark(2, 5);
        for (int i = 0; i < 100; i++) {
            pass(50);
            quote(100, 30_000);
            mark(101, 30_000);
        }
        assertEquals(List.of(1L, 2L), told());
        assertEquals(200, prices.lateCount());
        assertEquals(1, measurements, "late, or a clock that was set: asked once in five seconds");

        quote(3, 5);
        mark(4, 5);
        assertEquals(List.of(1L, 2L, 3L, 4L), told());
    }

    @Test
    void theBoundLeavesRoomForWhatTheMeasuredClockMayBeWrongBy() {
        measure(VENUE_AHEAD_MS, 600);
        quote(1, FreshPrices.AGE_MS_MAX + 300);
        quote(2, FreshPrices.AGE_MS_MAX + 301);
        assertEquals(List.of(1L), told());
    }

    @Test
    void noAgeIsKnownBeforeTheClockIsMeasured() {
        quote(1, 30_000);
        mark(2, 30_000);
        assertEquals(List.of(1L, 2L), told());
        measure(0, 20);
        quote(3, 30_000);
        assertEquals(List.of(1L, 2L), told());
    }

    @Test
    void aFrameThatDoesNotSayWhenItWasSentIsJudgedByItsOrderAlone() {
        measure(0, 20);
        prices.tell(new Quote(1, ONE_E8, ONE_E8, 2 * ONE_E8, ONE_E8, 500), StreamMessage.NONE, ownMs * 1_000_000);
        prices.tell(new Quote(1, 3 * ONE_E8, ONE_E8, 4 * ONE_E8, ONE_E8, 499), StreamMessage.NONE, ownMs * 1_000_000);
        assertEquals(List.of(1L), told());
        assertEquals(1, prices.overtakenCount());
    }

    @Test
    void pricesGoOnWhenTheVenuesClockWasSetBackAndMeasuredAgain() {
        measure(VENUE_AHEAD_MS, 20);
        quote(1, 5);
        pass(50);
        quote(2, 10_000);
        assertEquals(1, measurements);
        for (int i = 0; i < 3; i++) {
            measure(VENUE_AHEAD_MS - 10_000, 20);
        }
        pass(6_000);
        quote(3, 5); // Its time is before that of the first quote.
        assertEquals(List.of(1L, 3L), told());
    }

    @Test
    void aPriceFromTheFutureHasTheClockMeasured() {
        measure(0, 20);
        quote(1, -10_000);
        assertEquals(List.of(1L), told());
        assertEquals(1, measurements);
    }

    private void measure(final long offsetMs, final long roundTripMs) {
        clock.sample(ownMs - roundTripMs, ownMs, ownMs - roundTripMs / 2 + offsetMs);
    }

    private void pass(final long ms) {
        ownMs += ms;
    }

    private void quote(final long bid, final long ageMs) {
        final long sentMs = clock.nowMs() - ageMs;
        prices.tell(
                new Quote(1, bid * ONE_E8, ONE_E8, (bid + 1) * ONE_E8, ONE_E8, sentMs - 2), sentMs, ownMs * 1_000_000);
    }

    private void mark(final long price, final long ageMs) {
        final long sentMs = clock.nowMs() - ageMs;
        prices.tell(new Mark(1, price * ONE_E8, sentMs - 2), sentMs, ownMs * 1_000_000);
    }

    private List<Long> told() {
        return facts.stream()
                .map(fact -> (fact instanceof Quote quote ? quote.bidPriceE8() : ((Mark) fact).priceE8()) / ONE_E8)
                .toList();
    }
}
