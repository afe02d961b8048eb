package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.vault.Credentials;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.CancelFailed;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.CandleHistory;
import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceFailed;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.woox.rest.RestPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the connection does about each class of refusal, against a server that answers as it is told. */
class WooxRulesTest {
    private static final String BTC = "PERP_BTC_USDT";
    private static final String INSTRUMENTS =
            "{\"success\":true,\"data\":{\"rows\":[{\"symbol\":\"PERP_BTC_USDT\",\"status\":\"TRADING\","
                    + "\"quoteMin\":\"0\",\"quoteMax\":\"1000000\",\"quoteTick\":\"1\",\"baseMin\":\"0.001\","
                    + "\"baseMax\":\"100\",\"baseTick\":\"0.001\",\"minNotional\":\"0\"}]},\"timestamp\":TIME}";
    private static final String HEDGE =
            "{\"success\":true,\"data\":{\"accountMode\":\"FUTURES\",\"positionMode\":\"HEDGE_MODE\","
                    + "\"totalAccountValue\":\"1000\",\"freeCollateral\":\"900\",\"marginRatio\":\"10\"},"
                    + "\"timestamp\":TIME}";
    private static final String KEY_REFUSED = "{\"success\":false,\"code\":-1002,\"message\":\"unauthorized\"}";

    /** Kept, because the logging library forgets a logger's level with the logger. */
    private static final Logger QUIET = Logger.getLogger(MockWebServer.class.getName());

    private record Scripted(int status, String body) {}

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Scripted> answers = new ConcurrentHashMap<>();
    private final Map<String, Queue<Scripted>> firstAnswers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<VenueFact> facts = new CopyOnWriteArrayList<>();
    private final AtomicLong skippedNs = new AtomicLong();
    private final Gate positionsGate = new Gate();
    private final Gate klinesGate = new Gate();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final List<WebSocket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile long venueAheadMs;
    private WooxConnection venue;
    private long nextId = 1;

    /** Holds an answer back; open at first. */
    private static final class Gate {
        private volatile CountDownLatch latch = new CountDownLatch(0);

        boolean isOpen() {
            return latch.getCount() == 0;
        }

        void close() {
            latch = new CountDownLatch(1);
        }

        void open() {
            latch.countDown();
        }

