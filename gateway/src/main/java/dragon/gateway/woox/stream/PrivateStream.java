package dragon.gateway.woox.stream;

import dragon.gateway.woox.VenueClock;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Control;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/**
 * Orders, positions and money of one account.
 *
 * <p>A new listen key ends the one before it, and with it the socket of whoever uses the same account: three losses
 * within a minute that neither we nor the network caused are taken for that, and answered with one attempt a minute until
 * a connection lasts.
 */
public final class PrivateStream extends StreamConnection {
    private static final List<String> TOPICS = List.of("account", "balance", "position", "executionreport");
    private static final long ANSWER_NS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long ACCOUNT_SILENCE_NS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final int LOSSES_MAX = 3;
    private static final long LOSSES_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long REFUSED_PAUSE_MS = 30_000;
    private static final long CONTESTED_PAUSE_MS = 60_000;
    private static final long RENEWAL_NS_MAX = TimeUnit.SECONDS.toNanos(3);

    private final WooxConfig config;
    private final RestClient rest;
    private final ApiIdentity identity;
    private final Consumer<StreamMessage> onMessage;
    private final PublicStream.StateListener onState;
    private final long[] lossesNs = new long[LOSSES_MAX];
    private int lossCount;
    private long subscribedNs;
    private boolean isSubscribed;
    private long lastAccountNs;
    private boolean isRenewing;
    private long renewedNs;
    private boolean isContested;
    private boolean isOurDoing;

    /** Connects at the first tick. */
    public PrivateStream(
            final String label,
            final WooxConfig config,
            final OkHttpClient http,
            final VenueClock clock,
            final RestClient rest,
            final ApiIdentity identity,
            final ConnectAttempts attempts,
            final Consumer<StreamMessage> onMessage,
            final PublicStream.StateListener onState) {
        super("private stream of " + label, config, http, clock, attempts);
        this.config = config;
        this.rest = rest;
        this.identity = identity;
        this.onMessage = onMessage;
        this.onState = onState;
    }

    /**
     * Takes a new listen key, signed by whoever signs now, and moves to its socket.
     *
     * <p>Planned and short, so the stream stays up by name: whoever listens is told {@code up} once more when the new
     * socket is subscribed, and asks for what was not seen. After three seconds it is a loss like any other.
     */
    public synchronized void renewListenKey() {
        isRenewing = isSubscribed || isRenewing;
        renewedNs = nowNs();
        isSubscribed = false;
        renew();
    }

    /** Whether it is up by name only. */
    public synchronized boolean isRenewing() {
        return isRenewing;
    }

    @Override
    boolean isPrivate() {
        return true;
    }

    @Override
    void onOld() {
        renewListenKey();
    }

    @Override
    void begin(final int attempt) {
        rest.send(
                new RestRequest(
                        Endpoint.LISTEN_KEY, identity, "", "", "{\"type\":\"WEBSOCKET\"}", config.callMs(), false),
                outcome -> onListenKey(outcome, attempt));
    }

    @Override
    void onOpened() {
        isSubscribed = false;
        subscribedNs = nowNs();
        send(subscribe("1", TOPICS));
    }

    @Override
    void onMessage(final StreamMessage message) {
        if (message instanceof Control control) {
            if (isSubscribed) {
                return;
            }
            if (!control.isSuccess() || !control.accepted().containsAll(TOPICS)) {
                lose("subscription refused: " + control.text() + " " + control.accepted());
                return;
            }
            isSubscribed = true;
            lastAccountNs = nowNs();
            onState.onState(true, "");
            isRenewing = false; // Afterwards: the listener may ask.
            return;
        }
        if (message instanceof StreamMessage.Account) {
            lastAccountNs = nowNs();
        }
        onMessage.accept(message);
    }

    @Override
    void onLost(final String reason) {
        isRenewing = false;
        final boolean wasSubscribed = isSubscribed;
        isSubscribed = false;
        String text = reason;
        if (wasSubscribed && !isOurDoing) {
            final long now = nowNs();
            isContested = isContested && now - subscribedNs < LOSSES_NS;
            lossesNs[lossCount % LOSSES_MAX] = now;
            lossCount++;
            isContested |= lossCount >= LOSSES_MAX && now - lossesNs[lossCount % LOSSES_MAX] < LOSSES_NS;
            if (isContested) {
                text = "another client uses this account: its listen key ends ours";
                pauseAtLeast(CONTESTED_PAUSE_MS);
            }
        }
        onState.onState(false, text);
    }

    @Override
    void onTick(final long now) {
        if (isRenewing && now - renewedNs > RENEWAL_NS_MAX) {
            isRenewing = false;
            onState.onState(false, "the renewal of the listen key takes longer than 3 s");
        } else if (isOpen() && !isSubscribed && now - subscribedNs > ANSWER_NS_MAX) {
            loseOurselves("no answer to the subscription");
        } else if (isSubscribed && now - lastAccountNs > ACCOUNT_SILENCE_NS_MAX) {
            loseOurselves("no account message for 5 s");
        }
    }

    private void loseOurselves(final String reason) {
        isOurDoing = true;
        lose(reason);
        isOurDoing = false;
    }

    /** One step: between the loss and the longer pause no tick may come. */
    private synchronized void onListenKey(final RestOutcome outcome, final int attempt) {
        if (outcome instanceof RestOutcome.Success success) {
            try {
                final String key = Answers.listenKey(success.body());
                connectTo(config.streamUrl() + "/v3/private?key=" + key, attempt);
            } catch (final IOException e) {
                attemptFailed(attempt, e.getMessage());
            }
        } else if (outcome instanceof RestOutcome.Refusal refusal) {
            attemptFailed(attempt, "no listen key: " + refusal.errorClass() + " " + refusal.text());
            if (refusal.errorClass() == ErrorClass.AUTH) {
                pauseAtLeast(REFUSED_PAUSE_MS);
            }
        } else {
            attemptFailed(attempt, "no listen key: the request failed");
        }
    }
}
