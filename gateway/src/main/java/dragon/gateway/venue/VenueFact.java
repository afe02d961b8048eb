package dragon.gateway.venue;

import dragon.engine.protocol.BreakerState;
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

    /**
     * The exchange refused a cancel: the order is as it was.
     *
     * @param clientOrderId 0 = not told: the order is known by its venue order id alone
     * @param venueOrderId 0 = not told
     */
    record CancelRejected(long clientOrderId, long venueOrderId, int venueCode, String text) implements VenueFact {
        public CancelRejected(final long clientOrderId, final int venueCode, final String text) {
            this(clientOrderId, 0, venueCode, text);
        }

        /** The same of an order whose client order id was found. */
        public CancelRejected ofOrder(final long ofClientOrderId) {
            return new CancelRejected(ofClientOrderId, venueOrderId, venueCode, text);
        }
    }

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
            implements VenueFact {
        /** The same trade, once it is known whose order it belongs to. */
        public Trade ofOrder(final long newClientOrderId) {
            return new Trade(
                    accountId,
                    instrumentId,
                    newClientOrderId,
                    venueOrderId,
                    tradeId,
                    priceE8,
                    quantityE8,
                    feeUsdE8,
                    isMaker,
                    venueTimeMs);
        }
    }

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

    /** A sum of money or a ratio that the exchange did not tell. */
    long NOT_TOLD = Long.MIN_VALUE;

    /**
     * One leg of an account, quantity absolute.
     *
     * @param markPriceE8 or {@link #NO_PRICE}
     * @param liquidationPriceE8 or {@link #NO_PRICE}: there is none, or it was not told
     * @param adlQuantile 1 to 5 = first in line, 0 = not told
     * @param leverage 0 = not told
     */
    record LegHeld(
            int instrumentId,
            Leg leg,
            long quantityE8,
            long averageEntryE8,
            long markPriceE8,
            long liquidationPriceE8,
            int adlQuantile,
            int leverage,
            long venueTimeMs) {
        /** A leg of which no more is known than what is held. */
        public LegHeld(
                final int instrumentId,
                final Leg leg,
                final long quantityE8,
                final long averageEntryE8,
                final long venueTimeMs) {
            this(instrumentId, leg, quantityE8, averageEntryE8, NO_PRICE, NO_PRICE, 0, 0, venueTimeMs);
        }
    }

    /** One leg of an account in a symbol that we do not follow, quantity absolute. */
    record ForeignLeg(String symbol, Leg leg, long quantityE8, long averageEntryE8, long venueTimeMs) {}

    /**
     * Legs of an account.
     *
     * @param isComplete a leg that is left out is flat; otherwise it is unchanged
     * @param foreignLegs legs that are not flat, in symbols that we do not follow
     */
    record Positions(
            int accountId, boolean isComplete, long venueTimeMs, List<LegHeld> legs, List<ForeignLeg> foreignLegs)
            implements VenueFact {
        /** Legs of instruments that we follow only. */
        public Positions(
                final int accountId, final boolean isComplete, final long venueTimeMs, final List<LegHeld> legs) {
            this(accountId, isComplete, venueTimeMs, legs, List.of());
        }
    }

    /** Answer of a query for trades, oldest first; those of orders without a client order id have 0 there. */
    record TradeHistory(int accountId, int instrumentId, boolean succeeded, List<Trade> trades) implements VenueFact {}

    /** One funding payment of an account; positive = received. */
    record FundingPayment(int instrumentId, long fundingId, long amountUsdE8, long venueTimeMs) {}

    /** A payment that no answer told, as its instrument was not followed then. */
    record FundingPaid(int accountId, FundingPayment payment) implements VenueFact {}

    /** Answer of a query for funding payments of instruments that we follow, oldest first. */
    record FundingHistory(int accountId, boolean succeeded, List<FundingPayment> payments) implements VenueFact {}

    /** Answer to the setting of a leverage. */
    record LeverageAnswer(int accountId, int instrumentId, int leverage, boolean succeeded, int venueCode, String text)
            implements VenueFact {}

    /** Leverage of an instrument as the exchange says, leg by leg; 0 = not told. */
    record LeverageTold(int accountId, int instrumentId, int longLeverage, int shortLeverage, long venueTimeMs)
            implements VenueFact {}

    /** What an account holds in USDT without what is not realised. */
    record WalletTold(int accountId, long walletE8, long venueTimeMs) implements VenueFact {}

    /**
     * Mode and money of an account.
     *
     * @param walletE8 USDT held without what is not realised, or {@link #NOT_TOLD}
     * @param totalCollateralE8 or {@link #NOT_TOLD}
     * @param maintenanceMarginRatioE8 or {@link #NOT_TOLD}
     */
    record AccountState(
            int accountId,
            PositionMode positionMode,
            long equityE8,
            long freeCollateralE8,
            long marginRatioE8,
            long walletE8,
            long totalCollateralE8,
            long maintenanceMarginRatioE8,
            long venueTimeMs)
            implements VenueFact {
        /** Mode and the three sums that every source tells. */
        public AccountState(
                final int accountId,
                final PositionMode positionMode,
                final long equityE8,
                final long freeCollateralE8,
                final long marginRatioE8,
                final long venueTimeMs) {
            this(
                    accountId,
                    positionMode,
                    equityE8,
                    freeCollateralE8,
                    marginRatioE8,
                    NOT_TOLD,
                    NOT_TOLD,
                    NOT_TOLD,
                    venueTimeMs);
        }
    }

    /** The private stream of an account is up: what happened before was not seen, ask for it. */
    record PrivateStreamUp(int accountId) implements VenueFact {}

    /**
     * A surface of the exchange, or its circuit breaker, changed its state; account 0 = for all.
     *
     * @param cooldownMs until an open breaker lets one request through, else 0
     */
    record HealthChanged(
            int accountId, Surface surface, SurfaceState state, BreakerState breaker, int cooldownMs, String text)
            implements VenueFact {
        /** A surface that no breaker guards. */
        public HealthChanged(final int accountId, final Surface surface, final SurfaceState state, final String text) {
            this(accountId, surface, state, BreakerState.UNGUARDED, 0, text);
        }
    }

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

    /**
     * How the rotation of an account's key ended.
     *
     * @param keyTail last three characters of the new key
     * @param refusal why the key before stays in use; null where the new one is
     */
    record CredentialsChanged(int accountId, String keyTail, String refusal) implements VenueFact {}

    /** Clock of the exchange minus ours, no better than half of the round trip in which it was measured. */
    record ClockMeasured(long offsetMs, long roundTripMs) implements VenueFact {}
}
