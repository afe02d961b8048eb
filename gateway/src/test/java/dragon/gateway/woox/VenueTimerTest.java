package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is thrown on the threads of a connection comes to the one handler that the process has set. */
class VenueTimerTest {
    private final BlockingQueue<String> caught = new LinkedBlockingQueue<>();
    private final VenueTimer timer = new VenueTimer();
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    @BeforeEach
    void start() {
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> caught.add(cause.toString()));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void anErrorOfAPeriodicTaskIsNotKeptByTheExecutor() throws InterruptedException {
        final AtomicInteger rounds = new AtomicInteger();
        timer.scheduleWithFixedDelay(
                () -> {
                    if (rounds.incrementAndGet() == 3) {
                        throw new NoClassDefFoundError("gone");
                    }
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
        assertEquals("java.lang.NoClassDefFoundError: gone", caught.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void anErrorOfATaskThatRunsOnceIsNotKeptEither() throws InterruptedException {
        timer.schedule(
                () -> {
                    throw new OutOfMemoryError("direct");
                },
                1,
                TimeUnit.MILLISECONDS);
        assertEquals("java.lang.OutOfMemoryError: direct", caught.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void anErrorInAnAnswerOrInAMessageIsNotKeptByTheClient() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder().body("{}").build());
            server.enqueue(new MockResponse.Builder()
                    .webSocketUpgrade(new WebSocketListener() {
                        @Override
                        public void onOpen(final WebSocket socket, final Response response) {
                            socket.send("hello");
                        }
                    })
                    .build());
            server.start();
            final String address = "127.0.0.1:" + server.getPort();
            final OkHttpClient http = HttpClients.open(WooxConfig.of("http://" + address, "ws://" + address, 1));
            http.newCall(new Request.Builder().url("http://" + address).build()).enqueue(new Callback() {
                @Override
                public void onFailure(final Call call, final java.io.IOException e) {
                    caught.add(e.toString());
                }

                @Override
                public void onResponse(final Call call, final Response response) {
                    throw new AssertionError("in an answer");
                }
            });
            assertEquals("java.lang.AssertionError: in an answer", caught.poll(60, TimeUnit.SECONDS));
            http.newWebSocket(new Request.Builder().url("ws://" + address).build(), new WebSocketListener() {
                @Override
                public void onMessage(final WebSocket socket, final String text) {
                    throw new AssertionError("in a message");
                }
            });
            assertEquals("java.lang.AssertionError: in a message", caught.poll(60, TimeUnit.SECONDS));
            HttpClients.close(http);
        }
    }
}
