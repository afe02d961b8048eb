package dragon.engine.lane;

import java.nio.ByteOrder;
import java.util.Locale;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The right to lead a lane for a while, by the machine's monotonic clock, which is the same in every process.
 *
 * <p>The leader renews it; once it has run out in a term it is never renewed again, so that whoever sees it run out may rely
 * on that.
 *
 * <p>Threading: the engine thread. Cost: two comparisons of a time that the caller has read anyway.
 */
public final class Lease {
    private static final long RECOVERING_NS = 30_000_000_000L;

    private final UnsafeBuffer mark;
    private final LeaseTimes times;
    private long renewDueNs;
    private long expiresNs;

    Lease(final UnsafeBuffer mark, final LeaseTimes times) {
        this.mark = mark;
        this.times = times;
    }

    /** A lease that nobody else sees: for a lane that is not in files. */
    public static Lease inMemory(final LeaseTimes times) {
        return new Lease(
                new UnsafeBuffer(BufferUtil.allocateDirectAligned(LaneMark.BYTES, BitUtil.CACHE_LINE_LENGTH)), times);
    }

    /**
     * Shows life while the journal is being read: whoever leads no term yet can do no harm by being late.
     *
     * @param nowNs {@link System#nanoTime()}
     */
    public void recovering(final long nowNs) {
        show(nowNs, nowNs + Math.max(times.leaseNs(), RECOVERING_NS));
    }

    /**
     * Begins with the term.
     *
     * @param nowNs {@link System#nanoTime()}
     */
    public void begin(final long nowNs) {
        renew(nowNs);
    }

    /**
     * Goes on if the lease lasts, and renews it when that is due.
     *
     * @param nowNs {@link System#nanoTime()}
     * @throws LeaseLostException if it has run out
     */
    public void keep(final long nowNs) {
        check(nowNs);
        if (nowNs - renewDueNs >= 0) {
            renew(nowNs);
        }
    }

    /**
     * Goes on if the lease lasts: to be asked before what cannot be taken back.
     *
     * @param nowNs {@link System#nanoTime()}, read just now: the process may have been stopped for an hour since any other
     * @throws LeaseLostException if it has run out
     */
    public void check(final long nowNs) {
        if (nowNs - expiresNs >= 0) {
            final int term = mark.getInt(LaneMark.TERM_OFFSET, ByteOrder.LITTLE_ENDIAN);
            mark.putInt(LaneMark.LEASE_LOST_TERM_OFFSET, term, ByteOrder.LITTLE_ENDIAN);
            throw new LeaseLostException(String.format(
                    Locale.ROOT,
                    "lease_lost: the lease of term %d, %.1f s, ran out %.3f s ago: this process was stopped or starved"
                            + " for too long. Nothing was written since",
                    term,
                    times.leaseNs() / 1e9,
                    (nowNs - expiresNs) / 1e9));
        }
    }

    private void renew(final long nowNs) {
        renewDueNs = nowNs + times.renewEveryNs();
        expiresNs = nowNs + times.leaseNs();
        show(nowNs, expiresNs);
    }

    private void show(final long renewedNs, final long untilNs) {
        mark.putLongOrdered(LaneMark.RENEWED_OFFSET, littleEndian(renewedNs));
        mark.putLongOrdered(LaneMark.EXPIRES_OFFSET, littleEndian(untilNs));
    }

    private static long littleEndian(final long value) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
    }
}
