package dragon.tools.follow;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.Output;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.Journal;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.AccountReportEncoder;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.CandleEncoder;
import dragon.engine.protocol.CandleHistoryEndEncoder;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ChangeBotEncoder;
import dragon.engine.protocol.CheckpointEncoder;
import dragon.engine.protocol.ClockReportEncoder;
import dragon.engine.protocol.CreateAccountEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OpenOrdersEndEncoder;
import dragon.engine.protocol.OrderAcceptedEncoder;
import dragon.engine.protocol.OrderFilledEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderStatusReportEncoder;
import dragon.engine.protocol.PlaceFailedEncoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.PositionsEndEncoder;
import dragon.engine.protocol.QueryAccountDecoder;
import dragon.engine.protocol.QueryCandlesDecoder;
import dragon.engine.protocol.QueryOpenOrdersDecoder;
import dragon.engine.protocol.QueryOrderDecoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.SetKillSwitchEncoder;
import dragon.engine.protocol.SetLimitsEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.SubscribeAccountDecoder;
import dragon.engine.protocol.SubscribeInstrumentDecoder;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.TimerTickEncoder;
import dragon.engine.protocol.TradesEndEncoder;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A lane as its engine would journal it: commands, market data and a small venue that fills what is reached, each input
 * applied by the real core and appended with all that it caused as one document.
 */
public final class JournaledLane {
    public static final long START_NS = 1_767_225_600_000_000_000L;
    public static final String SYMBOL = "PERP_BTC_USDT";

    private static final long E8 = 100_000_000L;
    private static final long MINUTE_MS = 60_000L;

    private record OpenOrder(long clientOrderId, long venueOrderId, Side side, long priceE8, long quantityE8) {}

    private final Core core = new Core(CoreLimits.DEFAULT);
    private final Journal journal;
    private final BatchEncoder batch = new BatchEncoder(Journal.MAX_DOCUMENT_BYTES);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder intentHeader = new MessageHeaderDecoder();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final List<OpenOrder> openOrders = new ArrayList<>();
    private final Random random;

    private long nextSequence = 1;
    private int term;
    private long nowNs = START_NS;
    private int quoteEveryMsMax = 400;
    private long nextVenueId = 1;
    private long nextCommandId = 1;
    private long sessionId = 4711;
    private long priceE8 = 60_000 * E8;
    private long candleOpenMs = START_NS / 1_000_000L;
    private long intentCount;
    private long placeCount;
    private boolean isNextAnswerLost;
    private long lostOrderId;
    private boolean isNextRungThrottled;
    private long throttledOrderId;

    public JournaledLane(final Journal journal, final long seed) {
        this.journal = journal;
        this.random = new Random(seed);
    }

    /** A term, a gateway, one account, this many bots, live trading on. */
    public JournaledLane begin(final int bots) {
        startTerm();
        gatewayUp();
        createAccount("main");
        for (int i = 1; i <= bots; i++) {
            createBot("bot-" + i);
        }
        setLive(true);
        return this;
    }

    /** A random walk of quotes, marks, minute candles and timers, and the fills that they bring. */
    public JournaledLane trade(final int quotes) {
        for (int i = 0; i < quotes; i++) {
            advanceMs(quoteEveryMsMax / 8 + random.nextInt(quoteEveryMsMax));
            priceE8 = Math.max(10_000 * E8, priceE8 + (random.nextInt(2001) - 1000) * (E8 / 20));
            quote(priceE8, priceE8 + E8 / 10);
            if (i % 7 == 0) {
                mark(priceE8);
            }
            if (i % 5 == 0) {
                heartbeat();
            }
            fillWhatIsReached();
            if (nowNs / 1_000_000L >= candleOpenMs + MINUTE_MS) {
                candle();
            }
        }
        return this;
    }

    /** Quotes come this far apart at most. */
    public JournaledLane quoteEveryMs(final int msMax) {
        quoteEveryMsMax = msMax;
        return this;
    }

