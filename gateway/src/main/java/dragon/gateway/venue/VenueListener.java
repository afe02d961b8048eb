package dragon.gateway.venue;

/** Takes what an exchange says. May be called on any thread: the gateway's process puts facts in one queue. */
@FunctionalInterface
public interface VenueListener {
    /** Takes one fact; returns at once, never throws. */
    void onFact(VenueFact fact);
}
