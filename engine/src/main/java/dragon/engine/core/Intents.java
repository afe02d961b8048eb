package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelOrderEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.PlaceOrderEncoder;
import dragon.engine.protocol.QueryAccountEncoder;
import dragon.engine.protocol.QueryCandlesEncoder;
import dragon.engine.protocol.QueryFundingEncoder;
import dragon.engine.protocol.QueryLeverageEncoder;
import dragon.engine.protocol.QueryOpenOrdersEncoder;
import dragon.engine.protocol.QueryOrderEncoder;
import dragon.engine.protocol.QueryPositionsEncoder;
import dragon.engine.protocol.QueryTradesEncoder;
import dragon.engine.protocol.SetLeverageEncoder;
import dragon.engine.protocol.SubscribeAccountEncoder;
import dragon.engine.protocol.SubscribeInstrumentEncoder;
import dragon.engine.protocol.Timeframe;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes what the gateway is to do. Every intent names the gateway session that may act on it. */
public final class Intents {
    private final CoreState state;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PlaceOrderEncoder placeOrder = new PlaceOrderEncoder();
    private final CancelOrderEncoder cancelOrder = new CancelOrderEncoder();
    private final QueryOrderEncoder queryOrder = new QueryOrderEncoder();
    private final QueryOpenOrdersEncoder queryOpenOrders = new QueryOpenOrdersEncoder();
    private final QueryPositionsEncoder queryPositions = new QueryPositionsEncoder();
    private final QueryAccountEncoder queryAccount = new QueryAccountEncoder();
    private final QueryCandlesEncoder queryCandles = new QueryCandlesEncoder();
    private final SubscribeInstrumentEncoder subscribeInstrument = new SubscribeInstrumentEncoder();
    private final SubscribeAccountEncoder subscribeAccount = new SubscribeAccountEncoder();
    private final QueryFundingEncoder queryFunding = new QueryFundingEncoder();
    private final QueryTradesEncoder queryTrades = new QueryTradesEncoder();
    private final SetLeverageEncoder setLeverage = new SetLeverageEncoder();
    private final QueryLeverageEncoder queryLeverage = new QueryLeverageEncoder();
    private Output output;

    Intents(final CoreState state) {
        this.state = state;
    }

    void begin(final Output target) {
        output = target;
    }

    /** Send this order, once, within its time to live. */
    public void place(final Order order) {
        placeOrder
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(order.clientOrderId())
                .sessionId(state.sessionId())
                .expiresNs(state.nowNs() + state.intentTimeToLiveNs())
                .accountId(order.accountId())
                .instrumentId(order.instrumentId())
                .botId(order.botId())
                .side(order.side())
                .leg(order.leg())
                .orderType(order.type())
                .role(order.role())
                .reduceOnly(order.isReduceOnly() ? Bool.YES : Bool.NO)
                .limitPriceE8(order.priceE8())
                .quantityE8(order.quantityE8())
                .bookLevel(order.bookLevel())
                .intentId(order.intentId())
                .attempt(order.attempt());
        emit(placeOrder.encodedLength());
    }

    /** Take this order back. */
    public void cancel(final Order order) {
        cancel(order.clientOrderId(), order.venueOrderId(), order.accountId(), order.instrumentId());
    }

    /** Take an order of this bot back of which no more is known than its ids. */
    public void cancelForgotten(final Bot bot, final long clientOrderId, final long venueOrderId) {
        cancel(clientOrderId, venueOrderId, bot.accountId(), bot.instrumentId());
    }

    private void cancel(
            final long clientOrderId, final long venueOrderId, final int accountId, final int instrumentId) {
        cancelOrder
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .sessionId(state.sessionId())
                .venueOrderId(venueOrderId)
                .accountId(accountId)
                .instrumentId(instrumentId);
        emit(cancelOrder.encodedLength());
    }

    /** Ask what became of this order. */
    public void query(final Order order) {
        queryOrder
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(order.clientOrderId())
                .sessionId(state.sessionId())
                .accountId(order.accountId())
                .instrumentId(order.instrumentId());
        emit(queryOrder.encodedLength());
    }

    /** Ask for the open orders of an account. */
    public void queryOpenOrders(final Account account) {
        queryOpenOrders
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id());
        emit(queryOpenOrders.encodedLength());
    }

    /** Ask for the legs of an account. */
    public void queryPositions(final Account account) {
        queryPositions
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id());
        emit(queryPositions.encodedLength());
    }

    /** Ask for mode and money of an account. */
    public void queryAccount(final Account account) {
        queryAccount
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id());
        emit(queryAccount.encodedLength());
    }

    /**
     * Ask for closed candles.
     *
     * @param afterOpenMs exclusive, 0 = the newest ones
     */
    public void queryCandles(
            final Instrument instrument, final Timeframe timeframe, final long afterOpenMs, final int candleCountMax) {
        queryCandles
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .instrumentId(instrument.id())
                .timeframe(timeframe)
                .afterOpenTimeMs(afterOpenMs)
                .candleCountMax(candleCountMax);
        emit(queryCandles.encodedLength());
    }

    /** Stream an instrument. */
    public void subscribe(final Instrument instrument, final Timeframe timeframe) {
        subscribeInstrument
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .instrumentId(instrument.id())
                .timeframe(timeframe)
                .symbol(instrument.symbol());
        emit(subscribeInstrument.encodedLength());
    }

    /** Stream an account. */
    public void subscribe(final Account account) {
        subscribeAccount
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id())
                .label(account.label());
        emit(subscribeAccount.encodedLength());
    }

    /**
     * Ask for the funding payments of an account.
     *
     * @param afterTimeMs exclusive, venue time
     */
    public void queryFunding(final Account account, final long afterTimeMs) {
        queryFunding
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id())
                .afterTimeMs(afterTimeMs);
        emit(queryFunding.encodedLength());
    }

    /**
     * Ask for the trades of an account on an instrument.
     *
     * @param afterTimeMs exclusive, venue time
     */
    public void queryTrades(final Account account, final Instrument instrument, final long afterTimeMs) {
        queryTrades
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id())
                .instrumentId(instrument.id())
                .afterTimeMs(afterTimeMs);
        emit(queryTrades.encodedLength());
    }

    /** Set the leverage of both legs of an instrument. */
    public void setLeverage(final Account account, final Instrument instrument, final int leverage) {
        setLeverage
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id())
                .instrumentId(instrument.id())
                .leverage(leverage);
        emit(setLeverage.encodedLength());
    }

    /** Ask for the leverage of an instrument. */
    public void queryLeverage(final Account account, final Instrument instrument) {
        queryLeverage
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(state.sessionId())
                .accountId(account.id())
                .instrumentId(instrument.id());
        emit(queryLeverage.encodedLength());
    }

    private void emit(final int bodyLength) {
        output.intent(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }
}
