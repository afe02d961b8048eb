/** Orders: one explicit state machine, one id for ever, trades counted once. Pure. */
package dragon.engine.core.order;
