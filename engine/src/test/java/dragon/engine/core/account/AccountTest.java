package dragon.engine.core.account;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.snapshot.Images;
import org.junit.jupiter.api.Test;

/** What is remembered of one account at the venue: its money, its surfaces, and how far the comparison with us has come. */
class AccountTest {
    private static final long NULL = Account.NULL_USD;
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long MS = 1_000_000L;

    private final Account account = new Account(1, "main");

    private static Account restored(final Account of) {
        return Images.read(Images.of(of::write), reader -> Account.read(of.id(), reader));
    }

    private void equity(final long equityE8) {
        account.report(PositionMode.HEDGE, equityE8, 8, 7, NULL, NULL, NULL, 9);
    }

    @Test
    void netsWhatWasRealisedPaidAndReceivedByDay() {
        account.book(100, 10, 5, DAY_NS);
        account.book(-30, 1, -2, DAY_NS + 1);
        assertEquals(70, account.realizedE8());
        assertEquals(11, account.feesE8());
        assertEquals(3, account.fundingE8());
        assertEquals(62, account.totalNetE8());
        assertEquals(62, account.dayNetE8(2 * DAY_NS - 1));
        assertEquals(0, account.dayNetE8(2 * DAY_NS), "the next day has begun");

        account.book(-1, 0, 0, 2 * DAY_NS);
        assertEquals(-1, account.dayNetE8(2 * DAY_NS));
        assertEquals(61, account.totalNetE8());
    }

    @Test
    void aLossReachesItsLimitExactlyAndALimitOfNothingIsNone() {
        account.book(-10, 0, 0, DAY_NS);
        assertFalse(account.isDailyLossReached(DAY_NS));
        assertFalse(account.isTotalLossReached());
        account.dailyLossLimitE8(10, "file:1");
        account.totalLossLimitE8(10, "file:2");
        assertTrue(account.isDailyLossReached(DAY_NS));
        assertTrue(account.isTotalLossReached());
        assertFalse(account.isDailyLossReached(2 * DAY_NS));
        assertEquals("file:1", account.dailyLossOrigin());
        assertEquals("file:2", account.totalLossOrigin());
        account.dailyLossLimitE8(11, "file:1");
        account.totalLossLimitE8(11, "file:2");
        assertFalse(account.isDailyLossReached(DAY_NS));
        assertFalse(account.isTotalLossReached());

        account.dailyLossLimitE8(0, "file:3");
        account.totalLossLimitE8(0, "file:4");
        assertEquals(NULL, account.dailyLossLimitE8());
        assertEquals(NULL, account.totalLossLimitE8());
        assertEquals("", account.dailyLossOrigin());
        assertEquals("", account.totalLossOrigin());
    }

    @Test
    void keepsWhatASourceDoesNotTellAndTheHighestEquity() {
        account.report(PositionMode.HEDGE, 100, 90, 80, 70, 60, 50, 9);
        equity(40);
        assertEquals(40, account.equityE8());
        assertEquals(100, account.peakEquityE8());
        assertEquals(8, account.freeCollateralE8());
        assertEquals(7, account.marginRatioE8());
        assertEquals(70, account.walletE8());
        assertEquals(9, account.walletNs());
        assertEquals(60, account.totalCollateralE8());
        assertEquals(50, account.maintenanceMarginRatioE8());

        account.forgetPeakEquity();
        assertEquals(40, account.peakEquityE8());
        equity(NULL);
        account.forgetPeakEquity();
        assertEquals(0, account.peakEquityE8());
    }

    @Test
    void theWorstBreakerIsToldAndWhenItsCooldownEnds() {
        assertEquals(BreakerState.CLOSED, account.breaker());
        assertEquals(0, account.cooldownEndsNs());
        account.surface(Surface.REST_READ, SurfaceState.UP, BreakerState.HALF_OPEN, 0, 5);
        assertEquals(BreakerState.HALF_OPEN, account.breaker());
        assertEquals(0, account.lastVenueErrorNs(), "half open is no error");
        account.surface(Surface.REST_TRADE, SurfaceState.UP, BreakerState.OPEN, 100, 6);
        assertEquals(BreakerState.OPEN, account.breaker());
        assertEquals(106, account.cooldownEndsNs());
        assertEquals(6, account.lastVenueErrorNs());
        assertEquals(BreakerState.OPEN, account.breaker(Surface.REST_TRADE));
        assertFalse(account.isDegraded());

        account.surface(Surface.REST_TRADE, SurfaceState.DOWN, BreakerState.CLOSED, 100, 7);
        assertTrue(account.isDegraded());
        assertEquals(0, account.cooldownEndsNs());
        assertEquals(7, account.lastVenueErrorNs());
    }

