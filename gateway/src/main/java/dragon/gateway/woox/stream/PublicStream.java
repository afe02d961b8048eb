package dragon.gateway.woox.stream;

import dragon.gateway.woox.VenueClock;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Market data of up to {@link #TOPICS_MAX} topics. */
public final class PublicStream extends StreamConnection {
    /** Topics that one connection may have, a few below the venue's limit of 100. */
    public static final int TOPICS_MAX = 96;

    private static final Logger LOG = LoggerFactory.getLogger(PublicStream.class);
    private static final int TOPICS_PER_REQUEST = 10;
    private static final long OLD_NS = TimeUnit.MINUTES.toNanos(22 * 60 + 30);
    private static final long ANSWER_NS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final long REJECTED_PAUSE_NS = TimeUnit.SECONDS.toNanos(30);

    /** Told whether every topic stands; text says why not. */
    @FunctionalInterface
    public interface StateListener {
        /** Takes a change of state. */
        void onState(boolean isUp, String text);
    }

    /** A request that waits for its answer. */
    private record Pending(List<String> topics, long sentNs) {}

    private final String url;
    private final Consumer<StreamMessage> onMessage;
    private final StateListener onState;
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Set<String> accepted = new LinkedHashSet<>();
    private final Map<String, Long> rejectedNs = new HashMap<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private int nextRequestId = 1;
    private boolean isUp;
    private boolean hasDelivered;

    /** Connects at the first tick after the first topic. */
    public PublicStream(
            final WooxConfig config,
            final OkHttpClient http,
            final VenueClock clock,
            final ConnectAttempts attempts,
            final Consumer<StreamMessage> onMessage,
            final StateListener onState) {
        super("public stream", config, http, clock, attempts);
        this.url = config.streamUrl() + "/v3/public";
        this.onMessage = onMessage;
        this.onState = onState;
    }

    /** Adds topics; false where there is no room, and then none is added. */
    public synchronized boolean add(final List<String> topics) {
        final List<String> fresh =
                topics.stream().filter(topic -> !wanted.contains(topic)).toList();
        if (wanted.size() + fresh.size() > TOPICS_MAX) {
            return false;
        }
        wanted.addAll(fresh);
        if (isOpen()) {
            request(fresh);
        }
        return true;
    }

    /** Its topics, in the order in which they were added. */
    public synchronized List<String> topics() {
        return List.copyOf(wanted);
    }

    /** Whether every topic stands and a message has come: it may take the place of another one. */
    public synchronized boolean isServing() {
        return isOpen() && hasDelivered && accepted.containsAll(wanted);
    }

    /** Whether the venue will end it soon: another one is to be subscribed first. */
    public boolean isOld(final long now) {
        return ageNs(now) > OLD_NS;
    }

    @Override
    void begin(final int attempt) {
        connectTo(url, attempt);
    }

    @Override
    void onOpened() {
        hasDelivered = false;
        accepted.clear();
        pending.clear();
        rejectedNs.clear();
        request(new ArrayList<>(wanted));
    }

    @Override
    void onMessage(final StreamMessage message) {
        if (message instanceof Control control) {
            onControl(control);
        } else {
            hasDelivered = true;
            onMessage.accept(message);
        }
    }

    @Override
    void onLost(final String reason) {
        isUp = false;
        onState.onState(false, reason);
    }

    @Override
    void onTick(final long now) {
        if (!isOpen()) {
            return;
        }
        final List<String> again = new ArrayList<>();
        pending.values().removeIf(request -> {
            if (now - request.sentNs() > ANSWER_NS_MAX) {
                again.addAll(request.topics());
                return true;
            }
            return false;
        });
        rejectedNs.entrySet().removeIf(entry -> {
            if (now - entry.getValue() > REJECTED_PAUSE_NS) {
                again.add(entry.getKey());
                return true;
            }
            return false;
        });
        request(again);
    }

    private void request(final List<String> topics) {
        for (int from = 0; from < topics.size(); from += TOPICS_PER_REQUEST) {
            final List<String> some =
                    List.copyOf(topics.subList(from, Math.min(from + TOPICS_PER_REQUEST, topics.size())));
            final String id = Integer.toString(nextRequestId++);
            pending.put(id, new Pending(some, nowNs()));
            send(subscribe(id, some));
        }
    }

    private void onControl(final Control control) {
        final Pending request = control.id() == null ? null : pending.remove(control.id());
        if (request == null) {
            LOG.warn("public stream: unexpected answer {} {}", control.cmd(), control.text());
            return;
        }
        // Success does not mean that anything was accepted: only the list says.
        for (final String topic : request.topics()) {
            if (control.isSuccess() && control.accepted().contains(topic)) {
                accepted.add(topic);
            } else {
                rejectedNs.put(topic, nowNs());
                LOG.warn("public stream: topic {} was not accepted", topic);
            }
        }
        if (!accepted.containsAll(wanted)) {
            return;
        }
        if (!isUp) {
            isUp = true;
            onState.onState(true, "");
        }
    }
}
