/** Exact arithmetic on scaled longs. Pure. */
package dragon.engine.core.fixed;
