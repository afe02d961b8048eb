package dragon.gateway.woox.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.HttpClients;
import dragon.gateway.woox.VenueClock;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestListener;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both streams against a server of real sockets, while the test moves the time. */
class StreamTest {
    private static final long SECOND_NS = 1_000_000_000L;

    /** Kept, because the logging library forgets a logger's level with the logger. */
    private static final Logger QUIET = Logger.getLogger(MockWebServer.class.getName());

    private final MockWebServer server = new MockWebServer();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final List<WebSocket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final ConnectAttempts attempts = new ConnectAttempts();
    private volatile String listenKeyAnswer = "{\"success\":true,\"data\":{\"authKey\":\"lk-1\"},\"timestamp\":1}";
    private volatile int listenKeyStatus = 200;
    private OkHttpClient http;
    private WooxConfig config;
    private RestClient rest;
    private volatile long nowNs = 1_000 * SECOND_NS;

    @BeforeEach
    void start() throws IOException {
        QUIET.setLevel(Level.OFF);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                if (request.getMethod().equals("POST")) {
                    return new MockResponse.Builder()
                            .code(listenKeyStatus)
                            .body(listenKeyAnswer)
                            .build();
                }
                targets.add(request.getTarget());
                return new MockResponse.Builder().webSocketUpgrade(new Venue()).build();
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
        final String address = "127.0.0.1:" + server.getPort();
        config = WooxConfig.of("http://" + address, "ws://" + address, 1);
        http = HttpClients.open(config);
        rest = new RestClient(
                config, http, new VenueClock(() -> 1_000), () -> System.nanoTime() + nowNs, timer, RestListener.NOBODY);
    }

    @AfterEach
    void stop() {
        HttpClients.close(http);
        timer.shutdownNow();
        server.close();
    }

    @Test
    void subscribesToAllThatAnAccountNeedsBeforeItIsUp() {
        final PrivateStream stream = openPrivate();
        assertEquals("/v3/private?key=lk-1", targets.get(0));
        assertEquals(
                "{\"id\":\"1\",\"cmd\":\"SUBSCRIBE\",\"params\":[\"account\",\"balance\",\"position\",\"executionreport\"]}",
                heard.get(0));
        assertEquals(List.of("up "), states);
        stream.shut();
    }

    @Test
    void takesTheListenKeyUnderAnyOfItsThreeNames() {
        for (final String name : List.of("authKey", "listenKey", "key")) {
            listenKeyAnswer = "{\"success\":true,\"data\":{\"" + name + "\":\"of-" + name + "\"},\"timestamp\":1}";
            targets.clear();
            final PrivateStream stream = openPrivate();
            assertEquals("/v3/private?key=of-" + name, targets.get(0));
            stream.shut();
        }
    }

    @Test
    void isLostWhenItsAccountTopicIsSilentThoughOthersSpeak() {
        final PrivateStream stream = openPrivate();
        say("{\"topic\":\"account\",\"ts\":1,\"data\":{\"m\":\"FUTURES\"}}");
        pass(stream, 4);
        say("{\"cmd\":\"PONG\",\"success\":true,\"time\":1}");
        pass(stream, 2);
        assertEquals("down no account message for 5 s", states.get(1));
        stream.shut();
    }

    @Test
    void triesOnceAMinuteWhileAnotherClientKeepsEndingItsKey() {
        final PrivateStream stream = openPrivate();
        for (int loss = 1; loss <= 3; loss++) {
            loseSocket(stream, loss);
            if (loss < 3) {
                pass(stream, 1);
                advanceUntil(stream, 0, () -> lastState().startsWith("up"));
            }
        }
        assertEquals("down another client uses this account: its listen key ends ours", lastState());
        final int connectCount = targets.size();
        for (int i = 0; i < 59; i++) {
            pass(stream, 1);
        }
        assertEquals(connectCount, targets.size());
        pass(stream, 1);
        advanceUntil(stream, 0, () -> lastState().startsWith("up"));

        loseSocket(stream, 4); // The other one is still there: the next attempt is a minute away again.
        assertEquals("down another client uses this account: its listen key ends ours", lastState());
        pass(stream, 58);
        assertEquals(connectCount + 1, targets.size());
        stream.shut();
    }

    @Test
    void asksForAListenKeyRarelyWhileTheVenueRefusesTheKey() {
        listenKeyStatus = 401;
        listenKeyAnswer = "{\"success\":false,\"code\":-1002,\"message\":\"no\"}";
        final PrivateStream stream = privateStream();
        stream.letTimePass(nowNs);
        await(() -> !states.isEmpty());
        final int requestCount = server.getRequestCount();
        for (int i = 0; i < 29; i++) {
            pass(stream, 1);
        }
        assertEquals(requestCount, server.getRequestCount());
        assertTrue(lastState().startsWith("down no listen key: AUTH"), lastState());
        stream.shut();
    }

