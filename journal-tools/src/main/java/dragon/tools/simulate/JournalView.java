package dragon.tools.simulate;

import dragon.engine.protocol.AccountReportDecoder;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CancelFailedDecoder;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.CancelRejectedDecoder;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.CreateBotDecoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.ForeignOrderDecoder;
import dragon.engine.protocol.GatewayDownDecoder;
import dragon.engine.protocol.GatewayHeartbeatDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.InputRefusedDecoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LedgerKind;
import dragon.engine.protocol.LedgerRowDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MarkPriceDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.OrderUnknownToVenueDecoder;
import dragon.engine.protocol.PanicDecoder;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.ReleaseDecoder;
import dragon.engine.protocol.RestartReportDecoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.SetAccountDecoder;
import dragon.engine.protocol.SetBotDesiredDecoder;
import dragon.engine.protocol.SetHaltDecoder;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.engine.protocol.SetLimitsDecoder;
import dragon.engine.protocol.SetLiveTradingDecoder;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.TermStartedDecoder;
import dragon.engine.protocol.TimerTickDecoder;
import dragon.engine.protocol.VenueHealthDecoder;
import dragon.engine.protocol.VenueOrderStatus;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;

/**
 * The auditor's own reading of the journal: records decoded with the codecs and nothing else, folded into what gates, orders and money
 * must be by now. A record that contradicts an invariant throws a {@link Violation} at once.
 *
 * <p>Orders are judged against the gates as the input that caused them has left those: a gate closes within one event of its cause.
 * Threading: one thread.
 */
final class JournalView {
    private static final int IDS_MAX = 64;
    private static final long QUOTE_AGE_NS_MAX = 2_000_000_000L;
    private static final long QUIET_NS = 10_000_000_000L;
    private static final long PANIC_NS_MAX = 10_000_000_000L;

    /** In a panic what the exchange has is asked back within this and so many ticks, once a cancel may leave. */
    private static final long PANIC_CANCEL_NS_MAX = 600_000_000L;

    private static final int PANIC_CANCEL_TICKS = 3;

    /** By then a budget of cancels by the second has room again. */
    private static final long CANCEL_BUDGET_NS = 1_100_000_000L;

    private static final long DAY_NS = 86_400_000_000_000L;

    /** After this a gateway is silent. */
    private static final long SILENCE_NS = 5_000_000_000L;

    /** Beyond this no money or quantity of a simulation is what it should be. */
    private static final long SANE_E8_MAX = 1_000_000_000_000_000_000L;

    /** Blocks whose episodes can be told from the commands alone. */
    private static final EventCode[] TOLD_CODES = {
        EventCode.LIVE_TRADING_DISABLED_BLOCK, EventCode.KILL_SWITCH_BLOCK, EventCode.HALT_BLOCK
    };

    private static final byte INPUT = 1;
    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

    private Marks marks;
    private final Lookup venue;
    private Consumer<CommandAnswer> answers = answer -> {};

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = new byte[4096];
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BestBidOfferDecoder quote = new BestBidOfferDecoder();
    private final MarkPriceDecoder mark = new MarkPriceDecoder();
    private final TimerTickDecoder tick = new TimerTickDecoder();
    private final GatewayHeartbeatDecoder heartbeat = new GatewayHeartbeatDecoder();
    private final SetLimitsDecoder setLimits = new SetLimitsDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final CancelOrderDecoder cancel = new CancelOrderDecoder();
    private final TermStartedDecoder termStarted = new TermStartedDecoder();
    private final GatewayUpDecoder gatewayUp = new GatewayUpDecoder();
    private final GatewayDownDecoder gatewayDown = new GatewayDownDecoder();
    private final OrderAcceptedDecoder accepted = new OrderAcceptedDecoder();
    private final OrderRejectedDecoder rejected = new OrderRejectedDecoder();
    private final OrderFilledDecoder filled = new OrderFilledDecoder();
    private final OrderStatusReportDecoder status = new OrderStatusReportDecoder();
    private final OrderUnknownToVenueDecoder unknown = new OrderUnknownToVenueDecoder();
    private final PlaceFailedDecoder placeFailed = new PlaceFailedDecoder();
    private final CancelFailedDecoder cancelFailed = new CancelFailedDecoder();
    private final CancelRejectedDecoder cancelRejected = new CancelRejectedDecoder();
    private final ForeignOrderDecoder foreign = new ForeignOrderDecoder();
    private final AccountReportDecoder accountReport = new AccountReportDecoder();
    private final VenueHealthDecoder health = new VenueHealthDecoder();
    private final OpenOrdersEndDecoder openOrdersEnd = new OpenOrdersEndDecoder();
    private final SetLiveTradingDecoder setLive = new SetLiveTradingDecoder();
    private final SetKillSwitchDecoder setKill = new SetKillSwitchDecoder();
    private final SetHaltDecoder setHalt = new SetHaltDecoder();
    private final ReleaseDecoder release = new ReleaseDecoder();
    private final PanicDecoder panic = new PanicDecoder();
    private final SetAccountDecoder setAccount = new SetAccountDecoder();
    private final SetBotDesiredDecoder setDesired = new SetBotDesiredDecoder();
    private final CreateBotDecoder createBot = new CreateBotDecoder();
    private final CommandResultDecoder result = new CommandResultDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final LedgerRowDecoder row = new LedgerRowDecoder();
    private final InputRefusedDecoder refused = new InputRefusedDecoder();

    private long sequence;
    private long timeNs;

    /** Of the last input: what it caused was decided then, even where a loss of power cut it off and a later term journals it. */
    private long inputNs;

    private int recordTerm;
    private long traceHash;
    private long inputs;

    private int term;
    private long session;
    private boolean isGatewayUp;
    private long heardNs;
    private long tickedNs;
    private long fastIntervalNs;
    private long changes = 1;
    private boolean isLive;
    private final Scope engine = new Scope();
    private final AccountView[] accounts = new AccountView[IDS_MAX];
    private final BotView[] bots = new BotView[IDS_MAX];
    private final List<String> haltedSymbols = new ArrayList<>();
    private final long[] markedNs = new long[IDS_MAX];
    private final long[] marksE8 = new long[IDS_MAX];
    private final long[] quotedNs = new long[IDS_MAX];
    private final long[] bidsE8 = new long[IDS_MAX];
    private final long[] asksE8 = new long[IDS_MAX];

    private final Long2ObjectHashMap<OrderView> orders = new Long2ObjectHashMap<>();
    private final List<OrderView> live = new ArrayList<>();
    private final Long2ObjectHashMap<OrderView> newestOfIntent = new Long2ObjectHashMap<>();
    private final LongHashSet bookedTrades = new LongHashSet();
    private final LongHashSet bookedFundings = new LongHashSet();
    private final LongHashSet bookedAdjustments = new LongHashSet();
    private final LongHashSet answeredCommands = new LongHashSet();

    private final List<OrderView> placedByInput = new ArrayList<>();
    private final List<OrderView> cancelledByInput = new ArrayList<>();
    private int inputTemplate;
    private PendingCommand pending;

    /** What is true: the time, and what the exchange did. */
    interface Lookup {
        /** True time, whatever a clock of ours says. */
        long nowNs();

        /** Whether the exchange has ever had an order. */
        boolean hasHad(long clientOrderId);

        /** An input was read; its bytes. */
        void onInput(DirectBuffer buffer, int offset, int length);

        /** The trade of an order, or null. */
        SimulatedVenue.Fill fill(long clientOrderId, long tradeId);
    }

    /** An answer to a command. */
    record CommandAnswer(long commandId, RefusalReason reason, int createdId) {}

