package dragon.tools.backtest.run;

/** How a backtest fills orders. */
public enum FillMode {
    /** Bar by bar, by the original's rules: at the order's price, whenever the bar has touched it. */
    BARS,
    /** The real core on a paper venue: quotes along each candle's path, spread, steps, maker and taker fees. */
    PAPER
}
