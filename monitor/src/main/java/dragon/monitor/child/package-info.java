/**
 * The processes of one lane as children of this one: started one after the other, watched, and stopped in order.
 *
 * <p>They are started through the launcher, so each has the flags of its verb.
 */
package dragon.monitor.child;
