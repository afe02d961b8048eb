package dragon.gateway.woox;

import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueFact.TradeHistory;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.Rows.TradeRow;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question for the trades of an account on a symbol since a time: page by page, in whatever direction the venue sorts.
 *
 * <p>The venue's rows know no client order id. Threading: any thread, one page at a time.
 */
final class TradeHistoryReading {
    private static final Logger LOG = LoggerFactory.getLogger(TradeHistoryReading.class);
    private static final int TRADES_PER_PAGE = 100;
    private static final int PAGES_MAX = 100;

    private final Wiring wiring;
    private final int accountId;
    private final ApiIdentity identity;
    private final int instrumentId;
    private final String symbol;
    private final Map<Long, TradeRow> found = new TreeMap<>();
    private long fromMs;
    private long toMs;
    private int pageCount;

    TradeHistoryReading(
            final Wiring wiring,
            final int accountId,
            final ApiIdentity identity,
            final int instrumentId,
            final String symbol) {
        this.wiring = wiring;
        this.accountId = accountId;
        this.identity = identity;
        this.instrumentId = instrumentId;
        this.symbol = symbol;
    }

    void read(final long afterTimeMs) {
        fromMs = afterTimeMs + 1;
        page();
    }

    private void page() {
        final String query = "symbol=" + symbol + "&startTime=" + fromMs + (toMs == 0 ? "" : "&endTime=" + toMs)
                + "&limit=" + TRADES_PER_PAGE;
        wiring.rest().send(RestRequest.query(Endpoint.TRANSACTION_HISTORY, identity, "", query), this::onPage);
    }

    private void onPage(final RestOutcome outcome) {
        if (!(outcome instanceof Success success)) {
            wiring.listener().onFact(new TradeHistory(accountId, instrumentId, false, List.of()));
            return;
        }
        final List<TradeRow> rows;
        try {
            rows = Answers.transactionHistory(success.body()).rows();
        } catch (final IOException e) {
            LOG.warn("trades on {} refused: {}", symbol, e.getMessage());
            wiring.listener().onFact(new TradeHistory(accountId, instrumentId, false, List.of()));
            return;
        }
        rows.forEach(row -> found.put(row.id(), row));
        final boolean isMore = rows.size() >= TRADES_PER_PAGE;
        if (isMore && ++pageCount < PAGES_MAX && narrow(rows)) {
            page();
        } else {
            // A list that could not be read to its end answers nothing.
            wiring.listener().onFact(new TradeHistory(accountId, instrumentId, !isMore, isMore ? List.of() : trades()));
        }
    }

    /** Moves the window past a full page; false where that is not possible. */
    private boolean narrow(final List<TradeRow> rows) {
        final long firstMs = rows.get(0).timeMs();
        final long lastMs = rows.get(rows.size() - 1).timeMs();
        final boolean moves;
        if (firstMs > lastMs) {
            moves = lastMs != toMs;
            toMs = lastMs;
        } else {
            moves = lastMs != fromMs;
            fromMs = lastMs;
        }
        return moves;
    }

    private List<Trade> trades() {
        final List<TradeRow> rows = new ArrayList<>(found.values());
        rows.sort(Comparator.comparingLong(TradeRow::timeMs).thenComparingLong(TradeRow::id));
        return rows.stream()
                .map(row -> OrderTranslation.trade(row, 0, accountId, instrumentId))
                .toList();
    }
}
