package dragon.gateway.session;

import dragon.engine.protocol.OrderType;
import org.agrona.collections.LongHashSet;

/** What a session must remember of an order that may be open. */
final class LiveOrder {
    final long clientOrderId;
    final int accountId;
    final int instrumentId;

    /** Null where the order was placed by an earlier session. */
    final OrderType type;

    /** Whether the place has left and has no answer yet. */
    boolean isPlaceInFlight;

    /** A cancel that waits for the answer to the place; it must not overtake it. */
    boolean isCancelHeld;

    long heldVenueOrderId;
    boolean isCancelRequested;
    boolean isAcknowledged;
    long acknowledgedNs;

    /** Queries of ours that have no answer yet; the core's are counted apart. */
    int ownQueryCount;

    int coreQueryCount;

    /** The stream told of a trade that we have not, while a query was under way: that one may be too old. */
    boolean isQueryRepeated;

    private final LongHashSet trades = new LongHashSet();
    private long tradedE8;

    LiveOrder(final long clientOrderId, final int accountId, final int instrumentId, final OrderType type) {
        this.clientOrderId = clientOrderId;
        this.accountId = accountId;
        this.instrumentId = instrumentId;
        this.type = type;
    }

    void addTrade(final long tradeId, final long quantityE8) {
        if (trades.add(tradeId)) {
            tradedE8 += quantityE8;
        }
    }

    /** Sum of the trades that were passed on. */
    long tradedE8() {
        return tradedE8;
    }

    boolean isQueried() {
        return ownQueryCount + coreQueryCount > 0;
    }
}
