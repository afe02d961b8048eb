package dragon.engine.journal.chronicle;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.io.ReferenceOwner;
import net.openhft.chronicle.queue.impl.RollingResourcesCache;
import net.openhft.chronicle.queue.impl.single.PrecreatedFiles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import net.openhft.chronicle.wire.Wire;
import org.agrona.IoUtil;

/**
 * Keeps the files ahead of the engine thread: real zeros on the disk before the next append needs the page, the next
 * file made, filled and mapped before the roll, every new name synced and listed.
 *
 * <p>Zeros are written through the file and not through its mapping, where a full disk is a signal that ends the process. They
 * overwrite no append, for an append comes never further than they do: {@link #roomBytes} tells the engine how far that is. A file
 * that is in use is only ever lengthened by the library, under its own lock.
 *
 * <p>Threading: a daemon thread of its own, which tells of faults in volatile fields. The engine thread calls {@link #roomBytes}, once
 * in {@link #ROOM_BYTES_MAX} and at a roll; only where it was faster than this thread does it wait for it, and writes itself. Where
 * the files of one lane are prepared is guarded by the keeper's monitor, which is held for one slice and never for a sync. Of each file
 * there is one {@link KeptFile}, from before the engine's first append to it until the engine has left it.
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

    /** Left alone on a disk that is nearly full: for the engine, where it is faster, and for others. */
    private static final long FREE_BYTES_MIN = 2 * SLICE_BYTES;

    /** And this by the engine: it has to write down why it ends. */
    private static final long LAST_WORDS_BYTES = 128 * 1024;

    /** More than anybody can write between two looks. */
    private static final long MUCH_BYTES = 4L * 1024 * SLICE_BYTES;

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
    private boolean isListDue;
    private volatile long usableBytes;
    private volatile long totalBytes;
    private volatile long zeroedBytes;

    private volatile KeptFile current;
    private volatile KeptFile next;
    private KeptFile ahead; // Opened by the engine, where this thread has not come yet.
    private final FileStore fileStore;
    private long lastCheckNs;

    FileKeeper(
            final Path directory,
            final SingleChronicleQueue queue,
            final EngineTimeProvider time,
            final ChronicleJournalConfig config,
            final int generation)
            throws IOException {
        this.directory = directory;
        this.queue = queue;
        this.time = time;
        this.config = config;
        this.generation = generation;
        fileStore = Files.getFileStore(directory);
        usableBytes = fileStore.getUsableSpace();
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
     * <p>Threading: the engine thread. Cost: two reads, while the keeper is ahead; if not, writes to the file.
     *
     * @param wanted so many the next document needs
     * @return at least those
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
        final long bytes = kept.roomBytes();
        return bytes < wanted ? takeRoom(cycle, wanted) : Math.min(bytes, ROOM_BYTES_MAX);
    }

    /** First engine time of the next file, nanoseconds since the epoch; the engine thread. */
    long cycleEndNs() {
        return ((queue.cycle() + 1L) * queue.rollCycle().lengthInMillis() + queue.epoch()) * NS_PER_MS;
    }

    /** The engine is where this thread has not come yet. */
    private synchronized long takeRoom(final int cycle, final long wanted) throws IOException {
        KeptFile kept = opened(cycle);
        if (kept == null) {
            makeFile(cycle);
            endFilesBefore(cycle);
            kept = open(cycle, true);
            if (ahead != null) {
                ahead.close();
            }
            ahead = kept;
        }
        while (kept.roomBytes() < wanted) {
            final long spareBytes = usableBytesNow() - LAST_WORDS_BYTES;
            if (spareBytes < PAGE_BYTES) {
                throw new IOException("no room for " + wanted + " bytes");
            }
            kept.write(Math.min(SLICE_BYTES, spareBytes & -PAGE_BYTES));
        }
        return Math.min(kept.roomBytes(), ROOM_BYTES_MAX);
    }

    /** While there is much, the last look is good enough: a new one costs the engine some objects. */
    private long usableBytesNow() throws IOException {
        final long bytes = usableBytes;
        return bytes > MUCH_BYTES ? bytes : fileStore.getUsableSpace();
    }

    /** That of this cycle, or null if nobody has opened it yet. */
    private KeptFile opened(final int cycle) {
        if (current != null && current.cycle == cycle) {
            return current;
        }
        if (next != null && next.cycle == cycle) {
            return next;
        }
        return ahead != null && ahead.cycle == cycle ? ahead : null;
    }

    /** An index is due every so many documents; the first one, together with the index of indexes, as the file is made. */
    private long ownBytesMax(final long lastPosition) {
        return (lastPosition == 0 ? 2L : 1L) * indexBytes;
    }

    private Path file(final int cycle) {
        return names.resourceFor(cycle).path.toPath();
    }

    /** Makes a file that the library takes for its own by renaming it, with zeros where it writes at once: a header and two indexes. */
    private void makeFile(final int cycle) throws IOException {
        final Path file = file(cycle);
        if (Files.exists(file)) {
            return; // Of an engine before.
        }
        final Path made = PrecreatedFiles.preCreatedFile(file.toFile()).toPath();
        QueueDirectory.createEmpty(made);
        try (FileChannel written = FileChannel.open(made, StandardOpenOption.WRITE)) {
            QueueDirectory.writeZeros(written, 0, ownBytesMax(0) + PAGE_BYTES, QueueDirectory.zeros());
        }
    }

    /**
     * The library ends the file that it leaves, but not those between that one and one that is there already: a file made ahead that the
     * engine has jumped over. No reader would go past it. The oldest one first, so that at no instant one that is not ended stands
     * before one that is. One that was never finished, and so is on no list and holds nothing, goes: there is nothing to end.
     */
    private void endFilesBefore(final int cycle) throws IOException {
        final ArrayDeque<Integer> notEnded = new ArrayDeque<>();
        final List<Path> files = QueueDirectory.files(directory);
        final List<String> listed = QueueDirectory.listedFiles(directory);
        for (int i = files.size() - 1; i >= 0; i--) {
            final Path file = files.get(i);
            final String name = file.getFileName().toString();
            final int found = names.parseCount(name.substring(0, name.length() - QueueFile.SUFFIX.length()));
            if (found >= cycle) {
                continue;
            }
            if (!listed.contains(name) && !QueueDirectory.isMade(file)) {
                Files.delete(file);
            } else if (isEnded(file)) {
                break;
            } else {
                notEnded.addFirst(found);
            }
        }
        if (notEnded.size() > 1) {
            for (final int found : notEnded) {
                end(found);
            }
        }
    }

    private static boolean isEnded(final Path path) throws IOException {
        try (QueueFile file = new QueueFile(path)) {
            file.toEnd();
            return file.next() == QueueFile.Found.END_OF_FILE;
        }
    }

    private void end(final int cycle) {
        final SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), false, null);
        final MappedBytes bytes = store.bytes();
        try {
            final Wire wire = queue.wireType().apply(bytes);
            wire.usePadding(store.dataVersion() > 0);
            store.writeEOF(wire, config.lockTimeoutMs());
        } finally {
            bytes.releaseLast();
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
        if (current == null || current.cycle != queue.cycle()) {
            if (!follow()) {
                return false;
            }
            isListDue = true;
        }
        list();
        current.touchAgain();
        if (config.zeroedAheadBytes() > 0 && nsToRoll() < rollLeadNs) {
            if (next == null) {
                if (!makeNext()) {
                    return false;
                }
                isListDue = true;
            }
            list();
            next.touchAgain();
            // The first pages behind the roll come before the last ones ahead of it, which may never be reached.
            if (next.zeroedBytes() < ROLL_READY_BYTES && next.fill()) {
                return true;
            }
        }
        final boolean isFilled = current.fill();
        zeroedBytes = current.zeroedBytes();
        return isFilled || next != null && next.fill();
    }

    private long nsToRoll() {
        final long rollNs = queue.rollCycle().lengthInMillis() * NS_PER_MS;
        return rollNs - Math.floorMod(time.currentTimeNanos() - queue.epoch() * NS_PER_MS, rollNs);
    }

    /** Goes where the engine is; false if the engine has not made its file yet. */
    private synchronized boolean follow() throws IOException {
        final int cycle =
                queue.cycle(); // Under the monitor: what the engine was given before is of this one or an earlier one.
        final KeptFile opened = opened(cycle);
        final KeptFile found = opened == null ? open(cycle, false) : opened;
        if (found == null) {
            return false;
        }
        for (final KeptFile left : new KeptFile[] {current, next, ahead}) {
            if (left != null && left != found) {
                left.close();
            }
        }
        next = null;
        ahead = null;
        current = found;
        return true;
    }

    private synchronized boolean makeNext() throws IOException {
        final int cycle = current.cycle + 1;
        if (queue.cycle() >= cycle || !hasRoom()) {
            return false; // The engine is there already, by a file that it has opened itself: two would write zeros
            // over each other.
        }
        try {
            makeFile(cycle);
        } catch (final IOException full) {
            spaceFault = faultOf(full);
            return false;
        }
        next = open(cycle, true);
        return true;
    }

    private static String faultOf(final IOException full) {
        return "the files of the journal cannot be kept ahead: the disk is full or fails: " + full.getMessage();
    }

    /** A file that is there is not found by the library if it was made by a process that died just then, unless it may make one. */
    private KeptFile open(final int cycle, final boolean isToBeMade) throws IOException {
        final SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), isToBeMade, null);
        return store == null ? null : new KeptFile(cycle, store);
    }

    /** Puts new files on the list, as soon as the disk takes it: that it is full now ends nothing for good. */
    private void list() {
        if (!isListDue) {
            return;
        }
        try {
            QueueDirectory.list(directory, generation);
            isListDue = false;
        } catch (final IOException full) {
            spaceFault = faultOf(full);
        }
    }

    private void check() throws IOException {
        final long nowNs = System.nanoTime();
        if (nowNs - lastCheckNs < CHECK_NS) {
            return;
        }
        lastCheckNs = nowNs;
        totalBytes = fileStore.getTotalSpace();
        usableBytes = fileStore.getUsableSpace();
        if (current != null
                && !isListDue
                && usableBytes >= FREE_BYTES_MIN
                && current.zeroedBytes() >= config.zeroedAheadBytes()) {
            spaceFault = null; // Also where the engine itself has done the rest.
        }
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
        if (ahead != null) {
            ahead.close();
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
        private final ByteBuffer zeros = QueueDirectory.zeros();
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
            try (QueueFile written = new QueueFile(path)) {
                written.toEnd(); // Nobody appends here before there are zeros.
                filledTo = pageAfter(written.nextPosition() - 1);
            }
            touchedTo = filledTo;
        }

        private long pageAfter(final long position) {
            return position + PAGE_BYTES & -PAGE_BYTES;
        }

        /** For appends, from the start of the last document on. */
        long roomBytes() {
            final long last = store.writePosition();
            return filledTo - last - ownBytesMax(last);
        }

        long zeroedBytes() {
            return Math.max(0, filledTo - store.writePosition());
        }

        /** Fills one slice more if one is due. */
        boolean fill() throws IOException {
            final long from;
            final long to;
            synchronized (FileKeeper.this) {
                final long end = store.writePosition();
                isMoving = end != lastEnd;
                lastEnd = end;
                if (config.zeroedAheadBytes() == 0 || filledTo >= end + config.zeroedAheadBytes() || !hasRoom()) {
                    return false;
                }
                from = filledTo;
                try {
                    write(SLICE_BYTES);
                    to = filledTo; // The engine may go on from there meanwhile.
                } catch (final IOException full) {
                    spaceFault = faultOf(full);
                    return false;
                }
            }
            spaceFault = null;
            sync(from, to);
            return true;
        }

        /** So many zeros more, fewer at the end of a mapping. */
        private void write(final long bytes) throws IOException {
            final long chunkEnd = (filledTo / mapped.chunkSize() + 1) * mapped.chunkSize();
            final long to = Math.min(filledTo + bytes, chunkEnd);
            final long last = store.writePosition();
            if (last >= filledTo) { // Never seen; zeros over records would be the worst that can happen here.
                throw new IllegalStateException(
                        "an append at " + last + " is behind the zeros, which end at " + filledTo);
            }
            chunk(filledTo, last);
            QueueDirectory.writeZeros(channel, filledTo, to, zeros);
            filledTo = to;
        }

        /** Claims the first bytes of each page, in one atomic step: whatever an append put there stays. */
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
            final MappedBytesStore newest = chunks.peekLast();
            if (newest != null && newest.start() / mapped.chunkSize() == position / mapped.chunkSize()) {
                return newest;
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
            synchronized (FileKeeper.this) {
                touchAgainAlone();
            }
        }

        private void touchAgainAlone() throws IOException {
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
