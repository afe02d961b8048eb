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
 * <p>A failure says nothing of the surface that orders are read from: nobody waits for funding. Payments of symbols that are not
 * followed are kept until they are. Threading: any thread, one page at a time.
 */
final class FundingReading {
    private static final Logger LOG = LoggerFactory.getLogger(FundingReading.class);
    private static final int ROWS_PER_PAGE = 100;
    private static final int PAGES_MAX = 100;

    private final Wiring wiring;
    private final int accountId;
    private final ApiIdentity identity;
    private final KeptFunding kept;
    private final Map<Long, FundingRow> found = new TreeMap<>();
    private long fromMs;

    FundingReading(final Wiring wiring, final int accountId, final ApiIdentity identity, final KeptFunding kept) {
        this.kept = kept;
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
        final List<FundingPayment> payments = new ArrayList<>();
        for (final FundingRow row : rows) {
            if (row.createdMs() < fromMs) {
                continue;
            }
            final int instrumentId = wiring.instruments().id(row.symbol());
            if (instrumentId != 0) {
                payments.add(payment(instrumentId, row));
            } else {
                kept.keep(row);
            }
        }
        return payments;
    }

    /** A payment in our words: the venue's amounts are positive, whoever paid. */
    static FundingPayment payment(final int instrumentId, final FundingRow row) {
        return new FundingPayment(instrumentId, row.id(), row.isPaid() ? -row.feeE8() : row.feeE8(), row.createdMs());
    }
}
