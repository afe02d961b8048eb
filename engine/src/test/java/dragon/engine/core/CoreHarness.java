package dragon.engine.core;

import dragon.engine.core.bot.StrategySource;
import dragon.engine.protocol.AccountReportEncoder;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.AdjustLedgerEncoder;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.CancelFailedEncoder;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.CandleEncoder;
import dragon.engine.protocol.CandleHistoryEndEncoder;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ChangeBotEncoder;
import dragon.engine.protocol.ClockReportEncoder;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.CreateAccountEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.FlattenEncoder;
import dragon.engine.protocol.FundingEndEncoder;
import dragon.engine.protocol.FundingPaidEncoder;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.InputRefusedDecoder;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.InstrumentLeverageEncoder;
import dragon.engine.protocol.JournalStorageEncoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.LedgerRowDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.LeverageReportEncoder;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OpenOrdersEndEncoder;
import dragon.engine.protocol.OrderAcceptedEncoder;
import dragon.engine.protocol.OrderFilledEncoder;
import dragon.engine.protocol.OrderRejectedEncoder;
import dragon.engine.protocol.OrderStatusReportEncoder;
import dragon.engine.protocol.OrderUnknownToVenueEncoder;
import dragon.engine.protocol.PanicEncoder;
import dragon.engine.protocol.PlaceFailedEncoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.PositionReportEncoder;
import dragon.engine.protocol.PositionsEndEncoder;
import dragon.engine.protocol.QueryCandlesDecoder;
import dragon.engine.protocol.QueryFundingDecoder;
import dragon.engine.protocol.QueryLeverageDecoder;
import dragon.engine.protocol.QueryOrderDecoder;
import dragon.engine.protocol.QueryTradesDecoder;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.ReleaseEncoder;
import dragon.engine.protocol.RestartReportDecoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.SetAccountEncoder;
import dragon.engine.protocol.SetBotDesiredEncoder;
import dragon.engine.protocol.SetHaltEncoder;
import dragon.engine.protocol.SetKillSwitchEncoder;
import dragon.engine.protocol.SetLeverageDecoder;
import dragon.engine.protocol.SetLimitsEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.StorageState;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.TermEndedEncoder;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.TimerTickEncoder;
import dragon.engine.protocol.TradesEndEncoder;
import dragon.engine.protocol.VenueHealthEncoder;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.protocol.WalletReportEncoder;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.engine.strategy.DcaAtrStrategy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A core with a clock in the hand of the test, told things in the field's words; it keeps what comes out as text. */
public class CoreHarness implements Output {
    public static final long START_NS = 1_767_225_600_000_000_000L;
    public static final long SECOND_NS = 1_000_000_000L;
    public static final String SYMBOL = "PERP_BTC_USDT";
    private static final long NULL_LONG = Long.MIN_VALUE;
    private static final long MINUTE_MS = 60_000;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final List<String> sent = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private String lastDetail = "";
    private long queriedTradesAfterMs;
    private final List<String> texts = new ArrayList<>();
    private final List<String> bookings = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<String> results = new ArrayList<>();
    private final ExpandableArrayBuffer image = new ExpandableArrayBuffer(1 << 16);

    private static final CoreLimits LIMITS = new CoreLimits(8, 64, 16, 512, 128);

    private final StrategySource strategies;
    private Core core;
    private long nowNs = START_NS;
    private long commandId;
    private long tradeId = 1_000;
    private long session = 77;
    private int term;
    private LaneMode mode = LaneMode.SIM;
    private long feeRatePctE8;
    private long barOpenMs = START_NS / 1_000_000 - MINUTE_MS;
    private final List<Long> placedIds = new ArrayList<>();
    private long lastPlacedId;
    private long queriedAfterMs;
    private String restartReport;
    private int fundingQueries;
    private int leverageQueries;
    private int queriedCandles;

    public CoreHarness() {
        this(DcaAtrStrategy::new);
    }

    /** With strategies of the test. */
    public CoreHarness(final StrategySource strategies) {
        this.strategies = strategies;
        core = new Core(LIMITS, strategies);
    }

    public static long e8(final String decimal) {
        return new BigDecimal(decimal).movePointRight(8).longValueExact();
    }

    public Core core() {
        return core;
    }

    public long nowNs() {
        return nowNs;
    }

