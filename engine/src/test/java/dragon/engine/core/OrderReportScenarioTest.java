package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a word of the venue makes of an order, and what people are told of it: a long leg of 0.01 from 60,000, its rung of 0.01 at
 * 59,400, its take profit at 60,300.
 */
class OrderReportScenarioTest {
    private static final Map<StrategyParameter, String> RESTING = Map.of();
    private static final Map<StrategyParameter, String> BANDS =
            Map.of(StrategyParameter.DCA_ACTIVATION_PCT, "0.5", StrategyParameter.FLAPS_PER_MINUTE_MAX, "2");
    private static final Map<StrategyParameter, String> BY_LEVEL = Map.of(
            StrategyParameter.DCA_ACTIVATION_PCT, "0.5",
            StrategyParameter.PREFER_BBO_MAKER, "1",
            StrategyParameter.BBO_QUEUE_LEVEL, "2",
            StrategyParameter.MAKER_DISTANCE_PCT_MAX, "0.5");

    private final CoreHarness dragon = new CoreHarness();

    private LegState leg() {
        return dragon.core().state().bots().get(1).leg(Leg.LONG);
    }

    private Instrument instrument() {
        return dragon.core().state().instruments().get(1);
    }

    private Order order(final long id) {
        return dragon.core().state().orders().get(id);
    }

    private long id(final OrderRole role) {
        return leg().orderId(role);
    }

