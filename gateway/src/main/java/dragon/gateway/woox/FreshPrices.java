package dragon.gateway.woox;

import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.parse.StreamMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the quotes and mark prices that are in time, and drops the others: those that a newer one of the instrument has overtaken, and
 * those that the venue sent too long ago by its own clock.
 *
 * <p>The engine counts a quote's age from the moment at which it is told, up to two seconds, so what waited in the venue's push or on
 * the network must not come as if it were new. Two times of a frame count: when its price came to be, which orders the frames of an
 * instrument, and when the venue sent it, which is when the price still held. As long as the venue's clock is not measured, nobody
 * knows an age, and only the order is looked at.
 *
 * <p>A price that seems old, or sent in the future, may as well mean that a clock was set: the venue's is measured at once, and what
 * comes then is judged by that. Threading: any thread; telling is part of the lock, so that nothing overtakes between the two.
 */
final class FreshPrices {
    /** Half of the two seconds after which the engine calls a quote stale, beyond what the measured clock may be wrong by. */
    static final long AGE_MS_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FreshPrices.class);

    /** So long a price stands in the way of older ones: a venue that starts again may start in the past. */
    private static final long OVERTAKES_NS = TimeUnit.SECONDS.toNanos(5);

    /** So long nothing may be late before it is said that the trouble is over; and the pause between two measurements. */
    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(5);

    /** The newest price of one kind and instrument. */
    private static final class Newest {
        private boolean isTold;
        private long venueTimeMs;
        private long toldNs;
    }

    private final VenueClock clock;
    private final VenueListener listener;
    private final Runnable measureClock;
    private final Map<Integer, Newest> quotes = new HashMap<>();
    private final Map<Integer, Newest> marks = new HashMap<>();
    private boolean isLate;
    private long lastLateNs;
    private long lateBeforeCount;
    private long lateCount;
    private long overtakenCount;
    private boolean hasMeasured;
    private long measuredNs;

    /**
     * Has told nothing yet.
     *
     * @param measureClock asks for the venue's time at once; returns before the answer is there
     */
    FreshPrices(final VenueClock clock, final VenueListener listener, final Runnable measureClock) {
        this.clock = clock;
        this.listener = listener;
        this.measureClock = measureClock;
    }

    /**
     * Tells a quote, or drops it.
     *
     * @param sentMs when the venue sent it, by its clock; {@link StreamMessage#NONE} = it did not say
     * @param nowNs monotonic
     */
    synchronized void tell(final Quote quote, final long sentMs, final long nowNs) {
        tell(quotes, quote.instrumentId(), quote, quote.venueTimeMs(), sentMs, nowNs);
    }

    /** Tells a mark price, or drops it; as for a quote. */
    synchronized void tell(final Mark mark, final long sentMs, final long nowNs) {
        tell(marks, mark.instrumentId(), mark, mark.venueTimeMs(), sentMs, nowNs);
    }

    /** Prices that were too old when they came. */
    synchronized long lateCount() {
        return lateCount;
    }

    /** Prices that came after a newer one of the same instrument. */
    synchronized long overtakenCount() {
        return overtakenCount;
    }

    private void tell(
            final Map<Integer, Newest> ofKind,
            final int instrumentId,
            final VenueFact price,
            final long venueTimeMs,
            final long sentMs,
            final long nowNs) {
        if (isTooOld(sentMs, nowNs)) {
            lateCount++;
            return;
        }
        final Newest newest = ofKind.computeIfAbsent(instrumentId, id -> new Newest());
        if (newest.isTold && venueTimeMs < newest.venueTimeMs && nowNs - newest.toldNs < OVERTAKES_NS) {
            overtakenCount++;
            return;
        }
        newest.isTold = true;
        newest.venueTimeMs = venueTimeMs;
        newest.toldNs = nowNs;
        listener.onFact(price);
    }

    private boolean isTooOld(final long sentMs, final long nowNs) {
        if (sentMs == StreamMessage.NONE || !clock.isMeasured()) {
            return false;
        }
        final long ageMs = clock.nowMs() - sentMs;
        final long ageMsMax = AGE_MS_MAX + clock.uncertaintyMs();
        if (Math.abs(ageMs) > ageMsMax && (!hasMeasured || nowNs - measuredNs > QUIET_NS)) {
            hasMeasured = true;
            measuredNs = nowNs;
            measureClock.run();
        }
        if (ageMs > ageMsMax) {
            if (!isLate) {
                isLate = true;
                lateBeforeCount = lateCount;
                LOG.warn(
                        "prices come {} ms late by the exchange's clock (bound {} ms) and are dropped until they are in"
                                + " time again: entries wait, nothing fires at them. Next: look at the network and"
                                + " at the load of this machine.",
                        ageMs,
                        ageMsMax);
            }
            lastLateNs = nowNs;
            return true;
        }
        if (isLate && nowNs - lastLateNs > QUIET_NS) {
            isLate = false;
            LOG.info("prices are in time again; {} were late and dropped", lateCount - lateBeforeCount);
        }
        return false;
    }
}
