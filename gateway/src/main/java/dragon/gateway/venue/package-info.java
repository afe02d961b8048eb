/**
 * The port to an exchange, in our words: calls go out, facts come back.
 *
 * <p>Promise: nothing here knows a wire format, a thread or a clock.
 */
package dragon.gateway.venue;
