package dragon.gateway.session;

import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventEncoder;
import dragon.engine.protocol.CancelOrderEncoder;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderAcceptedEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PanicEncoder;
import dragon.engine.protocol.PlaceOrderEncoder;
import dragon.engine.protocol.QueryCandlesEncoder;
import dragon.engine.protocol.QueryOpenOrdersEncoder;
import dragon.engine.protocol.QueryOrderEncoder;
import dragon.engine.protocol.QueryPositionsEncoder;
import dragon.engine.protocol.SetKillSwitchEncoder;
import dragon.engine.protocol.SetLeverageEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.SubscribeAccountEncoder;
import dragon.engine.protocol.SubscribeInstrumentEncoder;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.Timeframe;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes journal records by hand into a session. */
public final class JournalHand {
    private final GatewaySession session;
    private final long sessionId;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1_024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private int term = 1;
    private long nowNs;
    private long engineAheadNs;
    private long timeToLiveNs = 2_000_000_000L;

    public JournalHand(final GatewaySession session, final long sessionId) {
        this.session = session;
        this.sessionId = sessionId;
    }

    /** Records from here on are written and read at this reading of the monotonic clock. */
    public JournalHand at(final long monotonicNs) {
        nowNs = monotonicNs;
        return this;
    }

    /** The engine's time is so far ahead of the monotonic clock, or behind it. */
    public JournalHand engineAhead(final long aheadNs) {
        engineAheadNs = aheadNs;
        return this;
    }

    /** Orders from here on may be sent for so long. */
    public JournalHand livingFor(final long liveNs) {
        timeToLiveNs = liveNs;
        return this;
    }

    /** Records from here on are of this term. */
    public JournalHand ofTerm(final int recordTerm) {
        term = recordTerm;
        return this;
    }

    public JournalHand termStarted(final int started) {
        final TermStartedEncoder m = new TermStartedEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .term(started)
                .processId(1)
                .mode(LaneMode.SIM)
                .fastIntervalNs(1)
                .intentTimeToLiveNs(2_000_000_000L)
                .owner("test")
                .leaseNs(30_000_000_000L)
                .isLeaseLost(Bool.NO)
                .feeRatePctE8(0);
        term = Math.max(term, started);
        return record(started, RecordEnvelope.INPUT, m.encodedLength());
    }

    /** What the session said of itself at the last end, back from the journal. */
    public JournalHand up() {
        return up(sessionId, nowNs);
    }

    public JournalHand up(final long ofSession, final long sentNs) {
        final GatewayUpEncoder m = new GatewayUpEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(ofSession)
                .processId(1)
                .mode(LaneMode.SIM)
                .sentNs(sentNs);
        return record(term, RecordEnvelope.INPUT, m.encodedLength());
    }

    /** A heartbeat of the session that was sent then. */
    public JournalHand heartbeat(final long sentNs) {
        final GatewayHeartbeatEncoder m = new GatewayHeartbeatEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .clockOffsetMs(0)
                .sentNs(sentNs);
        return record(term, RecordEnvelope.INPUT, m.encodedLength());
    }

    public JournalHand account(final int accountId, final String label) {
        final SubscribeAccountEncoder m = new SubscribeAccountEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .accountId(accountId)
                .label(label);
        return intent(m.encodedLength());
    }

    public JournalHand instrument(final int instrumentId, final String symbol) {
        final SubscribeInstrumentEncoder m = new SubscribeInstrumentEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .instrumentId(instrumentId)
                .timeframe(Timeframe.M1)
                .symbol(symbol);
        return intent(m.encodedLength());
    }

    public JournalHand place(
            final long clientOrderId, final OrderType type, final long priceE8, final long quantityE8) {
        return place(clientOrderId, sessionId, Side.BUY, Leg.LONG, type, priceE8, quantityE8, timeToLiveNs);
    }

    public JournalHand place(
            final long clientOrderId,
            final long ofSession,
            final Side side,
            final Leg leg,
            final OrderType type,
            final long priceE8,
            final long quantityE8,
            final long liveNs) {
        final boolean isReduction = (side == Side.BUY) == (leg == Leg.SHORT);
        final PlaceOrderEncoder m = new PlaceOrderEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .sessionId(ofSession)
                .expiresNs(nowNs + engineAheadNs + liveNs)
                .accountId(1)
                .instrumentId(1)
                .botId(1)
                .side(side)
                .leg(leg)
                .orderType(type)
                .role(OrderRole.ENTRY)
                .reduceOnly(isReduction ? Bool.YES : Bool.NO)
                .limitPriceE8(priceE8 == 0 ? PlaceOrderEncoder.limitPriceE8NullValue() : priceE8)
                .quantityE8(quantityE8)
                .bookLevel(type == OrderType.BID || type == OrderType.ASK ? 1 : 0)
                .intentId(clientOrderId)
                .attempt(1);
        return intent(m.encodedLength());
    }

