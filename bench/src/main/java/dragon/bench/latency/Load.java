package dragon.bench.latency;

import dragon.bench.rig.Counterpart;
import dragon.bench.rig.Rig;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open loop: event number k is due at start + k / rate, whether or not the one before it was taken.
 *
 * <p>Among the quotes, some reach the take profit of a bot, whose order the venue then takes back, so that it is parked
 * again: a share of the inputs raises intents.
 *
 * <p>Threading: one thread, which may be another one than the engine's; {@link #placed} on the engine's.
 */
final class Load {
    private static final int EVENTS_UNDERWAY_MAX = 30_000;
    private static final int PLACE_PHASE = 1;
    private static final int CANCEL_PHASE = 4;
    private static final int INTENTS_A_SECOND = 100;
    private static final int EVENTS_BETWEEN_INTENTS_MIN = 8;

    private final Counterpart counterpart;
    private final boolean hasIntents;
    private volatile long placedId;
    private int events;
    private double periodNs;
    private int eventsBetweenIntents;
    private long startNs;
    private int sent;
    private final AtomicInteger received = new AtomicInteger();

    Load(final Counterpart counterpart, final boolean hasIntents) {
        this.counterpart = counterpart;
        this.hasIntents = hasIntents;
    }

    /** Begins a second with so many events. */
    void start(final long nowNs, final int rate) {
        startNs = nowNs;
        events = rate;
        periodNs = 1e9 / rate;
        eventsBetweenIntents = Math.max(EVENTS_BETWEEN_INTENTS_MIN, rate / INTENTS_A_SECOND);
        sent = 0;
        received.set(0);
    }

    /** The next event came through; when it was due. */
    long nextReceivedDueNs() {
        final int event = received.getPlain();
        received.setRelease(event + 1);
        return dueNs(event);
    }

    /** Whether all came through. */
    boolean isReceived() {
        return received.getPlain() == events;
    }

    /** When an event is due. */
    long dueNs(final int event) {
        return startNs + (long) (event * periodNs);
    }

    int events() {
        return events;
    }

    /** Whether all were sent. */
    boolean isDone() {
        return sent == events;
    }

    /** The engine wants this order sent. */
    void placed(final long clientOrderId) {
        placedId = clientOrderId;
    }

    /** Sends what is due by now. */
    void sendDue(final long nowNs) {
        // What does not fit into the ring leaves later; its latency counts from the schedule all the same.
        while (sent < events && dueNs(sent) <= nowNs && sent - received.getAcquire() < EVENTS_UNDERWAY_MAX) {
            send(sent++);
        }
    }

    private void send(final int event) {
        final int phase = event % eventsBetweenIntents;
        if (!hasIntents) {
            counterpart.quote(Rig.CALM_E8 + (event & 63) * Counterpart.ONE_E8);
        } else if (event == 0) {
            counterpart.heartbeat();
        } else if (phase == PLACE_PHASE && placedId == 0) {
            counterpart.quote(Rig.takeProfitLevelE8(0));
        } else if (phase >= CANCEL_PHASE && placedId != 0) {
            final long id = placedId;
            placedId = 0;
            counterpart.status(id, VenueOrderStatus.CANCELED, 0);
        } else {
            counterpart.quote(Rig.CALM_E8 + (event & 63) * Counterpart.ONE_E8);
        }
    }
}
