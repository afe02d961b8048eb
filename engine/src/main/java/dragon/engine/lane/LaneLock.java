package dragon.engine.lane;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The leadership of a lane: an OS lock on {@code lane.mark}, which the kernel gives back however the process ends, and
 * the term, which is on the disk before it is used.
 */
public final class LaneLock implements AutoCloseable {
    /** A killed engine keeps its lock for as long as the kernel needs to take its memory apart. */
    private static final long DYING_NS_MAX = 500_000_000L;

    private final RandomAccessFile file;
    private final MappedByteBuffer mapped;
    private final UnsafeBuffer mark;
    private boolean isClosed;

    private LaneLock(final RandomAccessFile file, final MappedByteBuffer mapped) {
        this.file = file;
        this.mapped = mapped;
        this.mark = new UnsafeBuffer(mapped);
    }

    /**
     * Takes the lane.
     *
     * @param owner who leads, for people: at most 32 ASCII characters
     * @throws OperatorException with {@link ExitStatus#GATE} if another engine has it
     */
    public static LaneLock take(final LaneDirectory lane, final String owner) {
        RandomAccessFile file = null;
        try {
            if (!Files.exists(lane.markFile())) {
                LaneDirectory.createFile(lane.markFile());
            }
            file = new RandomAccessFile(lane.markFile().toFile(), "rw");
            final long deadlineNs = System.nanoTime() + DYING_NS_MAX;
            while (!tryLock(file.getChannel())) {
                if (System.nanoTime() - deadlineNs >= 0) {
                    file.close();
                    throw busy(lane);
                }
                LockSupport.parkNanos(DYING_NS_MAX / 100);
            }
            if (file.length() < LaneMark.BYTES) {
                IoUtil.fill(file.getChannel(), 0, LaneMark.BYTES, (byte) 0);
            }
            final LaneLock lock =
                    new LaneLock(file, file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, LaneMark.BYTES));
            lock.sign(owner);
            return lock;
        } catch (final IOException e) {
            closeQuietly(file);
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot lock lane " + lane.root() + ": " + e
                            + ". Nothing was sent. Next: run as the owner of the lane, on a local disk.",
                    e);
        }
    }

    private static boolean tryLock(final FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (final OverlappingFileLockException e) {
            return false; // Held by another engine of this very process, as in tests.
        }
    }

    private static OperatorException busy(final LaneDirectory lane) {
        final String holder = LaneMark.read(lane)
                .map(mark -> "pid " + mark.pid() + ", term " + mark.term())
                .orElse("a process that has not signed yet");
        return new OperatorException(
                ExitStatus.GATE,
                "lane_busy: cannot start a second engine on lane " + lane.root() + ": " + holder
                        + " leads it. That engine goes on; nothing was sent by this one. Next: stop it first, or choose"
                        + " another --lane.");
    }

    private void sign(final String owner) {
        final long pid = ProcessHandle.current().pid();
        mark.putLong(0, LaneMark.MAGIC, ByteOrder.LITTLE_ENDIAN);
        mark.putLong(LaneMark.PROCESS_START_OFFSET, LaneMark.processStartOf(pid), ByteOrder.LITTLE_ENDIAN);
        putText(LaneMark.OWNER_OFFSET, LaneMark.OWNER_BYTES, owner);
        putText(LaneMark.BOOT_ID_OFFSET, LaneMark.BOOT_ID_BYTES, LaneMark.bootIdNow());
        mark.putLong(LaneMark.PID_OFFSET, pid, ByteOrder.LITTLE_ENDIAN);
        mapped.force();
    }

    private void putText(final int offset, final int bytes, final String text) {
        final byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        mark.setMemory(offset, bytes, (byte) 0);
        mark.putBytes(offset, ascii, 0, Math.min(ascii.length, bytes));
    }

    /** The newest term that this mark has seen; 0 = none. */
    public int term() {
        return mark.getInt(LaneMark.TERM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Begins a term and returns it once it is on the disk.
     *
     * @param journalTerm of the last record in the journal, 0 if it is empty: the mark may be lost or old
     */
    public int beginTerm(final int journalTerm) {
        final int term = Math.addExact(Math.max(term(), journalTerm), 1);
        mark.putInt(LaneMark.TERM_OFFSET, term, ByteOrder.LITTLE_ENDIAN);
        mapped.force();
        return term;
    }

    /** Gives the lane back. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            mark.putLong(LaneMark.PID_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
            mapped.force();
            IoUtil.unmap(mapped);
            closeQuietly(file); // Releases the lock.
        }
    }

    private static void closeQuietly(final RandomAccessFile file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (final IOException e) {
            // The kernel closes it with the process; there is nothing to do about it here.
        }
    }
}
