package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Rows.PositionRow;
import org.junit.jupiter.api.Test;

class OrderTranslationTest {
    private static final long ONE = 100_000_000L;

    @Test
    void writesAPlaceAsTheVenueWantsIt() {
        assertEquals(
                "{\"symbol\":\"PERP_BTC_USDT\",\"side\":\"BUY\",\"positionSide\":\"LONG\",\"type\":\"LIMIT\",\"price\":\"60000\","
                        + "\"quantity\":\"0.001\",\"reduceOnly\":false,\"clientOrderId\":1954766344355779056}",
                OrderTranslation.placeBody(
                        order(Side.BUY, Leg.LONG, OrderType.LIMIT, false, 60_000 * ONE, ONE / 1_000), "PERP_BTC_USDT"));
        assertEquals(
                "{\"symbol\":\"S\",\"side\":\"BUY\",\"positionSide\":\"SHORT\",\"type\":\"IOC\",\"price\":\"0.00000001\","
                        + "\"quantity\":\"100000\",\"reduceOnly\":true,\"clientOrderId\":1954766344355779056}",
                OrderTranslation.placeBody(order(Side.BUY, Leg.SHORT, OrderType.IOC, true, 1, 100_000 * ONE), "S"));
    }

    @Test
    void leavesThePriceOutWhereTheVenueMakesIt() {
        for (final OrderType type : new OrderType[] {OrderType.MARKET, OrderType.BID, OrderType.ASK}) {
            assertEquals(
                    "{\"symbol\":\"S\",\"side\":\"SELL\",\"positionSide\":\"SHORT\",\"type\":\"" + type
                            + "\",\"quantity\":\"1\",\"reduceOnly\":false,\"clientOrderId\":1954766344355779056}",
                    OrderTranslation.placeBody(order(Side.SELL, Leg.SHORT, type, false, NewOrder.NO_PRICE, ONE), "S"));
        }
    }

    @Test
    void namesTheBookLevelWhereTheVenueMakesThePrice() {
        final NewOrder order =
                new NewOrder(7, 1, 1, Side.BUY, Leg.LONG, OrderType.BID, false, NewOrder.NO_PRICE, ONE, 3, 0);
        assertEquals(
                "{\"symbol\":\"S\",\"side\":\"BUY\",\"positionSide\":\"LONG\",\"type\":\"BID\",\"quantity\":\"1\","
                        + "\"reduceOnly\":false,\"bidAskLevel\":3,\"clientOrderId\":7}",
                OrderTranslation.placeBody(order, "S"));
    }

    @Test
    void knowsEveryStatusAndNoOther() {
        assertEquals(VenueOrderStatus.NEW, OrderTranslation.status("NEW"));
        assertEquals(VenueOrderStatus.NEW, OrderTranslation.status("REPLACED"));
        assertEquals(VenueOrderStatus.PARTIALLY_FILLED, OrderTranslation.status("PARTIAL_FILLED"));
        assertEquals(VenueOrderStatus.FILLED, OrderTranslation.status("FILLED"));
        assertEquals(VenueOrderStatus.CANCELED, OrderTranslation.status("CANCELLED"));
        assertEquals(VenueOrderStatus.REJECTED, OrderTranslation.status("REJECTED"));
        assertNull(OrderTranslation.status("PARTIALLY_FILLED"));
    }

    @Test
    void takesASmallHoldingOfTheShortLegAbsoluteWhateverItsSign() throws DecodeException {
        assertEquals(ONE, OrderTranslation.leg(row("SHORT", -ONE), 1, 9).quantityE8());
        assertEquals(ONE, OrderTranslation.leg(row("SHORT", ONE), 1, 9).quantityE8());
        assertEquals(Leg.LONG, OrderTranslation.leg(row("LONG", 0), 1, 9).leg());
        assertNull(OrderTranslation.leg(row("BOTH", ONE), 1, 9));
        assertThrows(DecodeException.class, () -> OrderTranslation.leg(row("LONG", -ONE), 1, 9));
    }

    private static PositionRow row(final String side, final long holdingE8) {
        return new PositionRow("S", side, "CROSS", holdingE8, ONE, 0, 0, 0, 0, 9, 0);
    }

    private static NewOrder order(
            final Side side,
            final Leg leg,
            final OrderType type,
            final boolean reduceOnly,
            final long priceE8,
            final long quantityE8) {
        return new NewOrder(1_954_766_344_355_779_056L, 1, 1, side, leg, type, reduceOnly, priceE8, quantityE8, 0, 0);
    }
}
