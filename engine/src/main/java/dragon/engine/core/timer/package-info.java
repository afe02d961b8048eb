/** Timers as data of the state. Pure. */
package dragon.engine.core.timer;
