package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * At which price and at which moment the desk acts, to the tick and to the millisecond, for both sides: rungs of 0.01 at 59,400 and
 * 60,600, take profits at 60,300 and 59,700.
 */
class OrderDeskScenarioTest {
    private static final Map<StrategyParameter, String> BANDS =
            Map.of(StrategyParameter.DCA_ACTIVATION_PCT, "0.5", StrategyParameter.FLAPS_PER_MINUTE_MAX, "2");

    private final CoreHarness dragon = new CoreHarness();

    private LegState leg(final Legs legs) {
        return dragon.core().state().bots().get(1).leg(legs == Legs.LONG_ONLY ? Leg.LONG : Leg.SHORT);
    }

    private Order order(final Legs legs, final OrderRole role) {
        return dragon.core().state().orders().get(leg(legs).orderId(role));
    }

    /** The entry is filled while this is the book. */
    private CoreHarness inPosition(
            final Legs legs, final Map<StrategyParameter, String> settings, final String bid, final String ask) {
        dragon.readyWith(legs, settings).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).quote(bid, ask).forget();
        return dragon.filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
    }

    private CoreHarness inPosition(final Legs legs, final Map<StrategyParameter, String> settings) {
        return inPosition(legs, settings, "59999.9", "60000.0");
    }

    private List<String> rungs() {
        return dragon.takeSent().stream().filter(what -> what.contains(" DCA ")).toList();
    }

    private long cancels() {
        return dragon.takeSent().stream().filter("cancel"::equals).count();
    }

    // Bands

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59697.0, 59697.1, 59696.9, 59697.0, place BUY LONG DCA LIMIT 0.01 @ 59400",
        "SHORT_ONLY, 60296.9, 60297.0, 60297.0, 60297.1, place SELL SHORT DCA LIMIT 0.01 @ 60600"
    })
    void aParkedRungLeavesAtTheEdgeOfItsBand(
            final Legs legs,
            final String bidBefore,
            final String askBefore,
            final String bid,
            final String ask,
            final String place) {
        inPosition(legs, BANDS).forget();

        dragon.quote(bidBefore, askBefore);
        assertEquals(List.of(), rungs());
        dragon.quote(bid, ask);

        assertEquals(List.of(place), rungs());
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59697.0, 59697.1, PARKED",
        "LONG_ONLY,  59696.9, 59697.0, PENDING_NEW",
        "SHORT_ONLY, 60296.9, 60297.0, PARKED",
        "SHORT_ONLY, 60297.0, 60297.1, PENDING_NEW"
    })
    void aNewRungIsSentAtOnceWhereThePriceIsWithinItsBandAlready(
            final Legs legs, final String bid, final String ask, final OrderStatus status) {
        inPosition(legs, BANDS, bid, ask);

        assertEquals(status, order(legs, OrderRole.DCA).status());
        assertEquals(status != OrderStatus.PARKED, !rungs().isEmpty());
    }

    @Test
    void aRestingRungOfAShortLegIsParkedOnlyBeyondTheHysteresis() {
        inPosition(Legs.SHORT_ONLY, BANDS).forget();
        dragon.quote("60297.0", "60297.1").accepted(dragon.lastPlacedId()).forget();

        dragon.quote("60236.4", "60236.5");
        assertEquals(0, cancels());
        dragon.quote("60236.3", "60236.4");

        assertEquals(1, cancels());
    }

    @Test
    void aTakeProfitWithABandWaitsForTheBid() {
        inPosition(Legs.LONG_ONLY, Map.of(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, "0.2"))
                .forget();

        dragon.quote("60179.3", "60179.4"); // The band begins at 60,179.4.
        assertEquals(
                OrderStatus.PARKED, order(Legs.LONG_ONLY, OrderRole.TAKE_PROFIT).status());
        dragon.quote("60179.4", "60179.5");

        assertEquals(List.of("place SELL LONG TAKE_PROFIT LIMIT 0.01 @ 60300 reduce-only"), dragon.takeSent());
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59800.0, 59800.1, 59696.9, 59697.0, false",
        "LONG_ONLY,  59800.0, 59800.1, 59697.0, 59697.1, true",
        "SHORT_ONLY, 60200.0, 60200.1, 60297.0, 60297.1, false",
        "SHORT_ONLY, 60200.0, 60200.1, 60296.9, 60297.0, true"
    })
    void aCancelForParkingThatFailedIsWithdrawnOnlyWhereThePriceIsWithinTheBandAgain(
            final Legs legs,
            final String bidAway,
            final String askAway,
            final String bid,
            final String ask,
            final boolean isSentAgain) {
        inPosition(legs, BANDS).forget();
        dragon.quote(legs == Legs.LONG_ONLY ? "59600.0" : "60400.0", legs == Legs.LONG_ONLY ? "59600.1" : "60400.1");
        final long rung = leg(legs).orderId(OrderRole.DCA);
        dragon.accepted(rung).quote(bidAway, askAway);
        dragon.cancelFailed(rung, SendFailure.TRANSPORT_UNSENT).forget();

        dragon.quote(bid, ask).pass(4);

        assertEquals(isSentAgain ? 1 : 0, cancels());
        assertEquals(isSentAgain, order(legs, OrderRole.DCA).isCancelWanted());
    }

    @Test
    void aRungThatLostItsLevelBehindAClosedGateIsSentOnTheFastTick() {
        inPosition(Legs.LONG_ONLY, BANDS).live(false).forget();
        dragon.quote("59600.0", "59600.1");
        assertEquals(List.of(), rungs());
        assertFalse(order(Legs.LONG_ONLY, OrderRole.DCA).isLevelSet());

        dragon.live(true).quote("59600.0", "59600.1").pass(2);
        dragon.quote("59600.0", "59600.1").pass(2);

        assertEquals(List.of("place BUY LONG DCA LIMIT 0.01 @ 59400"), rungs());
    }

    @Test
    void aRungThatLostItsLevelBehindAClosedGateWaitsForItsPriceAnew() {
        inPosition(Legs.LONG_ONLY, BANDS).live(false).forget();
        dragon.quote("59600.0", "59600.1")
                .live(true)
                .quote("59800.0", "59800.1")
                .pass(3);
        assertEquals(List.of(), rungs());
        assertTrue(order(Legs.LONG_ONLY, OrderRole.DCA).isLevelSet());

        dragon.quote("59696.9", "59697.0");

        assertEquals(List.of("place BUY LONG DCA LIMIT 0.01 @ 59400"), rungs());
    }

    @Test
    void aParkedRungThatIsTakenBackWaitsForNothing() {
        inPosition(Legs.LONG_ONLY, BANDS).desire(1, DesiredStatus.STOPPED).forget();

        dragon.quote("59400.0", "59400.1").pass(4);

        assertEquals(List.of(), rungs());
        assertEquals(
                0, dragon.core().state().instruments().get(1).triggers(Side.BUY).size());
    }

    // Placement

    private static Map<StrategyParameter, String> byLevel(final String distancePctMax) {
        return Map.of(
                StrategyParameter.DCA_ACTIVATION_PCT, "0.6",
                StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, "0.6",
                StrategyParameter.PREFER_BBO_MAKER, "1",
                StrategyParameter.MAKER_DISTANCE_PCT_MAX, distancePctMax);
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59697.0, 59697.1, place BUY LONG DCA BID 0.01 at level 1",
        "LONG_ONLY,  59697.1, 59697.2, place BUY LONG DCA LIMIT 0.01 @ 59400",
        "SHORT_ONLY, 60296.9, 60297.0, place SELL SHORT DCA ASK 0.01 at level 1",
        "SHORT_ONLY, 60296.8, 60296.9, place SELL SHORT DCA LIMIT 0.01 @ 60600"
    })
    void restsByBookLevelAsFarFromItsTargetAsTheSettingsAllow(
            final Legs legs, final String bid, final String ask, final String place) {
        inPosition(legs, byLevel("0.5")).forget();

        dragon.quote(bid, ask);

        assertEquals(List.of(place), rungs());
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59600.0, 59600.1, 59697.0, 0",
        "LONG_ONLY,  59600.0, 59600.1, 59697.1, 1",
        "SHORT_ONLY, 60400.0, 60400.1, 60297.0, 0",
        "SHORT_ONLY, 60400.0, 60400.1, 60296.9, 1"
    })
    void staysWhereTheVenueHasPricedItAsFarAsTheSettingsAllow(
            final Legs legs, final String bid, final String ask, final String price, final long cancels) {
        inPosition(legs, byLevel("0.5")).forget();
        dragon.quote(bid, ask);
        final long rung = leg(legs).orderId(OrderRole.DCA);
        dragon.accepted(rung).forget();

        dragon.resting(rung, price);

        assertEquals(cancels, cancels());
    }

    // Cancels and questions

    @Test
    void aCancelWithoutEffectIsSentAgainAfterFiveSecondsWithAQuestion() {
        inPosition(Legs.LONG_ONLY, Map.of());
        dragon.accepted(leg(Legs.LONG_ONLY).orderId(OrderRole.DCA))
                .accepted(leg(Legs.LONG_ONLY).orderId(OrderRole.TAKE_PROFIT))
                .forget();
        dragon.desire(1, DesiredStatus.PAUSED);
        assertEquals(List.of("cancel"), dragon.takeSent());

        dragon.passMs(4_999);
        assertEquals(List.of(), dragon.takeSent());
        dragon.passMs(1);

        assertEquals(List.of("cancel", "query order"), dragon.takeSent());
    }

    @Test
    void aCancelWaitsUntilTheVenueHasTheOrder() {
        inPosition(Legs.LONG_ONLY, Map.of()).forget();
        final long rung = leg(Legs.LONG_ONLY).orderId(OrderRole.DCA);

        dragon.desire(1, DesiredStatus.PAUSED);
        assertEquals(0, cancels());
        dragon.accepted(rung);

        assertEquals(1, cancels());
    }

    @Test
    void asksAboutAnEntryThatIsSilentForTwoSeconds() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000"); // Two seconds before a fast tick.
        dragon.accepted(dragon.lastPlacedId()).forget();

        dragon.passMs(1_999);
        assertEquals(List.of(), dragon.takeSent());
        dragon.passMs(1);

        assertEquals(List.of("query order"), dragon.takeSent());
    }

    @Test
    void asksNothingAboutAnEntryThatWasHeardOfALittleLater() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        dragon.passMs(1).accepted(dragon.lastPlacedId()).forget();

        dragon.passMs(1_999);
        assertEquals(List.of(), dragon.takeSent());
        dragon.passMs(3_000);

        assertEquals(List.of("query order"), dragon.takeSent());
    }

    @Test
    void asksNothingAboutAnOrderThatRests() {
        inPosition(Legs.LONG_ONLY, Map.of());
        dragon.accepted(leg(Legs.LONG_ONLY).orderId(OrderRole.DCA))
                .accepted(leg(Legs.LONG_ONLY).orderId(OrderRole.TAKE_PROFIT))
                .forget();

        dragon.pass(30);

        assertFalse(dragon.takeSent().contains("query order"));
    }

    @Test
    void aDoubtIsToldOnceHoweverOftenItIsRaised() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000").forget();
        final long id = dragon.lastPlacedId();

        dragon.placeFailed(id, SendFailure.AMBIGUOUS).placeFailed(id, SendFailure.AMBIGUOUS);

        assertEquals(List.of("query order"), dragon.takeSent());
        assertEquals(
                1, dragon.takeEvents().stream().filter("ORDER_UNKNOWN"::equals).count());
    }

    @Test
    void tellsOfWhichIntentAnAttemptIs() {
        inPosition(Legs.LONG_ONLY, BANDS).forget();
        dragon.quote("59600.0", "59600.1");
        final long rung = dragon.lastPlacedId();
        assertEquals(List.of("ORDER_ACTIVATED INFO: intent " + rung + " attempt 1"), dragon.takeTexts());

        dragon.accepted(rung).quote("59800.0", "59800.1").forget();
        dragon.status(rung, VenueOrderStatus.CANCELED, "0");

        assertTrue(dragon.takeTexts().contains("ORDER_PARKED INFO: intent " + rung + " attempt 2"));
        assertEquals(e8("0.01"), order(Legs.LONG_ONLY, OrderRole.DCA).quantityE8());
    }
}