    /** A command whose answer has not been read. */
    private record PendingCommand(long commandId, Runnable effect) {}

    /** What an operator can close. */
    private static final class Scope {
        boolean isKilled;
        boolean isHalted;
        boolean isPanic;
        long panicNs;
    }

    /** An account as the journal tells of it. */
    static final class AccountView {
        private final Scope scope = new Scope();
        private boolean isActive = true;
        private PositionMode mode = PositionMode.UNKNOWN;
        private boolean hasLists;
        private final Map<RiskLimit, Long> limits = new EnumMap<>(RiskLimit.class);
        private long day;
        private long dayNetE8;
        private long cancelledNs;

        /** What may be lost in a day, 0 = nobody has said. */
        private long dayLossE8Max;

        private final SurfaceState[] surfaces = new SurfaceState[8];
        long realizedE8;
        long feesE8;
        long fundingE8;

        AccountView() {
            Arrays.fill(surfaces, SurfaceState.UP);
        }
    }

    /** A bot as the journal tells of it. */
    static final class BotView {
        private final Scope scope = new Scope();
        private final boolean[] isLegHalted = new boolean[2];
        int accountId;
        int instrumentId;
        int legs = 3;
        String symbol = "";
        private DesiredStatus desired = DesiredStatus.RUNNING;
        private long decidedMs;
        private long entriesMax = Long.MAX_VALUE;

        /** Roles whose orders rest near the price only: they are taken back when it leaves, and not when it has come back. */
        private final Set<OrderRole> banded = EnumSet.noneOf(OrderRole.class);

        private boolean hasFailed;
        private boolean hasSurplus;
        private int reclaimedTerm;
        private final long[] toldChanges = new long[TOLD_CODES.length];
        private final List<List<OrderView>> filledIntents = List.of(new ArrayList<>(), new ArrayList<>());
        final long[] heldE8 = new long[2];
        final long[] costE8 = new long[2];

        /** What its orders that came late closed of a leg beyond what it held: its neighbours on the leg lost it at the exchange. */
        final long[] closedOfOthersE8 = new long[2];
    }

    /** An order as the journal tells of it. */
    static final class OrderView {
        private boolean isRevived;
        private long reportedE8;

        /** The newest that was heard of it is that the exchange has it open. */
        private boolean isToldOpen;

        private boolean isCancelAsked;
        private long owedSinceNs;
        private int owedTicks;

        /** When its first cancel was journaled, or the first since one that may have lapsed; 0 = never. */
        long cancelledNs;

        int bookLevel;
        long clientOrderId;
        long sessionId;
        int term;
        int accountId;
        int instrumentId;
        int botId;
        Side side;
        Leg leg;
        OrderType type;
        OrderRole role;
        boolean isReduceOnly;
        long limitE8;
        long quantityE8;
        long intentId;
        int attempt;
        long placedNs;
        long filledE8;
        boolean hasEvidence;
        boolean isInDoubt;
        boolean wasCanceled;
        boolean wasVoid;
        boolean wasRejected;
        boolean wasUnsent;
        int unknowns;
        long firstUnknownNs;
        long lastUnknownNs;
        boolean isEnded;
        boolean isWanted;
        EventCode end;

        @Override
        public String toString() {
            return "order " + clientOrderId + " bot " + botId + " " + role + " " + side + " " + leg + " " + type + " "
                    + quantityE8 + " @ " + limitE8 + (isReduceOnly ? " reduce-only" : "") + " session " + sessionId
                    + " term " + term + (isEnded ? " ended by " + end : "");
        }
    }

    JournalView(final Marks marks, final Lookup venue) {
        this.marks = marks;
        this.venue = venue;
    }

    /** The same, counting there from now on. */
    JournalView with(final Marks newMarks) {
        marks = newMarks;
        return this;
    }

    void onAnswer(final Consumer<CommandAnswer> newAnswers) {
        answers = newAnswers;
    }

    // Reading

    /** Takes the records of one document. */
    void onDocument(final DirectBuffer buffer, final int length) {
        int at = 0;
        while (at < length) {
            at = onRecord(buffer, at, length);
        }
        judge();
    }

    private int onRecord(final DirectBuffer buffer, final int at, final int documentLength) {
        final int messageLength = buffer.getInt(at, ByteOrder.LITTLE_ENDIAN);
        final int next = at + (32 + messageLength + 7 & ~7);
        if (messageLength < HEADER || next > documentLength) {
            throw new Violation("I-17", "a record of " + messageLength + " bytes after sequence " + sequence);
        }
        final long found = buffer.getLong(at + 8, ByteOrder.LITTLE_ENDIAN);
        if (found != sequence + 1) {
            throw new Violation("I-17", "sequence " + found + " after " + sequence);
        }
        final long foundNs = buffer.getLong(at + 16, ByteOrder.LITTLE_ENDIAN);
        if (foundNs < timeNs) {
            throw new Violation("I-17", "engine time goes back at sequence " + found + ": " + foundNs);
        }
        final int foundTerm = buffer.getInt(at + 24, ByteOrder.LITTLE_ENDIAN);
        if (foundTerm < recordTerm) {
            throw new Violation("I-20", "term " + foundTerm + " after " + recordTerm + " at sequence " + found);
        }
        final int checked = 24 + messageLength;
        if (bytes.length < checked) {
            bytes = new byte[2 * checked];
        }
        buffer.getBytes(at + 8, bytes, 0, checked);
        crc.reset();
        crc.update(bytes, 0, checked);
        final int sum = buffer.getInt(at + 4, ByteOrder.LITTLE_ENDIAN);
        if ((int) crc.getValue() != sum) {
            throw new Violation("I-17", "checksum of sequence " + found);
        }
        sequence = found;
        timeNs = foundNs;
        recordTerm = foundTerm;
        traceHash = Randomness.mix(traceHash ^ sum + found);
        onMessage(buffer, at + 32, messageLength, buffer.getByte(at + 28));
        return next;
    }

    private void onMessage(final DirectBuffer buffer, final int at, final int length, final byte kind) {
        header.wrap(buffer, at);
        final int template = header.templateId();
        if (kind == INPUT) {
            judge();
            pending = null; // Not at the end of its document: where power cut the rest, recovery writes it in the next
            // one.
            venue.onInput(buffer, at, length);
            inputTemplate = template;
            inputNs = timeNs;
            inputs++;
            onInput(buffer, at, template);
        } else {
            onOutput(buffer, at, template);
        }
    }

