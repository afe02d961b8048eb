package dragon.gateway.session;

import dragon.gateway.venue.VenueConnection;
import java.util.ArrayDeque;
import org.agrona.collections.LongHashSet;

/**
 * Orders of the venue whose trades a history told, and whose client order id nobody here knows: a person's, or one of ours whose
 * acknowledgement went with the power. WOO X names only its own order id in a trade, so each is asked for.
 *
 * <p>One after the other, and each a few times only: an account that people trade on by hand has many, and placing comes first.
 */
final class Strangers {
    private static final long PATIENCE_NS = 5_000_000_000L;
    private static final int ATTEMPTS_MAX = 3;

    private final VenueConnection venue;
    private final ArrayDeque<Stranger> waiting = new ArrayDeque<>();
    private final LongHashSet met = new LongHashSet();
    private int attemptCount;
    private long askedNs;

    private record Stranger(int accountId, int instrumentId, long venueOrderId) {}

    Strangers(final VenueConnection venue) {
        this.venue = venue;
    }

    /** Once for each order of the venue, however many of its trades are told. */
    void add(final int accountId, final int instrumentId, final long venueOrderId) {
        if (venueOrderId > 0 && met.add(venueOrderId)) {
            waiting.add(new Stranger(accountId, instrumentId, venueOrderId));
        }
    }

    /** The venue has said what the order is. */
    void answered(final long venueOrderId) {
        if (waiting.removeIf(stranger -> stranger.venueOrderId() == venueOrderId)) {
            attemptCount = 0;
        }
    }

    /** Asks for the next one, or again for one without an answer. */
    void onTime(final long nowNs) {
        final Stranger first = waiting.peek();
        if (first == null || attemptCount > 0 && nowNs - askedNs < PATIENCE_NS) {
            return;
        }
        if (attemptCount == ATTEMPTS_MAX) {
            waiting.remove();
            met.remove(first.venueOrderId()); // The next history that tells of it begins anew.
            attemptCount = 0;
            return;
        }
        attemptCount++;
        askedNs = nowNs;
        venue.queryOrderOfVenue(first.accountId(), first.instrumentId(), first.venueOrderId());
    }
}
