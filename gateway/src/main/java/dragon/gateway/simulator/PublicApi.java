package dragon.gateway.simulator;

import dragon.gateway.simulator.RestApi.LimitFor;
import dragon.gateway.simulator.market.Candle;
import dragon.gateway.simulator.market.CandleSeries;
import dragon.gateway.simulator.market.Instrument;
import dragon.gateway.simulator.market.Timeframe;
import java.util.ArrayList;
import java.util.List;

/** The endpoints that need no key. Market answers are stamped with market time, the system's with wall time. */
final class PublicApi {
    private static final int ROWS_MAX = 1_000;
    private static final int ROWS_USUAL = 100;
    private static final long DAY_MS = 86_400_000L;

    private final Venue venue;
    private final MarketPlayer player;
    private final Candle candle = new Candle();

    PublicApi(final Venue venue, final MarketPlayer player) {
        this.venue = venue;
        this.player = player;
    }

    void addTo(final RestApi api) {
        add(api, "systemInfo", this::systemInfo);
        add(api, "instruments", this::instruments);
        add(api, "orderbook", this::orderbook);
        add(api, "marketTrades", this::marketTrades);
        add(api, "kline", this::kline);
        add(api, "klineHistory", this::klineHistory);
        add(api, "futures", this::futures);
        add(api, "fundingRate", this::fundingRate);
    }

    private static void add(final RestApi api, final String name, final RestApi.Handler handler) {
        api.on("GET /v3/public/" + name, LimitFor.CLIENT_ADDRESS, 10, 1_000, handler);
    }

    private Answer systemInfo(final Call call) {
        return Call.end(
                Call.ok()
                        .whole("status", 0)
                        .text("msg", "System is functioning properly.")
                        .whole("estimatedEndTime", call.wallMs - DAY_MS),
                call.wallMs);
    }

    private Answer instruments(final Call call) {
        final Json json = Call.ok().array("rows");
        for (final Market market : venue.markets()) {
            final Instrument instrument = market.instrument();
            json.element()
                    .text("symbol", instrument.symbol())
                    .text("status", "TRADING")
                    .text("baseAsset", instrument.baseAsset())
                    .whole("baseAssetMultiplier", 1)
                    .text("quoteAsset", "USDT")
                    .decimalText("quoteMin", 0)
                    .decimalText("quoteMax", instrument.priceMaxE8())
                    .decimalText("quoteTick", instrument.priceStepE8())
                    .decimalText("baseMin", instrument.quantityStepE8())
                    .decimalText("baseMax", instrument.quantityMaxE8())
                    .decimalText("baseTick", instrument.quantityStepE8())
                    .text("minNotional", "0")
                    .decimalText("bidCapRatio", instrument.bidCapRatioE8())
                    .none("bidFloorRatio")
                    .none("askCapRatio")
                    .decimalText("askFloorRatio", instrument.askFloorRatioE8())
                    .text("orderMode", "NORMAL")
                    .none("impactNotional")
                    .flag("isAllowedRpi", false)
                    .none("tickGranularity")
                    .whole("fundingIntervalHours", instrument.fundingIntervalHours())
                    .text("fundingCap", "0.00375")
                    .text("fundingFloor", "-0.00375")
                    .end();
        }
        return Call.end(json.endArray(), player.marketMs());
    }

    private Answer orderbook(final Call call) throws Refusal {
        final Market market = market(call, "symbol");
        call.whole("maxLevel", ROWS_USUAL);
        final Json json = Call.ok().array("asks");
        level(json, market.askE8, market.askQuantityE8);
        json.endArray().array("bids");
        level(json, market.bidE8, market.bidQuantityE8);
        // The time of the last change, not of the answer.
        return Call.end(json.endArray(), market.quoteUs / 1_000);
    }

    private static void level(final Json json, final long priceE8, final long quantityE8) {
        if (quantityE8 > 0) {
            json.element()
                    .decimalText("price", priceE8)
                    .decimalText("quantity", quantityE8)
                    .end();
        }
    }

    private Answer marketTrades(final Call call) throws Refusal {
        final Market market = market(call, "symbol");
        int left = call.count("limit", 10, ROWS_MAX);
        final Json json = Call.ok().array("rows");
        for (final Market.PublicTrade trade : market.tradesNewestFirst()) {
            if (left-- == 0) {
                break;
            }
            json.element()
                    .text("symbol", market.symbol())
                    .text("side", trade.buyerIsTaker() ? "BUY" : "SELL")
                    .whole("source", 1)
                    .decimalText("executedPrice", trade.priceE8())
                    .decimalText("executedQuantity", trade.quantityE8())
                    .whole("executedTimestamp", trade.timeMs())
                    .end();
        }
        return Call.end(json.endArray(), player.marketMs());
    }

    private Answer kline(final Call call) throws Refusal {
        final CandleSeries candles = market(call, "symbol").candles();
        final Timeframe timeframe = timeframe(call);
        final int limit = call.count("limit", ROWS_USUAL, ROWS_MAX);
        return rowsBefore(call, candles, timeframe, timeframe.startMs(candles.currentStartMs()) + 1, limit);
    }

