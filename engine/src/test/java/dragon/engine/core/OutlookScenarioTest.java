package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the engine says of a bot: what comes next, what holds it back, and how it is. */
class OutlookScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    @BeforeEach
    void ready() {
        dragon.ready(Legs.BOTH_LEGS, "0");
    }

    private Outlook outlook() {
        return new Outlook(dragon.core().state());
    }

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private Account account() {
        return dragon.core().state().accounts().get(1);
    }

    private void then(final String next, final String health) {
        assertEquals(next, outlook().next(bot()));
        assertEquals(health, outlook().health(bot()));
    }

    private void thenSays(final String heartbeat) {
        assertEquals(heartbeat, outlook().heartbeatMessage(bot()));
    }

    @Test
    void aBotThatNothingHoldsBackIsWellAndWaitsForItsBar() {
        then("Waiting bar", "ok");
        thenSays("Waiting bar");
        assertEquals("", outlook().desiredAction(bot()));
        assertEquals("", outlook().lastError(bot()));
        assertEquals("", outlook().riskReason(account()));
    }

    @ParameterizedTest
    @CsvSource({
        "UP,   CLOSED,    Waiting bar,                      ok",
        "DEGRADED, HALF_OPEN, Exchange degraded (HALF_OPEN), warn",
        "DOWN, OPEN,      Exchange degraded (OPEN),          warn"
    })
    void theWorstSurfaceOfTheVenueCounts(
            final SurfaceState worst, final String exchange, final String next, final String health) {
        dragon.health(Surface.PRIVATE_STREAM, worst, BreakerState.UNGUARDED, 0);

        assertEquals(exchange, outlook().exchangeState(account()));
        then(next, health);
    }

    @Test
    void aSurfaceThatIsDownIsWorseThanOneThatIsDegraded() {
        dragon.health(Surface.PUBLIC_STREAM, SurfaceState.DEGRADED, BreakerState.UNGUARDED, 0)
                .health(Surface.PRIVATE_STREAM, SurfaceState.DOWN, BreakerState.UNGUARDED, 0);

        assertEquals("OPEN", outlook().exchangeState(account()));
    }

    @Test
    void withoutAGatewayThereIsNoExchange() {
        dragon.waitInSilence(10);

        assertEquals("OPEN", outlook().exchangeState(account()));
        then("Exchange degraded (OPEN)", "warn");
        thenSays("Broker degraded: OPEN");
    }

    @ParameterizedTest
    @CsvSource({"ENGINE, 0, engine", "ACCOUNT, 1, account", "SYMBOL, 0, symbol", "BOT, 1, bot"})
    void aHaltIsNamedByItsScope(final ControlScope scope, final int target, final String name) {
        dragon.halt(scope, target, Leg.NULL_VAL);
        then("Halted (" + name + ")", "warn");

        dragon.release(scope, target, Leg.NULL_VAL);
        then("Waiting bar", "ok");
    }

    @Test
    void theWidestHaltIsTheOneThatIsNamed() {
        dragon.halt(ControlScope.BOT, 1, Leg.NULL_VAL);
        dragon.halt(ControlScope.SYMBOL, 0, Leg.NULL_VAL);
        then("Halted (symbol)", "warn");
        dragon.halt(ControlScope.ACCOUNT, 1, Leg.NULL_VAL);
        then("Halted (account)", "warn");
        dragon.halt(ControlScope.ENGINE, 0, Leg.NULL_VAL);
        then("Halted (engine)", "warn");
    }

    @Test
    void aHaltOfOneLegHoldsTheBotBackOnlyWhereItTradesNoOther() {
        dragon.halt(ControlScope.LEG, 1, Leg.LONG);
        then("Waiting bar", "ok");
        dragon.halt(ControlScope.LEG, 1, Leg.SHORT);
        then("Halted (leg)", "warn");

        dragon.release(ControlScope.LEG, 1, Leg.LONG);
        then("Waiting bar", "ok");
    }

    @ParameterizedTest
    @CsvSource({"LONG_ONLY, LONG, SHORT", "SHORT_ONLY, SHORT, LONG"})
    void aBotWithOneLegIsHaltedByThatLegAlone(final Legs legs, final Leg own, final Leg other) {
        dragon.createBot("second", legs, "0");
        final Bot second = dragon.core().state().bots().get(2);
        dragon.pass(3).halt(ControlScope.LEG, 2, other);
        assertEquals("Waiting bar", outlook().next(second));

        dragon.halt(ControlScope.LEG, 2, own);

        assertEquals("Halted (leg)", outlook().next(second));
    }

    @ParameterizedTest
    @CsvSource({"GLOBAL, 0", "ACCOUNT, 1", "BOT, 1"})
    void theKillSwitchOfEveryScopeIsShown(final KillScope scope, final int target) {
        dragon.kill(scope, target, true);
        then("Kill switch", "warn");

        dragon.kill(scope, target, false);
        then("Waiting bar", "ok");
    }

    @ParameterizedTest
    @CsvSource({"ENGINE, 0", "ACCOUNT, 1", "BOT, 1"})
    void aPanicIsAKillSwitchFromItsFirstMoment(final ControlScope scope, final int target) {
        dragon.bar("60000").accepted(dragon.lastPlacedId()).panic(scope, target);

        then("Kill switch", "warn");
    }

    @Test
    void theKillSwitchGoesBeforeAHaltAndAHaltBeforeTheExchangeAndThatBeforeTheRisk() {
        dragon.setAccount(1, AccountStatus.DISABLED, null);
        then("Risk blocked (account_not_active)", "warn");
        dragon.privateStream(SurfaceState.DOWN);
        then("Exchange degraded (OPEN)", "warn");
        dragon.halt(ControlScope.BOT, 1, Leg.NULL_VAL);
        then("Halted (bot)", "warn");
        dragon.kill(KillScope.BOT, 1, true);
        then("Kill switch", "warn");
        dragon.live(false);
        then("Blocked: live trading disabled", "warn");
    }

    @Test
    void aLossLimitIsNamedAndTheDailyOneGoesFirst() {
        dragon.setAccount(1, AccountStatus.NULL_VAL, null, "50", Bool.YES).adjust(1, "-50");
        then("Risk blocked (total_loss_limit)", "warn");
        dragon.setAccount(1, AccountStatus.NULL_VAL, "50");
        then("Risk blocked (daily_loss_limit)", "warn");
        dragon.setAccount(1, AccountStatus.DISABLED, null);

        then("Risk blocked (account_not_active)", "warn");
    }

    @Test
    void aBotThatIsQueuedSaysWhetherItMayStart() {
        dragon.desire(1, DesiredStatus.STOPPED);
        then("Stopped", "ok");
        thenSays("Stopped by request");

        dragon.desire(1, DesiredStatus.RUNNING);
        thenSays("Bot starting");
        then("Waiting bar", "ok");
        dragon.live(false);

        thenSays("Blocked: live trading disabled");
    }

    @Test
    void aFlattenIsShownAndWhatItCameTo() {
        dragon.bar("60000");
        dragon.filled(dragon.lastPlacedId(), "0.01", "60000").desire(1, DesiredStatus.PAUSED);
        thenSays("Paused");
        dragon.flatten(ControlScope.BOT, 1);
        assertEquals("flatten_now", outlook().desiredAction(bot()));
        then("Flattening", "ok");
        thenSays("Flattening");

        dragon.live(false).pass(1).live(true);

        assertEquals("", outlook().desiredAction(bot()));
        then("Paused", "ok");
        thenSays("Blocked by kill switch");
    }

    @Test
    void aBotInErrorIsNamedByWhatPutItThere() {
        dragon.account(1, PositionMode.ONE_WAY).pass(3);

        then("Error (hedge_mode_required)", "error");
        thenSays("hedge_mode_required");
        assertEquals("hedge_mode_required", outlook().lastError(bot()));
    }

    @Test
    void whatIsBlockedIsToldOnlyOnceAnActionWas() {
        dragon.privateStream(SurfaceState.DOWN);
        thenSays("Exchange degraded (OPEN)");
        dragon.quote("59999.9", "60000.0").pass(3);
        thenSays("Broker degraded: OPEN");
        dragon.setAccount(1, AccountStatus.DISABLED, null).privateStream(SurfaceState.UP);

        thenSays("Risk blocked (account_not_active)");
    }
}
