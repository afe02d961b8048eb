package dragon.gateway.woox;

import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.VaultException;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.CancelFailed;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.CandleHistory;
import dragon.gateway.venue.VenueFact.LegHeld;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceFailed;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.venue.VenueFact.QueryFailed;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.stream.PrivateStream;
import dragon.gateway.woox.stream.PublicStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WOO X v3 behind the venue port.
 *
 * <p>Threading: calls from one thread; facts come on the HTTP client's threads and on the timer thread.
 */
public final class WooxConnection implements VenueConnection {
    private static final Logger LOG = LoggerFactory.getLogger(WooxConnection.class);
    private static final long TICK_MS = 50;
    private static final long ENTRY_WAIT_MS_MAX = 1_000;
    private static final long CANCEL_WAIT_MS_MAX = 5_000;
    private static final int CANCEL_RETRIES_MAX = 3;
    private static final long CLOCK_OFFSET_MS_MAX = 5_000;
    private static final long CLOCK_OFFSET_MS_WARN = 250;
    private static final long PROBE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long INSTRUMENTS_NS = TimeUnit.HOURS.toNanos(1);
    private static final int FIRST_SAMPLES = 3;
    private static final int ALL_ACCOUNTS = 0;

    private final WooxConfig config;
    private final VenueListener listener;
    private final Function<String, Credentials> credentialsOf;
    private final LongSupplier epochNs;
    private final LongSupplier nanoClock;
    private final OkHttpClient http;
    private final ScheduledThreadPoolExecutor timer;
    private final VenueClock clock;
    private final RestClient rest;
    private final HealthBoard health;
    private final Instruments instruments = new Instruments();
    private final CandleReader candleReader;
    private final OrderReader orderReader;
    private final SingleFlight instrumentsQuery;
    private final Map<Integer, AccountLink> accounts = new ConcurrentHashMap<>();
    private final Map<String, CandleFeed> candleFeeds = new ConcurrentHashMap<>();
    private final List<PublicStream> publicStreams = new CopyOnWriteArrayList<>();
    private final Map<PublicStream, Boolean> publicUp = new ConcurrentHashMap<>();

    private int statusSampleCount;
    private volatile boolean isNormal = true;
    private volatile boolean isStatusAsked;
    private long nextStatusNs;
    private long nextProbeNs;
    private long nextInstrumentsNs;

