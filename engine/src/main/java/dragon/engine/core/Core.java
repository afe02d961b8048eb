package dragon.engine.core;

import dragon.engine.core.bot.Jobs;
import dragon.engine.core.bot.LegTrader;
import dragon.engine.core.bot.OrderDesk;
import dragon.engine.core.bot.OrderReports;
import dragon.engine.core.bot.StrategySource;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.ledger.Ledger;
import dragon.engine.protocol.AccountReportDecoder;
import dragon.engine.protocol.AdjustLedgerDecoder;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.CancelFailedDecoder;
import dragon.engine.protocol.CancelRejectedDecoder;
import dragon.engine.protocol.CandleDecoder;
import dragon.engine.protocol.CandleHistoryEndDecoder;
import dragon.engine.protocol.ChangeBotDecoder;
import dragon.engine.protocol.ClockReportDecoder;
import dragon.engine.protocol.CreateAccountDecoder;
import dragon.engine.protocol.CreateBotDecoder;
import dragon.engine.protocol.CredentialsReportDecoder;
import dragon.engine.protocol.FlattenDecoder;
import dragon.engine.protocol.ForeignOrderDecoder;
import dragon.engine.protocol.ForeignPositionDecoder;
import dragon.engine.protocol.FreezeReachedDecoder;
import dragon.engine.protocol.FundingEndDecoder;
import dragon.engine.protocol.FundingPaidDecoder;
import dragon.engine.protocol.GatewayDownDecoder;
import dragon.engine.protocol.GatewayHeartbeatDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.InstrumentDefinitionDecoder;
import dragon.engine.protocol.InstrumentLeverageDecoder;
import dragon.engine.protocol.JournalStorageDecoder;
import dragon.engine.protocol.LeverageReportDecoder;
import dragon.engine.protocol.MarkPriceDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderUnknownToVenueDecoder;
import dragon.engine.protocol.PanicDecoder;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PositionReportDecoder;
import dragon.engine.protocol.PositionsEndDecoder;
import dragon.engine.protocol.QueryFailedDecoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.ReleaseDecoder;
import dragon.engine.protocol.SetAccountDecoder;
import dragon.engine.protocol.SetBotDesiredDecoder;
import dragon.engine.protocol.SetHaltDecoder;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.engine.protocol.SetLimitsDecoder;
import dragon.engine.protocol.SetLiveTradingDecoder;
import dragon.engine.protocol.TermEndedDecoder;
import dragon.engine.protocol.TermStartedDecoder;
import dragon.engine.protocol.TimerTickDecoder;
import dragon.engine.protocol.TradesEndDecoder;
import dragon.engine.protocol.VenueHealthDecoder;
import dragon.engine.protocol.WalletReportDecoder;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.DcaAtrStrategy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The only door into the state: an input goes in, the state changes, intents and audit come out.
 *
 * <p>Deterministic: the same inputs at the same times give the same state and the same output, byte for byte, on every host.
 * Threading: one thread. Cost: no allocation in steady state (prices, ticks, order reports). Errors: a bad input is refused with an
 * {@code InputRefused} and changes nothing.
 */
