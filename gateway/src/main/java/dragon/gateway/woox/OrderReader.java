package dragon.gateway.woox;

import dragon.engine.protocol.SendFailure;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.OrderFound;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.OrderUnknown;
import dragon.gateway.venue.VenueFact.QueryFailed;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.parse.Rows.Page;
import dragon.gateway.woox.parse.Rows.TradeRow;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queries about orders that take several requests. Threading: any thread. */
final class OrderReader {
    private static final Logger LOG = LoggerFactory.getLogger(OrderReader.class);
    private static final int ORDERS_PER_PAGE = 500;
    private static final int PAGES_MAX = 40;
    private static final int RESTARTS_MAX = 3;
    private static final int TRADES_PER_PAGE = 100;
    private static final int TRADE_LAG_RETRIES_MAX = 3;
    private static final long TRADE_LAG_MS = 500;

    /** The venue's clocks disagree a little: a trade may be stamped before its order. */
    private static final long CREATED_SLACK_MS = 5_000;

    private final RestClient rest;
    private final ScheduledExecutorService timer;
    private final Instruments instruments;
    private final VenueListener listener;

    OrderReader(
            final RestClient rest,
            final ScheduledExecutorService timer,
            final Instruments instruments,
            final VenueListener listener) {
        this.rest = rest;
        this.timer = timer;
        this.instruments = instruments;
        this.listener = listener;
    }

    /** Asks for one order by client order id, then for its trades until they add up. */
    void readOrder(
            final int accountId,
            final ApiIdentity identity,
            final int instrumentId,
            final String symbol,
            final long clientOrderId) {
        rest.send(
                RestRequest.query(Endpoint.QUERY_ORDER, identity, symbol, "clientOrderId=" + clientOrderId),
                outcome -> {
                    final Consumer<SendFailure> onFailure =
                            failure -> listener.onFact(new QueryFailed(clientOrderId, failure));
                    if (outcome instanceof Success success) {
                        onOrder(success, accountId, identity, instrumentId, clientOrderId, onFailure);
                    } else if (outcome instanceof Refusal refusal && refusal.errorClass() == ErrorClass.NOT_FOUND) {
                        listener.onFact(new OrderUnknown(clientOrderId));
                    } else {
                        onFailure.accept(failureOf(outcome));
                    }
                });
    }

    /** Asks for one order by the venue's id, then for its trades if it has a client order id; tells nothing where that fails. */
    void readOrderOfVenue(
            final int accountId,
            final ApiIdentity identity,
            final int instrumentId,
            final String symbol,
            final long venueOrderId) {
        rest.send(RestRequest.query(Endpoint.QUERY_ORDER, identity, symbol, "orderId=" + venueOrderId), outcome -> {
            if (!(outcome instanceof Success success)) {
                return;
            }
            try {
                final OrderRow row = Answers.order(success.body());
                if (row.orderId() == venueOrderId) {
                    tell(
                            row,
                            success,
                            accountId,
                            identity,
                            instrumentId,
                            row.clientOrderId() == 0 || row.executedE8() == 0,
                            failure -> {});
                }
            } catch (final IOException e) {
                LOG.warn("answer about the venue's order {} refused: {}", venueOrderId, e.getMessage());
            }
        });
    }

    /** Asks for all open orders of an account. */
    void readOpenOrders(final int accountId, final ApiIdentity identity) {
        new OpenOrdersReading(accountId, identity).page(1);
    }

    /** Why an outcome that is no success answers nothing. */
    static SendFailure failureOf(final RestOutcome outcome) {
        if (outcome instanceof RestOutcome.Throttled) {
            return SendFailure.THROTTLED;
        }
        if (outcome instanceof RestOutcome.Recalled) {
            return SendFailure.EXPIRED_UNSENT;
        }
        if (outcome instanceof RestOutcome.Blocked) {
            return SendFailure.REFUSED_UNSENT;
        }
        if (outcome instanceof Refusal refusal && refusal.errorClass() == ErrorClass.RATE_LIMIT) {
            return SendFailure.THROTTLED;
        }
        if (outcome instanceof RestOutcome.Failure failure && !failure.mayHaveArrived()) {
            return SendFailure.TRANSPORT_UNSENT;
        }
        return SendFailure.AMBIGUOUS;
    }

    private void onOrder(
            final Success success,
            final int accountId,
            final ApiIdentity identity,
            final int instrumentId,
            final long clientOrderId,
            final Consumer<SendFailure> onFailure) {
        try {
            final OrderRow row = Answers.order(success.body());
            if (row.clientOrderId() != clientOrderId) {
                throw new IOException("the answer is about another client order id");
            }
            tell(row, success, accountId, identity, instrumentId, row.executedE8() == 0, onFailure);
        } catch (final IOException e) {
            LOG.warn("answer about order {} refused: {}", clientOrderId, e.getMessage());
            onFailure.accept(SendFailure.AMBIGUOUS);
        }
    }

    private void tell(
            final OrderRow row,
            final Success success,
            final int accountId,
            final ApiIdentity identity,
            final int instrumentId,
            final boolean isWithoutTrades,
            final Consumer<SendFailure> onFailure)
            throws IOException {
        final OrderState state = OrderTranslation.state(
                row, accountId, instrumentId, success.envelope().timestampMs());
        if (isWithoutTrades) {
            listener.onFact(new OrderFound(List.of(), state));
        } else {
            new TradesReading(row, state, identity, onFailure).page();
        }
    }

