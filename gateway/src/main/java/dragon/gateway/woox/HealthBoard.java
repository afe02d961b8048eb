package dragon.gateway.woox;

import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueListener;
import java.util.HashMap;
import java.util.Map;

/**
 * State of each surface of the venue, told when it changes.
 *
 * <p>One failure in a row degrades a surface, three take it down, one success brings it up. Threading: any thread.
 */
final class HealthBoard {
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

    synchronized void succeeded(final int accountId, final Surface surface) {
        surface(accountId, surface).failureCount = 0;
        set(accountId, surface, SurfaceState.UP, "");
    }

    synchronized void failed(final int accountId, final Surface surface, final String text) {
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
