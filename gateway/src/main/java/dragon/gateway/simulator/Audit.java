package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the venue saw with its own eyes: the witness that nothing was sent twice.
 *
 * <p>Threading: the venue thread.
 */
final class Audit {
    /** What is known of one client order id of one account. */
    private static final class SeenId {
        private long requests;
        private VenueOrder latest;
    }

    private record IdKey(VenueAccount account, long clientOrderId) {}

    /** Requests to one endpoint: all, their bytes, the most within a wall second and within the window of its limit. */
    private static final class EndpointCount {
        /** Arrivals within the last window, of each whom the limit counts for. */
        private final Map<String, ArrayDeque<Long>> arrivedNs = new HashMap<>();

        private long all;
        private long bytes;
        private long second;
        private long inSecond;
        private long inSecondMax;
        private int limit;
        private long windowMs;
        private int inWindowMax;
        private long overLimit;
    }

    private record OrderAction(String endpoint, long arrivedNs) {}

    private static final int ORDER_ACTIONS_KEPT_MAX = 200_000;

    private final Deque<OrderAction> orderActions = new ArrayDeque<>();
    private final Map<IdKey, SeenId> ids = new HashMap<>();
    private final Map<String, EndpointCount> endpoints = new TreeMap<>();
    private final Map<Integer, Long> rejectedByCode = new TreeMap<>();
    private long ordersReceived;
    private long duplicates;
    private long ordersAfterTerminal;
    private long ordersAccepted;
    private long ordersRejected;
    private long fills;
    private long cancels;
    private long signatureFailures;
    private long throttled;
    private long placesThrottled;
    private long faultsInjected;
    private long acceptedTwice;
    private long overLimit;
    private long strangeClocks;
    private long foreignOrders;
    private long privateStreams;
    private long publicStreams;
    private final Map<FaultKind, Long> strikes = new EnumMap<>(FaultKind.class);
    private final Map<String, Long> variants = new TreeMap<>();

    /** A request that arrived, whatever becomes of it; its bytes are those of path, query and body. */
    void onRequest(final String endpoint, final long bytes, final long wallMs) {
        final EndpointCount count = endpoints.computeIfAbsent(endpoint, ignored -> new EndpointCount());
        final long second = wallMs / 1_000;
        if (second != count.second) {
            count.second = second;
            count.inSecond = 0;
        }
        count.all++;
        count.bytes += bytes;
        count.inSecond++;
        count.inSecondMax = Math.max(count.inSecondMax, count.inSecond);
    }

    /** A request that changes orders, when its first bytes were there: counted whatever becomes of it. */
    void onOrderAction(final String endpoint, final long arrivedNs) {
        if (orderActions.size() == ORDER_ACTIONS_KEPT_MAX) {
            orderActions.removeFirst();
        }
        orderActions.addLast(new OrderAction(endpoint, arrivedNs));
    }

    /** The newest requests that change orders, oldest first, with their arrival on this machine's monotonic clock. */
    String requestsJson() {
        final Json json = Json.object().array("requests");
        for (final OrderAction each : orderActions) {
            json.element()
                    .text("endpoint", each.endpoint)
                    .whole("arrivedNs", each.arrivedNs)
                    .end();
        }
        return json.endArray().end().toString();
    }

    /** A place request that was read: counted before it is judged, so a rejected copy is a duplicate too. */
    void onPlaceRequest(final VenueAccount account, final long clientOrderId) {
        ordersReceived++;
        if (clientOrderId == 0) {
            return;
        }
        final SeenId seen = ids.computeIfAbsent(new IdKey(account, clientOrderId), ignored -> new SeenId());
        duplicates += seen.requests > 0 ? 1 : 0;
        ordersAfterTerminal += seen.latest != null && !seen.latest.status.isOpen() ? 1 : 0;
        seen.requests++;
    }

