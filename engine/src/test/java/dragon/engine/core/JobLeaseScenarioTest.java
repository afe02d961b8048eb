package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.JobLease;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Legs;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who runs a job: what another leader makes of the jobs of the one before. */
class JobLeaseScenarioTest {
    private static final String RECLAIMED = "JOB_LEASE_RECLAIMED";

    private final CoreHarness dragon = new CoreHarness();

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private String heartbeat() {
        return new Outlook(dragon.core().state()).heartbeatMessage(bot());
    }

    private String lease() {
        final JobLease lease = bot().lease();
        return lease.standing() + " " + lease.claimedBy() + " term " + lease.claimedTerm() + " version "
                + lease.version() + " reclaims " + lease.staleReclaims();
    }

    @Test
    void belongsToNobodyUntilLiveTradingIsOn() {
        dragon.startTerm()
                .createAccount("main")
                .createBot("btc", Legs.LONG_ONLY, "0")
                .pass(6);
        assertEquals("FREE  term 0 version 0 reclaims 0", lease());

        dragon.live(true).pass(6);
        assertEquals("HELD test-1 term 1 version 1 reclaims 0", lease());
    }

    @Test
    void isTakenWithoutAWordFromALeaderThatStoppedInOrder() {
        dragon.ready(Legs.LONG_ONLY, "0").endTerm();
        assertEquals("RELEASED test-1 term 1 version 1 reclaims 0", lease());

        dragon.startTerm();

        assertEquals("HELD test-1 term 2 version 2 reclaims 0", lease());
        assertFalse(dragon.takeEvents().contains(RECLAIMED));
    }

    @Test
    void isReclaimedFromALeaderThatIsGone() {
        dragon.ready(Legs.LONG_ONLY, "0").startTerm();

        assertEquals("HELD test-1 term 2 version 2 reclaims 1", lease());
        final List<String> events = dragon.takeEvents();
        assertEquals(1, Collections.frequency(events, RECLAIMED));
        assertFalse(events.contains("JOB_LEASE_LOST"));
    }

    @Test
    void showsThatItWasReclaimedForTheLengthOfAHeartbeat() {
        dragon.ready(Legs.LONG_ONLY, "0").startTerm();
        assertEquals("Reclaimed stale job lease", heartbeat());

        dragon.pass(3);
        assertEquals("Reclaimed stale job lease", heartbeat());

        dragon.pass(3);
        assertFalse(heartbeat().contains("Reclaimed"), heartbeat());
    }

    @Test
    void C1_wasLostByALeaderThatLivedOnAfterItsLease() {
        dragon.ready(Legs.LONG_ONLY, "0").startTermAfterLostLease();

        final List<String> events = dragon.takeEvents();
        assertTrue(events.contains("JOB_LEASE_LOST"), events.toString());
        assertTrue(events.indexOf("JOB_LEASE_LOST") < events.indexOf(RECLAIMED), events.toString());
    }

    @Test
    void C7_waitsWhileLiveTradingIsOffAndIsReclaimedOnceWhenItIsOn() {
        dragon.ready(Legs.LONG_ONLY, "0").live(false).startTerm().pass(6);
        assertFalse(dragon.takeEvents().contains(RECLAIMED));
        assertEquals("STALE test-1 term 1 version 1 reclaims 0", lease());
        assertEquals("Blocked: live trading disabled", heartbeat());

        dragon.live(true).live(true);

        assertEquals(1, Collections.frequency(dragon.takeEvents(), RECLAIMED));
        assertEquals("HELD test-1 term 2 version 2 reclaims 1", lease());
        assertEquals("Reclaimed stale job lease", heartbeat());
    }

    @Test
    void decidesNoCandleWhileNobodyHasIt() {
        dragon.ready(Legs.LONG_ONLY, "0").live(false).startTerm();
        dragon.online();
        final long decided = bot().barCount();

        dragon.bar("60000");
        assertEquals(decided, bot().barCount());

        dragon.live(true).bar("60010");
        assertEquals(decided + 1, bot().barCount());
    }

    @Test
    void ofABotThatWasStoppedIsNobodysBusiness() {
        dragon.ready(Legs.LONG_ONLY, "0").desire(1, DesiredStatus.STOPPED).startTerm();

        assertFalse(dragon.takeEvents().contains(RECLAIMED));
    }

    @Test
    void survivesInTheStateImage() {
        dragon.ready(Legs.LONG_ONLY, "0").startTerm();
        final String before = lease();

        dragon.restore();

        assertEquals(before, lease());
        assertEquals("Reclaimed stale job lease", heartbeat());
    }
}