    private void onInput(final DirectBuffer buffer, final int at, final int template) {
        switch (template) {
            case BestBidOfferDecoder.TEMPLATE_ID -> {
                quote.wrapAndApplyHeader(buffer, at, header);
                final int id = quote.instrumentId();
                final boolean isSane =
                        quote.bidPriceE8() > 0 && quote.askPriceE8() > 0 && quote.bidPriceE8() < quote.askPriceE8();
                if (id > 0 && id < IDS_MAX && isSane) {
                    quotedNs[id] = timeNs;
                    bidsE8[id] = quote.bidPriceE8();
                    asksE8[id] = quote.askPriceE8();
                }
            }
            case MarkPriceDecoder.TEMPLATE_ID -> {
                mark.wrapAndApplyHeader(buffer, at, header);
                final int id = mark.instrumentId();
                if (id > 0 && id < IDS_MAX && mark.priceE8() > 0) {
                    markedNs[id] = timeNs;
                    marksE8[id] = mark.priceE8();
                }
            }
            case TimerTickDecoder.TEMPLATE_ID -> {
                tick.wrapAndApplyHeader(buffer, at, header);
                if (tick.dueNs() <= tickedNs || tick.dueNs() > timeNs) {
                    throw new Violation(
                            "I-24",
                            "a timer due at " + tick.dueNs() + " fires at " + timeNs + ", the tick before was at "
                                    + tickedNs);
                }
                tickedNs = timeNs;
            }
            case GatewayHeartbeatDecoder.TEMPLATE_ID -> {
                heartbeat.wrapAndApplyHeader(buffer, at, header);
                if (heartbeat.sessionId() == session) {
                    heardNs = timeNs;
                }
            }
            case TermStartedDecoder.TEMPLATE_ID -> {
                termStarted.wrapAndApplyHeader(buffer, at, header);
                if (termStarted.term() <= term || termStarted.term() != recordTerm) {
                    throw new Violation("I-20", "term " + termStarted.term() + " starts after term " + term);
                }
                term = termStarted.term();
                fastIntervalNs = termStarted.fastIntervalNs();
            }
            case GatewayUpDecoder.TEMPLATE_ID -> {
                gatewayUp.wrapAndApplyHeader(buffer, at, header);
                onSession(gatewayUp.sessionId());
            }
            case GatewayDownDecoder.TEMPLATE_ID -> {
                gatewayDown.wrapAndApplyHeader(buffer, at, header);
                if (gatewayDown.sessionId() == session) {
                    beginSession(false);
                }
            }
            case OrderAcceptedDecoder.TEMPLATE_ID -> {
                final OrderView order =
                        evidence(accepted.wrapAndApplyHeader(buffer, at, header).clientOrderId());
                if (order != null) {
                    order.isToldOpen = true;
                }
            }
            case OrderFilledDecoder.TEMPLATE_ID -> evidence(
                    filled.wrapAndApplyHeader(buffer, at, header).clientOrderId());
            case OrderRejectedDecoder.TEMPLATE_ID -> {
                final OrderView order =
                        evidence(rejected.wrapAndApplyHeader(buffer, at, header).clientOrderId());
                if (order != null) {
                    order.wasRejected = true;
                }
            }
            case OrderStatusReportDecoder.TEMPLATE_ID -> {
                status.wrapAndApplyHeader(buffer, at, header);
                final OrderView order = evidence(status.clientOrderId());
                if (order != null) {
                    order.reportedE8 = Math.max(order.reportedE8, status.cumulativeQuantityE8());
                    order.wasCanceled |= status.status() == VenueOrderStatus.CANCELED;
                    order.wasRejected |= status.status() == VenueOrderStatus.REJECTED;
                    order.isToldOpen = status.status() == VenueOrderStatus.NEW
                            || status.status() == VenueOrderStatus.PARTIALLY_FILLED;
                }
            }
            case OrderUnknownToVenueDecoder.TEMPLATE_ID -> {
                final OrderView order = orders.get(
                        unknown.wrapAndApplyHeader(buffer, at, header).clientOrderId());
                if (order != null) {
                    order.isToldOpen = false;
                    order.unknowns++;
                    order.firstUnknownNs = order.firstUnknownNs == 0 ? timeNs : order.firstUnknownNs;
                    order.lastUnknownNs = timeNs;
                }
            }
            case PlaceFailedDecoder.TEMPLATE_ID -> {
                placeFailed.wrapAndApplyHeader(buffer, at, header);
                final OrderView order = orders.get(placeFailed.clientOrderId());
                if (order != null) {
                    order.isToldOpen = false;
                }
                if (order != null && placeFailed.failure() == SendFailure.AMBIGUOUS) {
                    order.isInDoubt = !order.hasEvidence && !order.isEnded;
                } else if (order != null) {
                    order.wasUnsent = true;
                    order.isInDoubt = false;
                }
            }
            case CancelFailedDecoder.TEMPLATE_ID -> onCancelFailed(
                    cancelFailed.wrapAndApplyHeader(buffer, at, header).clientOrderId());
            case CancelRejectedDecoder.TEMPLATE_ID -> onCancelFailed(
                    cancelRejected.wrapAndApplyHeader(buffer, at, header).clientOrderId());
            case ForeignOrderDecoder.TEMPLATE_ID -> {
                foreign.wrapAndApplyHeader(buffer, at, header);
                if (orders.containsKey(foreign.clientOrderId())) {
                    throw new Violation("I-02", "an order of ours is told as foreign: " + foreign);
                }
            }
            case AccountReportDecoder.TEMPLATE_ID -> {
                accountReport.wrapAndApplyHeader(buffer, at, header);
                account(accountReport.accountId()).mode = accountReport.positionMode();
            }
            case VenueHealthDecoder.TEMPLATE_ID -> {
                health.wrapAndApplyHeader(buffer, at, header);
                onHealth(health.accountId(), health.surface(), health.state());
            }
            case OpenOrdersEndDecoder.TEMPLATE_ID -> {
                openOrdersEnd.wrapAndApplyHeader(buffer, at, header);
                account(openOrdersEnd.accountId()).hasLists |= openOrdersEnd.succeeded() == Bool.YES;
            }
            default -> onCommand(buffer, at, template);
        }
    }

    private void onCancelFailed(final long clientOrderId) {
        final OrderView order = orders.get(clientOrderId);
        if (order != null) {
            order.isCancelAsked = false;
            if (bot(order.botId).banded.contains(order.role)) {
                order.cancelledNs =
                        0; // The price may have come back since: only the next cancel says that it is still wanted.
            }
        }
    }

    private static OrderRole roleOfBand(final StrategyParameter parameter) {
        return switch (parameter) {
            case ENTRY_ACTIVATION_PCT -> OrderRole.ENTRY;
            case DCA_ACTIVATION_PCT -> OrderRole.DCA;
            case TAKE_PROFIT_ACTIVATION_PCT -> OrderRole.TAKE_PROFIT;
            default -> OrderRole.NULL_VAL;
        };
    }

    private void onSession(final long sessionId) {
        if (sessionId != session) {
            for (final OrderView order : live) {
                order.isCancelAsked = false;
                if (!order.hasEvidence) {
                    order.isInDoubt = true; // Its answer, if there was one, went to a session that is gone.
                }
            }
        }
        session = sessionId;
        heardNs = timeNs;
        beginSession(true);
    }

    /** What was known of the exchange through a session that ended, or was silent, is known no more. */
    private void beginSession(final boolean isUp) {
        isGatewayUp = isUp;
        for (final AccountView account : accounts) {
            if (account != null) {
                account.hasLists = false;
                account.mode = PositionMode.UNKNOWN;
                Arrays.fill(account.surfaces, SurfaceState.UP);
            }
        }
    }

    private void onHealth(final int accountId, final Surface surface, final SurfaceState state) {
        for (int id = 1; id < IDS_MAX; id++) {
            if ((accountId == 0 || id == accountId) && accounts[id] != null) {
                accounts[id].surfaces[surface.value()] = state;
            }
        }
    }

