package dragon.engine.strategy;

import dragon.engine.protocol.Leg;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * Decides what a leg of a bot should hold and have waiting: candles in, targets out.
 *
 * <p>It sees facts only (closed candles, booked fills) and never an order, so that it decides the same live, in replay and in a
 * backtest. Threading: the thread that owns the core.
 */
public interface Strategy {
    /**
     * Takes one closed candle, oldest first, each once; old ones too, from the warm-up or after an outage. Prices are quote currency
     * times 10^8.
     *
     * @param openTimeMs start of the candle, epoch milliseconds
     */
    void onCandle(long openTimeMs, long openE8, long highE8, long lowE8, long closeE8);

    /**
     * Says what should exist for a leg now. Called after a candle has closed, after the leg changed, after a wake and on the fast
     * tick; called again with the same facts it says the same.
     *
     * @param situation of the leg; read during the call only
     * @param targets to be filled in; cleared by the caller
     */
    void decide(LegSituation situation, LegTargets targets);

    /**
     * A wake level of a leg was reached; a decision about the leg follows.
     *
     * @param priceE8 the price at which the leg could leave: the bid for LONG, the offer for SHORT
     */
    void onWake(Leg leg, long priceE8);

    /** How many closed candles it wants to have seen before it may enter; 0 = none. */
    int historyCandles();

    /** Writes the state that is the strategy's own. */
    void write(ImageWriter image);

    /** Reads what {@link #write} wrote, with the same settings. */
    void read(ImageReader image);
}
