/** Backtests: the strategy fed by candles from a file, its orders filled by stated rules. Nothing here reads a clock or a lane. */
package dragon.tools.backtest;
