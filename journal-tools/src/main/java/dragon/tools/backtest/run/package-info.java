/** From candles and a bot file to a result: what the verbs {@code backtest} and {@code sweep} have in common. */
package dragon.tools.backtest.run;
