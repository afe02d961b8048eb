package dragon.gateway.woox.parse;

import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.BalanceRow;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
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

    /**
     * Best bid and offer; {@link #NONE} = no quote on that side.
     *
     * @param timeMs when it came to be
     * @param sentMs when the venue sent it, and it still held
     */
    record Bbo(
            String symbol,
            long bidPriceE8,
            long bidQuantityE8,
            long askPriceE8,
            long askQuantityE8,
            long timeMs,
            long sentMs)
            implements StreamMessage {}

    /** Mark price; its times as those of a quote. */
    record MarkPrice(String symbol, long priceE8, long timeMs, long sentMs) implements StreamMessage {}

    /** Price of the index behind a perpetual, under the spot symbol. */
    record IndexPrice(String symbol, long priceE8, long timeMs) implements StreamMessage {}

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

        /** Kind of a refused edit: the order is as it was. */
        public static final long EDIT_REJECTED = 1;

        /** Kind of a refused cancel. */
        public static final long CANCEL_REJECTED = 2;

        /** Kind of a refused cancel of all orders: it names none. */
        public static final long CANCEL_ALL_REJECTED = 3;
    }

    /** Legs that changed. */
    record Positions(List<PositionRow> rows, long sentMs) implements StreamMessage {}

    /** Money by currency that changed. */
    record Balances(List<BalanceRow> rows, long sentMs) implements StreamMessage {}

    /** One order with a trigger that changed; never ours. {@link #NONE} and null where something was not given. */
    record AlgoReport(
            String symbol,
            long algoOrderId,
            long rootAlgoOrderId,
            String algoType,
            String side,
            String positionSide,
            long quantityE8,
            long triggerPriceE8,
            long timeMs) {}

    /** Orders with a trigger that changed. */
    record AlgoReports(List<AlgoReport> reports, long sentMs) implements StreamMessage {}

    /** Mode and money; null where the message lacks one of them. */
    record Account(AccountRow row, long sentMs) implements StreamMessage {}

    /** A topic that we do not read. */
    record Other(String topic) implements StreamMessage {}

    /** Reads one message. Keys come in any order, so the outer ones are read before {@code data}. */
    static StreamMessage parse(final String text) throws DecodeException {
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
            if (name.equals("algoexecutionreport")) {
                return PrivateMessages.algoReports(json, sentMs);
            }
            json.enterObject();
            return switch (name) {
                case "bbo" -> MarketMessages.bbo(json, sentMs);
                case "markprice" -> MarketMessages.markPrice(json, sentMs);
                case "indexprice" -> MarketMessages.indexPrice(json);
                case "orderbookupdate" -> MarketMessages.bookUpdate(json);
                case "trade" -> MarketMessages.trade(json);
                case "estfundingrate" -> MarketMessages.fundingEstimate(json);
                case "kline" -> MarketMessages.kline(json, sentMs);
                case "executionreport" -> PrivateMessages.executionReport(json);
                case "position" -> PrivateMessages.positions(json, sentMs);
                case "balance" -> PrivateMessages.balances(json, sentMs);
                default -> PrivateMessages.account(json, sentMs);
            };
        }
    }

    private static boolean isRead(final String name) {
        return switch (name) {
            case "bbo",
                    "markprice",
                    "indexprice",
                    "orderbookupdate",
                    "trade",
                    "estfundingrate",
                    "kline",
                    "executionreport",
                    "algoexecutionreport",
                    "position",
                    "balance",
                    "account" -> true;
            default -> false;
        };
    }

    private static Control control(final String text, final String cmd, final String id, final boolean isSuccess)
            throws DecodeException {
        final List<String> accepted = new ArrayList<>();
        String message = null;
        try (JsonReader json = JsonReader.of(text, "stream command").begin()) {
            json.enterObject();
            while (json.nextField()) {
                if (!json.field().equals("data")) {
                    json.skip();
                } else if (json.isArray()) {
                    while (json.nextElement()) {
                        accepted.add(json.require(json.text(), "a topic of data"));
                    }
                } else {
                    message = json.text();
                }
            }
        }
        return new Control(cmd, id, isSuccess, List.copyOf(accepted), message);
    }

    private static JsonReader data(final String text, final String topic) throws DecodeException {
        final JsonReader json = JsonReader.of(text, topic).begin();
        json.enterObject();
        while (json.nextField()) {
            if (json.field().equals("data")) {
                return json;
            }
            json.skip();
        }
        throw new DecodeException(topic + ": data is missing");
    }
}
