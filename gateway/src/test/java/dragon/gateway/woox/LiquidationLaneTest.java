package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.StrategyParameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate {@code liq.min_distance} on a liquidation price that the exchange tells: entries wait, the way out is open. */
class LiquidationLaneTest {
    private static final long E8 = 100_000_000L;
    private static final long BALANCE_USD = 300;

    @TempDir
    private Path directory;

    private LaneInOneProcess lane;

    @BeforeEach
    void start() throws IOException {
        lane = new LaneInOneProcess(directory, LaneMode.SIM, BALANCE_USD * E8);
    }

    @AfterEach
    void stop() {
        lane.close();
    }

    @Test
    void noEntryLeavesWhileTheVenueWouldLiquidateTooNearAndTheTakeProfitStands() {
        // 0.01 BTC for 600 USD on 300 USD: at about 30,300 nothing covers the maintenance margin any more, 49 % away.
        lane.begin(
                Legs.LONG_ONLY,
                Map.of(
                        StrategyParameter.BASE_QUANTITY, "0.01",
                        StrategyParameter.MAX_ENTRIES, "2",
                        StrategyParameter.BASE_DEVIATION_PCT, "1",
                        StrategyParameter.DEVIATION_MULTIPLIER, "1",
                        StrategyParameter.VOLUME_MULTIPLIER, "1",
                        StrategyParameter.TAKE_PROFIT_PCT, "0.5",
                        StrategyParameter.EXIT_COOLDOWN_MINUTES, "60"),
                () -> lane.limit(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "60"));
        lane.await("an entry and its take profit", () -> is(OrderRole.TAKE_PROFIT, OrderStatus.NEW));
        lane.await("a liquidation price", () -> leg().liquidationPriceE8() != Instrument.NULL_PRICE);
        assertEquals(30_364, leg().liquidationPriceE8() / E8, 40, "the venue's, told through the gateway");
        lane.run(5);
        assertEquals(1, leg().entryCount());
        assertTrue(!is(OrderRole.DCA, OrderStatus.NEW), "the rung waits");
        assertTrue(
                lane.events().stream().anyMatch(event -> event.startsWith("LIQUIDATION_BLOCK DCA")),
                () -> lane.events().toString());

        lane.limit(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "40");
        lane.await("a rung that rests", () -> is(OrderRole.DCA, OrderStatus.NEW));
        lane.market("60600.0", "60600.1");
        lane.await("the way out", () -> leg().isFlat());
    }

    private LegState leg() {
        return lane.core().state().bots().get(2).leg(Leg.LONG);
    }

    private boolean is(final OrderRole role, final OrderStatus status) {
        final Order order = lane.core().state().orders().get(leg().orderId(role));
        return order != null && order.status() == status;
    }
}
