/** The verbs {@code dragon replay}, {@code journal}, {@code backtest} and {@code sweep}: arguments in, lines and an exit status out. */
package dragon.tools.process;
