package dragon.gateway.session;

import dragon.engine.protocol.AccountReportEncoder;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelFailedEncoder;
import dragon.engine.protocol.CancelRejectedEncoder;
import dragon.engine.protocol.CandleEncoder;
import dragon.engine.protocol.CandleHistoryEndEncoder;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ClockReportEncoder;
import dragon.engine.protocol.CredentialsReportEncoder;
import dragon.engine.protocol.ForeignOrderEncoder;
import dragon.engine.protocol.ForeignPositionEncoder;
import dragon.engine.protocol.FreezeReachedEncoder;
import dragon.engine.protocol.FundingEndEncoder;
import dragon.engine.protocol.FundingPaidEncoder;
import dragon.engine.protocol.GatewayDownEncoder;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.InstrumentLeverageEncoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.LeverageReportEncoder;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OpenOrdersEndEncoder;
import dragon.engine.protocol.OrderAcceptedEncoder;
import dragon.engine.protocol.OrderFilledEncoder;
import dragon.engine.protocol.OrderRejectedEncoder;
import dragon.engine.protocol.OrderStatusReportEncoder;
import dragon.engine.protocol.OrderUnknownToVenueEncoder;
import dragon.engine.protocol.PlaceFailedEncoder;
import dragon.engine.protocol.PositionReportEncoder;
import dragon.engine.protocol.PositionsEndEncoder;
import dragon.engine.protocol.QueryFailedEncoder;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.TradesEndEncoder;
import dragon.engine.protocol.VenueHealthEncoder;
import dragon.engine.protocol.WalletReportEncoder;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.venue.VenueFact.CredentialsChanged;
import dragon.gateway.venue.VenueFact.ForeignLeg;
import dragon.gateway.venue.VenueFact.FundingPayment;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.LegHeld;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
import dragon.gateway.venue.VenueFact.LeverageTold;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueFact.TradeHistory;
import dragon.gateway.venue.VenueFact.WalletTold;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes what the engine is told, one method a message. Threading: the session's thread. */
final class EngineMessages {
    private static final int TEXT_BYTES_MAX = 256;
    private static final long MARK_KEY = 1L << 40;

