package dragon.gateway.woox.parse;

import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One message of a v3 stream, public or private. */
public sealed interface StreamMessage {
    /** A number, price or time that was not given. */
    long NONE = JsonReader.NONE;

    /**
     * An answer to a command.
     *
     * @param id null = none
     * @param accepted topics that were accepted; empty where the venue sent a text
     * @param text null = none
     */
    record Control(String cmd, String id, boolean isSuccess, List<String> accepted, String text)
            implements StreamMessage {}

    /** Best bid and offer; {@link #NONE} = no quote on that side. */
    record Bbo(String symbol, long bidPriceE8, long bidQuantityE8, long askPriceE8, long askQuantityE8, long timeMs)
            implements StreamMessage {}

    /** Mark price. */
    record MarkPrice(String symbol, long priceE8, long timeMs) implements StreamMessage {}

    /** A candle as it is now, or at its end. */
    record Kline(String symbol, String type, KlineRow candle, long sentMs) implements StreamMessage {
        /** Whether the message itself says that the candle is over. */
        public boolean isClosed() {
            return candle.endMs() <= sentMs;
        }
    }

    /** One report about an order; {@link #NONE} and null where the kind of report leaves a field out. */
    record ExecutionReport(
            long kind,
            String symbol,
            long clientOrderId,
            long orderId,
            String type,
            String positionSide,
            long quantityE8,
            long priceE8,
            long tradeId,
            long lastQuantityE8,
            long lastPriceE8,
            long feeE8,
            String feeAsset,
            long cumulativeQuantityE8,
            String status,
            String reason,
            boolean isMaker,
            long timeMs)
            implements StreamMessage {
        /** Kind of a plain report. */
        public static final long REPORT = 0;

        /** Kind of a refused cancel. */
        public static final long CANCEL_REJECTED = 2;
    }

    /** Legs that changed. */
    record Positions(List<PositionRow> rows, long sentMs) implements StreamMessage {}

    /** Mode and money; null where the message lacks one of them. */
    record Account(AccountRow row, long sentMs) implements StreamMessage {}

    /**
     * What changed in a book.
     *
     * @param previousMs time of the update that must have come before this one
     */
    record BookUpdate(String symbol, long previousMs, long timeMs, BookLevels bids, BookLevels asks)
            implements StreamMessage {}

    /** A trade of others; one that was not made on WOO X is information only. */
    record MarketTrade(String symbol, String side, boolean isOnVenue, long priceE8, long quantityE8, long timeMs)
            implements StreamMessage {}

    /** The funding rate as it would be now: part of the notional, times 10^8; LONG pays where it is above 0. */
    record FundingEstimate(String symbol, long rateE8, long nextFundingMs, long timeMs) implements StreamMessage {}

    /** A topic that we do not read. */
    record Other(String topic) implements StreamMessage {}

    /** Reads one message. Keys come in any order, so the outer ones are read before {@code data}. */
    static StreamMessage parse(final String text) throws IOException {
        String topic = null;
        String cmd = null;
        String id = null;
        boolean isSuccess = false;
        long sentMs = NONE;
        try (JsonReader json = JsonReader.of(text, "stream").begin()) {
            json.enterObject();
            while (json.nextField()) {
                switch (json.field()) {
                    case "topic" -> topic = json.text();
                    case "cmd" -> cmd = json.text();
                    case "id" -> id = json.text();
                    case "success" -> isSuccess = json.isTrue();
                    case "ts" -> sentMs = json.timeMs();
                    default -> json.skip();
                }
            }
            json.end();
        }
        if (topic == null) {
            if (cmd == null) {
                throw new DecodeException("stream: topic is missing");
            }
            return control(text, cmd, id, isSuccess);
        }
        final int at = topic.indexOf('@');
        final String name = at < 0 ? topic : topic.substring(0, at);
        if (!isRead(name)) {
            return new Other(topic);
        }
        try (JsonReader json = data(text, topic)) {
            return switch (name) {
                case "bbo" -> bbo(json);
                case "markprice" -> markPrice(json);
                case "orderbookupdate" -> bookUpdate(json);
                case "trade" -> trade(json);
                case "estfundingrate" -> fundingEstimate(json);
                case "kline" -> kline(json, sentMs);
                case "executionreport" -> executionReport(json);
                case "position" -> positions(json, sentMs);
                default -> account(json, sentMs);
            };
        }
    }

    private static boolean isRead(final String name) {
        return switch (name) {
            case "bbo",
                    "markprice",
                    "orderbookupdate",
                    "trade",
                    "estfundingrate",
                    "kline",
                    "executionreport",
                    "position",
                    "account" -> true;
            default -> false;
        };
    }

    private static Control control(final String text, final String cmd, final String id, final boolean isSuccess)
            throws IOException {
        final List<String> accepted = new ArrayList<>();
        String message = null;
        try (JsonReader json = JsonReader.of(text, "stream command").begin()) {
            json.enterObject();
            while (json.nextField()) {
                if (!json.field().equals("data")) {
                    json.skip();
                } else if (json.isArray()) {
                    while (json.nextElement()) {
                        accepted.add(json.text());
                    }
                } else {
                    message = json.text();
                }
            }
        }
        return new Control(cmd, id, isSuccess, List.copyOf(accepted), message);
    }