    /** Everything sent to the gateway since the last call. */
    public List<String> takeSent() {
        final List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    public List<String> takeEvents() {
        final List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** The events since the last call with what they say. */
    public List<String> takeTexts() {
        final List<String> taken = List.copyOf(texts);
        texts.clear();
        return taken;
    }

    /** What was booked since the last call. */
    public List<String> takeBookings() {
        final List<String> taken = List.copyOf(bookings);
        bookings.clear();
        return taken;
    }

    public List<String> takeRefusals() {
        final List<String> taken = List.copyOf(refusals);
        refusals.clear();
        return taken;
    }

    /** From when on the trades were asked for last, milliseconds since the epoch. */
    public long queriedTradesAfterMs() {
        return queriedTradesAfterMs;
    }

    /** The text of the newest answer to a command; may be empty. */
    public String lastDetail() {
        return lastDetail;
    }

    public String lastResult() {
        return results.get(results.size() - 1);
    }

    /** Client order id of the newest place. */
    public long lastPlacedId() {
        return lastPlacedId;
    }

    /** Client order ids of all places, in their order. */
    public List<Long> placedIds() {
        return placedIds;
    }

    /** From where the newest query for candles wants them. */
    public long queriedAfterMs() {
        return queriedAfterMs;
    }

    /** How many the newest query for candles wants. */
    public int queriedCandles() {
        return queriedCandles;
    }

    public CoreHarness forget() {
        sent.clear();
        events.clear();
        texts.clear();
        bookings.clear();
        refusals.clear();
        return this;
    }

    // ---- lane and time

    public CoreHarness startTerm() {
        return startTerm(Bool.NO);
    }

    /** The leader before lived on after its lease had run out. */
    public CoreHarness startTermAfterLostLease() {
        return startTerm(Bool.YES);
    }

    public CoreHarness endTerm() {
        final TermEndedEncoder m =
                new TermEndedEncoder().wrapAndApplyHeader(buffer, 0, header).term(term);
        return apply(m.encodedLength());
    }

    private CoreHarness startTerm(final Bool isLeaseLost) {
        final TermStartedEncoder m = new TermStartedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.term(++term)
                .processId(1)
                .mode(mode)
                .fastIntervalNs(3 * SECOND_NS)
                .intentTimeToLiveNs(2 * SECOND_NS)
                .owner("test")
                .leaseNs(30_000_000_000L)
                .isLeaseLost(isLeaseLost)
                .feeRatePctE8(feeRatePctE8);
        return apply(m.encodedLength());
    }

    /** Of the terms that begin from now on. */
    public CoreHarness inMode(final LaneMode newMode) {
        mode = newMode;
        return this;
    }

    /** What a trade costs by the engine's word, in percent; of the terms that begin from now on. */
    public CoreHarness feeRate(final String percent) {
        feeRatePctE8 = e8(percent);
        return this;
    }

    public CoreHarness pass(final long seconds) {
        return passMs(seconds * 1_000);
    }

    public CoreHarness passMs(final long milliseconds) {
        final long end = nowNs + milliseconds * 1_000_000;
        while (core.nextTimerDueNs() <= end) {
            nowNs = Math.max(nowNs, core.nextTimerDueNs());
            final TimerTickEncoder m =
                    new TimerTickEncoder().wrapAndApplyHeader(buffer, 0, header).dueNs(core.nextTimerDueNs());
            apply(m.encodedLength());
            if (core.state().isGatewayUp()) {
                heartbeat();
            }
        }
        nowNs = end;
        return this;
    }

    public CoreHarness waitInSilence(final long seconds) {
        final long end = nowNs + seconds * SECOND_NS;
        while (core.nextTimerDueNs() <= end) {
            nowNs = Math.max(nowNs, core.nextTimerDueNs());
            final TimerTickEncoder m =
                    new TimerTickEncoder().wrapAndApplyHeader(buffer, 0, header).dueNs(core.nextTimerDueNs());
            apply(m.encodedLength());
        }
        nowNs = end;
        return this;
    }

    /** The engine is paused: all timers of that time are due in the one tick after it. */
    public CoreHarness pauseEngine(final long seconds) {
        nowNs += seconds * SECOND_NS;
        final TimerTickEncoder m =
                new TimerTickEncoder().wrapAndApplyHeader(buffer, 0, header).dueNs(core.nextTimerDueNs());
        return apply(m.encodedLength());
    }

    /** The engine dies and another one stands up from the state image: a new core, a higher term. */
    public CoreHarness restart() {
        restore();
        return startTerm();
    }

    /** Goes on with a core that is in the same state. */
    protected void become(final Core other) {
        core = other;
    }

    /** A new core with nothing in it. */
    public Core emptyCore() {
        return new Core(LIMITS, strategies);
    }

    /** The hash of the state of a core. */
    public long hashOf(final Core other) {
        final int length = new StateImageEncoder().encode(other, image, 0);
        return new StateHash().of(image, 0, length);
    }

    /** The same state in a new core. */
    public CoreHarness restore() {
        final int length = new StateImageEncoder().encode(core, image, 0);
        final Core restored = new Core(LIMITS, strategies);
        new StateImageDecoder().decode(restored, image, 0, length);
        core = restored;
        return this;
    }

    public long hash() {
        final int length = new StateImageEncoder().encode(core, image, 0);
        return new StateHash().of(image, 0, length);
    }

    // ---- commands

    public CoreHarness createAccount(final String label) {
        final CreateAccountEncoder m = new CreateAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .label(label)
                .dailyLossLimitE8(NULL_LONG)
                .totalLossLimitE8(NULL_LONG)
                .operatorName("rana")
                .reason("");
        return apply(m.encodedLength());
    }

    public CoreHarness setAccount(final int accountId, final AccountStatus status, final String dailyLimit) {
        return setAccount(accountId, status, dailyLimit, null, Bool.YES);
    }

    /** Loss limits in USD; null = as it is. */
    public CoreHarness setAccount(
            final int accountId,
            final AccountStatus status,
            final String dailyLimit,
            final String totalLimit,
            final Bool confirmed) {
        final SetAccountEncoder m = new SetAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .accountId(accountId)
                .status(status)
                .dailyLossLimitE8(dailyLimit == null ? NULL_LONG : e8(dailyLimit))
                .totalLossLimitE8(totalLimit == null ? NULL_LONG : e8(totalLimit))
                .operatorName("rana")
                .dailyLossLine(0)
                .totalLossLine(0)
                .confirmed(confirmed)
                .reason("")
                .file("");
        return apply(m.encodedLength());
    }

    public CoreHarness createBot(final String name, final Legs legs, final String activationPct) {
        return createBot(name, legs, activationPct, SYMBOL);
    }

    public CoreHarness createBot(final String name, final Legs legs, final String activationPct, final String symbol) {
        return createBot(1, name, legs, activationPct, symbol);
    }

    public CoreHarness createBot(
            final int accountId, final String name, final Legs legs, final String activationPct, final String symbol) {
        final CreateBotEncoder m = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .accountId(accountId)
                .timeframe(Timeframe.M1)
                .legs(legs)
                .desiredStatus(DesiredStatus.RUNNING)
                .name(name)
                .symbol(symbol)
                .operatorName("rana");
        final CreateBotEncoder.ParametersEncoder p = m.parametersCount(8);
        p.next().parameter(StrategyParameter.BASE_QUANTITY).valueE8(e8("0.01")).line(0);
        p.next().parameter(StrategyParameter.MAX_ENTRIES).valueE8(e8("3")).line(0);
        p.next()
                .parameter(StrategyParameter.BASE_DEVIATION_PCT)
                .valueE8(e8("1"))
                .line(0);
        p.next()
                .parameter(StrategyParameter.DEVIATION_MULTIPLIER)
                .valueE8(e8("2"))
                .line(0);
        p.next()
                .parameter(StrategyParameter.VOLUME_MULTIPLIER)
                .valueE8(e8("1.5"))
                .line(0);
        p.next().parameter(StrategyParameter.TAKE_PROFIT_PCT).valueE8(e8("0.5")).line(0);
        p.next()
                .parameter(StrategyParameter.DCA_ACTIVATION_PCT)
                .valueE8(e8(activationPct))
                .line(0);
        p.next()
                .parameter(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT)
                .valueE8(e8(activationPct))
                .line(0);
        m.reason("").file("");
        return apply(m.encodedLength());
    }

    /** A bot on the usual instrument with the usual ladder and these settings beside or instead. */
    public CoreHarness createBotWith(final String name, final Legs legs, final Map<StrategyParameter, String> more) {
        final Map<StrategyParameter, String> settings = new EnumMap<>(StrategyParameter.class);
        settings.put(StrategyParameter.BASE_QUANTITY, "0.01");
        settings.put(StrategyParameter.MAX_ENTRIES, "3");
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, "1");
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, "2");
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, "1.5");
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, "0.5");
        settings.putAll(more);
        final CreateBotEncoder m = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .accountId(1)
                .timeframe(Timeframe.M1)
                .legs(legs)
                .desiredStatus(DesiredStatus.RUNNING)
                .name(name)
                .symbol(SYMBOL)
                .operatorName("rana");
        final CreateBotEncoder.ParametersEncoder p = m.parametersCount(settings.size());
        settings.forEach((parameter, value) ->
                p.next().parameter(parameter).valueE8(e8(value)).line(0));
        m.reason("").file("");
        return apply(m.encodedLength());
    }

    /** Gives a bot other settings; those that are not given are gone. */
    public CoreHarness changeBot(
            final int botId,
            final long settingsBefore,
            final boolean isConfirmed,
            final Map<StrategyParameter, String> settings) {
        final ChangeBotEncoder m = new ChangeBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .botId(botId)
                .settingsBefore(settingsBefore)
                .confirmed(isConfirmed ? Bool.YES : Bool.NO)
                .operatorName("rana");
        final ChangeBotEncoder.ParametersEncoder p = m.parametersCount(settings.size());
        settings.forEach((parameter, value) ->
                p.next().parameter(parameter).valueE8(e8(value)).line(0));
        m.reason("test").file("");
        return apply(m.encodedLength());
    }

    public CoreHarness desire(final int botId, final DesiredStatus desired) {
        final SetBotDesiredEncoder m = new SetBotDesiredEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .botId(botId)
                .desiredStatus(desired)
                .operatorName("rana")
                .reason("");
        return apply(m.encodedLength());
    }

    public CoreHarness live(final boolean on) {
        final SetLiveTradingEncoder m = new SetLiveTradingEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .enabled(on ? Bool.YES : Bool.NO)
                .operatorName("rana")
                .reason("test");
        return apply(m.encodedLength());
    }

    public CoreHarness repeatLastCommand() {
        commandId--;
        return live(true);
    }

    public CoreHarness kill(final KillScope scope, final int target, final boolean on) {
        final SetKillSwitchEncoder m = new SetKillSwitchEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .scope(scope)
                .targetId(target)
                .enabled(on ? Bool.YES : Bool.NO)
                .operatorName("rana")
                .reason("test");
        return apply(m.encodedLength());
    }

    public CoreHarness flatten(final ControlScope scope, final int target) {
        return flatten(scope, target, Bool.NO);
    }

    public CoreHarness flattenThroughKill(final ControlScope scope, final int target) {
        return flatten(scope, target, Bool.YES);
    }

    private CoreHarness flatten(final ControlScope scope, final int target, final Bool throughKill) {
        final FlattenEncoder m = new FlattenEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .scope(scope)
                .targetId(target)
                .operatorName("rana")
                .throughKill(throughKill)
                .reason("drill");
        return apply(m.encodedLength());
    }

    public CoreHarness halt(final ControlScope scope, final int target, final Leg leg) {
        final SetHaltEncoder m = new SetHaltEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .scope(scope)
                .targetId(target)
                .leg(leg)
                .symbol(scope == ControlScope.SYMBOL ? SYMBOL : "")
                .operatorName("rana")
                .reason("drill");
        return apply(m.encodedLength());
    }

    public CoreHarness release(final ControlScope scope, final int target, final Leg leg) {
        final ReleaseEncoder m = new ReleaseEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .scope(scope)
                .targetId(target)
                .leg(leg)
                .symbol(scope == ControlScope.SYMBOL ? SYMBOL : "")
                .operatorName("rana")
                .reason("drill over");
        return apply(m.encodedLength());
    }

    public CoreHarness panic(final ControlScope scope, final int target) {
        final PanicEncoder m = new PanicEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .scope(scope)
                .targetId(target)
                .operatorName("rana")
                .reason("drill");
        return apply(m.encodedLength());
    }

    public CoreHarness position(final int accountId, final Leg leg, final long quantityE8) {
        final PositionReportEncoder m = new PositionReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(accountId)
                .instrumentId(1)
                .leg(leg)
                .quantityE8(quantityE8)
                .averageEntryE8(0)
                .fromQuery(Bool.YES)
                .venueTimeMs(0)
                .markPriceE8(NULL_LONG)
                .liquidationPriceE8(NULL_LONG)
                .adlQuantile(0)
                .leverage(0);
        return apply(m.encodedLength());
    }

    public CoreHarness limit(final RiskLimit limit, final String value) {
        return limit(limit, e8(value), true);
    }

    public CoreHarness limit(final RiskLimit limit, final long valueE8, final boolean isConfirmed) {
        return limit(limit, valueE8, isConfirmed, "", 0);
    }

    /** As {@link #limit(RiskLimit, long, boolean)}, out of a line of a file. */
    public CoreHarness limit(
            final RiskLimit limit, final long valueE8, final boolean isConfirmed, final String file, final int line) {
        final SetLimitsEncoder m = new SetLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .accountId(1)
                .confirmed(isConfirmed ? Bool.YES : Bool.NO)
                .operatorName("rana");
        m.limitsCount(1).next().limit(limit).valueE8(valueE8).line(line);
        m.reason("test").file(file);
        return apply(m.encodedLength());
    }

    public CoreHarness mark(final String price) {
        return mark(1, price);
    }

    public CoreHarness mark(final int instrumentId, final String price) {
        final MarkPriceEncoder m = new MarkPriceEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(instrumentId).priceE8(e8(price)).venueTimeMs(0);
        return apply(m.encodedLength());
    }

    public CoreHarness adjust(final int accountId, final String amount) {
        final AdjustLedgerEncoder m = new AdjustLedgerEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId)
                .accountId(accountId)
                .amountE8(e8(amount))
                .operatorName("rana")
                .reason("drill");
        return apply(m.encodedLength());
    }

    // ---- gateway and venue

    /** A session begins, and measures the venue's clock, which is ours. */
    public CoreHarness gatewayUp(final long sessionId) {
        gatewayUpUnmeasured(sessionId);
        return core.state().sessionId() == sessionId ? clock(0) : this;
    }

    public CoreHarness gatewayUpUnmeasured(final long sessionId) {
        session = sessionId;
        final GatewayUpEncoder m = new GatewayUpEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(sessionId).processId(2).mode(mode).sentNs(0);
        return apply(m.encodedLength());
    }

    public CoreHarness heartbeat() {
        return heartbeat(0);
    }

    public CoreHarness heartbeat(final long clockOffsetMs) {
        final GatewayHeartbeatEncoder m = new GatewayHeartbeatEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(session).clockOffsetMs(clockOffsetMs).sentNs(0);
        return apply(m.encodedLength());
    }

    public CoreHarness account(final int accountId, final PositionMode mode) {
        return account(accountId, mode, "10000", "9000");
    }

    public CoreHarness account(
            final int accountId, final PositionMode mode, final String equity, final String freeCollateral) {
        final AccountReportEncoder m = new AccountReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(accountId)
                .positionMode(mode)
                .equityE8(equity == null ? NULL_LONG : e8(equity))
                .freeCollateralE8(freeCollateral == null ? NULL_LONG : e8(freeCollateral))
                .marginRatioE8(0)
                .venueTimeMs(0)
                .walletE8(AccountReportEncoder.walletE8NullValue())
                .totalCollateralE8(AccountReportEncoder.totalCollateralE8NullValue())
                .maintenanceMarginRatioE8(AccountReportEncoder.maintenanceMarginRatioE8NullValue());
        return apply(m.encodedLength());
    }

    public CoreHarness cancelFailed(final long clientOrderId, final SendFailure failure) {
        final CancelFailedEncoder m = new CancelFailedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId).failure(failure);
        return apply(m.encodedLength());
    }

    public CoreHarness funding(final long fundingId, final String amount) {
        final FundingPaidEncoder m = new FundingPaidEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1).instrumentId(1).fundingId(fundingId).amountE8(e8(amount)).venueTimeMs(0);
        return apply(m.encodedLength());
    }

    public CoreHarness openOrdersEnd(final int accountId) {
        final OpenOrdersEndEncoder m = new OpenOrdersEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(accountId).succeeded(Bool.YES).orderCount(0);
        apply(m.encodedLength());
        final PositionsEndEncoder positions = new PositionsEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        positions.accountId(accountId).legCount(0);
        apply(positions.encodedLength());
        return tradesEnd(accountId, true);
    }

    public CoreHarness tradesEnd(final int accountId, final boolean succeeded) {
        for (int id = 1; id <= core.state().instruments().count(); id++) {
            final TradesEndEncoder m = new TradesEndEncoder().wrapAndApplyHeader(buffer, 0, header);
            m.accountId(accountId)
                    .instrumentId(id)
                    .succeeded(succeeded ? Bool.YES : Bool.NO)
                    .tradeCount(0)
                    .foreignCount(0);
            apply(m.encodedLength());
        }
        return this;
    }

    public CoreHarness fundingEnd(final boolean succeeded) {
        final FundingEndEncoder m = new FundingEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1).succeeded(succeeded ? Bool.YES : Bool.NO).paymentCount(0);
        return apply(m.encodedLength());
    }

    public CoreHarness position(final Leg leg, final String quantity) {
        return position(leg, quantity, "0");
    }

    /** A leg as the venue answers, with the average price of its entries. */
    public CoreHarness position(final Leg leg, final String quantity, final String average) {
        final PositionReportEncoder m = new PositionReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1)
                .instrumentId(1)
                .leg(leg)
                .quantityE8(e8(quantity))
                .averageEntryE8(e8(average))
                .fromQuery(Bool.YES)
                .venueTimeMs(0)
                .markPriceE8(NULL_LONG)
                .liquidationPriceE8(NULL_LONG)
                .adlQuantile(0)
                .leverage(0);
        return apply(m.encodedLength());
    }

    /** As {@link #position(Leg, String)}, with the price at which the venue would liquidate; null = it names none. */
    public CoreHarness position(
            final Leg leg, final String quantity, final String liquidationPrice, final boolean isFromQuery) {
        final PositionReportEncoder m = new PositionReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1)
                .instrumentId(1)
                .leg(leg)
                .quantityE8(e8(quantity))
                .averageEntryE8(0)
                .fromQuery(isFromQuery ? Bool.YES : Bool.NO)
                .venueTimeMs(0)
                .markPriceE8(NULL_LONG)
                .liquidationPriceE8(liquidationPrice == null ? NULL_LONG : e8(liquidationPrice))
                .adlQuantile(0)
                .leverage(0);
        return apply(m.encodedLength());
    }

    /** The venue says what leverage the instrument has. */
    public CoreHarness venueLeverage(final int leverage) {
        final InstrumentLeverageEncoder m = new InstrumentLeverageEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1)
                .instrumentId(1)
                .longLeverage(leverage)
                .shortLeverage(leverage)
                .venueTimeMs(0);
        return apply(m.encodedLength());
    }

    public CoreHarness wallet(final String amount) {
        final WalletReportEncoder m = new WalletReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1).walletE8(e8(amount)).venueTimeMs(0);
        return apply(m.encodedLength());
    }

    public CoreHarness privateStream(final SurfaceState state) {
        return health(Surface.PRIVATE_STREAM, state, BreakerState.UNGUARDED, 0);
    }

    public CoreHarness health(
            final Surface surface, final SurfaceState state, final BreakerState breaker, final int cooldownMs) {
        final VenueHealthEncoder m = new VenueHealthEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1)
                .surface(surface)
                .state(state)
                .breaker(breaker)
                .cooldownMs(cooldownMs)
                .text("");
        return apply(m.encodedLength());
    }

    public CoreHarness leverage(final int leverage, final boolean succeeded) {
        final LeverageReportEncoder m = new LeverageReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1)
                .instrumentId(1)
                .leverage(leverage)
                .succeeded(succeeded ? Bool.YES : Bool.NO)
                .venueCode(0)
                .text("");
        return apply(m.encodedLength());
    }

    public CoreHarness clock(final long offsetMs) {
        final ClockReportEncoder m = new ClockReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(session).offsetMs(offsetMs).roundTripMs(1);
        return apply(m.encodedLength());
    }

    /** The leader tells how the journal's storage is. */
    public CoreHarness storage(final StorageState storage, final long freeBytes, final String text) {
        final JournalStorageEncoder m = new JournalStorageEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.state(storage).freeBytes(freeBytes).totalBytes(100L << 30).text(text);
        return apply(m.encodedLength());
    }

    /** How often a leverage was asked for since the last call. */
    public int takeLeverageQueries() {
        final int taken = leverageQueries;
        leverageQueries = 0;
        return taken;
    }

    /** How often funding was asked for since the last call. */
    public int takeFundingQueries() {
        final int taken = fundingQueries;
        fundingQueries = 0;
        return taken;
    }

    /** The newest restart report as text, or null. */
    public String restartReport() {
        return restartReport;
    }

    public CoreHarness instrument(final int instrumentId, final String symbol) {
        return instrument(instrumentId, symbol, "0.001", "100", "0.001");
    }

    public CoreHarness instrument(
            final int instrumentId,
            final String symbol,
            final String quantityMin,
            final String quantityMax,
            final String quantityStep) {
        return instrument(instrumentId, symbol, quantityMin, quantityMax, quantityStep, "0");
    }

    public CoreHarness instrument(
            final int instrumentId,
            final String symbol,
            final String quantityMin,
            final String quantityMax,
            final String quantityStep,
            final String notionalMin) {
        final InstrumentDefinitionEncoder m = new InstrumentDefinitionEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(instrumentId)
                .isTrading(Bool.YES)
                .priceMinE8(0)
                .priceMaxE8(e8("1000000"))
                .tickSizeE8(e8("0.1"))
                .quantityMinE8(e8(quantityMin))
                .quantityMaxE8(e8(quantityMax))
                .quantityStepE8(e8(quantityStep))
                .minNotionalE8(e8(notionalMin))
                .symbol(symbol);
        return apply(m.encodedLength());
    }

    public CoreHarness quote(final String bid, final String ask) {
        final BestBidOfferEncoder m = new BestBidOfferEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(1)
                .bidPriceE8(bid == null ? NULL_LONG : e8(bid))
                .bidQuantityE8(e8("1"))
                .askPriceE8(ask == null ? NULL_LONG : e8(ask))
                .askQuantityE8(e8("1"))
                .venueTimeMs(0);
        return apply(m.encodedLength());
    }

    /** The next candle of the minute closes at this price. */
    public CoreHarness bar(final String close) {
        barOpenMs += MINUTE_MS;
        return candle(barOpenMs, close, CandleSource.LIVE);
    }

    public CoreHarness candle(final long openMs, final String close, final CandleSource source) {
        final CandleEncoder m = new CandleEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(1)
                .timeframe(Timeframe.M1)
                .source(source)
                .openTimeMs(openMs)
                .openE8(e8(close))
                .highE8(e8(close))
                .lowE8(e8(close))
                .closeE8(e8(close))
                .volumeE8(e8("1"));
        return apply(m.encodedLength());
    }

    public CoreHarness historyEnd() {
        final CandleHistoryEndEncoder m = new CandleHistoryEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(1).timeframe(Timeframe.M1).succeeded(Bool.YES).candleCount(1);
        return apply(m.encodedLength());
    }

    public long barOpenMs() {
        return barOpenMs;
    }

    public CoreHarness accepted(final long clientOrderId) {
        final OrderAcceptedEncoder m = new OrderAcceptedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId).venueOrderId(clientOrderId + 1).venueTimeMs(0);
        return apply(m.encodedLength());
    }

    public CoreHarness rejected(final long clientOrderId, final RejectClass rejectClass) {
        final OrderRejectedEncoder m = new OrderRejectedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId).rejectClass(rejectClass).venueCode(-1103).text("price");
        return apply(m.encodedLength());
    }

    public CoreHarness filled(final long clientOrderId, final String quantity, final String price) {
        return trade(clientOrderId, ++tradeId, quantity, price);
    }

    public CoreHarness trade(final long clientOrderId, final long id, final String quantity, final String price) {
        final OrderFilledEncoder m = new OrderFilledEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId)
                .venueOrderId(clientOrderId + 1)
                .tradeId(id)
                .lastPriceE8(e8(price))
                .lastQuantityE8(e8(quantity))
                .feeUsdE8(e8("0.1"))
                .isMaker(Bool.NO)
                .venueTimeMs(0);
        return apply(m.encodedLength());
    }

    /** A trade whose fee the venue does not tell. */
    public CoreHarness filledWithoutFee(final long clientOrderId, final String quantity, final String price) {
        final OrderFilledEncoder m = new OrderFilledEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId)
                .venueOrderId(clientOrderId + 1)
                .tradeId(++tradeId)
                .lastPriceE8(e8(price))
                .lastQuantityE8(e8(quantity))
                .feeUsdE8(NULL_LONG)
                .isMaker(Bool.NO)
                .venueTimeMs(0);
        return apply(m.encodedLength());
    }

    /** As {@link #status}, with the price at which the venue has put the order. */
    public CoreHarness resting(final long clientOrderId, final String price) {
        final OrderStatusReportEncoder m = new OrderStatusReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId)
                .venueOrderId(clientOrderId + 1)
                .status(VenueOrderStatus.NEW)
                .cumulativeQuantityE8(0)
                .priceE8(e8(price))
                .fromQuery(Bool.NO)
                .venueTimeMs(0)
                .text("");
        return apply(m.encodedLength());
    }

    public CoreHarness status(final long clientOrderId, final VenueOrderStatus status, final String cumulative) {
        return status(clientOrderId, status, cumulative, Bool.NO);
    }

    /** What the venue says when it is asked. */
    public CoreHarness found(final long clientOrderId, final VenueOrderStatus status, final String cumulative) {
        return status(clientOrderId, status, cumulative, Bool.YES);
    }

    private CoreHarness status(
            final long clientOrderId, final VenueOrderStatus status, final String cumulative, final Bool fromQuery) {
        final OrderStatusReportEncoder m = new OrderStatusReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId)
                .venueOrderId(clientOrderId + 1)
                .status(status)
                .cumulativeQuantityE8(e8(cumulative))
                .priceE8(NULL_LONG)
                .fromQuery(fromQuery)
                .venueTimeMs(0)
                .text("");
        return apply(m.encodedLength());
    }

    public CoreHarness unknownToVenue(final long clientOrderId) {
        final OrderUnknownToVenueEncoder m = new OrderUnknownToVenueEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId);
        return apply(m.encodedLength());
    }

    public CoreHarness placeFailed(final long clientOrderId, final SendFailure failure) {
        final PlaceFailedEncoder m = new PlaceFailedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(clientOrderId).failure(failure).text("");
        return apply(m.encodedLength());
    }

    // ---- stories that many scenarios begin with

    /** As {@link #ready(Legs, String)}, with these settings beside or instead of the usual ones. */
    public CoreHarness readyWith(final Legs legs, final Map<StrategyParameter, String> more) {
        startTerm().createAccount("main").createBotWith("btc", legs, more).live(true);
        return online();
    }

    /** One account in hedge mode, one bot, gateway up, filters and a quote known, live trading on. */
    public CoreHarness ready(final Legs legs, final String activationPct) {
        startTerm().createAccount("main").createBot("btc", legs, activationPct).live(true);
        return online();
    }

    /** Gateway up in hedge mode, filters, a quote and a candle known. */
    CoreHarness online() {
        gatewayUp(77).account(1, PositionMode.HEDGE).openOrdersEnd(1).instrument(1, SYMBOL);
        quote("59999.9", "60000.0");
        candle(barOpenMs, "60000", CandleSource.HISTORY).historyEnd();
        pass(4).quote("59999.9", "60000.0");
        return forget();
    }

    /** As {@link #ready}, and the first entry of 0.01 at 60000 has been filled. */
    public CoreHarness inPosition(final String activationPct) {
        ready(Legs.LONG_ONLY, activationPct);
        bar("60000");
        final long id = lastPlacedId();
        accepted(id).forget();
        filled(id, "0.01", "60000");
        return status(id, VenueOrderStatus.FILLED, "0.01");
    }

    /** For tests that want to see every message on its way in. */
    protected void beforeApply(final DirectBuffer message, final int offset, final int length) {
        // Nothing to see here.
    }

    public CoreHarness applyRaw(final DirectBuffer message, final int offset, final int length) {
        beforeApply(message, offset, length);
        core.apply(nowNs, message, offset, length, this);
        return this;
    }

    private CoreHarness apply(final int bodyLength) {
        return applyRaw(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }

    // ---- what comes out

    @Override
    public void intent(final DirectBuffer message, final int offset, final int length) {
        headerDecoder.wrap(message, offset);
        switch (headerDecoder.templateId()) {
            case PlaceOrderDecoder.TEMPLATE_ID -> {
                final PlaceOrderDecoder m = new PlaceOrderDecoder().wrapAndApplyHeader(message, offset, headerDecoder);
                lastPlacedId = m.clientOrderId();
                placedIds.add(m.clientOrderId());
                sent.add("place " + m.side() + " " + m.leg() + " " + m.role() + " " + m.orderType() + " "
                        + decimal(m.quantityE8())
                        + (m.bookLevel() > 0 ? " at level " + m.bookLevel() : " @ " + decimal(m.limitPriceE8()))
                        + (m.reduceOnly() == Bool.YES ? " reduce-only" : ""));
            }
            case CancelOrderDecoder.TEMPLATE_ID -> sent.add("cancel");
            case QueryOrderDecoder.TEMPLATE_ID -> sent.add("query order");
            case QueryCandlesDecoder.TEMPLATE_ID -> {
                final QueryCandlesDecoder m =
                        new QueryCandlesDecoder().wrapAndApplyHeader(message, offset, headerDecoder);
                queriedAfterMs = m.afterOpenTimeMs();
                queriedCandles = m.candleCountMax();
                sent.add("query candles");
            }
            case QueryTradesDecoder.TEMPLATE_ID -> {
                queriedTradesAfterMs = new QueryTradesDecoder()
                        .wrapAndApplyHeader(message, offset, headerDecoder)
                        .afterTimeMs();
                sent.add("query trades");
            }
            case QueryFundingDecoder.TEMPLATE_ID -> fundingQueries++; // Once an hour, whatever else happens.
            case QueryLeverageDecoder.TEMPLATE_ID -> leverageQueries++; // At each session and every five minutes.
            case SetLeverageDecoder.TEMPLATE_ID -> sent.add("set leverage "
                    + new SetLeverageDecoder()
                            .wrapAndApplyHeader(message, offset, headerDecoder)
                            .leverage());
            default -> sent.add("template " + headerDecoder.templateId());
        }
    }

    @Override
    public void audit(final DirectBuffer message, final int offset, final int length) {
        headerDecoder.wrap(message, offset);
        switch (headerDecoder.templateId()) {
            case BotEventDecoder.TEMPLATE_ID -> {
                final BotEventDecoder m = new BotEventDecoder().wrapAndApplyHeader(message, offset, headerDecoder);
                events.add(m.code().name());
                texts.add(m.code().name() + " " + m.level() + ": " + m.detail());
            }
            case InputRefusedDecoder.TEMPLATE_ID -> refusals.add(new InputRefusedDecoder()
                    .wrapAndApplyHeader(message, offset, headerDecoder)
                    .reason()
                    .name());
            case CommandResultDecoder.TEMPLATE_ID -> {
                final CommandResultDecoder m =
                        new CommandResultDecoder().wrapAndApplyHeader(message, offset, headerDecoder);
                results.add(m.reason() + " " + m.createdId());
                lastDetail = m.detail();
            }
            case RestartReportDecoder.TEMPLATE_ID -> restartReport = new RestartReportDecoder()
                    .wrapAndApplyHeader(message, offset, headerDecoder)
                    .toString();
            case LedgerRowDecoder.TEMPLATE_ID -> {
                final LedgerRowDecoder m = new LedgerRowDecoder().wrapAndApplyHeader(message, offset, headerDecoder);
                bookings.add(m.kind() + " " + decimal(m.quantityE8()) + " @ " + decimal(m.priceE8()) + " fee "
                        + decimal(m.feeE8()) + " result " + decimal(m.realizedE8()));
            }
            default -> {
                // Nothing that a scenario asks for.
            }
        }
    }

    private static String decimal(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8).stripTrailingZeros().toPlainString();
    }
}