    /**
     * The trades of one order out of the account's history, which knows neither client order ids nor a filter.
     *
     * <p>Pages by time, in whatever direction the venue sorts, until the trades add up to what the order says.
     */
    private final class TradesReading {
        private final OrderRow order;
        private final OrderState state;
        private final ApiIdentity identity;
        private final Consumer<SendFailure> onFailure;
        private final Map<Long, TradeRow> found = new TreeMap<>();
        private long fromMs;
        private long toMs;
        private long foundE8;
        private int pageCount;
        private int lagRetryCount;

        TradesReading(
                final OrderRow order,
                final OrderState state,
                final ApiIdentity identity,
                final Consumer<SendFailure> onFailure) {
            this.order = order;
            this.state = state;
            this.identity = identity;
            this.onFailure = onFailure;
            this.fromMs = order.createdMs() - CREATED_SLACK_MS;
        }

        void page() {
            final String query = "symbol=" + order.symbol() + "&startTime=" + fromMs
                    + (toMs == 0 ? "" : "&endTime=" + toMs) + "&limit=" + TRADES_PER_PAGE;
            rest.send(RestRequest.query(Endpoint.TRANSACTION_HISTORY, identity, "", query), this::onPage);
        }

        private void onPage(final RestOutcome outcome) {
            if (!(outcome instanceof Success success)) {
                onFailure.accept(failureOf(outcome));
                return;
            }
            final List<TradeRow> rows;
            try {
                rows = Answers.transactionHistory(success.body()).rows();
            } catch (final IOException e) {
                LOG.warn("trades of order {} refused: {}", order.clientOrderId(), e.getMessage());
                onFailure.accept(SendFailure.AMBIGUOUS);
                return;
            }
            for (final TradeRow row : rows) {
                if (row.orderId() == order.orderId() && found.put(row.id(), row) == null) {
                    foundE8 += row.quantityE8();
                }
            }
            if (foundE8 >= order.executedE8()) {
                listener.onFact(new OrderFound(trades(), state));
            } else if (rows.size() >= TRADES_PER_PAGE && ++pageCount < PAGES_MAX && narrow(rows)) {
                page();
            } else if (lagRetryCount++ < TRADE_LAG_RETRIES_MAX) {
                retryLater();
            } else {
                // Without its trades the order's state would book nothing and end the order: ask again later.
                onFailure.accept(SendFailure.AMBIGUOUS);
            }
        }

        /** Moves the window past a full page; false where that is not possible. */
        private boolean narrow(final List<TradeRow> rows) {
            final long firstMs = rows.get(0).timeMs();
            final long lastMs = rows.get(rows.size() - 1).timeMs();
            if (firstMs >= lastMs) {
                final boolean moves = lastMs != toMs && firstMs != lastMs;
                toMs = lastMs;
                return moves;
            }
            final boolean moves = lastMs != fromMs;
            fromMs = lastMs;
            return moves;
        }

        private void retryLater() {
            fromMs = order.createdMs() - CREATED_SLACK_MS;
            toMs = 0;
            pageCount = 0;
            try {
                timer.schedule(this::page, TRADE_LAG_MS, TimeUnit.MILLISECONDS);
            } catch (final RejectedExecutionException stopping) {
                onFailure.accept(SendFailure.AMBIGUOUS);
            }
        }

        private List<Trade> trades() {
            final List<Trade> trades = new ArrayList<>();
            for (final TradeRow row : found.values()) {
                trades.add(OrderTranslation.trade(row, order.clientOrderId(), state.accountId(), state.instrumentId()));
            }
            return List.copyOf(trades);
        }
    }

    /** All pages of the open orders; begins again when their number changes on the way. */
    private final class OpenOrdersReading {
        private final int accountId;
        private final ApiIdentity identity;
        private final Map<Long, OrderState> found = new LinkedHashMap<>();
        private long total;
        private int restartCount;

        OpenOrdersReading(final int accountId, final ApiIdentity identity) {
            this.accountId = accountId;
            this.identity = identity;
        }

        void page(final int number) {
            rest.send(
                    RestRequest.query(
                            Endpoint.ORDERS,
                            identity,
                            "",
                            "status=INCOMPLETE&page=" + number + "&size=" + ORDERS_PER_PAGE),
                    outcome -> onPage(outcome, number));
        }

        private void onPage(final RestOutcome outcome, final int number) {
            if (!(outcome instanceof Success success)) {
                listener.onFact(new OpenOrders(accountId, false, List.of()));
                return;
            }
            final Page<OrderRow> page;
            try {
                page = Answers.orders(success.body());
                for (final OrderRow row : page.rows()) {
                    found.put(
                            row.orderId(),
                            OrderTranslation.state(
                                    row,
                                    accountId,
                                    instruments.id(row.symbol()),
                                    success.envelope().timestampMs()));
                }
            } catch (final IOException e) {
                LOG.warn("open orders refused: {}", e.getMessage());
                listener.onFact(new VenueFact.OpenOrders(accountId, false, List.of()));
                return;
            }
            if (number > 1 && page.total() != total && restartCount++ < RESTARTS_MAX) {
                found.clear();
                page(1);
                return;
            }
            total = page.total();
            if (page.hasMore() && number < PAGES_MAX) {
                page(number + 1);
            } else {
                listener.onFact(new OpenOrders(accountId, true, List.copyOf(found.values())));
            }
        }
    }
}
