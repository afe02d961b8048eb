package dragon.gateway.simulator;

import dragon.gateway.simulator.RestApi.LimitFor;
import dragon.gateway.simulator.market.DecimalE8;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Placing, cancelling, editing and asking for orders and fills. */
final class TradeApi {
    private static final Set<String> PLACE_FIELDS = Set.of(
            "symbol",
            "side",
            "type",
            "price",
            "quantity",
            "amount",
            "clientOrderId",
            "orderTag",
            "positionSide",
            "reduceOnly",
            "visibleQuantity",
            "marginMode",
            "bidAskLevel",
            "postOnlyAdjusted",
            "broker_id");
    private static final int PAGE_USUAL = 25;
    private static final int PAGE_MAX = 500;
    private static final int TAG_MAX = 64;
    private static final int BID_ASK_LEVEL_MAX = 5;
    private static final long CANCEL_ALL_AFTER_MS_MAX = 900_000;
    /** One answer in so many spells every number as text, as some answers of the exchange do. */
    private static final int TEXT_ANSWER_ONE_IN = 5;

    private final Venue venue;
    private final Audit audit;
    private long answers;

    TradeApi(final Venue venue, final Audit audit) {
        this.venue = venue;
        this.audit = audit;
    }

    void addTo(final RestApi api) {
        final String order = " /v3/trade/order";
        api.on("POST" + order, LimitFor.ACCOUNT_AND_SYMBOL, 5, 1_000, this::place)
                .on("PUT" + order, LimitFor.ACCOUNT, 5, 1_000, this::edit)
                .on("GET" + order, LimitFor.ACCOUNT_AND_SYMBOL, 5, 1_000, this::order)
                .on("DELETE" + order, LimitFor.ACCOUNT, 10, 1_000, this::cancel)
                .on("GET /v3/trade/orders", LimitFor.ACCOUNT, 10, 1_000, this::orders)
                .on("DELETE /v3/trade/orders", LimitFor.ACCOUNT, 10, 1_000, this::cancelAll)
                .on("DELETE /v3/trade/allOrders", LimitFor.ACCOUNT, 10, 1_000, this::cancelAllOfSymbol)
                .on("GET /v3/trade/algoOrders", LimitFor.ACCOUNT, 10, 1_000, this::algoOrders)
                .on("DELETE /v3/trade/algoOrder", LimitFor.ACCOUNT, 10, 1_000, this::cancelAlgoOrder)
                .on("GET /v3/trade/transaction", LimitFor.ACCOUNT, 10, 1_000, this::transaction)
                .on("GET /v3/trade/transactionHistory", LimitFor.ACCOUNT, 2, 1_000, this::fills)
                .on("GET /v3/trade/tradingFee", LimitFor.ACCOUNT, 2, 1_000, this::tradingFee)
                .on("POST /v3/trade/cancelAllAfter", LimitFor.ACCOUNT, 10, 1_000, this::cancelAllAfter);
    }

    private Answer place(final Call call) throws Refusal {
        // Counted first: a request that is refused for whatever reason was still received.
        final long clientOrderId = clientOrderIdOrZero(call.get("clientOrderId"));
        audit.onPlaceRequest(call.account, clientOrderId);
        for (final String name : call.parameters.keySet()) {
            if (!PLACE_FIELDS.contains(name)) {
                throw new Refusal(400, -1004, "unknown parameter " + name);
            }
        }
        final NewOrder asked = new NewOrder();
        asked.market = market(call);
        asked.side = required(call, "side", Side.class);
        asked.type = required(call, "type", OrderType.class);
        if (!asked.type.canBePlaced()) {
            throw Refusal.badParameter("type is unknown");
        }
        asked.positionSide = call.choice("positionSide", PositionSide.class, PositionSide.BOTH);
        asked.clientOrderId = clientOrderId(call);
        asked.reduceOnly = call.flag("reduceOnly");
        asked.postOnlyAdjusted = call.flag("postOnlyAdjusted");
        asked.tag = call.get("orderTag") == null ? "default" : call.get("orderTag");
        asked.marginMode = call.get("marginMode") == null ? "CROSS" : call.get("marginMode");
        asked.bidAskLevel = call.count("bidAskLevel", 1, BID_ASK_LEVEL_MAX);
        asked.quantityE8 = call.decimal("quantity");
        asked.amountE8 = call.decimal("amount");
        if (asked.tag.length() > TAG_MAX) {
            throw Refusal.badParameter("orderTag is too long");
        }
        if ((asked.quantityE8 == DecimalE8.NULL) == (asked.amountE8 == DecimalE8.NULL)) {
            throw Refusal.order(-1012, "Exactly one of quantity and amount is required.");
        }
        if (asked.type.hasPrice()) {
            call.required("price");
            asked.priceE8 = call.decimal("price");
            if (asked.amountE8 != DecimalE8.NULL) {
                throw Refusal.order(-1012, "amount is for MARKET, BID and ASK orders.");
            }
        }

        final VenueOrder order = venue.place(call.account, asked, call.wallMs);
        final boolean priceWasGiven = asked.type.hasPrice();
        final Json json = Call.ok()
                .whole("orderId", order.orderId)
                .whole("clientOrderId", order.clientOrderId)
                .text("type", order.type.name())
                .decimal("price", priceWasGiven ? order.priceE8 : DecimalE8.NULL)
                .decimal("quantity", order.quantityE8)
                .decimal("amount", asked.amountE8);
        if (priceWasGiven || order.type == OrderType.MARKET) {
            json.none("bidAskLevel");
        } else {
            json.whole("bidAskLevel", order.bidAskLevel);
        }
        return Call.end(json, call.wallMs);
    }

