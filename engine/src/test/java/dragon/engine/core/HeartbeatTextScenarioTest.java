package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.SurfaceState;
import org.junit.jupiter.api.Test;

/** What a running bot says of itself at its heartbeat while something holds it back, and what comes next beside it. */
class HeartbeatTextScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    private String heartbeat() {
        return new Outlook(dragon.core().state())
                .heartbeatMessage(dragon.core().state().bots().get(1));
    }

    private String next() {
        return new Outlook(dragon.core().state())
                .next(dragon.core().state().bots().get(1));
    }

    private void fastTick() {
        dragon.quote("59999.9", "60000.0").heartbeat().pass(3);
    }

    @Test
    void waitsForItsBarAndSaysSo() {
        dragon.ready(Legs.LONG_ONLY, "0");
        assertEquals("Waiting bar", heartbeat());
    }

    @Test
    void isBlockedByAnAccountThatIsNotActiveWithinAFastInterval() {
        dragon.ready(Legs.LONG_ONLY, "0").setAccount(1, AccountStatus.DISABLED, null);
        fastTick();
        assertEquals("Blocked by account", heartbeat());
        assertEquals("Risk blocked (account_not_active)", next());

        dragon.setAccount(1, AccountStatus.ACTIVE, null);
        assertEquals("Waiting bar", heartbeat());
    }

    @Test
    void isBlockedByTheRiskOfTheAccountWithinAFastInterval() {
        dragon.ready(Legs.LONG_ONLY, "0")
                .setAccount(1, AccountStatus.NULL_VAL, "50")
                .adjust(1, "-50");
        fastTick();
        assertEquals("Blocked by account risk", heartbeat());
        assertEquals("Risk blocked (daily_loss_limit)", next());

        dragon.adjust(1, "50");
        assertEquals("Waiting bar", heartbeat());
    }

    @Test
    void isBlockedByTheKillSwitchOnceAnActionWas() {
        dragon.ready(Legs.LONG_ONLY, "0").kill(KillScope.BOT, 1, true);
        fastTick();
        assertEquals("Kill switch", heartbeat());

        dragon.quote("59999.9", "60000.0").bar("60000");
        assertEquals("Blocked by kill switch", heartbeat());
        assertEquals("Kill switch", next());

        dragon.kill(KillScope.BOT, 1, false);
        assertEquals("Waiting bar", heartbeat());
    }

    @Test
    void namesTheStateOfABrokerThatIsDegraded() {
        dragon.ready(Legs.LONG_ONLY, "0").privateStream(SurfaceState.DOWN);
        assertEquals("Exchange degraded (OPEN)", heartbeat());
        fastTick();
        assertEquals("Broker degraded: OPEN", heartbeat());
        assertEquals("Exchange degraded (OPEN)", next());
    }

    @Test
    void aBotInErrorSaysSoAndWhyWhateverGateIsClosedBeside() {
        dragon.ready(Legs.LONG_ONLY, "0").account(1, PositionMode.ONE_WAY, "10000", "10000");
        fastTick();
        assertEquals("Error (hedge_mode_required)", next());
        assertEquals("hedge_mode_required", heartbeat());

        dragon.kill(KillScope.BOT, 1, true);
        assertEquals("Error (hedge_mode_required)", next());
    }

    @Test
    void aBotThatIsPausedOrStoppedWaitsForNoBar() {
        dragon.ready(Legs.LONG_ONLY, "0").desire(1, DesiredStatus.PAUSED);
        assertEquals("Paused", next());
        dragon.desire(1, DesiredStatus.STOPPED);
        assertEquals("Stopped", next());
    }

    @Test
    void theLiveGateGoesBeforeAllOfThem() {
        dragon.ready(Legs.LONG_ONLY, "0").setAccount(1, AccountStatus.DISABLED, null);
        fastTick();
        dragon.live(false);
        assertEquals("Blocked: live trading disabled", heartbeat());
    }
}
