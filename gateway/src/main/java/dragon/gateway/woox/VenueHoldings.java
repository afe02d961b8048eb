package dragon.gateway.woox;

import dragon.gateway.woox.VenueFlatten.Held;
import dragon.gateway.woox.parse.AccountAnswers;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.parse.Rows.Page;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the exchange says an account holds and what rests there, for a {@link VenueFlatten}: read anew each time, nothing is remembered.
 *
 * <p>Threading: one thread; calls wait for the exchange.
 */
final class VenueHoldings {
    /** The gateway that died may have used up the reads of the last ten seconds. */
    private static final long READ_WAIT_MS_MAX = 15_000;

    private static final int ORDERS_PER_PAGE = 500;
    private static final int ALGO_ORDERS_PER_PAGE = 100;
    private static final int PAGES_MAX = 40;

    private final VenueProbe probe;
    private final ApiIdentity identity;
    private final FlattenRecord record;
    private final Set<String> symbols;
    private final Map<String, String> troubles;

    /** An order that rests; side null = it does not say which leg it is of. */
    record Resting(long orderId, String symbol, String side, boolean opens, boolean hasTrigger, long leavesE8) {
        String text() {
            return (hasTrigger ? "order with a trigger " : "order ") + orderId + " " + symbol;
        }
    }

    /**
     * What the exchange has told in one round.
     *
     * @param areOrdersKnown whether all orders could be read, too
     */
    record Picture(List<Held> held, List<Held> leftAlone, List<Resting> resting, boolean areOrdersKnown) {
        boolean isOver() {
            return held.isEmpty() && resting.isEmpty() && areOrdersKnown;
        }

        long heldE8() {
            return held.stream().mapToLong(Held::quantityE8).sum();
        }

