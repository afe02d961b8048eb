package dragon.gateway.paper;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The paper venue's changes, one line each, only appended; a line ends with its CRC32C.
 *
 * <p>A last line that is torn was never told to anybody and is cut off. Anything else that does not read stops the start.
 * Threading: one thread.
 */
final class BooksLog implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final StringBuilder unwritten = new StringBuilder(1024);

    private BooksLog(final Path file, final FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the file, or makes an empty one for its owner only.
     *
     * @param lines takes the lines that are there
     * @throws OperatorException where the file is damaged
     */
    static BooksLog open(final Path file, final List<String> lines) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        final byte[] bytes = Files.readAllBytes(file);
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        final BooksLog log = new BooksLog(file, channel);
        boolean isRead = false;
        try {
            final int end = read(file, bytes, lines);
            channel.truncate(end);
            channel.position(end);
            isRead = true;
            return log;
        } finally {
            if (!isRead) {
                channel.close();
            }
        }
    }

    /** Reads the lines of a file that somebody else may be writing; a torn last line is left out. */
    static void read(final Path file, final List<String> lines) throws IOException {
        read(file, Files.readAllBytes(file), lines);
    }

    private static int read(final Path file, final byte[] bytes, final List<String> lines) {
        int start = 0;
        while (start < bytes.length) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            final String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            final int at = line.lastIndexOf(' ');
            final boolean isLast = end + 1 >= bytes.length;
            if (end < bytes.length && at > 0 && line.substring(at + 1).equals(checksum(line.substring(0, at)))) {
                lines.add(line.substring(0, at));
            } else if (isLast) {
                return start;
            } else {
                throw damaged("line " + (lines.size() + 1) + " of " + file + " is damaged");
            }
            start = end + 1;
        }
        return start;
    }

    /** Keeps a line for the next {@link #flush()}. */
    void add(final String line) {
        unwritten.append(line).append(' ').append(checksum(line)).append('\n');
    }

    /**
     * Puts what was added on the disk; nothing may be told to anybody before.
     *
     * @throws UncheckedIOException where that is not certain: the venue must end
     */
    void flush() {
        if (unwritten.length() == 0) {
            return;
        }
        final ByteBuffer bytes = ByteBuffer.wrap(unwritten.toString().getBytes(StandardCharsets.UTF_8));
        unwritten.setLength(0);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (final IOException e) {
            throw new UncheckedIOException(
                    "Cannot write the paper venue's books " + file + ": the gateway ends, no answer was given."
                            + " Next: look at the disk, then start the gateway again",
                    e);
        }
    }

    /** Nothing may trade on books that are not whole. */
    static OperatorException damaged(final String what) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot open the paper venue: " + what + ". Nothing was filled."
                        + " Next: restore the file, or begin a new dry-run lane.");
    }

    private static String checksum(final String line) {
        final CRC32C crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