    /** Cursors are exclusive and act on the start; with both, {@code before} wins; the newest row comes first. */
    private Answer klineHistory(final Call call) throws Refusal {
        final CandleSeries candles = market(call, "symbol").candles();
        final Timeframe timeframe = timeframe(call);
        final int limit = call.count("limit", ROWS_USUAL, ROWS_MAX);
        final long before = call.whole("before", Long.MIN_VALUE);
        final long after = call.whole("after", Long.MIN_VALUE);
        final long current = timeframe.startMs(candles.currentStartMs());
        if (before != Long.MIN_VALUE || after == Long.MIN_VALUE) {
            final long end = before == Long.MIN_VALUE ? current : Math.min(before, current);
            return rowsBefore(call, candles, timeframe, end, limit);
        }
        final long oldest = Math.max(nextStart(timeframe, after), firstWhole(candles, timeframe));
        final long end = Math.min(current, oldest + limit * timeframe.lengthMs());
        return rows(call, candles, timeframe, oldest, end);
    }

    private Answer rowsBefore(
            final Call call, final CandleSeries candles, final Timeframe timeframe, final long endMs, final int limit)
            throws Refusal {
        final long newest = timeframe.startMs(endMs - 1);
        final long oldest = Math.max(newest - (limit - 1) * timeframe.lengthMs(), firstWhole(candles, timeframe));
        return rows(call, candles, timeframe, oldest, newest + timeframe.lengthMs());
    }

    private Answer rows(
            final Call call, final CandleSeries candles, final Timeframe timeframe, final long fromMs, final long toMs)
            throws Refusal {
        final String symbol = call.required("symbol");
        final Json json = Call.ok().array("rows");
        for (long start = toMs - timeframe.lengthMs(); start >= fromMs; start -= timeframe.lengthMs()) {
            if (candles.candle(timeframe, start, candle)) {
                json.element()
                        .text("symbol", symbol)
                        .decimalText("open", candle.openE8)
                        .decimalText("close", candle.closeE8)
                        .decimalText("high", candle.highE8)
                        .decimalText("low", candle.lowE8)
                        .decimalText("volume", candle.volumeE8)
                        .decimalText("amount", candle.amountE8)
                        .text("type", timeframe.text())
                        .whole("startTimestamp", candle.startMs)
                        .whole("endTimestamp", candle.endMs)
                        .end();
            }
        }
        return Call.end(json.endArray(), player.marketMs());
    }

    private static long nextStart(final Timeframe timeframe, final long afterMs) {
        return timeframe.startMs(afterMs) + timeframe.lengthMs();
    }

    private static long firstWhole(final CandleSeries candles, final Timeframe timeframe) {
        final long start = timeframe.startMs(candles.firstStartMs());
        return start == candles.firstStartMs() ? start : start + timeframe.lengthMs();
    }

    private Answer futures(final Call call) throws Refusal {
        final Json json = Call.ok().array("rows");
        for (final Market market : asked(call)) {
            final long dayStart =
                    Math.max(market.candles().firstStartMs(), market.candles().currentStartMs() - DAY_MS + 60_000);
            market.candles().candle(Timeframe.D1, dayStart, candle);
            json.element()
                    .text("symbol", market.symbol())
                    .decimalText("indexPrice", market.markPriceE8())
                    .decimalText("markPrice", market.markPriceE8())
                    .text("estFundingRate", "0.0001")
                    .text("lastFundingRate", "0.0001")
                    .whole("nextFundingTime", nextFundingMs(market))
                    .text("openInterest", "0")
                    .decimalText("24hOpen", candle.openE8)
                    .decimalText("24hClose", candle.closeE8)
                    .decimalText("24hHigh", candle.highE8)
                    .decimalText("24hLow", candle.lowE8)
                    .decimalText("24hVolume", candle.volumeE8)
                    .decimalText("24hAmount", candle.amountE8)
                    .end();
        }
        return Call.end(json.endArray(), player.marketMs());
    }

    private Answer fundingRate(final Call call) throws Refusal {
        final Json json = Call.ok().array("rows");
        for (final Market market : asked(call)) {
            final int hours = market.instrument().fundingIntervalHours();
            final long next = nextFundingMs(market);
            json.element()
                    .text("symbol", market.symbol())
                    .text("estFundingRate", "0.0001")
                    .whole("estFundingRateTimestamp", player.marketMs())
                    .text("lastFundingRate", "0.0001")
                    .whole("lastFundingRateTimestamp", next - hours * 3_600_000L)
                    .whole("nextFundingTime", next)
                    .whole("lastFundingIntervalHours", hours)
                    .whole("estFundingIntervalHours", hours)
                    .end();
        }
        return Call.end(json.endArray(), player.marketMs());
    }

    private long nextFundingMs(final Market market) {
        final long interval = market.instrument().fundingIntervalHours() * 3_600_000L;
        return Math.floorDiv(player.marketMs(), interval) * interval + interval;
    }

    private List<Market> asked(final Call call) throws Refusal {
        final String symbol = call.get("symbol");
        if (symbol == null) {
            return new ArrayList<>(venue.markets());
        }
        final Market market = venue.market(symbol);
        if (market == null) {
            throw new Refusal(500, Refusal.NO_CODE, "invalid symbol " + symbol);
        }
        return List.of(market);
    }

    private Market market(final Call call, final String name) throws Refusal {
        final String symbol = call.required(name);
        final Market market = venue.market(symbol);
        if (market == null) {
            throw new Refusal(400, Refusal.NO_CODE, "invalid symbol " + symbol);
        }
        return market;
    }

    private static Timeframe timeframe(final Call call) throws Refusal {
        final Timeframe timeframe = Timeframe.of(call.required("type"));
        if (timeframe == null) {
            throw Refusal.badParameter("type is unknown");
        }
        return timeframe;
    }
}