        List<Resting> restingWhere(final Predicate<Resting> which) {
            return resting.stream().filter(which).toList();
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param symbols that are asked about; the caller's, and may still grow
     * @param troubles the newest one of each kind of read, kept up to date here; the caller's
     */
    VenueHoldings(
            final VenueProbe probe,
            final ApiIdentity identity,
            final FlattenRecord record,
            final Set<String> symbols,
            final Map<String, String> troubles) {
        this.probe = probe;
        this.identity = identity;
        this.record = record;
        this.symbols = symbols;
        this.troubles = troubles;
    }

    /** Legs and orders of the account as they are now; null where not even the legs can be had, or they contradict themselves. */
    Picture read() throws InterruptedException {
        final List<Held> all;
        try {
            all = readLegs();
        } catch (final IOException e) {
            final String text = FlattenRecord.plain(e.getMessage());
            troubles.put("read positions", text);
            record.line("note", "positions could not be read: " + text);
            return null;
        }
        troubles.remove("read positions");
        final List<Resting> resting = new ArrayList<>();
        final boolean areOrdersKnown = readOrders(resting) & readAlgoOrders(resting);
        final List<Held> held =
                all.stream().filter(each -> isAsked(each.symbol())).toList();
        final String heldText = String.join(", ", held.stream().map(Held::text).toList());
        record.line(
                "note",
                "read: " + (held.isEmpty() ? "nothing held" : heldText) + "; resting " + resting.size()
                        + (areOrdersKnown ? "" : " or more"));
        return new Picture(
                held,
                all.stream().filter(each -> !isAsked(each.symbol())).toList(),
                List.copyOf(resting),
                areOrdersKnown);
    }

    private boolean isAsked(final String symbol) {
        return symbols.contains(symbol);
    }

    private List<Held> readLegs() throws IOException, InterruptedException {
        final List<Held> legs = new ArrayList<>();
        final RestOutcome outcome = probe.ask(urgent(Endpoint.POSITIONS, ""));
        if (!(outcome instanceof Success success)) {
            throw new IOException(VenueFlatten.text(outcome));
        }
        for (final PositionRow row : Answers.positions(success.body())) {
            final boolean isLeg =
                    row.positionSide().equals("LONG") || row.positionSide().equals("SHORT");
            if (row.holdingE8() == 0) {
                continue; // Flat legs are told or left out.
            }
            if (!isLeg && isAsked(row.symbol())) {
                throw new DecodeException(row.symbol() + " is held in one-way mode: it is not closed from here");
            }
            if (isAsked(row.symbol()) && row.positionSide().equals("LONG") && row.holdingE8() < 0) {
                throw new DecodeException("position of " + row.symbol() + " is LONG and its holding is negative");
            }
            legs.add(new Held(row.symbol(), row.positionSide(), row.marginMode(), Math.abs(row.holdingE8())));
        }
        return legs;
    }

    /** Reads are as urgent as what they are for: a circuit breaker that opened on others does not hold them back. */
    private RestRequest urgent(final Endpoint endpoint, final String query) {
        return new RestRequest(endpoint, identity, "", query, null, READ_WAIT_MS_MAX, true);
    }

    private boolean readOrders(final List<Resting> resting) throws InterruptedException {
        boolean isRead = true;
        for (final String symbol : symbols) {
            isRead &= readPages(
                    Endpoint.ORDERS,
                    "symbol=" + symbol + "&status=INCOMPLETE",
                    ORDERS_PER_PAGE,
                    Answers::orders,
                    row -> {
                        // In hedge mode the sides say whether an order opens; whether it is reduce-only adds nothing.
                        final long leavesE8 = row.quantityE8() == Rows.NONE ? 0 : row.quantityE8() - row.executedE8();
                        add(resting, row.orderId(), symbol, row.side(), row.positionSide(), false, leavesE8);
                    });
        }
        return isRead;
    }

    private boolean readAlgoOrders(final List<Resting> resting) throws InterruptedException {
        return readPages(
                Endpoint.ALGO_ORDERS, "status=INCOMPLETE", ALGO_ORDERS_PER_PAGE, AccountAnswers::algoOrders, row -> {
                    if (isAsked(row.symbol())) {
                        add(
                                resting,
                                row.algoOrderId(),
                                row.symbol(),
                                row.isReduceOnly() ? null : row.side(),
                                row.positionSide(),
                                true,
                                row.quantityE8() == Rows.NONE ? 0 : row.quantityE8());
                    }
                });
    }

    /** Adds an order, once: pages shift while orders come and go. */
    private static void add(
            final List<Resting> resting,
            final long orderId,
            final String symbol,
            final String side,
            final String positionSide,
            final boolean hasTrigger,
            final long leavesE8) {
        final boolean opens = "BUY".equals(side) && "LONG".equals(positionSide)
                || "SELL".equals(side) && "SHORT".equals(positionSide);
        if (resting.stream().noneMatch(each -> each.orderId() == orderId && each.hasTrigger() == hasTrigger)) {
            resting.add(new Resting(orderId, symbol, positionSide, opens, hasTrigger, leavesE8));
        }
    }

    @FunctionalInterface
    private interface PageParser<T> {
        Page<T> parse(byte[] body) throws IOException;
    }

    private <T> boolean readPages(
            final Endpoint endpoint,
            final String query,
            final int rowsPerPage,
            final PageParser<T> parser,
            final Consumer<T> onRow)
            throws InterruptedException {
        for (int number = 1; number <= PAGES_MAX; number++) {
            final RestOutcome outcome = probe.ask(urgent(endpoint, query + "&page=" + number + "&size=" + rowsPerPage));
            String trouble = VenueFlatten.text(outcome);
            if (outcome instanceof Success success) {
                try {
                    final Page<T> page = parser.parse(success.body());
                    page.rows().forEach(onRow);
                    if (!page.hasMore()) {
                        troubles.remove("read " + endpoint.path());
                        return true;
                    }
                    continue;
                } catch (final IOException e) {
                    trouble = FlattenRecord.plain(e.getMessage());
                }
            }
            troubles.put("read " + endpoint.path(), trouble);
            record.line("note", endpoint.path() + " could not be read: " + trouble);
            return false;
        }
        return false;
    }
}
