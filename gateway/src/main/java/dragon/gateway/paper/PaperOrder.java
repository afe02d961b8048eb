package dragon.gateway.paper;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.Trade;
import java.util.ArrayList;
import java.util.List;

/** An order as the paper venue keeps it; prices and quantities times 10^8. */
final class PaperOrder {
    /** How much stands before it is not known yet: it is asked at the next quote. */
    static final long AHEAD_UNKNOWN = -1;

    final int accountId;
    final int instrumentId;
    final long clientOrderId;
    final long venueOrderId;
    final Side side;
    final Leg leg;
    final OrderType type;
    final boolean isReduceOnly;
    final long quantityE8;

    /** Where it rests, or how far it may take; {@link VenueFact#NO_PRICE} = as far as it goes. */
    final long priceE8;

    /** Quantity at its price that trades first. */
    long aheadE8 = AHEAD_UNKNOWN;

    private final List<Trade> trades = new ArrayList<>(1);
    private long filledE8;
    private VenueOrderStatus status = VenueOrderStatus.NEW;
    private long changedMs;
    private String text = "";

    PaperOrder(final NewOrder asked, final long venueOrderId, final long priceE8, final long nowMs) {
        this.accountId = asked.accountId();
        this.instrumentId = asked.instrumentId();
        this.clientOrderId = asked.clientOrderId();
        this.venueOrderId = venueOrderId;
        this.side = asked.side();
        this.leg = asked.leg();
        this.type = asked.type();
        this.isReduceOnly = asked.reduceOnly();
        this.quantityE8 = asked.quantityE8();
        this.priceE8 = priceE8;
        this.changedMs = nowMs;
    }

    void fill(final Trade trade) {
        trades.add(trade);
        filledE8 = Math.addExact(filledE8, trade.quantityE8());
        status = filledE8 == quantityE8 ? VenueOrderStatus.FILLED : VenueOrderStatus.PARTIALLY_FILLED;
        changedMs = trade.venueTimeMs();
    }

    void end(final VenueOrderStatus newStatus, final String why, final long nowMs) {
        status = newStatus;
        text = why;
        changedMs = nowMs;
    }

    boolean isOpen() {
        return status == VenueOrderStatus.NEW || status == VenueOrderStatus.PARTIALLY_FILLED;
    }

    boolean isBuy() {
        return side == Side.BUY;
    }

    /** Whether it adds to its leg. */
    boolean isOpening() {
        return isBuy() == (leg == Leg.LONG);
    }

    /** Whether what it cannot take at once stays in the book. */
    boolean rests() {
        return switch (type) {
            case LIMIT, POST_ONLY, BID, ASK -> true;
            default -> false;
        };
    }

    /** Whether its price reaches a price of the other side. */
    boolean reaches(final long otherE8) {
        return otherE8 != VenueFact.NO_PRICE
                && (priceE8 == VenueFact.NO_PRICE || (isBuy() ? priceE8 >= otherE8 : priceE8 <= otherE8));
    }

    long leavesE8() {
        return quantityE8 - filledE8;
    }

    long filledE8() {
        return filledE8;
    }

    VenueOrderStatus status() {
        return status;
    }

    List<Trade> trades() {
        return List.copyOf(trades);
    }

    /** What the venue says of it now. */
    OrderState state() {
        return new OrderState(
                accountId, instrumentId, clientOrderId, venueOrderId, status, filledE8, priceE8, changedMs, text);
    }
}