    private Answer edit(final Call call) throws Refusal {
        final VenueOrder order = openOrder(call, false);
        venue.replace(order, call.decimal("price"), call.decimal("quantity"), call.wallMs);
        return sent("EDIT_SENT", call);
    }

    private Answer cancel(final Call call) throws Refusal {
        final VenueOrder order = openOrder(call, true);
        venue.cancel(order, "", call.wallMs);
        return sent("CANCEL_SENT", call);
    }

    private Answer cancelAll(final Call call) throws Refusal {
        final Market only = call.get("symbol") == null ? null : market(call);
        cancelAll(call.account, only, call.wallMs);
        return sent("CANCEL_ALL_SENT", call);
    }

    private Answer cancelAllOfSymbol(final Call call) throws Refusal {
        cancelAll(call.account, market(call), call.wallMs);
        return sent("CANCEL_ALL_SENT", call);
    }

    /** Cancels the account's open orders of the market, of all markets where that is null. */
    void cancelAll(final VenueAccount account, final Market only, final long wallMs) {
        for (final VenueOrder order : new ArrayList<>(account.open)) {
            if (only == null || order.market == only) {
                venue.cancel(order, "", wallMs);
            }
        }
    }

    private Answer order(final Call call) throws Refusal {
        final Json json = Call.ok().numbersAsText(++answers % TEXT_ANSWER_ONE_IN == 0);
        final VenueOrder order = known(call);
        if (order.createdMs > call.asOfMs) {
            throw Refusal.order(-1006, "The order is not found.");
        }
        writeOrder(json, order.asOf(call.asOfMs));
        return Call.end(json, call.wallMs);
    }

    private Answer orders(final Call call) throws Refusal {
        final List<VenueOrder> found = new ArrayList<>();
        final long startMs = call.whole("startTime", Long.MIN_VALUE);
        final long endMs = Math.min(call.asOfMs, call.whole("endTime", Long.MAX_VALUE));
        for (int i = call.account.orders.size() - 1; i >= 0; i--) {
            final VenueOrder order = call.account.orders.get(i).asOf(call.asOfMs);
            if (order.createdMs >= startMs
                    && order.createdMs <= endMs
                    && !call.account.orders.get(i).isInNoList
                    && matches(call, order)) {
                found.add(order);
            }
        }
        final int size = call.count("size", PAGE_USUAL, PAGE_MAX);
        final int page = call.count("page", 1, Integer.MAX_VALUE / PAGE_MAX);
        final Json json =
                Call.ok().numbersAsText(++answers % TEXT_ANSWER_ONE_IN == 0).array("rows");
        for (int i = (page - 1) * size; i < Math.min(page * size, found.size()); i++) {
            json.element();
            writeOrder(json, found.get(i));
            json.end();
        }
        json.endArray();
        writeMeta(json, found.size(), size, page);
        return Call.end(json, call.wallMs);
    }

    private static boolean matches(final Call call, final VenueOrder order) throws Refusal {
        return is(call, "symbol", order.market.symbol())
                && is(call, "side", order.side.name())
                && is(call, "positionSide", order.positionSide.name())
                && is(call, "type", order.type.name())
                && is(call, "orderTag", order.tag)
                && hasStatus(call.get("status"), order.status);
    }

    private static boolean is(final Call call, final String name, final String value) {
        return call.get(name) == null || call.get(name).equals(value);
    }

    private static boolean hasStatus(final String asked, final OrderStatus status) throws Refusal {
        if (asked == null) {
            return true;
        }
        return switch (asked) {
            case "INCOMPLETE" -> status.isOpen();
            case "COMPLETED" -> !status.isOpen();
            case "NEW", "PARTIAL_FILLED", "FILLED", "CANCELLED", "REJECTED" -> status.name()
                    .equals(asked);
            default -> throw Refusal.badParameter("status is unknown");
        };
    }

