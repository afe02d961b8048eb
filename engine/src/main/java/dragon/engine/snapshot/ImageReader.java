package dragon.engine.snapshot;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** Reads back what {@link ImageWriter} wrote, in the same order. */
public final class ImageReader {
    private DirectBuffer buffer;
    private int position;
    private int end;

    /** Begins at this offset of an image of this length. */
    public ImageReader wrap(final DirectBuffer source, final int offset, final int length) {
        buffer = source;
        position = offset;
        end = offset + length;
        return this;
    }

    /** True once every byte of the image has been read. */
    public boolean isAtEnd() {
        return position == end;
    }

    /** Reads eight bytes. */
    public long readLong() {
        final int at = claim(Long.BYTES);
        return buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads four bytes. */
    public int readInt() {
        final int at = claim(Integer.BYTES);
        return buffer.getInt(at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads a count that must be within 0 and a bound. */
    public int readCount(final int countMax) {
        final int count = readInt();
        if (count < 0 || count > countMax) {
            throw new IllegalArgumentException("state image holds a count of " + count + ", at most " + countMax);
        }
        return count;
    }

    /** Reads one byte. */
    public int readByte() {
        return buffer.getByte(claim(1)) & 0xFF;
    }

    /** Reads one byte as yes or no. */
    public boolean readFlag() {
        return readByte() == 1;
    }

    /** Reads a text. */
    public String readText() {
        final byte[] bytes = new byte[readCount(end - position)];
        buffer.getBytes(claim(bytes.length), bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private int claim(final int length) {
        final int at = position;
        if (length > end - at) {
            throw new IllegalArgumentException(
                    "state image ends after " + (end - at) + " more bytes, " + length + " wanted");
        }
        position = at + length;
        return at;
    }
}