    @Test
    void movesToANewListenKeyWithoutBeingLost() {
        final PrivateStream stream = openPrivate();
        stream.renewListenKey();
        advanceUntil(stream, 0, () -> targets.size() == 2 && states.size() == 2);
        assertEquals(List.of("up ", "up "), states);
        stream.shut();
    }

    @Test
    void pingsAndIsLostAfterHalfAMinuteWithoutAFrame() {
        final PublicStream stream = publicStream(List.of("bbo@A"));
        advanceUntil(stream, 0, () -> states.contains("up "));
        pass(stream, 15);
        await(() -> heard.stream().anyMatch(text -> text.startsWith("{\"cmd\":\"PING\"")));
        // The answer to our ping is a frame as well: this server gives none.
        pass(stream, 16);
        assertEquals("down silent for 30 s", lastState());
        stream.shut();
    }

    @Test
    void asksForTenTopicsAtATimeAndIsUpWhenAllAreAccepted() {
        final List<String> topics =
                IntStream.range(0, 23).mapToObj(i -> "bbo@S" + i).toList();
        final PublicStream stream = publicStream(topics);
        advanceUntil(stream, 0, () -> states.contains("up "));
        final List<String> requests =
                heard.stream().filter(text -> text.contains("SUBSCRIBE")).toList();
        assertEquals(3, requests.size());
        requests.forEach(text -> assertTrue(text.split("@", -1).length <= 11, text));
        stream.shut();
    }

    @Test
    void staysDownWhileTheVenueLeavesATopicOutThoughItSaysSuccess() {
        final PublicStream stream = publicStream(List.of("bbo@A", "indexprice@PERP_A"));
        advanceUntil(stream, 0, () -> heard.stream().anyMatch(text -> text.contains("SUBSCRIBE")));
        for (int i = 0; i < 20; i++) {
            pass(stream, 0);
        }
        assertFalse(states.contains("up "), states.toString());
        pass(stream, 29); // Asked again after 30 s; 30 s without a frame would be a loss.
        say("{\"cmd\":\"PONG\",\"success\":true,\"time\":1}");
        pass(stream, 2);
        advanceUntil(
                stream,
                0,
                () -> heard.stream().filter(text -> text.contains("SUBSCRIBE")).count() > 1);
        stream.shut();
    }

    @Test
    void makesNoMoreAttemptsThanTheVenueGrantsAnAddress() {
        final ConnectAttempts some = new ConnectAttempts();
        int count = 0;
        for (int second = 0; second < 300; second++) {
            count += some.tryTake(second * SECOND_NS, true) ? 1 : 0;
        }
        assertEquals(ConnectAttempts.ATTEMPTS_MAX, count);
        assertTrue(some.tryTake(300 * SECOND_NS, true));
        assertFalse(some.tryTake(300 * SECOND_NS, true));
    }

    @Test
    void keepsSomeAttemptsForPrivateStreams() {
        final ConnectAttempts some = new ConnectAttempts();
        int count = 0;
        for (int second = 0; second < 100; second++) {
            count += some.tryTake(second * SECOND_NS, false) ? 1 : 0;
        }
        assertEquals(ConnectAttempts.ATTEMPTS_MAX - ConnectAttempts.PRIVATE_RESERVE, count);
        for (int i = 0; i < ConnectAttempts.PRIVATE_RESERVE; i++) {
            assertTrue(some.tryTake(100 * SECOND_NS, true));
        }
        assertFalse(some.tryTake(100 * SECOND_NS, true));
        assertFalse(some.tryTake(310 * SECOND_NS, false), "those of private streams count as well");
        assertTrue(some.tryTake(312 * SECOND_NS, false));
    }

    @Test
    void waitsLongerAndLongerWhereTheVenueAcceptsAllTopicsAndClosesAgainAndAgain() {
        final PublicStream stream = publicStream(List.of("bbo@A"));
        final long endNs = nowNs + 299 * SECOND_NS;
        int made = 0;
        while (nowNs < endNs) {
            nowNs += SECOND_NS / 10;
            stream.letTimePass(nowNs);
            if (attempts.made(nowNs) > made) { // A second has not passed when the venue closes.
                made++;
                final int connectCount = made;
                await(() -> count("up ") == connectCount && sockets.size() == connectCount);
                sockets.get(connectCount - 1).close(1001, "going away");
                await(() -> count("down ") == connectCount);
            }
        }
        // At least half of 0.25, 0.5, 1, 2, 4, 8, 16 and then 30 s lies between two of them.
        final int connections = made;
        assertTrue(connections > 8 && connections <= 27, () -> connections + " connections in five minutes");
        stream.shut();

        openPrivate().shut(); // Its account is served all the same.
    }

