package dragon.bench.rig;

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
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OpenOrdersEndEncoder;
import dragon.engine.protocol.OrderAcceptedEncoder;
import dragon.engine.protocol.OrderFilledEncoder;
import dragon.engine.protocol.OrderStatusReportEncoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.PositionsEndEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.TradesEndEncoder;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.transport.RingProducer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Operator, gateway and venue in one: encodes what they would say and puts it into the rings of an engine.
 *
 * <p>Threading: one thread. Cost: no allocation for what the gateway says.
 */
public final class Counterpart {
    /** One unit, times 10^8. */
    public static final long ONE_E8 = 100_000_000L;

    /** The instrument of all bots. */
    public static final int INSTRUMENT = 1;

    /** What a bot buys first. */
    public static final long BASE_QUANTITY_E8 = ONE_E8 / 100;

    /** Bytes of a best bid and offer with its header. */
    public static final int QUOTE_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + BestBidOfferEncoder.BLOCK_LENGTH;

    private static final String SYMBOL = "PERP_BTC_USDT";
    private static final int UNKNOWN_INSTRUMENT = 999;
    private static final long SESSION = 77;
    private static final long NULL_LONG = Long.MIN_VALUE;
    private static final long MINUTE_MS = 60_000;
    private static final long WAIT_NS_MAX = 5_000_000_000L;

    private final RingProducer gateway;
    private final RingProducer commands;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BestBidOfferEncoder quote = new BestBidOfferEncoder();
    private final MarkPriceEncoder mark = new MarkPriceEncoder();
    private final CandleEncoder candle = new CandleEncoder();
    private final GatewayHeartbeatEncoder heartbeat = new GatewayHeartbeatEncoder();
    private final OrderAcceptedEncoder accepted = new OrderAcceptedEncoder();
    private final OrderFilledEncoder filled = new OrderFilledEncoder();
    private final OrderStatusReportEncoder status = new OrderStatusReportEncoder();
    private long commandId;
    private long tradeId;
    private long candleOpenMs = 1_767_225_600_000L;

    Counterpart(final RingProducer gateway, final RingProducer commands) {
        this.gateway = gateway;
        this.commands = commands;
    }

    void createAccount(final String label) {
        final CreateAccountEncoder m = new CreateAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .label(label)
                .dailyLossLimitE8(NULL_LONG)
                .totalLossLimitE8(NULL_LONG)
                .operatorName("bench")
                .reason("");
        command(m.encodedLength());
    }

    /** A bot that buys at a bar's close and parks a rung far below and a take profit far above. */
    void createBot(final String name) {
        final CreateBotEncoder m = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .accountId(1)
                .timeframe(Timeframe.M1)
                .legs(Legs.LONG_ONLY)
                .desiredStatus(DesiredStatus.RUNNING)
                .name(name)
                .symbol(SYMBOL)
                .operatorName("bench");
        final CreateBotEncoder.ParametersEncoder p = m.parametersCount(8);
        p.next()
                .parameter(StrategyParameter.BASE_QUANTITY)
                .valueE8(BASE_QUANTITY_E8)
                .line(0);
        p.next().parameter(StrategyParameter.MAX_ENTRIES).valueE8(3 * ONE_E8).line(0);
        p.next()
                .parameter(StrategyParameter.BASE_DEVIATION_PCT)
                .valueE8(10 * ONE_E8)
                .line(0);
        p.next()
                .parameter(StrategyParameter.DEVIATION_MULTIPLIER)
                .valueE8(2 * ONE_E8)
                .line(0);
        p.next().parameter(StrategyParameter.VOLUME_MULTIPLIER).valueE8(ONE_E8).line(0);
        p.next()
                .parameter(StrategyParameter.TAKE_PROFIT_PCT)
                .valueE8(10 * ONE_E8)
                .line(0);
        p.next()
                .parameter(StrategyParameter.DCA_ACTIVATION_PCT)
                .valueE8(ONE_E8 / 2)
                .line(0);
        p.next()
                .parameter(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT)
                .valueE8(ONE_E8 / 2)
                .line(0);
        m.reason("").file("");
        command(m.encodedLength());
    }

