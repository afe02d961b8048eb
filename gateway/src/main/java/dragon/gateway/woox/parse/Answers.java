package dragon.gateway.woox.parse;

import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.FundingRow;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.parse.Rows.Page;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.Rows.TradeRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of successful REST answers, one method an endpoint.
 *
 * <p>Unknown fields are ignored; a required field that is missing is a {@link DecodeException} with its name and the
 * endpoint, never a zero. Threading: any thread.
 */
public final class Answers {
    private static final long NONE = JsonReader.NONE;

    private Answers() {}

    /** Reads one row of a list; the reader stands on its first token. */
    @FunctionalInterface
    interface RowParser<T> {
        T parse(JsonReader json) throws DecodeException;
    }

    /** Id of an order that was taken: {@code POST /v3/trade/order}. */
    public static long placedOrderId(final byte[] body) throws DecodeException {
        final String where = "POST /v3/trade/order";
        try (JsonReader json = data(body, where)) {
            long orderId = NONE;
            while (json.nextField()) {
                switch (json.field()) {
                    case "orderId" -> orderId = json.integer();
                    default -> json.skip();
                }
            }
            return json.require(orderId, "orderId");
        }
    }

    /** One order: {@code GET /v3/trade/order}. */
    public static OrderRow order(final byte[] body) throws DecodeException {
        try (JsonReader json = data(body, "GET /v3/trade/order")) {
            return orderRow(json);
        }
    }

    /** A page of orders: {@code GET /v3/trade/orders}. */
    public static Page<OrderRow> orders(final byte[] body) throws DecodeException {
        return page(body, "GET /v3/trade/orders", "rows", Answers::enteredOrderRow);
    }

    /** A page of own trades: {@code GET /v3/trade/transactionHistory}. */
    public static Page<TradeRow> transactionHistory(final byte[] body) throws DecodeException {
        return page(body, "GET /v3/trade/transactionHistory", "rows", Answers::tradeRow);
    }

    /** A page of own funding payments: {@code GET /v3/futures/fundingFee/history}. */
    public static Page<FundingRow> fundingHistory(final byte[] body) throws DecodeException {
        return page(body, "GET /v3/futures/fundingFee/history", "rows", Answers::fundingRow);
    }

    /** Legs: {@code GET /v3/futures/positions}. */
    public static List<PositionRow> positions(final byte[] body) throws DecodeException {
        return page(body, "GET /v3/futures/positions", "positions", Answers::positionRow)
                .rows();
    }

    /** Instruments: {@code GET /v3/public/instruments}; a row without one of its steps has {@link Rows#NONE} there. */
    public static List<InstrumentRow> instruments(final byte[] body) throws DecodeException {
        return page(body, "GET /v3/public/instruments", "rows", Answers::instrumentRow)
                .rows();
    }

    /** Candles, newest first, the open one perhaps included: {@code GET /v3/public/klineHistory}. */
    public static List<KlineRow> klineHistory(final byte[] body) throws DecodeException {
        return page(body, "GET /v3/public/klineHistory", "rows", Answers::klineRow)
                .rows();
    }

    /** Mode and money: {@code GET /v3/account/info}. Addresses in it are skipped, never kept. */
    public static AccountRow account(final byte[] body) throws DecodeException {
        try (JsonReader json = data(body, "GET /v3/account/info")) {
            String accountMode = null;
            String positionMode = null;
            long equityE8 = NONE;
            long freeE8 = NONE;
            long ratioE8 = NONE;
            long collateralE8 = NONE;
            long maintenanceE8 = NONE;
            while (json.nextField()) {
                switch (json.field()) {
                    case "totalCollateral" -> collateralE8 = json.roundedE8();
                    case "maintenanceMarginRatio" -> maintenanceE8 = json.roundedE8();
                    case "accountMode" -> accountMode = json.text();
                    case "positionMode" -> positionMode = json.text();
                    case "totalAccountValue" -> equityE8 = json.roundedE8();
                    case "freeCollateral" -> freeE8 = json.roundedE8();
                    case "marginRatio" -> ratioE8 = json.roundedE8();
                    default -> json.skip();
                }
            }
            return new AccountRow(
                    accountMode,
                    json.require(positionMode, "positionMode"),
                    json.require(equityE8, "totalAccountValue"),
                    json.require(freeE8, "freeCollateral"),
                    ratioE8 == NONE ? 0 : ratioE8,
                    collateralE8,
                    maintenanceE8);
        }
    }

    /** Whose a key is: {@code GET /v3/account/info}. Nothing is required: a doctor looks at what there is. */
    public static Rows.KeyRow accountOfKey(final byte[] body) throws DecodeException {
        try (JsonReader json = data(body, "GET /v3/account/info")) {
            String applicationId = null;
            String accountMode = null;
            String positionMode = null;
            long equityE8 = NONE;
            while (json.nextField()) {
                switch (json.field()) {
                    case "applicationId" -> applicationId = json.text();
                    case "accountMode" -> accountMode = json.text();
                    case "positionMode" -> positionMode = json.text();
                    case "totalAccountValue" -> equityE8 = json.roundedE8();
                    default -> json.skip();
                }
            }
            return new Rows.KeyRow(applicationId, accountMode, positionMode, equityE8 == NONE ? 0 : equityE8);
        }
    }

