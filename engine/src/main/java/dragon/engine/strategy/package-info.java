/** Strategies: candles and the situation of a leg in, targets out. Pure; they know nothing of orders, gates or venues. */
package dragon.engine.strategy;