    @Test
    void thePrivateStreamIsUpSinceItCameBack() {
        account.surface(Surface.PRIVATE_STREAM, SurfaceState.UP, BreakerState.UNGUARDED, 0, 5);
        assertEquals(0, account.streamUpNs(), "it was up");
        account.surface(Surface.PRIVATE_STREAM, SurfaceState.DOWN, BreakerState.UNGUARDED, 0, 6);
        account.surface(Surface.REST_READ, SurfaceState.DOWN, BreakerState.UNGUARDED, 0, 6);
        account.surface(Surface.REST_READ, SurfaceState.UP, BreakerState.UNGUARDED, 0, 7);
        assertEquals(0, account.streamUpNs(), "another surface");
        account.surface(Surface.PRIVATE_STREAM, SurfaceState.UP, BreakerState.UNGUARDED, 0, 8);
        assertEquals(8, account.streamUpNs());
    }

    @Test
    void aForeignLegIsNewsWhenItComesAndWhenItGoes() {
        assertFalse(account.noteForeignLeg(1, Leg.LONG, false));
        assertTrue(account.noteForeignLeg(1, Leg.LONG, true));
        assertFalse(account.noteForeignLeg(1, Leg.LONG, true));
        assertTrue(account.noteForeignLeg(1, Leg.SHORT, true), "another leg");
        assertTrue(account.noteForeignLeg(2, Leg.LONG, true), "another instrument");
        final Account restored = restored(account);
        assertFalse(restored.noteForeignLeg(2, Leg.LONG, true), "known over a restart");
        assertTrue(restored.noteForeignLeg(1, Leg.LONG, false));
        assertFalse(restored.noteForeignLeg(1, Leg.LONG, false));
    }

    @Test
    void fundingIsAskedForFromTwoHoursBeforeTheLastGoodAnswerAndNeverFromBeforeTheFirstQuestion() {
        account.noteFundingAsked(5_000 * MS);
        assertTrue(account.isFundingPending());
        assertEquals(5_000, account.fundingFromMs());
        assertTrue(account.noteFundingEnd(false), "a failure is news");
        assertFalse(account.noteFundingEnd(false), "once");
        assertTrue(account.isFundingPending());
        account.noteFundingAsked(6_000 * MS);
        assertEquals(5_000, account.fundingFromMs(), "nothing was told since");
        assertFalse(account.noteFundingEnd(true));
        assertEquals(5_000, account.fundingFromMs(), "what was paid before is not of this account here");
        assertFalse(account.isFundingPending());
        account.noteFundingAsked(10_000_000 * MS);
        assertFalse(account.noteFundingEnd(true));
        assertEquals(2_800_000, account.fundingFromMs(), "a payment may be listed late");
        assertTrue(account.noteFundingEnd(false), "the next episode");
    }

    @Test
    void standsBackTwiceAsLongAfterEachRefusalForWantOfMargin() {
        assertTrue(account.blockAfterMarginRefusal(100));
        assertEquals(100 + MINUTE_NS, account.marginBlockUntilNs());
        assertFalse(account.blockAfterMarginRefusal(99 + MINUTE_NS), "it was on its way");
        assertTrue(account.blockAfterMarginRefusal(100 + MINUTE_NS));
        assertEquals(100 + 3 * MINUTE_NS, account.marginBlockUntilNs());
        account.noteEntryTaken();
        assertTrue(account.blockAfterMarginRefusal(100 + 3 * MINUTE_NS));
        assertEquals(100 + 4 * MINUTE_NS, account.marginBlockUntilNs());
        account.forgetMarginBlock();
        assertEquals(0, account.marginBlockUntilNs());
    }

