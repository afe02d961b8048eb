package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.account.Reconciliation;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.GateSheet;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventEncoder;
import dragon.engine.protocol.CommandResultEncoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.InputRefusedEncoder;
import dragon.engine.protocol.LedgerKind;
import dragon.engine.protocol.LedgerRowEncoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.RestartReportEncoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.Side;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes what people and followers learn: events, bookings, results of commands, refusals.
 *
 * <p>Each event is told as: {@code detail().add(...)}, if there is something to add, then one of the event methods.
 */
public final class Audit {
    private static final long NULL_LONG = Long.MIN_VALUE;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BotEventEncoder event = new BotEventEncoder();
    private final CommandResultEncoder commandResult = new CommandResultEncoder();
    private final InputRefusedEncoder inputRefused = new InputRefusedEncoder();
    private final LedgerRowEncoder ledgerRow = new LedgerRowEncoder();
    private final RestartReportEncoder restartReport = new RestartReportEncoder();
    private final Detail detail = new Detail();
    private Gate gate = Gate.OPEN;
    private long closedGates;
    private GateSheet compared;
    private Output output;

    void begin(final Output target) {
        output = target;
        detail.begin();
    }

    /** The text of the next event, empty at first. */
    public Detail detail() {
        return detail.begin();
    }

    /** Tells something about the lane as a whole. */
    public void lane(final EventCode code, final EventLevel level, final long referenceId) {
        event(
                code,
                level,
                0,
                0,
                0,
                0,
                Leg.NULL_VAL,
                Side.NULL_VAL,
                OrderRole.NULL_VAL,
                NULL_LONG,
                NULL_LONG,
                NULL_LONG,
                referenceId);
    }

    /** Tells something about an account. */
    public void account(
            final EventCode code,
            final EventLevel level,
            final int accountId,
            final long amountE8,
            final long referenceId) {
        event(
                code,
                level,
                accountId,
                0,
                0,
                0,
                Leg.NULL_VAL,
                Side.NULL_VAL,
                OrderRole.NULL_VAL,
                NULL_LONG,
                NULL_LONG,
                amountE8,
                referenceId);
    }

    /** Tells something about an instrument. */
    public void instrument(
            final EventCode code, final EventLevel level, final int instrumentId, final long referenceId) {
        event(
                code,
                level,
                0,
                0,
                instrumentId,
                0,
                Leg.NULL_VAL,
                Side.NULL_VAL,
                OrderRole.NULL_VAL,
                NULL_LONG,
                NULL_LONG,
                NULL_LONG,
                referenceId);
    }

    /** Tells something about a bot. */
    public void bot(
            final EventCode code, final EventLevel level, final Bot bot, final long priceE8, final long referenceId) {
        event(
                code,
                level,
                bot.accountId(),
                bot.id(),
                bot.instrumentId(),
                0,
                Leg.NULL_VAL,
                Side.NULL_VAL,
                OrderRole.NULL_VAL,
                priceE8,
                NULL_LONG,
                NULL_LONG,
                referenceId);
    }

    /** Tells something about an order of a bot of which no more is known than its id. */
    public void forgottenOrder(
            final EventCode code,
            final EventLevel level,
            final Bot bot,
            final long clientOrderId,
            final long venueOrderId) {
        event(
                code,
                level,
                bot.accountId(),
                bot.id(),
                bot.instrumentId(),
                clientOrderId,
                Leg.NULL_VAL,
                Side.NULL_VAL,
                OrderRole.NULL_VAL,
                NULL_LONG,
                NULL_LONG,
                NULL_LONG,
                venueOrderId);
    }

    /** Tells something about a leg of a bot. */
    public void leg(
            final EventCode code,
            final EventLevel level,
            final Bot bot,
            final Leg leg,
            final OrderRole role,
            final long quantityE8,
            final long amountE8) {
        event(
                code,
                level,
                bot.accountId(),
                bot.id(),
                bot.instrumentId(),
                0,
                leg,
                Side.NULL_VAL,
                role,
                NULL_LONG,
                quantityE8,
                amountE8,
                0);
    }