    /** 0 = normal, 1 = trading under maintenance, 2 = all under maintenance: {@code GET /v3/public/systemInfo}. */
    public static int systemStatus(final byte[] body) throws DecodeException {
        try (JsonReader json = data(body, "GET /v3/public/systemInfo")) {
            int status = -1;
            while (json.nextField()) {
                switch (json.field()) {
                    case "status" -> status = json.integerOr(-1);
                    default -> json.skip();
                }
            }
            if (status < 0) {
                throw new DecodeException("GET /v3/public/systemInfo: status is missing or negative");
            }
            return status;
        }
    }

    /** The key of a private stream: {@code POST /v3/account/listenKey}. Its field has had three names. */
    public static String listenKey(final byte[] body) throws DecodeException {
        try (JsonReader json = data(body, "POST /v3/account/listenKey")) {
            String authKey = null;
            String listenKey = null;
            String key = null;
            final List<String> names = new ArrayList<>();
            while (json.nextField()) {
                names.add(json.field());
                switch (json.field()) {
                    case "authKey" -> authKey = json.text();
                    case "listenKey" -> listenKey = json.text();
                    case "key" -> key = json.text();
                    default -> json.skip();
                }
            }
            final String found = authKey != null ? authKey : listenKey != null ? listenKey : key;
            return json.require(found, "authKey, listenKey or key (fields found: " + names + ")");
        }
    }

