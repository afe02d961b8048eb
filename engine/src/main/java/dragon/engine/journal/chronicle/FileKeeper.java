package dragon.engine.journal.chronicle;

import java.io.File;
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
import net.openhft.chronicle.queue.impl.RollingResourcesCache;
import net.openhft.chronicle.queue.impl.single.PrecreatedFiles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import org.agrona.IoUtil;

/**
 * Keeps the files ahead of the engine thread: real zeros on the disk before the next append needs the page, the next
 * file made, filled and mapped before the roll, every new name synced and listed.
 *
 * <p>Nothing here can overwrite an append: room is had from the file system, which changes no byte; then a page is claimed by
 * comparing eight of its bytes with zero and setting them to zero in one atomic step. A file that is in use is only ever lengthened
 * by the library, under its own lock. No page is touched here, or handed to the engine, for which the disk may have no room.
 *
 * <p>Threading: a daemon thread of its own; it reads where the engine is from the file and tells of faults in volatile
 * fields. The engine thread calls {@link #roomBytes} once in {@link #ROOM_BYTES_MAX}, and at a roll; it waits for the disk there only
 * if it was faster than this thread.
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

    /** Left to others on a disk that is full: what the engine has still to say needs some of it. */
    private static final long FREE_BYTES_MIN = 2 * SLICE_BYTES;

    /** So much the engine is given at a time, so that no more than one index falls due meanwhile. */
    private static final long ROOM_BYTES_MAX = 4 * SLICE_BYTES;

    /** Name and counts before the entries of an index, generously. */
    private static final int INDEX_HEADER_BYTES = 256;

    private static final long NS_PER_MS = 1_000_000L;
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
    private final RollingResourcesCache names;
    private final Thread thread;

    private volatile boolean isRunning = true;
    private volatile String fault;
    private volatile String spaceFault;
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
        rollLeadNs = Math.min(queue.rollCycle().lengthInMillis() / 2, 30 * 60 * 1000) * NS_PER_MS;
        indexBytes = queue.rollCycle().defaultIndexCount() * 8L + INDEX_HEADER_BYTES;
        names = new RollingResourcesCache(
                queue.rollCycle(),
                queue.epoch(),
                name -> directory.resolve(name + QueueFile.SUFFIX).toFile(),
                File::getName);
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

    /**
     * Bytes from the start of the last document on that are surely there for appends of the cycle that it is now. What the library may
     * write of its own meanwhile is taken off.
     *
     * <p>Threading: the engine thread. Cost: two reads, while the keeper is ahead; if not, system calls.
     *
     * @param wanted so many the next document needs
     * @return at least those, or what there is
     * @throws IOException if there is no more room, or the disk fails
     */
    long roomBytes(final long wanted) throws IOException {
        if (config.zeroedAheadBytes() == 0) {
            return Long.MAX_VALUE; // Nobody looks after the files, so nobody knows.
        }
        final int cycle = queue.cycle();
        KeptFile kept = current;
        if (kept == null || kept.cycle != cycle) {
            kept = next; // The roll may be a moment ahead of the keeper.
        }
        if (kept == null || kept.cycle != cycle) {
            return takeRoom(cycle, wanted);
        }
        final long last = kept.store.writePosition();
        final long bytes = kept.takenTo - last - ownBytesMax(last);
        return bytes < wanted ? takeRoom(kept.path, last, wanted) : Math.min(bytes, ROOM_BYTES_MAX);
    }

    /** First engine time of the next file, nanoseconds since the epoch; the engine thread. */
    long cycleEndNs() {
        return ((queue.cycle() + 1L) * queue.rollCycle().lengthInMillis() + queue.epoch()) * NS_PER_MS;
    }

    /** The engine is where the keeper has not come yet. */
    private long takeRoom(final int cycle, final long wanted) throws IOException {
        final Path file = file(cycle);
        if (!Files.exists(file)) {
            makeFile(cycle);
        }
        try (QueueFile found = new QueueFile(file)) {
            return takeRoom(file, found.lastWrittenPosition(), wanted);
        }
    }

    private long takeRoom(final Path file, final long last, final long wanted) throws IOException {
        final long own = ownBytesMax(last);
        final long start = last & -PAGE_BYTES;
        long more = ROOM_BYTES_MAX;
        while (true) {
            try {
                DiskRoom.take(file, start, own + wanted + more + PAGE_BYTES);
                return wanted + more;
            } catch (final IOException full) {
                if (more == 0) {
                    throw full;
                }
                more = more > PAGE_BYTES ? more / 4 : 0;
            }
        }
    }

    /** An index is due every so many documents; the first one, together with the index of indexes, as the file is made. */
    private long ownBytesMax(final long lastPosition) {
        return (lastPosition == 0 ? 2L : 1L) * indexBytes;
    }

    private Path file(final int cycle) {
        return names.resourceFor(cycle).path.toPath();
    }

    /** Makes a file that the library takes for its own, with room for what it writes there at once: a header and two indexes. */
    private synchronized void makeFile(final int cycle) throws IOException {
        final Path file = file(cycle);
        if (Files.exists(file)) {
            return; // By the other thread, a moment ago.
        }
        final Path made = PrecreatedFiles.preCreatedFile(file.toFile()).toPath();
        QueueDirectory.createEmpty(made);
        DiskRoom.takeAndLengthen(made, ownBytesMax(0) + PAGE_BYTES);
        final SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), true, null);
        if (store != null) {
            store.close();
        }
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
                if (!hasRoom()) {
                    return false;
                }
                makeFile(cycle + 1);
                next = open(cycle + 1);
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
        final long rollNs = queue.rollCycle().lengthInMillis() * NS_PER_MS;
        return rollNs - Math.floorMod(time.currentTimeNanos() - queue.epoch() * NS_PER_MS, rollNs);
    }

    /** Goes where the engine is; false if the engine has not made its file yet. */
    private boolean follow(final int cycle) throws IOException {
        final KeptFile found = next != null && next.cycle == cycle ? next : open(cycle);
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

    private KeptFile open(final int cycle) throws IOException {
        final SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), false, null);
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

    /** Whether a slice more may be had; says so while it may not. */
    private boolean hasRoom() throws IOException {
        final long freeBytes = fileStore.getUsableSpace();
        if (freeBytes < FREE_BYTES_MIN) {
            spaceFault =
                    "the files of the journal cannot be kept ahead: the disk is full, " + freeBytes + " bytes are free";
            return false;
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
        private volatile long takenTo;
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
            takenTo = store.writePosition() & -PAGE_BYTES;
            filledTo = pageAfter(store.writePosition());
            touchedTo = filledTo;
        }

        private long pageAfter(final long position) {
            return position + PAGE_BYTES & -PAGE_BYTES;
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
            final long chunkEnd = (filledTo / mapped.chunkSize() + 1) * mapped.chunkSize();
            final long to = Math.min(filledTo + SLICE_BYTES, chunkEnd);
            if (takenTo < to && !take(to, end + config.zeroedAheadBytes())) {
                return false;
            }
            final MappedBytesStore chunk = chunk(filledTo, end);
            touch(chunk, filledTo, to);
            sync(filledTo, to);
            filledTo = to;
            return true;
        }

        /**
         * As much as is wanted, less what is left to others, and at least up to this position. It begins where it ended, also if the
         * engine was faster: what the library has left untouched on its way is then had too.
         */
        private boolean take(final long to, final long wantedTo) throws IOException {
            if (!hasRoom()) {
                return false;
            }
            final long spare = fileStore.getUsableSpace() - FREE_BYTES_MIN;
            final long until = Math.max(to, Math.min(wantedTo, takenTo + spare) & -PAGE_BYTES);
            try {
                DiskRoom.take(path, takenTo, until - takenTo);
            } catch (final IOException full) {
                spaceFault = "the files of the journal cannot be kept ahead: the disk is full or fails, "
                        + full.getMessage();
                return false;
            }
            takenTo = until;
            spaceFault = null;
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
