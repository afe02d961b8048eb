/**
 * One life of a gateway, without I/O: journal records, facts of the venue and time go in; venue calls and messages to
 * the engine come out.
 *
 * <p>Promise: no thread, no clock, no randomness, no file. A simulation runs this very code.
 */
package dragon.gateway.session;
