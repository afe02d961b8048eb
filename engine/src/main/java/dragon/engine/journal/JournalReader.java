package dragon.engine.journal;

import org.agrona.DirectBuffer;

/**
 * One follower's place in the journal; many may read beside the writer.
 *
 * <p>Threading: one thread for the life of the reader.
 */
public interface JournalReader extends AutoCloseable {
    /** Takes one document; the buffer is valid during the call only. */
    @FunctionalInterface
    interface DocumentHandler {
        /** Takes the records of one document, back to back: see {@link RecordEnvelope}. */
        void onDocument(DirectBuffer buffer, int offset, int length);
    }

    /**
     * Hands over the next document if there is one.
     *
     * @return false at the end of what has been appended
     */
    boolean poll(DocumentHandler handler);

    /** Goes to the end: the next document is one appended after this call. */
    void toEnd();

    @Override
    void close();
}
