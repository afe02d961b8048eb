package dragon.gateway.woox;

import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.util.HashMap;
import java.util.Map;

/**
 * State of each surface of the venue, told when it changes.
 *
 * <p>One failure in a row degrades a surface, three take it down, one success brings it up. Threading: any thread.
 */
final class HealthBoard {
    /** Account id of what concerns every account. */
    static final int ALL_ACCOUNTS = 0;

    private static final int FAILURES_DOWN = 3;

    private final VenueListener listener;
    private final Map<Long, Mutable> surfaces = new HashMap<>();

    HealthBoard(final VenueListener listener) {
        this.listener = listener;
    }

    private static final class Mutable {
        private SurfaceState state;
        private int failureCount;
    }

    /** Takes the outcome of a request that only works where trading works. */
    void noteTrade(final int accountId, final RestOutcome outcome) {
        if (outcome instanceof Success) {
            succeeded(accountId, Surface.REST_TRADE);
        } else if (outcome instanceof Failure failure) {
            failed(accountId, Surface.REST_TRADE, failure.text());
        } else if (outcome instanceof Refusal refusal) {
            final String text = refusal.errorClass() + " " + refusal.text();
            switch (refusal.errorClass()) {
                case AUTH, SUSPENDED -> set(accountId, Surface.REST_TRADE, SurfaceState.DOWN, text);
                case UNKNOWN_OUTCOME, MAINTENANCE -> failed(accountId, Surface.REST_TRADE, text);
                case RATE_LIMIT -> {
                    // The surface works, there is only too much of us.
                }
                default -> succeeded(accountId, Surface.REST_TRADE);
            }
        }
    }

    /** Takes the outcome of a request that only reads. */
    void noteRead(final RestOutcome outcome) {
        if (outcome instanceof Success) {
            succeeded(ALL_ACCOUNTS, Surface.REST_READ);
        } else if (outcome instanceof Failure failure) {
            failed(ALL_ACCOUNTS, Surface.REST_READ, failure.text());
        } else if (outcome instanceof Refusal refusal
                && (refusal.errorClass() == ErrorClass.UNKNOWN_OUTCOME
                        || refusal.errorClass() == ErrorClass.MAINTENANCE)) {
            failed(ALL_ACCOUNTS, Surface.REST_READ, refusal.errorClass() + " " + refusal.text());
        }
    }

    private synchronized void succeeded(final int accountId, final Surface surface) {
        surface(accountId, surface).failureCount = 0;
        set(accountId, surface, SurfaceState.UP, "");
    }

    private synchronized void failed(final int accountId, final Surface surface, final String text) {
        final int failureCount = ++surface(accountId, surface).failureCount;
        set(accountId, surface, failureCount >= FAILURES_DOWN ? SurfaceState.DOWN : SurfaceState.DEGRADED, text);
    }

    /** Sets a state whatever happened before. */
    synchronized void set(final int accountId, final Surface surface, final SurfaceState state, final String text) {
        final Mutable known = surface(accountId, surface);
        if (known.state != state) {
            known.state = state;
            listener.onFact(new HealthChanged(accountId, surface, state, text));
        }
    }

    synchronized boolean isUp(final int accountId, final Surface surface) {
        return surface(accountId, surface).state == SurfaceState.UP;
    }

    private Mutable surface(final int accountId, final Surface surface) {
        return surfaces.computeIfAbsent((long) accountId << 8 | surface.value(), key -> new Mutable());
    }
}
