/** Market state: instruments with their filters, prices with their ages, candle feeds, trigger levels. Pure. */
package dragon.engine.core.market;
