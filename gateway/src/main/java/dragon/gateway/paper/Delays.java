package dragon.gateway.paper;

import java.util.PriorityQueue;

/** Things on their way, in the order in which they arrive; what was sent first goes first among equals. */
final class Delays<T> {
    private record OnItsWay<T>(long dueNs, long number, T what) implements Comparable<OnItsWay<T>> {
        @Override
        public int compareTo(final OnItsWay<T> other) {
            return dueNs != other.dueNs ? Long.compare(dueNs, other.dueNs) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<OnItsWay<T>> queue = new PriorityQueue<>();
    private long sentCount;

    void send(final long dueNs, final T what) {
        queue.add(new OnItsWay<>(dueNs, sentCount++, what));
    }

    /** The next thing that has arrived, or null. */
    T poll(final long nowNs) {
        final OnItsWay<T> first = queue.peek();
        return first == null || first.dueNs() > nowNs ? null : queue.poll().what();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }
}