    private void onCommand(final DirectBuffer buffer, final int at, final int template) {
        switch (template) {
            case SetLiveTradingDecoder.TEMPLATE_ID -> {
                setLive.wrapAndApplyHeader(buffer, at, header);
                final boolean enabled = setLive.enabled() == Bool.YES;
                await(setLive.commandId(), () -> isLive = enabled);
            }
            case SetKillSwitchDecoder.TEMPLATE_ID -> {
                setKill.wrapAndApplyHeader(buffer, at, header);
                final Scope scope = scope(control(setKill.scope()), setKill.targetId());
                final boolean enabled = setKill.enabled() == Bool.YES;
                await(setKill.commandId(), () -> {
                    scope.isKilled = enabled;
                    scope.isPanic &= !enabled;
                });
            }
            case SetHaltDecoder.TEMPLATE_ID -> {
                setHalt.wrapAndApplyHeader(buffer, at, header);
                await(
                        setHalt.commandId(),
                        halt(setHalt.scope(), setHalt.targetId(), setHalt.leg(), setHalt.symbol(), true));
            }
            case ReleaseDecoder.TEMPLATE_ID -> {
                release.wrapAndApplyHeader(buffer, at, header);
                final Scope scope = scope(release.scope(), release.targetId());
                final Runnable lift = halt(release.scope(), release.targetId(), release.leg(), release.symbol(), false);
                await(release.commandId(), () -> {
                    lift.run();
                    scope.isKilled = false;
                    scope.isPanic = false;
                });
            }
            case PanicDecoder.TEMPLATE_ID -> {
                panic.wrapAndApplyHeader(buffer, at, header);
                final Scope scope = scope(panic.scope(), panic.targetId());
                final long nowNs = timeNs;
                await(panic.commandId(), () -> {
                    scope.isPanic |= !scope.isKilled;
                    scope.panicNs = nowNs;
                });
            }
            case SetAccountDecoder.TEMPLATE_ID -> {
                setAccount.wrapAndApplyHeader(buffer, at, header);
                final AccountStatus wanted = setAccount.status();
                final AccountView account = account(setAccount.accountId());
                final long lossE8 = setAccount.dailyLossLimitE8();
                await(setAccount.commandId(), () -> {
                    account.isActive =
                            wanted == AccountStatus.NULL_VAL ? account.isActive : wanted == AccountStatus.ACTIVE;
                    account.dayLossE8Max = lossE8 == Long.MIN_VALUE ? account.dayLossE8Max : Math.max(0, lossE8);
                });
            }
            case SetBotDesiredDecoder.TEMPLATE_ID -> {
                setDesired.wrapAndApplyHeader(buffer, at, header);
                final DesiredStatus wanted = setDesired.desiredStatus();
                final BotView bot = bot(setDesired.botId());
                await(setDesired.commandId(), () -> {
                    bot.desired = wanted;
                    if (wanted == DesiredStatus.RUNNING) {
                        bot.hasFailed = false;
                        bot.hasSurplus = false;
                    }
                });
            }
            case CreateBotDecoder.TEMPLATE_ID -> {
                createBot.wrapAndApplyHeader(buffer, at, header);
                final int accountId = createBot.accountId();
                final DesiredStatus wanted = createBot.desiredStatus();
                long most = Long.MAX_VALUE;
                final Set<OrderRole> banded = EnumSet.noneOf(OrderRole.class);
                final int legs = createBot.legs().value();
                for (final CreateBotDecoder.ParametersDecoder given : createBot.parameters()) {
                    most = given.parameter() == StrategyParameter.MAX_ENTRIES ? given.valueE8() / Exact.UNIT : most;
                    final OrderRole role = roleOfBand(given.parameter());
                    if (role != OrderRole.NULL_VAL && given.valueE8() > 0) {
                        banded.add(role);
                    }
                }
                final long entriesMax = most;
                createBot.sbeRewind();
                createBot.parameters().forEach(given -> {});
                createBot.name();
                final String symbol = createBot.symbol();
                await(createBot.commandId(), () -> {
                    final BotView bot = bot(created);
                    bot.entriesMax = entriesMax;
                    bot.banded.addAll(banded);
                    bot.legs = legs;
                    bot.accountId = accountId;
                    bot.desired = wanted;
                    bot.symbol = symbol;
                });
            }
            case SetLimitsDecoder.TEMPLATE_ID -> {
                setLimits.wrapAndApplyHeader(buffer, at, header);
                final AccountView account = account(setLimits.accountId());
                final Map<RiskLimit, Long> given = new EnumMap<>(RiskLimit.class);
                setLimits.limits().forEach(each -> given.put(each.limit(), each.valueE8()));
                await(setLimits.commandId(), () -> account.limits.putAll(given));
            }
            default -> {
                // Other inputs change no gate that is judged here.
            }
        }
    }

    private int created;

    private void await(final long commandId, final Runnable effect) {
        if (!answeredCommands.contains(commandId)) { // A repeated command has no effect.
            pending = new PendingCommand(commandId, effect);
        }
    }

    private static ControlScope control(final KillScope scope) {
        return switch (scope) {
            case GLOBAL -> ControlScope.ENGINE;
            case ACCOUNT -> ControlScope.ACCOUNT;
            case BOT -> ControlScope.BOT;
            case NULL_VAL -> ControlScope.NULL_VAL;
        };
    }

    private Scope scope(final ControlScope scope, final int targetId) {
        return switch (scope) {
            case ENGINE -> engine;
            case ACCOUNT -> account(targetId).scope;
            case BOT -> bot(targetId).scope;
            default -> new Scope();
        };
    }

    private Runnable halt(
            final ControlScope scope, final int targetId, final Leg leg, final String symbol, final boolean isOn) {
        return switch (scope) {
            case SYMBOL -> () -> {
                haltedSymbols.remove(symbol);
                if (isOn) {
                    haltedSymbols.add(symbol);
                }
            };
            case LEG -> () -> bot(targetId).isLegHalted[leg == Leg.LONG ? 0 : 1] = isOn;
            default -> {
                final Scope found = scope(scope, targetId);
                yield () -> found.isHalted = isOn;
            }
        };
    }

    private OrderView evidence(final long clientOrderId) {
        final OrderView order = orders.get(clientOrderId);
        if (order != null) {
            order.hasEvidence = true;
            order.isInDoubt = false;
        }
        return order;
    }

    // What the core made of it

    private void onOutput(final DirectBuffer buffer, final int at, final int template) {
        switch (template) {
            case PlaceOrderDecoder.TEMPLATE_ID -> onPlace(place.wrapAndApplyHeader(buffer, at, header));
            case CancelOrderDecoder.TEMPLATE_ID -> {
                cancel.wrapAndApplyHeader(buffer, at, header);
                final OrderView order = orders.get(cancel.clientOrderId());
                if (order == null) {
                    throw new Violation("I-02", "a cancel of order " + cancel.clientOrderId() + ", never placed");
                }
                order.cancelledNs = order.cancelledNs == 0 ? timeNs : order.cancelledNs;
                order.isCancelAsked = true;
                account(order.accountId).cancelledNs = timeNs;
                if (inputTemplate == TimerTickDecoder.TEMPLATE_ID) {
                    judgeCancel(
                            order); // Of the timers that are due together, one may freeze what another has just sent.
                } else {
                    cancelledByInput.add(order);
                }
            }
            case BotEventDecoder.TEMPLATE_ID -> onEvent(event.wrapAndApplyHeader(buffer, at, header));
            case LedgerRowDecoder.TEMPLATE_ID -> onRow(row.wrapAndApplyHeader(buffer, at, header));
            case CommandResultDecoder.TEMPLATE_ID -> onResult(result.wrapAndApplyHeader(buffer, at, header));
            case InputRefusedDecoder.TEMPLATE_ID -> {
                refused.wrapAndApplyHeader(buffer, at, header);
                marks.reach(Mark.INPUT_REFUSED);
            }
            case RestartReportDecoder.TEMPLATE_ID -> marks.reach(Mark.RESTART_REPORT);
            default -> {
                // Queries, subscriptions, checkpoints.
            }
        }
    }