    /** The venue takes the next order, and its answer is lost on the way. */
    public JournaledLane loseNextAnswer() {
        isNextAnswerLost = true;
        return this;
    }

    /** The gateway has no budget left for the next rung. */
    public JournaledLane throttleNextRung() {
        isNextRungThrottled = true;
        return this;
    }

    public JournaledLane startTerm() {
        term++;
        final TermStartedEncoder started = new TermStartedEncoder().wrapAndApplyHeader(message, 0, header);
        started.term(term)
                .processId(4242)
                .mode(LaneMode.SIM)
                .fastIntervalNs(3_000_000_000L)
                .intentTimeToLiveNs(2_000_000_000L)
                .owner("engine-a")
                .leaseNs(30_000_000_000L)
                .isLeaseLost(Bool.NO)
                .feeRatePctE8(0);
        return input(started.encodedLength());
    }

    public JournaledLane gatewayUp() {
        announce();
        final ClockReportEncoder clock = new ClockReportEncoder().wrapAndApplyHeader(message, 0, header);
        clock.sessionId(sessionId).offsetMs(2).roundTripMs(1);
        return input(clock.encodedLength());
    }

    private JournaledLane announce() {
        sessionId++;
        final GatewayUpEncoder up = new GatewayUpEncoder().wrapAndApplyHeader(message, 0, header);
        up.sessionId(sessionId).processId(4343).mode(LaneMode.SIM).sentNs(0);
        return input(up.encodedLength());
    }

    public JournaledLane heartbeat() {
        final GatewayHeartbeatEncoder beat = new GatewayHeartbeatEncoder().wrapAndApplyHeader(message, 0, header);
        beat.sessionId(sessionId).clockOffsetMs(2).sentNs(0);
        return input(beat.encodedLength());
    }

    public JournaledLane createAccount(final String label) {
        final CreateAccountEncoder create = new CreateAccountEncoder().wrapAndApplyHeader(message, 0, header);
        create.commandId(nextCommandId++)
                .label(label)
                .dailyLossLimitE8(5_000 * E8)
                .totalLossLimitE8(20_000 * E8)
                .operatorName("rana")
                .reason("test");
        return input(create.encodedLength());
    }

    public JournaledLane createBot(final String name) {
        final CreateBotEncoder create = new CreateBotEncoder().wrapAndApplyHeader(message, 0, header);
        create.commandId(nextCommandId++)
                .accountId(1)
                .timeframe(Timeframe.M1)
                .legs(Legs.BOTH_LEGS)
                .desiredStatus(DesiredStatus.RUNNING)
                .name(name)
                .symbol(SYMBOL)
                .operatorName("rana");
        final CreateBotEncoder.ParametersEncoder parameters = create.parametersCount(8);
        parameters
                .next()
                .parameter(StrategyParameter.BASE_QUANTITY)
                .valueE8(E8 / 100)
                .line(0);
        parameters
                .next()
                .parameter(StrategyParameter.MAX_ENTRIES)
                .valueE8(5 * E8)
                .line(0);
        parameters
                .next()
                .parameter(StrategyParameter.BASE_DEVIATION_PCT)
                .valueE8(E8 / 5)
                .line(0);
        parameters
                .next()
                .parameter(StrategyParameter.DEVIATION_MULTIPLIER)
                .valueE8(E8)
                .line(0);
        parameters
                .next()
                .parameter(StrategyParameter.VOLUME_MULTIPLIER)
                .valueE8(E8)
                .line(0);
        parameters
                .next()
                .parameter(StrategyParameter.TAKE_PROFIT_PCT)
                .valueE8(E8 / 10)
                .line(0);
        parameters
                .next()
                .parameter(StrategyParameter.DCA_ACTIVATION_PCT)
                .valueE8(E8 / 10)
                .line(0);
        parameters
                .next()
                .parameter(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT)
                .valueE8(0)
                .line(0);
        create.reason("").file("");
        return input(create.encodedLength());
    }

