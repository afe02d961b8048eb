package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.CoreHarness;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which live lanes may start. */
final class LimitsAtStartTest {
    private final CoreHarness dragon = new CoreHarness();

    private String missing(final LaneMode mode) {
        return LimitsAtStart.missing(dragon.core().state(), mode);
    }

    @Test
    void aLaneThatHoldsNothingDoesNotStartWithoutItsLimits() {
        dragon.ready(Legs.LONG_ONLY, "0");
        assertTrue(missing(LaneMode.LIVE).startsWith("main: order.max_notional "), missing(LaneMode.LIVE));
        assertEquals("", missing(LaneMode.SIM));
    }

    @Test
    void aLaneThatHoldsALegStartsSoThatSomebodyLooksAfterIt() {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        List.copyOf(dragon.placedIds()).stream()
                .filter(id -> dragon.core().state().orders().get(id).role() != OrderRole.ENTRY)
                .forEach(id -> dragon.status(id, VenueOrderStatus.CANCELED, "0"));
        assertEquals("", missing(LaneMode.LIVE));
    }

    @Test
    void aLaneWithAnOrderThatHasNotEndedStartsToo() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        assertEquals(1, dragon.placedIds().size());
        assertEquals("", missing(LaneMode.LIVE));
    }
}
