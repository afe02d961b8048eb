/**
 * Followers: the same core, fed by the journal, and compared with it byte for byte.
 *
 * <p>A follower takes no lock and writes nothing to the journal; it may be slow, late, killed and started again.
 */
package dragon.tools.follow;
