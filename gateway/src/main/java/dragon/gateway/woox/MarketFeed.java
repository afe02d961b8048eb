package dragon.gateway.woox;

import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.CandleHistory;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import dragon.gateway.woox.stream.PublicStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Quotes, mark prices and closed candles of the instruments that are followed.
 *
 * <p>Threading: any thread.
 */
final class MarketFeed {
    /** Candles that a feed catches up with at once; older ones are history. */
    private static final int CANDLES_MAX = 1_000;

    private final Wiring wiring;
    private final FreshPrices prices;
    private final CandleReader candleReader;
    private final Map<String, CandleFeed> candleFeeds = new ConcurrentHashMap<>();
    private final List<PublicStream> streams = new CopyOnWriteArrayList<>();
    private final Map<PublicStream, PublicStream> successors = new ConcurrentHashMap<>();
    private final Map<PublicStream, Boolean> upOfStream = new ConcurrentHashMap<>();

    /**
     * Follows nothing yet.
     *
     * @param measureClock asks for the venue's time at once; returns before the answer is there
     */
    MarketFeed(final Wiring wiring, final Runnable measureClock) {
        this.wiring = wiring;
        this.prices = new FreshPrices(wiring.clock(), wiring.listener(), measureClock);
        this.candleReader =
                new CandleReader(wiring.rest(), wiring.timer(), wiring.config().candleConfirmMs());
    }

    void subscribe(final int instrumentId, final String symbol, final Timeframe timeframe) {
        final CandleFeed feed = candleFeeds.computeIfAbsent(
                key(symbol, timeframe),
                key -> new CandleFeed(
                        symbol,
                        timeframe,
                        (afterMs, onCandles) ->
                                candleReader.read(instrumentId, symbol, timeframe, afterMs, CANDLES_MAX, onCandles),
                        wiring.listener(),
                        wiring.config().candleConfirmMs()));
        addTopics(List.of("bbo@" + symbol, "markprice@" + symbol, feed.topic()));
    }

    /**
     * Reads closed candles.
     *
     * @param afterOpenTimeMs exclusive; 0 = the newest ones
     */
    void readCandles(
            final int instrumentId, final Timeframe timeframe, final long afterOpenTimeMs, final int candleCountMax) {
        final String symbol = wiring.instruments().symbol(instrumentId);
        if (symbol == null || candleCountMax <= 0) {
            wiring.listener().onFact(new CandleHistory(instrumentId, timeframe, false, List.of()));
            return;
        }
        candleReader.readHistory(instrumentId, symbol, timeframe, afterOpenTimeMs, candleCountMax, candles -> {
            wiring.listener()
                    .onFact(new CandleHistory(
                            instrumentId, timeframe, candles != null, candles == null ? List.of() : candles));
            final CandleFeed feed = candleFeeds.get(key(symbol, timeframe));
            final long newestMs = candles == null || candles.isEmpty()
                    ? afterOpenTimeMs
                    : candles.get(candles.size() - 1).openTimeMs();
            if (candles != null && feed != null && newestMs > 0) {
                feed.onHistory(newestMs, wiring.nanoClock().getAsLong());
            }
        });
    }

    private static String key(final String symbol, final Timeframe timeframe) {
        return symbol + " " + timeframe;
    }

    void letTimePass(final long nowNs) {
        streams.forEach(stream -> stream.letTimePass(nowNs));
        renew(nowNs);
        candleFeeds.values().forEach(feed -> feed.tick(nowNs));
    }

    /** Quotes and marks that were not told, because they were late or overtaken. */
    long pricesDropped() {
        return prices.lateCount() + prices.overtakenCount();
    }

    void shut() {
        streams.forEach(PublicStream::shut);
        successors.values().forEach(PublicStream::shut);
    }

    private synchronized void addTopics(final List<String> topics) {
        for (final PublicStream stream : streams) {
            if (stream.add(topics)) {
                return;
            }
        }
        streams.add(open(topics));
        tell(SurfaceState.DOWN, "connecting");
    }

    private PublicStream open(final List<String> topics) {
        final PublicStream[] made = new PublicStream[1];
        made[0] = new PublicStream(
                wiring.config(),
                wiring.http(),
                wiring.clock(),
                wiring.attempts(),
                this::onMessage,
                (isUp, text) -> onStreamState(made[0], isUp, text));
        made[0].add(topics);
        return made[0];
    }

    /**
     * The venue ends a connection after 24 hours. Its successor is subscribed beside it, and the old one goes only when the new one has
     * all its topics and has brought a message: both are heard until then, so nothing is missed and little is heard twice.
     */
    private synchronized void renew(final long nowNs) {
        for (final PublicStream stream : streams) {
            if (stream.isOld(nowNs) && !successors.containsKey(stream)) {
                successors.put(stream, open(stream.topics()));
            }
        }
        for (final Map.Entry<PublicStream, PublicStream> entry :
                Map.copyOf(successors).entrySet()) {
            final PublicStream old = entry.getKey();
            final PublicStream successor = entry.getValue();
            successor.add(old.topics()); // Those that were added meanwhile.
            successor.letTimePass(nowNs);
            if (successor.isServing()) {
                streams.set(streams.indexOf(old), successor);
                successors.remove(old);
                upOfStream.remove(old);
                old.shut();
                onStreamState(successor, true, ""); // The old one may have been lost meanwhile, and was told so.
            }
        }
    }

    private void onStreamState(final PublicStream stream, final boolean isUp, final String text) {
        upOfStream.put(stream, isUp);
        final boolean areAllUp = streams.stream().allMatch(one -> upOfStream.getOrDefault(one, false));
        tell(areAllUp ? SurfaceState.UP : SurfaceState.DOWN, text);
    }

    private void tell(final SurfaceState state, final String text) {
        wiring.health().set(HealthBoard.ALL_ACCOUNTS, Surface.PUBLIC_STREAM, HealthBoard.Cause.STREAM, state, text);
    }

    private void onMessage(final StreamMessage message) {
        if (message instanceof Bbo bbo) {
            final int id = wiring.instruments().id(bbo.symbol());
            if (id != 0) {
                prices.tell(
                        new Quote(
                                id,
                                price(bbo.bidPriceE8()),
                                Math.max(0, bbo.bidQuantityE8()),
                                price(bbo.askPriceE8()),
                                Math.max(0, bbo.askQuantityE8()),
                                bbo.timeMs()),
                        bbo.sentMs(),
                        wiring.nanoClock().getAsLong());
            }
        } else if (message instanceof MarkPrice mark) {
            final int id = wiring.instruments().id(mark.symbol());
            if (id != 0) {
                prices.tell(
                        new Mark(id, mark.priceE8(), mark.timeMs()),
                        mark.sentMs(),
                        wiring.nanoClock().getAsLong());
            }
        } else if (message instanceof Kline kline) {
            candleFeeds.values().forEach(feed -> {
                if (feed.topic().equals("kline@" + kline.symbol() + "@" + kline.type())) {
                    feed.onKline(kline, wiring.nanoClock().getAsLong());
                }
            });
        }
    }

    private static long price(final long priceE8) {
        return priceE8 == StreamMessage.NONE ? VenueFact.NO_PRICE : priceE8;
    }
}
