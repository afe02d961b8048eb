package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parking, activation and placement: a rung of 0.01 at 59,400 with a band of 0.5 %, active from 59,697, parked from 59,756.4. */
class IntentScenarioTest {
    private static final String RUNG = "place BUY LONG DCA LIMIT 0.01 @ 59400";
    private static final Map<StrategyParameter, String> BANDS =
            Map.of(StrategyParameter.DCA_ACTIVATION_PCT, "0.5", StrategyParameter.FLAPS_PER_MINUTE_MAX, "2");

    private final CoreHarness dragon = new CoreHarness();

    private LegState longLeg() {
        return dragon.core().state().bots().get(1).leg(Leg.LONG);
    }

    private Order order(final OrderRole role) {
        return dragon.core().state().orders().get(longLeg().orderId(role));
    }

    private CoreHarness inPosition(final Map<StrategyParameter, String> settings) {
        dragon.readyWith(Legs.LONG_ONLY, settings).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
        dragon.accepted(longLeg().orderId(OrderRole.TAKE_PROFIT));
        return dragon.forget();
    }

    private long activeRung() {
        dragon.quote("59690.0", "59690.1");
        final long rung = dragon.lastPlacedId();
        dragon.accepted(rung).forget();
        return rung;
    }

    @Test
    void parksARestingOrderAgainOnlyBeyondTheHysteresis() {
        inPosition(BANDS);
        final long rung = activeRung();

        dragon.quote("59756.3", "59756.4");
        assertEquals(List.of(), dragon.takeSent());
        dragon.quote("59756.4", "59756.5");
        assertEquals(List.of("cancel"), dragon.takeSent());
        dragon.status(rung, VenueOrderStatus.CANCELED, "0");

        assertEquals(OrderStatus.PARKED, order(OrderRole.DCA).status());
        assertEquals(rung, order(OrderRole.DCA).intentId());
        assertEquals(2, order(OrderRole.DCA).attempt());
        assertEquals(List.of("ORDER_CANCELLED", "ORDER_PARKED"), dragon.takeEvents());
        dragon.quote("59690.0", "59690.1");
        assertEquals(List.of(RUNG), dragon.takeSent());
        assertNotEquals(rung, dragon.lastPlacedId(), "a client order id is never used again");
    }

    @Test
    void parksOnlyWhatIsLeftOfAPartFilledOrderAndCountsItsEntryOnce() {
        inPosition(BANDS);
        final long rung = activeRung();
        dragon.filled(rung, "0.004", "59400").forget();

        dragon.quote("59800.0", "59800.1").status(rung, VenueOrderStatus.CANCELED, "0.004");

        assertEquals(e8("0.006"), order(OrderRole.DCA).quantityE8());
        assertEquals(e8("0.004"), order(OrderRole.DCA).carriedQuantityE8());
        assertEquals(1, longLeg().entryCount());
        dragon.forget().quote("59690.0", "59690.1");
        assertTrue(dragon.takeSent().contains("place BUY LONG DCA LIMIT 0.006 @ 59400"));
        final long second = longLeg().orderId(OrderRole.DCA);
        dragon.accepted(second).filled(second, "0.006", "59400");

        assertEquals(2, longLeg().entryCount());
        assertEquals(e8("0.02"), longLeg().quantityE8());
    }

    @Test
    void parksNoMoreOftenThanItsRateAllows() {
        inPosition(BANDS);
        activeRung();
        for (int i = 0; i < 2; i++) {
            dragon.quote("59800.0", "59800.1").status(dragon.lastPlacedId(), VenueOrderStatus.CANCELED, "0");
            dragon.quote("59690.0", "59690.1").accepted(dragon.lastPlacedId());
        }
        dragon.forget();

        dragon.quote("59800.0", "59800.1").pass(10).quote("59800.0", "59800.1");
        assertEquals(List.of(), dragon.takeSent());
        dragon.pass(53);

        assertEquals(
                List.of("cancel"),
                dragon.takeSent().stream()
                        .filter(what -> !what.startsWith("template"))
                        .toList());
    }

