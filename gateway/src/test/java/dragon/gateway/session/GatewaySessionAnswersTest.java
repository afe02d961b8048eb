package dragon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.CancelFailed;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.CredentialsChanged;
import dragon.gateway.venue.VenueFact.ForeignLeg;
import dragon.gateway.venue.VenueFact.FundingPaid;
import dragon.gateway.venue.VenueFact.FundingPayment;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.OrderFound;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceFailed;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueFact.TradeHistory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that come late, twice, for what has ended or for what nobody asked; and freezes of every reach. */
class GatewaySessionAnswersTest {
    private static final long SESSION = 77;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long NOW_NS = 1_790_000_000L * SECOND_NS;
    private static final long ONE = 100_000_000L;

    /** An order of bot 3. */
    private static final long OF_BOT_3 = 3L << 31 | 1;

    private final VenueHand venue = new VenueHand();
    private final EngineLog engine = new EngineLog();
    private final GatewaySession session = new GatewaySession(SESSION, 1, LaneMode.SIM, venue, engine);
    private final JournalHand journal = new JournalHand(session, SESSION).at(NOW_NS);

    private JournalHand lead() {
        journal.termStarted(1).end();
        engine.take();
        return journal.up();
    }

    private JournalHand wanted(final long clientOrderId) {
        return lead().place(clientOrderId, OrderType.LIMIT, 60_000 * ONE, ONE);
    }

    private void placed(final long clientOrderId) {
        wanted(clientOrderId).end();
        fact(new PlaceAccepted(clientOrderId, 500 + clientOrderId, 9));
        forget();
    }

    private void forget() {
        venue.take();
        engine.take();
    }

    private void fact(final VenueFact fact) {
        session.onFact(fact, NOW_NS);
    }

    private static Trade trade(final long clientOrderId, final long tradeId, final long quantityE8) {
        return new Trade(
                1, 1, clientOrderId, 500 + clientOrderId, tradeId, 60_000 * ONE, quantityE8, VenueFact.NO_FEE, true, 9);
    }

    private static OrderState state(final long clientOrderId, final VenueOrderStatus status, final long cumulativeE8) {
        return new OrderState(1, 1, clientOrderId, 500 + clientOrderId, status, cumulativeE8, 60_000 * ONE, 9, "");
    }

    // Freezes

    @Test
    void aPanicHoldsBackThePlacesOfItsScopeAlone() {
        wanted(OF_BOT_3)
                .panic(ControlScope.BOT, 4, 5)
                .panic(ControlScope.ACCOUNT, 2, 6)
                .end();
        assertEquals(List.of("freeze BOT 4 places", "freeze ACCOUNT 2 places", "place " + OF_BOT_3), venue.take());

        journal.place(OF_BOT_3 + 1, OrderType.LIMIT, 60_000 * ONE, ONE)
                .panic(ControlScope.BOT, 3, 7)
                .end();
        assertEquals(List.of("freeze BOT 3 places"), venue.take());
        journal.place(OF_BOT_3 + 2, OrderType.LIMIT, 60_000 * ONE, ONE)
                .panic(ControlScope.ACCOUNT, 1, 8)
                .end();
        assertEquals(List.of("freeze ACCOUNT 1 places"), venue.take());
    }

    @Test
    void theFreezeAtTheEndOfAPanicHoldsBackCancelsToo() {
        placed(OF_BOT_3);
        journal.cancel(OF_BOT_3).panicFrozen(1, 4).end();
        assertEquals(List.of("freeze BOT 4", "cancel " + OF_BOT_3 + " 0"), venue.take());
        journal.cancel(OF_BOT_3).panicFrozen(1, 3).end();
        assertEquals(List.of("freeze BOT 3"), venue.take());
        journal.cancel(OF_BOT_3).panicFrozen(1, 0).end();
        assertEquals(List.of("freeze ACCOUNT 1"), venue.take());
        journal.cancel(OF_BOT_3).panicFrozen(0, 0).end();
        assertEquals(List.of("freeze EVERYTHING 0"), venue.take());
        journal.cancel(OF_BOT_3).event(EventCode.ORDER_CANCELLED, 1, 3).end();
        assertEquals(List.of("cancel " + OF_BOT_3 + " 0"), venue.take(), "another event freezes nothing");
    }

    @Test
    void aReleaseOfTheKillSwitchFreezesNothing() {
        wanted(1).killReleased(5).end();

        assertEquals(List.of("place 1"), venue.take());
    }