    /** Tells something about a leg of a bot that refers to something. */
    public void legOf(
            final EventCode code, final EventLevel level, final Bot bot, final Leg leg, final long referenceId) {
        event(
                code,
                level,
                bot.accountId(),
                bot.id(),
                bot.instrumentId(),
                0,
                leg,
                Side.NULL_VAL,
                OrderRole.NULL_VAL,
                NULL_LONG,
                NULL_LONG,
                NULL_LONG,
                referenceId);
    }

    /** Tells something about an order at its own price and quantity. */
    public void order(final EventCode code, final EventLevel level, final Order order) {
        fill(code, level, order, order.priceE8(), order.quantityE8(), NULL_LONG, order.venueOrderId());
    }

    /** Tells something about a trade of an order. */
    public void fill(
            final EventCode code,
            final EventLevel level,
            final Order order,
            final long priceE8,
            final long quantityE8,
            final long amountE8,
            final long referenceId) {
        event(
                code,
                level,
                order.accountId(),
                order.botId(),
                order.instrumentId(),
                order.clientOrderId(),
                order.leg(),
                order.side(),
                order.role(),
                priceE8,
                quantityE8,
                amountE8,
                referenceId);
    }

    /** Tells of a block: what it was about, which gates were closed, and what the one that decided had compared. */
    public void block(final Gate deciding, final long closed, final GateSheet sheet, final Attempt asked) {
        gate = deciding;
        closedGates = closed;
        compared = sheet;
        final boolean isOrder = asked.isOrder();
        event(
                deciding.event(),
                deciding.level(),
                asked.bot().accountId(),
                asked.bot().id(),
                asked.bot().instrumentId(),
                0,
                asked.leg().leg(),
                asked.side(),
                asked.role() == OrderRole.NULL_VAL && asked.action() == Action.ENTRY ? OrderRole.ENTRY : asked.role(),
                isOrder ? asked.priceE8() : NULL_LONG,
                isOrder ? asked.quantityE8() : NULL_LONG,
                NULL_LONG,
                asked.intentId());
    }

    /** Tells of a block by a gate that compared nothing. */
    public void block(final Gate deciding, final Bot bot, final Leg leg, final OrderRole role) {
        gate = deciding;
        closedGates = deciding.bit();
        leg(deciding.event(), deciding.level(), bot, leg, role, NULL_LONG, NULL_LONG);
    }

    private void event(
            final EventCode code,
            final EventLevel level,
            final int accountId,
            final int botId,
            final int instrumentId,
            final long clientOrderId,
            final Leg leg,
            final Side side,
            final OrderRole role,
            final long priceE8,
            final long quantityE8,
            final long amountE8,
            final long referenceId) {
        final Limit limit = compared == null ? null : compared.limit(gate);
        event.wrapAndApplyHeader(buffer, 0, header)
                .code(code)
                .level(level)
                .accountId(accountId)
                .botId(botId)
                .instrumentId(instrumentId)
                .clientOrderId(clientOrderId)
                .leg(leg)
                .side(side)
                .role(role)
                .priceE8(priceE8)
                .quantityE8(quantityE8)
                .amountE8(amountE8)
                .referenceId(referenceId)
                .count(1)
                .gate(gate.code())
                .closedGates(closedGates)
                .riskLimit(limit == null ? RiskLimit.NULL_VAL : limit.wire())
                .valueE8(compared == null ? NULL_LONG : compared.valueE8(gate))
                .limitE8(compared == null ? NULL_LONG : compared.limitE8(gate))
                .putDetail(detail.bytes(), 0, detail.length());
        emit(event.encodedLength());
        detail.begin();
        gate = Gate.OPEN;
        closedGates = 0;
        compared = null;
    }

