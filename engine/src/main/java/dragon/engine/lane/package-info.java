/**
 * A lane: one directory, one identity, one leader.
 *
 * <p>Promise: at most one engine of this machine holds a lane, and a term is on the disk before anybody uses it.
 */
package dragon.engine.lane;