    private static void writeOrder(final Json json, final VenueOrder order) {
        json.whole("orderId", order.orderId)
                .whole("clientOrderId", order.clientOrderId)
                .text("symbol", order.market.symbol())
                .text("orderTag", order.tag)
                .text("side", order.side.name())
                .text("positionSide", order.positionSide.name())
                .decimal("quantity", order.quantityE8)
                .none("amount")
                .text("type", order.type.name())
                .text("status", order.status.name())
                .decimal("price", order.priceE8)
                .decimal("executed", order.executedE8)
                .decimal("visible", order.type == OrderType.MARKET ? 0 : order.quantityE8)
                .decimal("averageExecutedPrice", order.averagePriceE8)
                .decimal("totalFee", order.feeE8)
                .text("feeAsset", "USDT")
                .whole("totalRebate", 0)
                .text("rebateAsset", "USDT")
                .flag("reduceOnly", order.reduceOnly)
                .text("createdTime", seconds(order.createdMs))
                .decimal("realizedPnl", order.realizedE8 == 0 ? DecimalE8.NULL : order.realizedE8);
        if (order.type == OrderType.ASK || order.type == OrderType.BID) {
            json.whole("bidAskLevel", order.bidAskLevel);
        } else {
            json.none("bidAskLevel");
        }
        json.whole("leverage", order.account.leverage(order.market)).text("marginMode", order.marginMode);
    }

    private Answer algoOrders(final Call call) throws Refusal {
        final List<VenueStop> stops = call.account.stops;
        final int size = call.count("size", PAGE_USUAL, PAGE_MAX);
        final int page = call.count("page", 1, Integer.MAX_VALUE / PAGE_MAX);
        final Json json = Call.ok().array("rows");
        for (int i = (page - 1) * size; i < Math.min(page * size, stops.size()); i++) {
            final VenueStop stop = stops.get(i);
            json.element()
                    .whole("algoOrderId", stop.algoOrderId())
                    .whole("rootAlgoOrderId", stop.algoOrderId())
                    .text("symbol", stop.market().symbol())
                    .text("algoType", "STOP")
                    .text("side", stop.positionSide() == PositionSide.LONG ? "SELL" : "BUY")
                    .text("positionSide", stop.positionSide().name())
                    .text("algoStatus", "NEW")
                    .decimal("quantity", stop.quantityE8())
                    .decimal("triggerPrice", stop.triggerPriceE8())
                    .flag("reduceOnly", true)
                    .end();
        }
        json.endArray();
        writeMeta(json, stops.size(), size, page);
        return Call.end(json, call.wallMs);
    }

    private Answer cancelAlgoOrder(final Call call) throws Refusal {
        call.required("algoOrderId");
        final long algoOrderId = call.whole("algoOrderId", 0);
        if (!call.account.stops.removeIf(stop -> stop.algoOrderId() == algoOrderId)) {
            throw Refusal.order(-1006, "The order is not found.");
        }
        return sent("CANCEL_SENT", call);
    }

    private Answer transaction(final Call call) throws Refusal {
        call.required("tradeId");
        final long tradeId = call.whole("tradeId", 0);
        for (final VenueTrade trade : call.account.trades) {
            if (trade.tradeId() == tradeId && trade.wallMs() <= call.asOfMs) {
                final Json json = Call.ok();
                writeFill(json, trade);
                return Call.end(json, call.wallMs);
            }
        }
        throw Refusal.order(-1006, "The trade is not found.");
    }

    /** Newest first; with {@code fromId} oldest first from that trade on, so that a reader can page forward. */
    private Answer fills(final Call call) throws Refusal {
        final List<VenueTrade> found = new ArrayList<>();
        final Market only = call.get("symbol") == null ? null : market(call);
        final long startMs = call.whole("startTime", Long.MIN_VALUE);
        final long endMs = Math.min(call.asOfMs, call.whole("endTime", Long.MAX_VALUE));
        final long fromId = call.whole("fromId", Long.MIN_VALUE);
        for (final VenueTrade trade : call.account.trades) {
            if ((only == null || trade.order().market == only)
                    && trade.wallMs() >= startMs
                    && trade.wallMs() <= endMs
                    && trade.tradeId() >= fromId) {
                found.add(trade);
            }
        }
        final int limit = call.count("limit", 100, 1_000);
        final boolean forward = fromId != Long.MIN_VALUE;
        final Json json =
                Call.ok().numbersAsText(++answers % TEXT_ANSWER_ONE_IN == 0).array("rows");
        for (int i = 0; i < Math.min(limit, found.size()); i++) {
            json.element();
            writeFill(json, found.get(forward ? i : found.size() - 1 - i));
            json.end();
        }
        json.endArray();
        writeMeta(json, found.size(), limit, 1);
        return Call.end(json, call.wallMs);
    }

