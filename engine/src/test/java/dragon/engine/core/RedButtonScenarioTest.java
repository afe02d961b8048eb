package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.strategy.ExitReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Halt, kill, panic and their release: a bot that holds 0.01 long, its rung and its take profit at the venue. */
class RedButtonScenarioTest {
    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreAtVenue dragon = new CoreAtVenue((settings, minutes) -> new ScriptedStrategy(script));

    @BeforeEach
    void inPosition() {
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                if (situation.isBarClose()) {
                    targets.enter(e8("0.01"));
                }
                return;
            }
            targets.rung(e8("59500"), e8("0.01"));
            targets.takeProfit(e8("60900"), situation.quantityE8(), ExitReason.TP_PCT);
        });
        dragon.readyWith(Legs.LONG_ONLY, Map.of());
        dragon.settle().quote("59999.9", "60000.0").bar("60000");
        dragon.settle().forget();
    }

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private OrderStatus status(final OrderRole role) {
        final long id = bot().leg(Leg.LONG).orderId(role);
        return id == 0 ? null : dragon.core().state().orders().get(id).status();
    }

    private void nextBar() {
        dragon.passMs(3_000).quote("59999.9", "60000.0").bar("60000");
        dragon.settle();
    }

    private void anotherBot(final String name, final Legs legs) {
        dragon.createBotWith(name, legs, Map.of())
                .candle(dragon.barOpenMs(), "60000", CandleSource.HISTORY)
                .historyEnd();
        nextBar();
        nextBar();
    }

    private boolean isSent(final String what) {
        return dragon.takeSent().stream().anyMatch(sent -> sent.contains(what));
    }

    @ParameterizedTest
    @CsvSource({"ENGINE, 0", "ACCOUNT, 1", "SYMBOL, 0", "BOT, 1", "LEG, 1"})
    void aHaltTakesEntriesBackKeepsThemParkedAndLeavesExits(final ControlScope scope, final int target) {
        dragon.halt(scope, target, Leg.LONG);
        assertEquals(List.of("cancel"), dragon.takeSent());
        assertTrue(dragon.takeEvents().contains("HALT_ON"));
        dragon.settle();
        assertEquals(OrderStatus.PARKED, status(OrderRole.DCA));
        assertEquals(OrderStatus.NEW, status(OrderRole.TAKE_PROFIT));

        dragon.restart();
        dragon.crash();
        dragon.settle().quote("59399.9", "59400.0");
        nextBar();
        assertFalse(isSent("DCA"));
        assertTrue(dragon.takeEvents().contains("HALT_BLOCK"));
        assertEquals("rana", halted(scope));

        dragon.release(scope, target, Leg.LONG);
        nextBar();
        assertTrue(isSent("place BUY LONG DCA"));
    }

    private String halted(final ControlScope scope) {
        return switch (scope) {
            case ENGINE -> dragon.core().state().halt().by();
            case ACCOUNT -> dragon.core().state().accounts().get(1).halt().by();
            case SYMBOL -> dragon.core().state().instruments().get(1).halt().by();
            case BOT -> bot().halt().by();
            case LEG -> bot().leg(Leg.LONG).halt().by();
            case NULL_VAL -> "";
        };
    }

    @Test
    void aReleaseLiftsItsOwnScopeOnly() {
        dragon.halt(ControlScope.ENGINE, 0, Leg.NULL_VAL).halt(ControlScope.BOT, 1, Leg.NULL_VAL);
        dragon.settle().release(ControlScope.BOT, 1, Leg.NULL_VAL).forget();

        nextBar();

        assertFalse(isSent("place BUY"));
        assertTrue(dragon.core().state().halt().isOn());
        assertFalse(bot().halt().isOn());
    }

    @Test
    void aHaltOfTheOtherLegDoesNotConcernThisOne() {
        dragon.halt(ControlScope.LEG, 1, Leg.SHORT);
        assertEquals(List.of(), dragon.takeSent());
        dragon.halt(ControlScope.LEG, 1, Leg.NULL_VAL);
        assertEquals("MISSING_VALUE 0", dragon.lastResult());
        dragon.halt(ControlScope.ACCOUNT, 7, Leg.NULL_VAL);
        assertEquals("UNKNOWN_ACCOUNT 0", dragon.lastResult());
    }

    @Test
    void aKillFreezesCancelsTooAndKnowsItsReasonAfterARestart() {
        dragon.kill(KillScope.GLOBAL, 0, true).restore();
        dragon.halt(ControlScope.BOT, 1, Leg.NULL_VAL);
        nextBar();

        assertEquals(
                List.of(),
                dragon.takeSent().stream().filter(sent -> !sent.startsWith("q")).toList());
        assertEquals("rana", dragon.core().state().kill().by());
        assertEquals("test", dragon.core().state().kill().why());
        assertTrue(dragon.core().state().kill().sinceNs() > 0);
        assertEquals(2, dragon.open().size());
    }

    @Test
    void aPanicCancelsAllOfOursExitsIncludedAndThenFreezes() {
        dragon.panic(ControlScope.ENGINE, 0);
        assertEquals("NONE 2", dragon.lastResult());
        assertEquals(List.of("cancel", "cancel"), dragon.takeSent());
        assertFalse(dragon.core().state().isKilled());

        dragon.settle().quote("60900.0", "60900.1");
        assertFalse(isSent("place"), "nothing is placed between the request and the freeze");
        dragon.step().step();

        assertTrue(dragon.core().state().isKilled());
        assertFalse(dragon.core().state().panic().isOn());
        assertEquals("rana", dragon.core().state().kill().by());
        assertTrue(dragon.takeEvents().containsAll(List.of("PANIC_REQUESTED", "PANIC_FROZEN")));
        assertEquals(0, dragon.open().size());
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
    }

    @Test
    void aPanicFreezesAfterTenSecondsWhateverTheVenueSays() {
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public boolean losesCancel(final CoreAtVenue.VenueOrder order) {
                return true;
            }
        };
        dragon.panic(ControlScope.ACCOUNT, 1);
        dragon.pass(9);
        assertFalse(dragon.core().state().accounts().get(1).isKilled());

        dragon.restore().pass(2);

        assertTrue(dragon.core().state().accounts().get(1).isKilled());
        assertEquals(2, dragon.open().size());
        assertEquals(dragon.hash(), dragon.restore().hash());
    }

    @Test
    void aPanicThatIsOverSendsNoCancelInTheInstantOfItsFreeze() {
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public boolean losesCancel(final CoreAtVenue.VenueOrder order) {
                return true;
            }
        };
        dragon.panic(ControlScope.ENGINE, 0);
        boolean isFrozen = false;
        for (int quarter = 0; quarter < 50 && !isFrozen; quarter++) {
            dragon.takeSent();
            for (final CoreAtVenue.VenueOrder order : dragon.open()) { // Each is free to be taken back anew.
                dragon.cancelFailed(order.id, SendFailure.REFUSED_UNSENT);
            }
            dragon.takeSent();
            dragon.passMs(250);
            isFrozen = dragon.core().state().isKilled();
            assertTrue(isSent("cancel") != isFrozen, "quarter " + quarter);
        }
        assertTrue(isFrozen);
    }

    @Test
    void aPanicOfOneBotLeavesTheOthersAlone() {
        dragon.createBotWith("two", Legs.SHORT_ONLY, Map.of()).historyEnd();
        dragon.settle();
        dragon.settle().forget();
        dragon.panic(ControlScope.BOT, 2);
        assertEquals("NONE 0", dragon.lastResult());
        dragon.settle().step();

        assertTrue(dragon.core().state().bots().get(2).isKilled());
        assertFalse(bot().isKilled());
        assertEquals(OrderStatus.NEW, status(OrderRole.DCA));
    }

    @ParameterizedTest
    @CsvSource({"KILL_SWITCH_IS_ON", "LIVE_TRADING_OFF"})
    void aPanicThatCouldTakeNothingBackIsRefusedAndNoCancelFiresLater(final RefusalReason reason) {
        final boolean isKill = reason == RefusalReason.KILL_SWITCH_IS_ON;
        if (isKill) {
            dragon.kill(KillScope.GLOBAL, 0, true);
        } else {
            dragon.live(false);
        }
        dragon.forget().panic(ControlScope.ENGINE, 0);

        assertEquals(reason + " 0", dragon.lastResult());
        assertFalse(dragon.core().state().panic().isOn());
        if (isKill) {
            dragon.release(ControlScope.ENGINE, 0, Leg.NULL_VAL);
        } else {
            dragon.live(true);
        }
        nextBar();
        assertFalse(isSent("cancel"));
        assertEquals(OrderStatus.NEW, status(OrderRole.TAKE_PROFIT));
    }

    @Test
    void aPanicTakesBackWhatItCanAndLeavesWhatAKillSwitchHolds() {
        anotherBot("two", Legs.LONG_ONLY);
        assertEquals(4, dragon.open().size());
        dragon.kill(KillScope.BOT, 2, true).forget();

        dragon.panic(ControlScope.ENGINE, 0);

        assertEquals("NONE 2", dragon.lastResult());
        assertEquals(List.of("cancel", "cancel"), dragon.takeSent());
        dragon.settle().pass(11);
        assertTrue(dragon.core().state().isKilled());
        assertEquals(2, dragon.open().size());
    }

    @Test
    void aPanicThatTheNextLeaderFindsTakesBackBeforeItFreezes() {
        dragon.deaf(true);
        dragon.panic(ControlScope.ENGINE, 0);
        dragon.deaf(false);
        dragon.passMs(500).startTerm().pass(30);
        assertFalse(dragon.core().state().isKilled(), "nobody could be asked");

        dragon.gatewayUp(77).forget();
        dragon.pass(9);
        assertTrue(isSent("cancel"));
        dragon.settle().step().step();

        assertTrue(dragon.core().state().isKilled());
        assertEquals(0, dragon.open().size());
    }

    @Test
    void aPanicWaitsForCancelsThatOurOwnRateHoldsBack() {
        for (int i = 2; i <= 9; i++) {
            anotherBot("b" + i, Legs.LONG_ONLY);
        }
        final int orders = dragon.open().size();
        assertTrue(orders > 14, orders + " orders");
        dragon.limit(RiskLimit.CANCEL_RATE_SYMBOL, "1");

        dragon.panic(ControlScope.ENGINE, 0);
        while (!dragon.core().state().isKilled()) {
            dragon.step();
        }

        assertEquals(0, dragon.open().size());
    }
}
