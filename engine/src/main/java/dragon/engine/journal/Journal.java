package dragon.engine.journal;

import org.agrona.DirectBuffer;

/**
 * The lane's record of everything that happened, in order, as its one writer sees it.
 *
 * <p>The unit is a document: one input and all that it caused, or a run of such inputs, each record in its own
 * {@link RecordEnvelope}. A document becomes visible as a whole or not at all.
 *
 * <p>Threading: the engine thread only. Followers use {@link JournalReader}, each on its own thread.
 */
public interface Journal extends AutoCloseable {
    /** Bytes of the largest document. */
    int MAX_DOCUMENT_BYTES = 256 * 1024;

    /**
     * Appends one document and makes it visible to followers.
     *
     * <p>Survives the death of this process; of the machine only once {@link #sync()} has returned.
     *
     * @param buffer with the encoded records; read during the call, never kept, so reuse it at once
     * @param offset of the first byte
     * @param length in bytes, from 1 to {@link #MAX_DOCUMENT_BYTES}
     * @throws JournalException if the document may be missing or torn: stop the engine, do not append again
     */
    void append(DirectBuffer buffer, int offset, int length);

    /** Returns when everything appended so far is on the disk. */
    void sync();

    /** Prepares the room of the next document, for a moment in which nothing waits. */
    default void touchNext() {}

    @Override
    void close();
}
