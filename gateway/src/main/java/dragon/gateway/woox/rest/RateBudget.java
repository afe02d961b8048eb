package dragon.gateway.woox.rest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What one account, or our address for public requests, may still ask of the venue, and who waits for it.
 *
 * <p>Reductions and cancels are served first, entries behind them, queries last; among equals the first come. Nobody
 * waits past its deadline, and nobody waits at all who could not be served before it. Threading: guarded by its owner.
 */
final class RateBudget {
    private static final int WAITING_MAX = 4_096;
    private static final long NOTHING = -1;

    /** One request that wants to leave; {@code onLate} also when it was taken back meanwhile. */
    record Ticket(
            Endpoint endpoint,
            String symbol,
            Urgency urgency,
            long deadlineNs,
            Recall recall,
            Runnable onGranted,
            Runnable onLate) {}

    /** What was asked before this budget began: a limit does not care who asked. */
    interface Past {
        /** When those that the limit counts came to their end, oldest first. */
        long[] endsNs(String limitKey);

        /** The same, up to now, of those that another process lets out beside this budget. */
        default long[] endsBesideNs(final String limitKey) {
            return NONE;
        }
    }

    private static final long[] NONE = {};

    private final TokenBucket bucket;
    private final Past past;
    private final Map<String, SlidingWindow> windows = new HashMap<>();
    private final Map<Urgency, Deque<Ticket>> waiting = new EnumMap<>(Urgency.class);
    private int waitingCount;
    private boolean isWakePlanned;
    private long wakeNs;

    /**
     * Begins with nothing used.
     *
     * @param bucket limit over all endpoints; null = none
     */
    RateBudget(final TokenBucket bucket) {
        this(bucket, limitKey -> NONE);
    }

    /** Begins with what was used before. */
    RateBudget(final TokenBucket bucket, final Past past) {
        this.bucket = bucket;
        this.past = past;
        for (final Urgency urgency : Urgency.values()) {
            waiting.put(urgency, new ArrayDeque<>());
        }
    }

    /** Takes a request; {@link #due} tells what becomes of it. */
    void add(final Ticket ticket) {
        waiting.get(ticket.urgency()).add(ticket);
        waitingCount++;
    }

    /** Takes out what may leave now, and what can no longer leave in time; to be run in this order, without a lock. */
    List<Runnable> due(final long nowNs) {
        final List<Runnable> due = new ArrayList<>();
        for (final Urgency urgency : Urgency.values()) {
            final Iterator<Ticket> tickets = waiting.get(urgency).iterator();
            while (tickets.hasNext()) {
                final Ticket ticket = tickets.next();
                final long atNs = earliestNs(ticket, nowNs);
                if (ticket.recall().isSet() || atNs - ticket.deadlineNs() > 0 || waitingCount > WAITING_MAX) {
                    due.add(ticket.onLate());
                } else if (atNs - nowNs <= 0) {
                    window(ticket).take();
                    if (bucket != null) {
                        bucket.take(nowNs);
                    }
                    due.add(ticket.onGranted());
                } else {
                    continue;
                }
                tickets.remove();
                waitingCount--;
            }
        }
        return due;
    }

    /**
     * Plans the next look at {@link #due}.
     *
     * @return nanoseconds until then; negative where nobody waits, or an earlier look is planned already
     */
    long planWake(final long nowNs) {
        long soonestNs = NOTHING;
        for (final Deque<Ticket> tickets : waiting.values()) {
            for (final Ticket ticket : tickets) {
                final long inNs = Math.max(0, earliestNs(ticket, nowNs) - nowNs);
                soonestNs = soonestNs < 0 ? inNs : Math.min(soonestNs, inNs);
            }
        }
        if (soonestNs < 0 || isWakePlanned && wakeNs - (nowNs + soonestNs) <= 0) {
            return NOTHING;
        }
        isWakePlanned = true;
        wakeNs = nowNs + soonestNs;
        return soonestNs;
    }

    /** The planned look is taken now. */
    void onWake() {
        isWakePlanned = false;
    }

    /** A request that was let out was answered, or given up, or did not leave after all. */
    void onEnded(final Endpoint endpoint, final String symbol, final long nowNs) {
        window(endpoint, symbol).onEnded(nowNs);
    }

    /** The venue said that a limit was passed. */
    void onLimitPassed(final Endpoint endpoint, final String symbol, final long nowNs, final long jitterNs) {
        window(endpoint, symbol).onLimitPassed(nowNs, jitterNs);
    }

    /** A request went through. */
    void onPassed(final Endpoint endpoint, final String symbol, final long nowNs) {
        window(endpoint, symbol).onPassed(nowNs);
    }

    private long earliestNs(final Ticket ticket, final long nowNs) {
        final long[] besideNs = past.endsBesideNs(ticket.endpoint().limitKey(ticket.symbol()));
        final long windowNs = window(ticket).earliestNs(nowNs, ticket.urgency(), besideNs);
        if (bucket == null) {
            return windowNs;
        }
        final long bucketNs = bucket.earliestNs(nowNs, ticket.urgency());
        return windowNs - bucketNs >= 0 ? windowNs : bucketNs;
    }

    private SlidingWindow window(final Ticket ticket) {
        return window(ticket.endpoint(), ticket.symbol());
    }

    private SlidingWindow window(final Endpoint endpoint, final String symbol) {
        return windows.computeIfAbsent(endpoint.limitKey(symbol), limitKey -> {
            final SlidingWindow window = endpoint.newWindow();
            for (final long endNs : past.endsNs(limitKey)) {
                window.take();
                window.onEnded(endNs);
            }
            return window;
        });
    }
}