    /** Gives a bot other settings; those that are not given are gone. */
    public JournaledLane changeBot(final int botId, final Map<StrategyParameter, Long> settingsE8) {
        final ChangeBotEncoder change = new ChangeBotEncoder().wrapAndApplyHeader(message, 0, header);
        change.commandId(nextCommandId++)
                .botId(botId)
                .settingsBefore(core.state().bots().get(botId).settings().fingerprint())
                .confirmed(Bool.YES)
                .operatorName("rana");
        final ChangeBotEncoder.ParametersEncoder parameters = change.parametersCount(settingsE8.size());
        settingsE8.forEach((parameter, valueE8) ->
                parameters.next().parameter(parameter).valueE8(valueE8).line(0));
        change.reason("test").file("");
        return input(change.encodedLength());
    }

    /** A limit of the account, from a line of a file. */
    public JournaledLane setLimit(final RiskLimit limit, final long valueE8, final String file, final int line) {
        final SetLimitsEncoder set = new SetLimitsEncoder().wrapAndApplyHeader(message, 0, header);
        set.commandId(nextCommandId++).accountId(1).confirmed(Bool.YES).operatorName("rana");
        set.limitsCount(1).next().limit(limit).valueE8(valueE8).line(line);
        set.reason("smaller").file(file);
        return input(set.encodedLength());
    }

    public JournaledLane setLive(final boolean enabled) {
        final SetLiveTradingEncoder set = new SetLiveTradingEncoder().wrapAndApplyHeader(message, 0, header);
        set.commandId(nextCommandId++)
                .enabled(enabled ? Bool.YES : Bool.NO)
                .operatorName("rana")
                .reason("test");
        return input(set.encodedLength());
    }

    public JournaledLane setKillSwitch(final boolean enabled) {
        final SetKillSwitchEncoder set = new SetKillSwitchEncoder().wrapAndApplyHeader(message, 0, header);
        set.commandId(nextCommandId++)
                .scope(KillScope.GLOBAL)
                .targetId(0)
                .enabled(enabled ? Bool.YES : Bool.NO)
                .operatorName("rana")
                .reason("test");
        return input(set.encodedLength());
    }

    public JournaledLane quote(final long bidE8, final long askE8) {
        final BestBidOfferEncoder quote = new BestBidOfferEncoder().wrapAndApplyHeader(message, 0, header);
        quote.instrumentId(1)
                .bidPriceE8(bidE8)
                .bidQuantityE8(E8)
                .askPriceE8(askE8)
                .askQuantityE8(E8)
                .venueTimeMs(nowNs / 1_000_000L);
        return input(quote.encodedLength());
    }

    public JournaledLane mark(final long markE8) {
        final MarkPriceEncoder mark = new MarkPriceEncoder().wrapAndApplyHeader(message, 0, header);
        mark.instrumentId(1).priceE8(markE8).venueTimeMs(nowNs / 1_000_000L);
        return input(mark.encodedLength());
    }

    private void candle() {
        input(candle(CandleSource.LIVE, candleOpenMs));
        candleOpenMs += MINUTE_MS;
    }

    private int candle(final CandleSource source, final long openTimeMs) {
        final CandleEncoder candle = new CandleEncoder().wrapAndApplyHeader(message, 0, header);
        candle.instrumentId(1)
                .timeframe(Timeframe.M1)
                .source(source)
                .openTimeMs(openTimeMs)
                .openE8(priceE8)
                .highE8(priceE8 + E8)
                .lowE8(priceE8 - E8)
                .closeE8(priceE8)
                .volumeE8(E8);
        return candle.encodedLength();
    }

    /** The engine's own record: the hash of the state as it is now. */
    public JournaledLane checkpoint() {
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        final int bytes = new StateImageEncoder().encode(core, image, 0);
        final CheckpointEncoder checkpoint = new CheckpointEncoder().wrapAndApplyHeader(message, 0, header);
        checkpoint.stateHash(new StateHash().of(image, 0, bytes)).imageBytes(bytes);
        batch.begin(nextSequence, term);
        batch.add(
                RecordEnvelope.AUDIT,
                nowNs,
                message,
                0,
                MessageHeaderEncoder.ENCODED_LENGTH + checkpoint.encodedLength());
        append();
        return this;
    }

