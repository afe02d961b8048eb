/**
 * REST of WOO X v3: one request is sent once, within the venue's rate limits, and ends in one typed outcome.
 *
 * <p>Promise: nothing is repeated silently, neither by us nor by the HTTP client.
 */
package dragon.gateway.woox.rest;
