package dragon.engine.lane;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What {@code lane.mark} says: the term, who leads the lane, and until when.
 *
 * <pre>
 *   0  int64   magic
 *   8  int32   term, only grows
 *  16  int64   pid of the leader; 0 = it left in order
 *  24  int64   when that process began, in the kernel's ticks since boot: a pid alone comes again
 *  32  32 B    owner, ASCII, zero-filled
 *  64  40 B    boot id of the machine, ASCII, zero-filled
 * 104  24 B    reserved, 0
 * 128  int64   lease: renewed, nanoseconds of the machine's monotonic clock; 0 = no lease
 * 136  int64   lease: expires, same clock; 0 = no lease
 * 144  int32   newest term whose leader lived to see its lease run out, 0 = none
 * 152  40 B    boot id under which the newest term began, ASCII, zero-filled; empty in a mark of an older build
 * 192  64 B    reserved, 0
 * </pre>
 *
 * <p>Little-endian. Reading takes no lock, so that looking at a lane never keeps an engine from starting.
 */
public record LaneMark(
        int term,
        long pid,
        long processStart,
        String owner,
        String bootId,
        long leaseRenewedNs,
        long leaseExpiresNs,
        int leaseLostTerm) {
    static final long MAGIC = 0x3130_4B52_414D_5244L; // "DRMARK01", little-endian.
    static final int BYTES = 256;
    static final int TERM_OFFSET = 8;
    static final int PID_OFFSET = 16;
    static final int PROCESS_START_OFFSET = 24;
    static final int OWNER_OFFSET = 32;
    static final int OWNER_BYTES = 32;
    static final int BOOT_ID_OFFSET = 64;
    static final int BOOT_ID_BYTES = 40;
    static final int RENEWED_OFFSET = 128;
    static final int EXPIRES_OFFSET = 136;
    static final int LEASE_LOST_TERM_OFFSET = 144;
    static final int TERM_BOOT_ID_OFFSET = 152;

    /** Reads the mark of a lane; empty if no engine ever led it. Not in a process that holds the lane's lock. */
    public static Optional<LaneMark> read(final LaneDirectory lane) {
        try {
            final byte[] bytes = Files.readAllBytes(lane.markFile());
            if (bytes.length < BYTES) {
                return Optional.empty();
            }
            return of(new UnsafeBuffer(bytes));
        } catch (final IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes the mark of a lane that has none; whoever sees its name sees all of it, and where another process was quicker its mark stays.
     *
     * @param lastTerm the first engine begins the one after it; 0 = none is used
     */
    static void create(final LaneDirectory lane, final int lastTerm) throws IOException {
        final Path temporary = Files.createTempFile(lane.root(), "lane.mark.", ".new"); // For its owner alone.
        try {
            final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (lastTerm > 0) {
                bytes.putLong(0, MAGIC).putInt(TERM_OFFSET, lastTerm);
            }
            Files.write(temporary, bytes.array(), StandardOpenOption.SYNC);
            Files.createLink(lane.markFile(), temporary); // As a rename, but never in the place of another one.
        } catch (final FileAlreadyExistsException quicker) {
            return;
        } finally {
            Files.deleteIfExists(temporary);
        }
        LaneDirectory.syncNames(lane.root()); // A term that is on the disk under no name would be given again.
    }

    /** The highest term that any lane of a home has begun, 0 = none. Not in a process that holds the lock of one. */
    static int highestTerm(final Path home) throws IOException {
        int highest = 0;
        for (final LaneDirectory lane : LaneDirectory.all(home)) {
            if (Files.exists(lane.markFile())) {
                final UnsafeBuffer mark = new UnsafeBuffer(Files.readAllBytes(lane.markFile()));
                if (mark.capacity() >= BYTES && mark.getLong(0, ByteOrder.LITTLE_ENDIAN) == MAGIC) {
                    highest = Math.max(highest, mark.getInt(TERM_OFFSET, ByteOrder.LITTLE_ENDIAN));
                }
            }
        }
        return highest;
    }

    /** Reads a mark that its owner may be writing; empty if nobody ever signed it, or somebody does just now. */
    static Optional<LaneMark> of(final UnsafeBuffer buffer) {
        if (buffer.getLong(0, ByteOrder.LITTLE_ENDIAN) != MAGIC) {
            return Optional.empty();
        }
        final long pidBefore = buffer.getLongVolatile(PID_OFFSET);
        final LaneMark mark = new LaneMark(
                buffer.getInt(TERM_OFFSET, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(PID_OFFSET, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(PROCESS_START_OFFSET, ByteOrder.LITTLE_ENDIAN),
                text(buffer, OWNER_OFFSET, OWNER_BYTES),
                text(buffer, BOOT_ID_OFFSET, BOOT_ID_BYTES),
                buffer.getLong(RENEWED_OFFSET, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(EXPIRES_OFFSET, ByteOrder.LITTLE_ENDIAN),
                buffer.getInt(LEASE_LOST_TERM_OFFSET, ByteOrder.LITTLE_ENDIAN));
        return buffer.getLongVolatile(PID_OFFSET) == pidBefore ? Optional.of(mark) : Optional.empty();
    }

    /** Whether the process that last led the lane lives, the very same one: pid, start and boot agree. */
    public boolean isLeaderAlive() {
        return pid > 0 && bootId.equals(bootIdNow()) && processStart == processStartOf(pid);
    }

    /**
     * Nanoseconds until the lease of a leader of this boot runs out; 0 or less = it has, or there is none.
     *
     * @param nowNs {@link System#nanoTime()}
     */
    public long leaseLeftNs(final long nowNs) {
        return leaseExpiresNs == 0 ? 0 : leaseExpiresNs - nowNs;
    }

    /** Whether an engine leads this lane now. */
    public static boolean isLed(final LaneDirectory lane) {
        return read(lane).map(LaneMark::isLeaderAlive).orElse(false);
    }

    static String text(final UnsafeBuffer buffer, final int offset, final int bytes) {
        int length = 0;
        while (length < bytes && buffer.getByte(offset + length) != 0) {
            length++;
        }
        final byte[] ascii = new byte[length];
        buffer.getBytes(offset, ascii);
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    /** The kernel's id of this boot; empty where there is none. */
    static String bootIdNow() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
        } catch (final IOException e) {
            return "";
        }
    }

    /** When a process began, in a unit that only compares; 0 if there is no such process. */
    static long processStartOf(final long pid) {
        try {
            final String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The second field is the command in parentheses and may hold anything; field 22 is the start.
            final String[] fields =
                    stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
            // A zombie is dead: its parent has not asked yet.
            return fields[0].equals("Z") ? 0 : Long.parseLong(fields[19]);
        } catch (final IOException | RuntimeException e) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .map(java.time.Instant::toEpochMilli)
                    .orElse(0L);
        }
    }
}
