package dragon.gateway.woox;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.LegHeld;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.woox.parse.Decimals;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.Rows.TradeRow;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;

/** Orders, trades and legs between the venue's words and ours. Pure. */
final class OrderTranslation {
    private OrderTranslation() {}

    /** Body of a place, keys in a fixed order. */
    static String placeBody(final NewOrder order, final String symbol) {
        final StringBuilder json = new StringBuilder(256);
        json.append("{\"symbol\":\"").append(symbol);
        json.append("\",\"side\":\"").append(order.side() == Side.BUY ? "BUY" : "SELL");
        json.append("\",\"positionSide\":\"").append(order.leg() == Leg.LONG ? "LONG" : "SHORT");
        json.append("\",\"type\":\"").append(typeName(order.type())).append('"');
        if (order.limitPriceE8() != NewOrder.NO_PRICE && hasPrice(order.type())) {
            json.append(",\"price\":\"")
                    .append(Decimals.plainText(order.limitPriceE8()))
                    .append('"');
        }
        json.append(",\"quantity\":\"").append(Decimals.plainText(order.quantityE8()));
        json.append("\",\"reduceOnly\":").append(order.reduceOnly());
        if (order.bookLevel() > 0 && (order.type() == OrderType.BID || order.type() == OrderType.ASK)) {
            json.append(",\"bidAskLevel\":").append(order.bookLevel());
        }
        json.append(",\"clientOrderId\":").append(order.clientOrderId()).append('}');
        return json.toString();
    }

    /** Status in our words; null for one that the venue has not told us of. */
    static VenueOrderStatus status(final String status) {
        return switch (status) {
            case "NEW", "REPLACED" -> VenueOrderStatus.NEW;
            case "PARTIAL_FILLED" -> VenueOrderStatus.PARTIALLY_FILLED;
            case "FILLED" -> VenueOrderStatus.FILLED;
            case "CANCELLED" -> VenueOrderStatus.CANCELED;
            case "REJECTED" -> VenueOrderStatus.REJECTED;
            default -> null;
        };
    }

    static PositionMode positionMode(final String mode) {
        return switch (mode) {
            case "HEDGE_MODE" -> PositionMode.HEDGE;
            case "ONE_WAY" -> PositionMode.ONE_WAY;
            default -> PositionMode.UNKNOWN;
        };
    }

    /** The trade of a report; null where it has none. */
    static Trade trade(final ExecutionReport report, final int accountId, final int instrumentId) {
        if (report.tradeId() == 0) {
            return null;
        }
        return new Trade(
                accountId,
                instrumentId,
                report.clientOrderId(),
                report.orderId(),
                report.tradeId(),
                report.lastPriceE8(),
                report.lastQuantityE8(),
                feeUsdE8(report.feeE8(), report.feeAsset()),
                report.isMaker(),
                report.timeMs());
    }

    /** The state of a report; null where its status is missing or unknown. */
    static OrderState state(final ExecutionReport report, final int accountId, final int instrumentId) {
        final VenueOrderStatus status = report.status() == null ? null : status(report.status());
        if (status == null) {
            return null;
        }
        return new OrderState(
                accountId,
                instrumentId,
                report.clientOrderId(),
                report.orderId(),
                status,
                report.cumulativeQuantityE8() == Rows.NONE ? 0 : report.cumulativeQuantityE8(),
                price(report.priceE8()),
                report.timeMs(),
                report.reason() == null ? "" : report.reason());
    }

    static OrderState state(final OrderRow row, final int accountId, final int instrumentId, final long timeMs)
            throws DecodeException {
        final VenueOrderStatus status = status(row.status());
        if (status == null) {
            throw new DecodeException("order " + row.orderId() + ": status is unknown");
        }
        return new OrderState(
                accountId,
                instrumentId,
                row.clientOrderId(),
                row.orderId(),
                status,
                row.executedE8(),
                price(row.priceE8()),
                timeMs,
                "");
    }

    static Trade trade(final TradeRow row, final long clientOrderId, final int accountId, final int instrumentId) {
        return new Trade(
                accountId,
                instrumentId,
                clientOrderId,
                row.orderId(),
                row.id(),
                row.priceE8(),
                row.quantityE8(),
                feeUsdE8(row.feeE8(), row.feeAsset()),
                row.isMaker(),
                row.timeMs());
    }

    /**
     * A leg; null for a row of one-way mode.
     *
     * @throws DecodeException where side and sign of the holding contradict each other
     */
    static LegHeld leg(final PositionRow row, final int instrumentId, final long timeMs) throws DecodeException {
        final Leg leg =
                switch (row.positionSide()) {
                    case "LONG" -> Leg.LONG;
                    case "SHORT" -> Leg.SHORT;
                    default -> null;
                };
        if (leg == null) {
            return null;
        }
        if (leg == Leg.LONG && row.holdingE8() < 0) {
            throw new DecodeException("position of " + row.symbol() + " is LONG and its holding is negative");
        }
        return new LegHeld(
                instrumentId,
                leg,
                Math.abs(row.holdingE8()),
                row.averageOpenPriceE8(),
                price(row.markPriceE8()),
                price(row.liquidationPriceE8()),
                row.adlQuantile(),
                row.leverage(),
                row.timeMs() == Rows.NONE ? timeMs : row.timeMs());
    }

    private static long price(final long priceE8) {
        return priceE8 > 0 ? priceE8 : VenueFact.NO_PRICE;
    }

    private static long feeUsdE8(final long feeE8, final String asset) {
        return feeE8 == Rows.NONE || !"USDT".equals(asset) ? VenueFact.NO_FEE : feeE8;
    }

    private static boolean hasPrice(final OrderType type) {
        return type != OrderType.MARKET && type != OrderType.BID && type != OrderType.ASK;
    }

    private static String typeName(final OrderType type) {
        return switch (type) {
            case LIMIT, MARKET, IOC, FOK, POST_ONLY, BID, ASK -> type.name();
            default -> throw new IllegalArgumentException("order type " + type);
        };
    }
}
