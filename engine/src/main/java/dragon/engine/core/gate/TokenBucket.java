package dragon.engine.core.gate;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * A rate limit on engine time: so many in a window, all of them at once if none was taken for a window.
 *
 * <p>The level counts nanoseconds of the window for each token, so that nothing is rounded.
 */
public final class TokenBucket {
    private long level = Long.MAX_VALUE;
    private long filledNs;

    /** True when a token is there beyond those that are kept back for others. */
    public boolean has(final long capacity, final long windowNs, final long percentKept, final long nowNs) {
        final long full = capacity * windowNs;
        return levelAt(full, capacity, windowNs, nowNs) - full / 100 * percentKept >= windowNs;
    }

    /** How many tokens are missing from a full bucket, a part of one counted as one. */
    public long taken(final long capacity, final long windowNs, final long nowNs) {
        final long full = capacity * windowNs;
        return (full - levelAt(full, capacity, windowNs, nowNs) + windowNs - 1) / windowNs;
    }

    /** Takes a token, also one that is not there: what was sent was sent. */
    public void take(final long capacity, final long windowNs, final long nowNs) {
        level = Math.max(0, levelAt(capacity * windowNs, capacity, windowNs, nowNs) - windowNs);
        filledNs = nowNs;
    }

    private long levelAt(final long full, final long capacity, final long windowNs, final long nowNs) {
        final long elapsedNs = Math.min(windowNs, nowNs - filledNs);
        return level >= full ? full : Math.min(full, level + elapsedNs * capacity);
    }

    public void write(final ImageWriter image) {
        image.writeLong(level);
        image.writeLong(filledNs);
    }

    public void read(final ImageReader image) {
        level = image.readLong();
        filledNs = image.readLong();
    }
}
