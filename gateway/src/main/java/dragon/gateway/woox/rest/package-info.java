/**
 * REST of WOO X v3: requests leave within the venue's rate limits, reductions first, and each ends in one typed outcome.
 *
 * <p>Promise: a place is sent once. What is asked again is a query, or a cancel that certainly was not executed; the HTTP
 * client repeats nothing.
 */
package dragon.gateway.woox.rest;