    @Test
    void aFreezeOfAnotherBotLeavesACancelThatWaitsForItsPlace() {
        wanted(OF_BOT_3).cancel(OF_BOT_3).end();
        journal.kill(KillScope.BOT, 4, 5).end();
        fact(new PlaceAccepted(OF_BOT_3, 501, 9));

        assertEquals(List.of("place " + OF_BOT_3, "freeze BOT 4", "cancel " + OF_BOT_3 + " 501"), venue.take());
    }

    @Test
    void aFreezeWaitsForTheLastAnswerOfItsScopeAndNoOther() {
        lead().place(OF_BOT_3, OrderType.LIMIT, 60_000 * ONE, ONE)
                .place(4L << 31 | 2, OrderType.LIMIT, 60_000 * ONE, ONE)
                .end();
        forget();
        journal.kill(KillScope.BOT, 3, 5).end();
        assertEquals(List.of(), engine.take());
        fact(new PlaceRejected(4L << 31 | 2, RejectClass.MARGIN, -1, "margin"));
        assertEquals(List.of("rejected " + (4L << 31 | 2) + " MARGIN -1"), engine.take(), "of another bot");
        fact(new CancelSent(OF_BOT_3));
        assertEquals(List.of(), engine.take(), "no answer to a place");
        fact(new PlaceRejected(OF_BOT_3, RejectClass.MARGIN, -1, "margin"));
        assertEquals(List.of("frozen 5 held back 0 answered 1", "rejected " + OF_BOT_3 + " MARGIN -1"), engine.take());
    }

    @Test
    void aCancelThatIsAskedTwiceIsAnsweredTwice() {
        placed(1);
        journal.cancel(1).cancel(1).kill(KillScope.BOT, 9, 4).end();
        forget();
        journal.kill(KillScope.GLOBAL, 0, 5).end();
        fact(new CancelSent(1));
        assertEquals(List.of(), engine.take());
        fact(new CancelRejected(1, -1006, "gone"));
        assertEquals(List.of("frozen 5 held back 0 answered 2", "cancelRejected 1 -1006"), engine.take());
    }

    // Answers

    @Test
    void aPlaceThatTheVenueRefusesIsForgottenAndItsLateAcceptanceRevivesNothing() {
        wanted(1).end();
        forget();
        fact(new PlaceRejected(1, RejectClass.POST_ONLY_CROSSED, -1103, "crossed"));
        assertEquals(List.of("rejected 1 POST_ONLY_CROSSED -1103"), engine.take());
        fact(new PlaceAccepted(1, 501, 9));
        assertEquals(List.of(), engine.take());
    }

    @Test
    void aCancelWithoutADefiniteAnswerMakesItLookAtTheOrder() {
        placed(1);
        journal.cancel(1).end();
        forget();
        fact(new CancelRejected(1, -1006, "not found"));
        assertEquals(List.of("cancelRejected 1 -1006"), engine.take());
        assertEquals(List.of("queryOrder 1"), venue.take());
        fact(new OrderFound(List.of(), state(1, VenueOrderStatus.NEW, 0)));
        forget();
        fact(new CancelFailed(1, SendFailure.AMBIGUOUS));
        assertEquals(List.of("cancelFailed 1 AMBIGUOUS"), engine.take());
        assertEquals(List.of("queryOrder 1"), venue.take());
        fact(new CancelRejected(2, -1006, "of an order that has ended"));
        assertEquals(List.of(), venue.take());
    }

    @Test
    void B1_aTradeOfAnOrderWhoseVenueIdWentWithThePowerIsBookedOnceItsNameIsFound() {
        wanted(1).end();
        fact(new PlaceFailed(1, SendFailure.AMBIGUOUS, "timeout"));
        forget();
        fact(history(unnamed(501, 9_001), unnamed(501, 9_002)));
        assertEquals(List.of("tradesEnd 0 foreign 2"), engine.take());
        session.onTime(NOW_NS);
        assertEquals(List.of("queryOrderOfVenue 501"), venue.take(), "once, for both of its trades");

        fact(new OrderFound(
                List.of(trade(1, 9_001, ONE), trade(1, 9_002, ONE)), state(1, VenueOrderStatus.FILLED, 2 * ONE)));

        assertEquals(
                List.of("filled 1 trade 9001 1@60000", "filled 1 trade 9002 1@60000", "status 1 FILLED 2 query"),
                engine.take());
        session.onTime(NOW_NS + 60 * SECOND_NS);
        assertEquals(List.of(), venue.take(), "it has its name");
    }

