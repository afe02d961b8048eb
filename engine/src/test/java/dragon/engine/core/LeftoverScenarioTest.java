package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is left over: of a cancel that did nothing, of a cycle that is over, of an order that the venue never takes. A long leg of 0.01
 * from 60,000, its rung of 0.01 at 59,400, its take profit at 60,300.
 */
class LeftoverScenarioTest {
    private static final Map<StrategyParameter, String> RESTING = Map.of();
    private static final Map<StrategyParameter, String> PARKED = Map.of(StrategyParameter.DCA_ACTIVATION_PCT, "0.5");

    private final CoreHarness dragon = new CoreHarness();

    private LegState leg() {
        return dragon.core().state().bots().get(1).leg(Leg.LONG);
    }

    private long orderId(final OrderRole role) {
        return leg().orderId(role);
    }

    private List<String> places() {
        return dragon.takeSent().stream()
                .filter(what -> what.startsWith("place"))
                .toList();
    }

    /** In position; the take profit rests, and the rung where it is not parked. */
    private CoreHarness inPosition(final Map<StrategyParameter, String> settings) {
        dragon.readyWith(Legs.LONG_ONLY, settings).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
        dragon.accepted(orderId(OrderRole.TAKE_PROFIT));
        if (settings != PARKED) {
            dragon.accepted(orderId(OrderRole.DCA));
        }
        return dragon.forget();
    }

    private void takeProfitFills() {
        final long profit = orderId(OrderRole.TAKE_PROFIT);
        dragon.filled(profit, "0.01", "60300").status(profit, VenueOrderStatus.FILLED, "0.01");
        assertTrue(leg().isFlat());
    }