    private static OrderRow enteredOrderRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        return orderRow(json);
    }

    private static OrderRow orderRow(final JsonReader json) throws DecodeException {
        long orderId = NONE;
        long clientOrderId = NONE;
        String symbol = null;
        String side = null;
        String positionSide = null;
        String type = null;
        String status = null;
        long quantityE8 = NONE;
        long executedE8 = NONE;
        long priceE8 = NONE;
        long createdMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "orderId" -> orderId = json.integer();
                case "clientOrderId" -> clientOrderId = json.integer();
                case "symbol" -> symbol = json.text();
                case "side" -> side = json.text();
                case "positionSide" -> positionSide = json.text();
                case "type" -> type = json.text();
                case "status" -> status = json.text();
                case "quantity" -> quantityE8 = json.e8();
                case "executed" -> executedE8 = json.e8();
                case "price" -> priceE8 = json.e8();
                case "createdTime" -> createdMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new OrderRow(
                json.require(orderId, "orderId"),
                clientOrderId == NONE ? 0 : clientOrderId,
                json.require(symbol, "symbol"),
                side,
                positionSide,
                type,
                json.require(status, "status"),
                quantityE8,
                json.require(executedE8, "executed"),
                priceE8,
                json.require(createdMs, "createdTime"));
    }

    private static TradeRow tradeRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        long id = NONE;
        long orderId = NONE;
        String symbol = null;
        long priceE8 = NONE;
        long quantityE8 = NONE;
        long feeE8 = NONE;
        String feeAsset = null;
        boolean isMaker = false;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "id" -> id = json.integer();
                case "orderId" -> orderId = json.integer();
                case "symbol" -> symbol = json.text();
                case "executedPrice" -> priceE8 = json.e8();
                case "executedQuantity" -> quantityE8 = json.e8();
                case "fee" -> feeE8 = json.roundedE8();
                case "feeAsset" -> feeAsset = json.text();
                case "isMaker" -> isMaker = json.isTrue();
                case "executedTimestamp" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new TradeRow(
                json.require(id, "id"),
                json.require(orderId, "orderId"),
                json.require(symbol, "symbol"),
                json.require(priceE8, "executedPrice"),
                json.require(quantityE8, "executedQuantity"),
                feeE8,
                feeAsset,
                isMaker,
                json.require(timeMs, "executedTimestamp"));
    }

    private static FundingRow fundingRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        long id = NONE;
        String symbol = null;
        long feeE8 = NONE;
        String paymentType = null;
        long createdMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "id" -> id = json.integer();
                case "symbol" -> symbol = json.text();
                case "fundingFee" -> feeE8 = json.roundedE8();
                case "paymentType" -> paymentType = json.text();
                case "createdTime" -> createdMs = json.timeMs();
                default -> json.skip();
            }
        }
        final boolean isPaid = "Pay".equals(paymentType);
        if (!isPaid && !"Receive".equals(paymentType)) {
            throw new DecodeException("GET /v3/futures/fundingFee/history: paymentType is neither Pay nor Receive");
        }
        return new FundingRow(
                json.require(id, "id"),
                json.require(symbol, "symbol"),
                json.require(feeE8, "fundingFee"),
                isPaid,
                json.require(createdMs, "createdTime"));
    }

    private static PositionRow positionRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        String symbol = null;
        String positionSide = null;
        String marginMode = null;
        long holdingE8 = NONE;
        long averageE8 = NONE;
        long markE8 = NONE;
        long liquidationE8 = NONE;
        int adlQuantile = 0;
        int leverage = 0;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "markPrice" -> markE8 = json.roundedE8();
                case "estLiqPrice" -> liquidationE8 = json.roundedE8();
                case "adlQuantile" -> adlQuantile = json.integerOr(0);
                case "leverage" -> leverage = json.integerOr(0);
                case "symbol" -> symbol = json.text();
                case "positionSide" -> positionSide = json.text();
                case "marginMode" -> marginMode = json.text();
                case "holding" -> holdingE8 = json.e8();
                case "averageOpenPrice" -> averageE8 = json.roundedE8();
                case "timestamp" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new PositionRow(
                json.require(symbol, "symbol"),
                json.require(positionSide, "positionSide"),
                marginMode,
                json.require(holdingE8, "holding"),
                averageE8 == NONE ? 0 : averageE8,
                markE8,
                liquidationE8,
                adlQuantile,
                leverage,
                timeMs,
                0);
    }

    private static InstrumentRow instrumentRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        String symbol = null;
        String status = null;
        long priceMinE8 = NONE;
        long priceMaxE8 = NONE;
        long tickE8 = NONE;
        long quantityMinE8 = NONE;
        long quantityMaxE8 = NONE;
        long stepE8 = NONE;
        long minNotionalE8 = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "symbol" -> symbol = json.text();
                case "status" -> status = json.text();
                case "quoteMin" -> priceMinE8 = filterE8(json);
                case "quoteMax" -> priceMaxE8 = filterE8(json);
                case "quoteTick" -> tickE8 = filterE8(json);
                case "baseMin" -> quantityMinE8 = filterE8(json);
                case "baseMax" -> quantityMaxE8 = filterE8(json);
                case "baseTick" -> stepE8 = filterE8(json);
                case "minNotional" -> minNotionalE8 = filterE8(json);
                default -> json.skip();
            }
        }
        return new InstrumentRow(
                json.require(symbol, "symbol"),
                status,
                priceMinE8,
                priceMaxE8,
                tickE8,
                quantityMinE8,
                quantityMaxE8,
                stepE8,
                minNotionalE8 == NONE ? 0 : minNotionalE8);
    }

    /** One of hundreds of instruments may have a filter that does not fit; it is refused alone, not all with it. */
    private static long filterE8(final JsonReader json) throws DecodeException {
        try {
            return json.e8();
        } catch (final DecodeException doesNotFit) {
            json.skip(); // It may be an object, and its fields are not the row's.
            return NONE;
        }
    }

    private static KlineRow klineRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        long startMs = NONE;
        long endMs = NONE;
        long openE8 = NONE;
        long highE8 = NONE;
        long lowE8 = NONE;
        long closeE8 = NONE;
        long volumeE8 = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "startTimestamp" -> startMs = json.timeMs();
                case "endTimestamp" -> endMs = json.timeMs();
                case "open" -> openE8 = json.e8();
                case "high" -> highE8 = json.e8();
                case "low" -> lowE8 = json.e8();
                case "close" -> closeE8 = json.e8();
                case "volume" -> volumeE8 = json.roundedE8();
                default -> json.skip();
            }
        }
        return new KlineRow(
                json.require(startMs, "startTimestamp"),
                json.require(endMs, "endTimestamp"),
                json.require(openE8, "open"),
                json.require(highE8, "high"),
                json.require(lowE8, "low"),
                json.require(closeE8, "close"),
                json.require(volumeE8, "volume"));
    }

    /** Stands inside the object {@code data}, before its first field. */
    static JsonReader data(final byte[] body, final String where) throws DecodeException {
        final JsonReader json = JsonReader.of(body, where).begin();
        json.enterObject();
        while (json.nextField()) {
            if (json.field().equals("data")) {
                json.enterObject();
                return json;
            }
            json.skip();
        }
        throw new DecodeException(where + ": data is missing");
    }

    static <T> Page<T> page(final byte[] body, final String where, final String listName, final RowParser<T> parser)
            throws DecodeException {
        try (JsonReader json = data(body, where)) {
            List<T> rows = null;
            long total = NONE;
            long recordsPerPage = NONE;
            long currentPage = NONE;
            while (json.nextField()) {
                if (json.field().equals(listName)) {
                    rows = new ArrayList<>();
                    json.enterArray();
                    while (json.nextElement()) {
                        rows.add(parser.parse(json));
                    }
                } else if (json.field().equals("meta") && !json.isNone()) {
                    json.enterObject();
                    while (json.nextField()) {
                        switch (json.field()) {
                            case "total" -> total = json.integer();
                            case "recordsPerPage" -> recordsPerPage = json.integer();
                            case "currentPage" -> currentPage = json.integer();
                            default -> json.skip();
                        }
                    }
                } else {
                    json.skip();
                }
            }
            if (rows == null) {
                throw new DecodeException(where + ": " + listName + " is missing");
            }
            return new Page<>(List.copyOf(rows), total, recordsPerPage, currentPage);
        }
    }
}
