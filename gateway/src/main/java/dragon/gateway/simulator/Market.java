package dragon.gateway.simulator;

import dragon.gateway.simulator.market.CandleSeries;
import dragon.gateway.simulator.market.DecimalE8;
import dragon.gateway.simulator.market.Depth;
import dragon.gateway.simulator.market.Instrument;
import dragon.gateway.simulator.market.MarketEvent;
import dragon.gateway.simulator.market.PriceSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One instrument as it trades: best bid and offer, last trades, candles, and the orders that rest on it. */
final class Market {
    /** One public trade, for marketTrades. */
    record PublicTrade(long timeMs, long priceE8, long quantityE8, boolean buyerIsTaker, boolean isTradedHere) {}

    private static final int STEPS_WHEN_COARSE = 10;

    private static final int TRADES_KEPT = 1_000;
    /** One trade in so many is followed by one that was seen elsewhere: information only. */
    private static final int SEEN_ELSEWHERE_ONE_IN = 5;

    /** As its source has it; what is asked of orders may be coarser for a while. */
    private final Instrument listed;

    private final PriceSource source;
    private final CandleSeries candles;
    private final Deque<PublicTrade> trades = new ArrayDeque<>();
    private final List<VenueOrder> openOrders = new ArrayList<>();
    /** What orders have taken behind the best price since the last quote, by price. */
    private final Map<Long, Long> takenE8 = new HashMap<>();

    private Instrument instrument;
    private long highestBuyE8 = Long.MIN_VALUE;
    private long lowestSellE8 = Long.MAX_VALUE;

    long bidE8;
    long bidQuantityE8;
    long askE8;
    long askQuantityE8;
    long quoteUs;
    /** Updates of the best bid and offer since the start. */
    long quotes;

    long tradeCount;
    /** The last trade that was seen elsewhere; null before the first. */
    PublicTrade seenElsewhere;

    boolean dataHasEnded;
    boolean isSuspended;

    Market(final Instrument instrument, final PriceSource source, final int historyMinutes) {
        listed = instrument;
        this.instrument = instrument;
        this.source = source;
        candles = source.history(historyMinutes);
        quoteUs = source.startUs();
        bidE8 = candles.lastPriceE8();
        askE8 = bidE8 + instrument.priceStepE8();
        bidQuantityE8 = instrument.usualQuantityE8();
        askQuantityE8 = bidQuantityE8;
    }

    String symbol() {
        return instrument.symbol();
    }

    Instrument instrument() {
        return instrument;
    }

    PriceSource source() {
        return source;
    }

    CandleSeries candles() {
        return candles;
    }

    List<VenueOrder> openOrders() {
        return openOrders;
    }

    Iterable<PublicTrade> tradesNewestFirst() {
        return trades;
    }

    /** The middle of the book, on the price step; the index price too. */
    long markPriceE8() {
        return bidE8 + (askE8 - bidE8) / 2 / listed.priceStepE8() * listed.priceStepE8();
    }

    /** Worth of a quantity at the price, or at the mark price where the order has none. */
    long notionalE8(final long priceE8, final long quantityE8) {
        return DecimalE8.multiply(priceE8 == DecimalE8.NULL ? markPriceE8() : priceE8, quantityE8);
    }

    void quote(final MarketEvent event, final long timeUs) {
        bidE8 = event.bidE8;
        bidQuantityE8 = event.bidQuantityE8;
        askE8 = event.askE8;
        askQuantityE8 = event.askQuantityE8;
        quoteUs = timeUs;
        quotes++;
        takenE8.clear();
    }

    /** Makes the steps that orders must keep ten times as coarse, or as they are listed. */
    void coarsen(final boolean price, final boolean quantity) {
        instrument = price || quantity
                ? listed.withSteps(
                        listed.priceStepE8() * (price ? STEPS_WHEN_COARSE : 1),
                        listed.quantityStepE8() * (quantity ? STEPS_WHEN_COARSE : 1))
                : listed;
    }

    /** Quantities trade in these, however coarse orders must be. */
    long quantityStepE8() {
        return listed.quantityStepE8();
    }

    /** Price of a level of the book, 0 being the best; zero or less where there is none. */
    long levelPriceE8(final boolean isAsk, final int level) {
        final long bestE8 = isAsk ? askE8 : bidE8;
        return level == 0 ? bestE8 : Depth.priceE8(listed, bestE8, isAsk, level);
    }

    /** What the level still shows. */
    long levelQuantityE8(final boolean isAsk, final int level) {
        if (level == 0) {
            return isAsk ? askQuantityE8 : bidQuantityE8;
        }
        final long priceE8 = levelPriceE8(isAsk, level);
        return priceE8 <= 0 ? 0 : Depth.quantityE8(listed, priceE8) - takenE8.getOrDefault(priceE8, 0L);
    }

    /** An order took that much of the level: gone until the next quote, so that two orders cannot take the same. */
    void takeFrom(final boolean isAsk, final int level, final long quantityE8) {
        if (level > 0) {
            takenE8.merge(levelPriceE8(isAsk, level), quantityE8, Long::sum);
        } else if (isAsk) {
            askQuantityE8 -= quantityE8;
        } else {
            bidQuantityE8 -= quantityE8;
        }
    }

    void trade(final MarketEvent event, final long timeUs) {
        candles.trade(timeUs / 1_000, event.tradePriceE8, event.tradeQuantityE8);
        if (event.tradeQuantityE8 > 0) {
            trades.addFirst(new PublicTrade(
                    timeUs / 1_000, event.tradePriceE8, event.tradeQuantityE8, event.buyerIsTaker, true));
            if (++tradeCount % SEEN_ELSEWHERE_ONE_IN == 0) {
                seenElsewhere = new PublicTrade(
                        timeUs / 1_000,
                        event.tradePriceE8 + listed.priceStepE8(),
                        event.tradeQuantityE8,
                        event.buyerIsTaker,
                        false);
                trades.addFirst(seenElsewhere);
            }
            while (trades.size() > TRADES_KEPT) {
                trades.removeLast();
            }
        }
    }

    /** Whether the book may have reached a resting order: one comparison a side for each quote. */
    boolean mayFill() {
        return askE8 <= highestBuyE8 || bidE8 >= lowestSellE8;
    }

    void rest(final VenueOrder order) {
        openOrders.add(order);
        ordersChanged();
    }

    void remove(final VenueOrder order) {
        openOrders.remove(order);
        ordersChanged();
    }

    void ordersChanged() {
        highestBuyE8 = Long.MIN_VALUE;
        lowestSellE8 = Long.MAX_VALUE;
        for (final VenueOrder order : openOrders) {
            if (order.side == Side.BUY) {
                highestBuyE8 = Math.max(highestBuyE8, order.priceE8);
            } else {
                lowestSellE8 = Math.min(lowestSellE8, order.priceE8);
            }
        }
    }
}
