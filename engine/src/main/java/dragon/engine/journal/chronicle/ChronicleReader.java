package dragon.engine.journal.chronicle;

import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.Closeable;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/** A follower on a read-only tailer, in this process or another. */
final class ChronicleReader implements JournalReader {
    private final Path directory;
    private final UnsafeBuffer document = new UnsafeBuffer(0, 0);
    private ChronicleQueue queue;
    private ExcerptTailer tailer;

    ChronicleReader(final Path directory) {
        this.directory = directory;
    }

    @Override
    public boolean poll(final DocumentHandler handler) {
        if (tailer == null && !open()) {
            return false;
        }
        try (DocumentContext context = tailer.readingDocument()) {
            if (!context.isPresent()) {
                return false;
            }
            final Bytes<?> bytes = context.wire().bytes();
            final int length = (int) bytes.readRemaining();
            document.wrap(bytes.addressForRead(bytes.readPosition()), length);
            handler.onDocument(document, 0, length);
            return true;
        }
    }

    private boolean open() {
        if (!Files.exists(directory.resolve("metadata.cq4t"))) {
            return false;
        }
        try {
            queue = SingleChronicleQueueBuilder.binary(directory).readOnly(true).build();
            tailer = queue.createTailer();
            return true;
        } catch (final RuntimeException cause) {
            Closeable.closeQuietly(tailer, queue);
            throw new JournalException("Cannot read the journal in " + directory + ": " + cause, cause);
        }
    }

    @Override
    public void toEnd() {
        if (tailer != null || open()) {
            tailer.toEnd();
        }
    }

    @Override
    public void close() {
        Closeable.closeQuietly(tailer, queue);
    }
}