    /**
     * Opens the client; nothing is sent before the first tick.
     *
     * @param credentialsOf credentials of an account label, wiped after use
     * @param epochNs wall-clock nanoseconds since the epoch
     * @param nanoClock monotonic nanoseconds
     */
    public WooxConnection(
            final WooxConfig config,
            final VenueListener listener,
            final Function<String, Credentials> credentialsOf,
            final LongSupplier epochNs,
            final LongSupplier nanoClock) {
        this.config = config;
        this.listener = listener;
        this.credentialsOf = credentialsOf;
        this.epochNs = epochNs;
        this.nanoClock = nanoClock;
        this.http = HttpClients.open(config);
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            final Thread thread = new Thread(task, "woox-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.clock = new VenueClock(() -> TimeUnit.NANOSECONDS.toMillis(epochNs.getAsLong()));
        this.rest = new RestClient(config, http, clock, nanoClock, timer);
        this.health = new HealthBoard(listener);
        this.candleReader = new CandleReader(rest, timer, config.candleConfirmMs());
        this.orderReader = new OrderReader(rest, timer, instruments, listener, this::noteRead);
        this.instrumentsQuery = new SingleFlight(timer, this::loadInstruments);
        final long nowNs = nanoClock.getAsLong();
        nextStatusNs = nowNs;
        nextProbeNs = nowNs + PROBE_NS;
        nextInstrumentsNs = nowNs + INSTRUMENTS_NS;
        timer.scheduleWithFixedDelay(this::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void openAccount(final int accountId, final String label) {
        final AccountLink link = accounts.computeIfAbsent(accountId, id -> {
            final AccountLink made = new AccountLink(id, label);
            made.useQueries(
                    new SingleFlight(timer, () -> askAccount(made)), new SingleFlight(timer, () -> askPositions(made)));
            return made;
        });
        openLink(link);
    }

    @Override
    public void subscribe(final int instrumentId, final String symbol, final Timeframe timeframe) {
        instruments.follow(instrumentId, symbol);
        instrumentsQuery.ask();
        final CandleFeed feed = candleFeeds.computeIfAbsent(
                symbol + " " + timeframe,
                key -> new CandleFeed(
                        instrumentId, symbol, timeframe, candleReader, listener, config.candleConfirmMs()));
        addTopics(List.of("bbo@" + symbol, "markprice@" + symbol, feed.topic()));
    }

    @Override
    public void place(final NewOrder order) {
        final AccountLink link = accounts.get(order.accountId());
        final String symbol = instruments.symbol(order.instrumentId());
        if (link == null || link.identity() == null || symbol == null) {
            refuse(order, "account or instrument is not open at the gateway");
            return;
        }
        if (Math.abs(clock.offsetMs()) > CLOCK_OFFSET_MS_MAX) {
            refuse(order, "clock is " + clock.offsetMs() + " ms off the venue's");
            return;
        }
        final long remainingMs = TimeUnit.NANOSECONDS.toMillis(order.expiresNs() - epochNs.getAsLong());
        if (remainingMs <= 0) {
            listener.onFact(new PlaceFailed(order.clientOrderId(), SendFailure.EXPIRED_UNSENT, ""));
            return;
        }
        final String body = OrderTranslation.placeBody(order, symbol);
        final long waitMsMax = order.reduceOnly() ? remainingMs : Math.min(remainingMs, ENTRY_WAIT_MS_MAX);
        rest.send(
                new RestRequest(Endpoint.PLACE, link.identity(), symbol, "", body, waitMsMax, order.reduceOnly()),
                outcome -> onPlaced(order, outcome));
    }

    @Override
    public void cancel(final int accountId, final int instrumentId, final long clientOrderId, final long venueOrderId) {
        final AccountLink link = accounts.get(accountId);
        final String symbol = instruments.symbol(instrumentId);
        if (link == null || link.identity() == null || symbol == null) {
            listener.onFact(new CancelFailed(clientOrderId, SendFailure.REFUSED_UNSENT));
            return;
        }
        final String query = (venueOrderId == 0 ? "clientOrderId=" + clientOrderId : "orderId=" + venueOrderId)
                + "&symbol=" + symbol;
        sendCancel(link, symbol, query, clientOrderId, 0);
    }

    @Override
    public void queryOrder(final int accountId, final int instrumentId, final long clientOrderId) {
        final AccountLink link = accounts.get(accountId);
        final String symbol = instruments.symbol(instrumentId);
        if (link == null || link.identity() == null || symbol == null) {
            listener.onFact(new QueryFailed(clientOrderId, SendFailure.REFUSED_UNSENT));
            return;
        }
        orderReader.readOrder(accountId, link.identity(), instrumentId, symbol, clientOrderId);
    }

    @Override
    public void queryOpenOrders(final int accountId) {
        final AccountLink link = accounts.get(accountId);
        if (link == null || link.identity() == null) {
            listener.onFact(new OpenOrders(accountId, false, List.of()));
            return;
        }
        orderReader.readOpenOrders(accountId, link.identity());
    }

    @Override
    public void queryPositions(final int accountId) {
        final AccountLink link = accounts.get(accountId);
        if (link != null && link.identity() != null) {
            link.positionsQuery().ask();
        }
    }

    @Override
    public void queryAccount(final int accountId) {
        final AccountLink link = accounts.get(accountId);
        if (link != null && link.identity() != null) {
            link.accountQuery().ask();
        }
    }

    @Override
    public void queryCandles(
            final int instrumentId, final Timeframe timeframe, final long afterOpenTimeMs, final int candleCountMax) {
        final String symbol = instruments.symbol(instrumentId);
        if (symbol == null || candleCountMax <= 0) {
            listener.onFact(new CandleHistory(instrumentId, timeframe, false, List.of()));
            return;
        }
        candleReader.read(
                instrumentId,
                symbol,
                timeframe,
                afterOpenTimeMs,
                candleCountMax,
                candles -> listener.onFact(new CandleHistory(
                        instrumentId, timeframe, candles != null, candles == null ? List.of() : candles)));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        publicStreams.forEach(PublicStream::shut);
        accounts.values().forEach(link -> {
            if (link.stream() != null) {
                link.stream().shut();
            }
        });
        HttpClients.close(http);
    }

    private void tick() {
        try {
            final long nowNs = nanoClock.getAsLong();
            publicStreams.forEach(stream -> stream.letTimePass(nowNs));
            candleFeeds.values().forEach(feed -> feed.tick(nowNs));
            accounts.values().forEach(link -> {
                if (link.stream() != null) {
                    link.stream().letTimePass(nowNs);
                }
            });
            if (nowNs - nextStatusNs >= 0 && !isStatusAsked) {
                askStatus(nowNs);
            }
            if (nowNs - nextProbeNs >= 0) {
                nextProbeNs = nowNs + PROBE_NS;
                accounts.values().forEach(this::probe);
            }
            if (nowNs - nextInstrumentsNs >= 0) {
                nextInstrumentsNs = nowNs + INSTRUMENTS_NS;
                instrumentsQuery.ask();
            }
        } catch (final RuntimeException bug) {
            // A timer that throws is never run again: the streams would die without a word.
            LOG.error("timer failed", bug);
        }
    }

    // Accounts

    private void openLink(final AccountLink link) {
        if (link.identity() == null) {
            try (Credentials credentials = credentialsOf.apply(link.label())) {
                link.identify(new ApiIdentity(credentials));
            } catch (final VaultException e) {
                LOG.error("account {}: {}", link.label(), e.getMessage());
                health.set(link.accountId(), Surface.REST_TRADE, SurfaceState.DOWN, "credential_missing");
                return;
            }
        }
        if (link.stream() == null) {
            health.set(link.accountId(), Surface.PRIVATE_STREAM, SurfaceState.DOWN, "connecting");
            link.open(new PrivateStream(
                    link.label(),
                    config,
                    http,
                    clock,
                    rest,
                    link.identity(),
                    message -> onPrivate(link, message),
                    (isUp, text) -> onPrivateState(link, isUp, text)));
        }
        link.accountQuery().ask();
        link.positionsQuery().ask();
    }

    private void onPrivateState(final AccountLink link, final boolean isUp, final String text) {
        if (isUp) {
            health.set(link.accountId(), Surface.PRIVATE_STREAM, SurfaceState.DEGRADED, "reconciling");
            listener.onFact(new PrivateStreamUp(link.accountId()));
        } else {
            health.set(link.accountId(), Surface.PRIVATE_STREAM, SurfaceState.DOWN, text);
        }
    }

    private void askAccount(final AccountLink link) {
        rest.send(RestRequest.query(Endpoint.ACCOUNT_INFO, link.identity(), "", ""), outcome -> {
            noteTrade(link.accountId(), outcome);
            if (outcome instanceof Success success) {
                try {
                    tellAccount(
                            link,
                            Answers.account(success.body()),
                            success.envelope().timestampMs());
                    link.accountQuery().succeeded();
                    return;
                } catch (final IOException e) {
                    LOG.warn("account {} refused: {}", link.label(), e.getMessage());
                }
            }
            link.accountQuery().failed();
        });
    }

    private void tellAccount(final AccountLink link, final AccountRow row, final long timeMs) {
        listener.onFact(new AccountState(
                link.accountId(),
                OrderTranslation.positionMode(row.positionMode()),
                row.equityE8(),
                row.freeCollateralE8(),
                row.marginRatioE8(),
                timeMs == Rows.NONE ? clock.nowMs() : timeMs));
    }

    private void askPositions(final AccountLink link) {
        rest.send(RestRequest.query(Endpoint.POSITIONS, link.identity(), "", ""), outcome -> {
            noteRead(outcome);
            if (outcome instanceof Success success) {
                try {
                    final List<PositionRow> rows = Answers.positions(success.body());
                    final long timeMs = success.envelope().timestampMs() == Rows.NONE
                            ? clock.nowMs()
                            : success.envelope().timestampMs();
                    listener.onFact(new Positions(link.accountId(), true, timeMs, legs(link, rows, timeMs)));
                    link.positionsQuery().succeeded();
                    return;
                } catch (final IOException e) {
                    LOG.warn("positions of {} refused: {}", link.label(), e.getMessage());
                    health.set(ALL_ACCOUNTS, Surface.REST_READ, SurfaceState.DEGRADED, e.getMessage());
                }
            }
            link.positionsQuery().failed();
        });
    }

    private List<LegHeld> legs(final AccountLink link, final List<PositionRow> rows, final long timeMs)
            throws DecodeException {
        final List<LegHeld> legs = new ArrayList<>();
        for (final PositionRow row : rows) {
            final int instrumentId = instruments.id(row.symbol());
            final LegHeld leg = OrderTranslation.leg(row, instrumentId, timeMs);
            if (leg == null) {
                // A row without a side belongs to one-way mode: read the mode again before anything is believed.
                link.accountQuery().ask();
            } else if (instrumentId != 0) {
                addOrMerge(legs, leg);
            }
        }
        return List.copyOf(legs);
    }

    /** One leg may be held in two margin modes: their sum counts, and the average of the larger part. */
    private static void addOrMerge(final List<LegHeld> legs, final LegHeld leg) {
        for (int i = 0; i < legs.size(); i++) {
            final LegHeld other = legs.get(i);
            if (other.instrumentId() == leg.instrumentId() && other.leg() == leg.leg()) {
                final LegHeld larger = other.quantityE8() >= leg.quantityE8() ? other : leg;
                legs.set(
                        i,
                        new LegHeld(
                                leg.instrumentId(),
                                leg.leg(),
                                Math.addExact(leg.quantityE8(), other.quantityE8()),
                                larger.averageEntryE8(),
                                Math.max(leg.venueTimeMs(), other.venueTimeMs())));
                return;
            }
        }
        legs.add(leg);
    }

    private void onPrivate(final AccountLink link, final StreamMessage message) {
        if (message instanceof ExecutionReport report) {
            onReport(link, report);
        } else if (message instanceof StreamMessage.Positions positions) {
            onPositions(link, positions);
        } else if (message instanceof StreamMessage.Account account && account.row() != null) {
            tellAccount(link, account.row(), account.sentMs());
        }
    }

    private void onReport(final AccountLink link, final ExecutionReport report) {
        if (report.kind() == ExecutionReport.CANCEL_REJECTED) {
            listener.onFact(
                    new CancelRejected(report.clientOrderId(), 0, report.reason() == null ? "" : report.reason()));
            return;
        }
        if (report.kind() != ExecutionReport.REPORT) {
            LOG.warn("account {}: report of kind {} is not ours: {}", link.label(), report.kind(), report.reason());
            return;
        }
        final int instrumentId = instruments.id(report.symbol());
        final Trade trade = OrderTranslation.trade(report, link.accountId(), instrumentId);
        if (trade != null) {
            listener.onFact(trade);
        }
        final OrderState state = OrderTranslation.state(report, link.accountId(), instrumentId);
        if (state != null) {
            listener.onFact(state);
        } else if (report.clientOrderId() != 0 && instrumentId != 0) {
            LOG.warn("account {}: status {} is unknown, the order is queried", link.label(), report.status());
            queryOrder(link.accountId(), instrumentId, report.clientOrderId());
        }
    }

    private void onPositions(final AccountLink link, final StreamMessage.Positions positions) {
        final List<PositionRow> fresh = positions.rows().stream()
                .filter(row ->
                        link.isNewer(row.symbol() + " " + row.positionSide() + " " + row.marginMode(), row.version()))
                .toList();
        try {
            final List<LegHeld> legs = legs(link, fresh, positions.sentMs());
            if (!legs.isEmpty()) {
                listener.onFact(new Positions(link.accountId(), false, positions.sentMs(), legs));
            }
        } catch (final DecodeException e) {
            LOG.warn("account {}: {}", link.label(), e.getMessage());
            link.positionsQuery().ask();
        }
    }

    // Orders

    private void onPlaced(final NewOrder order, final RestOutcome outcome) {
        noteTrade(order.accountId(), outcome);
        final long id = order.clientOrderId();
        if (outcome instanceof Success success) {
            try {
                final long venueOrderId = Answers.placedOrderId(success.body());
                listener.onFact(
                        new PlaceAccepted(id, venueOrderId, success.envelope().timestampMs()));
            } catch (final IOException e) {
                listener.onFact(new PlaceFailed(id, SendFailure.AMBIGUOUS, e.getMessage()));
            }
        } else if (outcome instanceof Refusal refusal) {
            onPlaceRefused(order, refusal);
        } else {
            final String text = outcome instanceof Failure failure ? failure.text() : "";
            listener.onFact(new PlaceFailed(id, OrderReader.failureOf(outcome), text));
        }
    }

    private void onPlaceRefused(final NewOrder order, final Refusal refusal) {
        final ErrorClass errorClass = refusal.errorClass();
        final String text = errorClass + " " + refusal.venueCode() + " " + refusal.text();
        if (errorClass == ErrorClass.RATE_LIMIT) {
            listener.onFact(new PlaceFailed(order.clientOrderId(), SendFailure.THROTTLED, text));
            return;
        }
        if (errorClass.isInDoubt()) {
            listener.onFact(new PlaceFailed(order.clientOrderId(), SendFailure.AMBIGUOUS, text));
            return;
        }
        if (errorClass == ErrorClass.FILTER || errorClass == ErrorClass.SYMBOL) {
            instrumentsQuery.ask();
        }
        if (errorClass == ErrorClass.MODE) {
            queryAccount(order.accountId());
        }
        final boolean isCrossed = order.type() == OrderType.POST_ONLY
                && errorClass == ErrorClass.REJECT
                && refusal.text().toLowerCase(java.util.Locale.ROOT).contains("post");
        listener.onFact(new PlaceRejected(
                order.clientOrderId(),
                isCrossed ? RejectClass.POST_ONLY_CROSSED : errorClass.rejectClass(),
                refusal.venueCode(),
                text));
    }

    private void refuse(final NewOrder order, final String text) {
        listener.onFact(new PlaceFailed(order.clientOrderId(), SendFailure.REFUSED_UNSENT, text));
    }

    private void sendCancel(
            final AccountLink link,
            final String symbol,
            final String query,
            final long clientOrderId,
            final int retryCount) {
        rest.send(
                new RestRequest(Endpoint.CANCEL, link.identity(), symbol, query, null, CANCEL_WAIT_MS_MAX, true),
                outcome -> {
                    noteTrade(link.accountId(), outcome);
                    if (outcome instanceof Success) {
                        listener.onFact(new CancelSent(clientOrderId));
                    } else if (outcome instanceof Refusal refusal
                            && refusal.errorClass() == ErrorClass.RATE_LIMIT
                            && retryCount < CANCEL_RETRIES_MAX) {
                        // Not executed, says the venue: it waits for its window again, and no entry is before it.
                        sendCancel(link, symbol, query, clientOrderId, retryCount + 1);
                    } else if (outcome instanceof Refusal refusal
                            && refusal.errorClass() != ErrorClass.RATE_LIMIT
                            && !refusal.errorClass().isInDoubt()) {
                        listener.onFact(new CancelRejected(
                                clientOrderId, refusal.venueCode(), refusal.errorClass() + " " + refusal.text()));
                    } else {
                        listener.onFact(new CancelFailed(clientOrderId, OrderReader.failureOf(outcome)));
                    }
                });
    }

    // Market data

    private synchronized void addTopics(final List<String> topics) {
        for (final PublicStream stream : publicStreams) {
            if (stream.add(topics)) {
                return;
            }
        }
        final PublicStream[] made = new PublicStream[1];
        made[0] = new PublicStream(
                config, http, clock, this::onPublic, (isUp, text) -> onPublicState(made[0], isUp, text));
        made[0].add(topics);
        publicStreams.add(made[0]);
        health.set(ALL_ACCOUNTS, Surface.PUBLIC_STREAM, SurfaceState.DOWN, "connecting");
    }

    private void onPublicState(final PublicStream stream, final boolean isUp, final String text) {
        publicUp.put(stream, isUp);
        final boolean areAllUp = publicStreams.stream().allMatch(one -> publicUp.getOrDefault(one, false));
        health.set(ALL_ACCOUNTS, Surface.PUBLIC_STREAM, areAllUp ? SurfaceState.UP : SurfaceState.DOWN, text);
    }

    private void onPublic(final StreamMessage message) {
        if (message instanceof Bbo bbo) {
            final int id = instruments.id(bbo.symbol());
            if (id != 0) {
                listener.onFact(new Quote(
                        id,
                        price(bbo.bidPriceE8()),
                        Math.max(0, bbo.bidQuantityE8()),
                        price(bbo.askPriceE8()),
                        Math.max(0, bbo.askQuantityE8()),
                        bbo.timeMs()));
            }
        } else if (message instanceof MarkPrice mark) {
            final int id = instruments.id(mark.symbol());
            if (id != 0) {
                listener.onFact(new Mark(id, mark.priceE8(), mark.timeMs()));
            }
        } else if (message instanceof Kline kline) {
            candleFeeds.values().forEach(feed -> {
                if (feed.topic().equals("kline@" + kline.symbol() + "@" + kline.type())) {
                    feed.onKline(kline, nanoClock.getAsLong());
                }
            });
        }
    }

    private static long price(final long priceE8) {
        return priceE8 == StreamMessage.NONE ? VenueFact.NO_PRICE : priceE8;
    }

    private void loadInstruments() {
        rest.send(RestRequest.open(Endpoint.INSTRUMENTS, ""), outcome -> {
            noteRead(outcome);
            if (outcome instanceof Success success) {
                try {
                    final List<String> refused = new ArrayList<>();
                    instruments
                            .update(Answers.instruments(success.body()), refused)
                            .forEach(listener::onFact);
                    refused.forEach(symbol -> LOG.error("instrument {} lacks a filter: refused", symbol));
                    if (instruments.isSomeMissing()) {
                        LOG.error("the venue lists no usable row of an instrument that a bot trades");
                    }
                    instrumentsQuery.succeeded();
                    return;
                } catch (final IOException e) {
                    LOG.warn("instruments refused: {}", e.getMessage());
                }
            }
            instrumentsQuery.failed();
        });
    }

    // Health and clock

    private void askStatus(final long nowNs) {
        isStatusAsked = true;
        final long sentMs = clock.ownMs();
        rest.send(RestRequest.open(Endpoint.SYSTEM_INFO, ""), outcome -> {
            noteRead(outcome);
            int status = -1;
            if (outcome instanceof Success success) {
                try {
                    status = Answers.systemStatus(success.body());
                    if (success.envelope().timestampMs() != Rows.NONE) {
                        clock.sample(sentMs, clock.ownMs(), success.envelope().timestampMs());
                        listener.onFact(new VenueFact.ClockMeasured(clock.offsetMs()));
                        if (Math.abs(clock.offsetMs()) > CLOCK_OFFSET_MS_WARN) {
                            LOG.warn("the venue's clock is {} ms ahead of ours", clock.offsetMs());
                        }
                    }
                } catch (final IOException e) {
                    LOG.warn("system status refused: {}", e.getMessage());
                }
            }
            isNormal = status == 0;
            if (status > 0) {
                accounts.keySet()
                        .forEach(id -> health.set(id, Surface.REST_TRADE, SurfaceState.DEGRADED, "maintenance"));
            }
            statusSampleCount++;
            final long pauseNs = statusSampleCount < FIRST_SAMPLES
                    ? TimeUnit.MILLISECONDS.toNanos(100)
                    : isNormal ? TimeUnit.MILLISECONDS.toNanos(config.statusPollMs()) : PROBE_NS;
            nextStatusNs = nowNs + pauseNs;
            isStatusAsked = false;
        });
    }

    /** Brings a trading surface up again that nothing would use while it is down, and finds late credentials. */
    private void probe(final AccountLink link) {
        if (link.identity() == null) {
            openLink(link);
        } else if (!isNormal) {
            return; // Under maintenance a read may work where an order does not.
        } else if (!health.isUp(link.accountId(), Surface.REST_TRADE)) {
            rest.send(
                    RestRequest.query(Endpoint.ORDERS, link.identity(), "", "status=INCOMPLETE&page=1&size=1"),
                    outcome -> noteTrade(link.accountId(), outcome));
        }
    }

    private void noteTrade(final int accountId, final RestOutcome outcome) {
        if (outcome instanceof Success) {
            health.succeeded(accountId, Surface.REST_TRADE);
        } else if (outcome instanceof Failure failure) {
            health.failed(accountId, Surface.REST_TRADE, failure.text());
        } else if (outcome instanceof Refusal refusal) {
            switch (refusal.errorClass()) {
                case AUTH, SUSPENDED -> health.set(
                        accountId, Surface.REST_TRADE, SurfaceState.DOWN, refusal.errorClass() + " " + refusal.text());
                case UNKNOWN_OUTCOME, MAINTENANCE -> health.failed(
                        accountId, Surface.REST_TRADE, refusal.errorClass() + " " + refusal.text());
                case RATE_LIMIT -> {
                    // The surface works, there is only too much of us.
                }
                default -> health.succeeded(accountId, Surface.REST_TRADE);
            }
        }
    }

    private void noteRead(final RestOutcome outcome) {
        if (outcome instanceof Success) {
            health.succeeded(ALL_ACCOUNTS, Surface.REST_READ);
        } else if (outcome instanceof Failure failure) {
            health.failed(ALL_ACCOUNTS, Surface.REST_READ, failure.text());
        } else if (outcome instanceof Refusal refusal
                && (refusal.errorClass() == ErrorClass.UNKNOWN_OUTCOME
                        || refusal.errorClass() == ErrorClass.MAINTENANCE)) {
            health.failed(ALL_ACCOUNTS, Surface.REST_READ, refusal.errorClass() + " " + refusal.text());
        }
    }
}
