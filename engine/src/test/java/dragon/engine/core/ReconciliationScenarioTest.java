package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Dragon believes after it was away: what the venue says, and nothing by absence. */
class ReconciliationScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    @Test
    void asksForOrdersLegsTradesAndFundingWhenASessionBegins() {
        dragon.ready(Legs.LONG_ONLY, "0").gatewayUp(78);
        final List<String> sent = dragon.takeSent();
        for (final String question : List.of("template 303", "template 304", "template 305", "query trades")) {
            assertTrue(sent.contains(question), question + " in " + sent);
        }
        assertTrue(dragon.takeFundingQueries() > 0);
    }

    @Test
    void keepsEntriesShutUntilTheTradesAreToldToo() {
        dragon.ready(Legs.LONG_ONLY, "0").gatewayUp(78).account(1, PositionMode.HEDGE);
        assertFalse(dragon.core().state().accounts().get(1).isReconciled());
        dragon.tradesEnd(1, false);
        dragon.openOrdersEnd(1);
        assertTrue(dragon.core().state().accounts().get(1).isReconciled());
    }

    @Test
    void comparesAgainWhenThePrivateStreamCameBack() {
        dragon.ready(Legs.LONG_ONLY, "0").privateStream(SurfaceState.DOWN);
        assertFalse(dragon.core().state().accounts().get(1).isReconciled());
        dragon.forget().privateStream(SurfaceState.UP);
        assertTrue(dragon.takeSent().contains("query trades"));
        dragon.openOrdersEnd(1);
        assertTrue(dragon.core().state().accounts().get(1).isReconciled());
        assertTrue(dragon.restartReport().contains("isNewSession=NO"), dragon.restartReport());
    }

    @Test
    void reportsARestartWithTheOrderThatWasInDoubtFound() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.restart().gatewayUp(78).account(1, PositionMode.HEDGE).openOrdersEnd(1);
        dragon.status(id, VenueOrderStatus.NEW, "0").pass(4);
        final String report = dragon.restartReport();
        assertNotNull(report);
        assertTrue(report.contains("doubtsFound=1"), report);
        assertTrue(report.contains("doubtsOpen=0"), report);
        assertEquals(1, dragon.placedIds().size(), "never sent again");
    }

    @Test
    void theSameStoryEndsInTheSameStateOverAnImage() {
        dragon.ready(Legs.LONG_ONLY, "0").privateStream(SurfaceState.DOWN).clock(700);
        final long hash = dragon.hash();
        assertEquals(hash, dragon.restore().hash());
    }

    // Drift

    @Test
    void G8_shutsEntriesOnlyWhenTheLegDiffersTwiceFiveSecondsApart() {
        holding().forget();
        dragon.position(Leg.LONG, "0.02");
        assertFalse(isDrifting(), "once is no evidence");
        dragon.pass(6).position(Leg.LONG, "0.02");
        assertTrue(isDrifting());
        assertTrue(dragon.takeEvents().contains(EventCode.POSITION_DRIFT.name()));
        dragon.position(Leg.LONG, "0.01");
        assertFalse(isDrifting());
        assertTrue(dragon.takeEvents().contains(EventCode.POSITION_DRIFT_ENDED.name()));
    }

    @Test
    void G8_putsTheBotInErrorAfterAMinuteOfDrift() {
        holding().position(Leg.LONG, "0.02");
        dragon.pass(6).position(Leg.LONG, "0.02").forget();
        dragon.pass(60);
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        assertTrue(dragon.takeSent().contains("template 304"), "the venue is asked again");
    }

    @Test
    void G8_aBotThatADriftPutsInErrorTakesItsRungBackAndKeepsItsExit() {
        holding().position(Leg.LONG, "0.02");
        final long rung = longLeg().orderId(OrderRole.DCA);
        final long exit = longLeg().orderId(OrderRole.TAKE_PROFIT);
        dragon.pass(6).position(Leg.LONG, "0.02").pass(60);

        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        assertTrue(dragon.core().state().orders().get(rung).isCancelSent(), "its fill would be nobody's position");
        assertFalse(dragon.core().state().orders().get(exit).isCancelSent());
    }

    @Test
    void G8_takesADifferenceOfLessThanAStepForEqual() {
        holding().position(Leg.LONG, "0.0105");
        dragon.pass(6).position(Leg.LONG, "0.0105");
        assertFalse(isDrifting());
    }

    /** 0.01 is held, and all orders rest at the venue. */
    private CoreHarness holding() {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        return dragon.pass(10);
    }

    private boolean isDrifting() {
        return dragon.core().state().bots().get(1).leg(Leg.LONG).isDriftReported();
    }

    @Test
    void G9_reportsALegThatNoBotTradesOnceAndLeavesItAlone() {
        dragon.ready(Legs.LONG_ONLY, "0").position(Leg.SHORT, "1").position(Leg.SHORT, "1");
        assertEquals(List.of(EventCode.POSITION_FOREIGN.name()), dragon.takeEvents());
        assertEquals(List.of(), dragon.takeSent());
        dragon.position(Leg.SHORT, "0").position(Leg.SHORT, "1");
        assertEquals(List.of(EventCode.POSITION_FOREIGN.name()), dragon.takeEvents(), "it came anew");
    }

    // Orders in doubt and surplus orders

    @Test
    void E6_takesBackAnOrderThatArrivesAfterItWasVoidAndHaltsTheBot() {
        final long id = voidedEntry();
        final int placed = dragon.placedIds().size();
        dragon.forget().status(id, VenueOrderStatus.NEW, "0");
        assertTrue(dragon.takeEvents().contains(EventCode.ORDER_SURPLUS.name()));
        assertTrue(dragon.takeSent().contains("cancel"));
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        assertEquals(placed, dragon.placedIds().size(), "nothing is sent in its place");
    }

    @Test
    void E6_aBotThatALateOrderHaltsTakesItsNewerEntryBackToo() {
        final long late = voidedRung();
        dragon.quote("59899.9", "59900").pass(4).quote("59899.9", "59900").bar("59900");
        final long newer = longLeg().orderId(OrderRole.DCA);
        assertNotEquals(0, newer);
        dragon.accepted(newer).status(newer, VenueOrderStatus.NEW, "0");

        dragon.status(late, VenueOrderStatus.NEW, "0");

        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        assertTrue(dragon.core().state().orders().get(newer).isCancelSent(), "nobody would close what it opens");
    }

    @Test
    void E6_booksTheFillsOfASurplusOrder() {
        final long id = voidedEntry();
        dragon.forget().trade(id, 5, "0.004", "60000").trade(id, 5, "0.004", "60000");
        assertTrue(dragon.takeEvents().contains(EventCode.ORDER_SURPLUS.name()));
        assertEquals(
                CoreHarness.e8("0.004"), dragon.core().state().orders().get(id).filledQuantityE8());
        assertTrue(dragon.takeSent().contains("cancel"));
    }

    @Test
    void E6_countsARungThatIsFilledAfterItWasVoidAsOneEntry() {
        final long rung = voidedRung();
        assertEquals(1, longLeg().entryCount());

        dragon.filled(rung, "0.004", "59400");
        assertEquals(2, longLeg().entryCount());
        dragon.filled(rung, "0.006", "59400");
        assertEquals(2, longLeg().entryCount(), "one intent, one entry");
    }

    @Test
    void E6_countsARungThatTurnsUpAndIsFilledBeforeItIsTakenBack() {
        final long rung = voidedRung();

        dragon.status(rung, VenueOrderStatus.NEW, "0").filled(rung, "0.01", "59400");

        assertEquals(2, longLeg().entryCount());
        dragon.status(rung, VenueOrderStatus.FILLED, "0.01");
        assertEquals(2, longLeg().entryCount());
    }

    @Test
    void E6_addsNoEntryBeyondTheLadderAfterALateRung() {
        final long rung = voidedRung();
        dragon.filled(rung, "0.01", "59400").status(rung, VenueOrderStatus.FILLED, "0.01");
        dragon.quote("59399.9", "59400")
                .desire(1, DesiredStatus.RUNNING)
                .pass(4)
                .quote("59399.9", "59400");
        dragon.bar("59400");
        final long last = longLeg().orderId(OrderRole.DCA);
        assertNotEquals(0, last, "three entries are allowed, two are filled");

        dragon.accepted(last).filled(last, "0.01", "58800").status(last, VenueOrderStatus.FILLED, "0.01");
        dragon.bar("58800");

        assertEquals(3, longLeg().entryCount());
        assertEquals(0, longLeg().orderId(OrderRole.DCA), "the ladder is done");
    }

    @Test
    void E6_countsALateFillOnceWithTheAttemptThatFollowedIt() {
        dragon.inPosition("0.5").quote("59499.9", "59500");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.placeFailed(rung, SendFailure.TRANSPORT_UNSENT);
        assertNotEquals(rung, longLeg().orderId(OrderRole.DCA), "the same intent waits for its next attempt");

        dragon.filled(rung, "0.004", "59400");
        assertEquals(2, longLeg().entryCount());
        dragon.filled(rung, "0.006", "59400");
        assertEquals(2, longLeg().entryCount());
    }

    @Test
    void G4_countsAFillAfterACancelAsAnEntryOnce() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.accepted(rung).filled(rung, "0.004", "59400").status(rung, VenueOrderStatus.CANCELED, "0.004");
        assertEquals(2, longLeg().entryCount());

        dragon.filled(rung, "0.006", "59400");

        assertEquals(2, longLeg().entryCount());
    }

    @Test
    void G15_placesNoTakeProfitBesideTheCloseOfAFlattenThatWasDroppedInDoubt() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        final long takeProfit = longLeg().orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(rung).accepted(takeProfit).flatten(ControlScope.BOT, 1);
        dragon.status(rung, VenueOrderStatus.CANCELED, "0").status(takeProfit, VenueOrderStatus.CANCELED, "0");
        final long close = longLeg().orderId(OrderRole.FLATTEN);
        assertNotEquals(0, close);
        dragon.placeFailed(close, SendFailure.AMBIGUOUS)
                .account(1, PositionMode.ONE_WAY)
                .pass(4)
                .account(1, PositionMode.HEDGE);
        assertFalse(dragon.core().state().bots().get(1).flatten().isActive(), "one-way mode drops it");

        dragon.desire(1, DesiredStatus.RUNNING).pass(4).quote("59999.9", "60000");
        assertEquals(0, longLeg().orderId(OrderRole.TAKE_PROFIT), "all of it is perhaps being closed");

        dragon.unknownToVenue(close)
                .pass(11)
                .quote("59999.9", "60000")
                .unknownToVenue(close)
                .pass(4);
        assertNotEquals(0, longLeg().orderId(OrderRole.TAKE_PROFIT), "it was never there");
    }

    private LegState longLeg() {
        return dragon.core().state().bots().get(1).leg(Leg.LONG);
    }

    private long voidedRung() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.accepted(longLeg().orderId(OrderRole.TAKE_PROFIT));
        dragon.placeFailed(rung, SendFailure.AMBIGUOUS)
                .unknownToVenue(rung)
                .pass(11)
                .unknownToVenue(rung);
        assertEquals(OrderStatus.VOID, dragon.core().state().orders().get(rung).status());
        return rung;
    }

    @Test
    void E6_takesBackAnOrderThatIsForgottenAndHaltsItsBotOnce() {
        final long id = forgottenEntry();
        dragon.forget().status(id, VenueOrderStatus.NEW, "0");
        assertEquals(List.of(EventCode.ORDER_SURPLUS.name(), EventCode.BOT_ERROR.name()), dragon.takeEvents());
        assertEquals(List.of("cancel"), dragon.takeSent());
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());

        dragon.status(id, VenueOrderStatus.NEW, "0");
        assertEquals(List.of(), dragon.takeEvents());
        assertEquals(List.of("cancel"), dragon.takeSent(), "until it is gone");
    }

    @Test
    void E6_takesAForgottenOrderBackWhenTheKillSwitchLetsIt() {
        final long id = forgottenEntry();
        dragon.kill(KillScope.GLOBAL, 0, true).forget().status(id, VenueOrderStatus.NEW, "0");
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        assertEquals(List.of(), dragon.takeSent());
        dragon.kill(KillScope.GLOBAL, 0, false).forget().status(id, VenueOrderStatus.NEW, "0");
        assertEquals(List.of("cancel"), dragon.takeSent());
    }

    @Test
    void takesTradesAndEndsOfForgottenOrdersForOldNews() {
        final long id = forgottenEntry();
        dragon.forget().trade(id, 9, "0.01", "60000").status(id, VenueOrderStatus.CANCELED, "0");
        assertEquals(List.of(), dragon.takeEvents());
        assertEquals(2, dragon.takeRefusals().size());
        assertEquals(BotStatus.RUNNING, dragon.core().state().bots().get(1).status());
    }

    /** An entry that ended so long ago that it is not in the state any more. */
    private long forgottenEntry() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).status(id, VenueOrderStatus.CANCELED, "0").pass(700);
        assertNull(dragon.core().state().orders().get(id));
        return id;
    }

    @Test
    void E2_tellsThatAnOrderInDoubtIsAdopted() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS).forget().status(id, VenueOrderStatus.NEW, "0");
        assertEquals(List.of(EventCode.ORDER_ADOPTED.name(), EventCode.ORDER_ACKNOWLEDGED.name()), dragon.takeEvents());
        dragon.status(id, VenueOrderStatus.NEW, "0");
        assertEquals(List.of(), dragon.takeEvents());
    }

    @Test
    void E2_tellsThatAnOrderInDoubtIsAdoptedByItsTrade() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS).forget().filled(id, "0.01", "60000");
        assertEquals(EventCode.ORDER_ADOPTED.name(), dragon.takeEvents().get(0));
    }

    @Test
    void E2_adoptsNothingThatTheVenueRefused() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS).forget().rejected(id, RejectClass.OTHER);
        assertFalse(dragon.takeEvents().contains(EventCode.ORDER_ADOPTED.name()));
    }

    @Test
    void E18_tellsThatTheVenueHasLostAnOrderThatItHad() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).forget().pass(11).unknownToVenue(id);
        assertEquals(
                OrderStatus.IN_DOUBT, dragon.core().state().orders().get(id).status());
        dragon.forget().pass(11).unknownToVenue(id);
        final List<String> events = dragon.takeEvents();
        assertTrue(events.contains(EventCode.ORDER_VENUE_LOST.name()), events::toString);
        assertEquals(OrderStatus.VOID, dragon.core().state().orders().get(id).status());
    }

    @Test
    void F4_tellsEachTradeThatHappenedWhileTheStreamWasAway() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id)
                .privateStream(SurfaceState.DOWN)
                .privateStream(SurfaceState.UP)
                .forget();
        dragon.trade(id, 5, "0.004", "60000").trade(id, 5, "0.004", "60000");
        assertEquals(
                List.of(EventCode.FILL_RECOVERED.name(), EventCode.ORDER_PARTIAL_FILL.name()), dragon.takeEvents());
        dragon.openOrdersEnd(1).forget().trade(id, 6, "0.006", "60000");
        assertFalse(dragon.takeEvents().contains(EventCode.FILL_RECOVERED.name()), "that one came by itself");
    }

    @Test
    void warnsOnceWhenTheVenueReckonsAnotherResultOfTheSameLeg() {
        holding().forget();
        dragon.position(Leg.LONG, "0.01", "60500"); // 5.00 USD of 0.01 bought at 60000.
        assertEquals(List.of(), dragon.takeEvents());
        dragon.position(Leg.LONG, "0.01", "60500.1").position(Leg.LONG, "0.01", "60600");
        assertEquals(List.of(EventCode.PNL_RECONCILE_WARN.name()), dragon.takeEvents());
        dragon.restore().position(Leg.LONG, "0.01", "60600");
        assertEquals(List.of(), dragon.takeEvents(), "told before");
        dragon.position(Leg.LONG, "0.01", "60000").position(Leg.LONG, "0.01", "59400");
        assertEquals(List.of(EventCode.PNL_RECONCILE_WARN.name()), dragon.takeEvents(), "it came anew");
    }

    @Test
    void E6_stillKnowsAVoidOrderHoursLater() {
        final long id = voidedEntry();
        dragon.desire(1, DesiredStatus.STOPPED).pass(3_600);
        assertNotNull(dragon.core().state().orders().get(id));
    }

    @Test
    void E2_doesNotBelieveThatAnOrderIsUnknownWhileThePrivateStreamIsAway() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS).privateStream(SurfaceState.DOWN);
        for (int i = 0; i < 4; i++) {
            dragon.unknownToVenue(id).pass(11);
        }
        assertEquals(
                OrderStatus.IN_DOUBT, dragon.core().state().orders().get(id).status());
    }

    @Test
    void E2_asksAtOnceAndThenAfterOneTwoFourAndEightSeconds() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.forget().placeFailed(id, SendFailure.AMBIGUOUS);
        assertEquals(1, queries(), "at once");
        final StringBuilder seconds = new StringBuilder();
        for (int second = 1; second <= 16; second++) {
            dragon.pass(1);
            if (queries() > 0) {
                seconds.append(second).append(' ');
            }
        }
        assertEquals("1 3 7 15 ", seconds.toString());
    }

    @Test
    void E18_asksByItselfAboutAnOpenOrderThatTheGatewayFoundUnknown() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).pass(60).forget().unknownToVenue(id);
        assertEquals(1, queries(), "at once");
        dragon.pass(1);
        assertEquals(1, queries(), "and on");
        dragon.pass(10).unknownToVenue(id);
        assertEquals(OrderStatus.VOID, dragon.core().state().orders().get(id).status());
    }

    private long queries() {
        return dragon.takeSent().stream().filter("query order"::equals).count();
    }

    /** An entry to which the venue said twice, ten seconds apart, that it does not know it. */
    private long voidedEntry() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS)
                .unknownToVenue(id)
                .pass(11)
                .unknownToVenue(id);
        assertEquals(OrderStatus.VOID, dragon.core().state().orders().get(id).status());
        return id;
    }

    // Funding, leverage, clock

    @Test
    void asksForFundingAfterEachFullHourAndTellsAFailureOnce() {
        dragon.ready(Legs.LONG_ONLY, "0").fundingEnd(true).pass(120).fundingEnd(true);
        dragon.takeFundingQueries();
        dragon.pass(3_000);
        assertEquals(0, dragon.takeFundingQueries());
        dragon.pass(700);
        assertTrue(dragon.takeFundingQueries() > 0);
        dragon.fundingEnd(false).fundingEnd(false);
        assertEquals(
                1,
                dragon.takeEvents().stream()
                        .filter(EventCode.FUNDING_FETCH_FAILED.name()::equals)
                        .count());
    }

    @Test
    void asksForFundingAgainAMinuteAfterAQuestionThatNobodyHasAnswered() {
        dragon.ready(Legs.LONG_ONLY, "0");
        dragon.takeFundingQueries();
        dragon.pass(50);
        assertEquals(0, dragon.takeFundingQueries());
        dragon.pass(10);
        assertEquals(1, dragon.takeFundingQueries());
    }

    @Test
    void asksForTradesFromAMinuteBeforeTheTimeUpToWhichAllAreKnown() {
        dragon.ready(Legs.LONG_ONLY, "0");
        final long knownMs = dragon.core().state().bots().get(1).tradesKnownMs();
        dragon.pass(600).gatewayUp(78);
        assertEquals(knownMs - 60_000, dragon.queriedTradesAfterMs());
    }

    @Test
    void anAccountWaitsForTheTradesOfItsOwnBotsOnly() {
        dragon.startTerm().createAccount("main").createAccount("other");
        dragon.createBot(1, "one", Legs.LONG_ONLY, "0", CoreHarness.SYMBOL)
                .createBot(2, "two", Legs.LONG_ONLY, "0", CoreHarness.SYMBOL);
        dragon.live(true).gatewayUp(77).account(1, PositionMode.HEDGE).account(2, PositionMode.HEDGE);
        dragon.instrument(1, CoreHarness.SYMBOL).openOrdersEnd(1);
        assertTrue(dragon.core().state().accounts().get(1).isReconciled());
        assertFalse(dragon.core().state().accounts().get(2).isReconciled());
        dragon.openOrdersEnd(2);
        assertTrue(dragon.core().state().accounts().get(2).isReconciled());
    }

    @Test
    void setsTheLeverageOnceWhenItIsWanted() {
        dragon.startTerm().createAccount("main").createBotWith("btc", Legs.LONG_ONLY, leverage("10", "50"));
        dragon.live(true).gatewayUp(77).account(1, PositionMode.HEDGE).openOrdersEnd(1);
        assertTrue(dragon.takeSent().contains("set leverage 10"));
        dragon.leverage(10, true);
        assertTrue(dragon.takeEvents().contains(EventCode.LEVERAGE_SET.name()));
        dragon.gatewayUp(78).account(1, PositionMode.HEDGE).openOrdersEnd(1);
        assertFalse(dragon.takeSent().contains("set leverage 10"), "it is set already");
    }

    @Test
    void setsNoLeverageAboveTheLimitAndTellsIt() {
        dragon.startTerm().createAccount("main").createBotWith("btc", Legs.LONG_ONLY, leverage("20", "10"));
        dragon.live(true).gatewayUp(77).account(1, PositionMode.HEDGE).openOrdersEnd(1);
        assertTrue(dragon.takeSent().stream().noneMatch(intent -> intent.startsWith("set leverage")));
        assertTrue(dragon.takeEvents().contains(EventCode.LEVERAGE_BLOCKED_MAX.name()));
    }

    private static Map<StrategyParameter, String> leverage(final String wanted, final String max) {
        return Map.of(
                StrategyParameter.APPLY_LEVERAGE_ON_START, "1",
                StrategyParameter.FUTURES_LEVERAGE, wanted,
                StrategyParameter.MAX_LEVERAGE, max);
    }

    @Test
    void D3_shutsEntriesAboveASecondOfSkewAndWarnsAboveHalf() {
        dragon.ready(Legs.LONG_ONLY, "0").clock(600).clock(600);
        assertEquals(List.of(EventCode.CLOCK_SKEW.name()), dragon.takeEvents());
        dragon.clock(-1_200).bar("60000");
        assertEquals(0, dragon.placedIds().size());
        assertTrue(dragon.takeEvents().contains(EventCode.CLOCK_SKEW_BLOCK.name()));
        dragon.clock(0).bar("60000");
        assertEquals(1, dragon.placedIds().size());
    }

    @Test
    void aNewSessionLetsNothingEnterBeforeItHasMeasuredTheClockAndOneThatIsHeardAgainKeepsIt() {
        dragon.ready(Legs.LONG_ONLY, "0").waitInSilence(6).heartbeat();
        assertEquals(0, dragon.core().state().measuredOffsetMs(), "the same session");

        dragon.gatewayUpUnmeasured(78)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .historyEnd()
                .quote("59999.9", "60000.0");
        dragon.bar("60000");
        assertEquals(0, dragon.placedIds().size());
        assertTrue(dragon.takeEvents().contains(EventCode.CLOCK_SKEW_BLOCK.name()));
        dragon.clock(3).bar("60000");
        assertEquals(1, dragon.placedIds().size());
    }
}
