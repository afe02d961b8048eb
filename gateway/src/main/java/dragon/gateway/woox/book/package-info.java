/**
 * Order books kept in step with the venue's deltas.
 *
 * <p>Promise: a book that says it is in step is what the venue's book was at its time, within the topic's depth.
 */
package dragon.gateway.woox.book;
