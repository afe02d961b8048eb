/** Bots: their life, their legs, and how targets become orders. Pure. */
package dragon.engine.core.bot;
