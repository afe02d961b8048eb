package dragon.gateway.woox;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.vault.Credentials;
import dragon.gateway.venue.Freeze;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.venue.VenueFact.FundingHistory;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.QueryFailed;
import dragon.gateway.venue.VenueFact.TradeHistory;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RecentRequests;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestListener;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.stream.ConnectAttempts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WOO X v3 behind the venue port: the wiring of its parts, and the timer that drives them.
 *
 * <pre>
 *   AccountSurface   identity, private stream, questions about orders, positions and money; one an account
 *   OrderEntry       places and cancels, and what their outcomes mean
 *   MarketFeed       public streams: quotes, mark prices, candles
 *   BookFeeds        books, public trades and funding rates, where they are asked for
 *   DeadManSwitch    the venue cancels when we are gone; one an account, off unless configured
 *   InstrumentReload filters of the instruments
 *   StatusWatch      maintenance and the venue's clock
 * </pre>
 *
 * <p>Threading: calls from one thread; facts come on the HTTP client's threads and on the timer thread.
 */
public final class WooxConnection implements VenueConnection {
    /** Quotes, marks and candles only. */
    public static final int NO_BOOK = 0;

    private static final Logger LOG = LoggerFactory.getLogger(WooxConnection.class);
    private static final long TICK_MS = 50;
    private static final long PROBE_NS = TimeUnit.SECONDS.toNanos(5);