    public JournaledLane advanceMs(final long ms) {
        final long untilNs = nowNs + ms * 1_000_000L;
        while (core.nextTimerDueNs() <= untilNs) {
            nowNs = Math.max(nowNs, core.nextTimerDueNs());
            final TimerTickEncoder tick = new TimerTickEncoder().wrapAndApplyHeader(message, 0, header);
            tick.dueNs(core.nextTimerDueNs());
            input(tick.encodedLength());
        }
        nowNs = untilNs;
        return this;
    }

    private JournaledLane input(final int bodyLength) {
        apply(bodyLength);
        while (!answers.isEmpty()) {
            nowNs += 1_000;
            answers.poll().run();
        }
        return this;
    }

    private void apply(final int bodyLength) {
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
        batch.begin(nextSequence, term);
        batch.add(RecordEnvelope.INPUT, nowNs, message, 0, length);
        core.apply(nowNs, message, 0, length, new Output() {
            @Override
            public void intent(final DirectBuffer buffer, final int offset, final int intentLength) {
                intentCount++;
                batch.add(RecordEnvelope.INTENT, nowNs, buffer, offset, intentLength);
                onIntent(buffer, offset);
            }

            @Override
            public void audit(final DirectBuffer buffer, final int offset, final int auditLength) {
                batch.add(RecordEnvelope.AUDIT, nowNs, buffer, offset, auditLength);
            }
        });
        append();
    }

    private void append() {
        nextSequence = batch.nextSequence();
        journal.append(batch.buffer(), 0, batch.length());
    }

    private void onIntent(final DirectBuffer buffer, final int offset) {
        switch (intentHeader.wrap(buffer, offset).templateId()) {
            case SubscribeAccountDecoder.TEMPLATE_ID -> {
                final int account = new SubscribeAccountDecoder()
                        .wrapAndApplyHeader(buffer, offset, intentHeader)
                        .accountId();
                answers.add(() -> answerAccount(account));
            }
            case QueryAccountDecoder.TEMPLATE_ID -> {
                final int account = new QueryAccountDecoder()
                        .wrapAndApplyHeader(buffer, offset, intentHeader)
                        .accountId();
                answers.add(() -> answerAccount(account));
            }
            case SubscribeInstrumentDecoder.TEMPLATE_ID -> {
                final int instrument = new SubscribeInstrumentDecoder()
                        .wrapAndApplyHeader(buffer, offset, intentHeader)
                        .instrumentId();
                answers.add(() -> answerInstrument(instrument));
            }
            case QueryCandlesDecoder.TEMPLATE_ID -> {
                final int instrument = new QueryCandlesDecoder()
                        .wrapAndApplyHeader(buffer, offset, intentHeader)
                        .instrumentId();
                answers.add(() -> answerCandles(instrument));
            }
            case QueryOpenOrdersDecoder.TEMPLATE_ID -> {
                final int account = new QueryOpenOrdersDecoder()
                        .wrapAndApplyHeader(buffer, offset, intentHeader)
                        .accountId();
                answers.add(() -> answerOpenOrders(account));
            }
            case PlaceOrderDecoder.TEMPLATE_ID -> onPlace(
                    new PlaceOrderDecoder().wrapAndApplyHeader(buffer, offset, intentHeader));
            case CancelOrderDecoder.TEMPLATE_ID -> {
                final long id = new CancelOrderDecoder()
                        .wrapAndApplyHeader(buffer, offset, intentHeader)
                        .clientOrderId();
                answers.add(() -> cancel(id));
            }
            case QueryOrderDecoder.TEMPLATE_ID -> {
                final long id = new QueryOrderDecoder()
                        .wrapAndApplyHeader(buffer, offset, intentHeader)
                        .clientOrderId();
                answers.add(() -> answerOrder(id));
            }
            default -> {
                // A query that this small venue leaves unanswered.
            }
        }
    }

