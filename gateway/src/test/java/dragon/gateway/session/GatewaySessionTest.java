package dragon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.CancelFailed;
import dragon.gateway.venue.VenueFact.CandleHistory;
import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.LegHeld;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.OrderFound;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.OrderUnknown;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceFailed;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.venue.VenueFact.QueryFailed;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewaySessionTest {
    private static final long SESSION = 77;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long NOW_NS = 1_790_000_000L * SECOND_NS;
    private static final long ONE = 100_000_000L;

    private final VenueHand venue = new VenueHand();
    private final EngineLog engine = new EngineLog();
    private final GatewaySession session = new GatewaySession(SESSION, 1, LaneMode.SIM, venue, engine);
    private final JournalHand journal = new JournalHand(session, SESSION).at(NOW_NS);

    // Fencing

    @Test
    void announcesItselfOnceForEachHigherTermAndOnlyAtTheEndOfTheJournal() {
        journal.termStarted(1).termStarted(2);
        assertEquals(List.of(), engine.take());
        journal.end();
        assertEquals(List.of("up 77"), engine.take());
        journal.end();
        journal.termStarted(2).end();
        assertEquals(List.of(), engine.take());
        journal.termStarted(3).end();
        assertEquals(List.of("up 77"), engine.take());
    }

    @Test
    void tellsTheClockThatWasMeasuredBeforeItWasAnnouncedRightBehindTheAnnouncement() {
        journal.termStarted(1);
        session.onFact(new ClockMeasured(-40, 12), NOW_NS);
        assertEquals(List.of(), engine.take());
        journal.end();
        assertEquals(List.of("up 77", "clock 77 -40"), engine.take());
        session.onFact(new ClockMeasured(-41, 12), NOW_NS);
        assertEquals(List.of("clock 77 -41"), engine.take());
    }

    @Test
    void sendsAPlaceOnlyAfterTheJournalWasReadToItsEnd() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE);
        assertEquals(List.of(), venue.take());
        journal.end();
        assertEquals(List.of("place 1"), venue.take());
    }

    @Test
    void doesNotSendAPlaceThatGrewTooOldBeforeTheEndWasReached() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE);
        journal.at(NOW_NS + 2 * SECOND_NS).end();
        assertEquals(List.of(), venue.take());
        assertEquals(List.of("placeFailed 1 EXPIRED_UNSENT"), engine.take());
    }

    @Test
    void doesNotSendAPlaceOfATermThatEndedMeanwhile() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE).termStarted(2).end();
        assertEquals(List.of(), venue.take());
        assertEquals(List.of("up 77", "placeFailed 1 EXPIRED_UNSENT"), engine.take());
    }

    @Test
    void doesNotSendAPlaceOfAnOldLeaderThatComesAfterTheNewTerm() {
        lead().termStarted(2)
                .ofTerm(1)
                .place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .end();
        assertEquals(List.of(), venue.take());
        assertTrue(engine.take().contains("placeFailed 1 EXPIRED_UNSENT"));
    }

    @Test
    void leavesThePlaceOfAnotherSessionAloneBecauseItMayHaveBeenSent() {
        lead().place(1, 76, Side.BUY, Leg.LONG, OrderType.IOC, 60_000 * ONE, ONE, SECOND_NS)
                .end();
        assertEquals(List.of(), venue.take());
        assertEquals(List.of(), engine.take());
        assertEquals(1, session.counts().intentsOfOtherSessions());
    }

    @Test
    void sendsAnIdOnceHoweverOftenItComes() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .end();
        journal.place(1, OrderType.IOC, 60_000 * ONE, ONE).end();
        assertEquals(List.of("place 1"), venue.take());
        assertEquals(2, session.counts().repeatedPlaces());
    }

    @Test
    void sendsThePlacesOfADryRunLaneToItsVenueToo() {
        final GatewaySession dry = new GatewaySession(SESSION, 1, LaneMode.DRY_RUN, venue, engine);
        new JournalHand(dry, SESSION)
                .at(NOW_NS)
                .termStarted(1)
                .up()
                .place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .end();
        assertEquals(List.of("place 1"), venue.take());
    }

    // Time to live

    @Test
    void D1_anEngineWhoseClockIsAnHourBehindStillTrades() {
        journal.engineAhead(-3_600 * SECOND_NS);
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE);
        journal.at(NOW_NS + 2 * SECOND_NS - 1).end();
        assertEquals(List.of("place 1"), venue.take());
    }

    @Test
    void D2_anEngineWhoseClockIsAnHourAheadGivesItsIntentsNoLongerLife() {
        journal.engineAhead(3_600 * SECOND_NS);
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE);
        journal.at(NOW_NS + 2 * SECOND_NS).end();
        assertEquals(List.of(), venue.take());
        assertEquals(List.of("placeFailed 1 EXPIRED_UNSENT"), engine.take());
    }

    @Test
    void judgesEachTermByTheClockOfItsEngine() {
        journal.engineAhead(-3_600 * SECOND_NS);
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE).end();
        journal.engineAhead(SECOND_NS).termStarted(2).end();
        journal.up().place(2, OrderType.IOC, 60_000 * ONE, ONE);
        journal.at(NOW_NS + 2 * SECOND_NS - 1).end();
        journal.place(3, OrderType.IOC, 60_000 * ONE, ONE);
        journal.at(NOW_NS + 4 * SECOND_NS).end();
        assertEquals(List.of("place 1", "place 2"), venue.take());
    }

    @Test
    void sendsNothingOfATermThatHasNotAnsweredYet() {
        journal.termStarted(1)
                .up(SESSION - 1, NOW_NS)
                .place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .up()
                .place(2, OrderType.IOC, 60_000 * ONE, ONE)
                .end();
        assertEquals(List.of("place 2"), venue.take());
        assertEquals(List.of("up 77", "placeFailed 1 EXPIRED_UNSENT"), engine.take());
    }

    @Test
    void aRecordThatLayInTheRingForLongMakesIntentsOlderUntilAFasterOneComes() {
        journal.termStarted(1).end();
        journal.up(SESSION, NOW_NS - 10 * SECOND_NS)
                .place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .heartbeat(NOW_NS - 1)
                .place(2, OrderType.IOC, 60_000 * ONE, ONE)
                .end();
        assertEquals(List.of("place 2"), venue.take());
    }

    @Test
    void D7_anEngineThatDatedARecordBeforeItWasSentGivesItsIntentsNoLongerLife() {
        lead().at(NOW_NS + 10 * SECOND_NS)
                .engineAhead(-5 * SECOND_NS) // It looked at its clock, and was stopped for five seconds.
                .heartbeat(NOW_NS + 9 * SECOND_NS)
                .engineAhead(0)
                .place(1, OrderType.IOC, 60_000 * ONE, ONE);
        journal.at(NOW_NS + 12 * SECOND_NS).end();
        assertEquals(List.of(), venue.take());
    }

    @Test
    void D5_whatWasIntendedBeforeTheMachineSleptDoesNotLeaveAfterIt() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE).heartbeat(NOW_NS);
        session.onClocks(NOW_NS, 100 * SECOND_NS);
        session.onClocks(NOW_NS + 1, 160 * SECOND_NS);
        journal.at(NOW_NS + 1).end();
        session.onTime(NOW_NS + 1);
        assertEquals(List.of("placeFailed 1 EXPIRED_UNSENT", "heartbeat 77"), engine.take());

        journal.heartbeat(NOW_NS) // Sent before: it proves nothing.
                .place(2, OrderType.IOC, 60_000 * ONE, ONE)
                .heartbeat(NOW_NS + 1)
                .place(3, OrderType.IOC, 60_000 * ONE, ONE)
                .end();
        assertEquals(List.of("place 3"), venue.take());
        assertEquals(1, session.counts().wallLeaps());
    }

    @Test
    void D1_aWallClockThatIsSetBackChangesNothing() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE);
        session.onClocks(NOW_NS, 9_000 * SECOND_NS);
        session.onClocks(NOW_NS + 1, SECOND_NS);
        journal.at(NOW_NS + 1).end();
        assertEquals(List.of("place 1"), venue.take());
        assertEquals(0, session.counts().wallLeaps());
    }

    // Freezes

    @Test
    void aKillSwitchHoldsBackWhatWasIntendedBeforeItAndSaysSoAtOnceWhenNothingIsOnItsWay() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .cancel(9)
                .kill(KillScope.GLOBAL, 0, 5)
                .end();
        assertEquals(List.of("freeze EVERYTHING 0"), venue.take());
        assertEquals(
                List.of(
                        "placeFailed 1 EXPIRED_UNSENT",
                        "cancelFailed 9 EXPIRED_UNSENT",
                        "frozen 5 held back 2 answered 0"),
                engine.take());
        journal.place(1, OrderType.IOC, 60_000 * ONE, ONE).end();
        assertEquals(List.of(), venue.take(), "an id that was held back never leaves");
    }

    @Test
    void aKillSwitchIsEffectiveOnceWhatHadLeftIsAnswered() {
        lead().place(1, OrderType.LIMIT, 60_000 * ONE, ONE)
                .place(2, OrderType.LIMIT, 60_000 * ONE, ONE)
                .end();
        fact(new PlaceAccepted(2, 502, 9));
        journal.cancel(2).cancel(1).end();
        venue.take();
        engine.take();

        journal.kill(KillScope.GLOBAL, 0, 5).end();
        assertEquals(List.of("freeze EVERYTHING 0"), venue.take());
        assertEquals(
                List.of("cancelFailed 1 EXPIRED_UNSENT"), engine.take(), "it had waited for the answer to its place");
        fact(new PlaceAccepted(1, 501, 9));
        assertEquals(List.of(), venue.take());
        assertEquals(List.of("accepted 1"), engine.take());
        fact(new CancelFailed(2, SendFailure.EXPIRED_UNSENT));
        assertEquals(List.of("frozen 5 held back 2 answered 1", "cancelFailed 2 EXPIRED_UNSENT"), engine.take());
    }

    @Test
    void aKillSwitchOfAnotherAccountOrBotHoldsNothingBack() {
        lead().place(1L << 31 | 1, OrderType.IOC, 60_000 * ONE, ONE)
                .kill(KillScope.ACCOUNT, 2, 5)
                .kill(KillScope.BOT, 2, 6)
                .end();
        assertEquals(List.of("freeze ACCOUNT 2", "freeze BOT 2", "place 2147483649"), venue.take());
        journal.place(1L << 31 | 2, OrderType.IOC, 60_000 * ONE, ONE)
                .kill(KillScope.BOT, 1, 7)
                .end();
        assertEquals(List.of("freeze BOT 1"), venue.take());
    }

    @Test
    void whatIsIntendedAfterTheFreezeLeaves() {
        lead().kill(KillScope.GLOBAL, 0, 5)
                .place(1, OrderType.IOC, 60_000 * ONE, ONE)
                .end();
        assertEquals(List.of("freeze EVERYTHING 0", "place 1"), venue.take());
    }

    @Test
    void switchingLiveTradingOffHoldsBackEverythingAndAPanicPlacesOnly() {
        lead().place(1, OrderType.IOC, 60_000 * ONE, ONE).cancel(9).liveOff(5).end();
        assertEquals(List.of("freeze EVERYTHING 0"), venue.take());
        journal.place(2, OrderType.IOC, 60_000 * ONE, ONE).cancel(9).panic(6).end();
        assertEquals(List.of("freeze EVERYTHING 0 places", "cancel 9 0"), venue.take());
    }

    @Test
    void freezesOfThePastAreNotAnswered() {
        journal.termStarted(1).kill(KillScope.GLOBAL, 0, 5).liveOff(6).end();
        assertEquals(List.of("up 77"), engine.take());
    }

    // Orders

    @Test
    void neverLetsACancelOvertakeItsPlace() {
        lead().place(1, OrderType.LIMIT, 60_000 * ONE, ONE).cancel(1).end();
        assertEquals(List.of("place 1"), venue.take());
        fact(new PlaceAccepted(1, 501, 9));
        assertEquals(List.of("cancel 1 501"), venue.take());
    }

    @Test
    void cancelsByClientOrderIdWhenThePlaceHasNoAnswer() {
        lead().place(1, OrderType.LIMIT, 60_000 * ONE, ONE).cancel(1).end();
        venue.take();
        fact(new PlaceFailed(1, SendFailure.AMBIGUOUS, "timeout"));
        assertEquals(List.of("cancel 1 0"), venue.take());
        assertEquals(List.of("placeFailed 1 AMBIGUOUS"), engine.take());
    }

    @Test
    void tellsAFillBeforeTheStateAndNoAcknowledgementAfterTheEnd() {
        placed(1);
        fact(trade(1, 9_001, ONE));
        fact(state(1, VenueOrderStatus.FILLED, ONE));
        fact(new PlaceAccepted(1, 501, 9));
        assertEquals(List.of("filled 1 trade 9001 1@60000", "status 1 FILLED 1"), engine.take());
    }

    @Test
    void asksForATradeThatTheStreamLeftOutBeforeItTellsTheState() {
        placed(1);
        fact(state(1, VenueOrderStatus.FILLED, ONE));
        assertEquals(List.of(), engine.take());
        assertEquals(List.of("queryOrder 1"), venue.take());
        fact(new OrderFound(List.of(trade(1, 9_001, ONE)), state(1, VenueOrderStatus.FILLED, ONE)));
        assertEquals(List.of("filled 1 trade 9001 1@60000", "status 1 FILLED 1 query"), engine.take());
    }

    @Test
    void dropsAnOlderReportThatComesLate() {
        placed(1);
        fact(trade(1, 9_001, ONE / 2));
        fact(state(1, VenueOrderStatus.PARTIALLY_FILLED, ONE / 2));
        engine.take();
        fact(state(1, VenueOrderStatus.NEW, 0));
        assertEquals(List.of(), engine.take());
    }

    @Test
    void tellsAPostOnlyOrderThatCrossedFromOneThatWasCanceled() {
        lead().place(1, OrderType.POST_ONLY, 60_000 * ONE, ONE)
                .place(2, OrderType.POST_ONLY, ONE, ONE)
                .end();
        fact(new PlaceAccepted(1, 501, 9));
        fact(new PlaceAccepted(2, 502, 9));
        journal.cancel(2).end();
        engine.take();
        fact(state(1, VenueOrderStatus.CANCELED, 0));
        fact(state(2, VenueOrderStatus.CANCELED, 0));
        assertEquals(
                List.of("rejected 1 " + RejectClass.POST_ONLY_CROSSED + " 0", "status 2 CANCELED 0"), engine.take());
    }

    @Test
    void reportsAForeignOrderOnceAndNeverItsTrades() {
        lead().end();
        fact(new Trade(1, 1, 0, 900, 1, ONE, ONE, 0, false, 9));
        final OrderState foreign = new OrderState(1, 1, 0, 900, VenueOrderStatus.NEW, 0, ONE, 9, "");
        fact(foreign);
        fact(foreign);
        fact(new OrderState(1, 1, 4242, 901, VenueOrderStatus.NEW, 0, ONE, 9, ""));
        assertEquals(List.of("foreign 900", "foreign 901"), engine.take());
    }

    @Test
    void answersTheQueriesOfTheCore() {
        lead().queryOrder(5).end();
        assertEquals(List.of("queryOrder 5"), venue.take());
        fact(new OrderUnknown(5));
        assertEquals(List.of("unknown 5"), engine.take());
        journal.queryOrder(5).end();
        fact(new QueryFailed(5, SendFailure.AMBIGUOUS));
        assertEquals(List.of("queryFailed 5 AMBIGUOUS"), engine.take());
    }

    // Resynchronisation

    @Test
    void asksForEveryLiveOrderAfterAReconnectBeforeItCallsTheStreamUp() {
        placed(1);
        placed(2);
        fact(new HealthChanged(1, Surface.PRIVATE_STREAM, SurfaceState.DEGRADED, "reconciling"));
        fact(new PrivateStreamUp(1));
        assertEquals(List.of("queryOpenOrders 1", "queryPositions 1"), venue.take());
        engine.take();
        fact(new OpenOrders(1, true, List.of(state(1, VenueOrderStatus.NEW, 0))));
        assertEquals(List.of("queryOrder 2"), venue.take());
        assertEquals(List.of(), engine.take());
        fact(new OrderFound(List.of(trade(2, 9_002, ONE)), state(2, VenueOrderStatus.FILLED, ONE)));
        assertEquals(
                List.of("filled 2 trade 9002 1@60000", "status 2 FILLED 1 query", "health 1 PRIVATE_STREAM UP"),
                engine.take());
    }

    @Test
    void triesAgainWhatFailedDuringAResynchronisation() {
        placed(1);
        fact(new PrivateStreamUp(1));
        venue.take();
        fact(new OpenOrders(1, false, List.of()));
        session.onTime(NOW_NS + SECOND_NS);
        assertEquals(List.of("queryOpenOrders 1"), venue.take());
        fact(new OpenOrders(1, true, List.of()));
        assertEquals(List.of("queryOrder 1"), venue.take());
        fact(new QueryFailed(1, SendFailure.AMBIGUOUS));
        session.onTime(NOW_NS + 2 * SECOND_NS);
        assertEquals(List.of("queryOrder 1"), venue.take());
    }

    @Test
    void E18_tellsTheCoreOnceUnaskedThatTheVenueDoesNotKnowAnOrderAnyMore() {
        placed(1);
        fact(new PrivateStreamUp(1));
        fact(new OpenOrders(1, true, List.of(state(1, VenueOrderStatus.NEW, 0))));
        fact(new OrderFound(List.of(), state(1, VenueOrderStatus.NEW, 0)));
        engine.take();
        venue.take();
        session.onTime(NOW_NS + 10 * SECOND_NS);
        fact(new OpenOrders(1, true, List.of()));
        assertEquals(List.of("queryOpenOrders 1", "queryOrder 1"), venue.take());
        engine.take();
        fact(new OrderUnknown(1));
        assertEquals(List.of("unknown 1"), engine.take(), "the core believes it open and did not ask");

        session.onTime(NOW_NS + 20 * SECOND_NS);
        fact(new OpenOrders(1, true, List.of()));
        assertEquals(List.of("queryOpenOrders 1", "queryOrder 1"), venue.take(), "it may be there late");
        engine.take();
        fact(new OrderUnknown(1));
        assertEquals(List.of(), engine.take(), "the core asks by itself now");
    }

    @Test
    void looksForLostMessagesEveryTenSeconds() {
        lead().account(1, "main").end();
        fact(new PrivateStreamUp(1));
        fact(new OpenOrders(1, true, List.of()));
        venue.take();
        session.onTime(NOW_NS + 9 * SECOND_NS);
        assertEquals(List.of(), venue.take());
        session.onTime(NOW_NS + 10 * SECOND_NS);
        assertEquals(List.of("queryOpenOrders 1"), venue.take());
    }

    // Accounts

    @Test
    void tellsBothLegsOfEachInstrumentWhenTheAnswerIsComplete() {
        lead().account(1, "main")
                .instrument(1, "PERP_BTC_USDT")
                .instrument(2, "PERP_ETH_USDT")
                .end();
        engine.take();
        fact(new Positions(1, true, 9, List.of(new LegHeld(2, Leg.SHORT, 3 * ONE, 2_000 * ONE, 9))));
        assertEquals(
                List.of(
                        "position 1 1 LONG 0 query",
                        "position 1 1 SHORT 0 query",
                        "position 1 2 LONG 0 query",
                        "position 1 2 SHORT 3 query",
                        "positions end 1 1"),
                engine.take());
        fact(new Positions(1, false, 9, List.of(new LegHeld(2, Leg.SHORT, ONE, 2_000 * ONE, 9))));
        assertEquals(List.of("position 1 2 SHORT 1"), engine.take());
    }

    @Test
    void tellsAChangeOfThePositionModeAtOnceAndMoneyEveryFiveSeconds() {
        lead().end();
        account(PositionMode.HEDGE, NOW_NS);
        account(PositionMode.HEDGE, NOW_NS + SECOND_NS);
        account(PositionMode.ONE_WAY, NOW_NS + 2 * SECOND_NS);
        account(PositionMode.ONE_WAY, NOW_NS + 7 * SECOND_NS);
        assertEquals(List.of("account 1 HEDGE", "account 1 ONE_WAY", "account 1 ONE_WAY"), engine.take());
    }

    @Test
    void tellsWhatItKnowsOfTheVenueAgainToANewTerm() {
        lead().end();
        fact(new HealthChanged(0, Surface.REST_READ, SurfaceState.DOWN, "x"));
        engine.take();
        journal.termStarted(2).end();
        assertEquals(List.of("up 77", "health 0 REST_READ DOWN"), engine.take());
    }

    // Flood

    @Test
    void conflatesQuotesAndNeverDropsATradeWhileTheRingIsFull() {
        placed(1);
        engine.room(0);
        fact(quote(1, 100));
        fact(trade(1, 9_001, ONE / 2));
        fact(quote(1, 101));
        fact(new Mark(1, 7 * ONE, 9));
        fact(quote(2, 200));
        fact(trade(1, 9_002, ONE / 2));
        fact(quote(1, 102));
        assertEquals(List.of(), engine.take());
        engine.room(1);
        session.onTime(NOW_NS);
        assertEquals(List.of("filled 1 trade 9001 0.5@60000"), engine.take());
        engine.room(Integer.MAX_VALUE);
        session.onTime(NOW_NS);
        assertEquals(
                List.of("filled 1 trade 9002 0.5@60000", "quote 1 102 none", "mark 1 7", "quote 2 200 none"),
                engine.take());
        assertEquals(2, session.counts().quotesConflated());
    }

    @Test
    void aHistoryBeyondEveryBoundWaitsForRoomAndALiveCandleWaitsBehindIt() {
        placed(1);
        final int count = Outbox.WAITING_MAX + 10_000;
        final List<ClosedCandle> candles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            candles.add(candle(60_000L * i));
        }
        engine.room(5);
        fact(new CandleHistory(1, Timeframe.M1, true, candles));
        fact(candle(60_000L * count));
        assertEquals(5, engine.take().size());

        fact(trade(1, 9_001, ONE / 2));
        engine.room(3);
        session.onTime(NOW_NS);
        assertEquals("filled 1 trade 9001 0.5@60000", engine.take().get(1), "reports do not wait behind the history");
        engine.room(Integer.MAX_VALUE);
        session.onTime(NOW_NS);

        final List<String> rest = engine.take();
        assertEquals("candlesEnd 1 yes " + count, rest.get(rest.size() - 2));
        assertEquals("candle 1 M1 LIVE " + 60_000L * count, rest.get(rest.size() - 1));
        assertEquals(count - 5 - 2 + 2, rest.size());
    }

    private static ClosedCandle candle(final long openMs) {
        return new ClosedCandle(1, Timeframe.M1, openMs, ONE, ONE, ONE, ONE, ONE);
    }

    @Test
    void endsRatherThanDropWhatTheEngineDoesNotTake() {
        placed(1);
        engine.room(0);
        for (int i = 0; i < Outbox.WAITING_MAX; i++) {
            fact(trade(1, i + 1, 1));
        }
        assertThrows(IllegalStateException.class, () -> fact(trade(1, 999_999, 1)));
    }

    private JournalHand lead() {
        journal.termStarted(1).end();
        engine.take();
        return journal.up();
    }

    /** An order that was acknowledged, with nothing left in the logs. */
    private void placed(final long clientOrderId) {
        lead().place(clientOrderId, OrderType.LIMIT, 60_000 * ONE, ONE).end();
        if (clientOrderId != 1) {
            fact(new PlaceAccepted(clientOrderId, 500 + clientOrderId, 9));
        } else {
            fact(state(1, VenueOrderStatus.NEW, 0));
        }
        venue.take();
        engine.take();
    }

    private void account(final PositionMode mode, final long nowNs) {
        session.onFact(new AccountState(1, mode, ONE, ONE, ONE, 9), nowNs);
    }

    private void fact(final VenueFact fact) {
        session.onFact(fact, NOW_NS);
    }

    private static Quote quote(final int instrumentId, final long price) {
        return new Quote(instrumentId, price * ONE, ONE, VenueFact.NO_PRICE, 0, 9);
    }

    private static Trade trade(final long clientOrderId, final long tradeId, final long quantityE8) {
        return new Trade(
                1, 1, clientOrderId, 500 + clientOrderId, tradeId, 60_000 * ONE, quantityE8, VenueFact.NO_FEE, true, 9);
    }

    private static OrderState state(final long clientOrderId, final VenueOrderStatus status, final long cumulativeE8) {
        return new OrderState(1, 1, clientOrderId, 500 + clientOrderId, status, cumulativeE8, 60_000 * ONE, 9, "");
    }
}
