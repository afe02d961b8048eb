package dragon.gateway.woox.rest;

import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * When the last requests left and came to their end, in a mapped file: what a gateway that was killed has used of the
 * venue's limits is used for its successor too, and for a command that asks the venue beside it. Such a command has a file of its own,
 * which the gateway reads in turn.
 *
 * <pre>
 *   8 bytes   format
 *   8 bytes   changes so far
 *   records of 24 bytes, in a ring: hash of whose limit it is, left at, ended at (epoch ms; 0 = was on its way)
 * </pre>
 *
 * <p>It survives the death of the process; a file that is lost or unreadable costs the memory of a minute. One process writes a file.
 * Threading: any thread. Cost: two writes to memory a request, and a look at the other's count for each that waits.
 */
public final class RecentRequests {
    /** Name of the gateway's file in its lane. */
    public static final String FILE = "gateway.requests";

    /** Name of the file of commands that ask the venue beside the gateway, one at a time. */
    public static final String PROBE_FILE = "probe.requests";

    private static final long FORMAT = 0x4447_5251_0000_0002L;
    private static final int CHANGES_OFFSET = 8;
    private static final int HEADER_BYTES = 16;
    private static final int RECORD_BYTES = 24;
    private static final int LEFT_OFFSET = 8;
    private static final int ENDED_OFFSET = 16;
    /** A minute of 34 accounts that ask as often as they may. */
    private static final int RECORDS = 16_384;
    /** A command asks some dozens of times; what is less is sooner looked through. */
    private static final int PROBE_RECORDS = 1_024;
    /** No limit looks back further. */
    private static final long REMEMBERED_MS = 60_000;
    /** A request whose end was not noted had come to it by then. */
    private static final long ON_THE_WAY_MS_MAX = 10_000;

    private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x0000_0100_0000_01b3L;

    private static final long[] NONE = {};

    private final UnsafeBuffer records;
    private final int recordCount;
    private final RecentRequests beside;
    private final Map<String, Seen> seenOfLimit = new HashMap<>();
    private int next;

    /** What was found of a limit at a count of changes. */
    private record Seen(long changes, boolean isSomeOnTheWay, long[] endsNs) {}

    private RecentRequests(final ByteBuffer mapped, final RecentRequests beside) {
        this.records = new UnsafeBuffer(mapped);
        this.recordCount = (mapped.capacity() - HEADER_BYTES) / RECORD_BYTES;
        this.beside = beside;
        long oldestMs = Long.MAX_VALUE;
        for (int i = 0; i < recordCount; i++) {
            final long leftMs = records.getLong(at(i) + LEFT_OFFSET);
            if (leftMs < oldestMs) {
                oldestMs = leftMs;
                next = i;
            }
        }
    }

    /** Remembered by this process alone. */
    static RecentRequests ofThisProcess() {
        return new RecentRequests(ByteBuffer.allocateDirect(HEADER_BYTES + RECORDS * RECORD_BYTES), null);
    }

    /**
     * Those of a lane's gateway, which minds the commands beside it.
     *
     * @throws IOException if the files cannot be written
     */
    public static RecentRequests ofGateway(final Path lane) throws IOException {
        return open(lane.resolve(FILE), RECORDS, open(lane.resolve(PROBE_FILE), PROBE_RECORDS, null));
    }

    /**
     * Those of a command, which minds the gateway of the lane, running or not. Only one may have them at a time.
     *
     * @throws IOException if the files cannot be written
     */
    public static RecentRequests ofProbe(final Path lane) throws IOException {
        return open(lane.resolve(PROBE_FILE), PROBE_RECORDS, open(lane.resolve(FILE), RECORDS, null));
    }

    /** Opens the file, or makes it; one of another format is begun anew, one that was cut is as long as it was. */
    private static RecentRequests open(final Path file, final int count, final RecentRequests beside)
            throws IOException {
        if (!Files.exists(file)) {
            LaneDirectory.createFile(file);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final int bytes = HEADER_BYTES + count * RECORD_BYTES;
            final boolean isOurs = format(channel) == FORMAT;
            fill(channel, isOurs ? channel.size() : 0, bytes);
            final ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            if (!isOurs) { // Last, or a file that was filled in part would pass for a whole one.
                new UnsafeBuffer(mapped).putLong(0, FORMAT);
            }
            return new RecentRequests(mapped, beside);
        }
    }

