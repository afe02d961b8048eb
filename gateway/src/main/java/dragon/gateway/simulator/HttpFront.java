package dragon.gateway.simulator;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.Options;

/** The one port on loopback: REST and websockets. Its threads read and write; the venue thread does the rest. */
final class HttpFront implements AutoCloseable {
    private static final HttpString API_KEY = new HttpString("x-api-key");
    private static final HttpString TIMESTAMP = new HttpString("x-api-timestamp");
    private static final HttpString SIGNATURE = new HttpString("x-api-signature");
    private static final long BODY_BYTES_MAX = 64 * 1024;
    private static final String PUBLIC_STREAM = "/v3/public";
    private static final String PRIVATE_STREAM = "/v3/private";

    private final VenueLoop loop;
    private final RestApi api;
    private final Streams streams;
    private final WallClock wallClock;
    private final ScheduledExecutorService slowly = Executors.newSingleThreadScheduledExecutor(work -> {
        final Thread thread = new Thread(work, "slow-answers");
        thread.setDaemon(true);
        return thread;
    });
    private final Undertow server;
    private final WebSocketProtocolHandshakeHandler handshake = new WebSocketProtocolHandshakeHandler(this::onConnect);

    HttpFront(
            final int port, final VenueLoop loop, final RestApi api, final Streams streams, final WallClock wallClock) {
        this.wallClock = wallClock;
        this.loop = loop;
        this.api = api;
        this.streams = streams;
        server = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, BODY_BYTES_MAX)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setHandler(this::onRequest)
                .build();
    }

    /** Listens; RuntimeException if the port is taken. */
    void start() {
        server.start();
    }

    int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        server.stop();
        slowly.shutdownNow();
    }

    private void onRequest(final HttpServerExchange exchange) throws Exception {
        final String path = exchange.getRequestPath();
        if (exchange.getRequestHeaders().contains(Headers.UPGRADE)
                && (path.equals(PUBLIC_STREAM) || path.equals(PRIVATE_STREAM))) {
            if (path.equals(PRIVATE_STREAM)
                    && streams.accountOfListenKey(listenKey(exchange.getQueryString())) == null) {
                exchange.setStatusCode(401);
                exchange.endExchange();
                return;
            }
            handshake.handleRequest(exchange);
            return;
        }
        // Limits count when a request arrives, not when the venue thread comes to it: that would bunch them.
        final long arrivedNs = System.nanoTime();
        exchange.getRequestReceiver()
                .receiveFullBytes((same, body) -> same.dispatch(loop, () -> answer(same, body, arrivedNs)));
    }

    private void answer(final HttpServerExchange exchange, final byte[] body, final long arrivedNs) {
        final RestApi.Request request = new RestApi.Request(
                exchange.getRequestMethod().toString(),
                exchange.getRequestURI(),
                exchange.getQueryString(),
                exchange.getRequestHeaders().getFirst(API_KEY),
                exchange.getRequestHeaders().getFirst(TIMESTAMP),
                exchange.getRequestHeaders().getFirst(SIGNATURE),
                body,
                exchange.getSourceAddress().getHostString());
        final Answer answer = api.handle(request, wallClock.getAsLong(), arrivedNs);
        if (answer.slowMs() > 0) {
            slowly.schedule(() -> send(exchange, answer), answer.slowMs(), TimeUnit.MILLISECONDS);
        } else {
            send(exchange, answer);
        }
    }

    private void send(final HttpServerExchange exchange, final Answer answer) {
        if (answer.isNone()) {
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.contentType());
        if (answer.retryAfterS() > 0) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, answer.retryAfterS());
        }
        if (answer.slowMs() == 0) {
            exchange.getResponseSender().send(answer.body(), StandardCharsets.UTF_8);
            return;
        }
        final byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        final int half = body.length / 2;
        exchange.setResponseContentLength(body.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(body, 0, half), new IoCallback() {
            @Override
            public void onComplete(final HttpServerExchange same, final Sender sender) {
                slowly.schedule(
                        () -> sender.send(ByteBuffer.wrap(body, half, body.length - half)),
                        answer.slowMs(),
                        TimeUnit.MILLISECONDS);
            }

            @Override
            public void onException(final HttpServerExchange same, final Sender sender, final IOException failure) {
                IoUtils.safeClose(same.getConnection());
            }
        });
    }

    private void onConnect(final WebSocketHttpExchange exchange, final WebSocketChannel channel) {
        final boolean isPrivate = exchange.getRequestURI().startsWith(PRIVATE_STREAM);
        final String key = isPrivate ? listenKey(exchange.getQueryString()) : "";
        final VenueAccount account = isPrivate ? streams.accountOfListenKey(key) : null;
        if (isPrivate && account == null) {
            IoUtils.safeClose(channel);
            return;
        }
        final StreamSession session = new StreamSession(channel, account, System.nanoTime());
        loop.execute(() -> streams.onOpened(session, key));
        channel.addCloseTask(closed -> loop.execute(() -> streams.onClosed(session)));
        channel.getReceiveSetter().set(new AbstractReceiveListener() {
            @Override
            protected void onFullTextMessage(final WebSocketChannel from, final BufferedTextMessage message) {
                final String text = message.getData();
                loop.execute(() -> streams.onText(session, text, System.nanoTime()));
            }
        });
        channel.resumeReceives();
    }

    private static String listenKey(final String query) {
        for (final String pair : query.split("&")) {
            if (pair.startsWith("key=")) {
                return pair.substring("key=".length());
            }
        }
        return "";
    }
}
