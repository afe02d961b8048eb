package dragon.tools.backtest.paper;

import dragon.engine.botfile.BotSettings;
import dragon.engine.core.Core;
import dragon.engine.core.Output;
import dragon.engine.protocol.AccountReportEncoder;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CandleEncoder;
import dragon.engine.protocol.CandleHistoryEndEncoder;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ClockReportEncoder;
import dragon.engine.protocol.CreateAccountEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.FundingEndEncoder;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OpenOrdersEndEncoder;
import dragon.engine.protocol.OrderAcceptedEncoder;
import dragon.engine.protocol.OrderFilledEncoder;
import dragon.engine.protocol.OrderRejectedEncoder;
import dragon.engine.protocol.OrderStatusReportEncoder;
import dragon.engine.protocol.OrderUnknownToVenueEncoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.PositionReportEncoder;
import dragon.engine.protocol.PositionsEndEncoder;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.TimerTickEncoder;
import dragon.engine.protocol.TradesEndEncoder;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.tools.backtest.report.CandleSeries;
import org.agrona.concurrent.UnsafeBuffer;

/** Tells a core what its engine, its gateway and its operator would, at times that the backtest chooses. */
final class CoreFeed {
    private static final long NS_PER_MS = 1_000_000L;
    private static final long NULL_NUMBER = Long.MIN_VALUE;
    private static final long SESSION = 1;
    private static final int ACCOUNT = 1;
    private static final int INSTRUMENT = 1;
    private static final long UNIT_E8 = 100_000_000L;
    private static final String OPERATOR = "backtest";

    /** Live does the same every few seconds; what decides here are quotes and candles, the tick only tries again. */
    private static final long FAST_INTERVAL_NS = 15_000_000_000L;

    private static final long TIME_TO_LIVE_NS = 2_000_000_000L;

    private final Core core;
    private final Output output;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BestBidOfferEncoder quote = new BestBidOfferEncoder();
    private final TimerTickEncoder tick = new TimerTickEncoder();
    private final GatewayHeartbeatEncoder heartbeat = new GatewayHeartbeatEncoder();
    private long nowNs;
    private long commandId;

    CoreFeed(final Core core, final Output output, final long startMs) {
        this.core = core;
        this.output = output;
        this.nowNs = startMs * NS_PER_MS;
    }

    long nowMs() {
        return nowNs / NS_PER_MS;
    }

    /** Due time of the core's next timer if it is not after a time; else -1. */
    boolean isTimerDue(final long untilMs) {
        return core.nextTimerDueNs() <= untilMs * NS_PER_MS;
    }

    /** Moves the clock to the next timer and fires it. */
    void fireTimer() {
        nowNs = Math.max(nowNs, core.nextTimerDueNs());
        heartbeat
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(SESSION)
                .clockOffsetMs(0)
                .sentNs(nowNs);
        apply(heartbeat.encodedLength());
        tick.wrapAndApplyHeader(buffer, 0, header).dueNs(core.nextTimerDueNs());
        apply(tick.encodedLength());
    }

    void clock(final long timeMs) {
        nowNs = Math.max(nowNs, timeMs * NS_PER_MS);
    }

    /** A lane with one account and one bot, live trading on, and a gateway that announces itself. */
    void begin(final BotSettings bot, final String symbol) {
        final TermStartedEncoder term = new TermStartedEncoder().wrapAndApplyHeader(buffer, 0, header);
        term.term(1)
                .processId(1)
                .mode(LaneMode.SIM)
                .fastIntervalNs(FAST_INTERVAL_NS)
                .intentTimeToLiveNs(TIME_TO_LIVE_NS)
                .owner(OPERATOR)
                .leaseNs(30_000_000_000L)
                .isLeaseLost(Bool.NO)
                .feeRatePctE8(0);
        apply(term.encodedLength());
        final CreateAccountEncoder account = new CreateAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        account.commandId(++commandId)
                .label(OPERATOR)
                .dailyLossLimitE8(NULL_NUMBER)
                .totalLossLimitE8(NULL_NUMBER)
                .operatorName(OPERATOR)
                .reason("");
        apply(account.encodedLength());
        final CreateBotEncoder creation = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        creation.commandId(++commandId)
                .accountId(ACCOUNT)
                .timeframe(bot.timeframe())
                .legs(bot.legs())
                .desiredStatus(DesiredStatus.RUNNING)
                .name(bot.name())
                .symbol(symbol)
                .operatorName(OPERATOR);
        final CreateBotEncoder.ParametersEncoder parameters =
                creation.parametersCount(bot.parametersE8().size());
        bot.parametersE8()
                .forEach((parameter, valueE8) ->
                        parameters.next().parameter(parameter).valueE8(valueE8).line(0));
        creation.reason("").file("");
        apply(creation.encodedLength());
        final SetLiveTradingEncoder live = new SetLiveTradingEncoder().wrapAndApplyHeader(buffer, 0, header);
        live.commandId(++commandId).enabled(Bool.YES).operatorName(OPERATOR).reason("");
        apply(live.encodedLength());
        final GatewayUpEncoder up = new GatewayUpEncoder().wrapAndApplyHeader(buffer, 0, header);
        up.sessionId(SESSION).processId(1).mode(LaneMode.SIM).sentNs(nowNs);
        apply(up.encodedLength());
        final ClockReportEncoder clock = new ClockReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        clock.sessionId(SESSION).offsetMs(0).roundTripMs(0);
        apply(clock.encodedLength());
    }

