package dragon.gateway.simulator.market;

/** One step of a market: a best bid and offer, a trade, or both. Filled again and again by its source. */
public final class MarketEvent {
    public long timeUs;
    public boolean isQuote;
    public long bidE8;
    public long bidQuantityE8;
    public long askE8;
    public long askQuantityE8;
    public boolean isTrade;
    public long tradePriceE8;
    public long tradeQuantityE8;
    public boolean buyerIsTaker;
}
