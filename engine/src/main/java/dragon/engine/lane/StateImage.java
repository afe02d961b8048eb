package dragon.engine.lane;

import org.agrona.DirectBuffer;

/**
 * A state image together with the place in the journal that it stands for.
 *
 * @param logicVersion of the core that wrote it
 * @param term of the last record that it covers
 * @param sequence of the last record that it covers, the last one of a document
 * @param timeNs engine time of that record, nanoseconds since the epoch
 * @param stateHash of the image
 * @param buffer with the image at 0
 * @param length of the image in bytes
 */
public record StateImage(
        int logicVersion, int term, long sequence, long timeNs, long stateHash, DirectBuffer buffer, int length) {}
