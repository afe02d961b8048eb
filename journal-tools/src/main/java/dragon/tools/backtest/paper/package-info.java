/**
 * Backtest in mode {@code paper}: the real core, fed with messages, against a venue in the same process. Deterministic: no clock, no
 * thread, no randomness.
 */
package dragon.tools.backtest.paper;
