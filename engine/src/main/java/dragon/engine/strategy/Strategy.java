package dragon.engine.strategy;

/**
 * Decides what a leg of a bot should hold and have waiting: candles in, targets out.
 *
 * <p>It sees facts only (closed candles, booked fills) and never an order, so that it decides the same live, in replay and in a
 * backtest. Threading: the thread that owns the core.
 */
public interface Strategy {
    /**
     * Takes one closed candle, oldest first, each once. Prices are quote currency times 10^8.
     *
     * @param openTimeMs start of the candle, epoch milliseconds
     */
    void onCandle(long openTimeMs, long openE8, long highE8, long lowE8, long closeE8);

    /**
     * Says what should exist for a leg now. Called after a candle has closed, and whenever the leg changed in between.
     *
     * @param situation of the leg; read during the call only
     * @param targets to be filled in; cleared by the caller
     */
    void decide(LegSituation situation, LegTargets targets);
}
