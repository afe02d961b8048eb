package dragon.engine.journal;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal without files, for simulation and tests: grows on the heap for as long as it lives.
 *
 * <p>Threading: one writer; each reader on a thread of its own.
 */
public final class InMemoryJournal implements Journal {
    private volatile UnsafeBuffer[] documents = new UnsafeBuffer[1024];
    private volatile int documentCount;
    private boolean closed;

    @Override
    public void append(final DirectBuffer buffer, final int offset, final int length) {
        if (closed) {
            throw new JournalException("journal in memory is closed: nothing was appended");
        }
        if (length < 1 || length > MAX_DOCUMENT_BYTES) {
            throw new JournalException(
                    "document of " + length + " bytes, expected 1 to " + MAX_DOCUMENT_BYTES + ": nothing was appended");
        }
        final UnsafeBuffer document = new UnsafeBuffer(new byte[length]);
        document.putBytes(0, buffer, offset, length);
        final int count = documentCount;
        if (count == documents.length) {
            documents = Arrays.copyOf(documents, count * 2);
        }
        documents[count] = document;
        documentCount = count + 1; // Last, and volatile: it makes the document visible.
    }

    @Override
    public void sync() {
        // Memory is all there is.
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Documents appended so far. */
    public int documentCount() {
        return documentCount;
    }

    /** The document of this index, from 0; never written again. */
    public DirectBuffer document(final int index) {
        if (index >= documentCount) {
            throw new IndexOutOfBoundsException("document " + index + " of " + documentCount);
        }
        return documents[index];
    }

    /** A reader before the first document; goes on when the journal is closed. */
    public JournalReader reader() {
        return new Reader();
    }

    private final class Reader implements JournalReader {
        private int next;

        @Override
        public boolean poll(final DocumentHandler handler) {
            if (next == documentCount) {
                return false;
            }
            final UnsafeBuffer document = documents[next++];
            handler.onDocument(document, 0, document.capacity());
            return true;
        }

        @Override
        public void toEnd() {
            next = documentCount;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