    private final VenueListener listener;
    private final Function<String, Credentials> credentialsOf;
    private final Wiring wiring;
    private final OrderReader orderReader;
    private final InstrumentReload instrumentReload;
    private final OrderEntry orderEntry;
    private final MarketFeed marketFeed;
    private final BookFeeds bookFeeds;
    private final StatusWatch statusWatch;
    private final Map<Integer, AccountSurface> accounts = new ConcurrentHashMap<>();
    private long nextProbeNs;

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
        this(config, listener, credentialsOf, epochNs, nanoClock, NO_BOOK, null);
    }

    /**
     * As above, and with the instruments' books, public trades and funding rates.
     *
     * @param bookLevels depth of the book: 50, 200 or 500; {@link #NO_BOOK} = none of the three
     */
    public WooxConnection(
            final WooxConfig config,
            final VenueListener listener,
            final Function<String, Credentials> credentialsOf,
            final LongSupplier epochNs,
            final LongSupplier nanoClock,
            final int bookLevels) {
        this(config, listener, credentialsOf, epochNs, nanoClock, bookLevels, null);
    }

    /**
     * As above, for one that another was before.
     *
     * @param recent what was asked of the venue of late, which counts for its limits; null = nothing
     */
    public WooxConnection(
            final WooxConfig config,
            final VenueListener listener,
            final Function<String, Credentials> credentialsOf,
            final LongSupplier epochNs,
            final LongSupplier nanoClock,
            final int bookLevels,
            final RecentRequests recent) {
        this.listener = listener;
        this.credentialsOf = credentialsOf;
        this.wiring = wire(config, listener, epochNs, nanoClock, recent);
        this.orderReader = new OrderReader(wiring.rest(), wiring.timer(), wiring.instruments(), listener);
        this.instrumentReload = new InstrumentReload(wiring);
        this.orderEntry = new OrderEntry(wiring, instrumentReload);
        this.statusWatch = new StatusWatch(wiring);
        this.marketFeed = new MarketFeed(wiring, statusWatch::askNow);
        this.bookFeeds = bookLevels == NO_BOOK ? null : new BookFeeds(wiring, bookLevels);
        nextProbeNs = nanoClock.getAsLong() + PROBE_NS;
        wiring.timer().scheduleWithFixedDelay(this::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private Wiring wire(
            final WooxConfig config,
            final VenueListener listener,
            final LongSupplier epochNs,
            final LongSupplier nanoClock,
            final RecentRequests recent) {
        final OkHttpClient http = HttpClients.open(config);
        final ScheduledThreadPoolExecutor timer = new VenueTimer();
        final VenueClock clock = new VenueClock(() -> TimeUnit.NANOSECONDS.toMillis(epochNs.getAsLong()));
        return new Wiring(
                config,
                listener,
                http,
                timer,
                nanoClock,
                clock,
                recent == null
                        ? new RestClient(config, http, clock, nanoClock, timer, new ToAccounts())
                        : new RestClient(config, http, clock, nanoClock, timer, new ToAccounts(), recent),
                new HealthBoard(listener),
                new Instruments(),
                new ConnectAttempts());
    }

    @Override
    public void openAccount(final int accountId, final String label) {
        accounts.computeIfAbsent(
                        accountId, id -> new AccountSurface(id, label, wiring, orderReader, statusWatch, credentialsOf))
                .open();
    }

    @Override
    public void subscribe(final int instrumentId, final String symbol, final Timeframe timeframe) {
        wiring.instruments().follow(instrumentId, symbol);
        accounts.values().forEach(account -> account.onInstrumentFollowed(instrumentId, symbol));
        instrumentReload.ask();
        marketFeed.subscribe(instrumentId, symbol, timeframe);
        if (bookFeeds != null) {
            bookFeeds.subscribe(instrumentId, symbol);
        }
    }

    /** The engine wrote its journal: whoever takes care of the orders is there. */
    public void noteEngineLives() {
        accounts.values().forEach(AccountSurface::noteEngineLives);
    }

    @Override
    public void place(final NewOrder order) {
        orderEntry.place(accounts.get(order.accountId()), order);
    }

    @Override
    public void cancel(final int accountId, final int instrumentId, final long clientOrderId, final long venueOrderId) {
        orderEntry.cancel(accounts.get(accountId), instrumentId, clientOrderId, venueOrderId);
    }

    @Override
    public void freeze(final Freeze freeze) {
        orderEntry.freeze(freeze);
    }

    @Override
    public void queryOrder(final int accountId, final int instrumentId, final long clientOrderId) {
        final AccountSurface account = identified(accountId);
        final String symbol = wiring.instruments().symbol(instrumentId);
        if (account == null || symbol == null) {
            listener.onFact(new QueryFailed(clientOrderId, SendFailure.REFUSED_UNSENT));
        } else {
            account.askOrder(instrumentId, symbol, clientOrderId);
        }
    }

    @Override
    public void queryOrderOfVenue(final int accountId, final int instrumentId, final long venueOrderId) {
        final AccountSurface account = identified(accountId);
        final String symbol = wiring.instruments().symbol(instrumentId);
        if (account != null && symbol != null) {
            account.askOrderOfVenue(instrumentId, symbol, venueOrderId);
        }
    }

    @Override
    public void queryOpenOrders(final int accountId) {
        final AccountSurface account = identified(accountId);
        if (account == null) {
            listener.onFact(new OpenOrders(accountId, false, List.of()));
        } else {
            account.askOpenOrders();
        }
    }

    @Override
    public void queryPositions(final int accountId) {
        final AccountSurface account = identified(accountId);
        if (account != null) {
            account.askPositions();
        }
    }

    @Override
    public void queryAccount(final int accountId) {
        final AccountSurface account = identified(accountId);
        if (account != null) {
            account.askAccount();
        }
    }

    @Override
    public void queryCandles(
            final int instrumentId, final Timeframe timeframe, final long afterOpenTimeMs, final int candleCountMax) {
        marketFeed.readCandles(instrumentId, timeframe, afterOpenTimeMs, candleCountMax);
    }

    /** Asks the venue what a key may do, within the limits of its account; the report comes once, on any thread. */
    public void check(final Credentials credentials, final Consumer<KeyReport> onReport) {
        final ApiIdentity identity = new ApiIdentity(credentials);
        KeyCheck.ask(wiring.rest(), identity, report -> {
            identity.wipe();
            onReport.accept(report);
        });
    }

    /** Signs every later request of the account with these; those on their way keep the key that signed them. */
    public void rotate(final Credentials next) {
        accounts.values().stream()
                .filter(account -> account.label().equals(next.label()))
                .forEach(account -> account.become(next));
    }

    /** The accounts that are open and have credentials: id by label. */
    public Map<String, Integer> openAccounts() {
        final Map<String, Integer> open = new TreeMap<>();
        accounts.values().stream()
                .filter(account -> account.identity() != null)
                .forEach(account -> open.put(account.label(), account.accountId()));
        return open;
    }

    /** Whether an account signs with that key. */
    public boolean signsWith(final String label, final String apiKey) {
        return accounts.values().stream()
                .anyMatch(account -> account.label().equals(label)
                        && account.identity() != null
                        && account.identity().isKey(apiKey));
    }

    /** Quotes and marks that came late or overtaken, and were not told. */
    public long pricesDropped() {
        return marketFeed.pricesDropped();
    }

    @Override
    public void queryTrades(final int accountId, final int instrumentId, final long afterTimeMs) {
        final AccountSurface account = identified(accountId);
        final String symbol = wiring.instruments().symbol(instrumentId);
        if (account == null || symbol == null) {
            listener.onFact(new TradeHistory(accountId, instrumentId, false, List.of()));
        } else {
            account.askTrades(instrumentId, symbol, afterTimeMs);
        }
    }

    @Override
    public void queryFunding(final int accountId, final long afterTimeMs) {
        final AccountSurface account = identified(accountId);
        if (account == null) {
            listener.onFact(new FundingHistory(accountId, false, List.of()));
        } else {
            account.askFunding(afterTimeMs);
        }
    }

    @Override
    public void queryLeverage(final int accountId, final int instrumentId) {
        final AccountSurface account = identified(accountId);
        final String symbol = wiring.instruments().symbol(instrumentId);
        if (account != null && symbol != null) {
            account.askLeverage(instrumentId, symbol);
        }
    }

    @Override
    public void setLeverage(final int accountId, final int instrumentId, final int leverage) {
        final AccountSurface account = identified(accountId);
        final String symbol = wiring.instruments().symbol(instrumentId);
        if (account == null || symbol == null) {
            listener.onFact(new LeverageAnswer(
                    accountId, instrumentId, leverage, false, 0, "account or instrument is not open at the gateway"));
        } else {
            account.setLeverage(instrumentId, symbol, leverage);
        }
    }

    @Override
    public void close() {
        wiring.timer().shutdownNow();
        marketFeed.shut();
        if (bookFeeds != null) {
            bookFeeds.shut();
        }
        accounts.values().forEach(AccountSurface::shut);
        HttpClients.close(wiring.http());
    }

    private void tick() {
        try {
            final long nowNs = wiring.nanoClock().getAsLong();
            marketFeed.letTimePass(nowNs);
            if (bookFeeds != null) {
                bookFeeds.letTimePass(nowNs);
            }
            accounts.values().forEach(account -> account.letTimePass(nowNs));
            statusWatch.letTimePass(nowNs);
            instrumentReload.letTimePass(nowNs);
            wiring.rest().letTimePass(nowNs);
            if (nowNs - nextProbeNs >= 0) {
                nextProbeNs = nowNs + PROBE_NS;
                accounts.values().forEach(AccountSurface::probe);
            }
        } catch (final RuntimeException bug) {
            // A timer that throws is never run again: the streams would die without a word. An Error ends the process.
            LOG.error("timer failed", bug);
        }
    }

    /** The account, null where it is not open or has no credentials. */
    private AccountSurface identified(final int accountId) {
        final AccountSurface account = accounts.get(accountId);
        return account == null || account.identity() == null ? null : account;
    }

    /** Hands what the REST client tells of an account's label to the account. */
    private final class ToAccounts implements RestListener {
        @Override
        public void onBreaker(
                final String label,
                final Surface surface,
                final BreakerState state,
                final long cooldownMs,
                final String text) {
            if (state == BreakerState.OPEN) {
                LOG.warn("{}: circuit breaker of {} open for {} ms: {}", label, surface, cooldownMs, text);
            }
            if (label.isEmpty()) {
                wiring.health().setBreaker(HealthBoard.ALL_ACCOUNTS, surface, state, cooldownMs, text);
                return;
            }
            accounts.values().stream()
                    .filter(account -> account.label().equals(label))
                    .forEach(account ->
                            wiring.health().setBreaker(account.accountId(), surface, state, cooldownMs, text));
        }

        @Override
        public void onRefused(final ApiIdentity identity, final Endpoint endpoint, final Refusal refusal) {
            accounts.values().stream()
                    .filter(account -> account.identity() == identity)
                    .forEach(account -> account.onRefused(refusal));
        }
    }
}
