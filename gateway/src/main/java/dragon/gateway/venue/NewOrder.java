package dragon.gateway.venue;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;

/**
 * An order to be sent once.
 *
 * @param limitPriceE8 or {@link #NO_PRICE} for MARKET, BID and ASK
 * @param bookLevel for BID and ASK: level of the venue's book, 1 = best; else 0
 * @param deadlineNs reading of the machine's monotonic clock from which on it may not leave
 */
public record NewOrder(
        long clientOrderId,
        int accountId,
        int instrumentId,
        Side side,
        Leg leg,
        OrderType type,
        boolean reduceOnly,
        long limitPriceE8,
        long quantityE8,
        int bookLevel,
        long deadlineNs) {
    /** The order has no price of its own. */
    public static final long NO_PRICE = Long.MIN_VALUE;
}