    void instrument(final String symbol, final long tickE8, final long quantityStepE8) {
        final InstrumentDefinitionEncoder m = new InstrumentDefinitionEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(INSTRUMENT)
                .isTrading(Bool.YES)
                .priceMinE8(0)
                .priceMaxE8(Long.MAX_VALUE / 1024 / tickE8 * tickE8)
                .tickSizeE8(tickE8)
                .quantityMinE8(quantityStepE8)
                .quantityMaxE8(Long.MAX_VALUE / 1024 / quantityStepE8 * quantityStepE8)
                .quantityStepE8(quantityStepE8)
                .minNotionalE8(0)
                .symbol(symbol);
        apply(m.encodedLength());
    }

    void quote(final long bidE8, final long askE8) {
        quote.wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(INSTRUMENT)
                .bidPriceE8(bidE8)
                .bidQuantityE8(UNIT_E8)
                .askPriceE8(askE8)
                .askQuantityE8(UNIT_E8)
                .venueTimeMs(nowMs());
        apply(quote.encodedLength());
    }

    void candle(final CandleSeries candles, final int index, final Timeframe timeframe, final CandleSource source) {
        final CandleEncoder m = new CandleEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(INSTRUMENT)
                .timeframe(timeframe)
                .source(source)
                .openTimeMs(candles.openMs(index))
                .openE8(candles.openE8(index))
                .highE8(candles.highE8(index))
                .lowE8(candles.lowE8(index))
                .closeE8(candles.closeE8(index))
                .volumeE8(0);
        apply(m.encodedLength());
    }

    void historyEnd(final Timeframe timeframe, final int count) {
        final CandleHistoryEndEncoder m = new CandleHistoryEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(INSTRUMENT).timeframe(timeframe).succeeded(Bool.YES).candleCount(count);
        apply(m.encodedLength());
    }

    void account(final long equityE8, final long freeE8) {
        final AccountReportEncoder m = new AccountReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(ACCOUNT)
                .positionMode(PositionMode.HEDGE)
                .equityE8(equityE8)
                .freeCollateralE8(freeE8)
                .marginRatioE8(0)
                .venueTimeMs(nowMs())
                .walletE8(AccountReportEncoder.walletE8NullValue())
                .totalCollateralE8(AccountReportEncoder.totalCollateralE8NullValue())
                .maintenanceMarginRatioE8(AccountReportEncoder.maintenanceMarginRatioE8NullValue());
        apply(m.encodedLength());
    }

    void position(final Leg leg, final long quantityE8, final long averageE8) {
        final PositionReportEncoder m = new PositionReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(ACCOUNT)
                .instrumentId(INSTRUMENT)
                .leg(leg)
                .quantityE8(quantityE8)
                .averageEntryE8(averageE8)
                .fromQuery(Bool.NO)
                .venueTimeMs(nowMs())
                .markPriceE8(PositionReportEncoder.markPriceE8NullValue())
                .liquidationPriceE8(PositionReportEncoder.liquidationPriceE8NullValue())
                .adlQuantile(0)
                .leverage(0);
        apply(m.encodedLength());
    }

    void positionsEnd() {
        final PositionsEndEncoder m = new PositionsEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(ACCOUNT).legCount(0);
        apply(m.encodedLength());
    }

    /** Nothing can have been missed here. */
    void tradesEnd() {
        final TradesEndEncoder m = new TradesEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(ACCOUNT)
                .instrumentId(INSTRUMENT)
                .succeeded(Bool.YES)
                .tradeCount(0)
                .foreignCount(0);
        apply(m.encodedLength());
    }

    void fundingEnd() {
        final FundingEndEncoder m = new FundingEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(ACCOUNT).succeeded(Bool.YES).paymentCount(0);
        apply(m.encodedLength());
    }

    void openOrdersEnd(final int count) {
        final OpenOrdersEndEncoder m = new OpenOrdersEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(ACCOUNT).succeeded(Bool.YES).orderCount(count);
        apply(m.encodedLength());
    }

    void accepted(final PaperOrder order) {
        final OrderAcceptedEncoder m = new OrderAcceptedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(order.clientOrderId())
                .venueOrderId(order.venueOrderId())
                .venueTimeMs(nowMs());
        apply(m.encodedLength());
    }

    void rejected(final PaperOrder order, final RejectClass why) {
        final OrderRejectedEncoder m = new OrderRejectedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(order.clientOrderId()).rejectClass(why).venueCode(0).text("");
        apply(m.encodedLength());
    }

    void filled(
            final PaperOrder order,
            final long tradeId,
            final long priceE8,
            final long quantityE8,
            final long feeE8,
            final boolean isMaker) {
        final OrderFilledEncoder m = new OrderFilledEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(order.clientOrderId())
                .venueOrderId(order.venueOrderId())
                .tradeId(tradeId)
                .lastPriceE8(priceE8)
                .lastQuantityE8(quantityE8)
                .feeUsdE8(feeE8)
                .isMaker(isMaker ? Bool.YES : Bool.NO)
                .venueTimeMs(nowMs());
        apply(m.encodedLength());
    }

    void status(final PaperOrder order, final VenueOrderStatus status, final boolean isFromQuery) {
        final OrderStatusReportEncoder m = new OrderStatusReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(order.clientOrderId())
                .venueOrderId(order.venueOrderId())
                .status(status)
                .cumulativeQuantityE8(order.filledE8())
                .priceE8(order.priceE8() == 0 ? NULL_NUMBER : order.priceE8())
                .fromQuery(isFromQuery ? Bool.YES : Bool.NO)
                .venueTimeMs(nowMs())
                .text("");
        apply(m.encodedLength());
    }

    void unknown(final long clientOrderId) {
        final OrderUnknownToVenueEncoder m = new OrderUnknownToVenueEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId);
        apply(m.encodedLength());
    }

    private void apply(final int bodyLength) {
        core.apply(nowNs, buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength, output);
    }
}
