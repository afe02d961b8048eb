package dragon.bench.kill;

import dragon.bench.lane.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the simulated venue saw, as it stands at one moment. */
public final class VenueAudit {
    private final Map<?, ?> counts;
    private final Map<Long, History.Fill> fillsByTrade = new LinkedHashMap<>();
    private final List<Long> clientOrderIds = new ArrayList<>();
    private final TreeMap<String, Long> legsE8 = new TreeMap<>();
    private final TreeMap<String, Integer> openOrders = new TreeMap<>();
    private final TreeMap<String, Money> moneyOfLegs = new TreeMap<>();
    private final TreeMap<String, Long> fundingOfAccounts = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> openOrdersOfSymbols = new TreeMap<>();
    private final TreeMap<String, OwnLeg> ownLegs = new TreeMap<>();
    private long opening;
    private long closing;

    /**
     * What the trades of one leg have moved, and their fees, times 10^8: the same in whatever order they are told.
     *
     * <p>A result is not: a rung that is told after the take profit that followed it makes another average, as long as the leg is open.
     */
    public record Money(long movedE8, long feesE8) {
        /** Of a leg, whose name ends with {@code LONG} or {@code SHORT}: its result, and what is open of it has cost. */
        public static Money of(final String leg, final long realizedE8, final long costE8, final long feesE8) {
            return new Money(leg.endsWith("LONG") ? realizedE8 - costE8 : realizedE8 + costE8, feesE8);
        }
    }

    /** One trade as a step of a leg; client order id 0 = nobody's program. */
    public record Step(
            long tradeId, String leg, boolean opens, long priceE8, long quantityE8, long feeE8, long clientOrderId) {}

    private VenueAudit(final Map<?, ?> counts, final Map<?, ?> orders) {
        this.counts = counts;
        for (final Object element : (List<?>) orders.get("orders")) {
            final Map<?, ?> order = (Map<?, ?>) element;
            final long clientOrderId = (Long) order.get("clientOrderId");
            clientOrderIds.add(clientOrderId);
            final String symbolOfAccount = order.get("account") + " " + order.get("symbol");
            final String status = (String) order.get("status");
            if (status.equals("NEW") || status.equals("PARTIAL_FILLED")) {
                openOrdersOfSymbols.merge(symbolOfAccount, 1, Integer::sum);
            }
            for (final Object each : (List<?>) order.get("trades")) {
                final Map<?, ?> trade = (Map<?, ?>) each;
                final History.Fill fill = new History.Fill(
                        clientOrderId,
                        (Long) trade.get("tradeId"),
                        e8(trade.get("price")),
                        e8(trade.get("quantity")),
                        e8(trade.get("fee")));
                steps.add(new Step(
                        fill.tradeId(),
                        symbolOfAccount + " " + order.get("positionSide"),
                        "BUY".equals(order.get("side")) == "LONG".equals(order.get("positionSide")),
                        fill.priceE8(),
                        fill.quantityE8(),
                        fill.feeE8(),
                        clientOrderId));
                if (clientOrderId != 0) { // The others are trades that nobody's program asked for.
                    fillsByTrade.put(fill.tradeId(), fill);
                    final boolean isBuy = "BUY".equals(order.get("side"));
                    final boolean opens = isBuy == "LONG".equals(order.get("positionSide"));
                    opening += opens ? 1 : 0;
                    closing += opens ? 0 : 1;
                }
            }
        }
        for (final Step step : steps()) {
            if (step.clientOrderId() != 0) {
                ownLegs.computeIfAbsent(step.leg(), leg -> new OwnLeg(leg.endsWith("LONG")))
                        .add(step.opens(), step.priceE8(), step.quantityE8(), step.feeE8());
            }
        }
        for (final Object element : (List<?>) counts.get("accounts")) {
            final Map<?, ?> account = (Map<?, ?>) element;
            openOrders.put((String) account.get("account"), ((Long) account.get("openOrders")).intValue());
            fundingOfAccounts.put((String) account.get("account"), e8(account.get("funding")));
            for (final Object each : (List<?>) account.get("positions")) {
                final Map<?, ?> leg = (Map<?, ?>) each;
                final long quantityE8 = Math.abs(e8(leg.get("quantity")));
                final String name = account.get("account") + " " + leg.get("symbol") + " " + leg.get("leg");
                if (quantityE8 != 0) {
                    legsE8.put(name, quantityE8);
                }
                final Money money =
                        Money.of(name, e8(leg.get("realizedByCost")), e8(leg.get("cost")), e8(leg.get("fee")));
                if (money.movedE8 != 0 || money.feesE8 != 0) {
                    moneyOfLegs.put(name, money);
                }
            }
        }
    }

