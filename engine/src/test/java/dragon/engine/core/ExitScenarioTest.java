package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.LegState;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stops, wakes and exits: long and short legs from 60,000 with a stop 1 % away. */
class ExitScenarioTest {
    private static final String STOP_LONG = "place SELL LONG STOP_LOSS IOC 0.01 @ 59103 reduce-only";

    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreHarness dragon = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
    private ExitReason exitNow;

    @BeforeEach
    void script() {
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                if (situation.isBarClose()) {
                    targets.enter(e8("0.01"));
                }
                return;
            }
            targets.rung(e8(situation.isLong() ? "59500" : "60500"), e8("0.01"));
            targets.takeProfit(e8(situation.isLong() ? "60900" : "59100"), situation.quantityE8(), ExitReason.TP_PCT);
            targets.stop(e8(situation.isLong() ? "59400" : "60600"), ExitReason.SL_PCT);
            if (exitNow != null) {
                targets.exitNow(exitNow);
            }
        });
    }

    private LegState leg(final Leg leg) {
        return dragon.core().state().bots().get(1).leg(leg);
    }

    /** In a position, rung and take profit resting at the venue. */
    private CoreHarness inPosition(final Legs legs) {
        dragon.readyWith(legs, Map.of()).bar("60000");
        for (final Leg leg : Leg.values()) {
            final long id = leg == Leg.NULL_VAL ? 0 : leg(leg).orderId(OrderRole.ENTRY);
            if (id != 0) {
                dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
                dragon.accepted(leg(leg).orderId(OrderRole.DCA)).accepted(leg(leg).orderId(OrderRole.TAKE_PROFIT));
            }
        }
        return dragon.forget();
    }

    private void cancelled(final Leg leg) {
        final long rung = leg(leg).orderId(OrderRole.DCA);
        final long profit = leg(leg).orderId(OrderRole.TAKE_PROFIT);
        dragon.status(rung, VenueOrderStatus.CANCELED, "0").status(profit, VenueOrderStatus.CANCELED, "0");
    }

    @Test
    void takesBackWhatRestsAndThenClosesTheLegWithABoundedReach() {
        inPosition(Legs.LONG_ONLY);

        dragon.quote("59400.1", "59400.2");
        assertEquals(List.of(), dragon.takeSent());
        dragon.quote("59400.0", "59400.1");
        assertEquals(List.of("cancel", "cancel"), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("EXIT_STARTED"));
        cancelled(Leg.LONG);
        assertEquals(List.of(STOP_LONG), dragon.takeSent());

        final long stop = dragon.lastPlacedId();
        dragon.accepted(stop).filled(stop, "0.01", "59390").status(stop, VenueOrderStatus.FILLED, "0.01");
        assertTrue(leg(Leg.LONG).isFlat());
        assertNull(leg(Leg.LONG).exitReason());
        assertEquals(ExitReason.SL_PCT, leg(Leg.LONG).lastExitReason());
        assertEquals(0, leg(Leg.LONG).entryCount());
        assertTrue(dragon.takeEvents().contains("POSITION_CLOSED"));
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void watchesTheOfferForAShortLeg() {
        inPosition(Legs.SHORT_ONLY).quote("60599.8", "60599.9");
        assertEquals(List.of(), dragon.takeSent());

        dragon.quote("60599.9", "60600.0");
        cancelled(Leg.SHORT);

        assertTrue(dragon.takeSent().contains("place BUY SHORT STOP_LOSS IOC 0.01 @ 60903 reduce-only"));
    }

    @Test
    void triesAgainWithAGrowingDelayUntilTheLegIsFlat() {
        inPosition(Legs.LONG_ONLY).quote("59400.0", "59400.1");
        cancelled(Leg.LONG);
        final long first = dragon.lastPlacedId();
        dragon.accepted(first).filled(first, "0.004", "59390").forget();

        dragon.status(first, VenueOrderStatus.CANCELED, "0.004");
        assertEquals(List.of(), dragon.takeSent());
        dragon.pass(1);
        assertEquals(List.of("place SELL LONG STOP_LOSS IOC 0.006 @ 59103 reduce-only"), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("EXIT_REPEATED"));
        final long second = dragon.lastPlacedId();
        dragon.accepted(second).status(second, VenueOrderStatus.CANCELED, "0");
        dragon.pass(1);

        assertEquals(List.of("place SELL LONG STOP_LOSS IOC 0.006 @ 59103 reduce-only"), dragon.takeSent());
        dragon.filled(dragon.lastPlacedId(), "0.006", "59300");
        assertTrue(leg(Leg.LONG).isFlat());
        dragon.pass(30);
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void closesWhilePausedAndOnAnAccountThatMayNotEnter() {
        inPosition(Legs.LONG_ONLY).desire(1, DesiredStatus.PAUSED);
        dragon.status(leg(Leg.LONG).orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0")
                .forget();

        dragon.quote("59400.0", "59400.1");
        dragon.status(leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0");

        assertEquals(List.of("cancel", STOP_LONG), dragon.takeSent());
    }

    @Test
    void waitsBehindTheKillSwitchAndClosesWhenItOpens() {
        inPosition(Legs.LONG_ONLY)
                .kill(KillScope.GLOBAL, 0, true)
                .quote("59400.0", "59400.1")
                .pass(10);
        assertEquals(List.of(), dragon.takeSent());

        dragon.kill(KillScope.GLOBAL, 0, false).quote("59400.0", "59400.1").pass(4);
        cancelled(Leg.LONG);

        assertEquals(List.of("cancel", "cancel", STOP_LONG), dragon.takeSent());
    }

    @Test
    void aRungThatFillsWhileTheLegIsBeingClosedIsClosedToo() {
        inPosition(Legs.LONG_ONLY);
        final long rung = leg(Leg.LONG).orderId(OrderRole.DCA);
        final long profit = leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        dragon.quote("59400.0", "59400.1").status(profit, VenueOrderStatus.CANCELED, "0");
        final long first = dragon.lastPlacedId();
        dragon.accepted(first).filled(first, "0.01", "59390").forget();

        dragon.filled(rung, "0.01", "59500")
                .status(rung, VenueOrderStatus.FILLED, "0.01")
                .pass(2);

        assertEquals(List.of(STOP_LONG), dragon.takeSent());
        dragon.filled(dragon.lastPlacedId(), "0.01", "59390");
        assertTrue(leg(Leg.LONG).isFlat());
        assertNull(leg(Leg.LONG).exitReason());
    }

    @Test
    void aStopOutlivesRestartsAndFiresOnTheFirstQuoteBeyondIt() {
        inPosition(Legs.BOTH_LEGS);
        for (int i = 0; i < 5; i++) {
            dragon.restart()
                    .gatewayUp(80 + i)
                    .account(1, PositionMode.HEDGE)
                    .openOrdersEnd(1)
                    .historyEnd();
        }
        dragon.forget();

        dragon.quote("59300.0", "59300.1");
        cancelled(Leg.LONG);

        assertTrue(dragon.takeSent().stream().anyMatch(line -> line.contains("SELL LONG STOP_LOSS")));
        assertNull(leg(Leg.SHORT).exitReason());
    }

    @Test
    void aMakerExitThatWaitsForItsPriceIsNoLossAfterItsTime() {
        dragon.readyWith(
                        Legs.LONG_ONLY,
                        Map.of(StrategyParameter.EXIT_ORDER_STYLE, "3", StrategyParameter.EXIT_TIMEOUT_MINUTES, "1"))
                .bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
        dragon.accepted(leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT))
                .accepted(leg(Leg.LONG).orderId(OrderRole.DCA));

        dragon.pass(90).quote("59700.0", "59700.1").pass(4);
        assertNull(leg(Leg.LONG).exitReason(), "the price is 2 % away");

        dragon.quote("60700.0", "60700.1").pass(4);
        assertEquals(ExitReason.TP_PCT, leg(Leg.LONG).exitReason(), "within the slippage of 60,900");
    }

    @Test
    void aStopThatTheRateHoldsBackGoesOnBeforeTheFastTick() {
        inPosition(Legs.LONG_ONLY).limit(RiskLimit.CANCEL_RATE_SYMBOL, "1");
        dragon.quote("59400.0", "59400.1");
        assertEquals(List.of("cancel"), dragon.takeSent());
        dragon.status(leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0");
        assertEquals(
                List.of(STOP_LONG),
                dragon.takeSent(),
                "the take profit was the one to go: the close waits for no other");

        dragon.passMs(1_250);

        assertEquals(
                List.of("cancel"),
                dragon.takeSent().stream().filter("cancel"::equals).toList(),
                "the rung");
    }

    @Test
    void aCloseThatTheRateHoldsBackIsSentAQuarterOfASecondLater() {
        inPosition(Legs.LONG_ONLY).limit(RiskLimit.ORDER_RATE_SYMBOL, "1");
        final long before =
                dragon.core().state().instruments().get(1).orderRate().taken(1, 1_000_000_000L, dragon.nowNs());
        assertEquals(0, before);
        dragon.core().state().instruments().get(1).orderRate().take(1, 1_000_000_000L, dragon.nowNs());
        dragon.quote("59400.0", "59400.1");
        cancelled(Leg.LONG);
        assertFalse(dragon.takeSent().contains(STOP_LONG));

        dragon.passMs(1_100);

        assertTrue(dragon.takeSent().contains(STOP_LONG));
    }

    @Test
    void anExitGoesOnAfterARestart() {
        inPosition(Legs.LONG_ONLY).quote("59400.0", "59400.1");
        cancelled(Leg.LONG);
        final long stop = dragon.lastPlacedId();
        dragon.restart()
                .gatewayUp(80)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .historyEnd()
                .forget();

        dragon.status(stop, VenueOrderStatus.CANCELED, "0")
                .quote("59400.0", "59400.1")
                .pass(4);

        assertEquals(List.of(STOP_LONG), dragon.takeSent());
    }

    @Test
    void exitsAtOnceWhenTheStrategyWantsOut() {
        inPosition(Legs.LONG_ONLY);
        exitNow = ExitReason.TRAILING_EXIT;

        dragon.bar("60000");
        cancelled(Leg.LONG);

        assertTrue(dragon.takeSent().stream().anyMatch(line -> line.contains("STOP_LOSS")));
        final long stop = dragon.lastPlacedId();
        dragon.filled(stop, "0.01", "60000");
        assertEquals(ExitReason.TRAILING_EXIT, leg(Leg.LONG).lastExitReason());
    }

    @Test
    void wakesTheStrategyOnceAtEachLevelThatItAskedFor() {
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enter(e8("0.01"));
            } else if (!situation.isFlat() && script.woken().isEmpty()) {
                targets.wakeAbove(e8("60200"));
                targets.wakeBelow(e8("59800"));
            } else if (!situation.isFlat() && script.woken().size() == 1) {
                targets.wakeAbove(e8("60300"));
            }
        });
        inPosition(Legs.LONG_ONLY);

        dragon.quote("60199.9", "60200.0").quote("60250.0", "60250.1").quote("60260.0", "60260.1");
        assertEquals(List.of("LONG 60250"), script.woken());
        dragon.quote("59700.0", "59700.1");
        assertEquals(List.of("LONG 60250"), script.woken(), "the level below was not asked for again");
        dragon.quote("60300.0", "60300.1").quote("60300.0", "60300.1");

        assertEquals(List.of("LONG 60250", "LONG 60300"), script.woken());
    }

    @Test
    void aStoppedBotWatchesNothing() {
        inPosition(Legs.LONG_ONLY).desire(1, DesiredStatus.STOPPED).forget();

        dragon.quote("59000.0", "59000.1").pass(10);

        assertFalse(dragon.takeSent().stream().anyMatch(line -> line.contains("STOP_LOSS")));
        assertEquals(0, dragon.core().state().instruments().get(1).bidFalls().size());
    }

    @Test
    void estimatesAFeeThatTheVenueDoesNotTellAndSharesFundingByLeg() {
        dragon.readyWith(Legs.BOTH_LEGS, Map.of(StrategyParameter.FEE_RATE_PCT, "0.05"))
                .bar("60000");
        final long buy = leg(Leg.LONG).orderId(OrderRole.ENTRY);
        final long sell = leg(Leg.SHORT).orderId(OrderRole.ENTRY);
        dragon.filledWithoutFee(buy, "0.01", "60000").filledWithoutFee(sell, "0.004", "60000");
        assertEquals(e8("0.3"), leg(Leg.LONG).feesE8());

        dragon.funding(1, "-0.6").funding(1, "-0.6");

        assertEquals(e8("-1"), leg(Leg.LONG).fundingE8());
        assertEquals(e8("0.4"), leg(Leg.SHORT).fundingE8());
        assertEquals(e8("-0.6"), dragon.core().state().bots().get(1).fundingE8());
    }

    @Test
    void estimatesAFeeByTheEnginesRateWhereTheBotHasNone() {
        dragon.feeRate("0.05").readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        dragon.filledWithoutFee(leg(Leg.LONG).orderId(OrderRole.ENTRY), "0.01", "60000");

        assertEquals(e8("0.3"), leg(Leg.LONG).feesE8());
        dragon.restart();
        assertEquals(e8("0.05"), dragon.core().state().feeRatePctE8(), "it is part of the state image");
    }

    @Test
    void theRateOfABotGoesBeforeThatOfTheEngineEvenWhereItIsNothing() {
        dragon.feeRate("0.05")
                .readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.FEE_RATE_PCT, "0"))
                .bar("60000");
        dragon.filledWithoutFee(leg(Leg.LONG).orderId(OrderRole.ENTRY), "0.01", "60000");

        assertEquals(0, leg(Leg.LONG).feesE8());
    }
}
