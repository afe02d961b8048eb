package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.bot.LegState;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a bot tells of its life, its legs and its flatten, in words and numbers, and when: legs of 0.01 from 60,000, rungs at 59,500
 * and 60,500, take profits at 60,900 and 59,100.
 */
class BotTraceScenarioTest {
    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreAtVenue dragon = new CoreAtVenue((settings, minutes) -> new ScriptedStrategy(script));

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
        });
    }

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private LegState leg(final Leg leg) {
        return bot().leg(leg);
    }

    private CoreAtVenue inPosition(final Legs legs) {
        dragon.readyWith(legs, Map.of());
        dragon.settle().quote("59999.9", "60000.0").bar("60000");
        dragon.settle().forget();
        return dragon;
    }

    private List<String> told(final String beginning) {
        return dragon.takeTexts().stream()
                .filter(text -> text.startsWith(beginning))
                .toList();
    }

    private void untilFlattenEnded() {
        for (int i = 0; i < 2_700 && bot().flatten().isActive(); i++) {
            dragon.step();
        }
    }

    // Flatten

    @Test
    void aFlattenTellsWhatItCancelsClosesAndReads() {
        inPosition(Legs.LONG_ONLY).flatten(ControlScope.BOT, 1);
        untilFlattenEnded();

        assertEquals(
                List.of(
                        "FLATTEN_REQUESTED WARN: flatten by rana: drill",
                        "FLATTEN_STARTED WARN: ",
                        "FLATTEN_CANCEL_SUMMARY INFO: cancelled 2",
                        "FLATTEN_POSITION_CLOSE WARN: of 1000000 held (E8), limit in amount",
                        "FLATTEN_COMPLETED WARN: LONG 0 SHORT 0, 2 agreeing reads"),
                told("FLATTEN"));
    }

    @ParameterizedTest
    @CsvSource({"LONG_ONLY, LONG", "SHORT_ONLY, SHORT"})
    void aFlattenTellsWhatIsLeftBelowTheVenuesSmallestQuantity(final Legs legs, final Leg leg) {
        inPosition(legs);
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public long liquidityE8(final CoreAtVenue.VenueOrder order) {
                return e8("0.0095");
            }
        };
        dragon.flatten(ControlScope.BOT, 1);
        untilFlattenEnded();

        assertEquals(
                List.of("FLATTEN_INCOMPLETE CRITICAL: " + leg
                        + " remaining_e8 50000: below the venue's smallest quantity"),
                told("FLATTEN_INCOMPLETE"));
        assertEquals(e8("0.0005"), leg(leg).quantityE8());
    }

    @Test
    void aFlattenThatGetsNowhereTellsWhatIsLeftAfterTenMinutesWithoutProgress() {
        inPosition(Legs.SHORT_ONLY);
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public boolean rejects(final CoreAtVenue.VenueOrder order) {
                return order.isReduceOnly;
            }
        };
        dragon.flatten(ControlScope.BOT, 1);
        dragon.settle();
        final long beganNs = dragon.nowNs();
        untilFlattenEnded();

        final List<String> told = dragon.takeTexts();
        assertTrue(told.contains("FLATTEN_CLOSE_FAILED ERROR: try 1 REJECTED"), told::toString);
        assertTrue(told.contains("FLATTEN_CLOSE_FAILED ERROR: try 2 REJECTED"), told::toString);
        assertTrue(
                told.contains("FLATTEN_FAILED CRITICAL: no progress for 600 s; LONG 0 SHORT 1000000 (E8) left,"
                        + " orders open: no"),
                told::toString);
        final long seconds = (dragon.nowNs() - beganNs) / CoreHarness.SECOND_NS;
        assertTrue(seconds >= 600 && seconds <= 602, seconds + " s");
    }

    @Test
    void aFlattenThatAKillSwitchStopsTellsThatItIsForgotten() {
        inPosition(Legs.LONG_ONLY).flatten(ControlScope.BOT, 1).kill(KillScope.GLOBAL, 0, true);
        dragon.forget();
        untilFlattenEnded();

        assertEquals(
                List.of("FLATTEN_FAILED WARN: dropped: kill switch; ask again when it is open"),
                told("FLATTEN_FAILED"));
    }

    @Test
    void aBotInErrorIsFlattenedAndStaysInError() {
        inPosition(Legs.LONG_ONLY);
        dragon.position(Leg.LONG, "0.02").pass(6).position(Leg.LONG, "0.02").pass(60);
        assertEquals(BotStatus.ERROR, bot().status());
        dragon.settle().position(Leg.LONG, "0.01").flatten(ControlScope.BOT, 1);
        untilFlattenEnded();

        assertTrue(leg(Leg.LONG).isFlat());
        assertEquals(BotStatus.ERROR, bot().status(), "what put it there is not healed by being flat");
    }

    // Drift

    @Test
    void G8_aDriftIsToldWithBothQuantitiesAfterFiveSecondsAndItsEndToo() {
        inPosition(Legs.LONG_ONLY).pass(10);
        dragon.forget();
        dragon.deaf(true).position(Leg.LONG, "0.02");
        dragon.passMs(4_999).position(Leg.LONG, "0.02");
        assertEquals(List.of(), told("POSITION_DRIFT"));

        dragon.passMs(1).position(Leg.LONG, "0.02");
        assertEquals(
                List.of(
                        "POSITION_DRIFT WARN: venue 2000000 ours 1000000 (E8); entries are blocked until they are equal"),
                told("POSITION_DRIFT"));
        dragon.position(Leg.LONG, "0.02");
        assertEquals(List.of(), told("POSITION_DRIFT"), "once an episode");

        dragon.position(Leg.LONG, "0.01");
        assertEquals(List.of("POSITION_DRIFT_ENDED INFO: "), told("POSITION_DRIFT"));
    }

    @Test
    void G8_aDriftOfAMinuteTellsWhatAnOperatorHasToDo() {
        inPosition(Legs.SHORT_ONLY).pass(10);
        dragon.deaf(true)
                .position(Leg.SHORT, "0.02")
                .pass(5)
                .position(Leg.SHORT, "0.02")
                .forget();
        dragon.pass(52);
        assertEquals(BotStatus.RUNNING, bot().status());

        dragon.pass(6);

        assertEquals(
                List.of("BOT_ERROR CRITICAL: the venue's leg is not ours for 60 s; put it right at the venue, then"
                        + " resume the bot"),
                told("BOT_ERROR"));
    }

    @Test
    void anotherResultOfTheVenueIsToldWithBothAverages() {
        inPosition(Legs.LONG_ONLY).pass(10);
        dragon.position(Leg.LONG, "0.01", "60500.1");

        assertEquals(
                List.of("PNL_RECONCILE_WARN WARN: average of the venue 6050010000000 ours 6000000000000 (E8): the open"
                        + " result differs by more than 5 USD"),
                told("PNL_RECONCILE_WARN"));
    }

    @Test
    void anotherResultIsComparedOnlyWhenNobodyTrades() {
        inPosition(Legs.LONG_ONLY);
        dragon.position(Leg.LONG, "0.01", "60500.1");

        assertEquals(List.of(), told("PNL_RECONCILE_WARN"), "a trade may be on its way");
    }

    // Life

    @Test
    void aOneWayAccountIsToldWithWhatToDo() {
        inPosition(Legs.LONG_ONLY).account(1, PositionMode.ONE_WAY);

        assertEquals(
                List.of("HEDGE_MODE_REQUIRED CRITICAL: account main is in one-way mode; change it at the venue, then"
                        + " resume the bot"),
                told("HEDGE_MODE_REQUIRED CRITICAL"));
    }

    @Test
    void candlesThatClosedWhileNobodyDecidedAreCounted() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000").bar("60000");
        dragon.settle().restart();
        final long nextMs = dragon.barOpenMs() + 60_000;
        dragon.gatewayUp(78).account(1, PositionMode.HEDGE).openOrdersEnd(1);
        for (int i = 0; i < 3; i++) {
            dragon.candle(nextMs + i * 60_000, "60000", CandleSource.HISTORY);
        }
        dragon.forget().historyEnd();

        assertEquals(
                List.of("BAR_MISSED WARN: 2 closed while nobody decided: only the newest one is"), told("BAR_MISSED"));
        assertEquals(nextMs + 120_000, bot().lastDecidedOpenMs());
    }

    @Test
    void aLeaseThatWasLostAndReclaimedNamesWorkersTermsAndVersions() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of());
        dragon.settle().forget().startTermAfterLostLease();

        assertEquals(
                List.of(
                        "JOB_LEASE_LOST WARN: test-1 did not renew its lease of version 1",
                        "JOB_LEASE_RECLAIMED WARN: from test-1 by test-1, term 1 -> 2, lease version 2, stale reclaims 1"),
                told("JOB_LEASE"));
    }

    @Test
    void aBotThatIsNotWarmTellsHowFarItIs() {
        script.wantCandles(5);
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        dragon.settle();
        dragon.restore().forget().bar("60000");

        assertEquals(List.of(), told("WARMUP_INCOMPLETE"), "told before");
    }

    @Test
    void aBotThatIsResumedRunsAndOneThatIsPausedWaits() {
        inPosition(Legs.LONG_ONLY).desire(1, DesiredStatus.PAUSED);
        assertEquals(BotStatus.PAUSED, bot().status());
        dragon.settle().forget().bar("60000");
        dragon.settle();
        assertFalse(dragon.takeSent().stream().anyMatch(what -> what.contains("DCA")));

        dragon.desire(1, DesiredStatus.RUNNING);

        assertEquals(BotStatus.RUNNING, bot().status());
        assertTrue(dragon.takeSent().contains("place BUY LONG DCA LIMIT 0.01 @ 59500"));
    }

    @Test
    void aBotThatIsStoppedTakesEverythingBackAndKeepsWhatItHolds() {
        inPosition(Legs.BOTH_LEGS).desire(1, DesiredStatus.STOPPED);

        assertEquals(List.of("cancel", "cancel", "cancel", "cancel"), dragon.takeSent());
        dragon.settle();
        assertEquals(0, dragon.open().size());
        assertEquals(e8("0.01"), leg(Leg.LONG).quantityE8());
        assertEquals(e8("0.01"), leg(Leg.SHORT).quantityE8());
    }

    // Orders that take too long

    @Test
    void anEntryThatTakesTooLongIsToldAndTakenBackAtItsMinute() {
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("59500"), e8("0.01"));
            }
        });
        dragon.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.ENTRY_TIMEOUT_MINUTES, "1"));
        dragon.settle().quote("59999.9", "60000.0").bar("60000");
        dragon.settle().forget();
        dragon.pass(57);
        assertEquals(List.of(), told("ORDER_TIMED_OUT"));

        dragon.pass(6);

        assertEquals(List.of("ORDER_TIMED_OUT INFO: "), told("ORDER_TIMED_OUT"));
        assertEquals(1, dragon.takeSent().stream().filter("cancel"::equals).count());
    }

    @Test
    void aMakerExitThatTakesTooLongIsToldAndTheLegIsClosedOnceItsPriceIsNear() {
        dragon.readyWith(
                Legs.SHORT_ONLY,
                Map.of(StrategyParameter.EXIT_ORDER_STYLE, "3", StrategyParameter.EXIT_TIMEOUT_MINUTES, "1"));
        dragon.settle().quote("60000.0", "60000.1").bar("60000");
        dragon.settle();
        assertTrue(dragon.takeSent().contains("place BUY SHORT TAKE_PROFIT POST_ONLY 0.01 @ 59100 reduce-only"));
        dragon.pass(57).forget();
        assertEquals(List.of(), told("ORDER_TIMED_OUT"));

        dragon.pass(6).quote("59395.5", "59395.6").bar("59395"); // 0.5 % from its target, and a little.
        assertEquals(List.of(), told("ORDER_TIMED_OUT"), "at another price nothing is late");
        dragon.quote("59395.4", "59395.5").bar("59395");
        dragon.settle();

        assertEquals(List.of("ORDER_TIMED_OUT INFO: "), told("ORDER_TIMED_OUT"));
        assertTrue(leg(Leg.SHORT).isFlat());
        assertEquals(ExitReason.TP_PCT, leg(Leg.SHORT).lastExitReason());
    }

    @Test
    void aRungThatIsWantedAtOnceTakesTheRestingOneBackFirst() {
        inPosition(Legs.SHORT_ONLY);
        final long resting = leg(Leg.SHORT).orderId(OrderRole.DCA);
        script.decide((situation, targets) -> {
            if (situation.entryCount() == 1 && situation.isBarClose()) {
                targets.rungNow(e8("0.02"));
            }
        });

        dragon.quote("59999.9", "60000.0").bar("60000");
        assertTrue(dragon.core().state().orders().get(resting).isCancelSent());
        dragon.settle().quote("59999.9", "60000.0").bar("60000");

        assertTrue(dragon.takeSent().contains("place SELL SHORT DCA IOC 0.02 @ 59700"));
        dragon.settle();
        assertEquals(e8("0.03"), leg(Leg.SHORT).quantityE8());
        assertEquals(2, leg(Leg.SHORT).entryCount());
    }

    @Test
    void anOrderIsNamedByItsIntentAndItsAttempt() {
        inPosition(Legs.LONG_ONLY);
        final long profit = leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        dragon.status(profit, VenueOrderStatus.CANCELED, "0");

        final long next = leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        assertEquals(List.of("ORDER_PLACED INFO: intent " + next + " attempt 1"), told("ORDER_PLACED"));
    }
}
