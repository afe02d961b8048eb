package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.woox.HealthBoard.Cause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthBoardTest {
    private final List<String> told = new ArrayList<>();
    private final HealthBoard board = new HealthBoard(fact -> {
        final HealthChanged changed = (HealthChanged) fact;
        told.add(changed.accountId() + " " + changed.surface() + " " + changed.state() + " " + changed.text());
    });

    @Test
    void isAsIllAsTheWorstCauseAndWellWhenTheLastIsGone() {
        set(1, Cause.BREAKER, SurfaceState.DEGRADED, "half");
        set(1, Cause.AUTH, SurfaceState.DOWN, "key");
        set(1, Cause.BREAKER, SurfaceState.UP, "");
        set(1, Cause.AUTH, SurfaceState.UP, "");
        assertEquals(List.of("1 REST_TRADE DEGRADED half", "1 REST_TRADE DOWN key", "1 REST_TRADE UP "), told);
    }

    @Test
    void tellsEachAccountWhatConcernsAll() {
        set(1, Cause.CREDENTIAL, SurfaceState.UP, "");
        set(2, Cause.AUTH, SurfaceState.DOWN, "key");
        told.clear();
        set(HealthBoard.ALL_ACCOUNTS, Cause.MAINTENANCE, SurfaceState.DEGRADED, "maintenance");
        set(HealthBoard.ALL_ACCOUNTS, Cause.MAINTENANCE, SurfaceState.DEGRADED, "maintenance");
        set(HealthBoard.ALL_ACCOUNTS, Cause.MAINTENANCE, SurfaceState.UP, "");
        assertEquals(List.of("1 REST_TRADE DEGRADED maintenance", "1 REST_TRADE UP "), told);
    }

    @Test
    void tellsALaterAccountWhatWasIllBefore() {
        set(HealthBoard.ALL_ACCOUNTS, Cause.CLOCK, SurfaceState.DEGRADED, "clock_off");
        set(3, Cause.CREDENTIAL, SurfaceState.UP, "");
        assertEquals(List.of("3 REST_TRADE DEGRADED clock_off"), told);
    }

    private void set(final int accountId, final Cause cause, final SurfaceState state, final String text) {
        board.set(accountId, Surface.REST_TRADE, cause, state, text);
    }
}
