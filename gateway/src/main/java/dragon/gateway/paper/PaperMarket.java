package dragon.gateway.paper;

import dragon.engine.protocol.Side;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.BookDepth;
import dragon.gateway.venue.VenueFact.BookLevel;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One instrument as the market data shows it, less what the paper venue's own orders have taken from it since.
 *
 * <p>The best price of a side comes from the quote, what is behind it from the book where that is in step.
 */
final class PaperMarket {
    final int instrumentId;

    private InstrumentListed filters;
    private long bidE8 = VenueFact.NO_PRICE;
    private long bidQuantityE8;
    private long askE8 = VenueFact.NO_PRICE;
    private long askQuantityE8;
    private long markE8 = VenueFact.NO_PRICE;
    private List<BookLevel> bids = List.of();
    private List<BookLevel> asks = List.of();
    private final Map<Long, Long> takenE8 = new HashMap<>();
    private long venueMs;

    PaperMarket(final int instrumentId) {
        this.instrumentId = instrumentId;
    }

    void listed(final InstrumentListed listed) {
        filters = listed;
    }

    /** Takes a quote; false where it is crossed, which is no quote at all. */
    boolean quote(final Quote quote) {
        time(quote.venueTimeMs());
        final boolean isWhole = quote.bidPriceE8() != VenueFact.NO_PRICE && quote.askPriceE8() != VenueFact.NO_PRICE;
        if (isWhole && quote.bidPriceE8() >= quote.askPriceE8()) {
            return false;
        }
        bidE8 = quote.bidPriceE8();
        bidQuantityE8 = quote.bidQuantityE8();
        askE8 = quote.askPriceE8();
        askQuantityE8 = quote.askQuantityE8();
        takenE8.clear();
        return true;
    }

    /** The market data has stopped: an undated quote is never used. */
    void forgetPrices() {
        bidE8 = VenueFact.NO_PRICE;
        askE8 = VenueFact.NO_PRICE;
        bids = List.of();
        asks = List.of();
    }

    void depth(final BookDepth depth) {
        bids = depth.bids();
        asks = depth.asks();
    }

    void mark(final long priceE8, final long newVenueMs) {
        markE8 = priceE8;
        time(newVenueMs);
    }

    void time(final long newVenueMs) {
        venueMs = Math.max(venueMs, newVenueMs);
    }

    InstrumentListed filters() {
        return filters;
    }

    /** The venue's clock, as far as its messages tell; 0 = not at all. */
    long venueMs() {
        return venueMs;
    }

    long bestE8(final Side side) {
        return side == Side.BUY ? bidE8 : askE8;
    }

    long stepE8() {
        return filters == null ? 1 : filters.quantityStepE8();
    }

    /** Mark price, else the middle of the quote, else {@link VenueFact#NO_PRICE}. */
    long markE8() {
        if (markE8 != VenueFact.NO_PRICE) {
            return markE8;
        }
        return bidE8 == VenueFact.NO_PRICE || askE8 == VenueFact.NO_PRICE
                ? VenueFact.NO_PRICE
                : bidE8 + (askE8 - bidE8) / 2;
    }

    /** What an order of this side can take now, best first, whole steps only. */
    List<BookLevel> takeable(final Side side) {
        final boolean isBuy = side == Side.BUY;
        final long bestE8 = isBuy ? askE8 : bidE8;
        final List<BookLevel> levels = new ArrayList<>();
        if (bestE8 == VenueFact.NO_PRICE) {
            return levels;
        }
        add(levels, bestE8, isBuy ? askQuantityE8 : bidQuantityE8);
        for (final BookLevel level : isBuy ? asks : bids) {
            if (isBuy ? level.priceE8() > bestE8 : level.priceE8() < bestE8) {
                add(levels, level.priceE8(), level.quantityE8());
            }
        }
        return levels;
    }

    private void add(final List<BookLevel> levels, final long priceE8, final long quantityE8) {
        final long leftE8 = (quantityE8 - takenE8.getOrDefault(priceE8, 0L)) / stepE8() * stepE8();
        if (leftE8 > 0) {
            levels.add(new BookLevel(priceE8, leftE8));
        }
    }

    /** Gone until the next quote: two orders cannot take the same quantity. */
    void take(final long priceE8, final long quantityE8) {
        takenE8.merge(priceE8, quantityE8, Long::sum);
    }

    /**
     * Quantity that others show at a price of this side: what an order that joins there stands behind. Behind the best
     * price, where no book tells, as much as at the best price is assumed.
     */
    long shownE8(final Side side, final long priceE8) {
        final boolean isBuy = side == Side.BUY;
        final long bestE8 = isBuy ? bidE8 : askE8;
        if (bestE8 == VenueFact.NO_PRICE || (isBuy ? priceE8 > bestE8 : priceE8 < bestE8)) {
            return 0;
        }
        if (priceE8 == bestE8) {
            return isBuy ? bidQuantityE8 : askQuantityE8;
        }
        final List<BookLevel> levels = isBuy ? bids : asks;
        for (final BookLevel level : levels) {
            if (level.priceE8() == priceE8) {
                return level.quantityE8();
            }
        }
        final long lastE8 =
                levels.isEmpty() ? bestE8 : levels.get(levels.size() - 1).priceE8();
        final boolean isCovered = isBuy ? priceE8 > lastE8 : priceE8 < lastE8;
        return isCovered ? 0 : isBuy ? bidQuantityE8 : askQuantityE8;
    }
}
