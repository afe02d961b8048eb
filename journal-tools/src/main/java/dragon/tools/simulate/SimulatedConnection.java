package dragon.tools.simulate;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.CancelFailed;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.CandleHistory;
import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.venue.VenueFact.FundingHistory;
import dragon.gateway.venue.VenueFact.FundingPayment;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
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
import java.util.ArrayList;
import java.util.List;

/**
 * The way between one gateway session and the exchange, both directions, with all that can befall it.
 *
 * <p>A request that has left goes on when the gateway dies; its answer finds nobody. Threading: one thread.
 */
final class SimulatedConnection implements VenueConnection {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long RETRY_NS = SECOND;

    private final World world;
    private final SimulatedVenue venue;
    private final Faults faults;
    private final Randomness random;
    private final List<SimulatedVenue.Market> subscribed = new ArrayList<>();
    private final List<Stream> streams = new ArrayList<>();
    private long healthNs;
    private boolean isPublicUp = true;
    private boolean isClosed;

    /** The private stream of one account. */
    static final class Stream {
        final SimulatedConnection connection;
        final SimulatedVenue.Account account;
        boolean isUp;
        boolean isHalfOpen;
        long lastNs;
        long generation;

        Stream(final SimulatedConnection connection, final SimulatedVenue.Account account) {
            this.connection = connection;
            this.account = account;
        }
    }

    SimulatedConnection(final World world) {
        this.world = world;
        this.venue = world.venue();
        this.faults = world.faults();
        this.random = world.networkRandom();
    }

    boolean isClosed() {
        return isClosed;
    }

    List<Stream> streams() {
        return streams;
    }

    // The port

    @Override
    public void openAccount(final int accountId, final String label) {
        final SimulatedVenue.Account account = venue.account(label);
        if (account == null) {
            answer(new HealthChanged(accountId, Surface.REST_TRADE, SurfaceState.DOWN, "credential_missing"), 0);
            return;
        }
        account.accountId = accountId;
        Stream stream = streamOf(account);
        if (stream == null) {
            stream = new Stream(this, account);
            streams.add(stream);
            answer(new HealthChanged(accountId, Surface.PRIVATE_STREAM, SurfaceState.DOWN, "connecting"), 0);
            world.plan(latency() + latency(), Schedule.Kind.STREAM_UP, stream.generation, stream, null);
        }
        queryAccount(accountId);
        queryPositions(accountId);
    }

    @Override
    public void subscribe(final int instrumentId, final String symbol, final Timeframe timeframe) {
        final SimulatedVenue.Market market = venue.market(symbol);
        if (market == null) {
            return;
        }
        market.instrumentId = instrumentId;
        if (!subscribed.contains(market)) {
            subscribed.add(market);
        }
        answer(market.listed(), latency());
        measureClock();
    }

    void measureClock() {
        answer(new ClockMeasured(-world.wallOffsetNs() / MS, 10), latency());
    }

    @Override
    public void place(final NewOrder order) {
        final long id = order.clientOrderId();
        world.onPlaceSent(order, this);
        if (faults.strikes(FaultClass.A6_GATEWAY_DIES_BEFORE_SEND)) {
            throw new Crash(FaultClass.A6_GATEWAY_DIES_BEFORE_SEND);
        }
        if (faults.strikes(FaultClass.E1_REQUEST_UNSENT)) {
            answer(new PlaceFailed(id, SendFailure.TRANSPORT_UNSENT, "no connection"), latency());
            return;
        }
        if (faults.strikes(FaultClass.E21_THROTTLED)) {
            answer(new PlaceFailed(id, SendFailure.THROTTLED, "budget"), 0);
            return;
        }
        if (venue.answersNoOrders(world.nowNs())) {
            answer(new PlaceFailed(id, SendFailure.AMBIGUOUS, "timeout"), timeout());
            if (isReachedAllTheSame(id)) {
                request(latency(), () -> arrive(order));
            }
        } else if (faults.strikes(FaultClass.E2_REQUEST_LOST)) {
            answer(new PlaceFailed(id, SendFailure.AMBIGUOUS, "timeout"), timeout());
        } else if (faults.strikes(FaultClass.E6_PLACE_ARRIVES_LATE)) {
            final long delayNs = faults.detail(FaultClass.E6_PLACE_ARRIVES_LATE).between(8, 40) * SECOND;
            answer(new PlaceFailed(id, SendFailure.AMBIGUOUS, "timeout"), timeout());
            request(delayNs, () -> {
                world.marks().reach(dragon.tools.simulate.Mark.LATE_PLACE_ARRIVED);
                arrive(order);
            });
        } else {
            final boolean isAnswerLost = faults.strikes(FaultClass.E5_RESPONSE_LOST);
            request(latency(), () -> {
                final VenueFact fact = arrive(order);
                if (!isAnswerLost) {
                    answer(fact, latency());
                }
            });
            if (isAnswerLost) {
                answer(new PlaceFailed(id, SendFailure.AMBIGUOUS, "timeout"), timeout());
            }
        }
        if (faults.strikes(FaultClass.A7_GATEWAY_DIES_AFTER_SEND)) {
            throw new Crash(FaultClass.A7_GATEWAY_DIES_AFTER_SEND);
        }
    }

