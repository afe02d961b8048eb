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
    private static final int GOING_AWAY = 1001;

    /** Null on the public socket. */
    final VenueAccount account;

    final Set<String> topics = new LinkedHashSet<>();
    final long openedNs;
    long lastHeardNs;
    private final WebSocketChannel channel;
    private boolean isMute;
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

    /** From now on nothing is sent, and nothing closed: what a peer sees whose other end is gone without a word. */
    void mute() {
        isMute = true;
    }

    boolean isMute() {
        return isMute;
    }

    void send(final String text) {
        if (isMute) {
            return;
        }
        pending.incrementAndGet();
        WebSockets.sendText(text, channel, sent);
    }

    /** Closes the connection with a close frame. */
    void sayGoodbye() {
        WebSockets.sendClose(GOING_AWAY, "going away", channel, null);
    }

    /** Closes the connection without a farewell, as the exchange does (1006). */
    void close() {
        IoUtils.safeClose(channel);
    }
}
