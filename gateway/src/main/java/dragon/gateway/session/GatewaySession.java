package dragon.gateway.session;

import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.GatewayHeartbeatDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PanicDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.QueryAccountDecoder;
import dragon.engine.protocol.QueryCandlesDecoder;
import dragon.engine.protocol.QueryFundingDecoder;
import dragon.engine.protocol.QueryLeverageDecoder;
import dragon.engine.protocol.QueryOpenOrdersDecoder;
import dragon.engine.protocol.QueryOrderDecoder;
import dragon.engine.protocol.QueryPositionsDecoder;
import dragon.engine.protocol.QueryTradesDecoder;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.engine.protocol.SetLeverageDecoder;
import dragon.engine.protocol.SetLiveTradingDecoder;
import dragon.engine.protocol.SubscribeAccountDecoder;
import dragon.engine.protocol.SubscribeInstrumentDecoder;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.TermStartedDecoder;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.Freeze;
import dragon.gateway.venue.Freeze.Reach;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.CancelFailed;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.CandleHistory;
import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.venue.VenueFact.CredentialsChanged;
import dragon.gateway.venue.VenueFact.ForeignLeg;
import dragon.gateway.venue.VenueFact.FundingHistory;
import dragon.gateway.venue.VenueFact.FundingPaid;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.LegHeld;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
import dragon.gateway.venue.VenueFact.LeverageTold;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.OrderFound;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.OrderUnknown;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceFailed;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.venue.VenueFact.QueryFailed;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueFact.TradeHistory;
import dragon.gateway.venue.VenueFact.WalletTold;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;

/**
 * Acts on the intents of one session and tells the engine what the venue says.
 *
 * <p>Fencing: a place leaves only when the journal is read to its end, no higher term was seen, it names this session
 * and is younger than its time to live, which {@link EngineTime} judges without any wall clock. A freeze (kill switch, live trading off, panic) that is read meanwhile holds it back,
 * and cancels too. Intents of other sessions are left alone: whether those were sent is not for us
 * to say, the core queries them. An order is ours when its place is in the journal.
 *
 * <p>Threading: one thread. Time is given, nanoseconds of the machine's monotonic clock.
 */
public final class GatewaySession {
    private static final long HEARTBEAT_NS = 1_000_000_000L;
    private static final long RECONCILE_NS = 10_000_000_000L;
    private static final long RETRY_NS = 1_000_000_000L;
    private static final long ACCOUNT_REPORT_NS = 5_000_000_000L;
    private static final long POST_ONLY_NS = 2_000_000_000L;
    private static final long WALL_LEAP_NS = 500_000_000L;

    private final long sessionId;
    private final int processId;
    private final LaneMode mode;
    private final VenueConnection venue;
    private final GatewayCounts counts = new GatewayCounts();
    private final Outbox outbox;
    private final EngineMessages engine;
    private final CandleQueue candles;
    private final Departures departures;
    private final EngineTime engineTime = new EngineTime();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TermStartedDecoder termStarted = new TermStartedDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final CancelOrderDecoder cancel = new CancelOrderDecoder();
    private final QueryOrderDecoder queryOrder = new QueryOrderDecoder();
    private final QueryOpenOrdersDecoder queryOpenOrders = new QueryOpenOrdersDecoder();
    private final QueryPositionsDecoder queryPositions = new QueryPositionsDecoder();
    private final QueryAccountDecoder queryAccount = new QueryAccountDecoder();
    private final QueryCandlesDecoder queryCandles = new QueryCandlesDecoder();
    private final SubscribeInstrumentDecoder subscribeInstrument = new SubscribeInstrumentDecoder();
    private final SubscribeAccountDecoder subscribeAccount = new SubscribeAccountDecoder();
    private final QueryTradesDecoder queryTrades = new QueryTradesDecoder();
    private final QueryFundingDecoder queryFunding = new QueryFundingDecoder();
    private final SetLeverageDecoder setLeverage = new SetLeverageDecoder();
    private final QueryLeverageDecoder queryLeverage = new QueryLeverageDecoder();
    private final SetKillSwitchDecoder setKillSwitch = new SetKillSwitchDecoder();
    private final SetLiveTradingDecoder setLiveTrading = new SetLiveTradingDecoder();
    private final PanicDecoder panic = new PanicDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final OrderAcceptedDecoder accepted = new OrderAcceptedDecoder();
    private final OrderStatusReportDecoder statusReport = new OrderStatusReportDecoder();
    private final OrderFilledDecoder filled = new OrderFilledDecoder();
    private final GatewayUpDecoder gatewayUp = new GatewayUpDecoder();
    private final GatewayHeartbeatDecoder heartbeat = new GatewayHeartbeatDecoder();

    private int highestTerm;
    private boolean isAnnouncementDue;
    private boolean isAnnounced;
    private long nextHeartbeatNs;
    private long clockOffsetMs;
    private ClockMeasured clockMeasured;
    private boolean isWallKnown;
    private long wallAheadNs;

    private final Deque<Decision> undecided = new ArrayDeque<>();
    private final LongHashSet ownOrders = new LongHashSet();
    private final LongHashSet sentOrders = new LongHashSet();
    private final LongHashSet foreignOrders = new LongHashSet();
    private final Strangers strangers;
    private final Map<Long, LiveOrder> liveOrders = new TreeMap<>();
    private final Map<Integer, Account> accounts = new TreeMap<>();
    private final TreeSet<Integer> instruments = new TreeSet<>();