    /** In a partial outage half of what is sent has its effect, and none of it an answer. */
    private static boolean isReachedAllTheSame(final long clientOrderId) {
        return (Randomness.mix(clientOrderId) & 1) == 0;
    }

    private VenueFact arrive(final NewOrder order) {
        final SimulatedVenue.Account account = accountOf(order.accountId());
        final SimulatedVenue.Market market = venue.market(order.instrumentId());
        world.onPlaceArrived(order);
        if (faults.strikes(FaultClass.E9_PLACE_REJECTED)) {
            final RejectClass[] all = {
                RejectClass.OTHER, RejectClass.MARGIN, RejectClass.FILTER, RejectClass.REDUCE_ONLY, RejectClass.BUG
            };
            return new PlaceRejected(
                    order.clientOrderId(),
                    all[faults.detail(FaultClass.E9_PLACE_REJECTED).below(all.length)],
                    -1,
                    "refused");
        }
        final SimulatedVenue.Placed placed = venue.place(
                account,
                market,
                order.clientOrderId(),
                order.side(),
                order.leg(),
                order.type(),
                order.reduceOnly(),
                order.limitPriceE8() == NewOrder.NO_PRICE ? 0 : order.limitPriceE8(),
                order.quantityE8(),
                order.bookLevel(),
                false,
                world.nowNs());
        return placed.order() == null
                ? new PlaceRejected(
                        order.clientOrderId(),
                        placed.rejectClass(),
                        -2,
                        placed.rejectClass().name())
                : new PlaceAccepted(order.clientOrderId(), placed.order().venueOrderId, world.nowNs() / MS);
    }

    @Override
    public void cancel(final int accountId, final int instrumentId, final long clientOrderId, final long venueOrderId) {
        world.onCancelSent(clientOrderId);
        if (faults.strikes(FaultClass.A6_GATEWAY_DIES_BEFORE_SEND)) {
            throw new Crash(FaultClass.A6_GATEWAY_DIES_BEFORE_SEND);
        }
        if (faults.strikes(FaultClass.E1_REQUEST_UNSENT)) {
            answer(new CancelFailed(clientOrderId, SendFailure.TRANSPORT_UNSENT), latency());
            return;
        }
        if (venue.answersNoOrders(world.nowNs())) {
            answer(new CancelFailed(clientOrderId, SendFailure.AMBIGUOUS), timeout());
            if (isReachedAllTheSame(clientOrderId)) {
                request(latency(), () -> venue.cancel(find(accountId, clientOrderId), world.nowNs()));
            }
            return;
        }
        if (faults.strikes(FaultClass.E11_CANCEL_NOT_FOUND)) {
            answer(new CancelRejected(clientOrderId, -3, "order is not found"), latency() + latency());
            return;
        }
        if (faults.strikes(FaultClass.E10_CANCEL_AMBIGUOUS)) {
            answer(new CancelFailed(clientOrderId, SendFailure.AMBIGUOUS), timeout());
            if (faults.detail(FaultClass.E10_CANCEL_AMBIGUOUS).oneIn(2)) {
                request(latency(), () -> venue.cancel(find(accountId, clientOrderId), world.nowNs()));
            }
            return;
        }
        if (faults.strikes(FaultClass.E10_CANCEL_DOES_NOTHING)) {
            request(latency(), () -> answer(new CancelSent(clientOrderId), latency()));
            return;
        }
        request(latency(), () -> {
            if (venue.isInMaintenance(world.nowNs())) {
                answer(new CancelRejected(clientOrderId, -4, "maintenance"), latency());
            } else if (venue.cancel(find(accountId, clientOrderId), world.nowNs())) {
                answer(new CancelSent(clientOrderId), latency());
            } else {
                answer(new CancelRejected(clientOrderId, -3, "order is not open"), latency());
            }
        });
        if (faults.strikes(FaultClass.A7_GATEWAY_DIES_AFTER_SEND)) {
            throw new Crash(FaultClass.A7_GATEWAY_DIES_AFTER_SEND);
        }
    }

