package dragon.engine.core.bot;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * Who runs the job of a bot: which worker took it, when, and how often it had to be taken from one that was gone.
 *
 * <p>The version grows each time a worker takes the job and is its fencing token. How long the lease lasts is no matter of
 * the state: the leader renews one lease for all its jobs, in {@code lane.mark}.
 */
public final class JobLease {
    /** Whether somebody has the job. */
    public enum Standing {
        /** Nobody ever took it. */
        FREE(1),
        /** The leader has it. */
        HELD(2),
        /** The leader that had it stopped in order. */
        RELEASED(3),
        /** The leader that had it is gone without a word. */
        STALE(4);

        private static final Standing[] BY_CODE = values();

        private final byte code;

        Standing(final int code) {
            this.code = (byte) code;
        }

        private static Standing ofCode(final int code) {
            if (code < 1 || code > BY_CODE.length) {
                throw new IllegalArgumentException("no standing of a lease has code " + code);
            }
            return BY_CODE[code - 1];
        }
    }

    private Standing standing = Standing.FREE;
    private String claimedBy = "";
    private int claimedTerm;
    private long claimedNs;
    private int version;
    private int staleReclaims;
    private boolean isReclaimed;
    private long reclaimedNs;

    public Standing standing() {
        return standing;
    }

    /** The worker that took the job last; empty if none ever did. */
    public String claimedBy() {
        return claimedBy;
    }

    /** Term of that worker, 0 = none. */
    public int claimedTerm() {
        return claimedTerm;
    }

    /** Engine time at which it took the job, 0 = never. */
    public long claimedNs() {
        return claimedNs;
    }

    /** How often the job was taken; the fencing token of whoever has it. */
    public int version() {
        return version;
    }

    /** How often it was taken from a worker that was gone. */
    public int staleReclaims() {
        return staleReclaims;
    }

    /** Whether the worker that has it took it from one that was gone. */
    public boolean isReclaimed() {
        return isReclaimed;
    }

    /** Engine time of the reclaim that the operator has not seen yet for the length of a heartbeat, 0 = none. */
    long reclaimedNs() {
        return reclaimedNs;
    }

    void claim(final String worker, final int term, final long nowNs) {
        standing = Standing.HELD;
        claimedBy = worker;
        claimedTerm = term;
        claimedNs = nowNs;
        isReclaimed = false;
        version++;
    }

    void reclaim(final String worker, final int term, final long nowNs) {
        claim(worker, term, nowNs);
        staleReclaims++;
        isReclaimed = true;
        reclaimedNs = nowNs;
    }

    /** The leader stops in order. */
    void release() {
        if (standing == Standing.HELD) {
            standing = Standing.RELEASED;
        }
    }

    /** The leader that had it is gone. */
    void lose() {
        if (standing == Standing.HELD) {
            standing = Standing.STALE;
        }
    }

    void noteReclaimSeen() {
        reclaimedNs = 0;
    }

    void write(final ImageWriter image) {
        image.writeByte(standing.code);
        image.writeText(claimedBy);
        image.writeInt(claimedTerm);
        image.writeLong(claimedNs);
        image.writeInt(version);
        image.writeInt(staleReclaims);
        image.writeFlag(isReclaimed);
        image.writeLong(reclaimedNs);
    }

    void read(final ImageReader image) {
        standing = Standing.ofCode(image.readByte());
        claimedBy = image.readText();
        claimedTerm = image.readInt();
        claimedNs = image.readLong();
        version = image.readInt();
        staleReclaims = image.readInt();
        isReclaimed = image.readFlag();
        reclaimedNs = image.readLong();
    }
}
