/**
 * The snapshotter: a follower that writes what it sees to SQLite, for people and for recovery.
 *
 * <p>Nothing waits for it. Whatever SQLite does, the engine is not involved and the journal is not touched.
 */
package dragon.tools.snapshotter;
