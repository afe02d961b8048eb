package dragon.gateway.session;

/** What a session did, for people. Written by the session's thread only. */
public final class GatewayCounts {
    long placesSent;
    long placesExpired;
    long heldBack;
    long intentsOfOtherSessions;
    long repeatedPlaces;
    long quotesConflated;
    long messagesDelayed;
    long delayedMax;
    long foreignReports;
    long wallLeaps;

    /** Places that were handed to the venue. */
    public long placesSent() {
        return placesSent;
    }

    /** Places that were answered with EXPIRED_UNSENT. */
    public long placesExpired() {
        return placesExpired;
    }

    /** Places and cancels that a freeze has caught before they were handed to the venue. */
    public long heldBack() {
        return heldBack;
    }

    /** Intents of other sessions, left alone. */
    public long intentsOfOtherSessions() {
        return intentsOfOtherSessions;
    }

    /** Places that came a second time and were not sent. */
    public long repeatedPlaces() {
        return repeatedPlaces;
    }

    /** Quotes and marks that gave way to newer ones because the ring was full. */
    public long quotesConflated() {
        return quotesConflated;
    }

    /** Messages that waited for room in the ring. */
    public long messagesDelayed() {
        return messagesDelayed;
    }

    /** Most messages that waited at once. */
    public long delayedMax() {
        return delayedMax;
    }

    /** Trades and reports of orders that are not ours. */
    public long foreignReports() {
        return foreignReports;
    }

    /** How often the wall clock leapt ahead, so that what was intended before did not leave. */
    public long wallLeaps() {
        return wallLeaps;
    }

    @Override
    public String toString() {
        return "placesSent=" + placesSent + " placesExpired=" + placesExpired + " intentsOfOtherSessions="
                + intentsOfOtherSessions + " repeatedPlaces=" + repeatedPlaces + " quotesConflated=" + quotesConflated
                + " messagesDelayed=" + messagesDelayed + " delayedMax=" + delayedMax + " foreignReports="
                + foreignReports + " wallLeaps=" + wallLeaps;
    }
}
