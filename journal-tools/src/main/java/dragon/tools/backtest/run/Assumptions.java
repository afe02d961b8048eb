package dragon.tools.backtest.run;

/**
 * What a backtest assumes about the world beyond candles and bot. Times 10^8; null = as the bot file or the candles say.
 *
 * @param balanceE8 at the beginning, USD
 * @param takerPctE8 fee of a trade that takes, percent
 * @param makerPctE8 fee of a trade that rested, percent
 * @param tickE8 step of prices
 * @param quantityStepE8 step of quantities
 * @param fromMs first candle to trade; null = as soon as the indicators are warm
 * @param toMs candles that open at or after it are left out; null = the end
 */
public record Assumptions(
        Long balanceE8, Long takerPctE8, Long makerPctE8, Long tickE8, Long quantityStepE8, Long fromMs, Long toMs) {}
