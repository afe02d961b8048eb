/** How fast a backtest runs, and that its speed does not depend on how much it has seen or how far it looks back. */
package dragon.bench.backtest;
