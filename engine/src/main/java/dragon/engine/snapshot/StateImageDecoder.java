package dragon.engine.snapshot;

import dragon.engine.core.Core;
import org.agrona.DirectBuffer;

/** Puts a core into the state that an image holds. */
public final class StateImageDecoder {
    private final ImageReader reader = new ImageReader();

    /**
     * Reads an image into a new core.
     *
     * @param into a core that has applied nothing yet
     * @param buffer with the image; read during the call only
     * @param offset of its first byte
     * @param length in bytes
     * @throws IllegalArgumentException if the bytes are no image of this format; the core is then unusable
     */
    public void decode(final Core into, final DirectBuffer buffer, final int offset, final int length) {
        reader.wrap(buffer, offset, length);
        into.readImage(reader);
        if (!reader.isAtEnd()) {
            throw new IllegalArgumentException("state image is longer than its content");
        }
    }
}