    /** Client order ids by venue order id, out of the journal: the venue's list of trades knows only the latter. */
    private final Long2LongHashMap orderOfVenueOrder = new Long2LongHashMap(0);

    private final Map<Long, HealthChanged> healths = new TreeMap<>();

    /** Begins with nothing known; feed it the journal from its first record. */
    public GatewaySession(
            final long sessionId,
            final int processId,
            final LaneMode mode,
            final VenueConnection venue,
            final EngineInputs ring) {
        this.sessionId = sessionId;
        this.processId = processId;
        this.mode = mode;
        this.venue = venue;
        this.strangers = new Strangers(venue);
        this.outbox = new Outbox(ring, counts);
        this.engine = new EngineMessages(outbox);
        this.candles = new CandleQueue(outbox, engine);
        this.departures = new Departures(
                (causeId, heldBack, answered) -> engine.freezeReached(sessionId, causeId, heldBack, answered));
    }

    /**
     * A place or a cancel that waits for the end of the journal, in the order of the journal.
     *
     * @param isAgeKnown of a place: whether its deadline could be told when it was read
     */
    private record Decision(int term, NewOrder order, boolean isAgeKnown, Cancel cancel) {}

    private record Cancel(long clientOrderId, long venueOrderId, int accountId, int instrumentId) {}

    /** What a session remembers of an account. */
    private static final class Account {
        private long nextReconcileNs;
        private boolean isListing;
        private boolean isResyncing;
        private int coreListCount;
        private long retryNs;
        private final TreeSet<Long> resyncOrders = new TreeSet<>();
        private final Map<String, ForeignLeg> foreignLegs = new TreeMap<>();
        private AccountState told;
        private long toldNs;
    }

    public GatewayCounts counts() {
        return counts;
    }

    public long sessionId() {
        return sessionId;
    }

    // The journal