    private static JsonReader data(final String text, final String topic) throws IOException {
        final JsonReader json = JsonReader.of(text, topic).begin();
        json.enterObject();
        while (json.nextField()) {
            if (json.field().equals("data")) {
                json.enterObject();
                return json;
            }
            json.skip();
        }
        throw new DecodeException(topic + ": data is missing");
    }

    private static Bbo bbo(final JsonReader json) throws IOException {
        String symbol = null;
        long bidPriceE8 = NONE;
        long bidQuantityE8 = NONE;
        long askPriceE8 = NONE;
        long askQuantityE8 = NONE;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "s" -> symbol = json.text();
                case "bp" -> bidPriceE8 = json.e8();
                case "bq" -> bidQuantityE8 = json.e8();
                case "ap" -> askPriceE8 = json.e8();
                case "aq" -> askQuantityE8 = json.e8();
                case "ts" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new Bbo(
                json.require(symbol, "s"),
                bidPriceE8 > 0 ? bidPriceE8 : NONE,
                bidQuantityE8,
                askPriceE8 > 0 ? askPriceE8 : NONE,
                askQuantityE8,
                json.require(timeMs, "ts"));
    }

    private static MarkPrice markPrice(final JsonReader json) throws IOException {
        String symbol = null;
        long priceE8 = NONE;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "s" -> symbol = json.text();
                case "px" -> priceE8 = json.e8();
                case "ts" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new MarkPrice(json.require(symbol, "s"), json.require(priceE8, "px"), json.require(timeMs, "ts"));
    }

    private static BookUpdate bookUpdate(final JsonReader json) throws IOException {
        String symbol = null;
        long previousMs = NONE;
        long timeMs = NONE;
        BookLevels bids = null;
        BookLevels asks = null;
        while (json.nextField()) {
            switch (json.field()) {
                case "s" -> symbol = json.text();
                case "prevTs" -> previousMs = json.timeMs();
                case "ts" -> timeMs = json.timeMs();
                case "bids" -> bids = BookLevels.read(json);
                case "asks" -> asks = BookLevels.read(json);
                default -> json.skip();
            }
        }
        if (bids == null || asks == null) {
            throw json.bad("has a side missing");
        }
        return new BookUpdate(
                json.require(symbol, "s"), json.require(previousMs, "prevTs"), json.require(timeMs, "ts"), bids, asks);
    }

    private static MarketTrade trade(final JsonReader json) throws IOException {
        String symbol = null;
        String side = null;
        long source = NONE;
        long priceE8 = NONE;
        long quantityE8 = NONE;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "s" -> symbol = json.text();
                case "sd" -> side = json.text();
                case "src" -> source = json.integer();
                case "px" -> priceE8 = json.e8();
                case "sx" -> quantityE8 = json.e8();
                case "ts" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new MarketTrade(
                json.require(symbol, "s"),
                json.require(side, "sd"),
                source == 1,
                json.require(priceE8, "px"),
                json.require(quantityE8, "sx"),
                json.require(timeMs, "ts"));
    }

    private static FundingEstimate fundingEstimate(final JsonReader json) throws IOException {
        String symbol = null;
        long rateE8 = NONE;
        long nextMs = NONE;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "s" -> symbol = json.text();
                case "r" -> rateE8 = json.roundedE8();
                case "ft" -> nextMs = json.timeMs();
                case "ts" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new FundingEstimate(
                json.require(symbol, "s"),
                json.require(rateE8, "r"),
                json.require(nextMs, "ft"),
                json.require(timeMs, "ts"));
    }