    @Test
    void anOrderOfAPersonIsAskedForOnceAndChangesNothing() {
        lead().end();
        forget();
        fact(history(unnamed(901, 9_001)));
        session.onTime(NOW_NS);
        assertEquals(List.of("queryOrderOfVenue 901"), venue.take());
        fact(new OrderFound(
                List.of(), new OrderState(1, 1, 0, 901, VenueOrderStatus.FILLED, ONE, 60_000 * ONE, 9, "")));
        engine.take();
        fact(history(unnamed(901, 9_002)));
        assertEquals(List.of("tradesEnd 0 foreign 1"), engine.take());

        session.onTime(NOW_NS + 60 * SECOND_NS);
        assertEquals(List.of(), venue.take());
    }

    @Test
    void aNameThatTheVenueDoesNotTellIsAskedForThreeTimesAndAgainWithTheNextHistory() {
        lead().end();
        forget();
        fact(history(unnamed(901, 9_001), unnamed(902, 9_002)));
        for (int second = 0; second < 60; second++) {
            session.onTime(NOW_NS + second * SECOND_NS);
        }
        final String first = "queryOrderOfVenue 901";
        final String second = "queryOrderOfVenue 902";
        assertEquals(List.of(first, first, first, second, second, second), ofVenue());

        fact(history(unnamed(901, 9_001)));
        session.onTime(NOW_NS + 60 * SECOND_NS);
        assertEquals(List.of(first), ofVenue());
    }

    private List<String> ofVenue() {
        return venue.take().stream()
                .filter(call -> call.startsWith("queryOrderOfVenue"))
                .toList();
    }

    private static VenueFact history(final Trade... trades) {
        return new TradeHistory(1, 1, true, List.of(trades));
    }

    /** As WOO X tells a trade in a history: without a client order id. */
    private static Trade unnamed(final long venueOrderId, final long tradeId) {
        return new Trade(1, 1, 0, venueOrderId, tradeId, 60_000 * ONE, ONE, VenueFact.NO_FEE, true, 9);
    }

    @Test
    void aRejectedCancelThatIsKnownByTheVenuesIdIsToldOfOurOrder() {
        placed(1);
        journal.accepted(1, 501).cancel(1).end();
        forget();
        fact(new CancelRejected(0, 501, 0, "too late"));
        assertEquals(List.of("cancelRejected 1 0"), engine.take());
        assertEquals(List.of("queryOrder 1"), venue.take());

        fact(new CancelRejected(0, 999, 0, "of an order that nobody here knows"));
        assertEquals(List.of(), engine.take());
        assertEquals(1, session.counts().foreignReports());
    }

    @Test
    void aPlaceWithoutAnswerIsNoNewsOnceTheStreamHasToldOfTheOrder() {
        wanted(1).cancel(1).end();
        forget();
        fact(new PlaceFailed(1, SendFailure.AMBIGUOUS, "timeout"));
        assertEquals(List.of("placeFailed 1 AMBIGUOUS"), engine.take());
        assertEquals(List.of("cancel 1 0"), venue.take());

        journal.place(2, OrderType.LIMIT, 60_000 * ONE, ONE).end();
        fact(state(2, VenueOrderStatus.NEW, 0));
        forget();
        fact(new PlaceFailed(2, SendFailure.AMBIGUOUS, "timeout"));
        assertEquals(List.of(), engine.take());

        journal.place(3, OrderType.LIMIT, 60_000 * ONE, ONE).end();
        fact(trade(3, 9_001, ONE));
        fact(state(3, VenueOrderStatus.FILLED, ONE));
        forget();
        fact(new PlaceFailed(3, SendFailure.AMBIGUOUS, "timeout"));
        assertEquals(List.of(), engine.take(), "it has ended");

        journal.place(4, OrderType.LIMIT, 60_000 * ONE, ONE).end();
        fact(new PlaceFailed(4, SendFailure.EXPIRED_UNSENT, "no connection"));
        assertEquals(List.of("placeFailed 4 EXPIRED_UNSENT"), engine.take());
    }

