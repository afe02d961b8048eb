/** Module {@code monitor} of Dragon. */
package dragon.monitor;