        void await() {
            try {
                assertTrue(latch.await(10, TimeUnit.SECONDS), "nobody let the answer go");
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Accepts every subscription. */
    private final class PrivateSocket extends WebSocketListener {
        @Override
        public void onOpen(final WebSocket socket, final Response response) {
            sockets.add(socket);
        }

        @Override
        public void onClosing(final WebSocket socket, final int code, final String reason) {
            socket.close(code, null);
        }

        @Override
        public void onMessage(final WebSocket socket, final String text) {
            heard.add(text);
            if (text.contains("SUBSCRIBE")) {
                final String topics = text.substring(text.indexOf('['), text.indexOf(']') + 1);
                socket.send("{\"id\":\"1\",\"cmd\":\"SUBSCRIBE\",\"success\":true,\"time\":1,\"data\":" + topics + "}");
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        QUIET.setLevel(Level.OFF);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                final String path = request.getTarget().split("\\?", 2)[0];
                final String call = request.getMethod() + " " + path;
                asked.add(call);
                if (path.startsWith("/v3/private")) {
                    return new MockResponse.Builder()
                            .webSocketUpgrade(new PrivateSocket())
                            .build();
                }
                if (call.equals("GET /v3/futures/positions") && !positionsGate.isOpen()) {
                    positionsGate.await();
                }
                targets.add(request.getMethod() + " " + request.getTarget());
                if (call.equals("GET /v3/public/klineHistory") && !klinesGate.isOpen()) {
                    klinesGate.await();
                }
                bodies.add(call + " "
                        + (request.getBody() == null ? "" : request.getBody().utf8()));
                final Queue<Scripted> first = firstAnswers.get(request.getMethod() + " " + request.getTarget());
                final Scripted before = first == null ? null : first.poll();
                final Scripted answer = before != null
                        ? before
                        : answers.getOrDefault(
                                call,
                                new Scripted(400, "{\"success\":false,\"code\":-1005,\"message\":\"not scripted\"}"));
                return new MockResponse.Builder()
                        .code(answer.status())
                        .body(answer.body().replace("TIME", Long.toString(System.currentTimeMillis() + venueAheadMs)))
                        .build();
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
        answer("GET /v3/public/systemInfo", 200, "{\"success\":true,\"data\":{\"status\":0},\"timestamp\":TIME}");
        answer("GET /v3/public/instruments", 200, INSTRUMENTS);
        answer("GET /v3/account/info", 200, HEDGE);
        answer("GET /v3/futures/positions", 200, "{\"success\":true,\"data\":{\"positions\":[]},\"timestamp\":TIME}");
        answer(
                "GET /v3/trade/orders",
                200,
                "{\"success\":true,\"data\":{\"rows\":[],\"meta\":{\"total\":0,\"recordsPerPage\":500,"
                        + "\"currentPage\":1}},\"timestamp\":TIME}");
        answer(
                "POST /v3/trade/order",
                200,
                "{\"success\":true,\"data\":{\"orderId\":7,\"clientOrderId\":1},\"timestamp\":TIME}");
        open(RestPolicy.usual());
    }

    @AfterEach
    void stop() {
        venue.close();
        server.close();
    }

    @Test
    void reloadsTheFiltersAtOnceWhenAnOrderDoesNotFitThem() {
        final int before = count("GET /v3/public/instruments");
        refusePlaces(-1103, "price step");
        assertEquals(
                RejectClass.FILTER, awaitFact(PlaceRejected.class, one -> true).rejectClass());
        await(() -> count("GET /v3/public/instruments") > before);
    }

    @Test
    void learnsSoonThatASuspendedInstrumentTradesAgain() {
        answer("GET /v3/public/instruments", 200, INSTRUMENTS.replace("TRADING", "SUSPENDED"));
        refusePlaces(317157, "the symbol is suspended");
        awaitFact(InstrumentListed.class, one -> !one.isTrading());

        answer("GET /v3/public/instruments", 200, INSTRUMENTS);
        facts.removeIf(InstrumentListed.class::isInstance);
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(4));
        awaitFact(InstrumentListed.class, InstrumentListed::isTrading);
    }

    @Test
    void stopsEntriesUntilTheModeThatTheVenueRefusedIsReadAsHedge() {
        answer("GET /v3/account/info", 200, HEDGE.replace("HEDGE_MODE", "ONE_WAY"));
        refusePlaces(302186, "position side");
        assertEquals(
                RejectClass.MODE, awaitFact(PlaceRejected.class, one -> true).rejectClass());
        awaitTrade(SurfaceState.DEGRADED, "MODE 302186 position side");
        awaitFact(AccountState.class, one -> one.positionMode() == dragon.engine.protocol.PositionMode.ONE_WAY);
        answer("GET /v3/account/info", 200, HEDGE);
        venue.queryAccount(1);
        awaitTrade(SurfaceState.UP, "");
    }

    @Test
    void stopsAnAccountWhoseKeyIsRefusedAgainAndLetsItGoOnWhenTheVenueTakesIt() {
        answer("GET /v3/account/info", 401, KEY_REFUSED);
        venue.queryAccount(1);
        awaitTrade(SurfaceState.DOWN, "AUTH -1002 unauthorized");
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(2));
        await(() -> {
            place();
            return facts.stream()
                    .anyMatch(fact -> fact instanceof PlaceFailed failed
                            && failed.failure() == SendFailure.REFUSED_UNSENT
                            && failed.text().contains("refuses the key"));
        });
        awaitPlaceAnswers();
        final int placeCount = count("POST /v3/trade/order");
        place();
        place();
        awaitPlaceAnswers();
        assertEquals(placeCount, count("POST /v3/trade/order"));

        answer("GET /v3/account/info", 200, HEDGE);
        venue.queryAccount(1);
        awaitTrade(SurfaceState.UP, "");
        facts.clear();
        place();
        awaitFact(PlaceAccepted.class, one -> true);
    }

    /** Waits until each place of this test was answered: those that wait for the limit are not sent yet. */
    private void awaitPlaceAnswers() {
        await(() -> facts.stream()
                        .filter(fact -> fact instanceof PlaceAccepted
                                || fact instanceof PlaceRejected
                                || fact instanceof PlaceFailed)
                        .count()
                >= nextId - 1);
    }

    @Test
    void tradesInNoAccountThatIsNotForFutures() {
        answer("GET /v3/account/info", 200, HEDGE.replace("FUTURES", "MARGIN"));
        venue.queryAccount(1);
        awaitTrade(SurfaceState.DOWN, "account mode is MARGIN, expected FUTURES");
    }

    @Test
    void leavesADuplicateInDoubtBecauseAnOrderWithItsIdExists() {
        refusePlaces(302117, "duplicate id");
        assertEquals(
                SendFailure.AMBIGUOUS, awaitFact(PlaceFailed.class, one -> true).failure());
    }

    @Test
    void takesACancelForSentOnlyWhereItsStatusSaysSo() {
        answerCancels("\"status\":\"CANCEL_SENT\"");
        venue.cancel(1, 1, 11, 0);
        assertEquals(11, awaitFact(CancelSent.class, one -> true).clientOrderId());

        answerCancels("\"status\":\"CANCEL_FAILED\"");
        venue.cancel(1, 1, 12, 0);
        assertEquals(new CancelRejected(12, 0, "CANCEL_FAILED"), awaitFact(CancelRejected.class, one -> true));

        answerCancels("\"other\":1");
        venue.cancel(1, 1, 13, 0);
        assertEquals(new CancelFailed(13, SendFailure.AMBIGUOUS), awaitFact(CancelFailed.class, one -> true));
        assertEquals(1, facts.stream().filter(CancelSent.class::isInstance).count());
    }

    private void answerCancels(final String data) {
        answer("DELETE /v3/trade/order", 200, "{\"success\":true,\"data\":{" + data + "},\"timestamp\":TIME}");
    }

    @Test
    void tellsARejectedCancelByTheVenuesIdWhereItsReportHasNoOther() {
        awaitPrivateStream();
        say(
                "{\"topic\":\"executionreport\",\"ts\":2,\"data\":{\"mt\":2,\"s\":\"PERP_BTC_USDT\",\"rs\":\"of no order\"}}");
        say("{\"topic\":\"executionreport\",\"ts\":2,\"data\":{\"mt\":2,\"s\":\"PERP_BTC_USDT\",\"oid\":7,"
                + "\"rs\":\"too late\"}}");
        awaitFact(CancelRejected.class, one -> true);
        assertEquals(
                List.of(new CancelRejected(0, 7, 0, "too late")),
                facts.stream().filter(CancelRejected.class::isInstance).toList());
    }

    @Test
    void treatsMaintenanceAsDoubtOpensTheBreakerAndAsksForTheStatus() {
        final int before = count("GET /v3/public/systemInfo");
        answer("POST /v3/trade/order", 400, "{\"success\":false,\"code\":-1011,\"message\":\"under maintenance\"}");
        place();
        assertEquals(
                SendFailure.AMBIGUOUS, awaitFact(PlaceFailed.class, one -> true).failure());
        final HealthChanged open = awaitFact(
                HealthChanged.class, one -> one.surface() == Surface.REST_TRADE && one.breaker() == BreakerState.OPEN);
        assertEquals(SurfaceState.DOWN, open.state());
        assertTrue(open.cooldownMs() > 15_000 && open.cooldownMs() <= 20_000, open.toString());
        await(() -> count("GET /v3/public/systemInfo") > before);

        facts.clear();
        place();
        assertEquals(
                SendFailure.REFUSED_UNSENT,
                awaitFact(PlaceFailed.class, one -> true).failure());
        answer("DELETE /v3/trade/order", 400, "{\"success\":false,\"code\":-1006,\"message\":\"not found\"}");
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(21));
        awaitTrade(SurfaceState.UP, ""); // Its own probe closed it: nobody else sent anything.
    }

    @Test
    void stopsEntriesWhileTheVenueIsUnderMaintenance() {
        answer("GET /v3/public/systemInfo", 200, "{\"success\":true,\"data\":{\"status\":1},\"timestamp\":TIME}");
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(61));
        awaitTrade(SurfaceState.DEGRADED, "maintenance");
        answer("GET /v3/public/systemInfo", 200, "{\"success\":true,\"data\":{\"status\":0},\"timestamp\":TIME}");
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(6));
        awaitTrade(SurfaceState.UP, "");
    }