    private SimulatedVenue.Order find(final int accountId, final long clientOrderId) {
        final SimulatedVenue.Account account = accountOf(accountId);
        return account == null ? null : venue.find(account, clientOrderId);
    }

    @Override
    public void queryOrder(final int accountId, final int instrumentId, final long clientOrderId) {
        world.onQuery();
        if (venue.answersNoOrders(world.nowNs()) || faults.strikes(FaultClass.E22_QUERY_FAILS)) {
            answer(new QueryFailed(clientOrderId, SendFailure.AMBIGUOUS), timeout());
            return;
        }
        request(latency(), () -> {
            final SimulatedVenue.Order order = find(accountId, clientOrderId);
            // A replica that lags by seconds does not know the newest orders yet.
            final boolean isTooYoung = order != null
                    && world.nowNs() - order.arrivedNs < 3 * SECOND
                    && faults.strikes(FaultClass.E14_STALE_READ);
            answer(order == null || isTooYoung ? new OrderUnknown(clientOrderId) : found(order), latency());
        });
    }

    @Override
    public void queryOrderOfVenue(final int accountId, final int instrumentId, final long venueOrderId) {
        world.onQuery();
        if (venue.answersNoOrders(world.nowNs()) || faults.strikes(FaultClass.E22_QUERY_FAILS)) {
            return;
        }
        request(latency(), () -> {
            final SimulatedVenue.Account account = accountOf(accountId);
            final SimulatedVenue.Order order = account == null ? null : venue.ofVenue(account, venueOrderId);
            if (order != null) {
                answer(found(order), latency());
            }
        });
    }

    private static OrderFound found(final SimulatedVenue.Order order) {
        final List<Trade> trades = new ArrayList<>(order.fills.size());
        for (final SimulatedVenue.Fill fill : order.fills) {
            trades.add(order.trade(fill, false));
        }
        return new OrderFound(trades, order.state());
    }

    @Override
    public void queryOpenOrders(final int accountId) {
        world.onQuery();
        if (faults.strikes(FaultClass.E22_QUERY_FAILS)) {
            answer(new OpenOrders(accountId, false, List.of()), timeout());
            return;
        }
        request(latency(), () -> {
            final SimulatedVenue.Account account = accountOf(accountId);
            if (account == null) {
                answer(new OpenOrders(accountId, false, List.of()), latency());
                return;
            }
            final List<OrderState> states = new ArrayList<>(account.open.size());
            for (final SimulatedVenue.Order order : account.open) {
                if (!faults.strikes(FaultClass.E15_LIST_LACKS_ORDER)) {
                    states.add(order.state());
                }
            }
            answer(new OpenOrders(accountId, true, states), latency());
        });
    }

    @Override
    public void queryPositions(final int accountId) {
        world.onQuery();
        request(latency(), () -> {
            final SimulatedVenue.Account account = accountOf(accountId);
            if (account == null || venue.isInMaintenance(world.nowNs()) || faults.strikes(FaultClass.E22_QUERY_FAILS)) {
                retry(() -> queryPositions(accountId));
            } else {
                answer(venue.positions(account, world.nowNs()), latency());
            }
        });
    }

