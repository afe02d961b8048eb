package dragon.gateway.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages on their way into the ring.
 *
 * <p>While the ring is full, quotes and marks are conflated to the newest of each instrument; everything else waits in
 * its order and is never dropped. At the limit the session ends: the next one asks for everything anew.
 */
final class Outbox {
    /** Messages that may wait. */
    static final int WAITING_MAX = 1 << 16;

    private final EngineInputs ring;
    private final GatewayCounts counts;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final Map<Long, byte[]> newest = new LinkedHashMap<>();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    Outbox(final EngineInputs ring, final GatewayCounts counts) {
        this.ring = ring;
        this.counts = counts;
    }

    /** Sends a message that must arrive. */
    void send(final DirectBuffer message, final int length) {
        if (waiting.isEmpty() && ring.offer(message, 0, length)) {
            return;
        }
        if (waiting.size() >= WAITING_MAX) {
            throw new IllegalStateException("the engine has not read its gateway ring for " + WAITING_MAX
                    + " messages: the session ends, the next one asks for everything anew."
                    + " Next: look at the engine, then start the gateway again.");
        }
        waiting.add(copy(message, length));
        counts.messagesDelayed++;
        counts.delayedMax = Math.max(counts.delayedMax, waiting.size());
    }

    /** Sends a message of which only the newest of its key matters. */
    void sendNewest(final long key, final DirectBuffer message, final int length) {
        if (waiting.isEmpty() && newest.isEmpty() && ring.offer(message, 0, length)) {
            return;
        }
        if (newest.put(key, copy(message, length)) != null) {
            counts.quotesConflated++;
        }
    }

    /** Sends a message only if there is room. */
    void sendIfRoom(final DirectBuffer message, final int length) {
        if (waiting.isEmpty()) {
            ring.offer(message, 0, length);
        }
    }

    /** True while nothing that must arrive waits for room. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Puts into the ring what fits; true if something moved. */
    boolean drain() {
        boolean hasMoved = false;
        while (!waiting.isEmpty()) {
            if (!offer(waiting.peek())) {
                return hasMoved;
            }
            waiting.poll();
            hasMoved = true;
        }
        final var entries = newest.values().iterator();
        while (entries.hasNext()) {
            if (!offer(entries.next())) {
                return hasMoved;
            }
            entries.remove();
            hasMoved = true;
        }
        return hasMoved;
    }

    private boolean offer(final byte[] message) {
        view.wrap(message);
        return ring.offer(view, 0, message.length);
    }

    private static byte[] copy(final DirectBuffer message, final int length) {
        final byte[] bytes = new byte[length];
        message.getBytes(0, bytes);
        return bytes;
    }
}