    private static Kline kline(final JsonReader json, final long sentMs) throws IOException {
        String symbol = null;
        String type = null;
        long startMs = NONE;
        long endMs = NONE;
        long openE8 = NONE;
        long highE8 = NONE;
        long lowE8 = NONE;
        long closeE8 = NONE;
        long volumeE8 = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "s" -> symbol = json.text();
                case "t" -> type = json.text();
                case "st" -> startMs = json.timeMs();
                case "et" -> endMs = json.timeMs();
                case "o" -> openE8 = json.e8();
                case "h" -> highE8 = json.e8();
                case "l" -> lowE8 = json.e8();
                case "c" -> closeE8 = json.e8();
                case "v" -> volumeE8 = json.roundedE8();
                default -> json.skip();
            }
        }
        return new Kline(
                json.require(symbol, "s"),
                json.require(type, "t"),
                new KlineRow(
                        json.require(startMs, "st"),
                        json.require(endMs, "et"),
                        openE8,
                        highE8,
                        lowE8,
                        closeE8,
                        volumeE8),
                json.require(sentMs, "ts"));
    }

    private static ExecutionReport executionReport(final JsonReader json) throws IOException {
        long kind = NONE;
        String symbol = null;
        long clientOrderId = NONE;
        long orderId = NONE;
        String type = null;
        String positionSide = null;
        long quantityE8 = NONE;
        long priceE8 = NONE;
        long tradeId = NONE;
        long lastQuantityE8 = NONE;
        long lastPriceE8 = NONE;
        long feeE8 = NONE;
        String feeAsset = null;
        long cumulativeE8 = NONE;
        String status = null;
        String reason = null;
        boolean isMaker = false;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "mt" -> kind = json.integer();
                case "s" -> symbol = json.text();
                case "cid" -> clientOrderId = json.integer();
                case "oid" -> orderId = json.integer();
                case "t" -> type = json.text();
                case "ps" -> positionSide = json.text();
                case "sx" -> quantityE8 = json.e8();
                case "px" -> priceE8 = json.e8();
                case "tid" -> tradeId = json.integer();
                case "esx" -> lastQuantityE8 = json.e8();
                case "epx" -> lastPriceE8 = json.e8();
                case "f" -> feeE8 = json.roundedE8();
                case "fa" -> feeAsset = json.text();
                case "tesx" -> cumulativeE8 = json.e8();
                case "ss" -> status = json.text();
                case "rs" -> reason = json.text();
                case "mk" -> isMaker = json.isTrue();
                case "ts" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        final boolean isReport = json.require(kind, "mt") == ExecutionReport.REPORT;
        if (isReport) {
            json.require(orderId, "oid");
            json.require(symbol, "s");
            json.require(timeMs, "ts");
        }
        if (tradeId != NONE && tradeId != 0) {
            json.require(lastQuantityE8, "esx");
            json.require(lastPriceE8, "epx");
        }
        return new ExecutionReport(
                kind,
                symbol,
                clientOrderId == NONE ? 0 : clientOrderId,
                orderId,
                type,
                positionSide,
                quantityE8,
                priceE8,
                tradeId == NONE ? 0 : tradeId,
                lastQuantityE8,
                lastPriceE8,
                feeE8,
                feeAsset,
                cumulativeE8,
                status,
                reason,
                isMaker,
                timeMs);
    }

    private static Positions positions(final JsonReader json, final long sentMs) throws IOException {
        final List<PositionRow> rows = new ArrayList<>();
        while (json.nextField()) {
            if (!json.field().equals("positions")) {
                json.skip();
                continue;
            }
            json.enterArray();
            while (json.nextElement()) {
                rows.add(position(json));
            }
        }
        return new Positions(List.copyOf(rows), sentMs);
    }

    private static PositionRow position(final JsonReader json) throws IOException {
        json.enterObject();
        String symbol = null;
        String positionSide = null;
        String marginMode = null;
        long holdingE8 = NONE;
        long averageE8 = NONE;
        long markE8 = NONE;
        long adlQuantile = NONE;
        long leverage = NONE;
        long timeMs = NONE;
        long version = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "mp" -> markE8 = json.roundedE8();
                case "aq" -> adlQuantile = json.integer();
                case "lv" -> leverage = json.integer();
                case "s" -> symbol = json.text();
                case "ps" -> positionSide = json.text();
                case "m" -> marginMode = json.text();
                case "h" -> holdingE8 = json.e8();
                case "aop" -> averageE8 = json.roundedE8();
                case "ts" -> timeMs = json.timeMs();
                case "ver" -> version = json.integer();
                default -> json.skip();
            }
        }
        return new PositionRow(
                json.require(symbol, "s"),
                json.require(positionSide, "ps"),
                marginMode,
                json.require(holdingE8, "h"),
                averageE8 == NONE ? 0 : averageE8,
                markE8,
                NONE,
                adlQuantile == NONE ? 0 : (int) adlQuantile,
                leverage == NONE ? 0 : (int) leverage,
                timeMs,
                version == NONE ? 0 : version);
    }

    private static Account account(final JsonReader json, final long sentMs) throws IOException {
        String accountMode = null;
        String positionMode = null;
        long equityE8 = NONE;
        long freeE8 = NONE;
        long ratioE8 = NONE;
        long collateralE8 = NONE;
        long maintenanceE8 = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "tc" -> collateralE8 = json.roundedE8();
                case "mmr" -> maintenanceE8 = json.roundedE8();
                case "m" -> accountMode = json.text();
                case "P" -> positionMode = json.text();
                case "v" -> equityE8 = json.roundedE8();
                case "fc" -> freeE8 = json.roundedE8();
                case "mr" -> ratioE8 = json.roundedE8();
                default -> json.skip();
            }
        }
        if (positionMode == null || equityE8 == NONE || freeE8 == NONE) {
            return new Account(null, sentMs); // It still shows that the stream is alive.
        }
        return new Account(
                new AccountRow(
                        accountMode,
                        positionMode,
                        equityE8,
                        freeE8,
                        ratioE8 == NONE ? 0 : ratioE8,
                        collateralE8,
                        maintenanceE8),
                sentMs);
    }
}
