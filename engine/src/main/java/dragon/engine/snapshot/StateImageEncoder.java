package dragon.engine.snapshot;

import dragon.engine.core.Core;
import org.agrona.MutableDirectBuffer;

/**
 * Encodes the whole state of a core in its one canonical form: equal states give equal bytes.
 *
 * <p>Threading: the thread that owns the core. Cost: no allocation once the buffer has its size.
 */
public final class StateImageEncoder {
    private final ImageWriter writer = new ImageWriter();

    /**
     * Writes the image.
     *
     * @param core whose state is read
     * @param buffer that grows as needed
     * @param offset of the first byte
     * @return length of the image in bytes
     */
    public int encode(final Core core, final MutableDirectBuffer buffer, final int offset) {
        core.writeImage(writer.wrap(buffer, offset));
        return writer.length();
    }
}