    @Override
    public void queryAccount(final int accountId) {
        world.onQuery();
        request(latency(), () -> {
            final SimulatedVenue.Account account = accountOf(accountId);
            if (account == null || venue.isInMaintenance(world.nowNs()) || faults.strikes(FaultClass.E22_QUERY_FAILS)) {
                retry(() -> queryAccount(accountId));
            } else {
                answer(venue.state(account, world.nowNs()), latency());
            }
        });
    }

    @Override
    public void queryCandles(
            final int instrumentId, final Timeframe timeframe, final long afterOpenTimeMs, final int candleCountMax) {
        world.onQuery();
        if (faults.strikes(FaultClass.E22_QUERY_FAILS)) {
            answer(new CandleHistory(instrumentId, timeframe, false, List.of()), timeout());
            return;
        }
        request(latency(), () -> {
            final SimulatedVenue.Market market = venue.market(instrumentId);
            final List<ClosedCandle> candles = new ArrayList<>();
            if (market != null) {
                for (int i = market.candles.size() - 1; i >= 0 && candles.size() < candleCountMax; i--) {
                    final ClosedCandle candle = market.candles.get(i);
                    if (candle.openTimeMs() <= afterOpenTimeMs) {
                        break;
                    }
                    candles.add(0, of(candle, instrumentId));
                }
            }
            answer(new CandleHistory(instrumentId, timeframe, market != null, candles), latency());
        });
    }

    private static ClosedCandle of(final ClosedCandle candle, final int instrumentId) {
        return new ClosedCandle(
                instrumentId,
                candle.timeframe(),
                candle.openTimeMs(),
                candle.openE8(),
                candle.highE8(),
                candle.lowE8(),
                candle.closeE8(),
                candle.volumeE8());
    }

    @Override
    public void queryTrades(final int accountId, final int instrumentId, final long afterTimeMs) {
        world.onQuery();
        if (faults.strikes(FaultClass.E22_QUERY_FAILS)) {
            answer(new TradeHistory(accountId, instrumentId, false, List.of()), timeout());
            return;
        }
        request(latency(), () -> {
            final SimulatedVenue.Account account = accountOf(accountId);
            final SimulatedVenue.Market market = venue.market(instrumentId);
            final List<Trade> trades = new ArrayList<>();
            if (account != null && market != null) {
                for (final SimulatedVenue.Order order : account.orders) {
                    if (order.market == market) {
                        for (final SimulatedVenue.Fill fill : order.fills) {
                            if (fill.timeMs > afterTimeMs) {
                                trades.add(order.trade(fill, true));
                            }
                        }
                    }
                }
                trades.sort(java.util.Comparator.comparingLong(Trade::tradeId));
            }
            answer(new TradeHistory(accountId, instrumentId, account != null && market != null, trades), latency());
        });
    }

    @Override
    public void queryFunding(final int accountId, final long afterTimeMs) {
        world.onQuery();
        if (faults.strikes(FaultClass.E22_QUERY_FAILS)) {
            answer(new FundingHistory(accountId, false, List.of()), timeout());
            return;
        }
        request(latency(), () -> {
            final SimulatedVenue.Account account = accountOf(accountId);
            final List<FundingPayment> payments = new ArrayList<>();
            if (account != null) {
                for (final SimulatedVenue.Funding funding : account.fundings) {
                    if (funding.timeMs > afterTimeMs
                            && funding.visibleNs <= world.nowNs()
                            && funding.market.instrumentId != 0) {
                        payments.add(new FundingPayment(
                                funding.market.instrumentId, funding.id, funding.amountE8, funding.timeMs));
                    }
                }
            }
            answer(new FundingHistory(accountId, account != null, payments), latency());
        });
    }

    @Override
    public void queryLeverage(final int accountId, final int instrumentId) {
        world.onQuery();
        request(
                latency(),
                () -> answer(
                        new VenueFact.LeverageTold(accountId, instrumentId, 10, 10, world.nowNs() / MS), latency()));
    }