    @Test
    void E10_aCancelThatDidNothingIsSentAgainSoThatTheStopGetsThrough() {
        inPosition(Map.of(StrategyParameter.STOP_PCT, "2"));
        dragon.quote("58800.0", "58800.1");
        assertEquals(List.of("cancel", "cancel"), dragon.takeSent());

        dragon.pass(4);
        assertFalse(dragon.takeSent().contains("cancel"), "its answer may be on its way");
        dragon.pass(2);
        final List<String> again = dragon.takeSent();
        assertEquals(2, again.stream().filter("cancel"::equals).count(), again::toString);
        assertEquals(2, again.stream().filter("query order"::equals).count(), again::toString);

        dragon.status(orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0")
                .status(orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0");
        assertTrue(places().get(0).startsWith("place SELL LONG STOP_LOSS IOC 0.01"));
    }

    @Test
    void E10_aRepeatedCancelIsOwedAfterARestartToo() {
        inPosition(RESTING).desire(1, DesiredStatus.PAUSED);
        assertEquals(List.of("cancel"), dragon.takeSent());

        dragon.restore().pass(6);

        assertTrue(dragon.takeSent().contains("cancel"));
    }

    @Test
    void aCancelThatHasEndedItsOrderIsNotSentAgain() {
        inPosition(RESTING).desire(1, DesiredStatus.PAUSED);
        dragon.status(orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0").forget();

        dragon.pass(30);

        assertFalse(dragon.takeSent().contains("cancel"));
    }

    @Test
    void aParkedRungOfAPausedBotEndsWithItsCycle() {
        inPosition(PARKED).desire(1, DesiredStatus.PAUSED);
        assertTrue(orderId(OrderRole.DCA) != 0, "a pause keeps it while there is something to add to");
        takeProfitFills();
        assertEquals(0, orderId(OrderRole.DCA));

        dragon.quote("59390.0", "59390.1").desire(1, DesiredStatus.RUNNING).forget();
        dragon.pass(4).quote("59390.0", "59390.1").pass(4);

        assertEquals(List.of(), places());
    }

    @Test
    void aOneWayAccountTakesTheRungBackOnceItsModeIsRightAgain() {
        inPosition(RESTING).account(1, PositionMode.ONE_WAY).pass(4);
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        assertFalse(dragon.takeSent().contains("cancel"), "nothing may be sent to such an account");

        dragon.account(1, PositionMode.HEDGE).pass(4);

        assertEquals(1, dragon.takeSent().stream().filter("cancel"::equals).count(), "the rung, not the take profit");
    }

    @Test
    void aBotInErrorThatIsPausedHasItsStopAgain() {
        inPosition(Map.of(StrategyParameter.STOP_PCT, "2"))
                .account(1, PositionMode.ONE_WAY)
                .pass(4);
        dragon.account(1, PositionMode.HEDGE).pass(4);
        dragon.status(orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0").forget();

        dragon.desire(1, DesiredStatus.PAUSED).pass(4);
        assertEquals(BotStatus.PAUSED, dragon.core().state().bots().get(1).status());
        assertEquals(
                1, dragon.takeEvents().stream().filter("BOT_PAUSED"::equals).count());
        dragon.quote("58700.0", "58700.1");

        assertEquals(ExitReason.SL_PCT, leg().exitReason());
    }

    @Test
    void aStoppedBotThatIsPausedHasItsTakeProfitAgain() {
        inPosition(RESTING).desire(1, DesiredStatus.STOPPED);
        dragon.status(orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0")
                .status(orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0")
                .forget();

        dragon.desire(1, DesiredStatus.PAUSED).quote("59999.9", "60000.0").pass(4);

        assertEquals(BotStatus.PAUSED, dragon.core().state().bots().get(1).status());
        assertEquals(List.of("place SELL LONG TAKE_PROFIT LIMIT 0.01 @ 60300 reduce-only"), places());
    }

    @Test
    void F3_anEntryWhoseEndNobodyHasToldIsAskedAbout() {
        dragon.readyWith(Legs.LONG_ONLY, RESTING).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.004", "60000").forget();

        dragon.pass(4);

        assertTrue(dragon.takeSent().contains("query order"));
    }

    @Test
    void aRestOfAPositionThatIsSmallerThanAnEntryMayBeIsStillTakenOut() {
        dragon.readyWith(Legs.LONG_ONLY, RESTING)
                .instrument(1, CoreHarness.SYMBOL, "0.001", "100", "0.001", "100")
                .bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.001", "60000").forget();

        dragon.status(id, VenueOrderStatus.CANCELED, "0.001");

        assertTrue(
                places().stream().anyMatch(what -> what.startsWith("place SELL LONG TAKE_PROFIT")),
                "60 USD is under the 100 of an entry");
    }

    @Test
    void aParkedRungOfABotInErrorDoesNotBeginACycleWhenTheBotIsResumed() {
        inPosition(PARKED).account(1, PositionMode.ONE_WAY).pass(4);
        assertEquals(BotStatus.ERROR, dragon.core().state().bots().get(1).status());
        takeProfitFills();

        dragon.account(1, PositionMode.HEDGE).desire(1, DesiredStatus.RUNNING).forget();
        dragon.quote("59650.0", "59650.1").pass(4).quote("59650.0", "59650.1").pass(4);

        assertEquals(BotStatus.RUNNING, dragon.core().state().bots().get(1).status());
        assertEquals(List.of(), places());
    }

    @Test
    void whatAPauseKeptFollowsTheSettingsOfNowBeforeItMayActivate() {
        inPosition(PARKED).desire(1, DesiredStatus.PAUSED);
        final long before = dragon.core().state().bots().get(1).settings().fingerprint();
        dragon.changeBot(
                1,
                before,
                true,
                Map.of(
                        StrategyParameter.BASE_QUANTITY, "0.01",
                        StrategyParameter.MAX_ENTRIES, "3",
                        StrategyParameter.BASE_DEVIATION_PCT, "0.9",
                        StrategyParameter.DEVIATION_MULTIPLIER, "2",
                        StrategyParameter.VOLUME_MULTIPLIER, "1.5",
                        StrategyParameter.TAKE_PROFIT_PCT, "0.5",
                        StrategyParameter.DCA_ACTIVATION_PCT, "0.5"));
        dragon.quote("59650.0", "59650.1").forget();

        dragon.desire(1, DesiredStatus.RUNNING).pass(4);

        assertEquals(List.of("place BUY LONG DCA LIMIT 0.01 @ 59460"), places());
    }

    @Test
    void aRungThatFillsAfterItsCycleGetsExitsAndNoLadderOfItsOwn() {
        inPosition(RESTING).kill(KillScope.GLOBAL, 0, true);
        final long rung = orderId(OrderRole.DCA);
        takeProfitFills();
        dragon.quote("59399.9", "59400.0").filled(rung, "0.01", "59400").status(rung, VenueOrderStatus.FILLED, "0.01");
        dragon.quote("59400.0", "59400.1").kill(KillScope.GLOBAL, 0, false).forget();

        dragon.pass(4).quote("59400.0", "59400.1");

        assertEquals(e8("0.01"), leg().quantityE8());
        assertEquals(List.of("place SELL LONG TAKE_PROFIT LIMIT 0.01 @ 59697 reduce-only"), places());
        dragon.accepted(dragon.lastPlacedId())
                .forget()
                .quote("57000.0", "57000.1")
                .pass(10);
        assertEquals(List.of(), places(), "no rung, however far the price falls");
    }

    @Test
    void noEntryLeavesBesideARungOfTheCycleBefore() {
        inPosition(RESTING);
        final long rung = orderId(OrderRole.DCA);
        takeProfitFills();
        assertTrue(dragon.takeSent().contains("cancel"));

        dragon.quote("60300.0", "60300.1").bar("60300");
        assertEquals(List.of(), places(), "the rung may be filled yet");
        dragon.status(rung, VenueOrderStatus.CANCELED, "0")
                .quote("60300.0", "60300.1")
                .bar("60300");

        assertEquals(1, places().size());
        assertTrue(dragon.core().state().orders().get(dragon.lastPlacedId()).role() == OrderRole.ENTRY);
    }

    @Test
    void aTakeProfitThatThePriceHasJumpedOverIsTakenAtThePriceOfNow() {
        dragon.readyWith(Legs.LONG_ONLY, RESTING).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
        dragon.accepted(orderId(OrderRole.DCA)).rejected(orderId(OrderRole.TAKE_PROFIT), RejectClass.FILTER);
        assertEquals(0, orderId(OrderRole.TAKE_PROFIT));
        dragon.forget();

        dragon.quote("60900.0", "60900.1")
                .passMs(2_900)
                .quote("60900.0", "60900.1")
                .pass(1);
        assertEquals(List.of("place SELL LONG STOP_LOSS IOC 0.01 @ 60595.5 reduce-only"), places());
        assertEquals(ExitReason.TP_PCT, leg().exitReason());
    }

    @Test
    void aTakeProfitThatIsHeldBackByTheCollarIsTakenAtThePriceOfNow() {
        dragon.readyWith(Legs.LONG_ONLY, RESTING).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).quote("64000.0", "64000.1").forget();

        dragon.filled(id, "0.01", "60000");

        assertEquals(List.of("place SELL LONG STOP_LOSS IOC 0.01 @ 63680 reduce-only"), places());
    }

    @Test
    void aTakeProfitThatThePriceHasJustReachedRestsAtItsTarget() {
        dragon.readyWith(Legs.LONG_ONLY, RESTING).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
        dragon.accepted(orderId(OrderRole.DCA))
                .rejected(orderId(OrderRole.TAKE_PROFIT), RejectClass.FILTER)
                .forget();

        dragon.quote("60400.0", "60400.1").pass(4);

        assertEquals(List.of("place SELL LONG TAKE_PROFIT LIMIT 0.01 @ 60300 reduce-only"), places());
        assertNull(leg().exitReason());
    }

    @Test
    void aStopThatTheVenueRefusesForItsReachComesBackWithALesserOne() {
        inPosition(Map.of(StrategyParameter.STOP_PCT, "1.5", StrategyParameter.ENTRY_SLIPPAGE_PCT, "2"));
        dragon.quote("59000.0", "59000.1")
                .status(orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0")
                .status(orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0");
        assertEquals(List.of("place SELL LONG STOP_LOSS IOC 0.01 @ 57820 reduce-only"), places());

        dragon.rejected(dragon.lastPlacedId(), RejectClass.FILTER).pass(1);
        assertEquals(List.of("place SELL LONG STOP_LOSS IOC 0.01 @ 58410 reduce-only"), places());
        for (int i = 0; i < 6; i++) {
            dragon.rejected(dragon.lastPlacedId(), RejectClass.FILTER).pass(11);
        }

        final List<String> placed = places();
        assertEquals("place SELL LONG STOP_LOSS IOC 0.01 @ 58705 reduce-only", placed.get(placed.size() - 1));
    }

    @Test
    void oneAnswerThatIsReadAgainAfterARestartIsNoSecondOne() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.pass(12).unknownToVenue(id);
        assertEquals(
                OrderStatus.IN_DOUBT, dragon.core().state().orders().get(id).status());

        dragon.pass(11).restart();
        dragon.unknownToVenue(id);

        assertEquals(
                OrderStatus.IN_DOUBT, dragon.core().state().orders().get(id).status());
    }
}
