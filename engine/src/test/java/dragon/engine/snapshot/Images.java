package dragon.engine.snapshot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.ExpandableArrayBuffer;

/** Parts of a state image, written and read back alone. */
public final class Images {
    private Images() {}

    /** The bytes that a part of the state writes. */
    public static byte[] of(final Consumer<ImageWriter> part) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ImageWriter writer = new ImageWriter().wrap(buffer, 0);
        part.accept(writer);
        final byte[] bytes = new byte[writer.length()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    /** What is read back from such bytes: all of them. */
    public static <T> T read(final byte[] bytes, final Function<ImageReader, T> part) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        buffer.putBytes(0, bytes);
        final ImageReader reader = new ImageReader().wrap(buffer, 0, bytes.length);
        final T read = part.apply(reader);
        assertTrue(reader.isAtEnd(), "everything that was written is read");
        return read;
    }
}
