package dragon.gateway.simulator;

import dragon.gateway.simulator.market.CandleSeries;
import dragon.gateway.simulator.market.DecimalE8;
import dragon.gateway.simulator.market.Instrument;
import dragon.gateway.simulator.market.MarketEvent;
import dragon.gateway.simulator.market.PriceSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One instrument as it trades: best bid and offer, last trades, candles, and the orders that rest on it. */
final class Market {
    /** One public trade, for marketTrades. */
    record PublicTrade(long timeMs, long priceE8, long quantityE8, boolean buyerIsTaker) {}

    private static final int TRADES_KEPT = 1_000;

    private final Instrument instrument;
    private final PriceSource source;
    private final CandleSeries candles;
    private final Deque<PublicTrade> trades = new ArrayDeque<>();
    private final List<VenueOrder> openOrders = new ArrayList<>();
    private long highestBuyE8 = Long.MIN_VALUE;
    private long lowestSellE8 = Long.MAX_VALUE;

    long bidE8;
    long bidQuantityE8;
    long askE8;
    long askQuantityE8;
    long quoteUs;
    /** Updates of the best bid and offer since the start. */
    long quotes;

    boolean dataHasEnded;

    Market(final Instrument instrument, final PriceSource source, final int historyMinutes) {
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
        return bidE8 + (askE8 - bidE8) / 2 / instrument.priceStepE8() * instrument.priceStepE8();
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
    }

    void trade(final MarketEvent event, final long timeUs) {
        candles.trade(timeUs / 1_000, event.tradePriceE8, event.tradeQuantityE8);
        if (event.tradeQuantityE8 > 0) {
            trades.addFirst(
                    new PublicTrade(timeUs / 1_000, event.tradePriceE8, event.tradeQuantityE8, event.buyerIsTaker));
            if (trades.size() > TRADES_KEPT) {
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
