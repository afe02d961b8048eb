package dragon.gateway.woox;

import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.woox.parse.AccountAnswers;
import dragon.gateway.woox.parse.AccountAnswers.AlgoOrderRow;
import dragon.gateway.woox.parse.Rows.Page;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds conditional orders on an account and tells them as foreign: we place none, but they use margin and can close a
 * position of ours.
 *
 * <p>Threading: any thread.
 */
final class AlgoOrders {
    private static final Logger LOG = LoggerFactory.getLogger(AlgoOrders.class);
    private static final int ROWS_PER_PAGE = 100;
    private static final int PAGES_MAX = 20;

    private final Wiring wiring;
    private final int accountId;
    private final String label;
    private final ApiIdentity identity;

    AlgoOrders(final Wiring wiring, final int accountId, final String label, final ApiIdentity identity) {
        this.wiring = wiring;
        this.accountId = accountId;
        this.label = label;
        this.identity = identity;
    }

    /** Asks for all that wait. */
    void read() {
        page(1);
    }

    private void page(final int number) {
        wiring.rest()
                .send(
                        RestRequest.query(
                                Endpoint.ALGO_ORDERS,
                                identity,
                                "",
                                "status=INCOMPLETE&page=" + number + "&size=" + ROWS_PER_PAGE),
                        outcome -> onPage(outcome, number));
    }

    private void onPage(final RestOutcome outcome, final int number) {
        if (!(outcome instanceof Success success)) {
            LOG.warn(
                    "account {}: its algo orders could not be read, there may be some: {}",
                    label,
                    outcome.getClass().getSimpleName());
            return;
        }
        try {
            final Page<AlgoOrderRow> page = AccountAnswers.algoOrders(success.body());
            for (final AlgoOrderRow row : page.rows()) {
                LOG.warn(
                        "account {}: algo order {} on {} is not ours and is left alone",
                        label,
                        row.algoOrderId(),
                        row.symbol());
                wiring.listener()
                        .onFact(new OrderState(
                                accountId,
                                wiring.instruments().id(row.symbol()),
                                0,
                                row.algoOrderId(),
                                VenueOrderStatus.NEW,
                                0,
                                VenueFact.NO_PRICE,
                                success.envelope().timestampMs(),
                                "algo order"));
            }
            if (page.hasMore() && number < PAGES_MAX) {
                page(number + 1);
            }
        } catch (final IOException e) {
            LOG.warn("account {}: algo orders refused: {}", label, e.getMessage());
        }
    }
}
