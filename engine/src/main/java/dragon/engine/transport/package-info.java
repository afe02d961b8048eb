/**
 * The ways between processes: rings over mapped files, and the results that come back.
 *
 * <p>Promise: a ring forgets a frame only when the engine says that it is journaled; a frame of any content, and a
 * producer that dies at any instruction, neither stops the consumer nor costs a frame of somebody else.
 */
package dragon.engine.transport;
