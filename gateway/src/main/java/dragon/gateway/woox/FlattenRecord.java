package dragon.gateway.woox;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a flatten without an engine asked of the exchange and what it was told, for a person who compares afterwards.
 *
 * <pre>
 *   time   asks | answer | note   step   symbol   leg   quantity   order id   outcome
 * </pre>
 *
 * <p>One line each, tab-separated, {@code -} for none; appended to {@value #FILE}, which is for its owner alone. A line is on the disk
 * when the call returns, so that no request leaves which nobody could find later. It never holds a key or a secret.
 * Threading: one thread.
 */
public final class FlattenRecord implements AutoCloseable {
    /** Name of the file in its lane. */
    public static final String FILE = "offline-flatten.log";

    private final Path file;
    private final FileChannel channel;

    private FlattenRecord(final Path file, final FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the file of a lane, or makes it.
     *
     * @throws OperatorException if it cannot be written
     */
    public static FlattenRecord open(final Path lane) {
        final Path file = lane.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                LaneDirectory.createFile(file);
                LaneDirectory.syncNames(lane);
            }
            return new FlattenRecord(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.DSYNC));
        } catch (final IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /**
     * Writes one line.
     *
     * @param fields after the time; what would break the line is written as a question mark
     * @throws OperatorException if it may not be on the disk: what it announces must not be sent
     */
    public void line(final String... fields) {
        final String line = Instant.now() + "\t"
                + Arrays.stream(fields).map(FlattenRecord::plain).collect(Collectors.joining("\t")) + "\n";
        final ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (final IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** The exchange's words made safe for a line and a terminal. */
    static String plain(final String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static OperatorException cannotWrite(final Path file, final IOException e) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot write " + file + ": " + e
                        + ". Nothing is sent that is not recorded; what was sent before stands"
                        + " there. Next: make room on the disk and repeat, or close the legs at the exchange's own page",
                e);
    }

    public Path file() {
        return file;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            // Every line is on the disk already.
        }
    }
}
