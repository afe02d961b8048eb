package dragon.gateway.woox.parse;

import static dragon.gateway.woox.parse.StreamMessage.NONE;

import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.BookUpdate;
import dragon.gateway.woox.parse.StreamMessage.FundingEstimate;
import dragon.gateway.woox.parse.StreamMessage.IndexPrice;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import dragon.gateway.woox.parse.StreamMessage.MarketTrade;

/** The data of public topics; the reader stands inside it, before its first field. */
final class MarketMessages {
    private MarketMessages() {}

    static Bbo bbo(final JsonReader json, final long sentMs) throws DecodeException {
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
                json.require(timeMs, "ts"),
                sentMs);
    }

    static MarkPrice markPrice(final JsonReader json, final long sentMs) throws DecodeException {
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
        return new MarkPrice(
                json.require(symbol, "s"), json.require(priceE8, "px"), json.require(timeMs, "ts"), sentMs);
    }

    static Kline kline(final JsonReader json, final long sentMs) throws DecodeException {
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
                        json.require(openE8, "o"),
                        json.require(highE8, "h"),
                        json.require(lowE8, "l"),
                        json.require(closeE8, "c"),
                        json.require(volumeE8, "v")),
                json.require(sentMs, "ts"));
    }

    static IndexPrice indexPrice(final JsonReader json) throws DecodeException {
        final MarkPrice price = markPrice(json, NONE);
        return new IndexPrice(price.symbol(), price.priceE8(), price.timeMs());
    }

    static BookUpdate bookUpdate(final JsonReader json) throws DecodeException {
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
                case "bids" -> bids = LevelReader.read(json);
                case "asks" -> asks = LevelReader.read(json);
                default -> json.skip();
            }
        }
        return new BookUpdate(
                json.require(symbol, "s"),
                json.require(previousMs, "prevTs"),
                json.require(timeMs, "ts"),
                json.require(bids, "bids"),
                json.require(asks, "asks"));
    }

    static MarketTrade trade(final JsonReader json) throws DecodeException {
        String symbol = null;
        String side = null;
        int source = -1;
        long priceE8 = NONE;
        long quantityE8 = NONE;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "s" -> symbol = json.text();
                case "sd" -> side = json.text();
                case "src" -> source = json.integerOr(-1);
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

    static FundingEstimate fundingEstimate(final JsonReader json) throws DecodeException {
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
}