    /** What the file says of itself; 0 if it is too short to say anything. */
    private static long format(final FileChannel channel) throws IOException {
        final ByteBuffer format = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        return channel.read(format, 0) == Long.BYTES ? format.getLong(0) : 0;
    }

    /** A page that a full disk has not, a mapping would miss at its first use, and end the process without a word. */
    private static void fill(final FileChannel channel, final long from, final int bytes) throws IOException {
        if (from < bytes) {
            final ByteBuffer zeros = ByteBuffer.allocate(bytes - (int) from);
            while (zeros.hasRemaining()) {
                channel.write(zeros, from + zeros.position());
            }
            channel.force(true);
        }
    }

    /**
     * A request leaves.
     *
     * @param limit whose limit counts it
     * @return its place, for {@link #ended}
     */
    synchronized int left(final String limit, final long epochMs) {
        final int place = next;
        next = (next + 1) % recordCount;
        records.putLong(at(place), hash(limit));
        records.putLong(at(place) + LEFT_OFFSET, epochMs);
        records.putLong(at(place) + ENDED_OFFSET, 0);
        noteChange();
        return place;
    }

    /** It was answered, or given up. */
    synchronized void ended(final int place, final long epochMs) {
        records.putLong(at(place) + ENDED_OFFSET, epochMs);
        noteChange();
    }

    private void noteChange() {
        records.putLongOrdered(CHANGES_OFFSET, records.getLong(CHANGES_OFFSET) + 1);
    }

    /** When the requests of the last minute came to their end, in nanoseconds of the clock whose present is given, oldest first. */
    synchronized long[] endsNs(final String limit, final long epochMs, final long nowNs) {
        return look(limit, epochMs, nowNs).endsNs();
    }

    /** The same of the process beside this one, as it is now; what is on its way ends now at the earliest. */
    long[] endsBesideNs(final String limit, final long epochMs, final long nowNs) {
        return beside == null ? NONE : beside.latestNs(limit, epochMs, nowNs);
    }

    private synchronized long[] latestNs(final String limit, final long epochMs, final long nowNs) {
        final Seen seen = seenOfLimit.get(limit);
        if (seen != null && !seen.isSomeOnTheWay() && seen.changes() == records.getLongVolatile(CHANGES_OFFSET)) {
            return seen.endsNs();
        }
        final Seen now = look(limit, epochMs, nowNs);
        seenOfLimit.put(limit, now);
        return now.endsNs();
    }

    private Seen look(final String limit, final long epochMs, final long nowNs) {
        final long changes = records.getLongVolatile(CHANGES_OFFSET);
        final long hash = hash(limit);
        long[] ends = new long[16];
        int count = 0;
        boolean isSomeOnTheWay = false;
        for (int i = 0; i < recordCount; i++) {
            if (records.getLong(at(i)) == hash) {
                final long endedMs = records.getLong(at(i) + ENDED_OFFSET);
                final long endMs = endedMs == 0 ? records.getLong(at(i) + LEFT_OFFSET) + ON_THE_WAY_MS_MAX : endedMs;
                final long ageMs = Math.max(0, epochMs - endMs); // Clocks are set back, too.
                isSomeOnTheWay |= endedMs == 0 && ageMs == 0;
                if (ageMs < REMEMBERED_MS) {
                    ends = count == ends.length ? Arrays.copyOf(ends, 2 * count) : ends;
                    ends[count++] = nowNs - TimeUnit.MILLISECONDS.toNanos(ageMs);
                }
            }
        }
        final long[] sorted = Arrays.copyOf(ends, count);
        Arrays.sort(sorted);
        return new Seen(changes, isSomeOnTheWay, sorted);
    }

    private static int at(final int record) {
        return HEADER_BYTES + record * RECORD_BYTES;
    }

    /** FNV-1a; never that of an empty record. */
    private static long hash(final String limit) {
        long hash = FNV_BASIS;
        for (int i = 0; i < limit.length(); i++) {
            hash = (hash ^ limit.charAt(i)) * FNV_PRIME;
        }
        return hash == 0 ? 1 : hash;
    }
}