    @Test
    void placesNothingWhileTheClocksAreFarApart() {
        venueAheadMs = 6_000;
        for (int i = 0; i < 3; i++) {
            skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(61));
            final int seen =
                    (int) facts.stream().filter(ClockMeasured.class::isInstance).count();
            await(() -> facts.stream().filter(ClockMeasured.class::isInstance).count() >= seen + 2);
        }
        awaitTrade(SurfaceState.DEGRADED, "clock_off");
        place();
        final PlaceFailed failed = awaitFact(PlaceFailed.class, one -> true);
        assertEquals(SendFailure.REFUSED_UNSENT, failed.failure());
        assertTrue(failed.text().startsWith("clock is "), failed.text());

        // It is looked at every five seconds until it is right again, and nobody has to do anything.
        venueAheadMs = 0;
        for (int i = 0; i < 3; i++) {
            final int seen =
                    (int) facts.stream().filter(ClockMeasured.class::isInstance).count();
            skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(5));
            await(() -> facts.stream().filter(ClockMeasured.class::isInstance).count() > seen);
        }
        awaitTrade(SurfaceState.UP, "");
        facts.clear();
        place();
        awaitFact(PlaceAccepted.class, one -> true);
    }

    @Test
    void stopsEntriesForAMinuteWhenTheAccountIsSuspended() {
        refusePlaces(302111, "being liquidated");
        assertEquals(
                RejectClass.SUSPENDED,
                awaitFact(PlaceRejected.class, one -> true).rejectClass());
        awaitTrade(SurfaceState.DEGRADED, "SUSPENDED 302111 being liquidated");
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(61));
        awaitTrade(SurfaceState.UP, "");
    }

    @Test
    void readsThePositionsAgainWhenTheVenueFindsTooLittleToReduce() {
        final int before = count("GET /v3/futures/positions");
        refusePlaces(302138, "reduce only");
        assertEquals(
                RejectClass.REDUCE_ONLY,
                awaitFact(PlaceRejected.class, one -> true).rejectClass());
        await(() -> count("GET /v3/futures/positions") > before);
        await(() -> count("GET /v3/trade/orders") > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1101, 302102, 302193, 317207})
    void saysThatTheMarginDoesNotSufficeAndOpensNoBreakerForIt(final int code) {
        for (int i = 0; i < 6; i++) {
            facts.clear();
            skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(2)); // Within the venue's limit, and in a minute.
            refusePlaces(code, "below the maintenance margin");
            final PlaceRejected rejected = awaitFact(PlaceRejected.class, one -> true);
            assertEquals(RejectClass.MARGIN, rejected.rejectClass());
            assertEquals(code, rejected.venueCode());
        }
        assertTrue(facts.stream().noneMatch(HealthChanged.class::isInstance), facts::toString);
    }

    @Test
    void tellsALegThatChangesWhileTheLegsAreReadAfterThem() {
        awaitPrivateStream();
        awaitFact(Positions.class, one -> true);
        facts.clear();

        positionsGate.close();
        final int before = count("GET /v3/futures/positions");
        venue.queryPositions(1);
        await(() -> count("GET /v3/futures/positions") > before);
        say("{\"topic\":\"position\",\"ts\":2,\"data\":{\"positions\":[{\"s\":\"PERP_BTC_USDT\",\"ps\":\"LONG\","
                + "\"m\":\"CROSS\",\"h\":\"0.01\",\"aop\":\"60000\",\"ts\":2,\"ver\":5}]}}");
        assertTrue(facts.stream().noneMatch(Positions.class::isInstance), "it waits: " + facts);
        positionsGate.open();

        await(() -> facts.stream().filter(Positions.class::isInstance).count() >= 2);
        final List<Positions> told = facts.stream()
                .filter(Positions.class::isInstance)
                .map(Positions.class::cast)
                .toList();
        assertTrue(told.get(0).isComplete(), told.toString());
        assertEquals(List.of(), told.get(0).legs());
        assertEquals(1_000_000, told.get(1).legs().get(0).quantityE8(), told.toString());
    }

    /** Opens the connection anew, with a listen key. */
    private void awaitPrivateStream() {
        answer(
                "POST /v3/account/listenKey",
                200,
                "{\"success\":true,\"data\":{\"authKey\":\"lk\"},\"timestamp\":TIME}");
        venue.close();
        facts.clear();
        open(RestPolicy.usual());
        awaitFact(PrivateStreamUp.class, one -> true);
    }

    /** Sends a frame and a PING; the answer to that shows that the frame was taken. */
    private void say(final String text) {
        final WebSocket socket = sockets.get(sockets.size() - 1);
        final int from = heard.size();
        socket.send("{\"topic\":\"account\",\"ts\":1,\"data\":{\"m\":\"FUTURES\"}}"); // Else it is taken for dead.
        socket.send(text);
        socket.send("{\"cmd\":\"PING\",\"ts\":1}");
        await(() -> heard.stream().skip(from).anyMatch(answer -> answer.contains("PONG")));
    }

    @Test
    void callsACrossingPostOnlyOrderByItsNameThoughItHasNoCode() {
        answer("POST /v3/trade/order", 400, "{\"success\":false,\"code\":302999999,\"message\":\"Post only crossed\"}");
        place(OrderType.POST_ONLY);
        assertEquals(
                RejectClass.POST_ONLY_CROSSED,
                awaitFact(PlaceRejected.class, one -> true).rejectClass());
    }

    @Test
    void beginsTheListOfOpenOrdersAgainWhenItChangesWhileItIsRead() {
        final String page1 = "GET /v3/trade/orders?status=INCOMPLETE&page=1&size=500";
        final String page2 = "GET /v3/trade/orders?status=INCOMPLETE&page=2&size=500";
        answerFirst(page1, ordersPage(1, 2, 11)); // 11 ends now, so that 13 slips to the first page unseen.
        answerFirst(page2, ordersPage(2, 1));
        answerFirst(page1, ordersPage(1, 2, 12));
        answerFirst(page2, ordersPage(2, 2, 13));
        facts.clear();
        venue.queryOpenOrders(1);
        final OpenOrders list = awaitFact(OpenOrders.class, one -> true);
        assertTrue(list.succeeded());
        assertEquals(
                List.of(12L, 13L),
                list.orders().stream().map(OrderState::venueOrderId).toList());
    }

    @Test
    void takesAnOrderThatStandsOnTwoPagesOnce() {
        answerFirst("GET /v3/trade/orders?status=INCOMPLETE&page=1&size=500", ordersPage(1, 2, 11));
        answerFirst("GET /v3/trade/orders?status=INCOMPLETE&page=2&size=500", ordersPage(2, 2, 11));
        facts.clear();
        venue.queryOpenOrders(1);
        assertEquals(1, awaitFact(OpenOrders.class, one -> true).orders().size());
    }

    /** A page of one row at the most. */
    private static String ordersPage(final int number, final int total, final long... orderIds) {
        final StringBuilder rows = new StringBuilder();
        for (final long id : orderIds) {
            rows.append(rows.length() == 0 ? "" : ",")
                    .append("{\"orderId\":")
                    .append(id)
                    .append(
                            ",\"clientOrderId\":0,\"symbol\":\"PERP_BTC_USDT\",\"side\":\"BUY\",\"positionSide\":\"LONG\",")
                    .append("\"type\":\"LIMIT\",\"status\":\"NEW\",\"quantity\":1,\"executed\":0,\"price\":60000,")
                    .append("\"createdTime\":\"1752049062.496\"}");
        }
        return "{\"success\":true,\"data\":{\"rows\":[" + rows + "],\"meta\":{\"total\":" + total
                + ",\"recordsPerPage\":1,\"currentPage\":" + number + "}},\"timestamp\":TIME}";
    }

    @Test
    void noticesAlgoOrdersOfOthersAndReportsThemAsForeign() {
        answer(
                "GET /v3/trade/algoOrders",
                200,
                "{\"success\":true,\"data\":{\"rows\":[{\"algoOrderId\":\"99\",\"symbol\":\"PERP_BTC_USDT\","
                        + "\"algoType\":\"STOP\",\"childOrders\":[{\"algoOrderId\":100}]}],\"meta\":{\"total\":1,"
                        + "\"recordsPerPage\":25,\"currentPage\":1}},\"timestamp\":TIME}");
        venue.close();
        facts.clear();
        open(RestPolicy.usual());
        final OrderState algo = awaitFact(OrderState.class, one -> one.venueOrderId() == 99);
        assertEquals(0, algo.clientOrderId());
    }

    @Test
    void armsNoDeadMansSwitchUnlessTheOperatorWantsOne() {
        final int before = count("GET /v3/public/systemInfo"); // Those that follow upon the skip are few.
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(61));
        venue.noteEngineLives();
        await(() -> count("GET /v3/public/systemInfo") >= before + 2); // The timer ran with the engine alive.
        assertEquals(0, count("POST /v3/trade/cancelAllAfter"));
    }

    @Test
    void refreshesTheDeadMansSwitchOnlyWhileTheEngineWrites() {
        answer(
                "POST /v3/trade/cancelAllAfter",
                200,
                "{\"success\":true,\"data\":{\"expectedTriggerTime\":1},\"timestamp\":TIME}");
        venue.close();
        open(deadMan(60_000));
        await(() -> {
            venue.noteEngineLives(); // As long as it writes, not once.
            return count("POST /v3/trade/cancelAllAfter") >= 1;
        });
        assertTrue(bodies.contains("POST /v3/trade/cancelAllAfter {\"triggerAfter\":60000}"), bodies.toString());
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(5));
        await(() -> {
            venue.noteEngineLives();
            return count("POST /v3/trade/cancelAllAfter") >= 2;
        });

        // The engine is gone: only time passes, and other requests show that it does.
        final int before = count("GET /v3/public/systemInfo"); // Those that follow upon the skip are few.
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(61));
        final int refreshed = count("POST /v3/trade/cancelAllAfter");
        await(() -> count("GET /v3/public/systemInfo") >= before + 2);
        assertEquals(refreshed, count("POST /v3/trade/cancelAllAfter"));
    }

    @Test
    void readsTheHistoryOfAFeedOnceHoweverOftenAndHoweverFarItIsAskedForMeanwhile() {
        final String query = "GET /v3/public/klineHistory?symbol=PERP_BTC_USDT&type=1m";
        answerFirst(query + "&limit=4", candles(10, 4));
        answerFirst(query + "&before=" + minuteMs(7) + "&limit=4", candles(6, 2));
        klinesGate.close();
        venue.queryCandles(1, Timeframe.M1, minuteMs(8), 2);
        await(() -> asked(query) == 1);
        venue.queryCandles(1, Timeframe.M1, minuteMs(8), 2);
        venue.queryCandles(1, Timeframe.M1, 0, 6);
        venue.queryCandles(1, Timeframe.M1, minuteMs(9), 1);
        klinesGate.open();

        final CandleHistory all = awaitFact(CandleHistory.class, one -> true);
        assertTrue(all.succeeded(), all.toString());
        assertEquals(
                List.of(minuteMs(5), minuteMs(6), minuteMs(7), minuteMs(8), minuteMs(9), minuteMs(10)),
                all.candles().stream().map(ClosedCandle::openTimeMs).toList());
        assertEquals(2, asked(query));

        // It is over: the next one is read anew.
        answerFirst(query + "&limit=3", candles(11, 3));
        venue.queryCandles(1, Timeframe.M1, minuteMs(10), 1);
        final CandleHistory next = awaitFact(CandleHistory.class, one -> one != all);
        assertEquals(
                List.of(minuteMs(11)),
                next.candles().stream().map(ClosedCandle::openTimeMs).toList());
        assertEquals(2, facts.stream().filter(CandleHistory.class::isInstance).count());
    }

    @Test
    void believesNoCandleOfAnAnswerThatDoesNotSayWhenItWasGiven() {
        answer("GET /v3/public/klineHistory", 200, candles(10, 4).replace(",\"timestamp\":TIME", ""));
        venue.queryCandles(1, Timeframe.M1, 0, 4);
        assertEquals(new CandleHistory(1, Timeframe.M1, false, List.of()), awaitFact(CandleHistory.class, one -> true));
    }

    /** Requests for a history of few candles: the feed of the stream asks for a thousand. */
    private long asked(final String query) {
        return targets.stream()
                .filter(target -> target.startsWith(query) && !target.endsWith("&limit=1000"))
                .count();
    }

    private static long minuteMs(final int number) {
        return 1_751_940_000_000L + number * 60_000L;
    }

    /** Candles of a minute, newest first. */
    private static String candles(final int newest, final int count) {
        final StringBuilder rows = new StringBuilder();
        for (int i = newest; i > newest - count; i--) {
            rows.append(rows.length() == 0 ? "" : ",")
                    .append("{\"startTimestamp\":")
                    .append(minuteMs(i))
                    .append(",\"endTimestamp\":")
                    .append(minuteMs(i + 1))
                    .append(
                            ",\"open\":\"60000\",\"high\":\"60001\",\"low\":\"59999\",\"close\":\"60000\",\"volume\":\"1\"}");
        }
        return "{\"success\":true,\"data\":{\"rows\":[" + rows + "],\"meta\":{\"total\":" + count
                + ",\"recordsPerPage\":1000,\"currentPage\":1}},\"timestamp\":TIME}";
    }

    private void open(final RestPolicy policy) {
        final String address = "127.0.0.1:" + server.getPort();
        venue = new WooxConnection(
                WooxConfig.of("http://" + address, "ws://" + address, 1).with(policy),
                facts::add,
                label -> new Credentials(label, "key", "secret".getBytes(StandardCharsets.UTF_8)),
                () -> System.currentTimeMillis() * 1_000_000L,
                () -> System.nanoTime() + skippedNs.get());
        venue.subscribe(1, BTC, Timeframe.M1);
        venue.openAccount(1, "main");
        awaitFact(InstrumentListed.class, one -> true);
        awaitFact(AccountState.class, one -> true);
        awaitTrade(SurfaceState.UP, "");
    }

    private static RestPolicy deadMan(final int afterMs) {
        final RestPolicy usual = RestPolicy.usual();
        return new RestPolicy(
                usual.rateMilli(),
                usual.burst(),
                usual.attemptsMax(),
                usual.backoffFirstMs(),
                usual.backoffMaxMs(),
                usual.jitterMilli(),
                usual.breakerWindowNs(),
                usual.breakerOpenAfter(),
                usual.cooldownNs(),
                0,
                afterMs);
    }

    private void answer(final String call, final int status, final String body) {
        answers.put(call, new Scripted(status, body));
    }

    /** What is said to this very request before anything else is, one after the other. */
    private void answerFirst(final String request, final String body) {
        firstAnswers
                .computeIfAbsent(request, ignored -> new ConcurrentLinkedQueue<>())
                .add(new Scripted(200, body));
    }

    private void refusePlaces(final int code, final String text) {
        answer("POST /v3/trade/order", 400, "{\"success\":false,\"code\":" + code + ",\"message\":\"" + text + "\"}");
        place();
    }

    private void place() {
        place(OrderType.LIMIT);
    }

    private void place(final OrderType type) {
        venue.place(new NewOrder(
                nextId++,
                1,
                1,
                Side.BUY,
                Leg.LONG,
                type,
                false,
                60_000 * 100_000_000L,
                1_000_000,
                0,
                System.nanoTime() + skippedNs.get() + 2_000_000_000L));
    }

    private int count(final String call) {
        return (int) asked.stream().filter(call::equals).count();
    }

    /** Waits until the trading surface was last told so. */
    private void awaitTrade(final SurfaceState state, final String text) {
        await(() -> {
            final List<HealthChanged> told = new ArrayList<>();
            for (final VenueFact fact : facts) {
                if (fact instanceof HealthChanged changed && changed.surface() == Surface.REST_TRADE) {
                    told.add(changed);
                }
            }
            return !told.isEmpty()
                    && told.get(told.size() - 1).state() == state
                    && told.get(told.size() - 1).text().equals(text);
        });
    }

    private <T extends VenueFact> T awaitFact(final Class<T> type, final Predicate<T> isIt) {
        final List<T> found = new ArrayList<>();
        await(() -> {
            for (final VenueFact fact : facts) {
                if (type.isInstance(fact) && isIt.test(type.cast(fact))) {
                    found.add(type.cast(fact));
                    return true;
                }
            }
            return false;
        });
        return found.get(0);
    }

    private void await(final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, () -> "facts " + facts + ", asked " + asked);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
