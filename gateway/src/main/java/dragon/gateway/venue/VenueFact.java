package dragon.gateway.venue;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;

/** One thing that the exchange said, or that its connection found out; values are exact and immutable. */
public sealed interface VenueFact {
    /** A price that was not given. */
    long NO_PRICE = Long.MIN_VALUE;

    /** A fee that is not known yet, or is in another currency than US dollars. */
    long NO_FEE = Long.MIN_VALUE;

    /** Best bid and offer; {@link #NO_PRICE} = no quote on that side. */
    record Quote(
            int instrumentId,
            long bidPriceE8,
            long bidQuantityE8,
            long askPriceE8,
            long askQuantityE8,
            long venueTimeMs)
            implements VenueFact {}

    /** The mark price. */
    record Mark(int instrumentId, long priceE8, long venueTimeMs) implements VenueFact {}

    /** A candle that is closed and confirmed. */
    record ClosedCandle(
            int instrumentId,
            Timeframe timeframe,
            long openTimeMs,
            long openE8,
            long highE8,
            long lowE8,
            long closeE8,
            long volumeE8)
            implements VenueFact {}

    /** Closed candles, oldest first, none missing between them. */
    record CandleHistory(int instrumentId, Timeframe timeframe, boolean succeeded, List<ClosedCandle> candles)
            implements VenueFact {}

    /** Filters of an instrument. */
    record InstrumentListed(
            int instrumentId,
            String symbol,
            boolean isTrading,
            long priceMinE8,
            long priceMaxE8,
            long tickSizeE8,
            long quantityMinE8,
            long quantityMaxE8,
            long quantityStepE8,
            long minNotionalE8)
            implements VenueFact {}

    /** The exchange took an order for processing: no more than that. */
    record PlaceAccepted(long clientOrderId, long venueOrderId, long venueTimeMs) implements VenueFact {}

    /** The exchange definitely refused an order. */
    record PlaceRejected(long clientOrderId, RejectClass rejectClass, int venueCode, String text)
            implements VenueFact {}

    /** An order has no definite answer ({@link SendFailure#AMBIGUOUS}), or did not leave. */
    record PlaceFailed(long clientOrderId, SendFailure failure, String text) implements VenueFact {}

    /** The exchange took a cancel for processing: the order is as it was. */
    record CancelSent(long clientOrderId) implements VenueFact {}

    /** The exchange refused a cancel. */
    record CancelRejected(long clientOrderId, int venueCode, String text) implements VenueFact {}

    /** A cancel has no definite answer, or did not leave. */
    record CancelFailed(long clientOrderId, SendFailure failure) implements VenueFact {}

    /**
     * One trade of an order.
     *
     * @param clientOrderId 0 = the order has none
     * @param feeUsdE8 positive = cost, or {@link #NO_FEE}
     */
    record Trade(
            int accountId,
            int instrumentId,
            long clientOrderId,
            long venueOrderId,
            long tradeId,
            long priceE8,
            long quantityE8,
            long feeUsdE8,
            boolean isMaker,
            long venueTimeMs)
            implements VenueFact {}

    /**
     * What an order is now.
     *
     * @param clientOrderId 0 = the order has none
     * @param instrumentId 0 = not one that we follow
     * @param priceE8 or {@link #NO_PRICE}
     */
    record OrderState(
            int accountId,
            int instrumentId,
            long clientOrderId,
            long venueOrderId,
            VenueOrderStatus status,
            long cumulativeQuantityE8,
            long priceE8,
            long venueTimeMs,
            String text)
            implements VenueFact {}

    /** Answer of a query: all trades of the order so far, then its state. */
    record OrderFound(List<Trade> trades, OrderState state) implements VenueFact {}

    /** A successful query found no such order. */
    record OrderUnknown(long clientOrderId) implements VenueFact {}

    /** A query about an order got no answer. */
    record QueryFailed(long clientOrderId, SendFailure failure) implements VenueFact {}

    /** All open orders of an account, each once. */
    record OpenOrders(int accountId, boolean succeeded, List<OrderState> orders) implements VenueFact {}

    /** One leg of an account, quantity absolute. */
    record LegHeld(int instrumentId, Leg leg, long quantityE8, long averageEntryE8, long venueTimeMs) {}

    /**
     * Legs of an account.
     *
     * @param isComplete a leg that is left out is flat; otherwise it is unchanged
     */
    record Positions(int accountId, boolean isComplete, long venueTimeMs, List<LegHeld> legs) implements VenueFact {}

    /** Mode and money of an account. */
    record AccountState(
            int accountId,
            PositionMode positionMode,
            long equityE8,
            long freeCollateralE8,
            long marginRatioE8,
            long venueTimeMs)
            implements VenueFact {}

    /** The private stream of an account is up: what happened before was not seen, ask for it. */
    record PrivateStreamUp(int accountId) implements VenueFact {}

    /** A surface of the exchange changed its state; account 0 = for all. */
    record HealthChanged(int accountId, Surface surface, SurfaceState state, String text) implements VenueFact {}

    /** A trade of others, as everybody sees it. */
    record PublicTrade(int instrumentId, Side takerSide, long priceE8, long quantityE8, long venueTimeMs)
            implements VenueFact {}

    /**
     * The rate that legs will pay or receive.
     *
     * @param rateE8 part of the notional, times 10^8; positive = LONG pays SHORT
     * @param nextFundingMs when the payment falls due, on the venue's clock
     */
    record FundingRate(int instrumentId, long rateE8, long nextFundingMs, long venueTimeMs) implements VenueFact {}

    /** One price of the book. */
    record BookLevel(long priceE8, long quantityE8) {}

    /** The book's best levels, best first; both sides empty = the book is not in step, do not use it. */
    record BookDepth(int instrumentId, List<BookLevel> bids, List<BookLevel> asks, long venueTimeMs)
            implements VenueFact {}

    /** Clock of the exchange minus ours. */
    record ClockMeasured(long offsetMs) implements VenueFact {}
}