    /**
     * Takes one record of the journal, in order.
     *
     * @param engineNs engine time of the record
     * @param readNs the monotonic clock, looked at after the record was there to be read: never before
     */
    public void onRecord(
            final int term,
            final byte kind,
            final long engineNs,
            final long readNs,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return;
        }
        header.wrap(buffer, offset);
        if (term == highestTerm) {
            engineTime.onRead(engineNs, readNs);
        }
        if (kind == RecordEnvelope.AUDIT) {
            if (header.templateId() == BotEventDecoder.TEMPLATE_ID) {
                onEvent(buffer, offset);
            }
            return;
        }
        switch (header.templateId()) {
            case TermStartedDecoder.TEMPLATE_ID -> {
                termStarted.wrapAndApplyHeader(buffer, offset, header);
                if (termStarted.term() > highestTerm) {
                    highestTerm = termStarted.term();
                    isAnnouncementDue = true;
                    engineTime.forget();
                }
            }
            case GatewayUpDecoder.TEMPLATE_ID -> {
                gatewayUp.wrapAndApplyHeader(buffer, offset, header);
                if (gatewayUp.sessionId() == sessionId && term == highestTerm) {
                    engineTime.onOwn(engineNs, gatewayUp.sentNs());
                }
            }
            case GatewayHeartbeatDecoder.TEMPLATE_ID -> {
                heartbeat.wrapAndApplyHeader(buffer, offset, header);
                if (heartbeat.sessionId() == sessionId && term == highestTerm) {
                    engineTime.onOwn(engineNs, heartbeat.sentNs());
                }
            }
            case PlaceOrderDecoder.TEMPLATE_ID -> onPlaceOrder(term, buffer, offset);
            case CancelOrderDecoder.TEMPLATE_ID -> {
                cancel.wrapAndApplyHeader(buffer, offset, header);
                ownOrders.add(cancel.clientOrderId());
                if (isOwn(cancel.sessionId()) && term >= highestTerm) {
                    undecided.add(new Decision(
                            term,
                            null,
                            false,
                            new Cancel(
                                    cancel.clientOrderId(),
                                    cancel.venueOrderId(),
                                    cancel.accountId(),
                                    cancel.instrumentId())));
                }
            }
            case QueryOrderDecoder.TEMPLATE_ID -> {
                queryOrder.wrapAndApplyHeader(buffer, offset, header);
                ownOrders.add(queryOrder.clientOrderId());
                if (isOwn(queryOrder.sessionId())) {
                    onQueryOrder();
                }
            }
            case QueryOpenOrdersDecoder.TEMPLATE_ID -> {
                queryOpenOrders.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(queryOpenOrders.sessionId())) {
                    account(queryOpenOrders.accountId()).coreListCount++;
                    venue.queryOpenOrders(queryOpenOrders.accountId());
                }
            }
            case QueryPositionsDecoder.TEMPLATE_ID -> {
                queryPositions.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(queryPositions.sessionId())) {
                    venue.queryPositions(queryPositions.accountId());
                }
            }
            case QueryAccountDecoder.TEMPLATE_ID -> {
                queryAccount.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(queryAccount.sessionId())) {
                    venue.queryAccount(queryAccount.accountId());
                }
            }
            case QueryCandlesDecoder.TEMPLATE_ID -> {
                queryCandles.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(queryCandles.sessionId())) {
                    venue.queryCandles(
                            queryCandles.instrumentId(),
                            queryCandles.timeframe(),
                            queryCandles.afterOpenTimeMs(),
                            queryCandles.candleCountMax());
                }
            }
            case SubscribeInstrumentDecoder.TEMPLATE_ID -> {
                subscribeInstrument.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(subscribeInstrument.sessionId())) {
                    instruments.add(subscribeInstrument.instrumentId());
                    venue.subscribe(
                            subscribeInstrument.instrumentId(),
                            subscribeInstrument.symbol(),
                            subscribeInstrument.timeframe());
                }
            }
            case SubscribeAccountDecoder.TEMPLATE_ID -> {
                subscribeAccount.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(subscribeAccount.sessionId())) {
                    account(subscribeAccount.accountId());
                    // The core takes a new account's surfaces to be up, so it is told what is known.
                    healths.values().forEach(engine::health);
                    venue.openAccount(subscribeAccount.accountId(), subscribeAccount.label());
                }
            }
            case QueryTradesDecoder.TEMPLATE_ID -> {
                queryTrades.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(queryTrades.sessionId())) {
                    venue.queryTrades(queryTrades.accountId(), queryTrades.instrumentId(), queryTrades.afterTimeMs());
                }
            }
            case QueryFundingDecoder.TEMPLATE_ID -> {
                queryFunding.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(queryFunding.sessionId())) {
                    venue.queryFunding(queryFunding.accountId(), queryFunding.afterTimeMs());
                }
            }
            case SetLeverageDecoder.TEMPLATE_ID -> {
                setLeverage.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(setLeverage.sessionId())) {
                    venue.setLeverage(setLeverage.accountId(), setLeverage.instrumentId(), setLeverage.leverage());
                }
            }
            case QueryLeverageDecoder.TEMPLATE_ID -> {
                queryLeverage.wrapAndApplyHeader(buffer, offset, header);
                if (isOwn(queryLeverage.sessionId())) {
                    venue.queryLeverage(queryLeverage.accountId(), queryLeverage.instrumentId());
                }
            }
            case OrderAcceptedDecoder.TEMPLATE_ID -> {
                accepted.wrapAndApplyHeader(buffer, offset, header);
                noteVenueOrder(accepted.venueOrderId(), accepted.clientOrderId());
            }
            case OrderStatusReportDecoder.TEMPLATE_ID -> {
                statusReport.wrapAndApplyHeader(buffer, offset, header);
                noteVenueOrder(statusReport.venueOrderId(), statusReport.clientOrderId());
            }
            case OrderFilledDecoder.TEMPLATE_ID -> {
                filled.wrapAndApplyHeader(buffer, offset, header);
                noteVenueOrder(filled.venueOrderId(), filled.clientOrderId());
            }
            case SetKillSwitchDecoder.TEMPLATE_ID -> {
                setKillSwitch.wrapAndApplyHeader(buffer, offset, header);
                if (setKillSwitch.enabled() == Bool.YES) {
                    final Reach reach =
                            switch (setKillSwitch.scope()) {
                                case GLOBAL, NULL_VAL -> Reach.EVERYTHING;
                                case ACCOUNT -> Reach.ACCOUNT;
                                case BOT -> Reach.BOT;
                            };
                    freeze(new Freeze(reach, setKillSwitch.targetId(), false), setKillSwitch.commandId());
                }
            }
            case SetLiveTradingDecoder.TEMPLATE_ID -> {
                setLiveTrading.wrapAndApplyHeader(buffer, offset, header);
                if (setLiveTrading.enabled() != Bool.YES) {
                    freeze(new Freeze(Reach.EVERYTHING, 0, false), setLiveTrading.commandId());
                }
            }
            case PanicDecoder.TEMPLATE_ID -> {
                panic.wrapAndApplyHeader(buffer, offset, header);
                final Reach reach =
                        switch (panic.scope()) {
                            case ACCOUNT -> Reach.ACCOUNT;
                            case BOT -> Reach.BOT;
                            default -> Reach.EVERYTHING;
                        };
                freeze(new Freeze(reach, panic.targetId(), true), panic.commandId());
            }
            default -> {
                // Inputs and intents that do not concern a gateway.
            }
        }
    }

    /** The freeze at the end of a panic has no command of its own. */
    private void onEvent(final DirectBuffer buffer, final int offset) {
        event.wrapAndApplyHeader(buffer, offset, header);
        if (event.code() == EventCode.PANIC_FROZEN) {
            if (event.botId() != 0) {
                freeze(new Freeze(Reach.BOT, event.botId(), false), 0);
            } else {
                freeze(
                        new Freeze(event.accountId() != 0 ? Reach.ACCOUNT : Reach.EVERYTHING, event.accountId(), false),
                        0);
            }
        }
    }

    /**
     * Holds back what was intended before this record and has not left. The core intends nothing more in a frozen scope, so there
     * is nothing to remember and nothing to release; a freeze that the core had refused costs a place its chance, no more.
     */
    private void freeze(final Freeze freeze, final long causeId) {
        int held = 0;
        for (final Iterator<Decision> each = undecided.iterator(); each.hasNext(); ) {
            final Decision decision = each.next();
            final boolean isPlace = decision.order() != null;
            final int accountId =
                    isPlace ? decision.order().accountId() : decision.cancel().accountId();
            final long id = isPlace
                    ? decision.order().clientOrderId()
                    : decision.cancel().clientOrderId();
            if (!freeze.holds(accountId, id, isPlace)) {
                continue;
            }
            each.remove();
            held++;
            if (!isPlace) {
                engine.cancelFailed(id, SendFailure.EXPIRED_UNSENT);
            } else if (sentOrders.add(id)) {
                engine.placeFailed(id, SendFailure.EXPIRED_UNSENT, "frozen");
            }
        }
        for (final LiveOrder live : liveOrders.values()) {
            if (live.isCancelHeld && freeze.holds(live.accountId, live.clientOrderId, false)) {
                live.isCancelHeld = false;
                held++;
                engine.cancelFailed(live.clientOrderId, SendFailure.EXPIRED_UNSENT);
            }
        }
        counts.heldBack += held;
        if (isAnnounced) {
            venue.freeze(freeze);
            departures.freeze(freeze, causeId, held);
        }
    }

    /** The journal has been read to its end: what was held for this moment is decided now. */
    public void onJournalEnd(final long nowNs) {
        if (isAnnouncementDue) {
            isAnnouncementDue = false;
            isAnnounced = true;
            engine.gatewayUp(sessionId, processId, mode, nowNs);
            healths.values().forEach(engine::health);
            if (clockMeasured != null) {
                engine.clock(sessionId, clockMeasured); // Entries wait for it, and the next one is half a minute away.
            }
            nextHeartbeatNs = nowNs + HEARTBEAT_NS;
        }
        for (Decision decision = undecided.poll(); decision != null; decision = undecided.poll()) {
            if (decision.order() != null) {
                decidePlace(decision, nowNs);
            } else {
                decideCancel(decision.cancel());
            }
        }
    }

    private void onPlaceOrder(final int term, final DirectBuffer buffer, final int offset) {
        place.wrapAndApplyHeader(buffer, offset, header);
        ownOrders.add(place.clientOrderId());
        if (!isOwn(place.sessionId())) {
            return;
        }
        final boolean isAgeKnown = engineTime.isKnown();
        final long limitPriceE8 = place.limitPriceE8();
        undecided.add(new Decision(
                term,
                new NewOrder(
                        place.clientOrderId(),
                        place.accountId(),
                        place.instrumentId(),
                        place.side(),
                        place.leg(),
                        place.orderType(),
                        place.reduceOnly() == Bool.YES,
                        limitPriceE8 == PlaceOrderDecoder.limitPriceE8NullValue() ? NewOrder.NO_PRICE : limitPriceE8,
                        place.quantityE8(),
                        Math.max(0, place.bookLevel()), // Null before version 2 of the schema.
                        isAgeKnown ? engineTime.monotonicNs(place.expiresNs()) : 0),
                isAgeKnown,
                null));
    }

    private void decidePlace(final Decision decision, final long nowNs) {
        final NewOrder order = decision.order();
        final long id = order.clientOrderId();
        if (!sentOrders.add(id)) {
            counts.repeatedPlaces++; // Whatever made it come twice: an id leaves once.
            return;
        }
        final String refusal = refusalOf(decision, nowNs);
        if (refusal != null) {
            counts.placesExpired++;
            engine.placeFailed(id, SendFailure.EXPIRED_UNSENT, refusal);
            return;
        }
        final LiveOrder live = new LiveOrder(id, order.accountId(), order.instrumentId(), order.type());
        live.isPlaceInFlight = true;
        liveOrders.put(id, live);
        counts.placesSent++;
        departures.left(order.accountId(), id, true);
        venue.place(order);
    }

    private String refusalOf(final Decision decision, final long nowNs) {
        if (decision.term() < highestTerm) {
            return "an older term";
        }
        if (!decision.isAgeKnown() || !engineTime.isKnown()) {
            return "its age is not known";
        }
        return nowNs - decision.order().deadlineNs() >= 0 ? "too old" : null;
    }

    private void decideCancel(final Cancel wanted) {
        final LiveOrder live = liveOrders.get(wanted.clientOrderId());
        if (live != null) {
            live.isCancelRequested = true;
            if (live.isPlaceInFlight) {
                live.isCancelHeld = true;
                live.heldVenueOrderId = wanted.venueOrderId();
                return;
            }
        }
        departures.left(wanted.accountId(), wanted.clientOrderId(), false);
        venue.cancel(wanted.accountId(), wanted.instrumentId(), wanted.clientOrderId(), wanted.venueOrderId());
    }

    private void onQueryOrder() {
        final long id = queryOrder.clientOrderId();
        final LiveOrder live = liveOrders.computeIfAbsent(
                id, key -> new LiveOrder(id, queryOrder.accountId(), queryOrder.instrumentId(), null));
        live.coreQueryCount++;
        venue.queryOrder(queryOrder.accountId(), queryOrder.instrumentId(), id);
    }

    // The venue

    /** Takes one fact of the venue. */
    public void onFact(final VenueFact asTold, final long nowNs) {
        final VenueFact fact = asTold instanceof CancelRejected rejected ? named(rejected) : asTold;
        noteAnswer(fact);
        if (fact instanceof Quote quote) {
            engine.quote(quote);
        } else if (fact instanceof Mark mark) {
            engine.mark(mark);
        } else if (fact instanceof Trade trade) {
            onTrade(trade);
        } else if (fact instanceof OrderState state) {
            onOrderState(state, nowNs);
        } else if (fact instanceof PlaceAccepted accepted) {
            onPlaceAccepted(accepted, nowNs);
        } else if (fact instanceof PlaceRejected rejected) {
            onPlaceRejected(rejected);
        } else if (fact instanceof PlaceFailed failed) {
            onPlaceFailed(failed);
        } else if (fact instanceof CancelRejected rejected) {
            onCancelRejected(rejected);
        } else if (fact instanceof CancelFailed failed) {
            engine.cancelFailed(failed.clientOrderId(), failed.failure());
            if (failed.failure() == SendFailure.AMBIGUOUS) {
                queryForOurselves(liveOrders.get(failed.clientOrderId()));
            }
        } else if (fact instanceof OrderFound found) {
            onOrderFound(found, nowNs);
        } else if (fact instanceof OrderUnknown unknown) {
            onOrderUnknown(unknown, nowNs);
        } else if (fact instanceof QueryFailed failed) {
            onQueryFailed(failed, nowNs);
        } else if (fact instanceof OpenOrders list) {
            onOpenOrders(list, nowNs);
        } else if (fact instanceof Positions positions) {
            onPositions(positions);
        } else if (fact instanceof AccountState state) {
            onAccountState(state, nowNs);
        } else if (fact instanceof PrivateStreamUp up) {
            onPrivateStreamUp(up.accountId(), nowNs);
        } else if (fact instanceof HealthChanged changed) {
            tellHealth(changed);
        } else if (fact instanceof ClosedCandle || fact instanceof CandleHistory) {
            candles.add(fact);
        } else if (fact instanceof InstrumentListed listed) {
            engine.instrument(listed);
        } else if (fact instanceof CredentialsChanged changed) {
            engine.credentials(changed);
        } else if (fact instanceof ClockMeasured measured) {
            clockOffsetMs = measured.offsetMs();
            clockMeasured = measured;
            if (isAnnounced) {
                engine.clock(sessionId, measured);
            }
        } else if (fact instanceof TradeHistory history) {
            onTradeHistory(history);
        } else if (fact instanceof FundingPaid paid) {
            engine.funding(paid.accountId(), paid.payment());
        } else if (fact instanceof FundingHistory history) {
            history.payments().forEach(payment -> engine.funding(history.accountId(), payment));
            engine.fundingEnd(
                    history.accountId(), history.succeeded(), history.payments().size());
        } else if (fact instanceof LeverageTold told) {
            engine.leverage(told);
        } else if (fact instanceof WalletTold told) {
            engine.wallet(told);
        } else if (fact instanceof LeverageAnswer answer) {
            engine.leverage(answer);
        }
        // CancelSent changes nothing: the order is as it was until a status says otherwise.
    }

    /** With our id, where the venue told only its own. */
    private CancelRejected named(final CancelRejected rejected) {
        return rejected.clientOrderId() == 0
                ? rejected.ofOrder(orderOfVenueOrder.get(rejected.venueOrderId()))
                : rejected;
    }

    private void onCancelRejected(final CancelRejected rejected) {
        if (rejected.clientOrderId() == 0) {
            counts.foreignReports++;
            return;
        }
        engine.cancelRejected(rejected.clientOrderId(), rejected.venueCode(), rejected.text());
        queryForOurselves(liveOrders.get(rejected.clientOrderId()));
    }

    private void noteAnswer(final VenueFact fact) {
        if (fact instanceof PlaceAccepted accepted) {
            departures.answered(accepted.clientOrderId(), true, null);
        } else if (fact instanceof PlaceRejected rejected) {
            departures.answered(rejected.clientOrderId(), true, null);
        } else if (fact instanceof PlaceFailed failed) {
            departures.answered(failed.clientOrderId(), true, failed.failure());
        } else if (fact instanceof CancelSent sent) {
            departures.answered(sent.clientOrderId(), false, null);
        } else if (fact instanceof CancelRejected rejected) {
            departures.answered(rejected.clientOrderId(), false, null);
        } else if (fact instanceof CancelFailed failed) {
            departures.answered(failed.clientOrderId(), false, failed.failure());
        }
    }

    private void onTrade(final Trade trade) {
        if (!isOurs(trade.clientOrderId())) {
            counts.foreignReports++;
            return;
        }
        final LiveOrder live = liveOrders.get(trade.clientOrderId());
        if (live != null) {
            live.addTrade(trade.tradeId(), trade.quantityE8());
        }
        engine.filled(trade);
    }

    /** Trades of a time in which we may have missed some: those of our orders are told, told before or not. */
    private void onTradeHistory(final TradeHistory history) {
        int ownCount = 0;
        int foreignCount = 0;
        for (final Trade trade : history.trades()) {
            final long known = orderOfVenueOrder.get(trade.venueOrderId());
            final long clientOrderId = trade.clientOrderId() == 0 ? known : trade.clientOrderId();
            if (isOurs(clientOrderId)) {
                ownCount++;
                onTrade(trade.ofOrder(clientOrderId));
            } else {
                foreignCount++;
                if (clientOrderId == 0) {
                    strangers.add(history.accountId(), history.instrumentId(), trade.venueOrderId());
                }
            }
        }
        engine.tradesEnd(history, ownCount, foreignCount);
    }

    private void onOrderState(final OrderState state, final long nowNs) {
        if (!isOurs(state.clientOrderId())) {
            onForeign(state);
            return;
        }
        final LiveOrder live = liveOrders.get(state.clientOrderId());
        if (live == null) {
            onStateOfAnEndedOrder(state);
            return;
        }
        final long cumulativeE8 = state.cumulativeQuantityE8();
        if (cumulativeE8 > live.tradedE8()) {
            // A trade was missed: its answer brings the trades first, then the state.
            live.isQueryRepeated = live.isQueried();
            queryForOurselves(live);
            return;
        }
        if (!isTerminal(state.status()) && cumulativeE8 < live.tradedE8()) {
            return; // An older report that came late.
        }
        acknowledge(live, nowNs);
        if (isCrossedPostOnly(live, state, nowNs)) {
            engine.rejected(live.clientOrderId, RejectClass.POST_ONLY_CROSSED, 0, "post-only crossed " + state.text());
        } else {
            engine.status(state, Math.max(cumulativeE8, live.tradedE8()), false);
        }
        if (isTerminal(state.status())) {
            end(live, nowNs);
        } else {
            releaseCancel(live, state.venueOrderId());
        }
    }

    /** A state of an order that ended, or that an earlier session placed and nobody asked for: the venue is asked. */
    private void onStateOfAnEndedOrder(final OrderState state) {
        if (state.instrumentId() == 0) {
            return;
        }
        if (isTerminal(state.status()) && sentOrders.contains(state.clientOrderId())) {
            return; // Told already; a late trade comes on its own.
        }
        final LiveOrder live = new LiveOrder(state.clientOrderId(), state.accountId(), state.instrumentId(), null);
        liveOrders.put(live.clientOrderId, live);
        queryForOurselves(live);
    }

    private void onForeign(final OrderState state) {
        counts.foreignReports++;
        if (!isTerminal(state.status()) && foreignOrders.add(state.venueOrderId())) {
            engine.foreign(state);
        }
    }

    private void onPlaceAccepted(final PlaceAccepted accepted, final long nowNs) {
        final LiveOrder live = liveOrders.get(accepted.clientOrderId());
        if (live == null) {
            return; // The stream was faster: the order has ended, and an acknowledgement now would revive it.
        }
        acknowledge(live, nowNs);
        engine.accepted(accepted.clientOrderId(), accepted.venueOrderId(), accepted.venueTimeMs());
        releaseCancel(live, accepted.venueOrderId());
    }

    private void onPlaceRejected(final PlaceRejected rejected) {
        liveOrders.remove(rejected.clientOrderId());
        engine.rejected(rejected.clientOrderId(), rejected.rejectClass(), rejected.venueCode(), rejected.text());
    }

    private void onPlaceFailed(final PlaceFailed failed) {
        final LiveOrder live = liveOrders.get(failed.clientOrderId());
        if (live == null || live.isAcknowledged && failed.failure() == SendFailure.AMBIGUOUS) {
            if (live != null) {
                live.isPlaceInFlight = false;
                releaseCancel(live, 0);
            }
            return; // The stream told already what the answer could not.
        }
        engine.placeFailed(failed.clientOrderId(), failed.failure(), failed.text());
        if (failed.failure() == SendFailure.AMBIGUOUS) {
            live.isPlaceInFlight = false;
            releaseCancel(live, 0);
        } else {
            liveOrders.remove(failed.clientOrderId());
        }
    }

    private void onOrderFound(final OrderFound found, final long nowNs) {
        final OrderState state = found.state();
        strangers.answered(state.venueOrderId());
        if (!isOurs(state.clientOrderId())) {
            return; // Asked for by the venue's id, and somebody else's.
        }
        final LiveOrder live = liveOrders.get(state.clientOrderId());
        for (final Trade trade : found.trades()) {
            onTrade(trade);
        }
        if (live == null) {
            engine.status(state, state.cumulativeQuantityE8(), true);
            return;
        }
        answered(live);
        acknowledge(live, nowNs);
        engine.status(state, Math.max(state.cumulativeQuantityE8(), live.tradedE8()), true);
        if (isTerminal(state.status())) {
            end(live, nowNs);
        } else {
            releaseCancel(live, state.venueOrderId());
            resynced(live.accountId, live.clientOrderId, nowNs);
            if (live.isQueryRepeated) {
                live.isQueryRepeated = false;
                queryForOurselves(live);
            }
        }
    }

    /** Tells it also unasked of an order that the venue had: the core believes it open and has no reason to ask. */
    private void onOrderUnknown(final OrderUnknown unknown, final long nowNs) {
        final LiveOrder live = liveOrders.get(unknown.clientOrderId());
        final boolean isNews = live == null || live.coreQueryCount > 0 || live.isAcknowledged;
        if (live != null) {
            answered(live);
            live.isAcknowledged = false; // The core asks on; we go on looking too, it may be there late, and filled.
            resynced(live.accountId, live.clientOrderId, nowNs);
        }
        if (isNews) {
            engine.unknown(unknown.clientOrderId());
        }
    }

    private void onQueryFailed(final QueryFailed failed, final long nowNs) {
        final LiveOrder live = liveOrders.get(failed.clientOrderId());
        final boolean isAskedByCore = live == null || live.coreQueryCount > 0;
        if (live != null) {
            answered(live);
            final Account account = account(live.accountId);
            if (account.resyncOrders.contains(live.clientOrderId)) {
                account.retryNs = nowNs + RETRY_NS;
            }
        }
        if (isAskedByCore) {
            engine.queryFailed(failed.clientOrderId(), failed.failure());
        }
    }

    private void onOpenOrders(final OpenOrders list, final long nowNs) {
        final Account account = account(list.accountId());
        if (account.coreListCount > 0) {
            account.coreListCount--;
            int ownCount = 0;
            for (final OrderState state : list.orders()) {
                if (isOurs(state.clientOrderId())) {
                    ownCount++;
                    engine.status(state, state.cumulativeQuantityE8(), true);
                } else {
                    engine.foreign(state);
                }
            }
            engine.openOrdersEnd(list.accountId(), list.succeeded(), ownCount);
        }
        account.isListing = false;
        if (!list.succeeded()) {
            account.retryNs = nowNs + RETRY_NS;
            return;
        }
        reconcile(account, list);
        if (account.isResyncing && account.resyncOrders.isEmpty()) {
            streamIsComplete(list.accountId(), account);
        }
    }

    /** Queries every order of which the list tells something new, or which it no longer has. */
    private void reconcile(final Account account, final OpenOrders list) {
        final TreeSet<Long> listed = new TreeSet<>();
        for (final OrderState state : list.orders()) {
            if (!isOurs(state.clientOrderId())) {
                onForeign(state);
                continue;
            }
            listed.add(state.clientOrderId());
            final LiveOrder live = liveOrders.get(state.clientOrderId());
            if (live == null) {
                onStateOfAnEndedOrder(state);
            } else if (state.cumulativeQuantityE8() > live.tradedE8() || !live.isAcknowledged) {
                query(account, live);
            }
        }
        for (final LiveOrder live : liveOrders.values()) {
            if (live.accountId == list.accountId() && !live.isPlaceInFlight && !listed.contains(live.clientOrderId)) {
                query(account, live);
            }
        }
    }

    private void query(final Account account, final LiveOrder live) {
        if (account.isResyncing) {
            account.resyncOrders.add(live.clientOrderId);
        }
        queryForOurselves(live);
    }

    private void onPositions(final Positions positions) {
        if (!positions.isComplete()) {
            positions.legs().forEach(leg -> engine.position(positions.accountId(), leg, false));
            return;
        }
        for (final int instrumentId : instruments) {
            tellLeg(positions, instrumentId, Leg.LONG);
            tellLeg(positions, instrumentId, Leg.SHORT);
        }
        tellForeign(positions);
        engine.positionsEnd(positions.accountId(), (int)
                positions.legs().stream().filter(leg -> leg.quantityE8() != 0).count());
    }

    /** Each foreign leg once as long as it is held, and once when it is gone. */
    private void tellForeign(final Positions positions) {
        final Map<String, ForeignLeg> known = account(positions.accountId()).foreignLegs;
        final TreeSet<String> held = new TreeSet<>();
        for (final ForeignLeg leg : positions.foreignLegs()) {
            final String key = leg.symbol() + " " + leg.leg();
            held.add(key);
            if (known.put(key, leg) == null) {
                engine.foreignPosition(positions.accountId(), leg);
            }
        }
        known.entrySet().removeIf(entry -> {
            final boolean isGone = !held.contains(entry.getKey());
            if (isGone) {
                final ForeignLeg leg = entry.getValue();
                engine.foreignPosition(
                        positions.accountId(), new ForeignLeg(leg.symbol(), leg.leg(), 0, 0, positions.venueTimeMs()));
            }
            return isGone;
        });
    }

    private void tellLeg(final Positions positions, final int instrumentId, final Leg leg) {
        LegHeld found = new LegHeld(instrumentId, leg, 0, 0, positions.venueTimeMs());
        for (final LegHeld held : positions.legs()) {
            if (held.instrumentId() == instrumentId && held.leg() == leg) {
                found = held;
            }
        }
        engine.position(positions.accountId(), found, true);
    }

    private void onAccountState(final AccountState state, final long nowNs) {
        final Account account = account(state.accountId());
        final boolean isNews = account.told == null || account.told.positionMode() != state.positionMode();
        if (isNews || nowNs - account.toldNs >= ACCOUNT_REPORT_NS) {
            account.told = state;
            account.toldNs = nowNs;
            engine.account(state);
        }
    }

    private void onPrivateStreamUp(final int accountId, final long nowNs) {
        final Account account = account(accountId);
        account.isResyncing = true;
        account.resyncOrders.clear();
        list(accountId, account, nowNs);
        venue.queryPositions(accountId);
    }

    // Time

    /**
     * Looks whether the wall clock leapt ahead of the monotonic one. Somebody set it, or the machine slept and the monotonic clock
     * with it: what was intended before that may be older than it seems, so it does not leave any more.
     *
     * @param wallNs nanoseconds since the epoch, looked at together with {@code nowNs}
     */
    public void onClocks(final long nowNs, final long wallNs) {
        final long aheadNs = wallNs - nowNs;
        if (isWallKnown && aheadNs - wallAheadNs > WALL_LEAP_NS) {
            counts.wallLeaps++;
            engineTime.forgetAllBefore(nowNs);
            nextHeartbeatNs = nowNs;
        }
        isWallKnown = true;
        wallAheadNs = aheadNs;
    }

    /** Lets time pass: heartbeat, reconciliation, retries, room in the ring. True if something was done. */
    public boolean onTime(final long nowNs) {
        final boolean hasMoved = outbox.drain() | candles.handOver();
        if (isAnnounced && nowNs - nextHeartbeatNs >= 0) {
            nextHeartbeatNs = nowNs + HEARTBEAT_NS;
            engine.heartbeat(sessionId, clockOffsetMs, nowNs);
        }
        strangers.onTime(nowNs);
        for (final Map.Entry<Integer, Account> entry : accounts.entrySet()) {
            final Account account = entry.getValue();
            if (account.retryNs != 0 && nowNs >= account.retryNs) {
                account.retryNs = 0;
                if (account.isResyncing && !account.resyncOrders.isEmpty()) {
                    account.resyncOrders.forEach(id -> queryForOurselves(liveOrders.get(id)));
                } else {
                    list(entry.getKey(), account, nowNs);
                }
            } else if (account.nextReconcileNs != 0 && nowNs >= account.nextReconcileNs) {
                // A message of the stream that got lost is found within ten seconds.
                list(entry.getKey(), account, nowNs);
            }
        }
        return hasMoved;
    }

    /** Ends the session in order. */
    public void end() {
        engine.gatewayDown(sessionId);
    }

    private void list(final int accountId, final Account account, final long nowNs) {
        account.nextReconcileNs = nowNs + RECONCILE_NS;
        if (!account.isListing) {
            account.isListing = true;
            venue.queryOpenOrders(accountId);
        }
    }

    // Small things

    private void tellHealth(final HealthChanged changed) {
        final boolean isPrivate = changed.surface() == Surface.PRIVATE_STREAM;
        if (isPrivate && changed.state() == SurfaceState.DOWN) {
            final Account account = account(changed.accountId());
            account.isResyncing = false;
            account.resyncOrders.clear();
        }
        healths.put((long) changed.accountId() << 8 | changed.surface().value(), changed);
        engine.health(changed);
    }

    private void streamIsComplete(final int accountId, final Account account) {
        account.isResyncing = false;
        tellHealth(new HealthChanged(accountId, Surface.PRIVATE_STREAM, SurfaceState.UP, ""));
    }

    private void resynced(final int accountId, final long clientOrderId, final long nowNs) {
        final Account account = account(accountId);
        if (account.isResyncing
                && account.resyncOrders.remove(clientOrderId)
                && account.resyncOrders.isEmpty()
                && !account.isListing) {
            account.nextReconcileNs = nowNs + RECONCILE_NS;
            streamIsComplete(accountId, account);
        }
    }

    private void end(final LiveOrder live, final long nowNs) {
        sentOrders.add(live.clientOrderId);
        liveOrders.remove(live.clientOrderId);
        resynced(live.accountId, live.clientOrderId, nowNs);
    }

    private void acknowledge(final LiveOrder live, final long nowNs) {
        live.isPlaceInFlight = false; // The stream may know before the answer does.
        if (!live.isAcknowledged) {
            live.isAcknowledged = true;
            live.acknowledgedNs = nowNs;
        }
    }

    private void releaseCancel(final LiveOrder live, final long venueOrderId) {
        if (live.isCancelHeld) {
            live.isCancelHeld = false;
            departures.left(live.accountId, live.clientOrderId, false);
            venue.cancel(
                    live.accountId,
                    live.instrumentId,
                    live.clientOrderId,
                    live.heldVenueOrderId != 0 ? live.heldVenueOrderId : venueOrderId);
        }
    }

    private void queryForOurselves(final LiveOrder live) {
        if (live != null && !live.isQueried()) {
            live.ownQueryCount++;
            venue.queryOrder(live.accountId, live.instrumentId, live.clientOrderId);
        }
    }

    private static void answered(final LiveOrder live) {
        if (live.coreQueryCount > 0) {
            live.coreQueryCount--;
        } else if (live.ownQueryCount > 0) {
            live.ownQueryCount--;
        }
    }

    private static boolean isCrossedPostOnly(final LiveOrder live, final OrderState state, final long nowNs) {
        return live.type == OrderType.POST_ONLY
                && !live.isCancelRequested
                && (state.status() == VenueOrderStatus.CANCELED || state.status() == VenueOrderStatus.REJECTED)
                && live.tradedE8() == 0
                && nowNs - live.acknowledgedNs <= POST_ONLY_NS;
    }

    private static boolean isTerminal(final VenueOrderStatus status) {
        return switch (status) {
            case FILLED, CANCELED, REJECTED -> true;
            default -> false;
        };
    }

    private boolean isOwn(final long intentSessionId) {
        if (intentSessionId != sessionId) {
            counts.intentsOfOtherSessions++;
            return false;
        }
        return true;
    }

    private void noteVenueOrder(final long venueOrderId, final long clientOrderId) {
        if (venueOrderId > 0 && clientOrderId > 0) {
            orderOfVenueOrder.put(venueOrderId, clientOrderId);
        }
    }

    private boolean isOurs(final long clientOrderId) {
        return clientOrderId > 0 && ownOrders.contains(clientOrderId);
    }

    private Account account(final int accountId) {
        return accounts.computeIfAbsent(accountId, id -> new Account());
    }
}
