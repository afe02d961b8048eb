package dragon.tools.backtest.paper;

import dragon.engine.protocol.Timeframe;

/**
 * What the paper venue is like.
 *
 * @param tickE8 step of prices, times 10^8
 * @param quantityStepE8 step and smallest of quantities, times 10^8
 * @param takerPctE8 fee of a trade that takes, percent of its notional, times 10^8
 * @param makerPctE8 fee of a trade that rested
 * @param leverageE8 for the margin that is not free, times 10^8; 0 = no margin is held
 * @param initialE8 balance at the beginning, USD times 10^8
 */
public record PaperRules(
        String symbol,
        Timeframe timeframe,
        long tickE8,
        long quantityStepE8,
        long takerPctE8,
        long makerPctE8,
        long leverageE8,
        long initialE8) {}
