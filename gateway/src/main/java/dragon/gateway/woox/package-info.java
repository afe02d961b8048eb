/** WOO X v3. The venue's words, number forms and error codes stop at this wall. */
package dragon.gateway.woox;