    private static void writeFill(final Json json, final VenueTrade trade) {
        json.whole("id", trade.tradeId())
                .text("symbol", trade.order().market.symbol())
                .whole("orderId", trade.order().orderId)
                .decimal("executedPrice", trade.priceE8())
                .decimal("executedQuantity", trade.quantityE8())
                .decimal("fee", trade.feeE8())
                .decimal("realizedPnl", trade.realizedE8() == 0 ? DecimalE8.NULL : trade.realizedE8())
                .text("feeAsset", "USDT")
                .text("orderTag", trade.order().tag)
                .text("side", trade.order().side.name())
                .text("executedTimestamp", seconds(trade.wallMs()))
                .whole("isMaker", trade.isMaker() ? 1 : 0)
                .whole("isMatchRpi", 0);
    }

    private Answer tradingFee(final Call call) throws Refusal {
        return Call.end(
                Call.ok()
                        .text("symbol", market(call).symbol())
                        .text("takerFee", Integer.toString(Venue.TAKER_FEE_BPS))
                        .text("makerFee", Integer.toString(Venue.MAKER_FEE_BPS)),
                call.wallMs);
    }

    private Answer cancelAllAfter(final Call call) throws Refusal {
        call.required("triggerAfter");
        final long afterMs = call.whole("triggerAfter", 0);
        if (afterMs < 0 || afterMs > CANCEL_ALL_AFTER_MS_MAX) {
            throw Refusal.order(317176, "triggerAfter is out of range");
        }
        call.account.cancelAllAtMs = afterMs == 0 ? 0 : call.wallMs + afterMs;
        return Call.end(Call.ok().whole("expectedTriggerTime", call.account.cancelAllAtMs), call.wallMs);
    }

    private VenueOrder openOrder(final Call call, final boolean symbolIsRequired) throws Refusal {
        if (symbolIsRequired) {
            market(call);
        }
        final VenueOrder order = known(call);
        if (call.get("symbol") != null && !order.market.symbol().equals(call.get("symbol"))) {
            throw Refusal.order(317160, "the order is of another symbol");
        }
        if (!order.status.isOpen()) {
            throw order.status == OrderStatus.FILLED
                    ? Refusal.order(317161, "the order is completed")
                    : Refusal.order(317177, "the order is terminated");
        }
        return order;
    }

    private static VenueOrder known(final Call call) throws Refusal {
        final long orderId = call.whole("orderId", 0);
        final long clientOrderId = call.whole("clientOrderId", 0);
        if (orderId == 0 && clientOrderId == 0) {
            throw Refusal.badParameter("orderId or clientOrderId is required");
        }
        final VenueOrder order =
                orderId != 0 ? call.account.byOrderId(orderId) : call.account.byClientOrderId(clientOrderId);
        if (order == null) {
            throw Refusal.order(-1006, "The order is not found.");
        }
        return order;
    }

    private Market market(final Call call) throws Refusal {
        final String symbol = call.required("symbol");
        final Market market = venue.market(symbol);
        if (market == null) {
            throw new Refusal(400, Refusal.NO_CODE, "invalid symbol " + symbol);
        }
        return market;
    }

    private static <E extends Enum<E>> E required(final Call call, final String name, final Class<E> type)
            throws Refusal {
        call.required(name);
        return call.choice(name, type, null);
    }

    private static long clientOrderId(final Call call) throws Refusal {
        final String text = call.get("clientOrderId");
        if (text != null && (!text.matches("[0-9]{1,19}") || !text.equals("0") && clientOrderIdOrZero(text) == 0)) {
            throw Refusal.order(317164, "clientOrderId is not an integer from 0 to 9223372036854775807");
        }
        return clientOrderIdOrZero(text);
    }

    private static long clientOrderIdOrZero(final String text) {
        try {
            return text == null ? 0 : Math.max(0, Long.parseLong(text));
        } catch (final NumberFormatException e) {
            return 0;
        }
    }

    private static Answer sent(final String status, final Call call) {
        return Call.end(Call.ok().text("status", status), call.wallMs);
    }

    private static void writeMeta(final Json json, final int total, final int size, final int page) {
        json.object("meta")
                .whole("total", total)
                .whole("recordsPerPage", size)
                .whole("currentPage", page)
                .end();
    }

    /** Seconds with milliseconds as fraction: the form of times in order answers. */
    private static String seconds(final long timeMs) {
        return String.format("%d.%03d", timeMs / 1_000, timeMs % 1_000);
    }
}
