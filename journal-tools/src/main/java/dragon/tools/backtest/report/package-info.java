/** What a backtest leaves behind: summary, trades and equity as CSV and JSON, and one page that opens without a network. */
package dragon.tools.backtest.report;
