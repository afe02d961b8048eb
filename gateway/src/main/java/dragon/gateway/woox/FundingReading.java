package dragon.gateway.woox;

import dragon.gateway.venue.VenueFact.FundingHistory;
import dragon.gateway.venue.VenueFact.FundingPayment;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.Rows.FundingRow;
import dragon.gateway.woox.parse.Rows.Page;
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
 * One question for the funding payments of an account since a time, page by page.
 *
 * <p>A failure says nothing of the surface that orders are read from: nobody waits for funding. Payments of symbols that we do not follow belong to positions that are not ours and are left out. Threading: any thread,
 * one page at a time.
 */
final class FundingReading {
    private static final Logger LOG = LoggerFactory.getLogger(FundingReading.class);
    private static final int ROWS_PER_PAGE = 100;
    private static final int PAGES_MAX = 100;

    private final Wiring wiring;
    private final int accountId;
    private final ApiIdentity identity;
    private final Map<Long, FundingRow> found = new TreeMap<>();
    private long fromMs;

    FundingReading(final Wiring wiring, final int accountId, final ApiIdentity identity) {
        this.wiring = wiring;
        this.accountId = accountId;
        this.identity = identity;
    }

    void read(final long afterTimeMs) {
        fromMs = afterTimeMs + 1;
        page(1);
    }

    private void page(final int number) {
        wiring.rest()
                .send(
                        RestRequest.query(
                                Endpoint.FUNDING_HISTORY,
                                identity,
                                "",
                                "startTime=" + fromMs + "&page=" + number + "&size=" + ROWS_PER_PAGE),
                        outcome -> onPage(outcome, number));
    }

    private void onPage(final RestOutcome outcome, final int number) {
        if (!(outcome instanceof Success success)) {
            fail();
            return;
        }
        final Page<FundingRow> page;
        try {
            page = Answers.fundingHistory(success.body());
        } catch (final IOException e) {
            LOG.warn("funding payments refused: {}", e.getMessage());
            fail();
            return;
        }
        page.rows().forEach(row -> found.put(row.id(), row));
        if (!page.hasMore()) {
            wiring.listener().onFact(new FundingHistory(accountId, true, payments()));
        } else if (number < PAGES_MAX) {
            page(number + 1);
        } else {
            fail(); // A list that could not be read to its end answers nothing.
        }
    }

    private void fail() {
        wiring.listener().onFact(new FundingHistory(accountId, false, List.of()));
    }

    private List<FundingPayment> payments() {
        final List<FundingRow> rows = new ArrayList<>(found.values());
        rows.sort(Comparator.comparingLong(FundingRow::createdMs).thenComparingLong(FundingRow::id));
        return rows.stream()
                .filter(row -> wiring.instruments().id(row.symbol()) != 0 && row.createdMs() >= fromMs)
                .map(row -> new FundingPayment(
                        wiring.instruments().id(row.symbol()),
                        row.id(),
                        row.isPaid() ? -row.feeE8() : row.feeE8(),
                        row.createdMs()))
                .toList();
    }
}