    void onAccepted(final VenueOrder order) {
        ordersAccepted++;
        final SeenId seen = ids.get(new IdKey(order.account, order.clientOrderId));
        if (seen != null) {
            acceptedTwice += seen.latest != null ? 1 : 0;
            seen.latest = order;
        }
    }

    void onRejected(final int code) {
        ordersRejected++;
        rejectedByCode.merge(code, 1L, Long::sum);
    }

    void onFill(final VenueTrade trade) {
        fills++;
    }

    void onCancelled(final VenueOrder order) {
        cancels++;
    }

    void onSignatureFailure() {
        signatureFailures++;
    }

    /** Turned away by a limit, before it was judged: no order request, whatever it asked for. */
    void onThrottled(final boolean isPlace) {
        throttled++;
        placesThrottled += isPlace ? 1 : 0;
    }

    void onFault(final Fault fault) {
        faultsInjected++;
        strikes.merge(fault.kind, 1L, Long::sum);
        variants.merge(fault.variant(), 1L, Long::sum);
    }

    /**
     * A request to an endpoint whose limit is documented, counted in the window that ends with it, whether it is turned
     * away or not and whatever the market's speed.
     *
     * @param whom the limit counts for
     */
    void onLimited(
            final String endpoint, final String whom, final int limit, final long windowMs, final long arrivedNs) {
        final EndpointCount count = endpoints.get(endpoint);
        count.limit = limit;
        count.windowMs = windowMs;
        final ArrayDeque<Long> window = count.arrivedNs.computeIfAbsent(whom, ignored -> new ArrayDeque<>());
        while (!window.isEmpty() && arrivedNs - window.peekFirst() >= windowMs * 1_000_000L) {
            window.pollFirst();
        }
        window.addLast(arrivedNs);
        count.inWindowMax = Math.max(count.inWindowMax, window.size());
        if (window.size() > limit) {
            overLimit++;
            count.overLimit++;
        }
    }

    /** A signature failure whose cause is the timestamp alone. */
    void onStrangeClock() {
        strangeClocks++;
    }

    /** An order of nobody's programs. */
    void onForeign() {
        foreignOrders++;
    }

    /** A websocket was opened. */
    void onStream(final boolean isPrivate) {
        privateStreams += isPrivate ? 1 : 0;
        publicStreams += isPrivate ? 0 : 1;
    }

    String json(final Venue venue, final MarketPlayer player, final long wallMs) {
        final Json json = Json.object()
                .whole("wallMs", wallMs)
                .whole("marketMs", player.marketMs())
                .flag("marketStarted", player.isStarted())
                .flag("dataEnded", player.dataHasEnded())
                .whole("dataEndedWallMs", player.dataEndedWallMs())
                .whole("quotes", player.quotes())
                .whole("marketTrades", player.trades())
                .whole("ordersReceived", ordersReceived)
                .whole("distinctClientOrderIds", ids.size())
                .whole("duplicates", duplicates)
                .whole("ordersAfterTerminal", ordersAfterTerminal)
                .whole("ordersAccepted", ordersAccepted)
                .whole("ordersRejected", ordersRejected);
        json.object("rejectedByCode");
        rejectedByCode.forEach((code, count) -> json.whole(code.toString(), count));
        json.end()
                .whole("fills", fills)
                .whole("cancels", cancels)
                .whole("acceptedTwice", acceptedTwice)
                .whole("foreignOrders", foreignOrders)
                .whole("privateStreams", privateStreams)
                .whole("publicStreams", publicStreams)
                .whole("signatureFailures", signatureFailures)
                .whole("ofThemStrangeClocks", strangeClocks)
                .whole("overLimit", overLimit)
                .whole("throttled", throttled)
                .whole("placesThrottled", placesThrottled)
                .whole("faultsInjected", faultsInjected);
        json.object("strikes");
        strikes.forEach((kind, count) -> json.whole(kind.words(), count));
        json.end().object("variants");
        variants.forEach(json::whole);
        json.end();
        json.array("endpoints");
        endpoints.forEach((name, count) -> json.element()
                .text("endpoint", name)
                .whole("requests", count.all)
                .whole("bytes", count.bytes)
                .whole("inOneSecondMax", count.inSecondMax)
                .whole("limit", count.limit)
                .whole("windowMs", count.windowMs)
                .whole("inWindowMax", count.inWindowMax)
                .whole("overLimit", count.overLimit)
                .end());
        json.endArray().array("sources");
        for (final Market market : venue.markets()) {
            json.element()
                    .text("symbol", market.symbol())
                    .text("source", market.source().description())
                    .whole("quotes", market.quotes)
                    .decimalText("bid", market.bidE8)
                    .decimalText("ask", market.askE8)
                    .flag("dataEnded", market.dataHasEnded)
                    .end();
        }
        json.endArray();
        accounts(json, venue);
        return json.end().toString();
    }