    /** The audit of these two texts: counts, and orders with their trades. */
    static VenueAudit of(final String counts, final String orders) {
        return new VenueAudit(JsonTree.of(counts), JsonTree.of(orders));
    }

    /** Reads both parts of the audit until they are of the same moment. */
    public static VenueAudit read(final String restUrl) {
        try {
            while (true) {
                final Map<?, ?> before = JsonTree.get(restUrl + "/sim/audit");
                final Map<?, ?> orders = JsonTree.get(restUrl + "/sim/audit/orders");
                final Map<?, ?> after = JsonTree.get(restUrl + "/sim/audit");
                if (before.get("fills").equals(after.get("fills"))
                        && before.get("cancels").equals(after.get("cancels"))
                        && before.get("ordersAccepted").equals(after.get("ordersAccepted"))) {
                    return new VenueAudit(after, orders);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request that changes orders; when it arrived on this machine's monotonic clock. */
    public record OrderAction(String endpoint, long arrivedNs) {}

    /** The newest requests that change orders, oldest first. */
    public static List<OrderAction> orderActions(final String restUrl) {
        try {
            final List<OrderAction> actions = new ArrayList<>();
            for (final Object element :
                    (List<?>) JsonTree.get(restUrl + "/sim/audit/requests").get("requests")) {
                final Map<?, ?> row = (Map<?, ?>) element;
                actions.add(new OrderAction((String) row.get("endpoint"), (Long) row.get("arrivedNs")));
            }
            return actions;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The counts alone, as they stand. */
    public static Map<?, ?> counts(final String restUrl) {
        try {
            return JsonTree.get(restUrl + "/sim/audit");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every trade in the order of the exchange. */
    public List<Step> steps() {
        return steps.stream().sorted(Comparator.comparingLong(Step::tradeId)).toList();
    }

    /** Open orders of an account in a symbol. */
    public int openOrders(final String account, final String symbol) {
        return openOrdersOfSymbols.getOrDefault(account + " " + symbol, 0);
    }

    /** One of the counts, such as {@code duplicates}. */
    public long count(final String name) {
        return (Long) counts.get(name);
    }

    public Map<Long, History.Fill> fillsByTrade() {
        return fillsByTrade;
    }

    public List<Long> clientOrderIds() {
        return clientOrderIds;
    }

    /** Quantities of legs that are not flat, by {@code account symbol leg}. */
    public TreeMap<String, Long> legsE8() {
        return legsE8;
    }

    public TreeMap<String, Integer> openOrders() {
        return openOrders;
    }

    /** What trades have moved on legs, by {@code account symbol leg}. */
    public TreeMap<String, Money> moneyOfLegs() {
        return moneyOfLegs;
    }

    /** Quantities that our own trades alone would have left, where they are not zero, by {@code account symbol leg}. */
    public TreeMap<String, Long> ownLegsE8() {
        final TreeMap<String, Long> quantities = new TreeMap<>();
        ownLegs.forEach((name, leg) -> {
            if (leg.quantityE8() != 0) {
                quantities.put(name, leg.quantityE8());
            }
        });
        return quantities;
    }

    /** What our own trades alone have moved, by {@code account symbol leg}. */
    public TreeMap<String, Money> ownMoneyOfLegs() {
        final TreeMap<String, Money> money = new TreeMap<>();
        ownLegs.forEach((name, leg) -> money.put(name, leg.money(name)));
        return money;
    }

    /** How many orders are open, where there are any, by {@code account symbol}. */
    public TreeMap<String, Integer> openOrdersOfSymbols() {
        return new TreeMap<>(openOrdersOfSymbols);
    }

    /** Funding of each account, positive = received. */
    public TreeMap<String, Long> fundingOfAccounts() {
        return fundingOfAccounts;
    }

    /** Fills of ours that made a leg larger. */
    public long openingFills() {
        return opening;
    }

    /** Fills of ours that made a leg smaller. */
    public long closingFills() {
        return closing;
    }

    /** How often each fault struck, by its name and what was set of its own. */
    public Map<String, Object> variants() {
        final Map<String, Object> variants = new TreeMap<>();
        ((Map<?, ?>) counts.get("variants")).forEach((name, count) -> variants.put((String) name, count));
        return variants;
    }

    /** Requests to one endpoint: the most that came within the window of its documented limit, and how many were over. */
    public record Rate(String endpoint, long requests, long peak, long limit, long windowMs, long overLimit) {
        @Override
        public String toString() {
            return endpoint + ": " + peak + " of " + limit + " in " + windowMs / 1_000 + " s";
        }
    }

    /** Endpoints that were used and have a documented limit, in the order of their names. */
    public List<Rate> rates() {
        final List<Rate> rates = new ArrayList<>();
        for (final Object element : (List<?>) counts.get("endpoints")) {
            final Map<?, ?> row = (Map<?, ?>) element;
            if ((Long) row.get("limit") != 0) {
                rates.add(new Rate(
                        (String) row.get("endpoint"),
                        (Long) row.get("requests"),
                        (Long) row.get("inWindowMax"),
                        (Long) row.get("limit"),
                        (Long) row.get("windowMs"),
                        (Long) row.get("overLimit")));
            }
        }
        return rates;
    }

    /** Requests that would place, change or cancel an order, as they arrived. */
    public long orderActions() {
        return ofOrderActions("requests");
    }

    /** Their bytes: path, query and body. */
    public long orderActionBytes() {
        return ofOrderActions("bytes");
    }

    private long ofOrderActions(final String what) {
        long sum = 0;
        for (final Object element : (List<?>) counts.get("endpoints")) {
            final Map<?, ?> row = (Map<?, ?>) element;
            final String endpoint = (String) row.get("endpoint");
            final boolean isAction = !endpoint.startsWith("GET ")
                    && (endpoint.contains("/v3/trade/") || endpoint.endsWith("/v3/futures/leverage"));
            sum += isAction ? (Long) row.get(what) : 0;
        }
        return sum;
    }

    /** Mode of an account, such as {@code ONE_WAY}. */
    public String positionMode(final String label) {
        for (final Object element : (List<?>) counts.get("accounts")) {
            final Map<?, ?> account = (Map<?, ?>) element;
            if (label.equals(account.get("account"))) {
                return (String) account.get("positionMode");
            }
        }
        throw new IllegalArgumentException("no account " + label + " at the venue");
    }

    /** Orders of an account that ever were at the venue. */
    public long ordersOf(final String label) {
        for (final Object element : (List<?>) counts.get("accounts")) {
            final Map<?, ?> account = (Map<?, ?>) element;
            if (label.equals(account.get("account"))) {
                return (Long) account.get("orders");
            }
        }
        throw new IllegalArgumentException("no account " + label + " at the venue");
    }

    /** Best bid of each symbol now. */
    public Map<String, BigDecimal> bids() {
        final Map<String, BigDecimal> bids = new TreeMap<>();
        for (final Object element : (List<?>) counts.get("sources")) {
            final Map<?, ?> source = (Map<?, ?>) element;
            bids.put((String) source.get("symbol"), new BigDecimal((String) source.get("bid")));
        }
        return bids;
    }

    private static long e8(final Object decimal) {
        return new BigDecimal((String) decimal).movePointRight(8).longValueExact();
    }
}