    @Test
    void asksAgainWhereTheStreamToldOfATradeWhileAQueryWasUnderWay() {
        placed(1);
        fact(state(1, VenueOrderStatus.PARTIALLY_FILLED, ONE / 4));
        assertEquals(List.of("queryOrder 1"), venue.take());
        fact(state(1, VenueOrderStatus.PARTIALLY_FILLED, ONE / 2));
        assertEquals(List.of(), venue.take(), "one at a time");
        fact(new OrderFound(List.of(trade(1, 9_001, ONE / 4)), state(1, VenueOrderStatus.PARTIALLY_FILLED, ONE / 4)));
        assertEquals(List.of("queryOrder 1"), venue.take());
        fact(new OrderFound(List.of(trade(1, 9_002, ONE / 4)), state(1, VenueOrderStatus.PARTIALLY_FILLED, ONE / 2)));
        assertEquals(List.of(), venue.take());
        assertEquals(
                List.of(
                        "filled 1 trade 9001 0.25@60000",
                        "status 1 PARTIALLY_FILLED 0.25 query",
                        "filled 1 trade 9002 0.25@60000",
                        "status 1 PARTIALLY_FILLED 0.5 query"),
                engine.take());
    }

    @Test
    void aTradeThatIsToldTwiceCountsOnce() {
        placed(1);
        fact(trade(1, 9_001, ONE / 2));
        fact(trade(1, 9_001, ONE / 2));
        forget();
        fact(state(1, VenueOrderStatus.FILLED, ONE));

        assertEquals(List.of("queryOrder 1"), venue.take(), "half of it is still missing");
    }

    @Test
    void asksTheVenueOfAnOrderThatAnEarlierSessionPlacedAndTellsOfOneThatEndedOnce() {
        journal.termStarted(1).ofTerm(1).end();
        journal.up(76, NOW_NS).place(5, 76, Side.BUY, Leg.LONG, OrderType.LIMIT, ONE, ONE, 1);
        journal.up().end();
        forget();
        fact(state(5, VenueOrderStatus.FILLED, ONE));
        assertEquals(List.of("queryOrder 5"), venue.take());
        fact(new OrderFound(List.of(trade(5, 9_001, ONE)), state(5, VenueOrderStatus.FILLED, ONE)));
        assertEquals(List.of("filled 5 trade 9001 1@60000", "status 5 FILLED 1 query"), engine.take());
        fact(state(5, VenueOrderStatus.FILLED, ONE));
        assertEquals(List.of(), venue.take(), "told already");
        fact(state(5, VenueOrderStatus.NEW, 0));
        assertEquals(List.of("queryOrder 5"), venue.take(), "it has ended, and the venue calls it open");
    }

    @Test
    void asksNothingOfAnOrderOnAnInstrumentThatNobodyFollows() {
        placed(1);
        fact(trade(1, 9_001, ONE));
        fact(state(1, VenueOrderStatus.FILLED, ONE));
        forget();
        fact(new OrderState(1, 0, 1, 501, VenueOrderStatus.NEW, 0, ONE, 9, ""));

        assertEquals(List.of(), venue.take());
        assertEquals(List.of(), engine.take());
    }

    @Test
    void anAnswerForAnOrderThatHasEndedIsToldIfItIsOurs() {
        placed(1);
        fact(trade(1, 9_001, ONE));
        fact(state(1, VenueOrderStatus.FILLED, ONE));
        forget();
        fact(new OrderFound(List.of(), state(1, VenueOrderStatus.FILLED, ONE)));
        assertEquals(List.of("status 1 FILLED 1 query"), engine.take());
        fact(new OrderFound(List.of(), state(4242, VenueOrderStatus.FILLED, ONE)));
        assertEquals(List.of(), engine.take(), "somebody else's");
    }

    @Test
    void aForeignOrderThatHasEndedIsNoNews() {
        lead().end();
        fact(new OrderState(1, 1, 0, 900, VenueOrderStatus.CANCELED, 0, ONE, 9, ""));

        assertEquals(List.of(), engine.take());
        assertEquals(1, session.counts().foreignReports());
    }

    @Test
    void aListThatTheCoreAskedForNamesOursAndTheOthers() {
        placed(1);
        journal.queryOpenOrders().end();
        forget();
        fact(new OpenOrders(
                1,
                true,
                List.of(
                        state(1, VenueOrderStatus.NEW, 0),
                        new OrderState(1, 1, 0, 900, VenueOrderStatus.NEW, 0, ONE, 9, ""))));

        final List<String> told = engine.take();
        assertEquals(List.of("status 1 NEW 0 query", "foreign 900", "openOrdersEnd 1 yes 1"), told.subList(0, 3));
    }

