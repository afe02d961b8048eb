/** Gates: what keeps an order from leaving. Pure. */
package dragon.engine.core.gate;
