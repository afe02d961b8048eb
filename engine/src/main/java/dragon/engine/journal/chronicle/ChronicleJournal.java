package dragon.engine.journal.chronicle;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordEnvelope;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.io.Closeable;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.impl.table.Metadata;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import net.openhft.chronicle.queue.util.MicroTouched;
import net.openhft.chronicle.threads.BusyTimedPauser;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The journal in a Chronicle Queue: one document is one excerpt of plain bytes, copied once into the mapped file.
 *
 * <p>The caller owns the lane, so no other process can be inside an append: a queue lock found at open is stale.
 *
 * <p>Files roll by engine time: the time of the document's first record, never by the clock of the machine.
 *
 * <p>Threading: {@link #open} on any thread, then one thread. Cost: no allocation in steady state.
 */
public final class ChronicleJournal implements Journal {
    private static final String METADATA_FILE = "metadata.cq4t";
    private static final int METADATA_BYTES = 64 * 1024;

    /** Left alone behind a last document: the mark that ends a file, and the page that {@link #touchNext} touches. */
    private static final int ROOM_BYTES_MIN = 8 * 1024;

    /** Header and padding around a document. */
    private static final int EXCERPT_BYTES_MAX = 8;

    private final Path directory;
    private final int generation;
    private final EngineTimeProvider time;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final FileKeeper keeper;
    private final JournalReader readBack;
    private final PointerBytesStore source = new PointerBytesStore();
    private final UnsafeBuffer scratch = new UnsafeBuffer(BufferUtil.allocateDirectAligned(MAX_DOCUMENT_BYTES, 64));
    private FileChannel syncedFile;
    private Path syncedPath;
    private boolean isFirstReadBack;
    private int lastBytes = MAX_DOCUMENT_BYTES; // Of the last document, on whose start the keeper counts.
    private long roomBytes; // So many bytes of documents may follow before the keeper is asked again,
    private long roomEndNs; // and before this engine time.
    private boolean failed;
    private boolean isClosed;

    private ChronicleJournal(
            final Path directory,
            final int generation,
            final EngineTimeProvider time,
            final SingleChronicleQueue queue,
            final ExcerptAppender appender,
            final FileKeeper keeper) {
        this.directory = directory;
        this.generation = generation;
        this.time = time;
        this.queue = queue;
        this.appender = appender;
        this.keeper = keeper;
        readBack = new ChronicleReader(directory);
        readBack.toEnd();
    }

    /**
     * Opens the journal for appending, creating it where there is none; the caller holds the lock of the lane.
     *
     * @throws JournalException if not a single document could be appended
     */
    public static ChronicleJournal open(final Path journalDirectory, final ChronicleJournalConfig config) {
        final EngineTimeProvider time = new EngineTimeProvider();
        SingleChronicleQueue queue = null;
        try {
            if (!Files.exists(journalDirectory) && Files.exists(QueueDirectory.unfinished(journalDirectory))) {
                throw new IOException("a repair was interrupted, repair again");
            }
            QueueDirectory.create(journalDirectory);
            final int generation = QueueDirectory.generation(journalDirectory);
            QueueDirectory.list(journalDirectory, generation);
            QueueDirectory.removeMadeAhead(journalDirectory);
            final Path metadata = journalDirectory.resolve(METADATA_FILE);
            if (isWritten(metadata)) {
                clearStaleLocks(metadata.toFile());
            } else {
                make(metadata);
            }
            queue = SingleChronicleQueueBuilder.binary(journalDirectory)
                    .rollCycle(config.roll().cycle)
                    .blockSize(config.blockBytes())
                    .timeProvider(time)
                    .timeoutMS(config.lockTimeoutMs())
                    .build();
            // Without the access flags of the JVM the queue is read-only, says so in a log alone, and this throws.
            final ExcerptAppender appender = queue.createAppender();
            QueueDirectory.protect(metadata);
            if (queue.lastCycle() >= 0) {
                // Never into a file before the last one, whatever the first append says of the time.
                final long lastCycleMs =
                        queue.lastCycle() * (long) queue.rollCycle().lengthInMillis();
                time.advanceTo(TimeUnit.MILLISECONDS.toNanos(lastCycleMs + queue.epoch()));
            }
            final FileKeeper keeper = new FileKeeper(journalDirectory, queue, time, config, generation);
            final ChronicleJournal journal =
                    new ChronicleJournal(journalDirectory, generation, time, queue, appender, keeper);
            keeper.start();
            return journal;
        } catch (final Throwable cause) {
            Closeable.closeQuietly(queue);
            throw new JournalException(
                    "Cannot open the journal in " + journalDirectory + " for appending: " + cause
                            + ". Nothing was sent. Next: dragon journal verify, and check the directory's owner and mode",
                    cause);
        }
    }

    /** Whether the library has begun to write it. */
    private static boolean isWritten(final Path metadata) throws IOException {
        if (!Files.exists(metadata)) {
            return false;
        }
        try (InputStream bytes = Files.newInputStream(metadata)) {
            for (final byte found : bytes.readNBytes(Integer.BYTES)) {
                if (found != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** With real zeros, for the library maps it: a full disk is told here. */
    private static void make(final Path metadata) throws IOException {
        QueueDirectory.createEmpty(metadata);
        try (FileChannel channel = FileChannel.open(metadata, StandardOpenOption.WRITE)) {
            QueueDirectory.writeZeros(channel, 0, METADATA_BYTES, QueueDirectory.zeros());
        }
    }

    /**
     * Clears what a killed owner left locked: the lock names a process id, which may be alive again as another process.
     */
    private static void clearStaleLocks(final File metadata) {
        SingleChronicleQueueBuilder.addAliases(); // The names in the file, unknown in a process that has no queue yet.
        try (TableStore<Metadata.NoMeta> store =
                SingleTableBuilder.binary(metadata, Metadata.NoMeta.INSTANCE).build()) {
            try (TableStoreWriteLock write = new TableStoreWriteLock(store, BusyTimedPauser::new, 0L);
                    TableStoreWriteLock append = new TableStoreWriteLock(
                            store, BusyTimedPauser::new, 0L, TableStoreWriteLock.APPEND_LOCK_KEY)) {
                write.forceUnlock();
                append.forceUnlock();
            }
        }
    }

    /** A follower's reader; the directory need not exist yet. */
    public static JournalReader reader(final Path journalDirectory) {
        return new ChronicleReader(journalDirectory);
    }

    /**
     * A follower's reader before the document that holds this sequence: for a start from a state image.
     *
     * <p>Its first document may start with earlier records of the same batch; if the sequence is not there yet, it is
     * the last document there is. Cost: milliseconds, whatever the length of the journal.
     */
    public static JournalReader reader(final Path journalDirectory, final long sequence) {
        final ChronicleReader reader = new ChronicleReader(journalDirectory);
        reader.toSequence(sequence);
        return reader;
    }

    @Override
    public void append(final DirectBuffer buffer, final int offset, final int length) {
        if (length < RecordEnvelope.MESSAGE_OFFSET || length > MAX_DOCUMENT_BYTES) {
            throw new JournalException("document of " + length + " bytes, expected " + RecordEnvelope.MESSAGE_OFFSET
                    + " to " + MAX_DOCUMENT_BYTES + ": nothing was appended");
        }
        append(buffer, offset, length, RecordEnvelope.timeNs(buffer, offset));
    }

    /** As {@link #append(DirectBuffer, int, int)}; the file is chosen by this engine time, nanoseconds since the epoch. */
    public void append(final DirectBuffer buffer, final int offset, final int length, final long timeNs) {
        if (failed || isClosed) {
            throw new JournalException("journal in " + directory + " failed before or is closed: nothing was appended");
        }
        goToFileOf(timeNs, buffer, offset, length);
        try {
            if (buffer.byteArray() == null) {
                source.set(buffer.addressOffset() + offset, length);
            } else {
                scratch.putBytes(0, buffer, offset, length);
                source.set(scratch.addressOffset(), length);
            }
            appender.writeBytes(source);
            lastBytes = length;
            if (!isFirstReadBack) {
                readBackFirst(length);
            }
        } catch (final Throwable cause) {
            throw failedAt(RecordEnvelope.sequence(buffer, offset), cause);
        }
    }

    private void goToFileOf(final long timeNs, final DirectBuffer buffer, final int offset, final int length) {
        final int needed = length + EXCERPT_BYTES_MAX;
        try {
            time.advanceTo(timeNs); // Before the look at the file: this document may be the first of the next one.
            if (needed > roomBytes || timeNs >= roomEndNs) {
                askForRoom(needed);
            }
        } catch (final IOException full) {
            failed = true;
            throw new JournalException(
                    "Cannot append sequence " + RecordEnvelope.sequence(buffer, offset) + " to the journal in "
                            + directory
                            + " (generation " + generation + "): its disk is full or fails, " + full.getMessage()
                            + ". Nothing of it was written, nothing was sent for it. Next: make room on the disk",
                    full);
        } catch (final Throwable cause) {
            throw failedAt(RecordEnvelope.sequence(buffer, offset), cause);
        }
        roomBytes -= needed;
    }

    /** A document is written only where there are zeros on the disk: a page that cannot be had would end the process. */
    private void askForRoom(final long needed) throws IOException {
        final long around = lastBytes + EXCERPT_BYTES_MAX + ROOM_BYTES_MIN;
        roomBytes = keeper.roomBytes(around + needed) - around;
        roomEndNs = keeper.cycleEndNs();
    }

    private JournalException failedAt(final long sequence, final Throwable cause) {
        failed = true; // Even an InternalError: a page of the file could not be had, the document may be torn.
        return new JournalException(
                "Cannot append sequence " + sequence + " to the journal in " + directory + " (generation " + generation
                        + "): "
                        + (cause instanceof InternalError
                                ? "its disk is full or fails, a page of the file could not be had"
                                : cause)
                        + ". The last input may be lost, nothing was sent for it. Next: dragon journal verify",
                cause);
    }

    /** Behind a hole the library appends without a word, and no reader ever gets there: so the first one is read. */
    private void readBackFirst(final int length) {
        final boolean isThere = readBack.poll((buffer, offset, found) -> {
            if (found != length || !equal(buffer, offset, length)) {
                throw new JournalException("the document read back is another one");
            }
        });
        if (!isThere) {
            throw new JournalException("the document appended cannot be read back: there is a hole before it");
        }
        isFirstReadBack = true;
        readBack.close();
    }

    private boolean equal(final DirectBuffer buffer, final int offset, final int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != source.readByte(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns when everything appended so far, and the names of its files, are on the disk.
     *
     * @throws JournalException if that cannot be promised: after a failed sync it never can, so stop the engine
     */
    @Override
    public void sync() {
        final File file = appender.currentFile();
        if (file == null) {
            return; // Nothing appended yet.
        }
        try {
            final Path path = file.toPath();
            if (!path.equals(syncedPath)) {
                syncFilesBefore(path);
                if (syncedFile != null) {
                    syncedFile.close();
                }
                syncedFile = FileChannel.open(path, StandardOpenOption.READ);
                syncedPath = path;
                QueueDirectory.sync(directory);
            }
            syncedFile.force(false);
        } catch (final IOException cause) {
            failed = true;
            throw new JournalException(
                    "Cannot sync the journal in " + directory + ": " + cause
                            + ". What was appended may not survive a power cut. Next: check the disk",
                    cause);
        }
    }

    private void syncFilesBefore(final Path path) throws IOException {
        for (final Path before : QueueDirectory.files(directory)) {
            if (before.compareTo(path) < 0 && (syncedPath == null || before.compareTo(syncedPath) >= 0)) {
                QueueDirectory.sync(before);
            }
        }
    }

    /** Brings the next page of the file closer, for the gap after an append. */
    public void touchNext() {
        try {
            if (!failed) {
                ((MicroTouched) appender).microTouch();
            }
        } catch (final Throwable cause) {
            failed = true;
            throw new JournalException("Cannot touch the journal in " + directory + ": " + cause, cause);
        }
    }

    /** Why the journal cannot go on for long, in words; null while all is well. Any thread. */
    public String fault() {
        return keeper.fault();
    }

    /** Free bytes of the journal's file system, as of a moment ago. Any thread. */
    public long usableBytes() {
        return keeper.usableBytes();
    }

    /** All bytes of its file system; 0 before the first look. */
    public long totalBytes() {
        return keeper.totalBytes();
    }

    /** Bytes ahead of the last append that are zeros on the disk already. Any thread. */
    public long zeroedAheadBytes() {
        return keeper.zeroedBytes();
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        keeper.close();
        readBack.close();
        Closeable.closeQuietly(appender, queue);
        CloseHelper.quietClose(syncedFile);
    }
}
