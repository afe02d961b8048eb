package dragon.bench.soak;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.BookDepth;
import dragon.gateway.venue.VenueFact.BookLevel;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.WooxConnection;
import dragon.gateway.woox.parse.BookLevels;
import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.MarketAnswers;
import dragon.gateway.woox.parse.MarketAnswers.BookSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the order books of the exchange in step, as a dry run does: a live lane asks for none, so nobody else would notice
 * a gap. At the end its books must be the exchange's.
 *
 * <p>Threading: facts come on the connection's threads; everything is guarded by this.
 */
final class BookFollower implements AutoCloseable {
    private static final int LEVELS = 50;
    private static final int DEPTHS_KEPT = 1_000;

    private final String restUrl;
    private final List<String> symbols;
    private final Deque<BookDepth> depths = new ArrayDeque<>();
    private final WooxConnection venue;
    private long timesOutOfStep;

    BookFollower(final String restUrl, final String streamUrl, final List<String> symbols, final long seed) {
        this.restUrl = restUrl;
        this.symbols = List.copyOf(symbols);
        venue = new WooxConnection(
                WooxConfig.of(restUrl, streamUrl, seed),
                this::onFact,
                label -> {
                    throw new IllegalStateException("the books of the exchange need no credentials");
                },
                () -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                System::nanoTime,
                LEVELS);
        for (int i = 0; i < this.symbols.size(); i++) {
            venue.subscribe(i + 1, this.symbols.get(i), Timeframe.M1);
        }
    }

    private synchronized void onFact(final VenueFact fact) {
        if (fact instanceof BookDepth depth) {
            timesOutOfStep += depth.bids().isEmpty() && depth.asks().isEmpty() ? 1 : 0;
            depths.addLast(depth);
            if (depths.size() > DEPTHS_KEPT) {
                depths.removeFirst();
            }
        }
    }

    /** How often a book fell out of step, or its stream was lost. */
    synchronized long timesOutOfStep() {
        return timesOutOfStep;
    }

    /** The first book that is not the exchange's, in words; empty if all are. Asks the exchange once for each symbol. */
    String difference() {
        for (int i = 0; i < symbols.size(); i++) {
            final byte[] answer = snapshot(symbols.get(i));
            try {
                final long atMs = Envelope.parse(answer, "orderbook").timestampMs();
                final BookSnapshot book = MarketAnswers.orderBook(answer);
                final BookDepth depth = depthAt(i + 1, atMs);
                if (depth == null || !isSame(depth.bids(), book.bids()) || !isSame(depth.asks(), book.asks())) {
                    return "the book of " + symbols.get(i) + " at " + atMs + ": "
                            + (depth == null ? "not in step" : "not the venue's");
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return "";
    }

    private synchronized BookDepth depthAt(final int instrumentId, final long venueTimeMs) {
        return depths.stream()
                .filter(depth -> depth.instrumentId() == instrumentId
                        && depth.venueTimeMs() == venueTimeMs
                        && !depth.bids().isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static boolean isSame(final List<BookLevel> ours, final BookLevels theirs) {
        for (int i = 0; i < ours.size(); i++) {
            if (i >= theirs.count()
                    || ours.get(i).priceE8() != theirs.priceE8(i)
                    || ours.get(i).quantityE8() != theirs.quantityE8(i)) {
                return false;
            }
        }
        return !ours.isEmpty();
    }

    private byte[] snapshot(final String symbol) {
        try (InputStream in = URI.create(restUrl + "/v3/public/orderbook?maxLevel=" + LEVELS + "&symbol=" + symbol)
                .toURL()
                .openStream()) {
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        venue.close();
    }
}
