package dragon.gateway.woox;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueListener;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * State of each surface of the venue, told when it changes.
 *
 * <p>A surface may be ill for several reasons at once; it is as ill as the worst of them, and well again when the last is
 * gone. What concerns every account is told for each of them, but for the public stream. Threading: any thread.
 */
final class HealthBoard {
    /** Account id of what concerns every account. */
    static final int ALL_ACCOUNTS = 0;

    /** Why a surface is ill. */
    enum Cause {
        STREAM,
        BREAKER,
        CREDENTIAL,
        AUTH,
        MODE,
        ACCOUNT_MODE,
        SUSPENDED,
        MAINTENANCE,
        CLOCK,
        DECODE
    }

    private record Illness(SurfaceState state, String text) {}

    private record Guard(BreakerState state, long cooldownMs) {}

    private record Told(Illness illness, Guard guard) {}

    private record Key(int accountId, Surface surface) {}

    private static final Guard UNGUARDED = new Guard(BreakerState.UNGUARDED, 0);
    private static final Guard CLOSED = new Guard(BreakerState.CLOSED, 0);
    private static final Illness WELL = new Illness(SurfaceState.UP, "");

    private final VenueListener listener;
    private final Map<Key, Map<Cause, Illness>> illnesses = new HashMap<>();
    private final Map<Key, Guard> guards = new HashMap<>();
    private final Map<Key, Told> told = new HashMap<>();
    private final TreeSet<Integer> accountIds = new TreeSet<>();

    HealthBoard(final VenueListener listener) {
        this.listener = listener;
    }

    /** Sets or, with UP, clears one cause. */
    synchronized void set(
            final int accountId,
            final Surface surface,
            final Cause cause,
            final SurfaceState state,
            final String text) {
        final Map<Cause, Illness> causes =
                illnesses.computeIfAbsent(new Key(accountId, surface), key -> new EnumMap<>(Cause.class));
        if (state == SurfaceState.UP) {
            causes.remove(cause);
        } else {
            causes.put(cause, new Illness(state, text));
        }
        if (accountId != ALL_ACCOUNTS) {
            accountIds.add(accountId);
            tell(accountId, surface);
        } else if (surface == Surface.PUBLIC_STREAM) {
            tell(ALL_ACCOUNTS, surface);
        } else {
            accountIds.forEach(id -> tell(id, surface));
        }
    }

    /** Clears one cause. */
    void clear(final int accountId, final Surface surface, final Cause cause) {
        set(accountId, surface, cause, SurfaceState.UP, "");
    }

    /**
     * Takes a circuit breaker's change: open is down, half open is degraded.
     *
     * @param text the last failure
     */
    synchronized void setBreaker(
            final int accountId,
            final Surface surface,
            final BreakerState state,
            final long cooldownMs,
            final String text) {
        guards.put(new Key(accountId, surface), new Guard(state, cooldownMs));
        final SurfaceState surfaceState =
                switch (state) {
                    case OPEN -> SurfaceState.DOWN;
                    case HALF_OPEN -> SurfaceState.DEGRADED;
                    default -> SurfaceState.UP;
                };
        set(accountId, surface, Cause.BREAKER, surfaceState, text);
    }

    private void tell(final int accountId, final Surface surface) {
        Illness worst = worse(WELL, illnesses.get(new Key(accountId, surface)));
        worst = worse(worst, illnesses.get(new Key(ALL_ACCOUNTS, surface)));
        final Guard guard = guard(accountId, surface);
        final Told news = new Told(worst, guard);
        if (!news.equals(told.put(new Key(accountId, surface), news))) {
            listener.onFact(new HealthChanged(
                    accountId,
                    surface,
                    worst.state(),
                    guard.state(),
                    (int) Math.min(Integer.MAX_VALUE, guard.cooldownMs()),
                    worst.text()));
        }
    }

    /** Of the account's own breaker, or of that of public requests where only that one is not closed. */
    private Guard guard(final int accountId, final Surface surface) {
        if (surface == Surface.PUBLIC_STREAM || surface == Surface.PRIVATE_STREAM) {
            return UNGUARDED;
        }
        final Guard own = guards.getOrDefault(new Key(accountId, surface), CLOSED);
        return own.state() == BreakerState.CLOSED ? guards.getOrDefault(new Key(ALL_ACCOUNTS, surface), CLOSED) : own;
    }

    private static Illness worse(final Illness known, final Map<Cause, Illness> causes) {
        Illness worst = known;
        if (causes != null) {
            for (final Illness illness : causes.values()) {
                if (illness.state().value() > worst.state().value()) {
                    worst = illness;
                }
            }
        }
        return worst;
    }
}
