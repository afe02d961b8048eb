/** What recovery and every follower share: the comparison of what the core causes now with what the journal says it caused. */
package dragon.engine.replay;
