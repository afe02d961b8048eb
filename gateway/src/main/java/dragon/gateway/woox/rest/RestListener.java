package dragon.gateway.woox.rest;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Surface;
import dragon.gateway.woox.rest.RestOutcome.Refusal;

/** Told what concerns more than one request. Called on any thread; returns at once. */
public interface RestListener {
    /** Of whoever asks a few questions and goes. */
    RestListener NOBODY = new RestListener() {
        @Override
        public void onBreaker(
                final String account,
                final Surface surface,
                final BreakerState state,
                final long cooldownMs,
                final String text) {}

        @Override
        public void onRefused(final ApiIdentity identity, final Endpoint endpoint, final Refusal refusal) {}
    };

    /**
     * A circuit breaker changed its state.
     *
     * @param account label of the account, empty for public requests
     * @param cooldownMs until it probes, 0 where it is not open
     * @param text the last failure, empty where it is closed
     */
    void onBreaker(String account, Surface surface, BreakerState state, long cooldownMs, String text);

    /**
     * The venue refused a signed request, before its sender is told.
     *
     * @param identity who signed it: a key that is only tried says nothing of the account
     */
    void onRefused(ApiIdentity identity, Endpoint endpoint, Refusal refusal);
}
