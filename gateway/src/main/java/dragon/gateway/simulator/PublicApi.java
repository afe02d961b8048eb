package dragon.gateway.simulator;

import dragon.gateway.simulator.RestApi.LimitFor;
import dragon.gateway.simulator.market.Candle;
import dragon.gateway.simulator.market.CandleSeries;
import dragon.gateway.simulator.market.Depth;
import dragon.gateway.simulator.market.Instrument;
import dragon.gateway.simulator.market.Timeframe;
import java.util.ArrayList;
import java.util.List;

/** The endpoints that need no key. Market answers are stamped with market time, the system's with wall time. */
final class PublicApi {
    private static final int ROWS_MAX = 1_000;
    private static final int ROWS_USUAL = 100;
    private static final int FUNDINGS_USUAL = 25;
    private static final long DAY_MS = 86_400_000L;

    private final Venue venue;
    private final MarketPlayer player;
    private final Funding funding;
    private final Faults faults;
    private final Streams streams;
    private final Candle candle = new Candle();

    PublicApi(
            final Venue venue,
            final MarketPlayer player,
            final Funding funding,
            final Faults faults,
            final Streams streams) {
        this.venue = venue;
        this.player = player;
        this.funding = funding;
        this.faults = faults;
        this.streams = streams;
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
        add(api, "fundingRateHistory", this::fundingRateHistory);
    }

    private static void add(final RestApi api, final String name, final RestApi.Handler handler) {
        api.on("GET /v3/public/" + name, LimitFor.CLIENT_ADDRESS, 10, 1_000, handler);
    }

    private Answer systemInfo(final Call call) {
        final boolean isDown = faults.state(FaultKind.MAINTENANCE, null, null, call.nowNs) != null;
        return Call.end(
                Call.ok()
                        .whole("status", isDown ? 2 : 0)
                        .text("msg", isDown ? "The system is under maintenance." : "System is functioning properly.")
                        .whole("estimatedEndTime", isDown ? call.wallMs + 60_000 : call.wallMs - DAY_MS),
                call.wallMs);
    }

    private Answer instruments(final Call call) {
        final Json json = Call.ok().array("rows");
        for (final Market market : venue.markets()) {
            final Instrument instrument = market.instrument();
            json.element()
                    .text("symbol", instrument.symbol())
                    .text("status", market.isSuspended ? "SUSPENDED" : "TRADING")
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
        final int levels = call.count("maxLevel", ROWS_USUAL, Depth.LEVELS_MAX);
        final PublishedBook book = streams.book(market, levels);
        final Fault stale = faults.onRequest(FaultKind.STALE_BOOK, call);
        final long asOfMs =
                stale == null ? Long.MAX_VALUE : book.publishedMs() - stale.durationMs("age", 5_000, 30_000);
        final Json json = Call.ok();
        // The time of the last change, not of the answer.
        return Call.end(json, book.write(json, levels, asOfMs));
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
                    .whole("source", trade.isTradedHere() ? 1 : 0)
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
                streams.asPublished(venue.market(symbol), timeframe, candle);
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
                    .decimalText("markPrice", streams.spoilt("mark", market, market.markPriceE8()))
                    .decimalText("estFundingRate", nextRateE8(market))
                    .decimalText("lastFundingRate", lastRateE8(market))
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
                    .decimalText("estFundingRate", nextRateE8(market))
                    .whole("estFundingRateTimestamp", player.marketMs())
                    .decimalText("lastFundingRate", lastRateE8(market))
                    .whole("lastFundingRateTimestamp", next - funding.intervalMs(market))
                    .whole("nextFundingTime", next)
                    .whole("lastFundingIntervalHours", hours)
                    .whole("estFundingIntervalHours", hours)
                    .end();
        }
        return Call.end(json.endArray(), player.marketMs());
    }

    /** Newest first, paged. */
    private Answer fundingRateHistory(final Call call) throws Refusal {
        final Market market = market(call, "symbol");
        final int size = call.count("size", FUNDINGS_USUAL, ROWS_MAX);
        final int page = call.count("page", 1, ROWS_MAX);
        final long interval = funding.intervalMs(market);
        final long newest =
                Math.min(nextFundingMs(market) - interval, call.whole("endTime", Long.MAX_VALUE) / interval * interval);
        final long oldest = Math.max(market.candles().firstStartMs(), call.whole("startTime", 0));
        final Json json = Call.ok().array("rows");
        for (long at = newest - (page - 1L) * size * interval;
                at >= oldest && at > newest - page * (long) size * interval;
                at -= interval) {
            json.element()
                    .text("symbol", market.symbol())
                    .decimalText("fundingRate", funding.rateE8(market, at))
                    .whole("fundingRateTimestamp", at)
                    .whole("nextFundingTime", at + interval)
                    .end();
        }
        json.endArray()
                .object("meta")
                .whole("total", Math.max(0, (newest - oldest) / interval + 1))
                .whole("recordsPerPage", size)
                .whole("currentPage", page)
                .end();
        return Call.end(json, player.marketMs());
    }

    private long nextFundingMs(final Market market) {
        return funding.nextMs(market, player.marketMs());
    }

    private long nextRateE8(final Market market) {
        return funding.rateE8(market, nextFundingMs(market));
    }

    private long lastRateE8(final Market market) {
        return funding.rateE8(market, nextFundingMs(market) - funding.intervalMs(market));
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