    public JournalHand cancel(final long clientOrderId) {
        final CancelOrderEncoder m = new CancelOrderEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .sessionId(sessionId)
                .venueOrderId(0)
                .accountId(1)
                .instrumentId(1);
        return intent(m.encodedLength());
    }

    public JournalHand accepted(final long clientOrderId, final long venueOrderId) {
        final OrderAcceptedEncoder m = new OrderAcceptedEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .venueOrderId(venueOrderId)
                .venueTimeMs(9);
        return record(term, RecordEnvelope.INPUT, m.encodedLength());
    }

    public JournalHand queryOrder(final long clientOrderId) {
        final QueryOrderEncoder m = new QueryOrderEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .clientOrderId(clientOrderId)
                .sessionId(sessionId)
                .accountId(1)
                .instrumentId(1);
        return intent(m.encodedLength());
    }

    public JournalHand queryOpenOrders() {
        final QueryOpenOrdersEncoder m = new QueryOpenOrdersEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .accountId(1);
        return intent(m.encodedLength());
    }

    public JournalHand queryPositions() {
        final QueryPositionsEncoder m = new QueryPositionsEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .accountId(1);
        return intent(m.encodedLength());
    }

    public JournalHand queryCandles(final int countMax) {
        final QueryCandlesEncoder m = new QueryCandlesEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .instrumentId(1)
                .timeframe(Timeframe.M1)
                .afterOpenTimeMs(0)
                .candleCountMax(countMax);
        return intent(m.encodedLength());
    }

    public JournalHand kill(final KillScope scope, final int targetId, final long commandId) {
        final SetKillSwitchEncoder m = new SetKillSwitchEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .scope(scope)
                .targetId(targetId)
                .enabled(Bool.YES)
                .operatorName("rana")
                .reason("");
        return record(term, RecordEnvelope.INPUT, m.encodedLength());
    }

    public JournalHand liveOff(final long commandId) {
        final SetLiveTradingEncoder m = new SetLiveTradingEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .enabled(Bool.NO)
                .operatorName("rana")
                .reason("");
        return record(term, RecordEnvelope.INPUT, m.encodedLength());
    }

    public JournalHand panic(final long commandId) {
        return panic(ControlScope.ENGINE, 0, commandId);
    }

    public JournalHand panic(final ControlScope scope, final int targetId, final long commandId) {
        final PanicEncoder m = new PanicEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .scope(scope)
                .targetId(targetId)
                .operatorName("rana")
                .reason("");
        return record(term, RecordEnvelope.INPUT, m.encodedLength());
    }

    /** The engine says that a panic has become the kill switch of its scope; 0 = none of these. */
    public JournalHand panicFrozen(final int accountId, final int botId) {
        return event(EventCode.PANIC_FROZEN, accountId, botId);
    }

    /** Something that the engine tells operators. */
    public JournalHand event(final EventCode code, final int accountId, final int botId) {
        final BotEventEncoder m = new BotEventEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.code(code).accountId(accountId).botId(botId).detail("");
        return record(term, RecordEnvelope.AUDIT, m.encodedLength());
    }

    public JournalHand killReleased(final long commandId) {
        final SetKillSwitchEncoder m = new SetKillSwitchEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .scope(KillScope.GLOBAL)
                .targetId(0)
                .enabled(Bool.NO)
                .operatorName("rana")
                .reason("");
        return record(term, RecordEnvelope.INPUT, m.encodedLength());
    }

    public JournalHand setLeverage(final long ofSession, final int leverage) {
        final SetLeverageEncoder m = new SetLeverageEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(ofSession)
                .accountId(1)
                .instrumentId(2)
                .leverage(leverage);
        return intent(m.encodedLength());
    }

    /** A few bytes that are no message. */
    public JournalHand tornRecord() {
        return record(term, RecordEnvelope.INPUT, -1);
    }

    /** The session has read to the end. */
    public void end() {
        session.onJournalEnd(nowNs);
    }

    private JournalHand intent(final int bodyLength) {
        return record(term, RecordEnvelope.INTENT, bodyLength);
    }

    private JournalHand record(final int recordTerm, final byte kind, final int bodyLength) {
        session.onRecord(
                recordTerm,
                kind,
                nowNs + engineAheadNs,
                nowNs,
                buffer,
                0,
                MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
        return this;
    }
}
