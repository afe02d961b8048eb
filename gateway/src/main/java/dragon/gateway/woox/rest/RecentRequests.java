package dragon.gateway.woox.rest;

import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * When the last requests left and came to their end, in a mapped file: what a gateway that was killed has used of the
 * venue's limits is used for its successor too.
 *
 * <pre>
 *   8 bytes   format
 *   records of 24 bytes, in a ring: hash of whose limit it is, left at, ended at (epoch ms; 0 = was on its way)
 * </pre>
 *
 * <p>It survives the death of the process; a file that is lost or unreadable costs the memory of a minute. Threading: any
 * thread. Cost: two writes to memory a request.
 */
public final class RecentRequests {
    /** Name of the file in its lane. */
    public static final String FILE = "gateway.requests";

    private static final long FORMAT = 0x4447_5251_0000_0001L;
    private static final int HEADER_BYTES = 8;
    private static final int RECORD_BYTES = 24;
    private static final int LEFT_OFFSET = 8;
    private static final int ENDED_OFFSET = 16;
    /** A minute of 34 accounts that ask as often as they may. */
    private static final int RECORDS = 16_384;
    /** No limit looks back further. */
    private static final long REMEMBERED_MS = 60_000;
    /** A request whose end was not noted had come to it by then. */
    private static final long ON_THE_WAY_MS_MAX = 10_000;

    private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x0000_0100_0000_01b3L;

    private final ByteBuffer records;
    private int next;

    private RecentRequests(final ByteBuffer records) {
        this.records = records;
        long oldestMs = Long.MAX_VALUE;
        for (int i = 0; i < RECORDS; i++) {
            final long leftMs = records.getLong(at(i) + LEFT_OFFSET);
            if (leftMs < oldestMs) {
                oldestMs = leftMs;
                next = i;
            }
        }
    }

    /** Remembered by this process alone. */
    static RecentRequests ofThisProcess() {
        return new RecentRequests(ByteBuffer.allocate(HEADER_BYTES + RECORDS * RECORD_BYTES));
    }

    /**
     * Opens the file, or makes it; one of another format is begun anew.
     *
     * @throws IOException if it cannot be written
     */
    public static RecentRequests open(final Path file) throws IOException {
        if (!Files.exists(file)) {
            LaneDirectory.createFile(file);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final long bytes = HEADER_BYTES + (long) RECORDS * RECORD_BYTES;
            final boolean isWhole = channel.size() == bytes;
            final ByteBuffer records = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            if (!isWhole || records.getLong(0) != FORMAT) {
                while (records.hasRemaining()) {
                    records.put((byte) 0);
                }
                records.putLong(0, FORMAT);
            }
            return new RecentRequests(records);
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
        next = (next + 1) % RECORDS;
        records.putLong(at(place), hash(limit));
        records.putLong(at(place) + LEFT_OFFSET, epochMs);
        records.putLong(at(place) + ENDED_OFFSET, 0);
        return place;
    }

    /** It was answered, or given up. */
    synchronized void ended(final int place, final long epochMs) {
        records.putLong(at(place) + ENDED_OFFSET, epochMs);
    }

    /** When the requests of the last minute came to their end, in nanoseconds of the clock whose present is given, oldest first. */
    synchronized long[] endsNs(final String limit, final long epochMs, final long nowNs) {
        final long hash = hash(limit);
        final long[] ends = new long[RECORDS];
        int count = 0;
        for (int i = 0; i < RECORDS; i++) {
            if (records.getLong(at(i)) == hash) {
                final long endedMs = records.getLong(at(i) + ENDED_OFFSET);
                final long endMs = endedMs == 0 ? records.getLong(at(i) + LEFT_OFFSET) + ON_THE_WAY_MS_MAX : endedMs;
                final long ageMs = Math.max(0, epochMs - endMs); // Clocks are set back, too.
                if (ageMs < REMEMBERED_MS) {
                    ends[count++] = nowNs - TimeUnit.MILLISECONDS.toNanos(ageMs);
                }
            }
        }
        final long[] sorted = Arrays.copyOf(ends, count);
        Arrays.sort(sorted);
        return sorted;
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
