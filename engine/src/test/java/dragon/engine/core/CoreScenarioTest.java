package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    private LegState longLeg() {
        return dragon.core().state().bots().get(1).leg(Leg.LONG);
    }

    private OrderStatus statusOf(final long clientOrderId) {
        return dragon.core().state().orders().get(clientOrderId).status();
    }

    @Test
    void entersOnceWhenACandleClosesAndTheLegIsFlat() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");

        assertEquals(List.of("place BUY LONG ENTRY IOC 0.01 @ 60300"), dragon.takeSent());
    }

    @Test
    void entersBothLegsOfAHedgedBot() {
        dragon.ready(Legs.BOTH_LEGS, "0").bar("60000");

        assertEquals(
                List.of("place BUY LONG ENTRY IOC 0.01 @ 60300", "place SELL SHORT ENTRY IOC 0.01 @ 59700"),
                dragon.takeSent());
    }

    @Test
    void decidesAClosedCandleOnceHoweverOftenItComes() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long openMs = dragon.barOpenMs();
        dragon.rejected(dragon.lastPlacedId(), RejectClass.FILTER).pass(60).forget();

        dragon.candle(openMs, "60000", CandleSource.LIVE).candle(openMs, "60000", CandleSource.HISTORY);

        assertFalse(dragon.takeEvents().contains("BAR_TICK"));
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void decidesAClosedCandleOnceAcrossARestart() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long openMs = dragon.barOpenMs();
        dragon.restart().gatewayUp(78).forget();

        dragon.candle(openMs, "60000", CandleSource.HISTORY).historyEnd();

        assertFalse(dragon.takeEvents().contains("BAR_TICK"));
    }

    @Test
    void asksForTheCandlesThatItMissedAndDecidesOnlyTheNewest() {
        dragon.ready(Legs.LONG_ONLY, "0");
        final long lastMs = dragon.barOpenMs();
        dragon.candle(lastMs + 180_000, "60000", CandleSource.LIVE);
        assertEquals(List.of("query candles"), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("BAR_MISSED"));

        dragon.candle(lastMs + 60_000, "60000", CandleSource.HISTORY)
                .candle(lastMs + 120_000, "60000", CandleSource.HISTORY)
                .candle(lastMs + 180_000, "60000", CandleSource.HISTORY)
                .historyEnd();

        assertEquals(1, dragon.takeEvents().stream().filter("BAR_TICK"::equals).count());
        assertEquals(List.of("place BUY LONG ENTRY IOC 0.01 @ 60300"), dragon.takeSent());
    }

    @Test
    void worksARungAndATakeProfitOnceTheEntryIsFilled() {
        dragon.inPosition("0");

        assertEquals(
                List.of(
                        "place BUY LONG DCA LIMIT 0.01 @ 59400",
                        "place SELL LONG TAKE_PROFIT LIMIT 0.01 @ 60300 reduce-only"),
                dragon.takeSent());
        assertEquals(e8("0.01"), longLeg().quantityE8());
        assertEquals(e8("60000"), longLeg().averageEntryE8());
    }

    @Test
    void movesTheLadderWhenARungIsFilled() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        final long profit = longLeg().orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(rung).accepted(profit).forget();

        dragon.filled(rung, "0.01", "59400").status(rung, VenueOrderStatus.FILLED, "0.01");

        // Average 59,700; the next rung is 2 % away with 1.5 times the first quantity.
        assertEquals(List.of("place BUY LONG DCA LIMIT 0.015 @ 58506", "cancel"), dragon.takeSent());
        dragon.status(profit, VenueOrderStatus.CANCELED, "0");
        assertEquals(List.of("place SELL LONG TAKE_PROFIT LIMIT 0.02 @ 59998.5 reduce-only"), dragon.takeSent());
    }

    @Test
    void closesTheCycleWhenTheTakeProfitIsFilled() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        final long profit = longLeg().orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(rung).accepted(profit).forget();

        dragon.filled(profit, "0.01", "60300").status(profit, VenueOrderStatus.FILLED, "0.01");

        assertTrue(dragon.takeEvents().contains("POSITION_CLOSED"));
        assertEquals(List.of("cancel"), dragon.takeSent());
        assertTrue(longLeg().isFlat());
        assertEquals(e8("3"), longLeg().realizedE8());
        assertEquals(e8("2.8"), dragon.core().state().accounts().get(1).totalNetE8());
        assertEquals(0, longLeg().entryCount());
    }

    @Test
    void activatesAParkedOrderOnceEvenAcrossARestart() {
        dragon.inPosition("0.5").quote("59999.9", "60000.0");
        dragon.accepted(longLeg().orderId(OrderRole.TAKE_PROFIT)).forget();
        final long rung = longLeg().orderId(OrderRole.DCA);
        assertEquals(OrderStatus.PARKED, statusOf(rung));
        dragon.restart()
                .gatewayUp(78)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .historyEnd()
                .forget();
        assertEquals(rung, longLeg().orderId(OrderRole.DCA), "a parked intent keeps its id");

        dragon.quote("59690.0", "59690.1");

        // The take profit has left its band at the same moment.
        assertEquals(List.of("cancel", "place BUY LONG DCA LIMIT 0.01 @ 59400"), dragon.takeSent());
        assertEquals(rung, dragon.lastPlacedId());
        dragon.accepted(rung)
                .restart()
                .gatewayUp(79)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .forget();
        dragon.quote("59690.0", "59690.1");
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void ordersWithoutAnAnswerAreInDoubtAfterARestartAndNeverSentAgain() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.forget().restart();
        assertEquals(OrderStatus.IN_DOUBT, statusOf(id));

        dragon.gatewayUp(78).account(1, PositionMode.HEDGE).openOrdersEnd(1);
        assertTrue(dragon.takeSent().contains("query order"));
        dragon.filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");

        assertEquals(OrderStatus.FILLED, statusOf(id));
        assertEquals(1, longLeg().entryCount());
        assertFalse(dragon.takeSent().stream().anyMatch(s -> s.contains("ENTRY")));
    }

    @Test
    void voidsAnOrderOnlyAfterTwoUnknownAnswersAQuietPeriodApart() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS);
        assertEquals(OrderStatus.IN_DOUBT, statusOf(id));

        dragon.unknownToVenue(id).unknownToVenue(id);
        assertEquals(OrderStatus.IN_DOUBT, statusOf(id));
        dragon.pass(11).unknownToVenue(id);

        assertEquals(OrderStatus.VOID, statusOf(id));
    }

    @Test
    void asksAboutAnOrderInDoubtOnOneTimerHoweverManyReasonsThereAre() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS);
        for (int session = 80; session < 90; session++) {
            dragon.gatewayUp(session);
        }
        dragon.forget();

        dragon.pass(60);

        final long queries =
                dragon.takeSent().stream().filter("query order"::equals).count();
        assertTrue(queries >= 5 && queries <= 8, queries + " queries in a minute");
    }

    @Test
    void blocksEntriesWhileAnOrderOfTheLegIsInDoubt() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.placeFailed(rung, SendFailure.AMBIGUOUS).forget();

        dragon.pass(4).quote("59999.9", "60000.0").pass(1);

        assertFalse(dragon.takeSent().stream().anyMatch(s -> s.contains("DCA")));
    }

    @Test
    void booksATradeThatArrivesTwiceOnce() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();

        dragon.trade(id, 5, "0.004", "60000").trade(id, 5, "0.004", "60000").accepted(id);

        assertEquals(e8("0.004"), longLeg().quantityE8());
        assertEquals(OrderStatus.PARTIALLY_FILLED, statusOf(id));
    }

    @Test
    void waitsForTheTradesOfAnOrderThatIsReportedDone() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).forget();

        dragon.status(id, VenueOrderStatus.FILLED, "0.01");
        assertEquals(List.of("query order"), dragon.takeSent());
        assertFalse(statusOf(id).isTerminal());
        dragon.filled(id, "0.01", "60010");

        assertEquals(OrderStatus.FILLED, statusOf(id));
        assertEquals(e8("60010"), longLeg().averageEntryE8());
    }

    @Test
    void sendsNothingWhileLiveTradingIsOff() {
        dragon.ready(Legs.LONG_ONLY, "0").live(false).forget().bar("60000").pass(7);

        assertEquals(List.of(), dragon.takeSent());
        assertEquals(
                1,
                dragon.takeEvents().stream()
                        .filter("LIVE_TRADING_DISABLED_BLOCK"::equals)
                        .count());
    }

    @Test
    void claimsAQueuedJobOnlyWhileLiveTradingIsOn() {
        dragon.startTerm()
                .createAccount("main")
                .createBot("btc", Legs.LONG_ONLY, "0")
                .pass(10);
        assertEquals(BotStatus.QUEUED, dragon.core().state().bots().get(1).status());

        dragon.live(true).pass(4);

        assertEquals(BotStatus.RUNNING, dragon.core().state().bots().get(1).status());
    }

    @Test
    void freezesPlacesAndCancelsBehindTheKillSwitchAndKeepsTheBotRunning() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.accepted(rung)
                .accepted(longLeg().orderId(OrderRole.TAKE_PROFIT))
                .kill(KillScope.BOT, 1, true)
                .forget();

        dragon.desire(1, DesiredStatus.PAUSED).pass(4);
        assertEquals(List.of(), dragon.takeSent());
        assertTrue(dragon.core().state().bots().get(1).blockedActionCount() > 0);
        dragon.kill(KillScope.BOT, 1, false).pass(4);

        assertEquals(List.of("cancel"), dragon.takeSent());
    }

    @Test
    void aOneWayAccountEndsTheJobAndNothingIsSent() {
        dragon.ready(Legs.LONG_ONLY, "0").account(1, PositionMode.ONE_WAY);

        assertTrue(dragon.takeEvents().contains("HEDGE_MODE_REQUIRED"));
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        dragon.bar("60000").pass(10);
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void anAccountThatIsNotActiveBlocksEntriesAndLetsExitsOut() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).setAccount(1, AccountStatus.DISABLED, null).forget();

        dragon.filled(id, "0.01", "60000");

        assertEquals(List.of("place SELL LONG TAKE_PROFIT LIMIT 0.01 @ 60300 reduce-only"), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("ACCOUNT_RISK_BLOCK"));
    }

    @Test
    void aLossLimitBlocksEntriesWithinAFastIntervalWithoutAnAttempt() {
        dragon.ready(Legs.LONG_ONLY, "0")
                .setAccount(1, AccountStatus.NULL_VAL, "50")
                .adjust(1, "-50")
                .forget();

        dragon.quote("59999.9", "60000.0").heartbeat().pass(3);

        assertEquals(
                1,
                dragon.takeEvents().stream()
                        .filter("ACCOUNT_RISK_BLOCK"::equals)
                        .count());
        dragon.quote("59999.9", "60000.0").bar("60000");
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void aSilentGatewayClosesTheGateAndItsReturnOpensIt() {
        dragon.ready(Legs.LONG_ONLY, "0").waitInSilence(10);
        assertTrue(dragon.takeEvents().contains("GATEWAY_DOWN"));
        dragon.bar("60000");
        assertFalse(dragon.takeSent().stream().anyMatch(s -> s.startsWith("place")));

        dragon.heartbeat();

        assertTrue(dragon.takeEvents().contains("GATEWAY_UP"));
        assertTrue(dragon.takeSent().contains("template 311"));
    }

    @Test
    void aStaleQuoteBlocksAnEntry() {
        dragon.ready(Legs.LONG_ONLY, "0").pass(5).forget().bar("60000");

        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void anOrderThatNeverLeftIsTriedAgainLaterWithANewId() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.placeFailed(rung, SendFailure.EXPIRED_UNSENT).forget();

        dragon.pass(3).quote("59999.9", "60000.0").pass(3);

        assertEquals(OrderStatus.UNSENT, statusOf(rung));
        assertTrue(dragon.takeSent().contains("place BUY LONG DCA LIMIT 0.01 @ 59400"));
        assertNotEquals(rung, longLeg().orderId(OrderRole.DCA));
    }

    @Test
    void aPauseTakesRungsBackAndKeepsTheTakeProfit() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        final long profit = longLeg().orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(rung).accepted(profit).forget();

        dragon.desire(1, DesiredStatus.PAUSED);

        assertEquals(List.of("cancel"), dragon.takeSent());
        dragon.status(rung, VenueOrderStatus.CANCELED, "0").pass(10);
        assertEquals(List.of(), dragon.takeSent());
        assertEquals(OrderStatus.NEW, statusOf(profit));
    }

    @Test
    void aPauseKeepsParkedIntentsAndTheyCannotActivate() {
        dragon.inPosition("0.5").quote("59999.9", "60000.0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.desire(1, DesiredStatus.PAUSED).forget();

        dragon.quote("59400.0", "59400.1").pass(4).quote("59400.0", "59400.1");

        assertEquals(OrderStatus.PARKED, statusOf(rung));
        assertEquals(List.of(), dragon.takeSent());
        dragon.desire(1, DesiredStatus.RUNNING)
                .pass(1)
                .quote("59400.0", "59400.1")
                .pass(3);
        assertEquals(rung, dragon.lastPlacedId());
    }

    @Test
    void aCommandThatComesTwiceIsDoneOnceAndAnsweredTwice() {
        dragon.startTerm().createAccount("main");
        assertEquals("NONE 1", dragon.lastResult());

        dragon.repeatLastCommand();

        assertEquals("NONE 1", dragon.lastResult());
        assertFalse(dragon.core().state().isLiveTrading());
    }

    @Test
    void everyRunningBotKnowsThatItsJobWasReclaimedAfterACrash() {
        dragon.ready(Legs.LONG_ONLY, "0").restart();

        assertTrue(dragon.takeEvents().contains("JOB_LEASE_RECLAIMED"));
    }

    @Test
    void aFillAfterACancelIsBookedAndRaisesTheAlarm() {
        dragon.inPosition("0");
        final long rung = longLeg().orderId(OrderRole.DCA);
        dragon.accepted(rung).status(rung, VenueOrderStatus.CANCELED, "0").forget();

        dragon.filled(rung, "0.01", "59400");

        assertTrue(dragon.takeEvents().contains("ORDER_FILL_AFTER_TERMINAL"));
        assertEquals(e8("0.02"), longLeg().quantityE8());
    }

    @Test
    void refusesQuotesThatCannotBeTrue() {
        dragon.ready(Legs.LONG_ONLY, "0")
                .quote("60000", "59999")
                .quote("0", "1")
                .quote("-5", "60000");

        assertEquals(List.of("BAD_PRICE", "BAD_PRICE", "BAD_PRICE"), dragon.takeRefusals());
    }

    @Test
    void anImageHoldsTheWholeState() {
        dragon.inPosition("0.5");
        final long before = dragon.hash();

        dragon.restore();

        assertEquals(before, dragon.hash());
    }
}
