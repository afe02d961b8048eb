package dragon.engine.process;

import org.agrona.DirectBuffer;

/** Sees on the engine thread what was just journaled; must be quick, must not allocate, must not keep the buffer. */
@FunctionalInterface
public interface DocumentListener {
    /**
     * A document with inputs from the rings is in the journal and the rings have forgotten them.
     *
     * @param document records in their envelopes, from 0
     * @param length of the document in bytes
     * @param dequeuedNs when each of its inputs was found, in order, by the monotonic clock of the engine
     * @param inputs from the rings in this document
     * @param journaledNs when all was done, by the same clock
     */
    void onDocument(DirectBuffer document, int length, long[] dequeuedNs, int inputs, long journaledNs);
}