    @Test
    void connectsAtOnceAgainAfterAConnectionThatLasted() {
        final PublicStream stream = publicStream(List.of("bbo@A"));
        for (int loss = 1; loss <= 6; loss++) { // The next pause would be 16 s, half of it at least.
            final int connectCount = loss;
            passUntilConnected(stream, connectCount);
            sockets.get(loss - 1).close(1001, "going away");
            await(() -> count("down ") == connectCount);
        }
        passUntilConnected(stream, 7);
        for (int second = 0; second < 61; second++) {
            pass(stream, 1);
            if (second % 20 == 0) {
                say("{\"cmd\":\"PONG\",\"success\":true,\"time\":1}");
            }
        }
        sockets.get(6).close(1001, "going away");
        await(() -> count("down ") == 7);
        pass(stream, 1);
        assertEquals(8, attempts.made(nowNs));
        stream.shut();
    }

    @Test
    void neverShowsAListenKey() {
        listenKeyAnswer = "{\"success\":true,\"data\":{\"authKey\":\"canary-key\"},\"timestamp\":1}";
        final PrivateStream stream = openPrivate();
        loseSocket(stream, 1);
        states.forEach(text -> assertFalse(text.contains("canary-key"), text));
        stream.shut();
    }

    private PrivateStream openPrivate() {
        states.clear();
        final PrivateStream stream = privateStream();
        advanceUntil(stream, 0, () -> states.contains("up "));
        return stream;
    }

    private PrivateStream privateStream() {
        return new PrivateStream(
                "main",
                config,
                http,
                new VenueClock(() -> 1_000),
                rest,
                new ApiIdentity(new Credentials("main", "key", "secret".getBytes(StandardCharsets.UTF_8))),
                attempts,
                message -> {},
                (isUp, text) -> states.add((isUp ? "up " : "down ") + text));
    }

    private PublicStream publicStream(final List<String> topics) {
        final PublicStream stream = new PublicStream(
                config,
                http,
                new VenueClock(() -> 1_000),
                attempts,
                message -> {},
                (isUp, text) -> states.add((isUp ? "up " : "down ") + text));
        stream.add(topics);
        return stream;
    }

    /** No time passes while it connects. */
    private void passUntilConnected(final StreamConnection stream, final int connectCount) {
        while (attempts.made(nowNs) < connectCount) {
            pass(stream, 1);
        }
        await(() -> count("up ") == connectCount && sockets.size() == connectCount);
    }

    private long count(final String beginning) {
        return states.stream().filter(text -> text.startsWith(beginning)).count();
    }

    private String lastState() {
        return states.get(states.size() - 1);
    }

    /** Sends a frame, then a PING of the venue: the answer to it shows that the frame was heard. */
    private void say(final String text) {
        final int before = heard.size();
        sockets.get(sockets.size() - 1).send(text);
        sockets.get(sockets.size() - 1).send("{\"cmd\":\"PING\",\"ts\":1}");
        await(() -> heard.stream().skip(before).anyMatch(answer -> answer.contains("PONG")));
    }

    private void loseSocket(final StreamConnection stream, final int lossCount) {
        sockets.get(sockets.size() - 1).close(1000, "another key");
        advanceUntil(
                stream,
                0,
                () -> states.stream().filter(text -> text.startsWith("down")).count() >= lossCount);
    }

    private void pass(final StreamConnection stream, final long seconds) {
        nowNs += seconds * SECOND_NS;
        stream.letTimePass(nowNs);
    }

    private void advanceUntil(final StreamConnection stream, final long secondsEach, final BooleanSupplier isSo) {
        await(() -> {
            pass(stream, secondsEach);
            return isSo.getAsBoolean();
        });
    }

    private void await(final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, () -> "states " + states + ", heard " + heard);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Accepts what it is asked for, but for an index price of a perpetual. */
    private final class Venue extends WebSocketListener {
        @Override
        public void onOpen(final WebSocket socket, final Response response) {
            sockets.add(socket);
        }

        @Override
        public void onClosing(final WebSocket socket, final int code, final String reason) {
            socket.close(code, null); // Otherwise this end stays open, and the server waits for it.
        }

        @Override
        public void onMessage(final WebSocket socket, final String text) {
            heard.add(text);
            if (!text.contains("SUBSCRIBE")) {
                return;
            }
            final String id = text.substring(7, text.indexOf('"', 7));
            final String params = text.substring(text.indexOf('['), text.indexOf(']') + 1);
            final List<String> accepted = new ArrayList<>();
            for (final String topic : params.substring(1, params.length() - 1).split(",", -1)) {
                if (!topic.contains("indexprice@PERP")) {
                    accepted.add(topic);
                }
            }
            socket.send("{\"id\":\"" + id + "\",\"cmd\":\"SUBSCRIBE\",\"success\":true,\"time\":1,\"data\":["
                    + String.join(",", accepted) + "]}");
        }
    }
}
