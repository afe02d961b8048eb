package dragon.gateway.woox.parse;

import java.util.List;

/**
 * The data of successful answers about the market, one method an endpoint.
 *
 * <p>As {@link Answers}: unknown fields are ignored, a required field that is missing is a {@link DecodeException}.
 */
public final class MarketAnswers {
    private static final long NONE = JsonReader.NONE;

    private MarketAnswers() {}

    /** A whole book; sides as the venue sorted them, which is not the same everywhere: sort before use. */
    public record BookSnapshot(BookLevels bids, BookLevels asks) {}

    /** A trade of others; only one that {@link #isOnVenue() was made on WOO X} is more than information. */
    public record MarketTradeRow(
            String symbol, String side, boolean isOnVenue, long priceE8, long quantityE8, long timeMs) {}

    /** Prices of a perpetual; {@link Rows#NONE} where one was not given. */
    public record FuturesRow(
            String symbol,
            long indexPriceE8,
            long markPriceE8,
            long estimatedRateE8,
            long lastRateE8,
            long nextFundingMs) {}

    /** Funding of a perpetual; rates are parts of the notional, times 10^8, of an interval that can change. */
    public record FundingRateRow(
            String symbol, long estimatedRateE8, long lastRateE8, long nextFundingMs, int intervalHours) {}

    /** A book: {@code GET /v3/public/orderbook}. Its time is the envelope's: of the last change, no clock. */
    public static BookSnapshot orderBook(final byte[] body) throws DecodeException {
        try (JsonReader json = Answers.data(body, "GET /v3/public/orderbook")) {
            BookLevels asks = null;
            BookLevels bids = null;
            while (json.nextField()) {
                switch (json.field()) {
                    case "asks" -> asks = LevelReader.read(json);
                    case "bids" -> bids = LevelReader.read(json);
                    default -> json.skip();
                }
            }
            return new BookSnapshot(json.require(bids, "bids"), json.require(asks, "asks"));
        }
    }

    /** Trades of others: {@code GET /v3/public/marketTrades}. */
    public static List<MarketTradeRow> marketTrades(final byte[] body) throws DecodeException {
        return Answers.page(body, "GET /v3/public/marketTrades", "rows", MarketAnswers::marketTradeRow)
                .rows();
    }

    /** Prices: {@code GET /v3/public/futures}. */
    public static List<FuturesRow> futures(final byte[] body) throws DecodeException {
        return Answers.page(body, "GET /v3/public/futures", "rows", MarketAnswers::futuresRow)
                .rows();
    }

    /** Funding: {@code GET /v3/public/fundingRate}. */
    public static List<FundingRateRow> fundingRates(final byte[] body) throws DecodeException {
        return Answers.page(body, "GET /v3/public/fundingRate", "rows", MarketAnswers::fundingRateRow)
                .rows();
    }

    private static MarketTradeRow marketTradeRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        String symbol = null;
        String side = null;
        int source = -1;
        long priceE8 = NONE;
        long quantityE8 = NONE;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "symbol" -> symbol = json.text();
                case "side" -> side = json.text();
                case "source" -> source = json.integerOr(-1);
                case "executedPrice" -> priceE8 = json.e8();
                case "executedQuantity" -> quantityE8 = json.e8();
                case "executedTimestamp" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new MarketTradeRow(
                json.require(symbol, "symbol"),
                json.require(side, "side"),
                source == 1,
                json.require(priceE8, "executedPrice"),
                json.require(quantityE8, "executedQuantity"),
                json.require(timeMs, "executedTimestamp"));
    }

    private static FuturesRow futuresRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        String symbol = null;
        long indexE8 = NONE;
        long markE8 = NONE;
        long estimatedE8 = NONE;
        long lastE8 = NONE;
        long nextMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "symbol" -> symbol = json.text();
                case "indexPrice" -> indexE8 = json.roundedE8();
                case "markPrice" -> markE8 = json.roundedE8();
                case "estFundingRate" -> estimatedE8 = json.roundedE8();
                case "lastFundingRate" -> lastE8 = json.roundedE8();
                case "nextFundingTime" -> nextMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new FuturesRow(json.require(symbol, "symbol"), indexE8, markE8, estimatedE8, lastE8, nextMs);
    }

    private static FundingRateRow fundingRateRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        String symbol = null;
        long estimatedE8 = NONE;
        long lastE8 = NONE;
        long nextMs = NONE;
        int intervalHours = 0;
        while (json.nextField()) {
            switch (json.field()) {
                case "symbol" -> symbol = json.text();
                case "estFundingRate" -> estimatedE8 = json.roundedE8();
                case "lastFundingRate" -> lastE8 = json.roundedE8();
                case "nextFundingTime" -> nextMs = json.timeMs();
                case "estFundingIntervalHours" -> intervalHours = json.integerOr(0);
                default -> json.skip();
            }
        }
        return new FundingRateRow(
                json.require(symbol, "symbol"),
                json.require(estimatedE8, "estFundingRate"),
                lastE8,
                json.require(nextMs, "nextFundingTime"),
                intervalHours);
    }
}