    @Override
    public void setLeverage(final int accountId, final int instrumentId, final int leverage) {
        request(latency(), () -> answer(new LeverageAnswer(accountId, instrumentId, leverage, true, 0, ""), latency()));
    }

    @Override
    public void close() {
        isClosed = true;
    }

    // The market's stream

    /** Tells of a step of a market. */
    void tellMarket(final SimulatedVenue.Market market, final ClosedCandle closed, final boolean isMarkTold) {
        if (isClosed || !isPublicUp || !subscribed.contains(market)) {
            return;
        }
        final long delayNs = latency() / 4;
        answer(quote(market), delayNs);
        if (isMarkTold) {
            answer(new Mark(market.instrumentId, market.markE8, world.nowNs() / MS), delayNs);
        }
        if (closed != null) {
            answer(of(closed, market.instrumentId), delayNs + MS);
        }
        if (faults.strikes(FaultClass.F11_FLOOD)) {
            for (int i = 0; i < 100; i++) {
                answer(quote(market), delayNs + i * MS / 50);
            }
        }
    }

    /** Quotes faster than anybody reads them, until the ring of the engine has no room. */
    List<Quote> flood(final int count) {
        final List<Quote> quotes = new ArrayList<>();
        for (int i = 0; i < count && isPublicUp && !subscribed.isEmpty(); i++) {
            final SimulatedVenue.Market market = subscribed.get(i % subscribed.size());
            quotes.add(new Quote(
                    market.instrumentId, market.bidE8, Exact.UNIT, market.askE8, Exact.UNIT, world.nowNs() / MS));
        }
        return quotes;
    }

    private Quote quote(final SimulatedVenue.Market market) {
        long bidE8 = market.bidE8;
        long askE8 = market.askE8;
        if (faults.strikes(FaultClass.H1_BAD_TICK)) {
            switch (faults.detail(FaultClass.H1_BAD_TICK).below(4)) {
                case 0 -> askE8 = 10 * market.askE8 / market.tickE8 * market.tickE8;
                case 1 -> bidE8 = 0;
                case 2 -> askE8 = -market.askE8;
                default -> bidE8 = market.askE8 + 50 * market.tickE8;
            }
        }
        return new Quote(market.instrumentId, bidE8, Exact.UNIT, askE8, Exact.UNIT, world.nowNs() / MS);
    }

    void tellInstrument(final SimulatedVenue.Market market) {
        if (!isClosed && subscribed.contains(market)) {
            answer(market.listed(), latency());
        }
    }

    void publicDown(final long untilNs) {
        if (isPublicUp) {
            isPublicUp = false;
            tellInOrder(new HealthChanged(0, Surface.PUBLIC_STREAM, SurfaceState.DOWN, "connection lost"));
            world.planAt(untilNs, Schedule.Kind.PUBLIC_UP, 0, this, null);
        }
    }

    void publicUp() {
        if (isPublicUp) {
            return;
        }
        isPublicUp = true;
        tellInOrder(new HealthChanged(0, Surface.PUBLIC_STREAM, SurfaceState.UP, ""));
    }

    void restHealth(final boolean isUp) {
        tellInOrder(new HealthChanged(
                0, Surface.REST_TRADE, isUp ? SurfaceState.UP : SurfaceState.DEGRADED, isUp ? "" : "maintenance"));
    }

    /** One thread watches a surface: what it tells of it does not overtake itself. */
    private void tellInOrder(final HealthChanged changed) {
        healthNs = Math.max(healthNs, world.nowNs() + latency());
        answerAt(healthNs, changed);
    }

    // The private streams

    private Stream streamOf(final SimulatedVenue.Account account) {
        for (final Stream stream : streams) {
            if (stream.account == account) {
                return stream;
            }
        }
        return null;
    }

    private SimulatedVenue.Account accountOf(final int accountId) {
        for (final SimulatedVenue.Account account : venue.accounts()) {
            if (account.accountId == accountId) {
                return account;
            }
        }
        return null;
    }

