package dragon.gateway.woox;

import dragon.gateway.venue.VenueFact.FundingPaid;
import dragon.gateway.woox.parse.Rows.FundingRow;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Funding payments of an account on instruments that are not followed yet.
 *
 * <p>A question can be answered before the instrument's subscription is read. Once it is followed its payments are told; those of
 * positions that are not ours stay here and are never told. A gateway that starts again asks anew, two hours further back than the
 * engine knows. At the limit the oldest are forgotten. Threading: any thread.
 */
final class KeptFunding {
    private static final Logger LOG = LoggerFactory.getLogger(KeptFunding.class);
    private static final int ROWS_MAX = 1_000;

    private final Wiring wiring;
    private final int accountId;
    private final TreeMap<Long, FundingRow> rows = new TreeMap<>();

    KeptFunding(final Wiring wiring, final int accountId) {
        this.wiring = wiring;
        this.accountId = accountId;
    }

    /** Keeps a payment, or tells it where its instrument has come to be followed meanwhile. */
    synchronized void keep(final FundingRow row) {
        final int instrumentId = wiring.instruments().id(row.symbol());
        if (instrumentId != 0) {
            tell(instrumentId, row);
        } else if (rows.put(row.id(), row) == null) {
            LOG.info(
                    "funding payment {} of account {} on {} is kept until a bot trades that",
                    row.id(),
                    accountId,
                    row.symbol());
            if (rows.size() > ROWS_MAX) {
                rows.pollFirstEntry();
            }
        }
    }

    /** The symbol is followed from now on. */
    synchronized void onFollowed(final int instrumentId, final String symbol) {
        for (final Iterator<Map.Entry<Long, FundingRow>> each = rows.entrySet().iterator(); each.hasNext(); ) {
            final FundingRow row = each.next().getValue();
            if (row.symbol().equals(symbol)) {
                each.remove();
                tell(instrumentId, row);
            }
        }
    }

    private void tell(final int instrumentId, final FundingRow row) {
        wiring.listener().onFact(new FundingPaid(accountId, FundingReading.payment(instrumentId, row)));
    }
}