    private void onPlace(final PlaceOrderDecoder placed) {
        final OrderView order = new OrderView();
        order.clientOrderId = placed.clientOrderId();
        order.sessionId = placed.sessionId();
        order.term = recordTerm;
        order.accountId = placed.accountId();
        order.instrumentId = placed.instrumentId();
        order.botId = placed.botId();
        order.side = placed.side();
        order.leg = placed.leg();
        order.type = placed.orderType();
        order.role = placed.role();
        order.bookLevel = Math.max(0, placed.bookLevel());
        order.isReduceOnly = placed.reduceOnly() == Bool.YES;
        order.limitE8 = placed.limitPriceE8();
        order.quantityE8 = placed.quantityE8();
        order.intentId = placed.intentId();
        order.attempt = placed.attempt();
        order.placedNs = venue.nowNs();
        if (orders.put(order.clientOrderId, order) != null) {
            throw new Violation("I-03", "id " + order.clientOrderId + " is used for two intents");
        }
        final boolean isExit = order.role == OrderRole.TAKE_PROFIT
                || order.role == OrderRole.STOP_LOSS
                || order.role == OrderRole.FLATTEN;
        final boolean isOpening = order.side == Side.BUY == (order.leg == Leg.LONG);
        if (isExit != order.isReduceOnly || isExit == isOpening || order.quantityE8 <= 0) {
            throw new Violation("I-08", order + " is of the wrong side, or not reduce-only where it must be");
        }
        bot(order.botId).instrumentId = order.instrumentId;
        final OrderView before = newestOfIntent.put(order.intentId, order);
        if (before != null) {
            if (!before.isEnded) {
                throw new Violation("I-22", order + " goes on with an intent whose attempt still lives: " + before);
            }
            if (order.attempt <= before.attempt || order.quantityE8 > before.quantityE8 - before.filledE8) {
                throw new Violation(
                        "I-22", order + " is not what was left of " + before + " filled " + before.filledE8);
            }
        }
        compareWithOthers(order, bot(order.botId));
        live.add(order);
        placedByInput.add(order);
        if (order.type == OrderType.BID || order.type == OrderType.ASK) {
            marks.reach(Mark.ORDER_SENT_BY_BOOK_LEVEL);
        }
    }

    /** Judges what the last input has caused, with the gates as that input left them. */
    private void judge() {
        for (int i = 0; i < placedByInput.size(); i++) {
            judge(placedByInput.get(i));
        }
        for (int i = 0; i < cancelledByInput.size(); i++) {
            judgeCancel(cancelledByInput.get(i));
        }
        if (inputTemplate == TimerTickDecoder.TEMPLATE_ID) {
            judgePanics();
        }
        placedByInput.clear();
        cancelledByInput.clear();
    }

    private void judgeCancel(final OrderView order) {
        final String closed = freezing(order.accountId, bot(order.botId));
        if (closed != null) {
            throw new Violation("I-13", "a cancel of " + order + " passed a closed gate: " + closed);
        }
    }

    /** In a panic each order that the exchange has is asked back, again and again, as fast as cancels may leave. */
    private void judgePanics() {
        for (int i = 0; i < live.size(); i++) {
            final OrderView order = live.get(i);
            final BotView bot = bot(order.botId);
            final AccountView account = account(order.accountId);
            final boolean isOwed = (engine.isPanic || account.scope.isPanic || bot.scope.isPanic)
                    && order.isToldOpen
                    && !order.isEnded
                    && !order.isCancelAsked
                    && account.mode == PositionMode.HEDGE
                    && freezing(order.accountId, bot) == null;
            order.owedSinceNs = !isOwed ? 0 : order.owedSinceNs == 0 ? timeNs : order.owedSinceNs;
            order.owedTicks = isOwed ? order.owedTicks + 1 : 0;
            final boolean hasBudget = account.limits.get(RiskLimit.CANCEL_RATE_SYMBOL) == null
                    || timeNs - account.cancelledNs >= CANCEL_BUDGET_NS;
            if (hasBudget
                    && order.owedTicks >= PANIC_CANCEL_TICKS
                    && timeNs - order.owedSinceNs >= PANIC_CANCEL_NS_MAX) {
                throw new Violation("I-13", "a panic looks on and asks nobody to cancel " + order);
            }
        }
    }

    /** A tick looks first; whatever else comes may come just before the tick that finds it. */
    private long silenceNsMax() {
        return inputTemplate == TimerTickDecoder.TEMPLATE_ID ? SILENCE_NS : SILENCE_NS + fastIntervalNs;
    }

    /** The gate that stops everything, or null. */
    private String freezing(final int accountId, final BotView bot) {
        final AccountView account = account(accountId);
        if (!isLive) return "live trading off";
        if (engine.isKilled || account.scope.isKilled || bot.scope.isKilled) return "kill switch";
        if (account.mode == PositionMode.ONE_WAY) return "one-way mode";
        if (isGatewayUp && inputNs - heardNs > silenceNsMax()) return "gateway silent";
        return isGatewayUp ? null : "gateway down";
    }

    private void judge(final OrderView order) {
        final BotView bot = bot(order.botId);
        final AccountView account = account(order.accountId);
        final String frozen = freezing(order.accountId, bot);
        if (frozen != null) {
            final String id =
                    switch (frozen) {
                        case "one-way mode" -> "I-14";
                        case "gateway silent" -> "I-12";
                        default -> "I-11";
                    };
            throw new Violation(id, order + " passed: " + frozen);
        }
        if (order.sessionId != session) {
            throw new Violation("I-04", order + " is for a session that is not the current one, " + session);
        }
        if (engine.isPanic || account.scope.isPanic || bot.scope.isPanic) {
            throw new Violation("I-11", order + " was placed in a panic");
        }
        if (order.role == OrderRole.FLATTEN) {
            judgeFlatten(order);
        }
        if (order.isReduceOnly) {
            return;
        }
        final String closed = entryGate(order, bot, account);
        if (closed != null) {
            throw new Violation("I-12", order + " passed: " + closed);
        }
        if (bot.hasSurplus) {
            throw new Violation(
                    "I-01", order + " of a bot that nobody has looked at since an order of it arrived late");
        }
        judgeLimits(order, account);
        for (int i = 0; i < live.size(); i++) {
            final OrderView other = live.get(i);
            if (other == order) {
                break; // Those behind it came later, and are judged themselves.
            }
            if (other.isInDoubt && other.botId == order.botId && other.leg == order.leg) {
                throw new Violation("I-11", order + " passed while in doubt: " + other);
            }
            if (!other.isEnded
                    && other.accountId == order.accountId
                    && other.instrumentId == order.instrumentId
                    && other.side != order.side
                    && isPriced(other)
                    && isPriced(order)
                    && crosses(order, other)) {
                throw new Violation("I-10", order + " crosses our own " + other);
            }
        }
    }

    /** An operator's wish closes what is known to be held: what is in doubt is found out first. */
    private void judgeFlatten(final OrderView order) {
        for (int i = 0; i < live.size() && live.get(i) != order; i++) {
            final OrderView other = live.get(i);
            if (other.isInDoubt && other.botId == order.botId && other.leg == order.leg) {
                throw new Violation("I-08", order + " closes a leg whose holding is in doubt: " + other);
            }
        }
    }