    /** Sends a report of an account on its stream. */
    void report(final SimulatedVenue.Account account, final VenueFact fact) {
        final Stream stream = isClosed ? null : streamOf(account);
        if (stream == null || !stream.isUp || stream.isHalfOpen) {
            return;
        }
        if (faults.strikes(FaultClass.F3_REPORT_LOST)) {
            return;
        }
        if (faults.strikes(FaultClass.F2_REPORT_LATE)) {
            final long delayNs = faults.detail(FaultClass.F2_REPORT_LATE).between(1, 5_000) * MS;
            world.plan(delayNs, Schedule.Kind.STREAM_REPORT, stream.generation, stream, fact);
            return;
        }
        stream.lastNs = Math.max(stream.lastNs, world.nowNs() + latency()); // In order, unless a fault says otherwise.
        world.planAt(stream.lastNs, Schedule.Kind.STREAM_REPORT, stream.generation, stream, fact);
        if (faults.strikes(FaultClass.F1_REPORT_TWICE)) {
            final long delayNs = faults.detail(FaultClass.F1_REPORT_TWICE).between(0, 2_000) * MS;
            world.planAt(stream.lastNs + delayNs, Schedule.Kind.STREAM_REPORT, stream.generation, stream, fact);
        }
    }

    void reportPosition(final SimulatedVenue.Account account, final SimulatedVenue.Market market, final Leg leg) {
        if (market.instrumentId != 0) {
            report(
                    account,
                    new Positions(
                            account.accountId,
                            false,
                            world.nowNs() / MS,
                            List.of(venue.held(account, market, leg, world.nowNs()))));
        }
    }

    /** A stream breaks; it comes back after a while. */
    void streamDown(final Stream stream, final long backNs) {
        if (!stream.isUp) {
            return;
        }
        stream.isUp = false;
        stream.isHalfOpen = false;
        stream.generation++;
        stream.lastNs = Math.max(stream.lastNs, world.nowNs() + latency()); // What a stream tells, it tells in order.
        answerAt(
                stream.lastNs,
                new HealthChanged(
                        stream.account.accountId, Surface.PRIVATE_STREAM, SurfaceState.DOWN, "connection lost"));
        world.planAt(backNs, Schedule.Kind.STREAM_UP, stream.generation, stream, null);
    }

    void streamUp(final Stream stream, final long generation) {
        if (isClosed || stream.isUp || generation != stream.generation) {
            return;
        }
        stream.isUp = true;
        final int accountId = stream.account.accountId;
        final long nowNs = world.nowNs();
        stream.lastNs = Math.max(stream.lastNs, nowNs + latency());
        answerAt(stream.lastNs, new HealthChanged(accountId, Surface.PRIVATE_STREAM, SurfaceState.DEGRADED, "resync"));
        answerAt(stream.lastNs, venue.state(stream.account, nowNs));
        answerAt(stream.lastNs, new PrivateStreamUp(accountId));
    }

    /** The account's regular report of its money. */
    void pushAccounts() {
        for (final Stream stream : streams) {
            if (stream.isUp) {
                report(stream.account, venue.state(stream.account, world.nowNs()));
            }
        }
    }

    // The network

    private long latency() {
        long ns = random.between(2 * MS, 40 * MS);
        if (faults.strikes(FaultClass.X_SLOW_NETWORK)) {
            ns += faults.detail(FaultClass.X_SLOW_NETWORK).between(50, 1_500) * MS;
        }
        return ns;
    }

    private long timeout() {
        return random.between(3 * SECOND, 9 * SECOND);
    }

    private void request(final long delayNs, final Runnable request) {
        world.plan(delayNs, Schedule.Kind.REQUEST, 0, null, request);
    }

    private void retry(final Runnable question) {
        request(RETRY_NS, () -> {
            if (!isClosed) {
                question.run();
            }
        });
    }

    private void answer(final VenueFact fact, final long delayNs) {
        answerAt(world.nowNs() + delayNs, fact);
    }

    private void answerAt(final long timeNs, final VenueFact fact) {
        if (!isClosed) {
            world.planAt(timeNs, Schedule.Kind.ANSWER, 0, this, fact);
        }
    }
}
