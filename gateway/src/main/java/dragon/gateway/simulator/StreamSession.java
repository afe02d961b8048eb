package dragon.gateway.simulator;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.IoUtils;

/** One open websocket of one client. */
final class StreamSession {
    private static final int PENDING_MAX = 4_096;

    /** Null on the public socket. */
    final VenueAccount account;

    final Set<String> topics = new LinkedHashSet<>();
    final long openedNs;
    long lastHeardNs;
    private final WebSocketChannel channel;
    private final AtomicInteger pending = new AtomicInteger();
    private final WebSocketCallback<Void> sent = new WebSocketCallback<>() {
        @Override
        public void complete(final WebSocketChannel ignored, final Void nothing) {
            pending.decrementAndGet();
        }

        @Override
        public void onError(final WebSocketChannel ignored, final Void nothing, final Throwable error) {
            pending.decrementAndGet();
            close();
        }
    };

    StreamSession(final WebSocketChannel channel, final VenueAccount account, final long nowNs) {
        this.channel = channel;
        this.account = account;
        openedNs = nowNs;
        lastHeardNs = nowNs;
    }

    /** Whether the client reads slower than we send: market data is then left out until it has caught up. */
    boolean isBehind() {
        return pending.get() > PENDING_MAX;
    }

    void send(final String text) {
        pending.incrementAndGet();
        WebSockets.sendText(text, channel, sent);
    }

    /** Closes the connection without a farewell, as the exchange does (1006). */
    void close() {
        IoUtils.safeClose(channel);
    }
}