    /** What counts against the limits of an account: from the intent on, whatever the exchange has said of it so far. */
    private void judgeLimits(final OrderView order, final AccountView account) {
        final Long openMax = account.limits.get(RiskLimit.OPEN_ORDERS_ACCOUNT_MAX);
        final Long legMax = account.limits.get(RiskLimit.LEG_NOTIONAL_MAX);
        final Long orderMax = account.limits.get(RiskLimit.ORDER_NOTIONAL_MAX);
        if (orderMax != null
                && order.type == OrderType.IOC
                && Exact.product(order.limitE8, order.quantityE8) > orderMax) {
            throw new Violation("I-09", order + " is larger than an order may be, " + orderMax);
        }
        int open = 0;
        long legE8 = isPriced(order) ? Exact.product(order.limitE8, order.quantityE8) : 0;
        long grossE8 = legE8;
        for (int i = 0; i < live.size() && live.get(i) != order; i++) {
            final OrderView other = live.get(i);
            if (other.accountId != order.accountId || other.isReduceOnly || other.isEnded) {
                continue;
            }
            open++;
            final long leftE8 =
                    isPriced(other) ? Exact.product(other.limitE8, Math.max(0, other.quantityE8 - other.filledE8)) : 0;
            grossE8 += leftE8;
            legE8 += other.botId == order.botId && other.leg == order.leg ? leftE8 : 0;
        }
        if (openMax != null && open >= openMax / Exact.UNIT) {
            throw new Violation("I-09", order + " with " + open + " entries open, limit " + openMax);
        }
        final Long grossMax = account.limits.get(RiskLimit.ACCOUNT_GROSS_MAX);
        if (legMax != null) {
            legE8 += heldNotionalE8(bot(order.botId), order.leg == Leg.LONG ? 0 : 1);
            if (legE8 > legMax) {
                throw new Violation("I-05", order + " makes its leg " + legE8 + ", limit " + legMax);
            }
        }
        if (grossMax != null) {
            for (final BotView bot : bots) {
                if (bot != null && bot.accountId == order.accountId) {
                    grossE8 += heldNotionalE8(bot, 0) + heldNotionalE8(bot, 1);
                }
            }
            if (grossE8 > grossMax) {
                throw new Violation("I-05", order + " makes its account " + grossE8 + ", limit " + grossMax);
            }
        }
    }

    /** Value of a leg at the cheapest price that it may be valued at. */
    private long heldNotionalE8(final BotView bot, final int leg) {
        final int at = bot.instrumentId;
        final long priceE8 = Math.min(marksE8[at] == 0 ? bidsE8[at] : marksE8[at], bidsE8[at]);
        return Exact.product(priceE8, bot.heldE8[leg]);
    }

    /** What an order would break beside its own leg's other orders. */
    private void compareWithOthers(final OrderView order, final BotView bot) {
        final int leg = order.leg == Leg.LONG ? 0 : 1;
        long closingE8 = order.isReduceOnly ? order.quantityE8 : 0;
        for (int i = 0; i < live.size(); i++) {
            final OrderView other = live.get(i);
            if (other.isEnded || other.isRevived || other.botId != order.botId || other.leg != order.leg) {
                continue;
            }
            if (other.role == order.role) {
                throw new Violation("I-22", order + " works beside " + other);
            }
            if (order.isReduceOnly && other.isReduceOnly) {
                closingE8 += Math.max(0, other.quantityE8 - other.filledE8);
            }
        }
        if (closingE8 > bot.heldE8[leg]) {
            throw new Violation(
                    "I-08", order + ": with it " + closingE8 + " are being closed of " + bot.heldE8[leg] + " held");
        }
        if (!order.isReduceOnly && order.attempt == 1) {
            final List<OrderView> filled = bot.filledIntents.get(leg);
            if (filled.size() >= bot.entriesMax) {
                throw new Violation("I-09", order + " after " + filled.size() + " entries of " + bot.entriesMax);
            }
        }
    }

    /** What is wrong with an order that is about to leave now, the whole journal read; or null. */
    String frozen(final OrderView order) {
        final BotView bot = bot(order.botId);
        final Scope scope = account(order.accountId).scope;
        if (!isLive) return "live trading off";
        return engine.isKilled || scope.isKilled || bot.scope.isKilled ? "kill switch" : null;
    }

    /** Whether an order would meet another of ours that rests; one that takes meets the best price first. */
    private boolean crosses(final OrderView order, final OrderView other) {
        if (endsAtOnce(other)) {
            return false;
        }
        final boolean isBuy = order.side == Side.BUY;
        final boolean isReached = isBuy ? order.limitE8 >= other.limitE8 : order.limitE8 <= other.limitE8;
        final long bestE8 = isBuy ? asksE8[order.instrumentId] : bidsE8[order.instrumentId];
        return isReached && (!endsAtOnce(order) || (isBuy ? bestE8 >= other.limitE8 : bestE8 <= other.limitE8));
    }

    private static boolean endsAtOnce(final OrderView order) {
        return order.type == OrderType.IOC || order.type == OrderType.FOK || order.type == OrderType.MARKET;
    }

    private static boolean isPriced(final OrderView order) {
        return order.limitE8 != PlaceOrderDecoder.limitPriceE8NullValue();
    }

    private String entryGate(final OrderView order, final BotView bot, final AccountView account) {
        if (engine.isHalted
                || account.scope.isHalted
                || bot.scope.isHalted
                || haltedSymbols.contains(bot.symbol)
                || bot.isLegHalted[order.leg == Leg.LONG ? 0 : 1]) return "halt";
        if (!account.isActive) return "account not active";
        if (bot.desired != DesiredStatus.RUNNING) return "bot is to be " + bot.desired;
        if (account.mode != PositionMode.HEDGE) return "hedge mode not confirmed";
        if (!account.hasLists) return "open orders not told in this session";
        if (account.dayLossE8Max > 0 && dayNetE8(order.accountId, inputNs) <= -account.dayLossE8Max)
            return "loss of the day";
        if (inputNs - quotedNs[order.instrumentId] > QUOTE_AGE_NS_MAX) return "quote stale";
        for (final SurfaceState state : account.surfaces) {
            if (state != SurfaceState.UP) return "exchange degraded";
        }
        return null;
    }

    private void onResult(final CommandResultDecoder told) {
        final long id = told.commandId();
        final boolean isNew = answeredCommands.add(id);
        created = told.createdId();
        if (isNew && told.reason() == RefusalReason.NONE && pending != null && pending.commandId() == id) {
            pending.effect().run();
            changes++;
        }
        if (!isNew) {
            marks.reach(Mark.COMMAND_REPEATED);
        } else if (told.reason() != RefusalReason.NONE) {
            marks.reach(Mark.COMMAND_REFUSED);
        }
        answers.accept(new CommandAnswer(id, told.reason(), told.createdId()));
    }

