package dragon.gateway.process;

import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueListener;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Facts of the venue on their way to the session's thread.
 *
 * <p>Quotes and marks are conflated to the newest of each instrument from the first, since only that one counts;
 * everything else keeps its order and is never dropped. Past the limit the gateway ends: a session that is that far
 * behind is better begun anew. Threading: any number of producers, one consumer.
 */
final class FactQueue implements VenueListener {
    private final Queue<VenueFact> facts = new ConcurrentLinkedQueue<>();
    private final Map<Long, VenueFact> newest = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong conflatedCount = new AtomicLong();
    private final int factsMax;

    FactQueue(final int factsMax) {
        this.factsMax = factsMax;
    }

    @Override
    public void onFact(final VenueFact fact) {
        if (fact instanceof Quote quote) {
            replace(quote.instrumentId(), quote);
        } else if (fact instanceof Mark mark) {
            replace(1L << 40 | mark.instrumentId(), mark);
        } else {
            size.incrementAndGet();
            facts.add(fact);
        }
    }

    /** Hands over what has come; returns how many facts. */
    int drain(final Consumer<VenueFact> session) {
        if (size.get() > factsMax) {
            throw new IllegalStateException("more than " + factsMax + " facts of the venue wait: the session ends, the"
                    + " next one asks for everything anew. Next: look for what holds the gateway up, start it again.");
        }
        int count = 0;
        for (VenueFact fact = facts.poll(); fact != null; fact = facts.poll()) {
            size.decrementAndGet();
            session.accept(fact);
            count++;
        }
        if (!newest.isEmpty()) {
            for (final Long key : newest.keySet()) {
                final VenueFact fact = newest.remove(key);
                if (fact != null) {
                    session.accept(fact);
                    count++;
                }
            }
        }
        return count;
    }

    /** Quotes and marks that gave way to newer ones before the session saw them. */
    long conflatedCount() {
        return conflatedCount.get();
    }

    private void replace(final long key, final VenueFact fact) {
        if (newest.put(key, fact) != null) {
            conflatedCount.incrementAndGet();
        }
    }
}