    @Test
    void aReconciliationCountsUntilItsReportIsGiven() {
        final Reconciliation one = account.reconciliation();
        account.beginSession(10);
        one.noteOrders(3);
        assertFalse(one.hasLists());
        one.notePositions();
        assertTrue(one.hasLists());
        one.noteForeignOrder();
        one.noteForeignOrder();
        one.noteForeignPosition();
        one.noteEnded();
        one.noteTradeRecovered();
        one.noteTradeRecovered();
        one.noteDoubtSettled(true, 7);
        one.noteDoubtSettled(false, 9);
        one.noteDoubtSettled(false, 8);
        account.endReconciliation();
        assertTrue(account.isReconciled());

        final Reconciliation kept = restored(account).reconciliation();
        assertTrue(kept.isComplete());
        assertTrue(kept.hasLists());
        assertTrue(kept.isNewSession());
        assertTrue(kept.isReportOwed());
        assertEquals(10, kept.beganNs());
        assertEquals(10, kept.askedNs());
        assertEquals(3, kept.ordersMatched());
        assertEquals(2, kept.ordersForeign());
        assertEquals(1, kept.positionsForeign());
        assertEquals(1, kept.ordersEnded());
        assertEquals(2, kept.tradesRecovered());
        assertEquals(1, kept.doubtsFound());
        assertEquals(2, kept.doubtsVoid());
        assertEquals(9, kept.longestDoubtNs());

        account.beginReconciliation(20);
        assertFalse(account.isReconciled());
        assertFalse(one.hasLists());
        assertEquals(10, one.beganNs(), "its report is still owed");
        assertEquals(20, one.askedNs());
        assertEquals(0, one.ordersForeign(), "they are listed anew");
        assertEquals(1, one.ordersEnded());
        assertTrue(one.isNewSession());
        account.noteListsAsked(25);
        assertEquals(25, one.askedNs());
        one.noteReported();
        assertFalse(one.isReportOwed());
        account.beginReconciliation(30);
        assertEquals(30, one.beganNs());
        assertFalse(one.isNewSession());
        assertEquals(0, one.ordersEnded());
        assertEquals(0, one.tradesRecovered());
        assertEquals(0, one.longestDoubtNs());
    }

    @Test
    void comesBackFromAnImageInAllItsParts() {
        account.report(PositionMode.HEDGE, 100, 90, 80, 70, 60, 50, 9);
        account.dailyLossLimitE8(10, "file:1");
        account.totalLossLimitE8(20, "file:2");
        account.notePositionsAsked(11);
        account.noteForeignLeg(1, Leg.LONG, true);
        account.noteFundingAsked(5_000 * MS);
        account.noteFunding(901);
        account.noteFunding(902);
        account.surface(Surface.REST_TRADE, SurfaceState.DOWN, BreakerState.OPEN, 100, 6);
        account.book(100, 10, 5, DAY_NS);
        account.blockAfterMarginRefusal(100);
        account.kill().set("rana", "kill", 1);
        account.halt().set("rana", "halt", 2);
        account.panic().set("rana", "panic", 3);
        account.latch().set("rana", "latch", 4);

        final Account restored = restored(account);

        assertArrayEquals(Images.of(account::write), Images.of(restored::write));
        assertEquals("main", restored.label());
        assertEquals(PositionMode.HEDGE, restored.positionMode());
        assertEquals(100, restored.equityE8());
        assertEquals(100, restored.peakEquityE8());
        assertEquals(70, restored.walletE8());
        assertEquals(10, restored.dailyLossLimitE8());
        assertEquals(20, restored.totalLossLimitE8());
        assertEquals("file:1", restored.dailyLossOrigin());
        assertEquals("file:2", restored.totalLossOrigin());
        assertEquals(11, restored.positionsAskedNs());
        assertEquals(5_000 * MS, restored.fundingAskedNs());
        assertTrue(restored.hasFunding(901));
        assertTrue(restored.hasFunding(902));
        assertFalse(restored.hasFunding(0));
        assertEquals(SurfaceState.DOWN, restored.surface(Surface.REST_TRADE));
        assertEquals(BreakerState.OPEN, restored.breaker(Surface.REST_TRADE));
        assertEquals(106, restored.cooldownEndsNs());
        assertEquals(6, restored.lastVenueErrorNs());
        assertEquals(95, restored.totalNetE8());
        assertEquals(95, restored.dayNetE8(DAY_NS));
        assertEquals(account.marginBlockUntilNs(), restored.marginBlockUntilNs());
        assertEquals(1, restored.kill().sinceNs());
        assertEquals(2, restored.halt().sinceNs());
        assertEquals(3, restored.panic().sinceNs());
        assertEquals(4, restored.latch().sinceNs());

        restored.beginSession(200);
        assertEquals(PositionMode.UNKNOWN, restored.positionMode());
        assertFalse(restored.isFundingPending());
        assertFalse(restored.isDegraded());
        assertEquals(0, restored.cooldownEndsNs());
        assertEquals(200, restored.streamUpNs());
    }
}
