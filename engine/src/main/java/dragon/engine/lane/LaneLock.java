package dragon.engine.lane;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.order.ClientOrderIds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The leadership of a lane: an OS lock on {@code lane.mark}, which the kernel gives back however the process ends, and
 * the term, which is on the disk before it is used.
 *
 * <p>A free lock alone proves nothing if the process that signed last lives on: then the lease has to run out first, and
 * that process is ended before anybody else leads.
 *
 * <p>The kernel takes the lock away when this process closes any descriptor of {@code lane.mark}: it is opened here only.
 */
public final class LaneLock implements AutoCloseable {
    /** A killed engine keeps its lock for as long as the kernel needs to take its memory apart. */
    private static final long DYING_NS_MAX = 500_000_000L;

    private static final long LOOK_NS = 2_000_000L;

    /** From here on each start warns. */
    static final int TERM_WARNED = ClientOrderIds.TERM_MAX / 10 * 9;

    private final LaneDirectory lane;
    private final RandomAccessFile file;
    private final MappedByteBuffer mapped;
    private final UnsafeBuffer mark;
    private FileLock lock;
    private Lease lease;
    private boolean isSigned;
    private boolean isLeaseOfOthersLost;
    private boolean isClosed;

    private LaneLock(final LaneDirectory lane, final RandomAccessFile file, final MappedByteBuffer mapped) {
        this.lane = lane;
        this.file = file;
        this.mapped = mapped;
        this.mark = new UnsafeBuffer(mapped);
    }