public final class Core {
    private final CoreState state;
    private final Audit audit = new Audit();
    private final Intents intents;
    private final MarketInputs market;
    private final VenueInputs venue;
    private final Commands commands;
    private final SafetyCommands safety;
    private final LaneInputs lane;

    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BestBidOfferDecoder bestBidOffer = new BestBidOfferDecoder();
    private final MarkPriceDecoder markPrice = new MarkPriceDecoder();
    private final CandleDecoder candle = new CandleDecoder();
    private final CandleHistoryEndDecoder candleHistoryEnd = new CandleHistoryEndDecoder();
    private final InstrumentDefinitionDecoder instrumentDefinition = new InstrumentDefinitionDecoder();
    private final GatewayUpDecoder gatewayUp = new GatewayUpDecoder();
    private final GatewayHeartbeatDecoder gatewayHeartbeat = new GatewayHeartbeatDecoder();
    private final GatewayDownDecoder gatewayDown = new GatewayDownDecoder();
    private final OrderAcceptedDecoder orderAccepted = new OrderAcceptedDecoder();
    private final OrderRejectedDecoder orderRejected = new OrderRejectedDecoder();
    private final OrderFilledDecoder orderFilled = new OrderFilledDecoder();
    private final OrderStatusReportDecoder orderStatusReport = new OrderStatusReportDecoder();
    private final OrderUnknownToVenueDecoder orderUnknown = new OrderUnknownToVenueDecoder();
    private final CancelRejectedDecoder cancelRejected = new CancelRejectedDecoder();
    private final PlaceFailedDecoder placeFailed = new PlaceFailedDecoder();
    private final FreezeReachedDecoder freezeReached = new FreezeReachedDecoder();
    private final CancelFailedDecoder cancelFailed = new CancelFailedDecoder();
    private final QueryFailedDecoder queryFailed = new QueryFailedDecoder();
    private final ForeignOrderDecoder foreignOrder = new ForeignOrderDecoder();
    private final PositionReportDecoder positionReport = new PositionReportDecoder();
    private final AccountReportDecoder accountReport = new AccountReportDecoder();
    private final VenueHealthDecoder venueHealth = new VenueHealthDecoder();
    private final FundingPaidDecoder fundingPaid = new FundingPaidDecoder();
    private final OpenOrdersEndDecoder openOrdersEnd = new OpenOrdersEndDecoder();
    private final PositionsEndDecoder positionsEnd = new PositionsEndDecoder();
    private final TradesEndDecoder tradesEnd = new TradesEndDecoder();
    private final FundingEndDecoder fundingEnd = new FundingEndDecoder();
    private final LeverageReportDecoder leverageReport = new LeverageReportDecoder();
    private final ForeignPositionDecoder foreignPosition = new ForeignPositionDecoder();
    private final ClockReportDecoder clockReport = new ClockReportDecoder();
    private final CredentialsReportDecoder credentialsReport = new CredentialsReportDecoder();
    private final InstrumentLeverageDecoder instrumentLeverage = new InstrumentLeverageDecoder();
    private final WalletReportDecoder walletReport = new WalletReportDecoder();
    private final CreateAccountDecoder createAccount = new CreateAccountDecoder();
    private final SetAccountDecoder setAccount = new SetAccountDecoder();
    private final CreateBotDecoder createBot = new CreateBotDecoder();
    private final ChangeBotDecoder changeBot = new ChangeBotDecoder();
    private final SetBotDesiredDecoder setBotDesired = new SetBotDesiredDecoder();
    private final SetLiveTradingDecoder setLiveTrading = new SetLiveTradingDecoder();
    private final SetKillSwitchDecoder setKillSwitch = new SetKillSwitchDecoder();
    private final FlattenDecoder flatten = new FlattenDecoder();
    private final SetHaltDecoder setHalt = new SetHaltDecoder();
    private final ReleaseDecoder release = new ReleaseDecoder();
    private final PanicDecoder panic = new PanicDecoder();
    private final SetLimitsDecoder setLimits = new SetLimitsDecoder();
    private final AdjustLedgerDecoder adjustLedger = new AdjustLedgerDecoder();
    private final TermStartedDecoder termStarted = new TermStartedDecoder();
    private final TermEndedDecoder termEnded = new TermEndedDecoder();
    private final JournalStorageDecoder journalStorage = new JournalStorageDecoder();
    private final TimerTickDecoder timerTick = new TimerTickDecoder();

    /** Creates an empty core. */
    public Core(final CoreLimits limits) {
        this(limits, DcaAtrStrategy::new);
    }

    /** Creates an empty core whose bots decide otherwise. */
    public Core(final CoreLimits limits, final StrategySource strategies) {
        state = new CoreState(limits, strategies);
        intents = new Intents(state);
        final Gates gates = new Gates(state);
        final OrderDesk desk = new OrderDesk(state, gates, intents, audit);
        final LegTrader trader = new LegTrader(state, gates, desk, audit);
        final OrderReports reports = new OrderReports(state, desk, trader, audit);
        final Jobs jobs = new Jobs(state, gates, desk, trader, audit);
        final Ledger ledger = new Ledger(state, audit);
        market = new MarketInputs(state, jobs, intents, audit, limits.triggersMax() + limits.watchesMax());
        final Reconciler reconciler = new Reconciler(state, intents, audit);
        venue = new VenueInputs(state, reports, desk, jobs, ledger, market, reconciler, intents, audit);
        commands = new Commands(state, jobs, ledger, venue, market, intents, audit);
        safety = new SafetyCommands(state, commands, jobs, audit);
        lane = new LaneInputs(state, jobs, desk, venue, market, reconciler, intents, audit);
    }

    /** The state, for followers to read between two inputs. */
    public CoreState state() {
        return state;
    }

    /** Engine time at which a {@code TimerTick} is due, or {@link Long#MAX_VALUE}. */
    public long nextTimerDueNs() {
        return state.timers().firstDueNs();
    }

