package dragon.engine.journal.chronicle;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordEnvelope;
import java.io.File;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.io.Closeable;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.impl.table.Metadata;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import net.openhft.chronicle.threads.BusyTimedPauser;
import org.agrona.BufferUtil;
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
    private final Path directory;
    private final EngineTimeProvider time;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final PointerBytesStore source = new PointerBytesStore();
    private final UnsafeBuffer scratch = new UnsafeBuffer(BufferUtil.allocateDirectAligned(MAX_DOCUMENT_BYTES, 64));
    private boolean failed;

    private ChronicleJournal(
            final Path directory,
            final EngineTimeProvider time,
            final SingleChronicleQueue queue,
            final ExcerptAppender appender) {
        this.directory = directory;
        this.time = time;
        this.queue = queue;
        this.appender = appender;
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
            clearStaleLocks(journalDirectory);
            queue = SingleChronicleQueueBuilder.binary(journalDirectory)
                    .rollCycle(config.roll().cycle)
                    .blockSize(config.blockBytes())
                    .timeProvider(time)
                    .timeoutMS(config.lockTimeoutMs())
                    .build();
            return new ChronicleJournal(journalDirectory, time, queue, queue.createAppender());
        } catch (final Throwable cause) {
            Closeable.closeQuietly(queue);
            throw new JournalException(
                    "Cannot open the journal in " + journalDirectory + " for appending: " + cause
                            + ". Nothing was sent. Next: check the directory's owner and mode, and start by `dragon`",
                    cause);
        }
    }

    /**
     * Clears what a killed owner left locked: the lock names a process id, which may be alive again as another process.
     */
    private static void clearStaleLocks(final Path journalDirectory) {
        final File metadata = journalDirectory.resolve("metadata.cq4t").toFile();
        if (!metadata.exists()) {
            return;
        }
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
        if (failed) {
            throw new JournalException("journal in " + directory + " failed before: nothing was appended");
        }
        try {
            time.advanceTo(timeNs);
            if (buffer.byteArray() == null) {
                source.set(buffer.addressOffset() + offset, length);
            } else {
                scratch.putBytes(0, buffer, offset, length);
                source.set(scratch.addressOffset(), length);
            }
            appender.writeBytes(source);
        } catch (final Throwable cause) {
            failed = true; // Even an InternalError: a page of the file could not be had, the document may be torn.
            throw new JournalException(
                    "Cannot append to the journal in " + directory + ": " + cause
                            + ". The last input may be lost, nothing was sent for it. Next: dragon journal verify",
                    cause);
        }
    }

    @Override
    public void sync() {
        appender.sync();
    }

    /** Brings the next page of the file closer, for the gap after an append. */
    public void touchNext() {
        try {
            if (!failed) {
                ((net.openhft.chronicle.queue.util.MicroTouched) appender).microTouch();
            }
        } catch (final Throwable cause) {
            failed = true;
            throw new JournalException("Cannot touch the journal in " + directory + ": " + cause, cause);
        }
    }

    @Override
    public void close() {
        Closeable.closeQuietly(appender, queue);
    }
}
