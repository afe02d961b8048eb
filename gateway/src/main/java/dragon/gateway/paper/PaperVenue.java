package dragon.gateway.paper;

import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.BookDepth;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.FundingHistory;
import dragon.gateway.venue.VenueFact.FundingRate;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
import dragon.gateway.venue.VenueFact.LeverageTold;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.OrderFound;
import dragon.gateway.venue.VenueFact.OrderUnknown;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.venue.VenueFact.PublicTrade;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueFact.TradeHistory;
import dragon.gateway.venue.VenueListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A venue behind the port whose market data is real and whose orders go nowhere.
 *
 * <p>Orders, answers and reports take their time; what is on its way when the process dies is lost, as on a wire. What
 * the exchange has accepted, filled or ended is on the disk before anybody is told.
 *
 * <p>Threading: everything on one thread, that of {@link #turn}; the market connection may tell its facts on any.
 */
public final class PaperVenue implements VenueConnection {
    private static final int FACTS_MAX = 1 << 16;
    private static final long ACCOUNT_NS = 1_000_000_000L;

    private final PaperRules rules;
    private final PaperBooks books;
    private final VenueListener listener;
    private final VenueConnection market;
    private final PaperExchange exchange;
    private final Queue<VenueFact> marketFacts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger marketFactCount = new AtomicInteger();
    private final Delays<Runnable> requests = new Delays<>();
    private final Delays<VenueFact> reports = new Delays<>();
    private final SplittableRandom random;
    private long nowNs;
    private long streamNs;
    private long nextAccountNs;

    private PaperVenue(
            final PaperRules rules,
            final PaperBooks books,
            final VenueListener listener,
            final Function<VenueListener, VenueConnection> marketOf,
            final long nowNs) {
        this.rules = rules;
        this.books = books;
        this.listener = listener;
        this.random = new SplittableRandom(rules.seed());
        this.nowNs = nowNs;
        this.exchange = new PaperExchange(rules, books, this::answer, this::report);
        this.market = marketOf.apply(this::onMarketFact);
    }

    /**
     * Opens a venue whose books are in a file.
     *
     * @param marketOf connects to the market data; no account is ever opened there
     * @param nowNs nanoseconds since the epoch
     * @throws dragon.engine.OperatorException where the books are damaged
     */
    public static PaperVenue open(
            final PaperRules rules,
            final Path file,
            final VenueListener listener,
            final Function<VenueListener, VenueConnection> marketOf,
            final long nowNs)
            throws IOException {
        return new PaperVenue(rules, PaperBooks.open(file), listener, marketOf, nowNs);
    }

    /** A venue whose books end with it. */
    static PaperVenue inMemory(
            final PaperRules rules,
            final VenueListener listener,
            final Function<VenueListener, VenueConnection> marketOf,
            final long nowNs) {
        return new PaperVenue(rules, PaperBooks.inMemory(), listener, marketOf, nowNs);
    }

    PaperBooks books() {
        return books;
    }

    /**
     * Lets time pass: takes the market data, lets requests arrive, tells what is due. Returns how much was done.
     *
     * @param newNowNs nanoseconds since the epoch; a step back is taken for no step
     */
    public int turn(final long newNowNs) {
        nowNs = Math.max(nowNs, newNowNs);
        int count = 0;
        if (marketFactCount.get() > FACTS_MAX) {
            throw new IllegalStateException("more than " + FACTS_MAX + " facts of the market wait for the paper venue:"
                    + " the gateway ends. Next: look for what holds it up, start it again.");
        }
        for (VenueFact fact = marketFacts.poll(); fact != null; fact = marketFacts.poll()) {
            marketFactCount.decrementAndGet();
            onMarket(fact);
            count++;
        }
        for (Runnable request = requests.poll(nowNs); request != null; request = requests.poll(nowNs)) {
            request.run();
            count++;
        }
        if (nowNs >= nextAccountNs) {
            nextAccountNs = nowNs + ACCOUNT_NS;
            books.accounts().forEach(account -> report(exchange.accountState(account, nowMs())));
        }
        books.flush();
        for (VenueFact fact = reports.poll(nowNs); fact != null; fact = reports.poll(nowNs)) {
            listener.onFact(fact);
            count++;
        }
        return count;
    }

    private void onMarketFact(final VenueFact fact) {
        marketFactCount.incrementAndGet();
        marketFacts.add(fact);
    }

    /** The exchange sees the market before we are told of it. */
    private void onMarket(final VenueFact fact) {
        if (fact instanceof Quote quote) {
            exchange.onQuote(quote, nowMs());
        } else if (fact instanceof Mark mark) {
            exchange.onMark(mark, nowMs());
        } else if (fact instanceof PublicTrade trade) {
            exchange.onPublicTrade(trade, nowMs());
        } else if (fact instanceof BookDepth depth) {
            exchange.onDepth(depth);
        } else if (fact instanceof FundingRate rate) {
            exchange.onFundingRate(rate, nowMs());
        } else if (fact instanceof InstrumentListed listed) {
            exchange.onInstrument(listed);
        } else if (fact instanceof HealthChanged changed
                && changed.surface() == Surface.PUBLIC_STREAM
                && changed.state() == SurfaceState.DOWN) {
            exchange.onMarketDataLost();
        }
        listener.onFact(fact);
    }

    // The port

    @Override
    public void openAccount(final int accountId, final String label) {
        request(() -> {
            final PaperAccount account = exchange.open(accountId, label);
            answer(new HealthChanged(accountId, Surface.REST_TRADE, SurfaceState.UP, ""));
            report(new HealthChanged(accountId, Surface.PRIVATE_STREAM, SurfaceState.DEGRADED, "reconciling"));
            report(exchange.accountState(account, nowMs()));
            report(exchange.positions(account, nowMs()));
            report(new PrivateStreamUp(accountId));
        });
    }

    @Override
    public void subscribe(final int instrumentId, final String symbol, final Timeframe timeframe) {
        market.subscribe(instrumentId, symbol, timeframe);
    }

    @Override
    public void place(final NewOrder order) {
        request(() -> exchange.place(order, nowMs()));
    }

    @Override
    public void cancel(final int accountId, final int instrumentId, final long clientOrderId, final long venueOrderId) {
        request(() -> {
            if (exchange.cancel(accountId, clientOrderId, nowMs())) {
                answer(new CancelSent(clientOrderId));
            } else {
                answer(new CancelRejected(clientOrderId, 0, "order is not open"));
            }
        });
    }

    @Override
    public void queryOrder(final int accountId, final int instrumentId, final long clientOrderId) {
        request(() -> {
            final PaperOrder order = exchange.order(accountId, clientOrderId);
            answer(order == null ? new OrderUnknown(clientOrderId) : new OrderFound(order.trades(), order.state()));
        });
    }

    /** Every trade of the paper venue carries its client order id, so nobody has to ask. */
    @Override
    public void queryOrderOfVenue(final int accountId, final int instrumentId, final long venueOrderId) {}

    @Override
    public void queryOpenOrders(final int accountId) {
        request(() -> {
            final PaperAccount account = books.account(accountId);
            answer(new OpenOrders(
                    accountId,
                    account != null,
                    account == null
                            ? List.of()
                            : account.open.values().stream()
                                    .map(PaperOrder::state)
                                    .toList()));
        });
    }

    @Override
    public void queryPositions(final int accountId) {
        request(() -> {
            final PaperAccount account = books.account(accountId);
            if (account != null) {
                answer(exchange.positions(account, nowMs()));
            }
        });
    }

    @Override
    public void queryAccount(final int accountId) {
        request(() -> {
            final PaperAccount account = books.account(accountId);
            if (account != null) {
                answer(exchange.accountState(account, nowMs()));
            }
        });
    }

    @Override
    public void queryCandles(
            final int instrumentId, final Timeframe timeframe, final long afterOpenTimeMs, final int candleCountMax) {
        market.queryCandles(instrumentId, timeframe, afterOpenTimeMs, candleCountMax);
    }

    @Override
    public void queryTrades(final int accountId, final int instrumentId, final long afterTimeMs) {
        request(() -> {
            final PaperAccount account = books.account(accountId);
            answer(new TradeHistory(
                    accountId,
                    instrumentId,
                    account != null,
                    account == null
                            ? List.of()
                            : account.orders().stream()
                                    .flatMap(order -> order.trades().stream())
                                    .filter(trade ->
                                            trade.instrumentId() == instrumentId && trade.venueTimeMs() > afterTimeMs)
                                    .sorted(Comparator.comparingLong(Trade::tradeId))
                                    .toList()));
        });
    }

    @Override
    public void queryFunding(final int accountId, final long afterTimeMs) {
        request(() -> {
            final PaperAccount account = books.account(accountId);
            answer(new FundingHistory(
                    accountId, account != null, account == null ? List.of() : account.paymentsAfter(afterTimeMs)));
        });
    }

    @Override
    public void queryLeverage(final int accountId, final int instrumentId) {
        request(() -> {
            final PaperAccount account = books.account(accountId);
            if (account != null) {
                final int leverage = exchange.leverage(account, instrumentId);
                answer(new LeverageTold(accountId, instrumentId, leverage, leverage, nowMs()));
            }
        });
    }

    @Override
    public void setLeverage(final int accountId, final int instrumentId, final int leverage) {
        request(() -> {
            final PaperAccount account = books.account(accountId);
            final boolean isSet = account != null && exchange.setLeverage(account, instrumentId, leverage);
            answer(new LeverageAnswer(
                    accountId,
                    instrumentId,
                    leverage,
                    isSet,
                    0,
                    isSet ? "on paper" : "leverage is out of range, or the margin does not do"));
        });
    }

    @Override
    public void close() {
        try {
            market.close();
        } finally {
            books.close();
        }
    }

    private void request(final Runnable request) {
        requests.send(nowNs + delayNs(rules.orderMs()), request);
    }

    /** Answers may overtake each other, as those of different connections do. */
    private void answer(final VenueFact fact) {
        reports.send(nowNs + delayNs(rules.reportMs()), fact);
    }

    /** The private stream keeps its order. */
    private void report(final VenueFact fact) {
        streamNs = Math.max(streamNs, nowNs + delayNs(rules.reportMs()));
        reports.send(streamNs, fact);
    }

    private long delayNs(final int leastMs) {
        final long jitterNs = TimeUnit.MILLISECONDS.toNanos(rules.jitterMs());
        return TimeUnit.MILLISECONDS.toNanos(leastMs) + (jitterNs == 0 ? 0 : random.nextLong(jitterNs + 1));
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(nowNs);
    }
}
