package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.LegState;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The real strategy in the core: a leg of 0.01 from 60,000 that trails by 0.3 % once it has gained 0.5 %, and stops at 2 %. */
class TrailingScenarioTest {
    private static final Map<StrategyParameter, String> TRAILING = Map.of(
            StrategyParameter.TAKE_PROFIT_PCT, "5",
            StrategyParameter.STOP_PCT, "2",
            StrategyParameter.TRAIL_ACTIVATION_PCT, "0.5",
            StrategyParameter.TRAIL_DISTANCE_PCT, "0.3");

    private final CoreHarness dragon = new CoreHarness();

    private LegState leg(final Leg leg) {
        return dragon.core().state().bots().get(1).leg(leg);
    }

    private void inPosition(final Leg leg) {
        dragon.readyWith(leg == Leg.LONG ? Legs.LONG_ONLY : Legs.SHORT_ONLY, TRAILING)
                .bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
        dragon.accepted(leg(leg).orderId(OrderRole.DCA))
                .accepted(leg(leg).orderId(OrderRole.TAKE_PROFIT))
                .forget();
    }

    private void restart(final int session) {
        dragon.restart()
                .gatewayUp(session)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .historyEnd()
                .forget();
    }

    @Test
    void aLongLegIsLeftAtItsDistanceBelowThePeakAcrossRestarts() {
        inPosition(Leg.LONG);
        dragon.quote("60299.9", "60300.0").quote("60000.0", "60000.1");
        assertNull(leg(Leg.LONG).exitReason(), "it had not gained enough");
        dragon.quote("60300.0", "60300.1");
        restart(80);
        dragon.quote("60600.0", "60600.1");
        restart(81);

        dragon.quote("60418.3", "60418.4");
        assertNull(leg(Leg.LONG).exitReason());
        dragon.quote("60418.2", "60418.3");

        assertEquals(ExitReason.TRAILING_EXIT, leg(Leg.LONG).exitReason());
    }

    @Test
    void aShortLegIsLeftAtItsDistanceAboveTheTroughAcrossRestarts() {
        inPosition(Leg.SHORT);
        dragon.quote("59699.9", "59700.0").quote("59399.9", "59400.0");
        restart(80);

        dragon.quote("59578.0", "59578.1");
        assertNull(leg(Leg.SHORT).exitReason());
        dragon.quote("59578.1", "59578.2");

        assertEquals(ExitReason.TRAILING_EXIT, leg(Leg.SHORT).exitReason());
    }

    @Test
    void theFixedStopStaysInForceBesideIt() {
        inPosition(Leg.LONG);

        dragon.quote("58800.0", "58800.1");

        assertEquals(ExitReason.SL_PCT, leg(Leg.LONG).exitReason());
        assertTrue(dragon.takeSent().contains("cancel"));
    }
}