    private void onPlace(final PlaceOrderDecoder place) {
        placeCount++;
        final boolean isPriced = place.limitPriceE8() != PlaceOrderDecoder.limitPriceE8NullValue();
        final long atPriceE8 = isPriced ? place.limitPriceE8() : priceE8;
        final OpenOrder order =
                new OpenOrder(place.clientOrderId(), nextVenueId++, place.side(), atPriceE8, place.quantityE8());
        if (isNextAnswerLost) {
            isNextAnswerLost = false;
            lostOrderId = order.clientOrderId();
            openOrders.add(order);
            answers.add(() -> failPlace(order.clientOrderId(), SendFailure.AMBIGUOUS, "connection reset"));
            return;
        }
        if (isNextRungThrottled && place.role() == OrderRole.DCA) {
            isNextRungThrottled = false;
            throttledOrderId = order.clientOrderId();
            answers.add(() -> failPlace(order.clientOrderId(), SendFailure.THROTTLED, ""));
            return;
        }
        answers.add(() -> {
            final OrderAcceptedEncoder accepted = new OrderAcceptedEncoder().wrapAndApplyHeader(message, 0, header);
            accepted.clientOrderId(order.clientOrderId())
                    .venueOrderId(order.venueOrderId())
                    .venueTimeMs(nowNs / 1_000_000L);
            apply(accepted.encodedLength());
            report(order, VenueOrderStatus.NEW, 0);
            openOrders.add(order);
        });
    }

    private void failPlace(final long clientOrderId, final SendFailure failure, final String text) {
        final PlaceFailedEncoder failed = new PlaceFailedEncoder().wrapAndApplyHeader(message, 0, header);
        failed.clientOrderId(clientOrderId).failure(failure).text(text);
        apply(failed.encodedLength());
    }

    /** Of an open order only: about others this small venue says nothing. */
    private void answerOrder(final long clientOrderId) {
        for (final OpenOrder order : List.copyOf(openOrders)) {
            if (order.clientOrderId() == clientOrderId) {
                report(order, VenueOrderStatus.NEW, 0, Bool.YES);
            }
        }
    }

    private void fillWhatIsReached() {
        for (final OpenOrder order : List.copyOf(openOrders)) {
            final boolean isReached =
                    order.side() == Side.BUY ? order.priceE8() >= priceE8 + E8 / 10 : order.priceE8() <= priceE8;
            if (isReached && openOrders.remove(order)) {
                final OrderFilledEncoder filled = new OrderFilledEncoder().wrapAndApplyHeader(message, 0, header);
                filled.clientOrderId(order.clientOrderId())
                        .venueOrderId(order.venueOrderId())
                        .tradeId(nextVenueId++)
                        .lastPriceE8(order.priceE8())
                        .lastQuantityE8(order.quantityE8())
                        .feeUsdE8(E8 / 10)
                        .isMaker(Bool.YES)
                        .venueTimeMs(nowNs / 1_000_000L);
                input(filled.encodedLength());
                answers.add(() -> report(order, VenueOrderStatus.FILLED, order.quantityE8()));
                drainAnswers();
            }
        }
    }

    private void drainAnswers() {
        while (!answers.isEmpty()) {
            nowNs += 1_000;
            answers.poll().run();
        }
    }

    private void cancel(final long clientOrderId) {
        for (final OpenOrder order : List.copyOf(openOrders)) {
            if (order.clientOrderId() == clientOrderId) {
                openOrders.remove(order);
                report(order, VenueOrderStatus.CANCELED, 0);
            }
        }
    }

    private void report(final OpenOrder order, final VenueOrderStatus status, final long doneE8) {
        report(order, status, doneE8, Bool.NO);
    }

    private void report(final OpenOrder order, final VenueOrderStatus status, final long doneE8, final Bool fromQuery) {
        final OrderStatusReportEncoder report = new OrderStatusReportEncoder().wrapAndApplyHeader(message, 0, header);
        report.clientOrderId(order.clientOrderId())
                .venueOrderId(order.venueOrderId())
                .status(status)
                .cumulativeQuantityE8(doneE8)
                .priceE8(order.priceE8())
                .fromQuery(fromQuery)
                .venueTimeMs(nowNs / 1_000_000L)
                .text("");
        apply(report.encodedLength());
    }