    private void onEvent(final BotEventDecoder told) {
        final EventCode code = told.code();
        reach(code);
        switch (code) {
            case ORDER_FILLED -> {
                final OrderView order = orders.get(told.clientOrderId());
                end(order, code, order != null && order.filledE8 >= order.quantityE8);
            }
            case ORDER_CANCELLED -> {
                final OrderView order = orders.get(told.clientOrderId());
                if (order != null) { // Else it was parked, and never left.
                    end(order, code, (order.wasCanceled || order.wasRejected) && order.reportedE8 <= order.filledE8);
                }
            }
            case ORDER_REJECTED -> {
                final OrderView order = orders.get(told.clientOrderId());
                end(order, code, order != null && order.wasRejected);
            }
            case ORDER_EXPIRED_UNSENT -> {
                final OrderView order = orders.get(told.clientOrderId());
                end(order, code, order != null && order.wasUnsent && !venue.hasHad(order.clientOrderId));
            }
            case ORDER_VOID -> {
                final OrderView order = orders.get(told.clientOrderId());
                end(
                        order,
                        code,
                        order != null && order.unknowns >= 2 && order.lastUnknownNs - order.firstUnknownNs >= QUIET_NS);
                order.wasVoid = true;
            }
            case ORDER_SURPLUS -> {
                bot(told.botId()).hasSurplus = true;
                final OrderView order = orders.get(told.clientOrderId());
                if (order != null && order.filledE8 < order.quantityE8) {
                    order.isRevived = true;
                    order.isEnded = false; // It is there after all, and is to be taken back.
                    if (!live.contains(order)) {
                        live.add(order);
                    }
                }
            }
            case PANIC_FROZEN -> {
                final Scope scope = told.botId() != 0
                        ? bot(told.botId()).scope
                        : told.accountId() != 0 ? account(told.accountId()).scope : engine;
                if (timeNs - scope.panicNs < PANIC_NS_MAX && hasLive(told.accountId(), told.botId())) {
                    throw new Violation("I-13", "a panic freezes and leaves orders behind: " + live);
                }
                scope.isKilled = true;
                scope.isPanic = false;
                changes++;
            }
            case BOT_ERROR, HEDGE_MODE_REQUIRED, FLATTEN_FAILED, FLATTEN_INCOMPLETE -> {
                if (told.botId() != 0) {
                    bot(told.botId()).hasFailed = true;
                }
            }
            case LIVE_TRADING_DISABLED_BLOCK, KILL_SWITCH_BLOCK, HALT_BLOCK -> onBlock(code, told.botId());
            case JOB_LEASE_RECLAIMED -> {
                final BotView bot = bot(told.botId());
                if (bot.reclaimedTerm == term || bot.desired == DesiredStatus.STOPPED) {
                    throw new Violation("I-35", "the job of bot " + told.botId() + " is reclaimed without need");
                }
                bot.reclaimedTerm = term; // A record that a repair has cut comes again in a later term.
            }
            case GATEWAY_DOWN -> beginSession(false);
            case GATEWAY_UP -> {
                heardNs = timeNs;
                beginSession(true);
            }
            case BAR_TICK -> {
                final BotView bot = bot(told.botId());
                if (told.referenceId() <= bot.decidedMs) {
                    throw new Violation(
                            "I-23",
                            "bot " + told.botId() + " decides candle " + told.referenceId() + " after "
                                    + bot.decidedMs);
                }
                bot.decidedMs = told.referenceId();
            }
            default -> {
                // For people.
            }
        }
    }

    private boolean hasLive(final int accountId, final int botId) {
        for (final OrderView order : live) {
            if (!order.isEnded
                    && (botId == 0 || order.botId == botId)
                    && (accountId == 0 || order.accountId == accountId)) {
                return true;
            }
        }
        return false;
    }

    /** A block is told once an episode, and what an operator has closed stays closed until a command. */
    private void onBlock(final EventCode code, final int botId) {
        for (int i = 0; i < TOLD_CODES.length; i++) {
            if (TOLD_CODES[i] == code && botId != 0) {
                if (bot(botId).toldChanges[i] == changes) {
                    throw new Violation(
                            "I-15", code + " of bot " + botId + " is told again, and no command came between");
                }
                bot(botId).toldChanges[i] = changes;
            }
        }
    }

    private void end(final OrderView order, final EventCode code, final boolean hasEvidence) {
        if (order == null || !hasEvidence) {
            throw new Violation("I-07", code + " without evidence of the venue: " + order);
        }
        // A fill is a fact whatever was believed before; what seemed never to have been there may have been cancelled.
        final boolean isLateNews = code == EventCode.ORDER_FILLED
                || code == EventCode.ORDER_CANCELLED && order.end == EventCode.ORDER_VOID;
        if (order.isEnded && !isLateNews) {
            throw new Violation("I-06", code + " of what has ended: " + order);
        }
        order.isEnded = true;
        order.isInDoubt = false;
        order.end = code;
        live.remove(order);
    }

    private void onRow(final LedgerRowDecoder told) {
        final AccountView account = account(told.accountId());
        account.realizedE8 += told.realizedE8();
        account.feesE8 += told.feeE8();
        account.fundingE8 += told.fundingE8();
        if (account.day != timeNs / DAY_NS) {
            account.day = timeNs / DAY_NS;
            account.dayNetE8 = 0;
        }
        account.dayNetE8 += told.realizedE8() - told.feeE8() + told.fundingE8();
        if (Math.abs(told.realizedE8()) > SANE_E8_MAX
                || Math.abs(told.feeE8()) > SANE_E8_MAX
                || Math.abs(told.fundingE8()) > SANE_E8_MAX) {
            throw new Violation("I-37", "a row of the ledger beyond all bounds: " + told);
        }
        if (told.kind() == LedgerKind.ADJUSTMENT && !bookedAdjustments.add(told.referenceId())) {
            throw new Violation("I-27", "the adjustment of command " + told.referenceId() + " is booked twice");
        }
        if (told.kind() == LedgerKind.FILL) {
            onFill(told);
        } else if (told.kind() == LedgerKind.FUNDING) {
            marks.reach(Mark.FUNDING_BOOKED);
            // A payment for a leg that several bots hold is shared out: one row for each of them.
            if (!bookedFundings.add(
                    told.referenceId() << 16 | told.botId() << 2 | told.leg().value() & 3)) {
                throw new Violation(
                        "I-27", "funding " + told.referenceId() + " is booked twice for bot " + told.botId());
            }
        }
    }

    private void onFill(final LedgerRowDecoder told) {
        final OrderView order = orders.get(told.clientOrderId());
        final long tradeId = told.referenceId();
        if (order == null) {
            throw new Violation("I-02", "trade " + tradeId + " of order " + told.clientOrderId() + ", never placed");
        }
        if (!bookedTrades.add(tradeId)) {
            throw new Violation("I-27", "trade " + tradeId + " is booked twice");
        }
        final SimulatedVenue.Fill fill = venue.fill(order.clientOrderId, tradeId);
        final long priceE8 = told.priceE8();
        final long quantityE8 = told.quantityE8();
        if (fill == null || fill.priceE8 != priceE8 || fill.quantityE8 != quantityE8) {
            throw new Violation("I-25", "trade " + tradeId + " is booked and the exchange has no such one: " + order);
        }
        if (told.isFeeEstimated() != Bool.YES && told.feeE8() != fill.feeE8) {
            throw new Violation("I-25", "fee of trade " + tradeId + " is " + fill.feeE8 + ", booked " + told.feeE8());
        }
        if (told.isFeeEstimated() == Bool.YES && told.feeE8() == 0 && Exact.product(priceE8, quantityE8) > Exact.UNIT) {
            throw new Violation("I-25", "fee of trade " + tradeId + " is not known, and booked as none");
        }
        order.filledE8 += quantityE8;
        if (order.filledE8 > order.quantityE8) {
            throw new Violation("I-06", order + " is filled " + order.filledE8);
        }
        final BotView bot = bot(order.botId);
        final int leg = order.leg == Leg.LONG ? 0 : 1;
        final boolean isRestOfOld =
                order.isEnded && order.filledE8 > quantityE8; // Counted, perhaps in an earlier cycle.
        if (!order.isReduceOnly
                && !isRestOfOld
                && bot.filledIntents.get(leg).stream().noneMatch(each -> each.intentId == order.intentId)) {
            bot.filledIntents.get(leg).add(order);
        }
        long realizedE8 = 0;
        if (order.side == Side.BUY == (order.leg == Leg.LONG)) {
            bot.heldE8[leg] += quantityE8;
            bot.costE8[leg] += Exact.product(priceE8, quantityE8);
        } else {
            final long closedE8 = Math.min(quantityE8, bot.heldE8[leg]);
            if (order.wasVoid) {
                bot.closedOfOthersE8[leg] += quantityE8 - closedE8;
            }
            if (closedE8 > 0) {
                final long costE8 = closedE8 == bot.heldE8[leg]
                        ? bot.costE8[leg]
                        : Exact.share(bot.costE8[leg], closedE8, bot.heldE8[leg]);
                final long valueE8 = Exact.product(priceE8, closedE8);
                realizedE8 = leg == 0 ? valueE8 - costE8 : costE8 - valueE8;
                bot.heldE8[leg] -= closedE8;
                bot.costE8[leg] -= costE8;
                if (bot.heldE8[leg] == 0) {
                    bot.filledIntents.get(leg).clear();
                }
            }
        }
        if (told.realizedE8() != realizedE8) {
            throw new Violation(
                    "I-25",
                    "trade " + tradeId + " realises " + realizedE8 + ", booked " + told.realizedE8() + ": " + order);
        }
        switch (order.role) {
            case ENTRY -> marks.reach(
                    order.filledE8 < order.quantityE8 ? Mark.ENTRY_FILLED_IN_PARTS : Mark.ENTRY_FILLED);
            case DCA -> marks.reach(Mark.RUNG_FILLED);
            case TAKE_PROFIT -> marks.reach(Mark.TAKE_PROFIT_FILLED);
            case STOP_LOSS -> marks.reach(Mark.STOP_FILLED);
            case FLATTEN -> marks.reach(Mark.FLATTEN_FILLED);
            default -> throw new IllegalStateException("role " + order.role);
        }
    }

