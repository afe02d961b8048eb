package dragon.tools.simulate;

import java.util.Arrays;

/**
 * What is still to happen, by virtual time and then by the order in which it was planned.
 *
 * <p>Threading: one thread. Cost: no allocation in steady state; events are pooled and belong to the schedule once they were handled.
 */
final class Schedule {
    /** Who handles an event. */
    enum Kind {
        ENGINE_ROUND,
        ENGINE_START,
        GATEWAY_TURN,
        GATEWAY_START,
        MARKET_STEP,
        REQUEST,
        ANSWER,
        STREAM_REPORT,
        ACCOUNT_PUSH,
        STREAM_DOWN,
        STREAM_UP,
        PUBLIC_DOWN,
        PUBLIC_UP,
        FUNDING,
        OPERATOR,
        OPERATOR_RETRY,
        PERSON,
        MISHAP,
        POWER_LOSS,
        PHASE
    }

    /** One thing that happens. */
    static final class Event {
        long timeNs;
        long order;
        Kind kind;
        long number;
        Object subject;
        Object detail;
    }

    private Event[] heap = new Event[256];
    private int size;
    private Event[] pool = new Event[256];
    private int pooled;
    private long planned;

    /** Plans an event. */
    void at(final long timeNs, final Kind kind, final long number, final Object subject, final Object detail) {
        final Event event = pooled == 0 ? new Event() : pool[--pooled];
        event.timeNs = timeNs;
        event.order = planned++;
        event.kind = kind;
        event.number = number;
        event.subject = subject;
        event.detail = detail;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0) {
            final int parent = (at - 1) >>> 1;
            if (isBefore(heap[parent], event)) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = event;
    }

    void at(final long timeNs, final Kind kind) {
        at(timeNs, kind, 0, null, null);
    }

    /** Takes the next event; give it back with {@link #done}. */
    Event next() {
        final Event first = heap[0];
        final Event last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            int at = 0;
            while (true) {
                int child = 2 * at + 1;
                if (child >= size) {
                    break;
                }
                if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                    child++;
                }
                if (isBefore(last, heap[child])) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = last;
        }
        return first;
    }

    void done(final Event event) {
        event.subject = null;
        event.detail = null;
        if (pooled == pool.length) {
            pool = Arrays.copyOf(pool, 2 * pooled);
        }
        pool[pooled++] = event;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private static boolean isBefore(final Event a, final Event b) {
        return a.timeNs != b.timeNs ? a.timeNs < b.timeNs : a.order < b.order;
    }
}
