package dragon.gateway.woox.stream;

import dragon.gateway.woox.VenueClock;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.FrameReader;
import dragon.gateway.woox.parse.StreamMessage;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One websocket for ever: connects, pings, notices silence, connects again.
 *
 * <p>Threading: {@link #letTimePass} on the timer thread, messages on the socket's thread; one lock a connection. The URL of a
 * private stream holds a key, so no URL is ever logged.
 */
public abstract class StreamConnection {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
    private static final int NORMAL_CLOSURE = 1000;
    private static final long LIFE_NS = TimeUnit.HOURS.toNanos(23);
    private static final long LASTING_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long CONNECT_NS_MAX = TimeUnit.SECONDS.toNanos(15);

    private enum Phase {
        WAITING,
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final String name;
    private final WooxConfig config;
    private final OkHttpClient http;
    private final VenueClock clock;
    private final Random jitter;
    private final ConnectAttempts attempts;
    private final FrameReader frames = new FrameReader();

    private Phase phase = Phase.WAITING;
    private WebSocket socket;
    private int generation;
    private long nowNs;
    private long nextAttemptNs;
    private boolean isAttemptDue = true;
    private long phaseSinceNs;
    private long lastFrameNs;
    private long lastPingNs;
    private long backoffMs;
    private long malformedCount;

    StreamConnection(
            final String name,
            final WooxConfig config,
            final OkHttpClient http,
            final VenueClock clock,
            final ConnectAttempts attempts) {
        this.name = name;
        this.config = config;
        // The venue closes on silence of the application's PING; control pings are sent as well.
        this.http = http.newBuilder()
                .pingInterval(config.pingMs(), TimeUnit.MILLISECONDS)
                .build();
        this.clock = clock;
        this.attempts = attempts;
        this.jitter = new Random(config.seed() ^ name.hashCode());
        this.backoffMs = config.backoffFirstMs();
    }

    /** Finds the URL, then calls {@link #connectTo}; or {@link #attemptFailed}. */
    abstract void begin(int attempt);

    /** The socket is open: subscribe. */
    abstract void onOpened();

    /** A message came. */
    abstract void onMessage(StreamMessage message);

    /** The socket is gone. */
    abstract void onLost(String reason);

    /** The venue will end the socket within the hour. */
    void onOld() {
        lose("23 hours old");
    }

    /** Whether it is one of those that an account cannot do without. */
    boolean isPrivate() {
        return false;
    }

    /** Once in a while, about ten times a second, whatever the phase. */
    void onTick(final long now) {}

    /** Lets time pass. */
    public final synchronized void letTimePass(final long now) {
        nowNs = now;
        switch (phase) {
            case WAITING -> {
                if (isAttemptDue || now - nextAttemptNs >= 0) {
                    attempt();
                }
            }
            case CONNECTING -> {
                if (now - phaseSinceNs > CONNECT_NS_MAX) {
                    lose("no connection within 15 s");
                }
            }
            case OPEN -> {
                if (now - phaseSinceNs >= LASTING_NS) {
                    // Not at the subscription: the venue may accept all and close at once, again and again.
                    backoffMs = config.backoffFirstMs();
                }
                if (now - lastFrameNs > TimeUnit.MILLISECONDS.toNanos(config.silenceMs())) {
                    lose("silent for " + config.silenceMs() / 1000 + " s");
                } else if (now - phaseSinceNs > LIFE_NS) {
                    onOld();
                } else if (now - lastPingNs >= TimeUnit.MILLISECONDS.toNanos(config.pingMs())) {
                    lastPingNs = now;
                    socket.send("{\"cmd\":\"PING\",\"ts\":" + clock.nowMs() + "}");
                }
            }
            default -> {
                return;
            }
        }
        onTick(now);
    }

    /** Opens the websocket that {@link #begin} was asked for. */
    final synchronized void connectTo(final String url, final int attempt) {
        if (attempt != generation || phase != Phase.CONNECTING) {
            return;
        }
        socket = http.newWebSocket(new Request.Builder().url(url).build(), new Listener(attempt));
    }

    /** {@link #begin} found no URL. */
    final synchronized void attemptFailed(final int attempt, final String reason) {
        if (attempt == generation && phase == Phase.CONNECTING) {
            lose(reason);
        }
    }

    /** The next attempt is not made before this pause is over. */
    final synchronized void pauseAtLeast(final long pauseMs) {
        final long earliestNs = nowNs + TimeUnit.MILLISECONDS.toNanos(pauseMs);
        if (earliestNs - nextAttemptNs > 0) {
            nextAttemptNs = earliestNs;
        }
    }

    final synchronized boolean isOpen() {
        return phase == Phase.OPEN;
    }

    final synchronized long nowNs() {
        return nowNs;
    }

    /** Sends a command; false where the socket is not open. */
    final synchronized boolean send(final String text) {
        return phase == Phase.OPEN && socket.send(text);
    }

    /** Leaves the socket for a new one at the next tick: not a loss, so nobody is told of one. */
    final synchronized void renew() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.WAITING;
        generation++;
        if (socket != null) {
            socket.cancel();
            socket = null;
        }
        isAttemptDue = true;
    }

    /** Ends the connection for good. */
    public final synchronized void shut() {
        phase = Phase.CLOSED;
        generation++;
        if (socket != null) {
            socket.close(NORMAL_CLOSURE, null);
            socket.cancel();
        }
    }

    static String subscribe(final String id, final List<String> topics) {
        final StringBuilder text = new StringBuilder(256);
        text.append("{\"id\":\"").append(id).append("\",\"cmd\":\"SUBSCRIBE\",\"params\":[");
        for (int i = 0; i < topics.size(); i++) {
            text.append(i == 0 ? "\"" : ",\"").append(topics.get(i)).append('"');
        }
        return text.append("]}").toString();
    }

    private void attempt() {
        if (!attempts.tryTake(nowNs, isPrivate())) {
            return;
        }
        isAttemptDue = false;
        phase = Phase.CONNECTING;
        phaseSinceNs = nowNs;
        generation++;
        begin(generation);
    }

    /** Gives the connection up, and connects again after a pause. */
    final synchronized void lose(final String reason) {
        if (phase == Phase.CLOSED) {
            return;
        }
        final boolean wasAlive = phase != Phase.WAITING;
        phase = Phase.WAITING;
        generation++;
        if (socket != null) {
            socket.cancel();
            socket = null;
        }
        final long pauseMs = backoffMs / 2 + jitter.nextInt((int) Math.max(1, backoffMs / 2));
        backoffMs = Math.min(backoffMs * 2, config.backoffLastMs());
        nextAttemptNs = nowNs + TimeUnit.MILLISECONDS.toNanos(pauseMs);
        if (wasAlive) {
            LOG.warn("{} lost: {}; next attempt in {} ms", name, reason, pauseMs);
            onLost(reason);
        }
    }

    /** How long the socket has been open, 0 where it is not. */
    final synchronized long ageNs(final long now) {
        return phase == Phase.OPEN ? now - phaseSinceNs : 0;
    }

    private synchronized void onSocketOpen(final int attempt) {
        if (attempt != generation || phase != Phase.CONNECTING) {
            return;
        }
        phase = Phase.OPEN;
        phaseSinceNs = nowNs;
        lastFrameNs = nowNs;
        lastPingNs = nowNs;
        LOG.info("{} open", name);
        onOpened();
    }

    private synchronized void onSocketText(final int attempt, final String text) {
        if (attempt != generation || phase != Phase.OPEN) {
            return;
        }
        lastFrameNs = nowNs;
        final StreamMessage message;
        try {
            message = frames.read(text);
        } catch (final DecodeException malformed) {
            if (malformedCount++ % 1000 == 0) {
                LOG.warn("{}: message refused ({} so far): {}", name, malformedCount, malformed.getMessage());
            }
            return;
        }
        if (message instanceof StreamMessage.Control control) {
            if (control.cmd().equals("PING")) {
                socket.send("{\"cmd\":\"PONG\",\"ts\":" + clock.nowMs() + "}");
                return;
            }
            if (control.cmd().equals("PONG")) {
                return;
            }
        }
        onMessage(message);
    }

    private synchronized void onSocketLost(final int attempt, final String reason) {
        if (attempt == generation && phase != Phase.CLOSED) {
            lose(reason);
        }
    }

    private final class Listener extends WebSocketListener {
        private final int attempt;

        Listener(final int attempt) {
            this.attempt = attempt;
        }

        @Override
        public void onOpen(final WebSocket opened, final Response response) {
            onSocketOpen(attempt);
        }

        @Override
        public void onMessage(final WebSocket from, final String text) {
            onSocketText(attempt, text);
        }

        @Override
        public void onClosing(final WebSocket closing, final int code, final String reason) {
            onSocketLost(attempt, "closed by the venue, code " + code);
        }

        @Override
        public void onFailure(final WebSocket failed, final Throwable cause, final Response response) {
            final String status = response == null ? "" : ", HTTP " + response.code();
            onSocketLost(attempt, cause.getClass().getSimpleName() + status);
        }
    }
}
