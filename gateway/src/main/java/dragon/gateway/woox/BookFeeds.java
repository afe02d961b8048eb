package dragon.gateway.woox;

import dragon.engine.protocol.Side;
import dragon.gateway.venue.VenueFact.FundingRate;
import dragon.gateway.venue.VenueFact.PublicTrade;
import dragon.gateway.woox.book.BookChange;
import dragon.gateway.woox.book.BookFeed;
import dragon.gateway.woox.parse.BookLevels;
import dragon.gateway.woox.parse.MarketAnswers;
import dragon.gateway.woox.parse.MarketAnswers.BookSnapshot;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.BookUpdate;
import dragon.gateway.woox.parse.StreamMessage.FundingEstimate;
import dragon.gateway.woox.parse.StreamMessage.MarketTrade;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.stream.PublicStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books, public trades and funding rates of the instruments that are followed: extras, for whoever fills orders on paper.
 *
 * <p>On connections of their own, so that a topic which the venue does not have, or a book that never joins, takes nothing
 * away from quotes and candles. Threading: any thread.
 */
final class BookFeeds {
    private static final Logger LOG = LoggerFactory.getLogger(BookFeeds.class);

    private final Wiring wiring;
    private final int levelsMax;
    private final Map<String, BookFeed> feeds = new ConcurrentHashMap<>();
    private final List<PublicStream> streams = new CopyOnWriteArrayList<>();

    /** Follows nothing yet. */
    BookFeeds(final Wiring wiring, final int levelsMax) {
        this.wiring = wiring;
        this.levelsMax = levelsMax;
    }

    void subscribe(final int instrumentId, final String symbol) {
        final BookFeed feed = feeds.computeIfAbsent(
                symbol, key -> new BookFeed(instrumentId, symbol, levelsMax, this::askSnapshot, wiring.listener()));
        addTopics(List.of(feed.topic(), "trade@" + symbol, "estfundingrate@" + symbol));
    }

    void letTimePass(final long nowNs) {
        streams.forEach(stream -> stream.letTimePass(nowNs));
        feeds.values().forEach(feed -> feed.tick(nowNs));
    }

    void shut() {
        streams.forEach(PublicStream::shut);
    }

    private synchronized void addTopics(final List<String> topics) {
        for (final PublicStream stream : streams) {
            if (stream.add(topics)) {
                return;
            }
        }
        final PublicStream made = new PublicStream(
                wiring.config(), wiring.http(), wiring.clock(), wiring.attempts(), this::onMessage, (isUp, text) -> {
                    if (!isUp) {
                        feeds.values().forEach(BookFeed::onStreamLost);
                    }
                });
        made.add(topics);
        streams.add(made);
    }

    private void onMessage(final StreamMessage message) {
        if (message instanceof BookUpdate update) {
            final BookFeed feed = feeds.get(update.symbol());
            if (feed != null) {
                feed.onDelta(
                        new BookChange(
                                update.previousMs(), update.timeMs(), longs(update.bids()), longs(update.asks())),
                        wiring.nanoClock().getAsLong());
            }
        } else if (message instanceof MarketTrade trade) {
            final int id = wiring.instruments().id(trade.symbol());
            if (id != 0 && trade.isOnVenue()) { // Others are information only: nobody here traded them.
                final Side taker = "SELL".equals(trade.side()) ? Side.SELL : Side.BUY;
                wiring.listener()
                        .onFact(new PublicTrade(id, taker, trade.priceE8(), trade.quantityE8(), trade.timeMs()));
            }
        } else if (message instanceof FundingEstimate estimate) {
            final int id = wiring.instruments().id(estimate.symbol());
            if (id != 0) {
                wiring.listener()
                        .onFact(new FundingRate(id, estimate.rateE8(), estimate.nextFundingMs(), estimate.timeMs()));
            }
        }
    }

    private void askSnapshot(final String symbol, final int levels, final Consumer<BookChange> answer) {
        wiring.rest()
                .send(RestRequest.open(Endpoint.ORDER_BOOK, "symbol=" + symbol + "&maxLevel=" + levels), outcome -> {
                    BookChange whole = null;
                    if (outcome instanceof Success success) {
                        try {
                            final BookSnapshot snapshot = MarketAnswers.orderBook(success.body());
                            whole = new BookChange(
                                    BookChange.WHOLE,
                                    success.envelope().timestampMs(),
                                    longs(snapshot.bids()),
                                    longs(snapshot.asks()));
                        } catch (final IOException e) {
                            LOG.warn("book of {} refused: {}", symbol, e.getMessage());
                        }
                    }
                    answer.accept(whole);
                });
    }

    private static long[] longs(final BookLevels levels) {
        final long[] longs = new long[2 * levels.count()];
        for (int i = 0; i < levels.count(); i++) {
            longs[2 * i] = levels.priceE8(i);
            longs[2 * i + 1] = levels.quantityE8(i);
        }
        return longs;
    }
}