    private static void accounts(final Json json, final Venue venue) {
        json.array("accounts");
        for (final VenueAccount account : venue.accounts()) {
            json.element()
                    .text("account", account.label)
                    .text("positionMode", account.isHedgeMode() ? "HEDGE_MODE" : "ONE_WAY")
                    .whole("orders", account.orders.size())
                    .whole("openOrders", account.open.size())
                    .whole("fills", account.trades.size())
                    .decimalText("fee", account.feeE8)
                    .decimalText("realized", account.realizedE8)
                    .decimalText("funding", account.fundingE8)
                    .whole("fundingPayments", account.fundings.size())
                    .decimalText("balance", account.balanceE8)
                    .array("positions");
            for (final VenueLeg leg : account.legs.values()) {
                json.element()
                        .text("symbol", leg.market.symbol())
                        .text("leg", leg.positionSide.name())
                        .decimalText("quantity", leg.quantityE8)
                        .decimalText("averageOpenPrice", leg.averageOpenPriceE8)
                        .decimalText("fee", leg.feeE8)
                        .decimalText("realized", leg.realizedE8)
                        .decimalText("realizedByCost", leg.realizedByCostE8)
                        .decimalText("cost", leg.costE8)
                        .decimalText("funding", leg.fundingE8)
                        .end();
            }
            json.endArray().end();
        }
        json.endArray();
    }

    /** Every order of every account with its fills, oldest first. */
    static String ordersJson(final Venue venue) {
        final Json json = Json.object().array("orders");
        for (final VenueAccount account : venue.accounts()) {
            for (final VenueOrder order : account.orders) {
                json.element()
                        .text("account", account.label)
                        .whole("clientOrderId", order.clientOrderId)
                        .whole("orderId", order.orderId)
                        .text("symbol", order.market.symbol())
                        .text("side", order.side.name())
                        .text("positionSide", order.positionSide.name())
                        .text("type", order.type.name())
                        .text("status", order.status.name());
                if (order.priceE8 == DecimalE8.NULL) {
                    json.none("price");
                } else {
                    json.decimalText("price", order.priceE8);
                }
                json.decimalText("quantity", order.quantityE8)
                        .decimalText("executed", order.executedE8)
                        .decimalText("averageExecutedPrice", order.averagePriceE8)
                        .decimalText("fee", order.feeE8)
                        .decimalText("realized", order.realizedE8)
                        .whole("createdMs", order.createdMs)
                        .array("trades");
                for (final VenueTrade trade : order.trades) {
                    json.element()
                            .whole("tradeId", trade.tradeId())
                            .decimalText("price", trade.priceE8())
                            .decimalText("quantity", trade.quantityE8())
                            .decimalText("fee", trade.feeE8())
                            .flag("maker", trade.isMaker())
                            .whole("wallMs", trade.wallMs())
                            .end();
                }
                json.endArray().end();
            }
        }
        return json.endArray().end().toString();
    }
}
