package dragon.gateway.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What the exchange does later: answers held back, reports that come late, orders that are accepted after all.
 *
 * <p>Threading: the venue thread.
 */
final class Later {
    private record Task(long dueNs, long number, FaultKind why, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::dueNs).thenComparingLong(Task::number));
    private long number;

    void add(final long dueNs, final FaultKind why, final Runnable work) {
        tasks.add(new Task(dueNs, number++, why, work));
    }

    /** Does what is due; returns nanoseconds until something is again. */
    long run(final long nowNs) {
        while (!tasks.isEmpty() && tasks.peek().dueNs <= nowNs) {
            tasks.poll().work.run();
        }
        return tasks.isEmpty() ? Long.MAX_VALUE : tasks.peek().dueNs - nowNs;
    }

    /** Does at once, in order, what a fault has held back. */
    void release(final FaultKind why) {
        final List<Task> held = new ArrayList<>();
        tasks.removeIf(task -> task.why == why && held.add(task));
        held.stream()
                .sorted(Comparator.comparingLong(Task::dueNs).thenComparingLong(Task::number))
                .forEach(task -> task.work.run());
    }
}
