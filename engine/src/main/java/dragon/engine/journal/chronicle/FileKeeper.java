package dragon.engine.journal.chronicle;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.io.ReferenceOwner;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import org.agrona.IoUtil;

/**
 * Keeps the files ahead of the engine thread: real zeros on the disk before the next append needs the page, the next
 * file made, filled and mapped before the roll, every new name synced and listed.
 *
 * <p>Nothing here can overwrite an append: a page is claimed by comparing eight of its bytes with zero and setting them
 * to zero in one atomic step, and a file is only ever lengthened by the library, under its own lock.
 *
 * <p>Threading: a daemon thread of its own; it reads where the engine is from the file and tells of faults in volatile
 * fields, so the engine thread pays nothing.
 */
final class FileKeeper implements Runnable, AutoCloseable {
    private static final int PAGE_BYTES = 4096;

    /** One wish to the disk: long enough to be fast, short enough that the engine's own writes are not kept waiting. */
    private static final int SLICE_BYTES = 1024 * 1024;

    /** Pages this far ahead are made writable again after the sync, so that the engine meets no page fault at all. */
    private static final int TOUCHED_AHEAD_BYTES = 1024 * 1024;

    /** So much of the next file is made ready before more of the present one. */
    private static final int ROLL_READY_BYTES = 8 * 1024 * 1024;

    /** The operating system cleans pages every few seconds; a page at hand is touched again as often. */
    private static final long TOUCH_AGAIN_NS = 2_000_000_000L;

    /** Never claimed: a page that cannot be had is a fault of the whole process, so the last ones are left alone. */
    private static final long FREE_BYTES_MIN = 2 * SLICE_BYTES;

    /** Name and counts before the entries of an index, generously. */
    private static final int INDEX_HEADER_BYTES = 256;

    private static final long PAUSE_NS = 1_000_000L;
    private static final long IDLE_PAUSE_NS = 5_000_000L;
    private static final long CHECK_NS = 200_000_000L;

    private final Path directory;
    private final SingleChronicleQueue queue;
    private final EngineTimeProvider time;
    private final ChronicleJournalConfig config;
    private final int generation;
    private final long rollLeadNs;
    private final long indexBytes;
    private final Thread thread;

    private volatile boolean isRunning = true;
    private volatile String fault;
    private volatile String spaceFault;
    private volatile boolean isStuck;
    private volatile long usableBytes = Long.MAX_VALUE;
    private volatile long totalBytes;
    private volatile long zeroedBytes;

    private volatile KeptFile current;
    private volatile KeptFile next;
    private FileStore fileStore;
    private long lastCheckNs;