    /** An entry that has left and has no answer yet. */
    private long sentEntry() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000").forget();
        return dragon.lastPlacedId();
    }

    private CoreHarness inPosition(final Map<StrategyParameter, String> settings) {
        dragon.readyWith(Legs.LONG_ONLY, settings).bar("60000");
        final long entry = dragon.lastPlacedId();
        dragon.accepted(entry).filled(entry, "0.01", "60000").status(entry, VenueOrderStatus.FILLED, "0.01");
        dragon.accepted(id(OrderRole.TAKE_PROFIT));
        return dragon.forget();
    }

    private long activeRung() {
        dragon.quote("59690.0", "59690.1");
        final long rung = id(OrderRole.DCA);
        dragon.accepted(rung).forget();
        return rung;
    }

    private boolean isTold(final String beginning) {
        return dragon.takeTexts().stream().anyMatch(text -> text.startsWith(beginning));
    }

    private void thenNothingWaitsInTheTriggerBooks() {
        assertEquals(0, instrument().triggers(Side.BUY).size());
        assertEquals(0, instrument().leavings(Side.BUY).size());
    }

    // What is told of its end

    @Test
    void tellsThatTheVenueRefusedAnOrder() {
        dragon.rejected(sentEntry(), RejectClass.OTHER);

        assertTrue(isTold("ORDER_REJECTED ERROR"));
    }

    @Test
    void tellsThatAnOrderNeverLeftAndIsDoneWithIt() {
        dragon.placeFailed(sentEntry(), SendFailure.TRANSPORT_UNSENT);

        assertTrue(isTold("ORDER_EXPIRED_UNSENT WARN"));
        assertEquals(0, id(OrderRole.ENTRY));
    }

    @Test
    void tellsThatAnOpenOrderIsNotKnownAnyMoreAndThenThatItIsVoid() {
        final long entry = sentEntry();
        dragon.accepted(entry).pass(60).forget().unknownToVenue(entry);
        assertTrue(isTold("ORDER_UNKNOWN WARN"));

        dragon.pass(10).unknownToVenue(entry);

        assertTrue(isTold("ORDER_VOID WARN"));
    }

    @Test
    void tellsOfAClosedCycleWhatItWasMadeOf() {
        inPosition(RESTING);
        final long rung = id(OrderRole.DCA);
        dragon.accepted(rung).filled(rung, "0.004", "59400").filled(rung, "0.006", "59400");
        final long openedMs = leg().openedNs() / 1_000_000;
        dragon.status(dragon.placedIds().get(1), VenueOrderStatus.CANCELED, "0");
        final long profit = id(OrderRole.TAKE_PROFIT);
        dragon.accepted(profit).forget();

        dragon.filled(profit, "0.02", "60000");

        assertEquals(
                List.of("POSITION_CLOSED INFO: TP_PCT entry_e8 5970000000000 exit_e8 6000000000000 fees_e8 40000000"
                        + " fills 4 dca_fills 2 opened_ms " + openedMs),
                dragon.takeTexts().stream()
                        .filter(text -> text.startsWith("POSITION"))
                        .toList());
        assertEquals(List.of("FILL 0.02 @ 60000 fee 0.1 result 6"), dragon.takeBookings());
    }

    @Test
    void tellsUntilWhenEntriesAreOffForWantOfMargin() {
        final long entry = sentEntry();
        final long untilMs = dragon.nowNs() / 1_000_000 + 60_000;

        dragon.rejected(entry, RejectClass.MARGIN);

        assertTrue(isTold("MARGIN_BLOCK ERROR: the venue finds too little margin; entries off until " + untilMs));
    }

    @Test
    void tellsUntilWhenEntriesAreOffAfterManyRefusalsAndStartsAnewOnceOneIsTaken() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.REJECTS_MAX, "1").bar("60000");
        dragon.rejected(dragon.lastPlacedId(), RejectClass.OTHER);
        assertTrue(isTold("REJECTS_BLOCK ERROR: entries off until " + (dragon.nowNs() / 1_000_000 + 60_000)));
        dragon.pass(61).quote("59999.9", "60000.0").bar("60000");
        dragon.accepted(dragon.lastPlacedId()).status(dragon.lastPlacedId(), VenueOrderStatus.CANCELED, "0");
        dragon.pass(2).quote("59999.9", "60000.0").bar("60000").forget();

        dragon.rejected(dragon.lastPlacedId(), RejectClass.OTHER);

        assertTrue(isTold("REJECTS_BLOCK ERROR: entries off until " + (dragon.nowNs() / 1_000_000 + 60_000)));
    }

    // Refusals

    @Test
    void anOrderThatTheVenueCallsADuplicateIsOursAndIsAskedFor() {
        final long entry = sentEntry();

        dragon.rejected(entry, RejectClass.DUPLICATE);

        assertEquals(OrderStatus.IN_DOUBT, order(entry).status());
        assertEquals(List.of("query order"), dragon.takeSent());
    }

    @ParameterizedTest
    @EnumSource(
            value = RejectClass.class,
            names = {"OTHER", "FILTER", "POST_ONLY_CROSSED", "BUG"})
    void aRefusalOfItsFormIsAnsweredWithAnotherForm(final RejectClass why) {
        inPosition(BY_LEVEL).quote("59690.0", "59690.1").forget();

        dragon.rejected(dragon.lastPlacedId(), why);

        assertEquals(List.of("place BUY LONG DCA POST_ONLY 0.01 @ 59690"), dragon.takeSent());
        thenOnlyTheWorkingRungIsWatched();
    }

    @ParameterizedTest
    @EnumSource(
            value = RejectClass.class,
            names = {"REDUCE_ONLY", "MODE", "AUTH", "SUSPENDED"})
    void aRefusalThatIsNotOfItsFormEndsTheIntent(final RejectClass why) {
        inPosition(BY_LEVEL).quote("59690.0", "59690.1").forget();

        dragon.rejected(dragon.lastPlacedId(), why);

        assertEquals(List.of(), dragon.takeSent());
        assertEquals(0, id(OrderRole.DCA));
        thenNothingWaitsInTheTriggerBooks();
    }

    @Test
    void A2_whatAGatewayTellsAgainOfARefusedOrderRevivesNothingAndCountsNothing() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.REJECTS_MAX, "2").bar("60000");
        final long entry = dragon.lastPlacedId();
        dragon.accepted(entry)
                .status(entry, VenueOrderStatus.NEW, "0")
                .rejected(entry, RejectClass.POST_ONLY_CROSSED)
                .forget();

        dragon.accepted(entry).status(entry, VenueOrderStatus.NEW, "0").rejected(entry, RejectClass.POST_ONLY_CROSSED);

        assertEquals(OrderStatus.REJECTED, order(entry).status());
        assertFalse(isTold("ORDER_"), "neither an acknowledgement nor a second refusal");
        assertEquals(0, dragon.core().state().bots().get(1).rejectBlockUntilNs());
    }

    @Test
    void aRefusedOrderThatTheVenueFindsWhenItIsAskedLives() {
        final long entry = sentEntry();
        dragon.accepted(entry).rejected(entry, RejectClass.POST_ONLY_CROSSED);

        dragon.found(entry, VenueOrderStatus.NEW, "0");

        assertEquals(OrderStatus.NEW, order(entry).status());
    }

    private void thenOnlyTheWorkingRungIsWatched() {
        assertEquals(0, instrument().triggers(Side.BUY).size());
        assertTrue(instrument().leavings(Side.BUY).size() <= 1);
        if (instrument().leavings(Side.BUY).size() == 1) {
            assertTrue(instrument().leavings(Side.BUY).contains(id(OrderRole.DCA)));
        }
    }

    @Test
    void aRefusedFormHasNoSuccessorWhereTheVenueNowTakesNoOrderThatSmall() {
        inPosition(BY_LEVEL).quote("59690.0", "59690.1");
        final long rung = dragon.lastPlacedId();
        dragon.instrument(1, CoreHarness.SYMBOL, "0.02", "100", "0.001").forget();

        dragon.rejected(rung, RejectClass.FILTER);

        assertEquals(
                List.of(),
                dragon.takeSent().stream()
                        .filter(what -> what.startsWith("place"))
                        .toList());
        assertEquals(0, id(OrderRole.DCA), "the intent has ended");
        thenNothingWaitsInTheTriggerBooks();
    }

    @Test
    void aRefusalThatComesAsAStatusMakesTheLegStandBackToo() {
        inPosition(RESTING);

        dragon.status(id(OrderRole.DCA), VenueOrderStatus.REJECTED, "0");
        assertEquals(List.of(), dragon.takeSent(), "not at once");

        dragon.pass(3).quote("59999.9", "60000.0").pass(3);
        assertTrue(dragon.takeSent().contains("place BUY LONG DCA LIMIT 0.01 @ 59400"));
    }

    @Test
    void anOrderThatIsTakenEndsTheStandingBackOfItsLeg() {
        inPosition(RESTING);
        for (int i = 0; i < 4; i++) {
            dragon.rejected(id(OrderRole.DCA), RejectClass.OTHER).pass(12);
            dragon.quote("59999.9", "60000.0").pass(3);
        }
        dragon.accepted(id(OrderRole.DCA)).status(id(OrderRole.DCA), VenueOrderStatus.CANCELED, "0");
        dragon.pass(60).quote("59999.9", "60000.0").pass(3).forget();
        assertNotEquals(0, id(OrderRole.DCA), "the ladder goes on");

        dragon.rejected(id(OrderRole.DCA), RejectClass.OTHER);

        assertEquals(dragon.nowNs() + CoreHarness.SECOND_NS, leg().retryAfterNs());
    }

    // Words that come early, late or in parts

    @Test
    void aTradeThatComesBeforeTheAcknowledgementNamesTheOrderOfTheVenue() {
        final long entry = sentEntry();

        dragon.filled(entry, "0.004", "60000");

        assertEquals(entry + 1, order(entry).venueOrderId());
    }

    @Test
    void aStatusThatComesBeforeItsTradesAcknowledgesTheOrderAndNamesIt() {
        final long entry = sentEntry();

        dragon.status(entry, VenueOrderStatus.FILLED, "0.01");

        assertEquals(OrderStatus.NEW, order(entry).status());
        assertEquals(entry + 1, order(entry).venueOrderId());
        assertTrue(isTold("ORDER_ACKNOWLEDGED INFO"));
        dragon.filled(entry, "0.004", "60000").status(entry, VenueOrderStatus.FILLED, "0.01");
        assertEquals(OrderStatus.PARTIALLY_FILLED, order(entry).status(), "one trade is missing");
    }

    @Test
    void anOrderInDoubtIsAdoptedWithThePartThatWasFilledBefore() {
        inPosition(RESTING);
        final long rung = id(OrderRole.DCA);
        dragon.accepted(rung)
                .filled(rung, "0.004", "59400")
                .unknownToVenue(rung)
                .forget();
        assertEquals(OrderStatus.IN_DOUBT, order(rung).status());

        dragon.status(rung, VenueOrderStatus.PARTIALLY_FILLED, "0.004");

        assertEquals(OrderStatus.PARTIALLY_FILLED, order(rung).status());
        assertTrue(isTold("ORDER_ADOPTED INFO"));
    }

    @ParameterizedTest
    @EnumSource(
            value = VenueOrderStatus.class,
            names = {"NEW", "PARTIALLY_FILLED"})
    void aCancelThatWasWantedBeforeTheAcknowledgementLeavesWithIt(final VenueOrderStatus status) {
        inPosition(RESTING);
        final long rung = id(OrderRole.DCA);
        dragon.desire(1, DesiredStatus.PAUSED);
        assertEquals(List.of(), dragon.takeSent(), "a cancel never overtakes its place");

        if (status == VenueOrderStatus.NEW) {
            dragon.accepted(rung);
        } else {
            dragon.status(rung, VenueOrderStatus.NEW, "0");
        }

        assertEquals(List.of("cancel"), dragon.takeSent());
    }

    @Test
    void anOrderThatIsInDoubtAnewIsAskedAboutFromTheFirstShortPauseOn() {
        final long entry = sentEntry();
        dragon.placeFailed(entry, SendFailure.AMBIGUOUS).pass(16).accepted(entry);
        dragon.pass(20).forget().unknownToVenue(entry);
        assertTrue(dragon.takeSent().contains("query order"), "at once");

        dragon.pass(1);

        assertTrue(dragon.takeSent().contains("query order"), "and after a second");
    }

    @Test
    void anOrderIsVoidTenSecondsAfterTheFirstWordThatItIsUnknownAndNotBefore() {
        final long entry = sentEntry();
        dragon.accepted(entry).pass(60).unknownToVenue(entry);

        dragon.passMs(9_999).unknownToVenue(entry);
        assertEquals(OrderStatus.IN_DOUBT, order(entry).status());
        dragon.passMs(1).unknownToVenue(entry);

        assertEquals(OrderStatus.VOID, order(entry).status());
    }

    @Test
    void anUnknownOrderIsVoidAfterTheStreamWasAwayOnlyOnceTheListsDoNotHaveIt() {
        final long entry = sentEntry();
        dragon.passMs(1).placeFailed(entry, SendFailure.AMBIGUOUS);
        dragon.privateStream(SurfaceState.DOWN).passMs(1).privateStream(SurfaceState.UP);
        dragon.unknownToVenue(entry).pass(11).unknownToVenue(entry);
        assertEquals(OrderStatus.IN_DOUBT, order(entry).status(), "nobody has looked into the lists");

        dragon.openOrdersEnd(1).unknownToVenue(entry);

        assertEquals(OrderStatus.VOID, order(entry).status());
    }

    // By book level

    @Test
    void theVenuePricesOnlyWhatWentToTheBookByLevel() {
        inPosition(RESTING);
        final long rung = id(OrderRole.DCA);
        dragon.accepted(rung).forget().resting(rung, "59000");

        assertEquals(e8("59400"), order(rung).priceE8());
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void aPriceOfNothingIsNoPriceOfTheVenue() {
        inPosition(BY_LEVEL).quote("59690.0", "59690.1");
        final long rung = dragon.lastPlacedId();
        dragon.accepted(rung).forget().resting(rung, "0");

        assertEquals(Order.NULL_PRICE, order(rung).priceE8());
    }

    @Test
    void tellsThatAnOrderWhichTheVenueHasPricedTooFarMovesToItsTarget() {
        inPosition(BY_LEVEL).quote("59690.0", "59690.1");
        final long rung = dragon.lastPlacedId();
        dragon.accepted(rung).resting(rung, "59700.0").forget();

        dragon.status(rung, VenueOrderStatus.CANCELED, "0");

        assertTrue(isTold("MAKER_FALLBACK_LIMIT WARN"));
    }

    @Test
    void ofAnOrderPricedTooFarNothingMovesWhenWhatIsLeftIsTooLittle() {
        inPosition(BY_LEVEL).quote("59690.0", "59690.1");
        final long rung = dragon.lastPlacedId();
        dragon.accepted(rung)
                .resting(rung, "59700.0")
                .filled(rung, "0.0095", "59700")
                .forget();

        dragon.status(rung, VenueOrderStatus.CANCELED, "0.0095");

        assertNotEquals(rung, id(OrderRole.DCA), "the intent has ended");
        assertEquals(2, leg().entryCount());
    }

    // What goes on, and what does not

    @Test
    void nothingIsParkedWhenWhatIsLeftIsTooLittle() {
        inPosition(BANDS);
        final long rung = activeRung();
        dragon.filled(rung, "0.0095", "59400").quote("59800.0", "59800.1");

        dragon.status(rung, VenueOrderStatus.CANCELED, "0.0095");

        assertNotEquals(rung, id(OrderRole.DCA), "the intent has ended");
        assertEquals(2, leg().entryCount());
    }

    @Test
    void aRungWithoutABandThatNeverLeftIsFollowedByAnotherIntent() {
        inPosition(RESTING);
        final long rung = id(OrderRole.DCA);

        dragon.placeFailed(rung, SendFailure.EXPIRED_UNSENT);
        assertEquals(0, id(OrderRole.DCA));
        dragon.pass(3).quote("59999.9", "60000.0").pass(3);

        assertEquals(id(OrderRole.DCA), order(id(OrderRole.DCA)).intentId());
    }

    @Test
    void aRungThatNeverLeftAndIsNotWantedAnyMoreIsNotParkedAgain() {
        inPosition(BANDS).quote("59690.0", "59690.1");
        final long rung = id(OrderRole.DCA);
        dragon.desire(1, DesiredStatus.PAUSED);

        dragon.placeFailed(rung, SendFailure.TRANSPORT_UNSENT);

        assertEquals(0, id(OrderRole.DCA));
        thenNothingWaitsInTheTriggerBooks();
    }

    @Test
    void aRungThatNeverLeftEndsWhereTheVenueNowTakesNoOrderThatSmall() {
        inPosition(BANDS).quote("59690.0", "59690.1");
        final long rung = id(OrderRole.DCA);
        dragon.instrument(1, CoreHarness.SYMBOL, "0.02", "100", "0.001");

        dragon.placeFailed(rung, SendFailure.TRANSPORT_UNSENT);

        assertEquals(0, id(OrderRole.DCA));
        thenNothingWaitsInTheTriggerBooks();
    }

    @Test
    void anOrderThatEndedWaitsForNoPriceAnyMore() {
        inPosition(BANDS);
        final long rung = activeRung();
        dragon.pass(4);
        assertTrue(instrument().leavings(Side.BUY).contains(rung));

        dragon.status(rung, VenueOrderStatus.CANCELED, "0");

        assertFalse(instrument().leavings(Side.BUY).contains(rung));
        assertFalse(instrument().triggers(Side.BUY).contains(rung));
    }

    // After it was over

    @Test
    void G4_aTradeAfterTheCancelThatParkedItsOrderTakesTheNextAttemptBackAndCountsTheIntentOnce() {
        inPosition(BANDS);
        final long first = activeRung();
        dragon.quote("59800.0", "59800.1").status(first, VenueOrderStatus.CANCELED, "0");
        final long second = id(OrderRole.DCA);
        assertEquals(first, order(second).intentId());

        dragon.filled(first, "0.004", "59400");

        assertEquals(OrderStatus.CANCELED, order(second).status(), "it does not know how much is left");
        assertEquals(2, leg().entryCount());
        dragon.filled(first, "0.006", "59400");
        assertEquals(2, leg().entryCount(), "one intent, one entry");
    }

    @Test
    void G4_aTradeAfterTheCancelTakesTheNextAttemptBackFromTheVenueToo() {
        inPosition(BANDS);
        final long first = activeRung();
        dragon.quote("59800.0", "59800.1").status(first, VenueOrderStatus.CANCELED, "0");
        final long second = activeRung();
        assertNotEquals(first, second);

        dragon.filled(first, "0.004", "59400");

        assertTrue(order(second).isCancelSent());
        dragon.status(second, VenueOrderStatus.CANCELED, "0");
        assertEquals(2, leg().entryCount(), "counted at the end of what went on with it");
    }

    @Test
    void G4_countsAnIntentOnceOfWhichTwoAttemptsWereFilled() {
        inPosition(BANDS);
        final long first = activeRung();
        dragon.quote("59800.0", "59800.1").status(first, VenueOrderStatus.CANCELED, "0");
        final long second = activeRung();
        dragon.filled(second, "0.01", "59400").status(second, VenueOrderStatus.FILLED, "0.01");
        assertEquals(2, leg().entryCount());
        final long next = id(OrderRole.DCA);
        assertNotEquals(0, next);

        dragon.filled(first, "0.004", "59400");

        assertEquals(2, leg().entryCount());
        assertEquals(0, order(next).carriedQuantityE8(), "another intent has nothing to do with it");
    }

    @Test
    void aTradeAfterTheCancelIsProtectedAtOnce() {
        inPosition(RESTING);
        final long rung = id(OrderRole.DCA);
        final long profit = id(OrderRole.TAKE_PROFIT);
        dragon.accepted(rung).status(rung, VenueOrderStatus.CANCELED, "0").forget();

        dragon.filled(rung, "0.01", "59400");

        assertTrue(order(profit).isCancelSent(), "the leg is larger and its average another");
    }

    @Test
    void E6_anAcknowledgementOfAnOrderThatWasHeldToBeGoneHaltsItsBot() {
        final long entry = sentEntry();
        dragon.placeFailed(entry, SendFailure.TRANSPORT_UNSENT).forget();

        dragon.accepted(entry);

        assertEquals(List.of("cancel"), dragon.takeSent());
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        assertEquals(List.of("ORDER_ACKNOWLEDGED", "ORDER_SURPLUS", "BOT_ERROR"), dragon.takeEvents());
    }

    @Test
    void E6_aBotThatAForgottenOrderHaltsTakesItsNewerEntryBackToo() {
        final long forgotten = sentEntry();
        dragon.accepted(forgotten)
                .status(forgotten, VenueOrderStatus.CANCELED, "0")
                .pass(700);
        dragon.quote("59999.9", "60000.0").bar("60000");
        final long newer = dragon.lastPlacedId();
        assertNotEquals(forgotten, newer);
        dragon.accepted(newer).forget();

        dragon.status(forgotten, VenueOrderStatus.NEW, "0");

        assertEquals(List.of("cancel", "cancel"), dragon.takeSent());
        assertTrue(order(newer).isCancelSent());
    }

    // More than we hold

    @Test
    void aCloseOfMoreThanIsHeldClosesWhatThereIsAndRaisesTheAlarm() {
        inPosition(RESTING);
        final long profit = id(OrderRole.TAKE_PROFIT);
        dragon.filled(profit, "0.004", "60300");
        assertFalse(isTold("POSITION_DRIFT"), "what is held may be closed");

        dragon.filled(profit, "0.01", "60300");

        assertTrue(leg().isFlat());
        assertTrue(isTold("POSITION_DRIFT CRITICAL"));
    }

    @Test
    void aCloseOfALegThatIsFlatCostsItsFeeAndRaisesTheAlarm() {
        inPosition(RESTING);
        final long profit = id(OrderRole.TAKE_PROFIT);
        dragon.filled(profit, "0.01", "60300");
        assertFalse(isTold("POSITION_DRIFT"), "all that is held may be closed");
        final long feesE8 = leg().feesE8();
        final long realizedE8 = leg().realizedE8();

        dragon.filled(profit, "0.01", "60300");

        assertTrue(leg().isFlat());
        assertEquals(feesE8 + e8("0.1"), leg().feesE8());
        assertEquals(realizedE8, leg().realizedE8());
        assertTrue(isTold("POSITION_DRIFT CRITICAL"));
    }
}