    private final Outbox outbox;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2_048]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BestBidOfferEncoder bestBidOffer = new BestBidOfferEncoder();
    private final MarkPriceEncoder markPrice = new MarkPriceEncoder();
    private final CandleEncoder candle = new CandleEncoder();
    private final CandleHistoryEndEncoder candleHistoryEnd = new CandleHistoryEndEncoder();
    private final InstrumentDefinitionEncoder instrument = new InstrumentDefinitionEncoder();
    private final GatewayUpEncoder gatewayUp = new GatewayUpEncoder();
    private final GatewayHeartbeatEncoder heartbeat = new GatewayHeartbeatEncoder();
    private final FreezeReachedEncoder freezeReached = new FreezeReachedEncoder();
    private final GatewayDownEncoder gatewayDown = new GatewayDownEncoder();
    private final OrderAcceptedEncoder accepted = new OrderAcceptedEncoder();
    private final OrderRejectedEncoder rejected = new OrderRejectedEncoder();
    private final OrderFilledEncoder filled = new OrderFilledEncoder();
    private final OrderStatusReportEncoder status = new OrderStatusReportEncoder();
    private final OrderUnknownToVenueEncoder unknown = new OrderUnknownToVenueEncoder();
    private final CancelRejectedEncoder cancelRejected = new CancelRejectedEncoder();
    private final PlaceFailedEncoder placeFailed = new PlaceFailedEncoder();
    private final CancelFailedEncoder cancelFailed = new CancelFailedEncoder();
    private final QueryFailedEncoder queryFailed = new QueryFailedEncoder();
    private final ForeignOrderEncoder foreign = new ForeignOrderEncoder();
    private final PositionReportEncoder position = new PositionReportEncoder();
    private final AccountReportEncoder account = new AccountReportEncoder();
    private final VenueHealthEncoder health = new VenueHealthEncoder();
    private final OpenOrdersEndEncoder openOrdersEnd = new OpenOrdersEndEncoder();
    private final PositionsEndEncoder positionsEnd = new PositionsEndEncoder();
    private final ForeignPositionEncoder foreignPosition = new ForeignPositionEncoder();
    private final TradesEndEncoder tradesEnd = new TradesEndEncoder();
    private final FundingPaidEncoder fundingPaid = new FundingPaidEncoder();
    private final FundingEndEncoder fundingEnd = new FundingEndEncoder();
    private final LeverageReportEncoder leverage = new LeverageReportEncoder();
    private final InstrumentLeverageEncoder instrumentLeverage = new InstrumentLeverageEncoder();
    private final WalletReportEncoder wallet = new WalletReportEncoder();
    private final ClockReportEncoder clock = new ClockReportEncoder();
    private final CredentialsReportEncoder credentials = new CredentialsReportEncoder();

    EngineMessages(final Outbox outbox) {
        this.outbox = outbox;
    }

    void quote(final Quote quote) {
        bestBidOffer
                .wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(quote.instrumentId())
                .bidPriceE8(price(quote.bidPriceE8(), BestBidOfferEncoder.bidPriceE8NullValue()))
                .bidQuantityE8(quote.bidQuantityE8())
                .askPriceE8(price(quote.askPriceE8(), BestBidOfferEncoder.askPriceE8NullValue()))
                .askQuantityE8(quote.askQuantityE8())
                .venueTimeMs(quote.venueTimeMs());
        outbox.sendNewest(quote.instrumentId(), buffer, length(bestBidOffer.encodedLength()));
    }

    void mark(final Mark mark) {
        markPrice
                .wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(mark.instrumentId())
                .priceE8(mark.priceE8())
                .venueTimeMs(mark.venueTimeMs());
        outbox.sendNewest(MARK_KEY | mark.instrumentId(), buffer, length(markPrice.encodedLength()));
    }

    void candle(final ClosedCandle closed, final CandleSource source) {
        candle.wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(closed.instrumentId())
                .timeframe(closed.timeframe())
                .source(source)
                .openTimeMs(closed.openTimeMs())
                .openE8(closed.openE8())
                .highE8(closed.highE8())
                .lowE8(closed.lowE8())
                .closeE8(closed.closeE8())
                .volumeE8(closed.volumeE8());
        send(candle.encodedLength());
    }

    void candleHistoryEnd(
            final int instrumentId, final Timeframe timeframe, final boolean succeeded, final int candleCount) {
        candleHistoryEnd
                .wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(instrumentId)
                .timeframe(timeframe)
                .succeeded(bool(succeeded))
                .candleCount(candleCount);
        send(candleHistoryEnd.encodedLength());
    }

    void instrument(final InstrumentListed listed) {
        instrument
                .wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(listed.instrumentId())
                .isTrading(bool(listed.isTrading()))
                .priceMinE8(listed.priceMinE8())
                .priceMaxE8(listed.priceMaxE8())
                .tickSizeE8(listed.tickSizeE8())
                .quantityMinE8(listed.quantityMinE8())
                .quantityMaxE8(listed.quantityMaxE8())
                .quantityStepE8(listed.quantityStepE8())
                .minNotionalE8(listed.minNotionalE8())
                .symbol(listed.symbol());
        send(instrument.encodedLength());
    }

    void gatewayUp(final long sessionId, final int processId, final LaneMode mode, final long sentNs) {
        gatewayUp
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .processId(processId)
                .mode(mode)
                .sentNs(sentNs);
        send(gatewayUp.encodedLength());
    }

    /** A heartbeat that finds no room is not missed: one that is late would be a lie. */
    void heartbeat(final long sessionId, final long clockOffsetMs, final long sentNs) {
        heartbeat
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .clockOffsetMs(clockOffsetMs)
                .sentNs(sentNs);
        outbox.sendIfRoom(buffer, length(heartbeat.encodedLength()));
    }

    void gatewayDown(final long sessionId) {
        gatewayDown.wrapAndApplyHeader(buffer, 0, header).sessionId(sessionId);
        outbox.sendIfRoom(buffer, length(gatewayDown.encodedLength()));
    }

    /** Nothing of a frozen scope leaves any more. */
    void freezeReached(final long sessionId, final long causeId, final int heldBack, final int answered) {
        freezeReached
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .causeId(causeId)
                .heldBack(heldBack)
                .answered(answered);
        send(freezeReached.encodedLength());
    }

    void accepted(final long clientOrderId, final long venueOrderId, final long venueTimeMs) {
        accepted.wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .venueOrderId(venueOrderId)
                .venueTimeMs(venueTimeMs);
        send(accepted.encodedLength());
    }

    void rejected(final long clientOrderId, final RejectClass rejectClass, final int venueCode, final String text) {
        final byte[] words = utf8(text);
        rejected.wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .rejectClass(rejectClass)
                .venueCode(venueCode)
                .putText(words, 0, words.length);
        send(rejected.encodedLength());
    }

    void filled(final Trade trade) {
        filled.wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(trade.clientOrderId())
                .venueOrderId(trade.venueOrderId())
                .tradeId(trade.tradeId())
                .lastPriceE8(trade.priceE8())
                .lastQuantityE8(trade.quantityE8())
                .feeUsdE8(
                        trade.feeUsdE8() == VenueFact.NO_FEE
                                ? OrderFilledEncoder.feeUsdE8NullValue()
                                : trade.feeUsdE8())
                .isMaker(bool(trade.isMaker()))
                .venueTimeMs(trade.venueTimeMs());
        send(filled.encodedLength());
    }

    void status(final OrderState state, final long cumulativeQuantityE8, final boolean fromQuery) {
        final byte[] words = utf8(state.text());
        status.wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(state.clientOrderId())
                .venueOrderId(state.venueOrderId())
                .status(state.status())
                .cumulativeQuantityE8(cumulativeQuantityE8)
                .priceE8(price(state.priceE8(), OrderStatusReportEncoder.priceE8NullValue()))
                .fromQuery(bool(fromQuery))
                .venueTimeMs(state.venueTimeMs())
                .putText(words, 0, words.length);
        send(status.encodedLength());
    }

    void unknown(final long clientOrderId) {
        unknown.wrapAndApplyHeader(buffer, 0, header).clientOrderId(clientOrderId);
        send(unknown.encodedLength());
    }

    void cancelRejected(final long clientOrderId, final int venueCode, final String text) {
        final byte[] words = utf8(text);
        cancelRejected
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .venueCode(venueCode)
                .putText(words, 0, words.length);
        send(cancelRejected.encodedLength());
    }

    void placeFailed(final long clientOrderId, final SendFailure failure, final String text) {
        final byte[] words = utf8(text);
        placeFailed
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .failure(failure)
                .putText(words, 0, words.length);
        send(placeFailed.encodedLength());
    }

    void cancelFailed(final long clientOrderId, final SendFailure failure) {
        cancelFailed
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .failure(failure);
        send(cancelFailed.encodedLength());
    }

    void queryFailed(final long clientOrderId, final SendFailure failure) {
        queryFailed
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .failure(failure);
        send(queryFailed.encodedLength());
    }

    void foreign(final OrderState state) {
        foreign.wrapAndApplyHeader(buffer, 0, header)
                .accountId(state.accountId())
                .instrumentId(state.instrumentId())
                .venueOrderId(state.venueOrderId())
                .clientOrderId(state.clientOrderId());
        send(foreign.encodedLength());
    }

    void position(final int accountId, final LegHeld leg, final boolean fromQuery) {
        position.wrapAndApplyHeader(buffer, 0, header)
                .accountId(accountId)
                .instrumentId(leg.instrumentId())
                .leg(leg.leg())
                .quantityE8(leg.quantityE8())
                .averageEntryE8(leg.averageEntryE8())
                .fromQuery(bool(fromQuery))
                .venueTimeMs(leg.venueTimeMs())
                .markPriceE8(price(leg.markPriceE8(), PositionReportEncoder.markPriceE8NullValue()))
                .liquidationPriceE8(
                        price(leg.liquidationPriceE8(), PositionReportEncoder.liquidationPriceE8NullValue()))
                .adlQuantile(leg.adlQuantile())
                .leverage(leg.leverage());
        send(position.encodedLength());
    }

    void account(final AccountState state) {
        account.wrapAndApplyHeader(buffer, 0, header)
                .accountId(state.accountId())
                .positionMode(state.positionMode())
                .equityE8(state.equityE8())
                .freeCollateralE8(state.freeCollateralE8())
                .marginRatioE8(state.marginRatioE8())
                .venueTimeMs(state.venueTimeMs())
                .walletE8(told(state.walletE8(), AccountReportEncoder.walletE8NullValue()))
                .totalCollateralE8(told(state.totalCollateralE8(), AccountReportEncoder.totalCollateralE8NullValue()))
                .maintenanceMarginRatioE8(told(
                        state.maintenanceMarginRatioE8(), AccountReportEncoder.maintenanceMarginRatioE8NullValue()));
        send(account.encodedLength());
    }

    void health(final HealthChanged changed) {
        final byte[] words = utf8(changed.text());
        health.wrapAndApplyHeader(buffer, 0, header)
                .accountId(changed.accountId())
                .surface(changed.surface())
                .state(changed.state())
                .breaker(changed.breaker())
                .cooldownMs(changed.cooldownMs())
                .putText(words, 0, words.length);
        send(health.encodedLength());
    }

    void openOrdersEnd(final int accountId, final boolean succeeded, final int orderCount) {
        openOrdersEnd
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(accountId)
                .succeeded(bool(succeeded))
                .orderCount(orderCount);
        send(openOrdersEnd.encodedLength());
    }

    void positionsEnd(final int accountId, final int legCount) {
        positionsEnd.wrapAndApplyHeader(buffer, 0, header).accountId(accountId).legCount(legCount);
        send(positionsEnd.encodedLength());
    }

    void foreignPosition(final int accountId, final ForeignLeg leg) {
        foreignPosition
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(accountId)
                .leg(leg.leg())
                .quantityE8(leg.quantityE8())
                .averageEntryE8(leg.averageEntryE8())
                .venueTimeMs(leg.venueTimeMs())
                .symbol(leg.symbol());
        send(foreignPosition.encodedLength());
    }

    void tradesEnd(final TradeHistory history, final int tradeCount, final int foreignCount) {
        tradesEnd
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(history.accountId())
                .instrumentId(history.instrumentId())
                .succeeded(bool(history.succeeded()))
                .tradeCount(tradeCount)
                .foreignCount(foreignCount);
        send(tradesEnd.encodedLength());
    }

    void funding(final int accountId, final FundingPayment payment) {
        fundingPaid
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(accountId)
                .instrumentId(payment.instrumentId())
                .fundingId(payment.fundingId())
                .amountE8(payment.amountUsdE8())
                .venueTimeMs(payment.venueTimeMs());
        send(fundingPaid.encodedLength());
    }

    void fundingEnd(final int accountId, final boolean succeeded, final int paymentCount) {
        fundingEnd
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(accountId)
                .succeeded(bool(succeeded))
                .paymentCount(paymentCount);
        send(fundingEnd.encodedLength());
    }

    void leverage(final LeverageAnswer answer) {
        final byte[] words = utf8(answer.text());
        leverage.wrapAndApplyHeader(buffer, 0, header)
                .accountId(answer.accountId())
                .instrumentId(answer.instrumentId())
                .leverage(answer.leverage())
                .succeeded(bool(answer.succeeded()))
                .venueCode(answer.venueCode())
                .putText(words, 0, words.length);
        send(leverage.encodedLength());
    }

    void leverage(final LeverageTold told) {
        instrumentLeverage
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(told.accountId())
                .instrumentId(told.instrumentId())
                .longLeverage(told.longLeverage())
                .shortLeverage(told.shortLeverage())
                .venueTimeMs(told.venueTimeMs());
        send(instrumentLeverage.encodedLength());
    }

    void wallet(final WalletTold told) {
        wallet.wrapAndApplyHeader(buffer, 0, header)
                .accountId(told.accountId())
                .walletE8(told.walletE8())
                .venueTimeMs(told.venueTimeMs());
        send(wallet.encodedLength());
    }

    void clock(final long sessionId, final ClockMeasured measured) {
        clock.wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .offsetMs(measured.offsetMs())
                .roundTripMs(measured.roundTripMs());
        send(clock.encodedLength());
    }

    void credentials(final CredentialsChanged changed) {
        final byte[] words = utf8(changed.refusal() == null ? "" : changed.refusal());
        credentials
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(changed.accountId())
                .isRotated(bool(changed.refusal() == null))
                .keyTail(changed.keyTail())
                .putText(words, 0, words.length);
        send(credentials.encodedLength());
    }

    private void send(final int bodyLength) {
        outbox.send(buffer, length(bodyLength));
    }

    private static int length(final int bodyLength) {
        return MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
    }

    private static Bool bool(final boolean value) {
        return value ? Bool.YES : Bool.NO;
    }

    private static long told(final long value, final long nullValue) {
        return value == VenueFact.NOT_TOLD ? nullValue : value;
    }

    private static long price(final long priceE8, final long nullValue) {
        return priceE8 == VenueFact.NO_PRICE ? nullValue : priceE8;
    }

    /** The venue's words for people: control characters are replaced, and the length is bounded at a character. */
    private static byte[] utf8(final String text) {
        final StringBuilder clean = new StringBuilder(Math.min(text.length(), TEXT_BYTES_MAX));
        text.codePoints()
                .limit(TEXT_BYTES_MAX)
                .forEach(c -> clean.appendCodePoint(
                        Character.isISOControl(c) || Character.isSurrogate((char) c) && c <= 0xFFFF ? '?' : c));
        final byte[] bytes = clean.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= TEXT_BYTES_MAX) {
            return bytes;
        }
        int end = TEXT_BYTES_MAX;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
