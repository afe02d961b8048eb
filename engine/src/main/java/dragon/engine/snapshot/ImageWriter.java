package dragon.engine.snapshot;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the canonical state image field after field, little-endian, without gaps.
 *
 * <p>Ownership: the buffer is the caller's and must be able to grow. Cost: no allocation but for texts.
 */
public final class ImageWriter {
    private MutableDirectBuffer buffer;
    private int start;
    private int position;

    /** Begins an image at this offset. */
    public ImageWriter wrap(final MutableDirectBuffer target, final int offset) {
        buffer = target;
        start = offset;
        position = offset;
        return this;
    }

    /** Bytes written so far. */
    public int length() {
        return position - start;
    }

    /** Writes eight bytes. */
    public void writeLong(final long value) {
        buffer.putLong(position, value, ByteOrder.LITTLE_ENDIAN);
        position += Long.BYTES;
    }

    /** Writes four bytes. */
    public void writeInt(final int value) {
        buffer.putInt(position, value, ByteOrder.LITTLE_ENDIAN);
        position += Integer.BYTES;
    }

    /** Writes one byte. */
    public void writeByte(final int value) {
        buffer.putByte(position, (byte) value);
        position++;
    }

    /** Writes one byte, 1 or 0. */
    public void writeFlag(final boolean value) {
        writeByte(value ? 1 : 0);
    }

    /** Writes a length and the characters, ASCII. */
    public void writeText(final String text) {
        writeInt(text.length());
        position += buffer.putStringWithoutLengthAscii(position, text);
    }
}
