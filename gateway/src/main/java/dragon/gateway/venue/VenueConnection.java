package dragon.gateway.venue;

import dragon.engine.protocol.Timeframe;

/**
 * Asks an exchange; returns at once. Every call but the subscriptions is answered by exactly one fact of the named
 * kind, on the {@link VenueListener}.
 *
 * <p>Nothing is sent again by the connection once its outcome may be that it arrived. Queries of accounts and
 * positions are asked again until they succeed.
 */
public interface VenueConnection extends AutoCloseable {
    /**
     * Opens the private stream of an account under the credentials of its label. Facts: {@link VenueFact.AccountState},
     * {@link VenueFact.Positions}, then {@link VenueFact.PrivateStreamUp} after each (re)connect. Repeating it repeats
     * the first two.
     */
    void openAccount(int accountId, String label);

    /**
     * Streams quotes, mark prices and closed candles of an instrument. Facts: {@link VenueFact.InstrumentListed} first,
     * again on each call, each hour and on change.
     */
    void subscribe(int instrumentId, String symbol, Timeframe timeframe);

    /** Answer: {@link VenueFact.PlaceAccepted}, {@link VenueFact.PlaceRejected} or {@link VenueFact.PlaceFailed}. */
    void place(NewOrder order);

    /**
     * Answer: {@link VenueFact.CancelSent}, {@link VenueFact.CancelRejected} or {@link VenueFact.CancelFailed}; the
     * cancel itself is a status on the stream.
     *
     * @param venueOrderId 0 = not known: cancel by client order id
     */
    void cancel(int accountId, int instrumentId, long clientOrderId, long venueOrderId);

    /**
     * Takes back the places and cancels of a scope that were asked for and have not left. Each of them is answered as unsent; one
     * that has left is answered as ever. A connection that lets everything leave at once has nothing to take back.
     */
    default void freeze(final Freeze freeze) {}

    /** Answer: {@link VenueFact.OrderFound}, {@link VenueFact.OrderUnknown} or {@link VenueFact.QueryFailed}. */
    void queryOrder(int accountId, int instrumentId, long clientOrderId);

    /**
     * Asks for an order of which only the venue's id is known. Answer: {@link VenueFact.OrderFound}, without trades where its client
     * order id is 0, thus no order of ours; or none, and then it may be asked again.
     */
    void queryOrderOfVenue(int accountId, int instrumentId, long venueOrderId);

    /** Answer: {@link VenueFact.OpenOrders}. */
    void queryOpenOrders(int accountId);

    /** Answer: {@link VenueFact.Positions}, once it succeeds. */
    void queryPositions(int accountId);

    /** Answer: {@link VenueFact.AccountState}, once it succeeds; and {@link VenueFact.WalletTold}, where that is told. */
    void queryAccount(int accountId);

    /**
     * Answer: {@link VenueFact.CandleHistory}; one may answer several of an instrument and timeframe, with all that any of them
     * asked for.
     *
     * @param afterOpenTimeMs exclusive; 0 = the newest ones
     */
    void queryCandles(int instrumentId, Timeframe timeframe, long afterOpenTimeMs, int candleCountMax);

    /**
     * Answer: {@link VenueFact.TradeHistory}.
     *
     * @param afterTimeMs exclusive, in the exchange's time
     */
    void queryTrades(int accountId, int instrumentId, long afterTimeMs);

    /**
     * Answer: {@link VenueFact.FundingHistory}.
     *
     * @param afterTimeMs exclusive, in the exchange's time
     */
    void queryFunding(int accountId, long afterTimeMs);

    /** Answer: {@link VenueFact.LeverageTold}, or none where the exchange does not answer: ask again later. */
    void queryLeverage(int accountId, int instrumentId);

    /** Sets the leverage of both legs. Answer: {@link VenueFact.LeverageAnswer}. */
    void setLeverage(int accountId, int instrumentId, int leverage);

    @Override
    void close();
}