    /**
     * Applies one input.
     *
     * @param timeNs engine time of the record, nanoseconds since the epoch
     * @param buffer with the message, header included; read during the call only
     * @param offset of the header
     * @param length of header and message in bytes
     * @param output takes what the input caused
     */
    public void apply(
            final long timeNs, final DirectBuffer buffer, final int offset, final int length, final Output output) {
        state.beginInput(timeNs);
        audit.begin(output);
        intents.begin(output);
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            audit.refused(0, RefusalReason.MALFORMED, length);
            return;
        }
        // A text that claims more than the message must run into the end of the buffer: what stands behind a message
        // differs between ring, journal and replay.
        message.wrap(buffer, offset, length);
        header.wrap(message, 0);
        final int templateId = header.templateId();
        final int blockLength = header.blockLength();
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || MessageHeaderDecoder.ENCODED_LENGTH + blockLength > length
                || blockLength < Templates.blockLengthMin(templateId)) {
            audit.refused(templateId, RefusalReason.MALFORMED, length);
            return;
        }
        try {
            dispatch(templateId, message, MessageHeaderDecoder.ENCODED_LENGTH, blockLength, header.version());
        } catch (final IndexOutOfBoundsException | IllegalArgumentException e) {
            // Handlers decode before they change anything: a text or group that runs over its end changes nothing.
            audit.refused(templateId, RefusalReason.MALFORMED, length);
        }
    }

    private void dispatch(
            final int templateId, final DirectBuffer buffer, final int offset, final int block, final int version) {
        switch (templateId) {
            case BestBidOfferDecoder.TEMPLATE_ID -> market.onBestBidOffer(
                    bestBidOffer.wrap(buffer, offset, block, version));
            case MarkPriceDecoder.TEMPLATE_ID -> market.onMarkPrice(markPrice.wrap(buffer, offset, block, version));
            case CandleDecoder.TEMPLATE_ID -> market.onCandle(candle.wrap(buffer, offset, block, version));
            case CandleHistoryEndDecoder.TEMPLATE_ID -> market.onCandleHistoryEnd(
                    candleHistoryEnd.wrap(buffer, offset, block, version));
            case InstrumentDefinitionDecoder.TEMPLATE_ID -> market.onInstrumentDefinition(
                    instrumentDefinition.wrap(buffer, offset, block, version));
            case GatewayUpDecoder.TEMPLATE_ID -> venue.onGatewayUp(gatewayUp.wrap(buffer, offset, block, version));
            case GatewayHeartbeatDecoder.TEMPLATE_ID -> venue.onGatewayHeartbeat(
                    gatewayHeartbeat.wrap(buffer, offset, block, version));
            case GatewayDownDecoder.TEMPLATE_ID -> venue.onGatewayDown(
                    gatewayDown.wrap(buffer, offset, block, version));
            case OrderAcceptedDecoder.TEMPLATE_ID -> venue.onOrderAccepted(
                    orderAccepted.wrap(buffer, offset, block, version));
            case OrderRejectedDecoder.TEMPLATE_ID -> venue.onOrderRejected(
                    orderRejected.wrap(buffer, offset, block, version));
            case OrderFilledDecoder.TEMPLATE_ID -> venue.onOrderFilled(
                    orderFilled.wrap(buffer, offset, block, version));
            case OrderStatusReportDecoder.TEMPLATE_ID -> venue.onOrderStatusReport(
                    orderStatusReport.wrap(buffer, offset, block, version));
            case OrderUnknownToVenueDecoder.TEMPLATE_ID -> venue.onOrderUnknown(
                    orderUnknown.wrap(buffer, offset, block, version));
            case CancelRejectedDecoder.TEMPLATE_ID -> venue.onCancelRejected(
                    cancelRejected.wrap(buffer, offset, block, version));
            case PlaceFailedDecoder.TEMPLATE_ID -> venue.onPlaceFailed(
                    placeFailed.wrap(buffer, offset, block, version));
            case CancelFailedDecoder.TEMPLATE_ID -> venue.onCancelFailed(
                    cancelFailed.wrap(buffer, offset, block, version));
            case QueryFailedDecoder.TEMPLATE_ID -> venue.onQueryFailed(
                    queryFailed.wrap(buffer, offset, block, version));
            case ForeignOrderDecoder.TEMPLATE_ID -> venue.onForeignOrder(
                    foreignOrder.wrap(buffer, offset, block, version));
            case PositionReportDecoder.TEMPLATE_ID -> venue.onPositionReport(
                    positionReport.wrap(buffer, offset, block, version));
            case AccountReportDecoder.TEMPLATE_ID -> venue.onAccountReport(
                    accountReport.wrap(buffer, offset, block, version));
            case VenueHealthDecoder.TEMPLATE_ID -> venue.onVenueHealth(
                    venueHealth.wrap(buffer, offset, block, version));
            case FundingPaidDecoder.TEMPLATE_ID -> venue.onFundingPaid(
                    fundingPaid.wrap(buffer, offset, block, version));
            case OpenOrdersEndDecoder.TEMPLATE_ID -> venue.onOpenOrdersEnd(
                    openOrdersEnd.wrap(buffer, offset, block, version));
            case PositionsEndDecoder.TEMPLATE_ID -> venue.onPositionsEnd(
                    positionsEnd.wrap(buffer, offset, block, version));
            case TradesEndDecoder.TEMPLATE_ID -> venue.onTradesEnd(tradesEnd.wrap(buffer, offset, block, version));
            case FundingEndDecoder.TEMPLATE_ID -> venue.onFundingEnd(fundingEnd.wrap(buffer, offset, block, version));
            case LeverageReportDecoder.TEMPLATE_ID -> venue.onLeverageReport(
                    leverageReport.wrap(buffer, offset, block, version));
            case ForeignPositionDecoder.TEMPLATE_ID -> venue.onForeignPosition(
                    foreignPosition.wrap(buffer, offset, block, version));
            case ClockReportDecoder.TEMPLATE_ID -> venue.onClockReport(
                    clockReport.wrap(buffer, offset, block, version));
            case CredentialsReportDecoder.TEMPLATE_ID -> venue.onCredentialsReport(
                    credentialsReport.wrap(buffer, offset, block, version));
            case InstrumentLeverageDecoder.TEMPLATE_ID -> venue.onInstrumentLeverage(
                    instrumentLeverage.wrap(buffer, offset, block, version));
            case WalletReportDecoder.TEMPLATE_ID -> venue.onWalletReport(
                    walletReport.wrap(buffer, offset, block, version));
            case FreezeReachedDecoder.TEMPLATE_ID -> venue.onFreezeReached(
                    freezeReached.wrap(buffer, offset, block, version));
            case TermStartedDecoder.TEMPLATE_ID -> lane.onTermStarted(termStarted.wrap(buffer, offset, block, version));
            case TermEndedDecoder.TEMPLATE_ID -> lane.onTermEnded(termEnded.wrap(buffer, offset, block, version));
            case JournalStorageDecoder.TEMPLATE_ID -> lane.onJournalStorage(
                    journalStorage.wrap(buffer, offset, block, version));
            case TimerTickDecoder.TEMPLATE_ID -> {
                timerTick.wrap(buffer, offset, block, version);
                lane.onTimerTick();
            }
            default -> dispatchCommand(templateId, buffer, offset, block, version);
        }
    }

    private void dispatchCommand(
            final int templateId, final DirectBuffer buffer, final int offset, final int block, final int version) {
        if (!Templates.isCommand(templateId)) {
            audit.refused(
                    templateId,
                    Templates.isOutput(templateId) ? RefusalReason.NOT_AN_INPUT : RefusalReason.UNKNOWN_TEMPLATE,
                    0);
            return;
        }
        if (commands.isRepeated(Templates.commandId(buffer, offset))) {
            return;
        }
        switch (templateId) {
            case CreateAccountDecoder.TEMPLATE_ID -> commands.onCreateAccount(
                    createAccount.wrap(buffer, offset, block, version));
            case SetAccountDecoder.TEMPLATE_ID -> commands.onSetAccount(
                    setAccount.wrap(buffer, offset, block, version));
            case CreateBotDecoder.TEMPLATE_ID -> commands.onCreateBot(createBot.wrap(buffer, offset, block, version));
            case ChangeBotDecoder.TEMPLATE_ID -> commands.onChangeBot(changeBot.wrap(buffer, offset, block, version));
            case SetBotDesiredDecoder.TEMPLATE_ID -> commands.onSetBotDesired(
                    setBotDesired.wrap(buffer, offset, block, version));
            case SetLiveTradingDecoder.TEMPLATE_ID -> safety.onSetLiveTrading(
                    setLiveTrading.wrap(buffer, offset, block, version));
            case SetKillSwitchDecoder.TEMPLATE_ID -> safety.onSetKillSwitch(
                    setKillSwitch.wrap(buffer, offset, block, version));
            case FlattenDecoder.TEMPLATE_ID -> safety.onFlatten(flatten.wrap(buffer, offset, block, version));
            case SetHaltDecoder.TEMPLATE_ID -> safety.onSetHalt(setHalt.wrap(buffer, offset, block, version));
            case ReleaseDecoder.TEMPLATE_ID -> safety.onRelease(release.wrap(buffer, offset, block, version));
            case SetLimitsDecoder.TEMPLATE_ID -> safety.onSetLimits(setLimits.wrap(buffer, offset, block, version));
            case PanicDecoder.TEMPLATE_ID -> safety.onPanic(panic.wrap(buffer, offset, block, version));
            case AdjustLedgerDecoder.TEMPLATE_ID -> commands.onAdjustLedger(
                    adjustLedger.wrap(buffer, offset, block, version));
            default -> throw new AssertionError(templateId);
        }
    }

    /** Writes the whole state in its canonical form. */
    public void writeImage(final ImageWriter image) {
        state.write(image);
    }

    /** Takes over a state; only into a core that has applied nothing yet. */
    public void readImage(final ImageReader image) {
        assert state.inputCount() == 0;
        state.read(image);
    }
}
