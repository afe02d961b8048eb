package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;
import java.util.ArrayList;
import java.util.List;

/** One accepted order, from its acceptance to its end and after. */
final class VenueOrder {
    final VenueAccount account;
    final Market market;
    final long orderId;
    final long clientOrderId;
    final Side side;
    final PositionSide positionSide;
    final OrderType type;
    final boolean reduceOnly;
    final String tag;
    final String marginMode;
    final long createdMs;
    final int bidAskLevel;
    final List<VenueTrade> trades = new ArrayList<>(2);

    /** NULL for MARKET. */
    long priceE8;

    long quantityE8;
    long executedE8;
    long averagePriceE8;
    long feeE8;
    long realizedE8;
    OrderStatus status = OrderStatus.NEW;
    /** Venue time at which it ended; far away while it is open. */
    long endedMs = Long.MAX_VALUE;
    /** A fault leaves it out of every list of orders. */
    boolean isInNoList;

    String reason = "";

    VenueOrder(
            final VenueAccount account,
            final Market market,
            final NewOrder asked,
            final long orderId,
            final long nowMs) {
        this.account = account;
        this.market = market;
        this.orderId = orderId;
        clientOrderId = asked.clientOrderId;
        side = asked.side;
        positionSide = asked.positionSide;
        type = asked.type;
        reduceOnly = asked.reduceOnly;
        tag = asked.tag;
        marginMode = asked.marginMode;
        bidAskLevel = asked.bidAskLevel;
        createdMs = nowMs;
        priceE8 = asked.priceE8;
        quantityE8 = asked.quantityE8;
    }

    long leavesE8() {
        return quantityE8 - executedE8;
    }

    /** Whether it takes position away rather than adding to it; in one-way mode only a reduce-only order says so. */
    boolean isClosing() {
        return positionSide == PositionSide.BOTH ? reduceOnly : !positionSide.isOpenedBy(side);
    }

    void fill(final VenueTrade trade) {
        averagePriceE8 = executedE8 == 0
                ? trade.priceE8()
                : DecimalE8.weightedMean(averagePriceE8, executedE8, trade.priceE8(), trade.quantityE8());
        executedE8 += trade.quantityE8();
        feeE8 += trade.feeE8();
        realizedE8 += trade.realizedE8();
        trades.add(trade);
        status = leavesE8() == 0 ? OrderStatus.FILLED : OrderStatus.PARTIAL_FILLED;
        endedMs = leavesE8() == 0 ? trade.wallMs() : endedMs;
    }

    /** How it stood at that venue time: the same order, or a copy without what came later. */
    VenueOrder asOf(final long atMs) {
        final boolean isAllKnown =
                (trades.isEmpty() || trades.get(trades.size() - 1).wallMs() <= atMs)
                        && (status.isOpen() || endedMs <= atMs);
        if (isAllKnown) {
            return this;
        }
        final NewOrder asked = new NewOrder();
        asked.clientOrderId = clientOrderId;
        asked.side = side;
        asked.positionSide = positionSide;
        asked.type = type;
        asked.reduceOnly = reduceOnly;
        asked.tag = tag;
        asked.marginMode = marginMode;
        asked.bidAskLevel = bidAskLevel;
        asked.priceE8 = priceE8;
        asked.quantityE8 = quantityE8;
        final VenueOrder then = new VenueOrder(account, market, asked, orderId, createdMs);
        for (final VenueTrade trade : trades) {
            if (trade.wallMs() <= atMs) {
                then.fill(trade);
            }
        }
        return then;
    }
}
