package dragon.bench.rig;

import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.process.EngineClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The denominator of the ratios: appends one finished document after the other to a journal of its own, and does nothing
 * else. Its files are prepared as the engine's are, so that it does not pay for pages which the engine has ready.
 */
public final class BareJournal implements AutoCloseable {
    private static final int MEBIBYTE = 1024 * 1024;

    private final Path directory;
    private final ChronicleJournal journal;
    private final BatchEncoder document = new BatchEncoder(4096);
    private final long timeNs;

    /** Opens a journal below this directory, with documents as long as that of one quote. */
    public BareJournal(final Path parent, final ChronicleJournalConfig config) throws IOException {
        Files.createDirectories(parent);
        directory = Files.createTempDirectory(parent, "bare-");
        journal = ChronicleJournal.open(directory.resolve("journal"), config);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[Counterpart.QUOTE_BYTES]);
        timeNs = EngineClock.startingAfter(0, System::nanoTime).at(System.nanoTime());
        document.begin(1, 1);
        document.add(RecordEnvelope.INPUT, timeNs, message, 0, message.capacity());
        append();
    }

    /** Appends the document once more. */
    public void append() {
        journal.append(document.buffer(), 0, document.length(), timeNs);
    }

    /** Returns when all of them are on the disk. */
    public void sync() {
        journal.sync();
    }

    /** Bytes of the document. */
    public int documentBytes() {
        return document.length();
    }

    /** Waits until so many MiB are ready on the disk, or half a minute. */
    public void awaitZeroedAhead(final int mebibytes) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (journal.zeroedAheadBytes() < (long) mebibytes * MEBIBYTE && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
        Rig.delete(directory);
    }
}
