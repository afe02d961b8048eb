package dragon.gateway.woox.rest;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Surface;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.rest.CircuitBreaker.Permit;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.rest.RestOutcome.Throttled;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The circuit breakers of all accounts, one a surface, and which outcome counts for what.
 *
 * <p>Threading: any thread.
 */
final class Breakers {
    /** Told when a breaker changes its state. */
    @FunctionalInterface
    interface Change {
        void onBreaker(String account, Surface surface, BreakerState state, long cooldownMs, String text);
    }

    private final RestPolicy policy;
    private final Change listener;
    private final Map<String, Told> breakers = new ConcurrentHashMap<>();

    Breakers(final RestPolicy policy, final Change listener) {
        this.policy = policy;
        this.listener = listener;
    }

    /** A breaker, and what was last told of it. */
    private static final class Told {
        private final String account;
        private final Surface surface;
        private final CircuitBreaker breaker;
        private BreakerState state;
        private String text = "";

        Told(final String account, final Surface surface, final CircuitBreaker breaker) {
            this.account = account;
            this.surface = surface;
            this.breaker = breaker;
        }
    }

    CircuitBreaker of(final String account, final Surface surface) {
        return told(account, surface).breaker;
    }

    /** Takes the outcome of a request that had a permit. */
    void onOutcome(
            final String account,
            final Surface surface,
            final Permit permit,
            final RestOutcome outcome,
            final long nowNs) {
        final Told told = told(account, surface);
        if (outcome instanceof Success) {
            told.breaker.succeeded(permit);
        } else if (outcome instanceof Failure failure) {
            told.text = failure.text();
            told.breaker.failed(permit, nowNs);
        } else if (outcome instanceof Refusal refusal) {
            onRefusal(told, permit, refusal, nowNs);
        } else if (outcome instanceof Throttled) {
            told.text =
                    "connecting took longer than an order may wait"; // Who has a permit has waited for nothing else.
            told.breaker.failed(permit, nowNs);
        } else {
            told.breaker.released(permit);
        }
        tell(told, nowNs);
    }

    /** Tells the cooldowns that ended. */
    void letTimePass(final long nowNs) {
        breakers.values().forEach(told -> tell(told, nowNs));
    }

    private static void onRefusal(final Told told, final Permit permit, final Refusal refusal, final long nowNs) {
        final ErrorClass errorClass = refusal.errorClass();
        final boolean isVenueFailure = errorClass == ErrorClass.UNKNOWN_OUTCOME
                || errorClass == ErrorClass.RATE_LIMIT
                || errorClass == ErrorClass.MAINTENANCE;
        if (isVenueFailure) {
            told.text = errorClass + " " + refusal.text();
            told.breaker.failed(permit, nowNs);
            if (errorClass == ErrorClass.MAINTENANCE) {
                told.breaker.open(nowNs);
            }
        } else if (errorClass == ErrorClass.AUTH) {
            told.breaker.released(permit); // The account's trouble, not the venue's: it has its own stop.
        } else {
            told.breaker.succeeded(permit);
        }
    }

    private void tell(final Told told, final long nowNs) {
        synchronized (told) {
            final BreakerState state = told.breaker.state(nowNs);
            if (state != told.state) {
                told.state = state;
                listener.onBreaker(
                        told.account,
                        told.surface,
                        state,
                        TimeUnit.NANOSECONDS.toMillis(told.breaker.cooldownNs(nowNs)),
                        state == BreakerState.CLOSED ? "" : told.text);
            }
        }
    }

    private Told told(final String account, final Surface surface) {
        return breakers.computeIfAbsent(
                surface + " " + account,
                key -> new Told(
                        account,
                        surface,
                        new CircuitBreaker(policy.breakerWindowNs(), policy.breakerOpenAfter(), policy.cooldownNs())));
    }
}
