package dragon.tools.backtest.paper;

import dragon.engine.protocol.Bool;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;

/** An order as the paper venue keeps it. Prices and quantities times 10^8. */
final class PaperOrder {
    private final long clientOrderId;
    private final Side side;
    private final Leg leg;
    private final OrderType type;
    private final OrderRole role;
    private final boolean isReduceOnly;
    private final int bookLevel;
    private final long quantityE8;
    private final long limitE8;
    private long venueOrderId;
    private long priceE8;
    private long filledE8;
    private VenueOrderStatus status = VenueOrderStatus.NEW;

    PaperOrder(final PlaceOrderDecoder place) {
        clientOrderId = place.clientOrderId();
        side = place.side();
        leg = place.leg();
        type = place.orderType();
        role = place.role();
        isReduceOnly = place.reduceOnly() == Bool.YES;
        bookLevel = Math.max(1, place.bookLevel());
        quantityE8 = place.quantityE8();
        limitE8 = place.limitPriceE8();
    }

    void open(final long newVenueOrderId, final long newPriceE8) {
        venueOrderId = newVenueOrderId;
        priceE8 = newPriceE8;
    }

    void fill(final long fillE8) {
        filledE8 += fillE8;
        status = filledE8 == quantityE8 ? VenueOrderStatus.FILLED : VenueOrderStatus.PARTIALLY_FILLED;
    }

    void end(final VenueOrderStatus newStatus) {
        status = newStatus;
    }

    long clientOrderId() {
        return clientOrderId;
    }

    long venueOrderId() {
        return venueOrderId;
    }

    Side side() {
        return side;
    }

    Leg leg() {
        return leg;
    }

    OrderType type() {
        return type;
    }

    OrderRole role() {
        return role;
    }

    boolean isReduceOnly() {
        return isReduceOnly;
    }

    /** Level of the book for orders that are placed by it, 1 = best. */
    int bookLevel() {
        return bookLevel;
    }

    long quantityE8() {
        return quantityE8;
    }

    /** The limit that was asked for; {@code PlaceOrderDecoder.limitPriceE8NullValue()} = none. */
    long limitE8() {
        return limitE8;
    }

    /** Where it rests; 0 = it never did. */
    long priceE8() {
        return priceE8;
    }

    long filledE8() {
        return filledE8;
    }

    long leavesE8() {
        return quantityE8 - filledE8;
    }

    VenueOrderStatus status() {
        return status;
    }
}
