package dragon.tools.backtest;

/**
 * One fill of a backtest. Prices, quantities and money times 10^8.
 *
 * @param index of the bar, counted from the first that is traded
 * @param pnlE8 realised by it, before its fee; 0 when it opens or adds
 * @param positionSign 1 long, -1 short, 0 flat, after it
 */
public record Trade(
        int index,
        long openTimeMs,
        Phase phase,
        boolean isBuy,
        long priceE8,
        long quantityE8,
        long pnlE8,
        String note,
        long feeE8,
        long cashE8,
        int positionSign,
        long positionQuantityE8,
        long positionAverageE8) {
    /** When within its bar: resting orders before the strategy's step, in the step, or resting orders after it. */
    public enum Phase {
        PRE,
        BAR,
        POST
    }
}
