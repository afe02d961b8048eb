/** The canonical state image: encoded, decoded and hashed. What is not in it is not state. */
package dragon.engine.snapshot;
