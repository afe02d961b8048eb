/**
 * Indicators that take one candle at a time: what a candle costs does not depend on how far an indicator looks back.
 *
 * <p>Sums are kept in whole numbers, so they are exact for ever; exponential averages forget their rounding by themselves. A length
 * times a price must stay below 92 billion.
 */
package dragon.engine.strategy.indicator;
