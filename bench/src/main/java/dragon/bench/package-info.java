/** Module {@code bench} of Dragon. */
package dragon.bench;
