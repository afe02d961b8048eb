package dragon.tools.backtest.report;

import dragon.engine.protocol.Leg;

/**
 * A level that stood for a while: the average entry, the next rung, the take profit or the stop of a leg.
 *
 * @param priceE8 times 10^8
 */
public record Line(Kind kind, Leg leg, long priceE8, long fromMs, long toMs) {
    /** What stood there. */
    public enum Kind {
        AVERAGE,
        RUNG,
        TAKE_PROFIT,
        STOP
    }
}
