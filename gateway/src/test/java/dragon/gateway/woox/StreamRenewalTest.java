package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.vault.Credentials;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestListener;
import dragon.gateway.woox.rest.RestPolicy;
import dragon.gateway.woox.stream.ConnectAttempts;
import dragon.gateway.woox.stream.PrivateStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
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

/** A day of both streams in a moment: the venue ends a socket after 24 hours, and ours are renewed before. The test moves the time. */
class StreamRenewalTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long HOUR_NS = 3_600 * SECOND_NS;
    /** Short, so that a slow machine lets no patience of the streams run out. */
    private static final long STEP_NS = SECOND_NS / 1_000;

    /** Longer than a day, so that a leap of hours is no silence. */
    private static final int NEVER_MS = 30 * 3_600_000;

    /** Kept, because the logging library forgets a logger's level with the logger. */
    private static final Logger QUIET = Logger.getLogger(MockWebServer.class.getName());

    private final MockWebServer server = new MockWebServer();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final List<Venue> sockets = new CopyOnWriteArrayList<>();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final List<VenueFact> facts = new CopyOnWriteArrayList<>();
    private final List<String> privateStates = new CopyOnWriteArrayList<>();
    private final AtomicInteger listenKeys = new AtomicInteger();
    private volatile boolean isListenKeyGiven = true;
    private volatile boolean isAccepting = true;
    private OkHttpClient http;
    private Wiring wiring;
    private long nowNs = 1_000 * SECOND_NS;

    @BeforeEach
    void start() throws IOException {
        QUIET.setLevel(Level.OFF);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                if (request.getTarget().equals("/v3/account/listenKey")) {
                    final String key = "{\"success\":true,\"data\":{\"authKey\":\"lk-" + listenKeys.incrementAndGet()
                            + "\"},\"timestamp\":1}";
                    return new MockResponse.Builder()
                            .code(isListenKeyGiven ? 200 : 503)
                            .body(isListenKeyGiven ? key : "")
                            .build();
                }
                targets.add(request.getTarget());
                return new MockResponse.Builder().webSocketUpgrade(new Venue()).build();
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
        final String address = "127.0.0.1:" + server.getPort();
        final WooxConfig usual = WooxConfig.of("http://" + address, "ws://" + address, 1);
        final WooxConfig config = new WooxConfig(
                usual.restUrl(),
                usual.streamUrl(),
                usual.connectMs(),
                usual.writeMs(),
                usual.readMs(),
                usual.callMs(),
                usual.bodyBytesMax(),
                NEVER_MS,
                NEVER_MS,
                usual.backoffFirstMs(),
                usual.backoffLastMs(),
                usual.candleConfirmMs(),
                usual.statusPollMs(),
                RestPolicy.usual(),
                1);
        http = HttpClients.open(config);
        final VenueClock clock = new VenueClock(() -> 1_000);
        wiring = new Wiring(
                config,
                facts::add,
                http,
                timer,
                System::nanoTime,
                clock,
                new RestClient(config, http, clock, System::nanoTime, timer, RestListener.NOBODY),
                new HealthBoard(facts::add),
                new Instruments(),
                new ConnectAttempts());
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        HttpClients.close(http);
        server.close();
    }

    @Test
    void aPublicStreamIsReplacedBeforeItsDayIsOverByOneThatDelivers() {
        final MarketFeed feed = openPublic();
        nowNs += 22 * HOUR_NS;
        feed.letTimePass(nowNs);
        assertEquals(1, sockets.size(), "not before 22.5 hours");

        nowNs += HOUR_NS / 2 + SECOND_NS;
        await(feed, () -> sockets.size() == 2 && sockets.get(1).isSubscribed);
        say(feed, sockets.get(0), 101); // Still heard, and still there: the new one has brought nothing yet.
        assertFalse(sockets.get(0).isEnded);

        say(feed, sockets.get(1), 102);
        await(feed, () -> sockets.get(0).isEnded);
        say(feed, sockets.get(1), 103);

        assertEquals(List.of(100L, 101L, 102L, 103L), bids());
        assertEquals(List.of(SurfaceState.DOWN, SurfaceState.UP), publicStates(), "down at the start alone");
        nowNs += 22 * HOUR_NS + HOUR_NS / 2 + SECOND_NS;
        await(feed, () -> sockets.size() == 3);
        feed.shut();
    }

    @Test
    void whatTheOldStreamStillHasOfBeforeDoesNotOverwriteWhatTheNewOneBrought() {
        final MarketFeed feed = openPublic();
        nowNs += 23 * HOUR_NS - SECOND_NS;
        await(feed, () -> sockets.size() == 2 && sockets.get(1).isSubscribed);
        isAccepting = false; // The new one stays a successor: a topic of it does not stand.
        follow(feed, 2, "B");
        await(feed, () -> sockets.get(1).heard.stream().anyMatch(text -> text.contains("bbo@B")));

        sockets.get(1).quote(201, 2_000);
        sockets.get(1).mark(202, 2_000);
        await(feed, () -> bids().contains(201L) && marks().contains(202L));
        sockets.get(0).quote(101, 1_999); // Was on its way for longer.
        sockets.get(0).mark(102, 1_999);
        sockets.get(0).quote(203, 2_000); // Two frames of one millisecond are in order.
        sockets.get(0).mark(204, 2_000);
        await(feed, () -> bids().contains(203L) && marks().contains(204L));

        assertEquals(List.of(100L, 201L, 203L), bids());
        assertEquals(List.of(202L, 204L), marks());
        assertEquals(2, feed.pricesDropped());
        feed.shut();
    }

    @Test
    void topicsThatComeDuringTheReplacementAreMovedToo() {
        final MarketFeed feed = openPublic();
        nowNs += 23 * HOUR_NS - SECOND_NS;
        isAccepting = false;
        await(
                feed,
                () -> sockets.size() == 2 && sockets.get(1).heard.stream().anyMatch(text -> text.contains("bbo@A")));
        follow(feed, 2, "B");
        isAccepting = true;
        sockets.get(1).close();
        await(feed, () -> sockets.size() == 3 && sockets.get(2).isSubscribed);
        await(feed, () -> sockets.get(2).heard.stream().anyMatch(text -> text.contains("bbo@B")));
        say(feed, sockets.get(2), 101);
        await(feed, () -> sockets.get(0).isEnded);
        feed.shut();
    }

    @Test
    void anOldStreamThatIsLostMeanwhileIsFollowedAtOnceAndToldAsBack() {
        final MarketFeed feed = openPublic();
        nowNs += 23 * HOUR_NS - SECOND_NS;
        await(feed, () -> sockets.size() == 2 && sockets.get(1).isSubscribed);
        sockets.get(0).close();
        await(feed, () -> publicStates().size() == 3);
        final int bidCount = bids().size();
        await(feed, () -> {
            // The venue may note the new stream before the feed hears of it: then the feed makes one more.
            sockets.get(sockets.size() - 1).quote(101);
            return bids().size() > bidCount;
        });
        await(feed, () -> publicStates().get(publicStates().size() - 1) == SurfaceState.UP);
        feed.shut();
    }

    @Test
    void aPrivateStreamTakesANewListenKeyBeforeItsDayIsOverAndIsNotTakenForLost() {
        final PrivateStream stream = openPrivate();
        assertEquals(List.of("/v3/private?key=lk-1"), targets);

        nowNs += 23 * HOUR_NS + SECOND_NS;
        await(stream, () -> privateStates.size() == 2);

        assertEquals(List.of("/v3/private?key=lk-1", "/v3/private?key=lk-2"), targets);
        assertEquals(List.of("up ", "up "), privateStates, "told again, so that what was not seen is asked for");
        await(stream, () -> sockets.get(1).isSubscribed); // Its answer may be here before the server notes it.
        await(stream, () -> sockets.get(0).isEnded);
        nowNs += 23 * HOUR_NS + SECOND_NS;
        await(stream, () -> privateStates.size() == 3);
        assertEquals("/v3/private?key=lk-3", targets.get(2));
        stream.shut();
    }

    @Test
    void aRenewalForWhichThereIsNoListenKeyIsALossLikeAnyOther() {
        final PrivateStream stream = openPrivate();
        isListenKeyGiven = false;
        nowNs += 23 * HOUR_NS + SECOND_NS;
        await(stream, () -> !privateStates.get(privateStates.size() - 1).startsWith("up"));
        assertTrue(privateStates.get(1).startsWith("down "), privateStates.toString());

        isListenKeyGiven = true;
        await(stream, () -> privateStates.get(privateStates.size() - 1).equals("up "));
        stream.shut();
    }

    private MarketFeed openPublic() {
        final MarketFeed feed = new MarketFeed(wiring, () -> {});
        follow(feed, 1, "A");
        await(feed, () -> !sockets.isEmpty() && sockets.get(0).isSubscribed);
        await(feed, () -> publicStates().contains(SurfaceState.UP));
        say(feed, sockets.get(0), 100);
        return feed;
    }

    private void follow(final MarketFeed feed, final int instrumentId, final String symbol) {
        wiring.instruments().follow(instrumentId, symbol);
        feed.subscribe(instrumentId, symbol, Timeframe.M1);
    }

    private PrivateStream openPrivate() {
        final PrivateStream stream = new PrivateStream(
                "main",
                wiring.config(),
                http,
                wiring.clock(),
                wiring.rest(),
                new ApiIdentity(new Credentials("main", "key", "secret".getBytes(StandardCharsets.UTF_8))),
                wiring.attempts(),
                message -> {},
                (isUp, text) -> privateStates.add((isUp ? "up " : "down ") + text));
        await(stream, () -> !privateStates.isEmpty());
        return stream;
    }

    private void say(final MarketFeed feed, final Venue socket, final long bid) {
        socket.quote(bid);
        await(feed, () -> bids().contains(bid));
    }

    private List<Long> bids() {
        return facts.stream()
                .filter(Quote.class::isInstance)
                .map(fact -> ((Quote) fact).bidPriceE8() / 100_000_000L)
                .toList();
    }

    private List<Long> marks() {
        return facts.stream()
                .filter(Mark.class::isInstance)
                .map(fact -> ((Mark) fact).priceE8() / 100_000_000L)
                .toList();
    }

    private List<SurfaceState> publicStates() {
        return facts.stream()
                .filter(HealthChanged.class::isInstance)
                .map(fact -> ((HealthChanged) fact).state())
                .toList();
    }

    private void await(final MarketFeed feed, final BooleanSupplier isSo) {
        until(() -> {
            nowNs += STEP_NS;
            feed.letTimePass(nowNs);
            return isSo.getAsBoolean();
        });
    }

    private void await(final PrivateStream stream, final BooleanSupplier isSo) {
        until(() -> {
            nowNs += STEP_NS;
            stream.letTimePass(nowNs);
            return isSo.getAsBoolean();
        });
    }

    private void until(final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, () -> facts + " " + privateStates + " " + targets);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** One socket at the venue. */
    private final class Venue extends WebSocketListener {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private volatile WebSocket socket;
        private volatile boolean isSubscribed;
        private volatile boolean isEnded;

        void quote(final long bid) {
            quote(bid, 1);
        }

        void quote(final long bid, final long timeMs) {
            socket.send("{\"topic\":\"bbo@A\",\"ts\":1,\"data\":{\"s\":\"A\",\"bp\":\"" + bid
                    + "\",\"bq\":\"1\",\"ap\":\"" + (bid + 1) + "\",\"aq\":\"1\",\"ts\":" + timeMs + "}}");
        }

        void mark(final long price, final long timeMs) {
            socket.send("{\"topic\":\"markprice@A\",\"ts\":1,\"data\":{\"s\":\"A\",\"px\":\"" + price + "\",\"ts\":"
                    + timeMs + "}}");
        }

        void close() {
            socket.close(1001, "a day is over");
        }

        @Override
        public void onOpen(final WebSocket opened, final Response response) {
            socket = opened;
            sockets.add(this);
        }

        @Override
        public void onClosing(final WebSocket closing, final int code, final String reason) {
            isEnded = true;
            closing.close(code, null);
        }

        @Override
        public void onFailure(final WebSocket failed, final Throwable cause, final Response response) {
            isEnded = true;
        }

        @Override
        public void onMessage(final WebSocket from, final String text) {
            heard.add(text);
            if (text.contains("SUBSCRIBE") && isAccepting) {
                final String id = text.substring(7, text.indexOf('"', 7));
                final String topics = text.substring(text.indexOf('['), text.indexOf(']') + 1);
                from.send("{\"id\":\"" + id + "\",\"cmd\":\"SUBSCRIBE\",\"success\":true,\"time\":1,\"data\":" + topics
                        + "}");
                isSubscribed = true;
            }
        }
    }
}
