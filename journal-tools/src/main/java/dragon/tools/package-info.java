/** Module {@code journal-tools} of Dragon. */
package dragon.tools;
