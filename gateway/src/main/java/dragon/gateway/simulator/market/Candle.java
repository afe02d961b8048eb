package dragon.gateway.simulator.market;

/** One candle; {@code lastTradeMs} is 0 where nothing traded in it. Filled again and again by its series. */
public final class Candle {
    public long startMs;
    public long endMs;
    public long openE8;
    public long highE8;
    public long lowE8;
    public long closeE8;
    public long volumeE8;
    public long amountE8;
    public long lastTradeMs;
}
