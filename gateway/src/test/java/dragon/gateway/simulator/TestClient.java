package dragon.gateway.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.SocketFactory;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** A client of a simulator over real sockets: signs, sends, and keeps what its websockets receive. */
final class TestClient implements AutoCloseable {
    /** An HTTP answer. */
    record Reply(int status, TestJson json) {
        TestJson at(final String path) {
            return json.at(path);
        }
    }

    /** An open websocket and everything it received. */
    static final class Stream extends WebSocketListener {
        private final List<TestJson> received = new CopyOnWriteArrayList<>();
        private volatile boolean isOpen;
        private volatile boolean isEnded;
        private WebSocket socket;

        @Override
        public void onOpen(final WebSocket webSocket, final Response response) {
            isOpen = true;
        }

        @Override
        public void onMessage(final WebSocket webSocket, final String text) {
            received.add(TestJson.of(text));
        }

        @Override
        public void onFailure(final WebSocket webSocket, final Throwable t, final Response response) {
            isEnded = true;
        }

        @Override
        public void onClosing(final WebSocket webSocket, final int code, final String reason) {
            isEnded = true;
            webSocket.close(code, null);
        }

        @Override
        public void onClosed(final WebSocket webSocket, final int code, final String reason) {
            isEnded = true;
        }

        void send(final String text) {
            socket.send(text);
        }

        boolean isEnded() {
            return isEnded;
        }

        List<TestJson> received() {
            return received;
        }

        List<TestJson> ofTopic(final String topic) {
            return received.stream()
                    .filter(m -> topic.equals(m.at("topic").text()))
                    .toList();
        }

        TestJson awaitMessage(final Predicate<TestJson> wanted) {
            await(() -> received.stream().anyMatch(wanted), () -> "no such message among " + received);
            return received.stream().filter(wanted).findFirst().orElseThrow();
        }

        /** The report of that order with that status. */
        TestJson awaitReport(final long clientOrderId, final String status) {
            return awaitMessage(m -> "executionreport".equals(m.at("topic").text())
                            && m.at("data.cid").whole() == clientOrderId
                            && status.equals(m.at("data.ss").text()))
                    .at("data");
        }
    }

    private static final long DEADLINE_NS = 20_000_000_000L;
    private static final MediaType JSON = MediaType.get("application/json");

    private final Simulator simulator;
    private final String account;
    private final OkHttpClient http;

    TestClient(final Simulator simulator, final String account) {
        this.simulator = simulator;
        this.account = account;
        http = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .socketFactory(new NoDelay())
                .build();
    }

    Reply get(final String target) {
        return send(signed("GET", target, ""));
    }

    Reply delete(final String target) {
        return send(signed("DELETE", target, ""));
    }

    Reply post(final String target, final String body) {
        return send(signed("POST", target, body));
    }

    Reply put(final String target, final String body) {
        return send(signed("PUT", target, body));
    }

    /** Places an order from its fields without the braces, for PERP_BTC_USDT. */
    Reply place(final String fields) {
        return post("/v3/trade/order", "{\"symbol\":\"PERP_BTC_USDT\"," + fields + "}");
    }

    Request signed(final String method, final String target, final String body) {
        return signedAt(System.currentTimeMillis(), method, target, body);
    }

    Request signedAt(final long timestampMs, final String method, final String target, final String body) {
        final String text = timestampMs + method + target + body;
        return new Request.Builder()
                .url(simulator.restUrl() + target)
                .header("x-api-key", simulator.apiKey(account))
                .header("x-api-timestamp", Long.toString(timestampMs))
                .header("x-api-signature", hmac(simulator.apiSecret(account), text))
                .method(method, body.isEmpty() ? null : RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON))
                .build();
    }

    Reply send(final Request request) {
        try (Response response = http.newCall(request).execute()) {
            return new Reply(response.code(), TestJson.of(response.body().string()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream publicStream(final String... topics) {
        return subscribed(open("/v3/public"), topics);
    }

    Stream privateStream() {
        final String key = post("/v3/account/listenKey", "{\"type\":\"WEBSOCKET\"}")
                .at("data.authKey")
                .text();
        return subscribed(open("/v3/private?key=" + key), "account", "balance", "position", "executionreport");
    }

    Stream open(final String target) {
        final Stream stream = new Stream();
        stream.socket = http.newWebSocket(
                new Request.Builder().url(simulator.restUrl() + target).build(), stream);
        await(() -> stream.isOpen || stream.isEnded, () -> "websocket neither opened nor refused: " + target);
        return stream;
    }

    static void await(final BooleanSupplier condition, final java.util.function.Supplier<String> otherwise) {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > DEADLINE_NS) {
                throw new AssertionError(otherwise.get());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    TestJson audit() {
        return get("/sim/audit").json();
    }

    @Override
    public void close() {
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private static Stream subscribed(final Stream stream, final String... topics) {
        stream.send("{\"id\":\"1\",\"cmd\":\"SUBSCRIBE\",\"params\":[\"" + String.join("\",\"", topics) + "\"]}");
        final TestJson answer =
                stream.awaitMessage(m -> "SUBSCRIBE".equals(m.at("cmd").text()));
        if (answer.at("data").size() != topics.length) {
            throw new AssertionError("not all accepted: " + answer);
        }
        return stream;
    }

    private static String hmac(final String secret, final String text) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without it each call on loopback waits 40 ms for an acknowledgement. */
    private static final class NoDelay extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            final Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(final String host, final int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(final String host, final int port, final InetAddress local, final int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(final InetAddress host, final int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(final InetAddress h, final int p, final InetAddress l, final int lp) {
            throw new UnsupportedOperationException();
        }
    }
}