    @Test
    void theStreamIsCompleteOnlyOnceTheLastOrderHasItsAnswer() {
        placed(1);
        placed(2);
        fact(new PrivateStreamUp(1));
        fact(new OpenOrders(1, true, List.of()));
        assertEquals(List.of("queryOpenOrders 1", "queryPositions 1", "queryOrder 1", "queryOrder 2"), venue.take());
        engine.take();
        fact(new OrderFound(List.of(), state(1, VenueOrderStatus.NEW, 0)));
        assertEquals(List.of("status 1 NEW 0 query"), engine.take());
        fact(new OrderFound(List.of(), state(2, VenueOrderStatus.NEW, 0)));
        assertEquals(List.of("status 2 NEW 0 query", "health 1 PRIVATE_STREAM UP"), engine.take());
    }

    // Accounts

    @Test
    void aLegInASymbolThatNobodyTradesIsToldOnceAndOnceMoreWhenItIsGone() {
        lead().account(1, "main").end();
        forget();
        final ForeignLeg doge = new ForeignLeg("PERP_DOGE_USDT", Leg.LONG, 5 * ONE, ONE, 9);
        fact(new Positions(1, true, 9, List.of(), List.of(doge)));
        fact(new Positions(1, true, 9, List.of(), List.of(doge)));
        fact(new Positions(1, true, 9, List.of(), List.of()));
        fact(new Positions(1, true, 9, List.of(), List.of()));

        assertEquals(
                List.of(
                        "foreign position 1 PERP_DOGE_USDT LONG 5",
                        "positions end 1 0",
                        "positions end 1 0",
                        "foreign position 1 PERP_DOGE_USDT LONG 0",
                        "positions end 1 0",
                        "positions end 1 0"),
                engine.take());
    }

    @Test
    void leverageIsSetForItsOwnSessionAndTheAnswerComesWithTheVenuesWords() {
        lead().setLeverage(76, 5).setLeverage(SESSION, 10).end();
        assertEquals(List.of("setLeverage 1 2 10"), venue.take());
        fact(new LeverageAnswer(1, 2, 10, false, -1102, "too\nhigh"));

        assertEquals(List.of("leverage 1 2 10 no -1102 too?high"), engine.take());
    }

    @Test
    void wordsOfTheVenueAreCutAtACharacter() {
        lead().end();
        fact(new LeverageAnswer(1, 2, 10, true, 0, "é".repeat(200)));
        assertEquals(List.of("leverage 1 2 10 yes 0 " + "é".repeat(128)), engine.take());
        fact(new LeverageAnswer(1, 2, 10, true, 0, "x" + "é".repeat(200)));
        assertEquals(List.of("leverage 1 2 10 yes 0 x" + "é".repeat(127)), engine.take(), "no half of one");
        fact(new LeverageAnswer(1, 2, 10, true, 0, "\ud83d\ude80 \ud83d up"));
        assertEquals(List.of("leverage 1 2 10 yes 0 \ud83d\ude80 ? up"), engine.take(), "half a pair is no character");
    }

    @Test
    void aRotationOfTheKeyIsToldWithItsEndOrItsRefusal() {
        lead().end();
        fact(new CredentialsChanged(1, "abc", null));
        fact(new CredentialsChanged(1, "def", "of another account"));

        assertEquals(List.of("credentials 1 yes abc ", "credentials 1 no def of another account"), engine.take());
    }

    @Test
    void aPaymentThatNoAnswerToldIsToldByItself() {
        lead().end();
        fact(new FundingPaid(1, new FundingPayment(1, 42, -ONE / 2, 9)));

        assertEquals(List.of("funding 1 1 42 -0.5"), engine.take());
    }

    // The session

    @Test
    void takesNoRecordThatIsShorterThanAHeader() {
        lead().tornRecord().place(1, OrderType.LIMIT, 60_000 * ONE, ONE).end();

        assertEquals(List.of("place 1"), venue.take());
    }

    @Test
    void saysGoodbyeAtItsEndIfThereIsRoom() {
        lead().end();
        session.end();
        assertEquals(List.of("down"), engine.take());

        engine.room(0);
        placed(1);
        session.end();
        engine.room(Integer.MAX_VALUE);
        session.onTime(NOW_NS);
        assertTrue(engine.take().stream().noneMatch("down"::equals), "the others may have to come first");
    }

    @Test
    void countsWhatItDid() {
        lead().place(1, OrderType.LIMIT, 60_000 * ONE, ONE).end();
        journal.place(2, OrderType.LIMIT, 60_000 * ONE, ONE);
        journal.at(NOW_NS + 3 * SECOND_NS).end();

        assertEquals(1, session.counts().placesSent());
        assertEquals(1, session.counts().placesExpired());
        assertTrue(session.counts().toString().startsWith("placesSent=1 placesExpired=1"), session.counts()::toString);
    }
}
