/** Signatures of WOO X v3: the text is built once, and the same bytes are signed and sent. */
package dragon.gateway.woox.sign;