    /**
     * Opens the mark without taking the lane: for whoever waits for it.
     *
     * @throws OperatorException if the file cannot be had
     */
    public static LaneLock open(final LaneDirectory lane) {
        RandomAccessFile file = null;
        try {
            if (!Files.exists(lane.markFile())) {
                LaneMark.create(lane, 0);
            }
            file = new RandomAccessFile(lane.markFile().toFile(), "rw");
            if (file.length() < LaneMark.BYTES) {
                lengthen(file);
            }
            return new LaneLock(lane, file, file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, LaneMark.BYTES));
        } catch (final IOException e) {
            closeQuietly(file);
            throw cannotLock(lane, e);
        }
    }

    /** A process of an older build was killed between the name and the bytes; or it is just between them, and has the lock soon. */
    private static void lengthen(final RandomAccessFile file) throws IOException {
        try (FileLock alone = file.getChannel().lock()) {
            if (alone.isValid() && file.length() < LaneMark.BYTES) {
                IoUtil.fill(file.getChannel(), file.length(), LaneMark.BYTES - file.length(), (byte) 0);
            }
        }
    }

    /**
     * Takes the lane for a short work that needs no lease, such as a repair.
     *
     * @param owner who has it, for people: at most 32 ASCII characters
     * @throws OperatorException with {@link ExitStatus#GATE} if another process has it
     */
    public static LaneLock take(final LaneDirectory lane, final String owner) {
        final LaneLock taken = hold(lane);
        taken.sign(owner);
        return taken;
    }

    /**
     * Keeps every engine from leading while a work goes on that is none of the lane's own: the mark says what it said before.
     *
     * @throws OperatorException with {@link ExitStatus#GATE} if another process has the lane
     */
    public static LaneLock hold(final LaneDirectory lane) {
        final LaneLock held = takeFree(lane);
        if (held.mark()
                .filter(LaneLock::isOther)
                .filter(LaneMark::isLeaderAlive)
                .isPresent()) {
            throw held.busy();
        }
        return held;
    }

    /**
     * Takes the lane to lead it, at once if the leader before is provably gone; else once its lease has run out.
     *
     * @param owner who leads, for people: at most 32 ASCII characters
     * @param times of the lease
     * @param news takes one line if there is something to wait for
     * @throws OperatorException with {@link ExitStatus#GATE} if another engine has it
     */
    public static LaneLock lead(
            final LaneDirectory lane, final String owner, final LeaseTimes times, final Consumer<String> news) {
        final LaneLock taken = takeFree(lane);
        boolean isTold = false;
        while (!taken.tryLead(owner, times)) {
            if (!isTold) {
                isTold = true;
                news.accept(taken.waitsFor());
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return taken;
    }

    private static LaneLock takeFree(final LaneDirectory lane) {
        final LaneLock opened = open(lane);
        final long deadlineNs = System.nanoTime() + DYING_NS_MAX;
        while (!opened.tryLock()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw opened.busy();
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return opened;
    }

    /**
     * Leads the lane if that can be done now, and gives the lease.
     *
     * <p>A leader whose lease has run out is killed first, so that nothing that it was about to do is ever done.
     *
     * @return false while another one leads, or may lead
     */
    public boolean tryLead(final String owner, final LeaseTimes times) {
        final Optional<LaneMark> found = mark();
        final Optional<LaneMark> other = found.filter(LaneLock::isOther);
        boolean isLocked = tryLock();
        boolean isEnded = false;
        if (other.isPresent() && !(isLocked && !other.get().isLeaderAlive())) {
            isEnded = endIfExpired(other.get());
            isLocked = isEnded && awaitLock();
        }
        if (!isLocked) {
            return false;
        }
        if (!mark().map(LaneMark::pid).equals(found.map(LaneMark::pid))) {
            return false; // Another one was quicker, and may be gone again: look anew.
        }
        isLeaseOfOthersLost = isEnded
                || other.isPresent()
                        && other.get().leaseLostTerm() == other.get().term()
                        && other.get().term() > 0;
        sign(owner);
        lease = new Lease(mark, times);
        lease.recovering(System.nanoTime());
        return true;
    }

    private static boolean isOther(final LaneMark found) {
        return found.pid() != 0 && found.pid() != ProcessHandle.current().pid();
    }

    /** Ends a leader that had its time; false if it has some left, or cannot be ended. */
    private static boolean endIfExpired(final LaneMark other) {
        return other.leaseExpiresNs() != 0
                && other.leaseLeftNs(System.nanoTime()) <= 0
                && LaneOwner.of(other).end(DYING_NS_MAX);
    }

    private boolean awaitLock() {
        final long deadlineNs = System.nanoTime() + DYING_NS_MAX;
        while (!tryLock()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return true;
    }

    private boolean tryLock() {
        if (lock != null) {
            return true;
        }
        try {
            lock = file.getChannel().tryLock();
            return lock != null;
        } catch (final OverlappingFileLockException e) {
            return false; // Held by another engine of this very process, as in tests.
        } catch (final IOException e) {
            throw cannotLock(lane, e);
        }
    }

    private static OperatorException cannotLock(final LaneDirectory lane, final IOException e) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot lock lane " + lane.root() + ": " + e
                        + ". Nothing was sent. Next: run as the owner of the lane, on a local disk.",
                e);
    }

    private OperatorException busy() {
        final String holder = mark().filter(LaneMark::isLeaderAlive)
                .map(found -> "pid " + found.pid() + ", term " + found.term())
                .orElse("a process that has not signed yet");
        close();
        return new OperatorException(
                ExitStatus.GATE,
                "lane_busy: cannot start a second engine on lane " + lane.root() + ": " + holder
                        + " leads it. That engine goes on; nothing was sent by this one. Next: stop it first, start"
                        + " this one as its standby (--standby), or choose another --lane.");
    }

    /** What a start waits for, in words. */
    private String waitsFor() {
        return mark().map(found -> String.format(
                        Locale.ROOT,
                        "waits for lease: %.1f s left (held by term %d, pid %d, which lives and does not answer for"
                                + " it)",
                        Math.max(0, found.leaseLeftNs(System.nanoTime())) / 1e9,
                        found.term(),
                        found.pid()))
                .orElse("waits for the leader to sign");
    }

    private void sign(final String owner) {
        final long pid = ProcessHandle.current().pid();
        mark.putLong(
                LaneMark.PID_OFFSET, 0, ByteOrder.LITTLE_ENDIAN); // Whoever reads now sees a mark that is being made.
        mark.putLong(0, LaneMark.MAGIC, ByteOrder.LITTLE_ENDIAN);
        mark.putLong(LaneMark.PROCESS_START_OFFSET, LaneMark.processStartOf(pid), ByteOrder.LITTLE_ENDIAN);
        putText(LaneMark.OWNER_OFFSET, LaneMark.OWNER_BYTES, owner);
        putText(LaneMark.TERM_BOOT_ID_OFFSET, LaneMark.BOOT_ID_BYTES, bootIdOfTerm()); // Until the next term begins.
        putText(LaneMark.BOOT_ID_OFFSET, LaneMark.BOOT_ID_BYTES, LaneMark.bootIdNow());
        mark.putLong(LaneMark.RENEWED_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
        mark.putLong(LaneMark.EXPIRES_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
        mark.putLong(LaneMark.PID_OFFSET, pid, ByteOrder.LITTLE_ENDIAN);
        mapped.force();
        isSigned = true;
    }

    private void putText(final int offset, final int bytes, final String text) {
        final byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        mark.setMemory(offset, bytes, (byte) 0);
        mark.putBytes(offset, ascii, 0, Math.min(ascii.length, bytes));
    }

    /** What the mark says now. */
    public Optional<LaneMark> mark() {
        return LaneMark.of(mark);
    }

    /** The lease of this leader. */
    public Lease lease() {
        return lease;
    }

    /** Whether the leader before lived on after its lease had run out, and had to be ended or ended itself. */
    public boolean isLeaseOfOthersLost() {
        return isLeaseOfOthersLost;
    }

    /**
     * Whether the machine was started again since the newest term began: what that term had not synced may be lost.
     *
     * <p>True from then on until the next term begins, however many starts that takes.
     */
    public boolean isOfEarlierBoot() {
        final String boot = bootIdOfTerm();
        return term() > 0 && !boot.isEmpty() && !boot.equals(LaneMark.bootIdNow());
    }

    private String bootIdOfTerm() {
        final String boot = LaneMark.text(mark, LaneMark.TERM_BOOT_ID_OFFSET, LaneMark.BOOT_ID_BYTES);
        return boot.isEmpty() ? LaneMark.text(mark, LaneMark.BOOT_ID_OFFSET, LaneMark.BOOT_ID_BYTES) : boot;
    }

    /** The newest term that this mark has seen; 0 = none. */
    public int term() {
        return mark.getInt(LaneMark.TERM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Begins a term and returns it once it is on the disk.
     *
     * @param journalTerm of the last record in the journal, 0 if it is empty: the mark may be lost or old
     * @throws OperatorException with {@link ExitStatus#CONFIG} if no term is left; nothing was written then
     */
    public int beginTerm(final int journalTerm) {
        final int last = Math.max(term(), journalTerm);
        if (last >= ClientOrderIds.TERM_MAX) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot start engine on lane " + lane.root() + ": its terms are used up, term " + last + " of "
                            + ClientOrderIds.TERM_MAX + ", and each client order id holds its term. Nothing was sent."
                            + " Next: close what is open at the exchange, and make a lane in a new home, with another"
                            + " account of the exchange");
        }
        final int term = last + 1;
        mark.putInt(LaneMark.TERM_OFFSET, term, ByteOrder.LITTLE_ENDIAN);
        putText(LaneMark.TERM_BOOT_ID_OFFSET, LaneMark.BOOT_ID_BYTES, LaneMark.bootIdNow());
        mapped.force();
        return term;
    }

    /** One line for the operator once nine of ten terms are used. */
    public Optional<String> termsWarning() {
        return term() < TERM_WARNED
                ? Optional.empty()
                : Optional.of(
                        "term " + term() + " of " + ClientOrderIds.TERM_MAX + ": this lane can be started "
                                + (ClientOrderIds.TERM_MAX - term())
                                + " times more, and then never again. Plan for a lane in a"
                                + " new home, with another account of the exchange, and find out what starts this one so often");
    }

    /** Gives the lane back. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            if (isSigned) {
                mark.putLong(LaneMark.EXPIRES_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
                mark.putLong(LaneMark.PID_OFFSET, 0, ByteOrder.LITTLE_ENDIAN);
                mapped.force();
            }
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