    /** Tells of one booking of a trade. */
    public void fillBooked(
            final Order order,
            final long tradeId,
            final long priceE8,
            final long quantityE8,
            final long feeE8,
            final boolean isFeeEstimated,
            final long realizedE8,
            final Bool isMaker) {
        ledgerRow
                .wrapAndApplyHeader(buffer, 0, header)
                .kind(LedgerKind.FILL)
                .accountId(order.accountId())
                .botId(order.botId())
                .instrumentId(order.instrumentId())
                .leg(order.leg())
                .side(order.side())
                .role(order.role())
                .clientOrderId(order.clientOrderId())
                .referenceId(tradeId)
                .priceE8(priceE8)
                .quantityE8(quantityE8)
                .feeE8(feeE8)
                .fundingE8(0)
                .realizedE8(realizedE8)
                .isMaker(isMaker)
                .isFeeEstimated(isFeeEstimated ? Bool.YES : Bool.NO);
        emit(ledgerRow.encodedLength());
    }

    /** Tells of one booking that is not a trade. */
    public void moneyBooked(
            final LedgerKind kind,
            final int accountId,
            final int botId,
            final int instrumentId,
            final Leg leg,
            final long referenceId,
            final long fundingE8,
            final long realizedE8) {
        ledgerRow
                .wrapAndApplyHeader(buffer, 0, header)
                .kind(kind)
                .accountId(accountId)
                .botId(botId)
                .instrumentId(instrumentId)
                .leg(leg)
                .side(Side.NULL_VAL)
                .role(OrderRole.NULL_VAL)
                .clientOrderId(0)
                .referenceId(referenceId)
                .priceE8(NULL_LONG)
                .quantityE8(NULL_LONG)
                .feeE8(0)
                .fundingE8(fundingE8)
                .realizedE8(realizedE8)
                .isMaker(Bool.NO)
                .isFeeEstimated(Bool.NO);
        emit(ledgerRow.encodedLength());
    }

    /** Answers a command; the detail is the text composed before. */
    void commandResult(final long commandId, final RefusalReason reason, final int createdId) {
        commandResult
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .reason(reason)
                .createdId(createdId)
                .putDetail(detail.bytes(), 0, detail.length());
        emit(commandResult.encodedLength());
        detail.begin();
    }

    /** Tells what the comparison of an account with the venue has found. */
    void restartReport(
            final CoreState state,
            final Account account,
            final int inDoubt,
            final int parked,
            final int legsEqual,
            final int legsDiffering,
            final int barsDecided,
            final int botsRunning,
            final boolean isLeaseReclaimed) {
        final Reconciliation found = account.reconciliation();
        restartReport
                .wrapAndApplyHeader(buffer, 0, header)
                .accountId(account.id())
                .sessionId(state.sessionId())
                .term(state.term())
                .isNewSession(bool(found.isNewSession()))
                .isLeaseReclaimed(bool(isLeaseReclaimed))
                .inputCount(state.inputCount() - 1)
                .durationNs(state.nowNs() - found.beganNs())
                .ordersMatched(found.ordersMatched())
                .ordersEnded(found.ordersEnded())
                .ordersForeign(found.ordersForeign())
                .doubtsFound(found.doubtsFound())
                .doubtsVoid(found.doubtsVoid())
                .doubtsOpen(inDoubt)
                .longestDoubtNs(found.longestDoubtNs())
                .tradesRecovered(found.tradesRecovered())
                .legsEqual(legsEqual)
                .legsDiffering(legsDiffering)
                .positionsForeign(found.positionsForeign())
                .parkedKept(parked)
                .barsDecided(barsDecided)
                .botsRunning(botsRunning)
                .isLiveTrading(bool(state.isLiveTrading()))
                .isKilled(bool(state.isKilled() || account.isKilled()));
        emit(restartReport.encodedLength());
    }

    private static Bool bool(final boolean value) {
        return value ? Bool.YES : Bool.NO;
    }

    /** Tells that an input changed nothing. */
    public void refused(final int templateId, final RefusalReason reason, final long referenceId) {
        inputRefused
                .wrapAndApplyHeader(buffer, 0, header)
                .templateId(templateId)
                .reason(reason)
                .referenceId(referenceId);
        emit(inputRefused.encodedLength());
    }

    private void emit(final int bodyLength) {
        output.audit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }
}