    void enableLiveTrading() {
        final SetLiveTradingEncoder m = new SetLiveTradingEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId).enabled(Bool.YES).operatorName("bench").reason("");
        command(m.encodedLength());
    }

    private void command(final int encodedLength) {
        if (!commands.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength, WAIT_NS_MAX)) {
            throw new IllegalStateException("command ring is full");
        }
    }

    void gatewayUp() {
        final GatewayUpEncoder m = new GatewayUpEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(SESSION).processId(1).mode(LaneMode.SIM).sentNs(System.nanoTime());
        tell(m.encodedLength());
        final ClockReportEncoder clock = new ClockReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        clock.sessionId(SESSION).offsetMs(0).roundTripMs(1);
        tell(clock.encodedLength());
    }

    void accountInHedgeMode() {
        final AccountReportEncoder m = new AccountReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1)
                .positionMode(PositionMode.HEDGE)
                .equityE8(10_000_000 * ONE_E8)
                .freeCollateralE8(9_000_000 * ONE_E8)
                .marginRatioE8(0)
                .venueTimeMs(0)
                .walletE8(AccountReportEncoder.walletE8NullValue())
                .totalCollateralE8(AccountReportEncoder.totalCollateralE8NullValue())
                .maintenanceMarginRatioE8(AccountReportEncoder.maintenanceMarginRatioE8NullValue());
        tell(m.encodedLength());
    }

    void openOrdersEnd() {
        final OpenOrdersEndEncoder m = new OpenOrdersEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1).succeeded(Bool.YES).orderCount(0);
        tell(m.encodedLength());
        final PositionsEndEncoder positions = new PositionsEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        positions.accountId(1).legCount(0);
        tell(positions.encodedLength());
        final TradesEndEncoder trades = new TradesEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        trades.accountId(1)
                .instrumentId(INSTRUMENT)
                .succeeded(Bool.YES)
                .tradeCount(0)
                .foreignCount(0);
        tell(trades.encodedLength());
    }

    void instrument() {
        final InstrumentDefinitionEncoder m = new InstrumentDefinitionEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(INSTRUMENT)
                .isTrading(Bool.YES)
                .priceMinE8(0)
                .priceMaxE8(1_000_000 * ONE_E8)
                .tickSizeE8(ONE_E8 / 10)
                .quantityMinE8(ONE_E8 / 1000)
                .quantityMaxE8(100 * ONE_E8)
                .quantityStepE8(ONE_E8 / 1000)
                .minNotionalE8(0)
                .symbol(SYMBOL);
        tell(m.encodedLength());
    }

    void candleHistory(final long closeE8) {
        candle(CandleSource.HISTORY, closeE8);
        final CandleHistoryEndEncoder m = new CandleHistoryEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(INSTRUMENT).timeframe(Timeframe.M1).succeeded(Bool.YES).candleCount(1);
        tell(m.encodedLength());
    }

    /** The next minute closes at this price. */
    public void candle(final long closeE8) {
        candle(CandleSource.LIVE, closeE8);
    }

    private void candle(final CandleSource source, final long closeE8) {
        candleOpenMs += MINUTE_MS;
        candle.wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(INSTRUMENT)
                .timeframe(Timeframe.M1)
                .source(source)
                .openTimeMs(candleOpenMs)
                .openE8(closeE8)
                .highE8(closeE8)
                .lowE8(closeE8)
                .closeE8(closeE8)
                .volumeE8(ONE_E8);
        tell(candle.encodedLength());
    }

    /** The gateway lives. */
    public void heartbeat() {
        heartbeat
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(SESSION)
                .clockOffsetMs(0)
                .sentNs(System.nanoTime());
        tell(heartbeat.encodedLength());
    }

    /** Best bid, and an offer one tick above it. */
    public void quote(final long bidE8) {
        tell(encodeQuote(buffer, INSTRUMENT, bidE8));
    }

    /** A quote that must be refused: nobody subscribed to its instrument. */
    public void quoteOfUnknownInstrument(final long bidE8) {
        tell(encodeQuote(buffer, UNKNOWN_INSTRUMENT, bidE8));
    }

    /** Encodes a quote as {@link #quote} sends it; returns its length without the header. */
    public int encodeQuote(final UnsafeBuffer target, final int instrumentId, final long bidE8) {
        quote.wrapAndApplyHeader(target, 0, header)
                .instrumentId(instrumentId)
                .bidPriceE8(bidE8)
                .bidQuantityE8(ONE_E8)
                .askPriceE8(bidE8 + ONE_E8 / 10)
                .askQuantityE8(ONE_E8)
                .venueTimeMs(0);
        return quote.encodedLength();
    }

    /** A mark price. */
    public void mark(final long priceE8) {
        mark.wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(INSTRUMENT)
                .priceE8(priceE8)
                .venueTimeMs(0);
        tell(mark.encodedLength());
    }

    /** The venue took an order. */
    public void accepted(final long clientOrderId) {
        accepted.wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .venueOrderId(clientOrderId + 1)
                .venueTimeMs(0);
        tell(accepted.encodedLength());
    }

    /** One trade of an order. */
    public void filled(final long clientOrderId, final long priceE8, final long quantityE8) {
        filled.wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .venueOrderId(clientOrderId + 1)
                .tradeId(++tradeId)
                .lastPriceE8(priceE8)
                .lastQuantityE8(quantityE8)
                .feeUsdE8(1)
                .isMaker(Bool.NO)
                .venueTimeMs(0);
        tell(filled.encodedLength());
    }

    /** What an order is now, by the stream. */
    public void status(final long clientOrderId, final VenueOrderStatus now, final long cumulativeE8) {
        status.wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .venueOrderId(clientOrderId + 1)
                .status(now)
                .cumulativeQuantityE8(cumulativeE8)
                .priceE8(NULL_LONG)
                .fromQuery(Bool.NO)
                .venueTimeMs(0)
                .putText(NO_TEXT, 0, 0);
        tell(status.encodedLength());
    }

    private static final byte[] NO_TEXT = new byte[0];

    private void tell(final int encodedLength) {
        if (!gateway.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength)) {
            throw new IllegalStateException("gateway ring is full: the benchmark outran the engine");
        }
    }
}