    private void reach(final EventCode code) {
        final Mark mark =
                switch (code) {
                    case ORDER_PARKED -> Mark.ORDER_PARKED;
                    case ORDER_ACTIVATED -> Mark.ORDER_ACTIVATED;
                    case ORDER_CANCELLED -> Mark.ORDER_CANCELLED;
                    case ORDER_REJECTED -> Mark.ORDER_REJECTED;
                    case ORDER_EXPIRED_UNSENT -> Mark.ORDER_EXPIRED_UNSENT;
                    case ORDER_UNKNOWN -> Mark.ORDER_IN_DOUBT;
                    case ORDER_ADOPTED -> Mark.ORDER_ADOPTED;
                    case ORDER_VOID -> Mark.ORDER_VOID;
                    case ORDER_SURPLUS -> Mark.ORDER_SURPLUS;
                    case ORDER_VENUE_LOST -> Mark.ORDER_VENUE_LOST;
                    case ORDER_FILL_AFTER_TERMINAL -> Mark.ORDER_FILL_AFTER_TERMINAL;
                    case ORDER_FOREIGN -> Mark.ORDER_FOREIGN;
                    case FILL_RECOVERED -> Mark.FILL_RECOVERED;
                    case POSITION_DRIFT -> Mark.POSITION_DRIFT;
                    case POSITION_FOREIGN -> Mark.POSITION_FOREIGN;
                    case POSITION_CLOSED -> Mark.POSITION_CLOSED;
                    case LEDGER_ADJUSTED -> Mark.LEDGER_ADJUSTED;
                    case BAR_TICK -> Mark.BAR_TICK;
                    case BAR_MISSED -> Mark.BAR_MISSED;
                    case LIVE_TRADING_DISABLED_BLOCK -> Mark.BLOCK_LIVE_TRADING;
                    case KILL_SWITCH_BLOCK -> Mark.BLOCK_KILL_SWITCH;
                    case HALT_BLOCK -> Mark.BLOCK_HALT;
                    case HEDGE_MODE_REQUIRED, HEDGE_MODE_UNKNOWN -> Mark.BLOCK_HEDGE_MODE;
                    case ACCOUNT_RISK_BLOCK -> Mark.BLOCK_ACCOUNT_RISK;
                    case EXCHANGE_DEGRADED_BLOCK -> Mark.BLOCK_DEGRADED;
                    case FEED_STALE -> Mark.BLOCK_STALE;
                    case ORDER_IN_DOUBT_BLOCK -> Mark.BLOCK_IN_DOUBT;
                    case FILTER_BLOCK -> Mark.BLOCK_FILTER;
                    case OPEN_ORDERS_BLOCK, EXPOSURE_BLOCK, PRICE_COLLAR_BLOCK, RISK_LIMIT_TRIP -> Mark.BLOCK_LIMIT;
                    case RATE_BLOCK, DUPLICATE_BLOCK, REJECTS_BLOCK, REPEAT_FILLS_BLOCK -> Mark.BLOCK_RATE;
                    case PANIC_FROZEN -> Mark.PANIC_FROZEN;
                    case FLATTEN_STARTED -> Mark.FLATTEN_STARTED;
                    case FLATTEN_COMPLETED -> Mark.FLATTEN_COMPLETED;
                    case FLATTEN_INCOMPLETE -> Mark.FLATTEN_INCOMPLETE;
                    case BOT_ERROR -> Mark.BOT_ERROR;
                    case LATCH_SET -> Mark.LATCH_SET;
                    case GATEWAY_UP -> Mark.GATEWAY_UP;
                    case GATEWAY_DOWN -> Mark.GATEWAY_DOWN;
                    case JOB_LEASE_RECLAIMED -> Mark.LEASE_RECLAIMED;
                    default -> null;
                };
        if (mark != null) {
            marks.reach(mark);
        }
    }

    // What it has found

    /** The newest result of the day of an account at this time. */
    long dayNetE8(final int accountId, final long atNs) {
        final AccountView account = account(accountId);
        return account.day == atNs / DAY_NS ? account.dayNetE8 : 0;
    }

    /** The newest mark price of an instrument, 0 = none. */
    long markE8(final int instrumentId) {
        return marksE8[instrumentId];
    }

    /** When it came, engine time. */
    long markedNs(final int instrumentId) {
        return markedNs[instrumentId];
    }

    /** When the newest usable quote came, engine time. */
    long quotedNs(final int instrumentId) {
        return quotedNs[instrumentId];
    }

    /** The price between bid and offer, 0 = none; a unit more or less. */
    long middleE8(final int instrumentId) {
        return (bidsE8[instrumentId] + asksE8[instrumentId]) / 2;
    }

    /** Whether a bot is to decide each candle. */
    static boolean isDeciding(final BotView bot) {
        return bot.desired == DesiredStatus.RUNNING && !bot.hasFailed;
    }

    /** Open time of the candle that a bot has decided last. */
    static long decidedMs(final BotView bot) {
        return bot.decidedMs;
    }

    AccountView account(final int id) {
        if (id < 1 || id >= IDS_MAX) {
            throw new Violation("I-40", "account " + id);
        }
        if (accounts[id] == null) {
            accounts[id] = new AccountView();
        }
        return accounts[id];
    }

    BotView bot(final int id) {
        if (id < 1 || id >= IDS_MAX) {
            throw new Violation("I-40", "bot " + id);
        }
        if (bots[id] == null) {
            bots[id] = new BotView();
        }
        return bots[id];
    }

    /** The bots there are, by id; null where there is none. */
    BotView[] bots() {
        return bots;
    }

    OrderView order(final long clientOrderId) {
        return orders.get(clientOrderId);
    }

    /** Orders that were placed and have not ended. */
    List<OrderView> live() {
        return live;
    }

    boolean isBooked(final long tradeId) {
        return bookedTrades.contains(tradeId);
    }

    boolean isAnswered(final long commandId) {
        return answeredCommands.contains(commandId);
    }

    int term() {
        return term;
    }

    long sequence() {
        return sequence;
    }

    long timeNs() {
        return timeNs;
    }

    long inputs() {
        return inputs;
    }

    long traceHash() {
        return traceHash;
    }

    /** Template of the input that was read last. */
    int inputTemplate() {
        return inputTemplate;
    }
}
