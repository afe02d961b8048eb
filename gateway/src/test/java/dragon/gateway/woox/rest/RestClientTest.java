package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Surface;
import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.HttpClients;
import dragon.gateway.woox.VenueClock;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.rest.RestOutcome.Throttled;
import dragon.gateway.woox.sign.Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okio.Buffer;
import okio.GzipSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestClientTest {
    /** For requests and answers that come in time: the first ones of a process are slow on a slow machine. */
    private static final int AMPLE_MS = 10_000;

    /** Long enough for all that such a machine has to do within it. */
    private static final long OUTCOME_S = 60;

    private static final String SECRET = "canary-secret-7731";
    private static final String BODY = "{\"symbol\":\"PERP_BTC_USDT\",\"clientOrderId\":9007199254740993}";

    /** Kept, because the logging library forgets a logger's level with the logger. */
    private static final Logger QUIET = Logger.getLogger(MockWebServer.class.getName());

    private final MockWebServer server = new MockWebServer();
    private final AtomicLong nowMs = new AtomicLong(1_578_565_539_808L);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final ApiIdentity identity =
            new ApiIdentity(new Credentials("main", "key-of-main", SECRET.getBytes(StandardCharsets.UTF_8)));
    private final AtomicLong skippedNs = new AtomicLong();
    private final List<String> breakerStates = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    /** Pauses between attempts as short as they can be; the rest as usual. */
    private RestPolicy policy = quick(3, 0);

    private int callMs = AMPLE_MS;
    private volatile LongSupplier monotonic = System::nanoTime;
    private long skipOnConnect;
    private Runnable onConnect = () -> {};
    private OkHttpClient http;
    private RestClient client;

    @BeforeEach
    void start() throws IOException {
        QUIET.setLevel(Level.OFF);
        server.setServerSocketFactory(new NoDelayServerSocketFactory());
        server.start(InetAddress.getLoopbackAddress(), 0);
        connect("http://127.0.0.1:" + server.getPort());
    }

    @AfterEach
    void stop() {
        HttpClients.close(http);
        timer.shutdownNow();
        server.close();
    }

    @Test
    void sendsTheVeryBytesThatItSigned() throws Exception {
        server.enqueue(answer(200, "{\"success\":true,\"data\":{\"orderId\":60667653330},\"timestamp\":1}"));
        final Success success = assertInstanceOf(Success.class, place());
        assertEquals(60_667_653_330L, Answers.placedOrderId(success.body()));

        final RecordedRequest request = server.takeRequest();
        assertEquals("POST", request.getMethod());
        assertEquals("/v3/trade/order", request.getTarget());
        assertEquals(BODY, request.getBody().utf8());
        assertEquals("application/json", request.getHeaders().get("Content-Type"));
        assertEquals("key-of-main", request.getHeaders().get("x-api-key"));
        assertEquals("1578565539808", request.getHeaders().get("x-api-timestamp"));
        assertEquals(
                new Signer(SECRET.getBytes(StandardCharsets.UTF_8))
                        .sign("1578565539808", "POST", "/v3/trade/order", BODY.getBytes(StandardCharsets.UTF_8)),
                request.getHeaders().get("x-api-signature"));
    }

    @Test
    void signsTheQueryAsItStandsOnTheRequestLineAndAnewEachTime() throws Exception {
        server.enqueue(answer(200, "{\"success\":true}"));
        server.enqueue(answer(200, "{\"success\":true}"));
        final RestRequest cancel = new RestRequest(
                Endpoint.CANCEL,
                identity,
                "PERP_LTC_USDT",
                "orderId=1111779&symbol=PERP_LTC_USDT",
                null,
                AMPLE_MS,
                true);
        send(cancel);
        nowMs.addAndGet(5);
        send(cancel);
        final RecordedRequest first = server.takeRequest();
        final RecordedRequest second = server.takeRequest();
        assertEquals("/v3/trade/order?orderId=1111779&symbol=PERP_LTC_USDT", first.getTarget());
        assertEquals(
                new Signer(SECRET.getBytes(StandardCharsets.UTF_8))
                        .sign("1578565539808", "DELETE", first.getTarget(), new byte[0]),
                first.getHeaders().get("x-api-signature"));
        assertNotEquals(
                first.getHeaders().get("x-api-signature"), second.getHeaders().get("x-api-signature"));
    }

    @Test
    void tellsALimitThatWasPassedAndThenWaits() throws Exception {
        stopTheClock();
        server.enqueue(answer(429, "{\"success\":false,\"code\":-1003,\"message\":\"too many\"}"));
        assertEquals(
                ErrorClass.RATE_LIMIT, assertInstanceOf(Refusal.class, place()).errorClass());
        assertInstanceOf(Throttled.class, place(100));
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aCommandBesideTheGatewayKeepsTheLimitsTogetherWithIt(@TempDir final Path lane) throws Exception {
        final RestClient gateway = client(RecentRequests.ofGateway(lane));
        final RestClient probe = client(RecentRequests.ofProbe(lane));
        for (int i = 0; i < 12; i++) {
            server.enqueue(answer(200, "{\"success\":true}"));
        }
        final List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            outcomes.add(askAccount(gateway));
            outcomes.add(askAccount(probe));
        }

        assertEquals(8, server.getRequestCount(), "eight of ten a minute for both: " + outcomes);
        assertEquals(List.of("Throttled", "Throttled", "Throttled", "Throttled"), outcomes.subList(8, 12));
    }

    private RestClient client(final RecentRequests recent) {
        final WooxConfig config = WooxConfig.of("http://127.0.0.1:" + server.getPort(), "ws://127.0.0.1:1", 1);
        return new RestClient(
                config, http, new VenueClock(nowMs::get), System::nanoTime, timer, RestListener.NOBODY, recent);
    }

    private String askAccount(final RestClient asking) throws Exception {
        final CompletableFuture<RestOutcome> outcome = new CompletableFuture<>();
        asking.send(new RestRequest(Endpoint.ACCOUNT_INFO, identity, "", "", null, 0, false), outcome::complete);
        return outcome.get(OUTCOME_S, TimeUnit.SECONDS).getClass().getSimpleName();
    }

    @Test
    void leavesAServerErrorInDoubt() throws Exception {
        server.enqueue(answer(500, "{\"success\":false,\"code\":\"-1000\",\"message\":\"internal\"}"));
        final Refusal refusal = assertInstanceOf(Refusal.class, place());
        assertTrue(refusal.errorClass().isInDoubt());
        assertEquals(500, refusal.httpStatus());
        assertEquals(-1000, refusal.venueCode());
    }

    @Test
    void leavesABodyThatIsNoJsonInDoubt() throws Exception {
        server.enqueue(answer(200, "<html>balancer</html>"));
        assertTrue(assertInstanceOf(Refusal.class, place()).errorClass().isInDoubt());
        server.enqueue(answer(502, ""));
        assertTrue(assertInstanceOf(Refusal.class, place()).errorClass().isInDoubt());
    }

    @Test
    void neverRepeatsARequestWhateverTheServerAsksFor() throws Exception {
        server.enqueue(
                new MockResponse.Builder().code(503).addHeader("Retry-After", 0).build());
        assertInstanceOf(Refusal.class, send(cancel()));
        server.enqueue(new MockResponse.Builder().code(408).build());
        assertInstanceOf(Refusal.class, send(cancel()));
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .addHeader("Location", "/other")
                .build());
        assertInstanceOf(Refusal.class, send(cancel()));
        server.enqueue(new MockResponse.Builder()
                .code(308)
                .addHeader("Location", "/other")
                .build());
        assertInstanceOf(Refusal.class, place());
        assertEquals(4, server.getRequestCount());
    }

    @Test
    void cannotSayWhetherARequestArrivedWhoseAnswerWasLost() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        final Failure failure = assertInstanceOf(Failure.class, place());
        assertTrue(failure.mayHaveArrived(), failure.text());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void cannotSayWhetherARequestArrivedThatTheConnectionDroppedHalfway() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onRequestBody(new SocketEffect.CloseSocket())
                .build());
        assertTrue(assertInstanceOf(Failure.class, place()).mayHaveArrived());
    }

    @Test
    void knowsThatNothingLeftWhenTheConnectionWasRefused() throws Exception {
        final int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        connect("http://127.0.0.1:" + freePort);
        final Failure failure = assertInstanceOf(Failure.class, place());
        assertFalse(failure.mayHaveArrived(), failure.text());
    }

    @Test
    void givesASlowBodyUpAfterItsTime() throws Exception {
        callMs = 3_000;
        connect("http://127.0.0.1:" + server.getPort());
        server.enqueue(new MockResponse.Builder()
                .body("{\"success\":true,\"data\":{}}")
                .throttleBody(1, 1, TimeUnit.SECONDS) // Never so slow that reading one byte takes too long.
                .build());
        assertTrue(assertInstanceOf(Failure.class, place()).mayHaveArrived());
    }

    @Test
    void whatIsTakenBackWhileItWaitsForTheLimitIsAnsweredAtOnceAndNeverSent() throws Exception {
        stopTheClock(); // All in one second.
        // Four of the five that the venue allows in a second.
        for (int i = 0; i < 4; i++) {
            server.enqueue(answer(200, "{\"success\":true,\"data\":{\"orderId\":1},\"timestamp\":1}"));
            assertInstanceOf(Success.class, place());
        }
        final Recall recall = new Recall();
        final CompletableFuture<RestOutcome> fifth = new CompletableFuture<>();
        client.send(
                new RestRequest(Endpoint.PLACE, identity, "PERP_BTC_USDT", "", BODY, 60_000, true, recall),
                fifth::complete);
        assertFalse(fifth.isDone());
        recall.set();
        client.onRecalled();
        assertInstanceOf(RestOutcome.Recalled.class, fifth.get(OUTCOME_S, TimeUnit.SECONDS));
        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(2));
        client.onRecalled();
        assertEquals(4, server.getRequestCount());
    }

    @Test
    void whatIsTakenBackWhileItConnectsIsNeverSent() throws Exception {
        final Recall recall = new Recall();
        onConnect = recall::set;
        assertInstanceOf(
                RestOutcome.Recalled.class,
                send(new RestRequest(Endpoint.PLACE, identity, "S", "", BODY, 900, true, recall)));
        assertEquals(0, server.getRequestCount());
        assertEquals(BreakerState.CLOSED, client.breakerState("main", Surface.REST_TRADE));
    }

    @Test
    void aCancelThatIsTakenBackIsNotTriedAgain() throws Exception {
        final Recall recall = new Recall();
        server.enqueue(answer(429, "{\"success\":false,\"code\":-1003,\"message\":\"too many\"}"));
        onConnect = () -> timer.execute(recall::set);
        final RestRequest cancel =
                new RestRequest(Endpoint.CANCEL, identity, "S", "orderId=1&symbol=S", null, 60_000, true, recall);
        final RestOutcome outcome = send(cancel);
        assertFalse(outcome instanceof Success, outcome.toString());
        assertTrue(server.getRequestCount() <= 1);
    }

    @Test
    void readsNoMoreThanItsBound() throws Exception {
        server.enqueue(answer(200, "{\"success\":true,\"pad\":\"" + "x".repeat(100_000) + "\"}"));
        final Failure failure = assertInstanceOf(Failure.class, place());
        assertTrue(failure.mayHaveArrived());
        assertTrue(failure.text().contains("longer than"));
    }

    @Test
    void neverShowsASecret() throws Exception {
        final List<String> shown = new ArrayList<>();
        shown.add(identity.toString());
        server.enqueue(answer(401, "{\"success\":false,\"code\":-1002,\"message\":\"no\"}"));
        shown.add(place().toString());
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        shown.add(send(cancel()).toString());
        shown.add(client.toString());
        shown.add(cancel().toString());
        for (final String text : shown) {
            assertFalse(text.contains(SECRET) || text.contains("key-of-main"), text);
        }
    }

    @Test
    void asksAQueryAgainAndSignsEachAttemptAnew() throws Exception {
        server.enqueue(answer(500, "{\"success\":false,\"code\":-1000,\"message\":\"internal\"}"));
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        server.enqueue(answer(200, "{\"success\":true}"));
        onConnect = () -> nowMs.addAndGet(7); // Of an attempt that is signed already.
        assertInstanceOf(Success.class, send(RestRequest.query(Endpoint.POSITIONS, identity, "", "")));
        final RecordedRequest first = server.takeRequest();
        server.takeRequest();
        final RecordedRequest third = server.takeRequest();
        assertNotEquals(
                first.getHeaders().get("x-api-timestamp"), third.getHeaders().get("x-api-timestamp"));
        assertNotEquals(
                first.getHeaders().get("x-api-signature"), third.getHeaders().get("x-api-signature"));
    }

    @Test
    void givesAQueryUpAfterItsAttempts() throws Exception {
        for (int i = 0; i < 4; i++) {
            server.enqueue(answer(502, "<html>"));
        }
        assertInstanceOf(Refusal.class, send(RestRequest.query(Endpoint.POSITIONS, identity, "", "")));
        assertEquals(3, server.getRequestCount());
    }

    @Test
    void asksACancelAgainOnlyWhereItWasNotExecuted() throws Exception {
        server.enqueue(answer(429, "{\"success\":false,\"code\":-1003,\"message\":\"too many\"}"));
        server.enqueue(answer(200, "{\"success\":true}"));
        final RestRequest patient =
                new RestRequest(Endpoint.CANCEL, identity, "S", "orderId=1&symbol=S", null, AMPLE_MS, true);
        final CompletableFuture<RestOutcome> outcome = new CompletableFuture<>();
        client.send(patient, outcome::complete);
        server.takeRequest();
        awaitAttempt(() -> skippedNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_300)));
        assertInstanceOf(Success.class, outcome.get(OUTCOME_S, TimeUnit.SECONDS));

        server.enqueue(answer(500, "{\"success\":false,\"code\":-1000,\"message\":\"internal\"}"));
        assertInstanceOf(Refusal.class, send(patient));
        assertEquals(3, server.getRequestCount());
    }

    @Test
    void opensTheBreakerForTheVenuesFailuresAndNotForRejections() throws Exception {
        for (int i = 0; i < 6; i++) {
            server.enqueue(answer(400, "{\"success\":false,\"code\":-1101,\"message\":\"margin\"}"));
            assertInstanceOf(Refusal.class, send(cancel()));
        }
        assertEquals(BreakerState.CLOSED, client.breakerState("main", Surface.REST_TRADE));

        for (int i = 0; i < 5; i++) {
            server.enqueue(answer(502, ""));
            assertInstanceOf(Refusal.class, send(cancel()));
            skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(1)); // Past the limit, not past the window of the breaker.
        }
        assertEquals(BreakerState.OPEN, client.breakerState("main", Surface.REST_TRADE));
        assertEquals(BreakerState.CLOSED, client.breakerState("main", Surface.REST_READ));
        final int sentCount = server.getRequestCount();
        final RestRequest entry = new RestRequest(Endpoint.PLACE, identity, "S", "", BODY, AMPLE_MS, false);
        final RestOutcome.Blocked blocked = assertInstanceOf(RestOutcome.Blocked.class, send(entry));
        assertTrue(blocked.cooldownMs() > 0 && blocked.cooldownMs() <= 20_000, blocked.toString());
        assertEquals(sentCount, server.getRequestCount());

        server.enqueue(answer(200, "{\"success\":true}"));
        assertInstanceOf(Success.class, send(cancel()));

        skippedNs.addAndGet(TimeUnit.SECONDS.toNanos(20));
        client.letTimePass(System.nanoTime() + skippedNs.get());
        server.enqueue(answer(200, "{\"success\":true}"));
        assertInstanceOf(Success.class, send(entry));
        assertEquals(
                List.of("REST_TRADE CLOSED", "REST_TRADE OPEN", "REST_TRADE HALF_OPEN", "REST_TRADE CLOSED"),
                breakerStates);
    }

    @Test
    void tellsWhatARefusalSaysOfTheAccount() throws Exception {
        server.enqueue(answer(400, "{\"success\":false,\"code\":302186,\"message\":\"position side\"}"));
        assertInstanceOf(Refusal.class, place());
        assertEquals(List.of("main PLACE MODE"), refusals);
    }

    @Test
    void sendsNothingWhoseTimeWasOverWhenTheConnectionStood() throws Exception {
        final RestRequest late = new RestRequest(Endpoint.PLACE, identity, "S", "", BODY, 500, true);
        skipOnConnect = TimeUnit.SECONDS.toNanos(1);
        assertInstanceOf(Throttled.class, send(late));
        assertEquals(0, server.getRequestCount());
    }

    @Test
    void readsNoMoreThanItsBoundOfABodyThatUnpacksItself() throws Exception {
        final Buffer packed = new Buffer();
        try (GzipSink gzip = new GzipSink(packed)) {
            final Buffer plain = new Buffer().writeUtf8("{\"pad\":\"" + "x".repeat(4_000_000) + "\"}");
            gzip.write(plain, plain.size());
        }
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Encoding", "gzip")
                .body(packed)
                .build());
        assertTrue(packed.size() < 65_536);
        assertTrue(assertInstanceOf(Failure.class, place()).text().contains("longer than"));
    }

    @Test
    void boundsHowLateAnOrderMayBeExecutedWhereTheOperatorWantsIt() throws Exception {
        policy = quick(3, 2_000);
        connect("http://127.0.0.1:" + server.getPort());
        server.enqueue(answer(200, "{\"success\":true}"));
        server.enqueue(answer(200, "{\"success\":true}"));
        place();
        send(cancel());
        assertEquals("2000", server.takeRequest().getHeaders().get("x-api-recvwindow"));
        assertEquals(null, server.takeRequest().getHeaders().get("x-api-recvwindow"));
    }

    /** The client's clock stands from now on, but for what is skipped. */
    private void stopTheClock() {
        final long standsNs = System.nanoTime();
        monotonic = () -> standsNs;
    }

    /** Moves the client's clock until the server hears one more request. */
    private void awaitAttempt(final Runnable skip) throws InterruptedException {
        final int before = server.getRequestCount();
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        skip.run();
        while (server.getRequestCount() == before && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static RestPolicy quick(final int attemptsMax, final int receiveWindowMs) {
        final RestPolicy usual = RestPolicy.usual();
        return new RestPolicy(
                usual.rateMilli(),
                usual.burst(),
                attemptsMax,
                1,
                2,
                0,
                usual.breakerWindowNs(),
                usual.breakerOpenAfter(),
                usual.cooldownNs(),
                receiveWindowMs,
                0);
    }

    /** Remembers what concerns the account. */
    private final class Heard implements RestListener {
        @Override
        public void onBreaker(
                final String account,
                final Surface surface,
                final BreakerState state,
                final long cooldownMs,
                final String text) {
            if (surface == Surface.REST_TRADE) {
                breakerStates.add(surface + " " + state);
            }
        }

        @Override
        public void onRefused(final ApiIdentity refused, final Endpoint endpoint, final Refusal refusal) {
            refusals.add(refused.account() + " " + endpoint + " " + refusal.errorClass());
        }
    }

    private RestOutcome place() throws Exception {
        return place(AMPLE_MS);
    }

    private RestOutcome place(final long waitMsMax) throws Exception {
        return send(new RestRequest(Endpoint.PLACE, identity, "PERP_BTC_USDT", "", BODY, waitMsMax, true));
    }

    private RestRequest cancel() {
        return new RestRequest(Endpoint.CANCEL, identity, "S", "orderId=1&symbol=S", null, AMPLE_MS, true);
    }

    private RestOutcome send(final RestRequest request) throws Exception {
        final CompletableFuture<RestOutcome> outcome = new CompletableFuture<>();
        client.send(request, outcome::complete);
        return outcome.get(OUTCOME_S, TimeUnit.SECONDS);
    }

    private void connect(final String restUrl) {
        final WooxConfig usual = WooxConfig.of(restUrl, "ws://127.0.0.1:1", 1);
        final WooxConfig config = new WooxConfig(
                usual.restUrl(),
                usual.streamUrl(),
                AMPLE_MS,
                AMPLE_MS,
                AMPLE_MS,
                callMs,
                65_536,
                15_000,
                30_000,
                250,
                30_000,
                1_000,
                30_000,
                policy,
                1);
        if (http != null) {
            HttpClients.close(http);
        }
        http = HttpClients.open(config)
                .newBuilder()
                .addInterceptor(chain -> {
                    skippedNs.addAndGet(skipOnConnect);
                    onConnect.run();
                    return chain.proceed(chain.request());
                })
                .build();
        client = new RestClient(
                config,
                http,
                new VenueClock(nowMs::get),
                () -> monotonic.getAsLong() + skippedNs.get(),
                timer,
                new Heard());
    }

    private static MockResponse answer(final int status, final String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    /** Without it the server's acknowledgements cost 40 ms a request. */
    private static final class NoDelayServerSocketFactory extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    final Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(final int port) throws IOException {
            throw new IOException("unused");
        }

        @Override
        public ServerSocket createServerSocket(final int port, final int backlog) throws IOException {
            throw new IOException("unused");
        }

        @Override
        public ServerSocket createServerSocket(final int port, final int backlog, final InetAddress address)
                throws IOException {
            throw new IOException("unused");
        }
    }
}