    FileKeeper(
            final Path directory,
            final SingleChronicleQueue queue,
            final EngineTimeProvider time,
            final ChronicleJournalConfig config,
            final int generation) {
        this.directory = directory;
        this.queue = queue;
        this.time = time;
        this.config = config;
        this.generation = generation;
        rollLeadNs = Math.min(queue.rollCycle().lengthInMillis() / 2, 30 * 60 * 1000) * 1_000_000L;
        indexBytes = queue.rollCycle().defaultIndexCount() * 8L + INDEX_HEADER_BYTES;
        thread = new Thread(this, "journal-files");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Why the journal cannot go on for long, for the gate; null while all is well. */
    String fault() {
        final String lasting = fault;
        return lasting != null ? lasting : spaceFault;
    }

    /** Whether no page is made ready, for want of room or for good: only {@link #roomBytes()} are left to write into. */
    boolean isStuck() {
        return isStuck;
    }

    /**
     * Bytes from the start of the last document on that are surely there for appends of the cycle that it is now; for the engine
     * thread. What the library may write of its own meanwhile is taken off.
     */
    long roomBytes() {
        final int cycle = queue.cycle();
        final long bytes = roomBytes(current, cycle);
        return bytes == 0 ? roomBytes(next, cycle) : bytes; // The roll may be a moment ahead of the keeper.
    }

    private static long roomBytes(final KeptFile kept, final int cycle) {
        return kept == null || kept.cycle != cycle ? 0 : Math.max(0, kept.zeroedBytes() - kept.ownBytesMax());
    }

    /** Free bytes of the journal's file system, as of the last look. */
    long usableBytes() {
        return usableBytes;
    }

    /** All bytes of the journal's file system; 0 before the first look. */
    long totalBytes() {
        return totalBytes;
    }

    /** Bytes behind the last append that are real zeros on the disk. */
    long zeroedBytes() {
        return zeroedBytes;
    }

    @Override
    public void run() {
        try {
            while (isRunning) {
                if (!step()) {
                    LockSupport.parkNanos(current != null && current.isMoving ? PAUSE_NS : IDLE_PAUSE_NS);
                }
            }
        } catch (final Throwable cause) { // An InternalError, too: that is how a full disk looks from here.
            if (isRunning) {
                fault = "the files of the journal cannot be kept ahead: " + cause;
                isStuck = config.zeroedAheadBytes() > 0;
            }
        }
    }

    /** Does one small thing; false if there was nothing to do. */
    private boolean step() throws IOException {
        if (!time.isKnown()) {
            return false;
        }
        check();
        final int cycle = queue.cycle();
        if ((current == null || current.cycle != cycle) && !follow(cycle)) {
            return false;
        }
        current.touchAgain();
        if (config.zeroedAheadBytes() > 0 && nsToRoll() < rollLeadNs) {
            if (next == null) {
                next = open(cycle + 1, true);
                list();
            }
            next.touchAgain();
            // The first pages behind the roll come before the last ones ahead of it, which may never be reached.
            if (next.zeroedBytes() < ROLL_READY_BYTES && next.fill()) {
                return true;
            }
        }
        if (current.fill()) {
            zeroedBytes = current.zeroedBytes();
            return true;
        }
        return next != null && next.fill();
    }

    private long nsToRoll() {
        final long rollNs = queue.rollCycle().lengthInMillis() * 1_000_000L;
        return rollNs - Math.floorMod(time.currentTimeNanos() - queue.epoch() * 1_000_000L, rollNs);
    }

    /** Goes where the engine is; false if the engine has not made its file yet. */
    private boolean follow(final int cycle) throws IOException {
        final KeptFile found = next != null && next.cycle == cycle ? next : open(cycle, false);
        if (found == null) {
            return false;
        }
        if (current != null) {
            current.close();
        }
        if (next != null && next != found) {
            next.close();
        }
        next = null;
        current = found;
        list();
        return true;
    }

    private KeptFile open(final int cycle, final boolean isToBeMade) throws IOException {
        final SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), isToBeMade, null);
        return store == null ? null : new KeptFile(cycle, store);
    }

    private void list() throws IOException {
        QueueDirectory.list(directory, generation);
    }

    private void check() throws IOException {
        final long nowNs = System.nanoTime();
        if (nowNs - lastCheckNs < CHECK_NS) {
            return;
        }
        lastCheckNs = nowNs;
        if (fileStore == null) {
            fileStore = Files.getFileStore(directory);
        }
        totalBytes = fileStore.getTotalSpace();
        usableBytes = fileStore.getUsableSpace();
        if (current != null && !Files.exists(current.path)) {
            fault = "the file " + current.path + " was deleted while it was in use";
        }
    }

    /** Whether a slice more may be claimed; says so while it may not. */
    private boolean hasRoom() throws IOException {
        final long freeBytes = fileStore.getUsableSpace();
        if (freeBytes < FREE_BYTES_MIN) {
            spaceFault =
                    "the files of the journal cannot be kept ahead: the disk is full, " + freeBytes + " bytes are free";
            isStuck = true;
            return false;
        }
        if (spaceFault != null) {
            spaceFault = null;
            isStuck = false;
        }
        return true;
    }

    @Override
    public void close() {
        isRunning = false;
        LockSupport.unpark(thread);
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException asked) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (current != null) {
            current.close();
        }
        if (next != null) {
            next.close();
        }
    }

    /** One file, and how far it is filled. */
    private final class KeptFile implements ReferenceOwner {
        private final int cycle;
        private final SingleChronicleQueueStore store;
        private final MappedBytes bytes;
        private final MappedFile mapped;
        private final Path path;
        private final FileChannel channel;

        /** Mapped by the library for the engine too, so that it finds them mapped; the oldest first. */
        private final ArrayDeque<MappedBytesStore> chunks = new ArrayDeque<>();

        private MappedByteBuffer synced;
        private long syncedStart;
        private volatile long filledTo;
        private long touchedTo;
        private long touchedNs;
        private long lastEnd;
        private boolean isMoving;

        KeptFile(final int cycle, final SingleChronicleQueueStore store) throws IOException {
            this.cycle = cycle;
            this.store = store;
            bytes = store.bytes();
            mapped = bytes.mappedFile();
            path = store.file().toPath();
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            filledTo = pageAfter(store.writePosition());
            touchedTo = filledTo;
        }

        private long pageAfter(final long position) {
            return position + PAGE_BYTES & -PAGE_BYTES;
        }

        /** An index is due every so many documents, and the first one together with the index of indexes. */
        private long ownBytesMax() {
            return (store.writePosition() == 0 ? 2L : 1L) * indexBytes;
        }

        long zeroedBytes() {
            return Math.max(0, filledTo - store.writePosition());
        }

        /** Fills one slice more if one is due. */
        boolean fill() throws IOException {
            final long end = store.writePosition();
            isMoving = end != lastEnd;
            lastEnd = end;
            if (filledTo < end) {
                filledTo = pageAfter(end); // The engine was faster.
            }
            if (config.zeroedAheadBytes() == 0 || filledTo >= end + config.zeroedAheadBytes()) {
                return false;
            }
            if (!hasRoom()) {
                return false;
            }
            final long chunkEnd = (filledTo / mapped.chunkSize() + 1) * mapped.chunkSize();
            final long to = Math.min(filledTo + SLICE_BYTES, chunkEnd);
            final MappedBytesStore chunk = chunk(filledTo, end);
            touch(chunk, filledTo, to);
            sync(filledTo, to);
            filledTo = to;
            return true;
        }

        /** Claims the first bytes of each page, which makes the page real; whatever an append put there stays. */
        private void touch(final MappedBytesStore chunk, final long from, final long to) {
            for (long position = from; position < to; position += PAGE_BYTES) {
                chunk.compareAndSwapLong(position, 0L, 0L);
            }
        }

        /** The mapping with this position, lengthening the file if need be; lets go of those the engine has left. */
        private MappedBytesStore chunk(final long position, final long end) throws IOException {
            while (chunks.size() > 1 && chunks.peekFirst().start() + mapped.chunkSize() < end) {
                chunks.pollFirst().release(this);
            }
            for (final MappedBytesStore chunk : chunks) {
                if (chunk.start() / mapped.chunkSize() == position / mapped.chunkSize()) {
                    return chunk;
                }
            }
            final MappedBytesStore acquired = mapped.acquireByteStore(this, position);
            chunks.addLast(acquired);
            return acquired;
        }

        /** Zeros reach the disk here and nowhere else; the engine's own pages are not among them. */
        private void sync(final long from, final long to) throws IOException {
            final long start = from / mapped.chunkSize() * mapped.chunkSize();
            if (synced == null || syncedStart != start) {
                IoUtil.unmap(synced);
                synced = channel.map(FileChannel.MapMode.READ_WRITE, start, mapped.chunkSize());
                syncedStart = start;
            }
            synced.force((int) (from - start), (int) (to - from));
        }

        /** A synced page is read-only until it is written again: let that be here and not in an append. */
        void touchAgain() throws IOException {
            if (config.zeroedAheadBytes() == 0) {
                return;
            }
            final long end = store.writePosition();
            final long nowNs = System.nanoTime();
            if (nowNs - touchedNs > TOUCH_AGAIN_NS || touchedTo < end) {
                touchedTo = pageAfter(end);
                touchedNs = nowNs;
            }
            final long to = Math.min(end + TOUCHED_AHEAD_BYTES, filledTo) & -PAGE_BYTES;
            while (touchedTo < to) {
                final long chunkEnd = (touchedTo / mapped.chunkSize() + 1) * mapped.chunkSize();
                final long until = Math.min(to, chunkEnd);
                touch(chunk(touchedTo, end), touchedTo, until);
                touchedTo = until;
            }
        }

        void close() {
            IoUtil.unmap(synced);
            synced = null;
            for (final MappedBytesStore chunk : chunks) {
                chunk.release(this);
            }
            chunks.clear();
            bytes.releaseLast();
            store.close();
            try {
                channel.close();
            } catch (final IOException ignored) {
                // It was only there for the syncs, and they are done.
            }
        }
    }
}
