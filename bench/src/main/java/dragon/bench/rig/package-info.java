/** A real engine in this process, on a lane of its own in a temporary directory, and the other side of its rings. */
package dragon.bench.rig;
