/** Module {@code gateway} of Dragon. */
package dragon.gateway;
