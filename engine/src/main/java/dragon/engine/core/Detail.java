package dragon.engine.core;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Composes the short text of an event without allocating: {@code by rana: gate test}.
 *
 * <p>What does not fit is cut off. Ownership: one for each core; the text is good until the next {@link #begin()}.
 */
public final class Detail {
    private static final int BYTES_MAX = 512;

    private final byte[] bytes = new byte[BYTES_MAX];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int length;

    /** Empties the text. */
    public Detail begin() {
        length = 0;
        return this;
    }

    /** Adds ASCII characters. */
    public Detail add(final String text) {
        final int part = Math.min(text.length(), BYTES_MAX - length);
        for (int i = 0; i < part; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** Adds a whole number. */
    public Detail add(final long number) {
        if (length + 20 <= BYTES_MAX) {
            length += buffer.putLongAscii(length, number);
        }
        return this;
    }

    /** Adds bytes of a message, made printable: what is not ASCII becomes a question mark. */
    public Detail add(final DirectBuffer source, final int offset, final int sourceLength) {
        final int part = Math.min(sourceLength, BYTES_MAX - length);
        for (int i = 0; i < part; i++) {
            final byte character = source.getByte(offset + i);
            bytes[length++] = character >= ' ' && character <= '~' ? character : (byte) '?';
        }
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
