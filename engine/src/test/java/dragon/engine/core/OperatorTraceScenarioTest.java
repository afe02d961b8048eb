package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that an operator does leaves a trace: what was changed, from what to what, by whom and why; so does the lane itself. */
class OperatorTraceScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    private Bot bot(final int id) {
        return dragon.core().state().bots().get(id);
    }

    private void thenTold(final String... texts) {
        assertEquals(List.of(texts), dragon.takeTexts());
    }

    private void thenToldAmongOthers(final String text) {
        final List<String> told = dragon.takeTexts();
        assertTrue(told.contains(text), told::toString);
    }

    // Switches

    @Test
    void liveTradingGoesOnAndOff() {
        dragon.startTerm().createAccount("main").forget().live(true);
        assertEquals("NONE 0", dragon.lastResult());
        thenTold("SETTING_CHANGED WARN: live trading ON by rana: test");
        dragon.live(false);
        thenTold("SETTING_CHANGED WARN: live trading OFF by rana: test");
        assertFalse(dragon.core().state().isLiveTrading());
    }

    @ParameterizedTest
    @CsvSource({
        "GLOBAL, 0, KILL_SWITCH_ON, KILL_SWITCH_RELEASED",
        "ACCOUNT, 1, KILL_SWITCH_ON, KILL_SWITCH_RELEASED",
        "BOT, 1, BOT_KILL_SWITCH, BOT_KILL_SWITCH"
    })
    void aKillSwitchGoesOnAndOff(final KillScope scope, final int target, final String on, final String off) {
        dragon.ready(Legs.LONG_ONLY, "0").createAccount("other").forget().kill(scope, target, true);
        assertEquals("NONE 0", dragon.lastResult());
        thenTold(on + " WARN: kill switch ON by rana: test");
        dragon.kill(scope, target, false);
        thenTold(off + " INFO: kill switch OFF by rana: test");
        assertEquals("NONE 0", dragon.lastResult());
    }

    @ParameterizedTest
    @CsvSource({"ENGINE, 0, KILL_SWITCH_RELEASED", "ACCOUNT, 1, KILL_SWITCH_RELEASED", "BOT, 1, BOT_KILL_SWITCH"})
    void aReleaseLiftsKillAndHaltOfItsScopeAndSaysSoOnce(
            final ControlScope scope, final int target, final String code) {
        dragon.ready(Legs.LONG_ONLY, "0").halt(scope, target, Leg.NULL_VAL);
        assertEquals("NONE 1", dragon.lastResult(), "one bot is held");
        thenTold("HALT_ON WARN: halt: entries off, exits and cancels on by rana: drill");
        dragon.kill(scope == ControlScope.ENGINE ? KillScope.GLOBAL : KillScope.valueOf(scope.name()), target, true);
        dragon.forget().release(scope, target, Leg.NULL_VAL);

        thenTold(
                code + " WARN: kill switch OFF by rana: drill over",
                "HALT_RELEASED WARN: halt lifted by rana: drill over");
        assertFalse(dragon.core().state().isKilled());
        dragon.release(scope, target, Leg.NULL_VAL);
        thenTold();
        assertEquals("NONE 0", dragon.lastResult());
    }

    @ParameterizedTest
    @CsvSource({"ENGINE, 0, 2", "ACCOUNT, 1, 1", "SYMBOL, 0, 1", "BOT, 1, 1", "LEG, 1, 1", "ACCOUNT, 2, 1", "BOT, 2, 1"
    })
    void aHaltHoldsTheBotsOfItsScopeAndNoOther(final ControlScope scope, final int target, final int held) {
        dragon.ready(Legs.LONG_ONLY, "0").createAccount("other");
        dragon.createBot(2, "eth", Legs.LONG_ONLY, "0", "PERP_ETH_USDT");

        dragon.halt(scope, target, Leg.LONG);
        assertEquals("NONE " + held, dragon.lastResult());
        dragon.release(scope, target, Leg.LONG);
        assertEquals("NONE 0", dragon.lastResult());
    }

    @Test
    void aButtonThatNamesNothingIsAnsweredWithWhatIsMissing() {
        dragon.ready(Legs.LONG_ONLY, "0").halt(ControlScope.LEG, 1, Leg.NULL_VAL);
        assertEquals("scope and, for a leg, LONG or SHORT", dragon.lastDetail());
        dragon.halt(ControlScope.BOT, 7, Leg.NULL_VAL);
        assertEquals("no such target", dragon.lastDetail());
    }

    @Test
    void anOperatorWhoReleasesABotEndsItsStandingBackAfterRefusals() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.REJECTS_MAX, "1").bar("60000");
        dragon.rejected(dragon.lastPlacedId(), RejectClass.OTHER).pass(5);
        dragon.quote("59999.9", "60000.0").bar("60000");
        assertEquals(1, dragon.placedIds().size());

        dragon.release(ControlScope.BOT, 1, Leg.NULL_VAL)
                .quote("59999.9", "60000.0")
                .bar("60000");

        assertEquals(2, dragon.placedIds().size());
    }

    @Test
    void aPanicEndsAFlattenThatWentThroughAKillSwitch() {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        dragon.kill(KillScope.BOT, 1, true).flattenThroughKill(ControlScope.BOT, 1);
        assertTrue(bot(1).flatten().isActive());

        dragon.panic(ControlScope.ACCOUNT, 1).pass(1);

        assertFalse(bot(1).flatten().isActive(), "the newest wish of an operator is the one that holds");
    }

    @Test
    void aKillSwitchGoesBeforeAPanicThatIsNotFrozenYet() {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        dragon.panic(ControlScope.BOT, 1).kill(KillScope.BOT, 1, true);

        assertFalse(bot(1).panic().isOn());
        assertTrue(bot(1).kill().isOn());
    }

    @Test
    void limitsOfNobodyAreRefused() {
        dragon.startTerm().limit(RiskLimit.ORDER_QUANTITY_MAX, "2");

        assertEquals("UNKNOWN_ACCOUNT 0", dragon.lastResult());
    }

    @Test
    void wordsOfAnOperatorAreKeptAsFarAsATerminalCanShowThem() {
        assertEquals(" ~a?????", SafetyCommands.printable(" ~a\u007f\n\u001f\u00e9\u2028"));
        assertEquals(160, SafetyCommands.printable("x".repeat(500)).length());
        assertEquals("typed by rana", SafetyCommands.origin("", 3, "rana"));
        assertEquals("typed by nobody", SafetyCommands.origin("limits.toml", 0, ""));
        assertEquals("limits.toml:3", SafetyCommands.origin("limits.toml", 3, "rana"));
    }

    @Test
    void aHaltOfALegIsToldOfItsBot() {
        dragon.ready(Legs.LONG_ONLY, "0").halt(ControlScope.LEG, 1, Leg.LONG);
        thenTold("HALT_ON WARN: halt: entries off, exits and cancels on by rana: drill");
        dragon.release(ControlScope.LEG, 1, Leg.LONG);
        thenTold("HALT_RELEASED WARN: halt lifted by rana: drill over");
    }

    @Test
    void aPanicFreezesAtOnceWhereNothingWorksAndSaysWhatIsLeft() {
        dragon.ready(Legs.LONG_ONLY, "0").panic(ControlScope.BOT, 1);

        thenTold(
                "PANIC_REQUESTED CRITICAL: cancel all ours, then freeze by rana: drill",
                "PANIC_FROZEN CRITICAL: frozen; 0 orders left at the venue");
        assertEquals("NONE 0", dragon.lastResult());
        assertTrue(bot(1).isKilled());
        assertEquals("rana", bot(1).kill().by());
    }

    @ParameterizedTest
    @CsvSource({"ENGINE, 0", "ACCOUNT, 1", "BOT, 1"})
    void aPanicTellsAfterTenSecondsHowManyOrdersStayAtTheVenue(final ControlScope scope, final int target) {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        dragon.panic(scope, target);
        assertEquals("NONE 2", dragon.lastResult());
        dragon.passMs(9_999);
        assertFalse(dragon.takeEvents().contains("PANIC_FROZEN"));

        dragon.passMs(251);

        thenToldAmongOthers("PANIC_FROZEN CRITICAL: frozen; 2 orders may still be at the venue, and stay there");
    }

    @ParameterizedTest
    @CsvSource({"ENGINE, 0, KILL_SWITCH_RELEASED", "ACCOUNT, 1, KILL_SWITCH_RELEASED", "BOT, 1, KILL_SWITCH_RELEASED"})
    void aPanicThatIsReleasedBeforeTheFreezeFreezesNothing(
            final ControlScope scope, final int target, final String code) {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        dragon.panic(scope, target).forget().release(scope, target, Leg.NULL_VAL);
        thenTold(code + " WARN: panic ended before the freeze by rana: drill over");

        dragon.pass(12);

        assertFalse(dragon.takeEvents().contains("PANIC_FROZEN"));
        assertFalse(bot(1).isKilled());
    }

    @Test
    void aFlattenIsTold() {
        dragon.ready(Legs.LONG_ONLY, "0").flatten(ControlScope.BOT, 1);
        final List<String> told = dragon.takeTexts();
        assertEquals("FLATTEN_REQUESTED WARN: flatten by rana: drill", told.get(0));
        assertEquals("FLATTEN_STARTED WARN: ", told.get(1));
        dragon.flatten(ControlScope.BOT, 1);
        assertEquals("BEING_FLATTENED 0", dragon.lastResult());
    }

    @Test
    void aFlattenThroughTheKillSwitchSaysThatItIsOne() {
        dragon.ready(Legs.LONG_ONLY, "0").kill(KillScope.BOT, 1, true).forget();
        dragon.flattenThroughKill(ControlScope.BOT, 1);

        thenToldAmongOthers("FLATTEN_STARTED WARN: through the kill switch");
    }

    @Test
    void aFlattenOfAOneWayAccountIsRefused() {
        dragon.ready(Legs.LONG_ONLY, "0").account(1, PositionMode.ONE_WAY).flatten(ControlScope.BOT, 1);

        assertEquals("ONE_WAY_ACCOUNT 0", dragon.lastResult());
    }

    @Test
    void aLatchThatIsReleasedIsToldAndAnAccountStartsFromTheEquityOfNow() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.DRAWDOWN_PCT, "10");
        dragon.account(1, PositionMode.HEDGE, "8000", "7000").pass(4).forget();
        assertTrue(dragon.core().state().accounts().get(1).latch().isOn());

        dragon.release(ControlScope.ACCOUNT, 1, Leg.NULL_VAL);

        thenTold("LATCH_RELEASED WARN: latch released by rana: drill over");
        dragon.account(1, PositionMode.HEDGE, "8000", "7000").pass(4);
        assertFalse(dragon.core().state().accounts().get(1).latch().isOn(), "it has fallen from nothing since");
    }

    // Accounts, bots, limits

    @Test
    void anAccountIsMadeAndChanged() {
        dragon.startTerm().createAccount("main");
        thenTold("ACCOUNT_CREATED INFO: main by rana");

        dragon.setAccount(1, AccountStatus.DISABLED, "50", "500", Bool.YES);
        thenTold("ACCOUNT_CHANGED INFO: status ACTIVE -> DISABLED daily_loss_limit_e8 " + Long.MIN_VALUE
                + " -> 5000000000 total_loss_limit_e8 " + Long.MIN_VALUE + " -> 50000000000  by rana");
        dragon.setAccount(1, AccountStatus.DISABLED, null);
        thenTold("ACCOUNT_CHANGED INFO:  by rana");
        assertEquals(e8("50"), dragon.core().state().accounts().get(1).dailyLossLimitE8(), "what is not said stays");
    }

    @ParameterizedTest
    @CsvSource({
        "50, 500, true",
        "49, 499, true",
        "51, 500, false",
        "50, 501, false",
        "0, 500, false",
        "50, 0, false",
    })
    void aLossLimitIsLoosenedOnlyWithTheTypedWord(
            final String daily, final String total, final boolean isTakenUnconfirmed) {
        dragon.startTerm().createAccount("main").setAccount(1, AccountStatus.ACTIVE, "50", "500", Bool.YES);

        dragon.setAccount(1, AccountStatus.ACTIVE, daily, total, Bool.NO);
        assertEquals(isTakenUnconfirmed ? "NONE 0" : "UNCONFIRMED 0", dragon.lastResult());

        dragon.setAccount(1, AccountStatus.ACTIVE, daily, total, Bool.YES);
        assertEquals("NONE 0", dragon.lastResult());
        assertEquals(held(daily), dragon.core().state().accounts().get(1).dailyLossLimitE8());
        assertEquals(held(total), dragon.core().state().accounts().get(1).totalLossLimitE8());
    }

    /** A loss limit of 0 is none. */
    private static long held(final String limit) {
        return "0".equals(limit) ? Account.NULL_USD : e8(limit);
    }

    @Test
    void aLimitThatIsSetSaysWhereItWasWritten() {
        dragon.startTerm().createAccount("main").forget();
        dragon.limit(RiskLimit.ORDER_QUANTITY_MAX, "2");
        thenTold("RISK_LIMITS_CHANGED WARN: order.max_qty unset -> 200000000; (E8) by rana: test");
        dragon.limit(RiskLimit.ORDER_QUANTITY_MAX, e8("1"), false, "limits.toml", 7);
        thenTold("RISK_LIMITS_CHANGED WARN: order.max_qty 200000000 -> 100000000;  limits.toml:7(E8) by rana: test");
        assertEquals("NONE 0", dragon.lastResult());
    }

    @Test
    void aBotIsMadePausedResumedStopped() {
        dragon.ready(Legs.LONG_ONLY, "0").createBot("eth", Legs.LONG_ONLY, "0", "PERP_ETH_USDT");
        thenTold("BOT_CREATED INFO: eth PERP_ETH_USDT by rana");
        assertEquals("NONE 2", dragon.lastResult());

        dragon.desire(1, DesiredStatus.PAUSED);
        thenTold("BOT_PAUSED INFO:  by rana");
        dragon.desire(1, DesiredStatus.RUNNING);
        thenTold("BOT_RESUMED INFO:  by rana");
        dragon.desire(1, DesiredStatus.STOPPED);
        thenTold("BOT_STOPPED INFO:  by rana");
        assertEquals("NONE 0", dragon.lastResult());
    }

    @Test
    void aCorrectionIsTold() {
        dragon.startTerm().createAccount("main").forget().adjust(1, "-5");

        assertEquals(List.of("LEDGER_ADJUSTED WARN:  by rana"), dragon.takeTexts());
        assertEquals(e8("-5"), dragon.core().state().accounts().get(1).totalNetE8());
        assertEquals("NONE 0", dragon.lastResult());
    }

    @Test
    void whenABotIsClaimedItIsToldThatItStartsOrWaits() {
        dragon.startTerm().createAccount("main").createBot("one", Legs.LONG_ONLY, "0");
        dragon.createBot("two", Legs.SHORT_ONLY, "0").desire(2, DesiredStatus.PAUSED);
        dragon.live(true).forget().pass(4);

        final List<String> told = dragon.takeEvents();
        assertTrue(told.contains("BOT_STARTED"), told::toString);
        assertTrue(told.contains("BOT_PAUSED"), told::toString);
    }

    // The lane and its gateway

    @Test
    void theGatewayComesGoesSilentAndIsHeardAgain() {
        dragon.startTerm().createAccount("main").forget().gatewayUp(77);
        thenTold("GATEWAY_UP INFO: process 2");
        dragon.waitInSilence(9);
        thenTold("GATEWAY_DOWN ERROR: silent for 5 s");
        dragon.heartbeat();
        thenTold("GATEWAY_UP INFO: heard again");
    }

    @Test
    void aSurfaceOfTheVenueThatFailsIsToldOnceWithItsBreaker() {
        dragon.ready(Legs.LONG_ONLY, "0").health(Surface.REST_TRADE, SurfaceState.DOWN, BreakerState.OPEN, 20_000);
        thenTold("VENUE_HEALTH_CHANGED WARN: REST_TRADE DOWN, breaker OPEN");
        dragon.health(Surface.REST_TRADE, SurfaceState.DOWN, BreakerState.OPEN, 20_000);
        thenTold();
        dragon.health(Surface.REST_TRADE, SurfaceState.DOWN, BreakerState.HALF_OPEN, 0);
        thenTold("VENUE_HEALTH_CHANGED WARN: REST_TRADE DOWN, breaker HALF_OPEN");
        dragon.health(Surface.REST_TRADE, SurfaceState.UP, BreakerState.UNGUARDED, 0);
        thenTold("VENUE_HEALTH_CHANGED INFO: REST_TRADE UP");
    }

    @Test
    void aClockThatIsHalfASecondAwayIsToldOnce() {
        dragon.ready(Legs.LONG_ONLY, "0").clock(501).clock(501);

        thenTold("CLOCK_SKEW WARN: the venue's clock is 501 ms ahead of ours");
    }

    @Test
    void aFundingPaymentIsToldOnce() {
        dragon.inPosition("0").forget().funding(5, "-0.6").funding(5, "-0.6");

        thenTold("FUNDING_RECORDED INFO: ");
        assertEquals(1, dragon.takeBookings().size());
    }

    @Test
    void anInstrumentIsToldWhenItsStepsChangeAndNotOtherwise() {
        dragon.ready(Legs.LONG_ONLY, "0").instrument(1, CoreHarness.SYMBOL);
        thenTold();
        dragon.instrument(1, CoreHarness.SYMBOL, "0.001", "100", "0.01");
        thenTold("INSTRUMENT_CHANGED INFO: PERP_BTC_USDT trading");
    }

    // Leverage

    @Test
    void aLeverageThatChangesAtTheVenueIsTold() {
        dragon.ready(Legs.LONG_ONLY, "0").venueLeverage(10);
        thenTold();
        dragon.venueLeverage(10);
        thenTold();
        dragon.venueLeverage(20);
        thenTold("LEVERAGE_CHANGED WARN: leverage at the venue 10 -> 20");
    }

    @Test
    void aLeverageThatTheVenueDoesNotSetIsToldAndAskedForInTheNextSession() {
        dragon.startTerm()
                .createAccount("main")
                .createBotWith(
                        "btc",
                        Legs.LONG_ONLY,
                        Map.of(
                                StrategyParameter.APPLY_LEVERAGE_ON_START, "1",
                                StrategyParameter.FUTURES_LEVERAGE, "10"));
        dragon.live(true)
                .gatewayUp(77)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .forget();

        dragon.leverage(10, false);
        thenTold("LEVERAGE_SET_FAILED WARN: ");
        dragon.gatewayUp(78).account(1, PositionMode.HEDGE).openOrdersEnd(1);
        assertTrue(dragon.takeSent().contains("set leverage 10"));
        dragon.forget().leverage(10, true);
        thenTold("LEVERAGE_SET INFO: ");
    }

    @Test
    void aLeverageThatIsNoWholeNumberIsToldAndNotSet() {
        dragon.startTerm()
                .createAccount("main")
                .createBotWith(
                        "btc",
                        Legs.LONG_ONLY,
                        Map.of(
                                StrategyParameter.APPLY_LEVERAGE_ON_START, "1",
                                StrategyParameter.FUTURES_LEVERAGE, "2.5"));
        dragon.live(true).gatewayUp(77).account(1, PositionMode.HEDGE).openOrdersEnd(1);

        thenToldAmongOthers("LEVERAGE_CONFIG_INVALID ERROR: futures.leverage is missing or no whole number");
        assertFalse(dragon.takeSent().stream().anyMatch(what -> what.startsWith("set leverage")));
    }

    private CoreHarness wantingLeverage(final Legs legs, final String leverage, final String leverageMax) {
        dragon.startTerm()
                .createAccount("main")
                .createBotWith(
                        "btc",
                        legs,
                        Map.of(
                                StrategyParameter.APPLY_LEVERAGE_ON_START, "1",
                                StrategyParameter.FUTURES_LEVERAGE, leverage,
                                StrategyParameter.MAX_LEVERAGE, leverageMax));
        return dragon.live(true).gatewayUp(77).account(1, PositionMode.HEDGE).openOrdersEnd(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 50, true", "10, 10, true", "11, 10, false"})
    void aLeverageIsSetUpToTheLimitOfItsBot(final String leverage, final String leverageMax, final boolean isSet) {
        wantingLeverage(Legs.SHORT_ONLY, leverage, leverageMax);

        assertEquals(isSet, dragon.takeSent().contains("set leverage " + leverage));
    }

    @Test
    void aDryRunTellsTheLeverageOnceAndSetsNone() {
        dragon.inMode(LaneMode.DRY_RUN);
        wantingLeverage(Legs.LONG_ONLY, "10", "50");
        assertTrue(dragon.takeEvents().contains("LEVERAGE_SET_DRY_RUN"));

        dragon.forget().gatewayUp(78).account(1, PositionMode.HEDGE).openOrdersEnd(1);

        assertFalse(dragon.takeEvents().contains("LEVERAGE_SET_DRY_RUN"));
        assertFalse(dragon.takeSent().stream().anyMatch(what -> what.startsWith("set leverage")));
    }

    @Test
    void aLeverageThatWasSetByAnotherHandIsToldAndOneThatWasNotSetIsNot() {
        dragon.ready(Legs.SHORT_ONLY, "0").venueLeverage(10).forget();
        dragon.leverage(20, false);
        thenTold();
        dragon.leverage(20, true);
        thenTold("LEVERAGE_CHANGED WARN: leverage at the venue 10 -> 20");
    }

    // What was found after a restart

    @Test
    void theReportOfARestartCountsWhatWasFound() {
        dragon.inPosition("0.5");
        dragon.createBot("other", Legs.SHORT_ONLY, "0");
        dragon.accepted(dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT));
        dragon.pass(10).restart().gatewayUp(78).account(1, PositionMode.HEDGE);
        dragon.position(Leg.LONG, "0.01").passMs(40).openOrdersEnd(1);

        final String report = dragon.restartReport();
        for (final String found : List.of(
                "accountId=1",
                "sessionId=78",
                "term=2",
                "isNewSession=YES",
                "isLeaseReclaimed=YES",
                "ordersMatched=0",
                "ordersForeign=0",
                "legsEqual=1",
                "legsDiffering=0",
                "parkedKept=1",
                "barsDecided=1",
                "botsRunning=2",
                "isLiveTrading=YES",
                "isKilled=NO",
                "durationNs=40000000")) {
            assertTrue(report.contains(found), found + " in " + report);
        }
    }

    @Test
    void theReportOfARestartWaitsAMinuteForOrdersInDoubtAndTellsLegsThatDiffer() {
        dragon.inPosition("0").pass(10);
        dragon.restart().gatewayUp(78).account(1, PositionMode.HEDGE).position(Leg.LONG, "0.02");
        final String before = dragon.restartReport();
        dragon.openOrdersEnd(1);
        assertEquals(before, dragon.restartReport(), "what was on its way is in doubt");

        dragon.pass(54);
        assertEquals(before, dragon.restartReport());
        dragon.pass(9);

        final String report = dragon.restartReport();
        for (final String found : List.of("doubtsOpen=2", "doubtsFound=0", "legsEqual=0", "legsDiffering=1")) {
            assertTrue(report.contains(found), found + " in " + report);
        }
    }
}