    @Test
    void neverParksWhereTheRateIsZero() {
        inPosition(Map.of(StrategyParameter.DCA_ACTIVATION_PCT, "0.5", StrategyParameter.FLAPS_PER_MINUTE_MAX, "0"));
        activeRung();

        dragon.quote("59900.0", "59900.1").pass(10);

        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void aCancelForParkingThatTheVenueFailsIsTriedAgainAndWithdrawnWhenThePriceIsBackFirst() {
        inPosition(BANDS);
        final long rung = activeRung();
        dragon.quote("59800.0", "59800.1")
                .cancelFailed(rung, SendFailure.TRANSPORT_UNSENT)
                .forget();

        dragon.quote("59690.0", "59690.1").pass(4);

        assertFalse(order(OrderRole.DCA).isCancelWanted());
        assertFalse(dragon.takeSent().contains("cancel"));
        assertEquals(rung, longLeg().orderId(OrderRole.DCA));
    }

    @Test
    void aFillThatComesBeforeTheCancelEndsTheIntent() {
        inPosition(BANDS);
        final long rung = activeRung();
        dragon.quote("59800.0", "59800.1").filled(rung, "0.01", "59400");

        dragon.status(rung, VenueOrderStatus.FILLED, "0.01");

        assertEquals(2, longLeg().entryCount());
        assertNotEquals(rung, order(OrderRole.DCA).intentId(), "the next rung is another intent");
    }

    @Test
    void parkedIntentsKeepTheirIdsOverTenRestartsAndActivateOnce() {
        inPosition(BANDS);
        final long rung = longLeg().orderId(OrderRole.DCA);
        for (int i = 0; i < 10; i++) {
            dragon.restart()
                    .gatewayUp(100 + i)
                    .account(1, PositionMode.HEDGE)
                    .openOrdersEnd(1)
                    .historyEnd();
            dragon.quote("59999.9", "60000.0").pass(4);
            assertEquals(rung, order(OrderRole.DCA).intentId());
            assertEquals(OrderStatus.PARKED, order(OrderRole.DCA).status());
        }
        dragon.forget().quote("59690.0", "59690.1");
        assertEquals(List.of(RUNG), dragon.takeSent());
        for (int i = 0; i < 10; i++) {
            dragon.restart()
                    .gatewayUp(200 + i)
                    .account(1, PositionMode.HEDGE)
                    .openOrdersEnd(1)
                    .historyEnd();
            dragon.quote("59690.0", "59690.1").pass(4);
        }

        assertEquals(1, dragon.placedIds().stream().filter(id -> id == rung).count());
        assertFalse(dragon.takeSent().stream().anyMatch(line -> line.contains("DCA")));
    }

    @Test
    void aRestingOrderThatLeavesItsBandDuringARestartIsParkedAfterIt() {
        inPosition(BANDS);
        final long rung = activeRung();
        dragon.restart()
                .gatewayUp(78)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .historyEnd()
                .status(rung, VenueOrderStatus.NEW, "0")
                .forget();

        dragon.quote("59900.0", "59900.1");

        assertEquals(List.of("cancel"), dragon.takeSent());
    }

    @Test
    void anEntryWithABandIsParkedAndTakenBackByAPauseOnlyWhileItRests() {
        final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
        final CoreHarness scripted = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("59500"), e8("0.02"));
            }
        });
        scripted.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.ENTRY_ACTIVATION_PCT, "0.2"))
                .bar("60000");
        assertEquals(List.of(), scripted.takeSent());
        assertTrue(scripted.takeEvents().contains("ORDER_PARKED"));

        scripted.bar("60000").quote("59600.0", "59600.1");
        assertEquals(List.of("place BUY LONG ENTRY LIMIT 0.02 @ 59500"), scripted.takeSent());
        scripted.accepted(scripted.lastPlacedId())
                .desire(1, DesiredStatus.PAUSED)
                .pass(4);

        assertEquals(List.of("cancel"), scripted.takeSent());
    }

    @Test
    void aRestingEntryEndsWithItsTimeout() {
        final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
        final CoreHarness scripted = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("59500"), e8("0.02"));
            }
        });
        scripted.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.ENTRY_TIMEOUT_MINUTES, "2"))
                .bar("60000");
        scripted.accepted(scripted.lastPlacedId()).forget();

        scripted.pass(100);
        assertEquals(List.of(), scripted.takeSent());
        scripted.pass(24);

        assertEquals(List.of("cancel"), scripted.takeSent());
    }

    @Test
    void whatARestingEntryHasFilledIsProtectedBeforeItEnds() {
        final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
        final CoreHarness scripted = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("59500"), e8("0.02"));
            } else if (!situation.isFlat()) {
                assertEquals(1, situation.entryCount());
                targets.takeProfit(e8("60500"), situation.quantityE8(), null);
                targets.rung(e8("59000"), e8("0.02"));
            }
        });
        scripted.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        final long entry = scripted.lastPlacedId();
        scripted.accepted(entry).forget();

        scripted.filled(entry, "0.005", "59500");
        assertEquals(List.of("place SELL LONG TAKE_PROFIT LIMIT 0.005 @ 60500 reduce-only"), scripted.takeSent());
        scripted.filled(entry, "0.015", "59500");

        assertTrue(scripted.takeSent().contains("place BUY LONG DCA LIMIT 0.02 @ 59000"));
    }

    // By book level

    private static Map<StrategyParameter, String> byLevel(final String distancePctMax) {
        return Map.of(
                StrategyParameter.DCA_ACTIVATION_PCT, "0.5",
                StrategyParameter.PREFER_BBO_MAKER, "1",
                StrategyParameter.BBO_QUEUE_LEVEL, "2",
                StrategyParameter.MAKER_DISTANCE_PCT_MAX, distancePctMax);
    }

    @Test
    void restsByBookLevelThenPostOnlyThenAtItsTarget() {
        inPosition(byLevel("1"));
        final long intent = longLeg().orderId(OrderRole.DCA);

        dragon.quote("59690.0", "59690.1");
        assertEquals(List.of("place BUY LONG DCA BID 0.01 at level 2"), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("MAKER_INTENT"));
        dragon.rejected(dragon.lastPlacedId(), RejectClass.FILTER);
        assertEquals(List.of("place BUY LONG DCA POST_ONLY 0.01 @ 59690"), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("MAKER_FALLBACK_POST_ONLY"));
        dragon.rejected(dragon.lastPlacedId(), RejectClass.POST_ONLY_CROSSED);
        assertEquals(List.of(RUNG), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("MAKER_FALLBACK_LIMIT"));

        assertEquals(intent, order(OrderRole.DCA).intentId());
        assertEquals(3, order(OrderRole.DCA).attempt());
        dragon.rejected(dragon.lastPlacedId(), RejectClass.OTHER);
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void aRefusalThatNoOtherFormEscapesIsNoReasonToFallBack() {
        inPosition(byLevel("1")).quote("59690.0", "59690.1").forget();

        dragon.rejected(dragon.lastPlacedId(), RejectClass.MARGIN);

        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void restsAtItsTargetWhereTheBookIsTooFarFromIt() {
        inPosition(byLevel("0.3"));

        dragon.quote("59690.0", "59690.1"); // 0.49 % worse than the target.

        assertEquals(List.of(RUNG), dragon.takeSent());
    }

    @Test
    void movesToItsTargetWhenTheVenueHasPricedItTooFarFromIt() {
        inPosition(byLevel("0.5")).quote("59690.0", "59690.1");
        final long rung = dragon.lastPlacedId();
        dragon.accepted(rung).forget();

        dragon.resting(rung, "59700.0");
        assertEquals(List.of("cancel"), dragon.takeSent());
        dragon.status(rung, VenueOrderStatus.CANCELED, "0");

        assertEquals(List.of(RUNG), dragon.takeSent());
    }

    @Test
    void aTakeProfitByBookLevelSellsFromTheOffer() {
        inPosition(
                Map.of(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, "0.2", StrategyParameter.PREFER_BBO_MAKER, "1"));

        dragon.quote("60250.0", "60250.1");

        assertEquals(List.of("place SELL LONG TAKE_PROFIT ASK 0.01 at level 1 reduce-only"), dragon.takeSent());
    }
}
