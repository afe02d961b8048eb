package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A venue that fails or refuses: what entries wait for, what goes out all the same, and how it ends by itself. */
class VenueTroubleScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    // The surface for orders fails

    @Test
    void E25_blocksAnEntryWithoutAnAttemptUntilTheBreakerIsClosedAgain() {
        dragon.ready(Legs.LONG_ONLY, "0");
        breaker(SurfaceState.DOWN, BreakerState.OPEN).forget().bar("60000");
        assertEquals(List.of(), places());
        assertTrue(dragon.takeEvents().contains(EventCode.EXCHANGE_DEGRADED_BLOCK.name()));
        dragon.bar("60000");
        assertFalse(dragon.takeEvents().contains(EventCode.EXCHANGE_DEGRADED_BLOCK.name()), "once an episode");

        dragon.forget();
        breaker(SurfaceState.DEGRADED, BreakerState.HALF_OPEN);
        assertEquals(List.of(EventCode.VENUE_HEALTH_CHANGED.name()), dragon.takeEvents());
        dragon.bar("60000");
        assertEquals(List.of(), places(), "half open is not well");

        dragon.forget();
        breaker(SurfaceState.UP, BreakerState.CLOSED);
        assertEquals(List.of(EventCode.VENUE_HEALTH_CHANGED.name()), dragon.takeEvents());
        dragon.bar("60000");
        assertEquals(1, places().size(), "nobody had to do anything");
    }

    @Test
    void E25_letsReductionsAndCancelsOutWhileEntriesAreBlocked() {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        breaker(SurfaceState.DOWN, BreakerState.OPEN).forget();

        dragon.flatten(ControlScope.BOT, 1);
        assertTrue(dragon.takeSent().contains("cancel"));
        List.copyOf(dragon.placedIds()).stream()
                .filter(id -> dragon.core().state().orders().get(id).status() == OrderStatus.NEW)
                .forEach(id -> dragon.status(id, VenueOrderStatus.CANCELED, "0"));
        dragon.position(Leg.LONG, "0.01").pass(3).position(Leg.LONG, "0.01");
        assertTrue(
                places().stream().anyMatch(place -> place.contains("FLATTEN") && place.endsWith("reduce-only")),
                "the leg is closed through the open breaker");
    }

    private CoreHarness breaker(final SurfaceState state, final BreakerState breaker) {
        return dragon.health(Surface.REST_TRADE, state, breaker, breaker == BreakerState.OPEN ? 20_000 : 0);
    }

    private List<String> places() {
        return dragon.takeSent().stream()
                .filter(intent -> intent.startsWith("place "))
                .toList();
    }

    // The margin does not suffice

    @Test
    void E9_oneRefusalForMarginHoldsTheEntriesOfAllBotsOfTheAccountForAMinute() {
        dragon.ready(Legs.LONG_ONLY, "0").createBot("second", Legs.SHORT_ONLY, "0");
        dragon.candle(dragon.barOpenMs(), "60000", CandleSource.HISTORY)
                .historyEnd()
                .pass(4);
        dragon.quote("59999.9", "60000.0").bar("60000");
        assertEquals(2, places().size());
        dragon.forget();
        List.copyOf(dragon.placedIds()).forEach(id -> dragon.rejected(id, RejectClass.MARGIN));
        assertEquals(
                1,
                dragon.takeEvents().stream()
                        .filter(EventCode.MARGIN_BLOCK.name()::equals)
                        .count(),
                "the second one was on its way already");

        entersAfter(50);
        assertEquals(List.of(), places());
        entersAfter(20);
        assertEquals(2, places().size());
    }

    @Test
    void E9_eachRefusalForMarginHoldsEntriesTwiceAsLongUntilOneIsTaken() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000").rejected(dragon.lastPlacedId(), RejectClass.MARGIN);
        entersAfter(70);
        dragon.rejected(dragon.lastPlacedId(), RejectClass.MARGIN);
        dragon.forget();
        entersAfter(110);
        assertEquals(List.of(), places());
        entersAfter(20);
        assertEquals(1, places().size());

        dragon.accepted(dragon.lastPlacedId()).status(dragon.lastPlacedId(), VenueOrderStatus.CANCELED, "0");
        entersAfter(10);
        dragon.rejected(dragon.lastPlacedId(), RejectClass.MARGIN);
        dragon.forget();
        entersAfter(70);
        assertEquals(1, places().size(), "a minute again");
    }

    @Test
    void E9_aRefusalForMarginHoldsNoReductionAndAReductionThatIsRefusedHoldsNothing() {
        dragon.inPosition("0");
        final long rung = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.DCA);
        final long profit = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        dragon.rejected(profit, RejectClass.MARGIN);
        assertEquals(0, dragon.core().state().accounts().get(1).marginBlockUntilNs());
        dragon.rejected(rung, RejectClass.MARGIN).forget().pass(10);
        assertTrue(dragon.core().state().accounts().get(1).marginBlockUntilNs() > dragon.nowNs());
        assertEquals(
                1,
                places().stream().filter(place -> place.contains("TAKE_PROFIT")).count());
    }

    @Test
    void E9_anOperatorWhoReleasesTheAccountEndsTheBlock() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000").rejected(dragon.lastPlacedId(), RejectClass.MARGIN);
        final long hash = dragon.hash();
        assertEquals(hash, dragon.restore().hash(), "it is in the image");
        dragon.release(ControlScope.ACCOUNT, 1, Leg.NULL_VAL).forget();
        entersAfter(5);
        assertEquals(1, places().size());
    }

    private void entersAfter(final long seconds) {
        dragon.pass(seconds).quote("59999.9", "60000.0").bar("60000");
    }
}