    private void answerAccount(final int accountId) {
        final AccountReportEncoder report = new AccountReportEncoder().wrapAndApplyHeader(message, 0, header);
        report.accountId(accountId)
                .positionMode(PositionMode.HEDGE)
                .equityE8(10_000 * E8)
                .freeCollateralE8(9_000 * E8)
                .marginRatioE8(E8 / 10)
                .venueTimeMs(nowNs / 1_000_000L)
                .walletE8(AccountReportEncoder.walletE8NullValue())
                .totalCollateralE8(AccountReportEncoder.totalCollateralE8NullValue())
                .maintenanceMarginRatioE8(AccountReportEncoder.maintenanceMarginRatioE8NullValue());
        apply(report.encodedLength());
    }

    private void answerInstrument(final int instrumentId) {
        final InstrumentDefinitionEncoder definition =
                new InstrumentDefinitionEncoder().wrapAndApplyHeader(message, 0, header);
        definition
                .instrumentId(instrumentId)
                .isTrading(Bool.YES)
                .priceMinE8(E8)
                .priceMaxE8(1_000_000 * E8)
                .tickSizeE8(E8 / 10)
                .quantityMinE8(E8 / 1_000)
                .quantityMaxE8(100 * E8)
                .quantityStepE8(E8 / 1_000)
                .minNotionalE8(10 * E8)
                .symbol(SYMBOL);
        apply(definition.encodedLength());
    }

    private void answerCandles(final int instrumentId) {
        apply(candle(CandleSource.HISTORY, candleOpenMs - MINUTE_MS));
        final CandleHistoryEndEncoder end = new CandleHistoryEndEncoder().wrapAndApplyHeader(message, 0, header);
        end.instrumentId(instrumentId)
                .timeframe(Timeframe.M1)
                .succeeded(Bool.YES)
                .candleCount(1);
        apply(end.encodedLength());
    }

    private void answerOpenOrders(final int accountId) {
        for (final OpenOrder order : List.copyOf(openOrders)) {
            report(order, VenueOrderStatus.NEW, 0);
        }
        final OpenOrdersEndEncoder end = new OpenOrdersEndEncoder().wrapAndApplyHeader(message, 0, header);
        end.accountId(accountId).succeeded(Bool.YES).orderCount(openOrders.size());
        apply(end.encodedLength());
        final PositionsEndEncoder positions = new PositionsEndEncoder().wrapAndApplyHeader(message, 0, header);
        positions.accountId(accountId).legCount(0);
        apply(positions.encodedLength());
        for (int id = 1; id <= core.state().instruments().count(); id++) {
            final TradesEndEncoder trades = new TradesEndEncoder().wrapAndApplyHeader(message, 0, header);
            trades.accountId(accountId)
                    .instrumentId(id)
                    .succeeded(Bool.YES)
                    .tradeCount(0)
                    .foreignCount(0);
            apply(trades.encodedLength());
        }
    }

    public Core core() {
        return core;
    }

    /** Hash of the state as it is now. */
    public long stateHash() {
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        return new StateHash().of(image, 0, new StateImageEncoder().encode(core, image, 0));
    }

    /** Sequence of the last record. */
    public long sequence() {
        return nextSequence - 1;
    }

    public int term() {
        return term;
    }

    public long nowNs() {
        return nowNs;
    }

    /** Intents of all kinds so far. */
    public long intentCount() {
        return intentCount;
    }

    /** The order whose answer was lost, 0 = none. */
    public long lostOrderId() {
        return lostOrderId;
    }

    /** The rung that never left the gateway, 0 = none. */
    public long throttledOrderId() {
        return throttledOrderId;
    }

    /** Orders sent so far. */
    public long placeCount() {
        return placeCount;
    }
}
