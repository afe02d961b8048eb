package dragon.engine.lane;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * State images as files: {@code images/image-<sequence>.bin}, written by an engine that stops in order and by the
 * snapshotter.
 *
 * <pre>
 *   0  int64   magic
 *   8  int32   version of this header
 *  12  int32   logic version
 *  16  int32   term
 *  20  int32   length of the image in bytes
 *  24  int64   sequence of the last record covered
 *  32  int64   its engine time, nanoseconds since the epoch
 *  40  int64   state hash
 *  48  int32   CRC32C of bytes 0 .. 48 and of the image
 *  52  12 B    reserved, 0
 *  64  the image
 * </pre>
 *
 * <p>Little-endian. A file has its name only once all of it is on the disk.
 */
public final class StateImageFile {
    /** How many images are worth keeping: one may be bad, and one may be on its way. */
    public static final int FILES_KEPT = 3;

    private static final long MAGIC = 0x3130_4741_4D49_5244L; // "DRIMAG01", little-endian.
    private static final int HEADER_VERSION = 1;
    private static final int HEADER_BYTES = 64;
    private static final int CRC_OFFSET = 48;
    private static final long FILE_BYTES_MAX = 1L << 30;
    private static final Pattern UNFINISHED = Pattern.compile("image-(\\d{1,18})\\.new");
    private static final Pattern NAME = Pattern.compile("image-(\\d{1,19})\\.bin");

    private StateImageFile() {}

    /** An image that is there, intact or not. */
    public record Entry(Path path, long sequence) {}

    /** The images of a lane, newest first. */
    public static List<Entry> list(final Path directory) throws IOException {
        final List<Entry> entries = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(file -> {
                    final Matcher name = NAME.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        entries.add(new Entry(file, Long.parseLong(name.group(1))));
                    }
                });
            }
        }
        entries.sort((a, b) -> Long.compare(b.sequence(), a.sequence()));
        return entries;
    }

    /** Writes an image and removes all but the newest {@link #FILES_KEPT}; both file and name are on the disk then. */
    public static Path write(final Path directory, final StateImage image) throws IOException {
        LaneDirectory.createDirectories(directory);
        final Path file = directory.resolve("image-" + image.sequence() + ".bin");
        final Path temporary = directory.resolve("image-" + image.sequence() + ".new");
        Files.deleteIfExists(temporary);
        LaneDirectory.createFile(temporary);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            final ByteBuffer bytes = encode(image);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (final IOException e) {
            Files.deleteIfExists(temporary); // On a full disk half an image is in the way of all else.
            throw e;
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LaneDirectory.syncNames(directory);
        final List<Entry> entries = list(directory);
        for (int i = FILES_KEPT; i < entries.size(); i++) {
            Files.deleteIfExists(entries.get(i).path());
        }
        if (entries.size() >= FILES_KEPT) {
            removeUnfinished(directory, entries.get(FILES_KEPT - 1).sequence());
        }
        return file;
    }

    /** What a killed process left half way; of a sequence that nobody writes any more, for another process may be at a newer one. */
    private static void removeUnfinished(final Path directory, final long beforeSequence) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "image-*.new")) {
            for (final Path file : files) {
                final Matcher name = UNFINISHED.matcher(file.getFileName().toString());
                if (name.matches() && Long.parseLong(name.group(1)) < beforeSequence) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /**
     * Renames the images of records behind this sequence to {@code image-<sequence>.ahead}, which nobody takes for an image.
     *
     * @return where they are now, newest first; the names are on the disk
     */
    public static List<Path> setAside(final Path directory, final long lastSequence) throws IOException {
        final List<Path> aside = new ArrayList<>();
        for (final Entry entry : list(directory)) {
            if (entry.sequence() > lastSequence) {
                final Path to = directory.resolve("image-" + entry.sequence() + ".ahead");
                aside.add(Files.move(entry.path(), to, StandardCopyOption.ATOMIC_MOVE));
            }
        }
        if (!aside.isEmpty()) {
            LaneDirectory.syncNames(directory);
        }
        return aside;
    }

    private static ByteBuffer encode(final StateImage image) {
        final ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + image.length()).order(LITTLE_ENDIAN);
        bytes.putLong(MAGIC)
                .putInt(HEADER_VERSION)
                .putInt(image.logicVersion())
                .putInt(image.term())
                .putInt(image.length())
                .putLong(image.sequence())
                .putLong(image.timeNs())
                .putLong(image.stateHash());
        image.buffer().getBytes(0, bytes, HEADER_BYTES, image.length());
        bytes.putInt(CRC_OFFSET, crcOf(bytes.array(), image.length()));
        bytes.rewind();
        return bytes;
    }

    /**
     * Reads one image.
     *
     * @throws IOException if the file is not an intact image; the message says what is wrong
     */
    public static StateImage read(final Path file) throws IOException {
        if (Files.size(file) < HEADER_BYTES || Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("has " + Files.size(file) + " bytes");
        }
        final byte[] bytes = Files.readAllBytes(file);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final int length = bytes.length - HEADER_BYTES;
        if (buffer.getLong(0, LITTLE_ENDIAN) != MAGIC || buffer.getInt(8, LITTLE_ENDIAN) != HEADER_VERSION) {
            throw new IOException("is not a state image of this build");
        }
        if (buffer.getInt(20, LITTLE_ENDIAN) != length) {
            throw new IOException(
                    "holds " + length + " bytes of image, its header says " + buffer.getInt(20, LITTLE_ENDIAN));
        }
        if (buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN) != crcOf(bytes, length)) {
            throw new IOException("is damaged: its checksum differs");
        }
        return new StateImage(
                buffer.getInt(12, LITTLE_ENDIAN),
                buffer.getInt(16, LITTLE_ENDIAN),
                buffer.getLong(24, LITTLE_ENDIAN),
                buffer.getLong(32, LITTLE_ENDIAN),
                buffer.getLong(40, LITTLE_ENDIAN),
                new UnsafeBuffer(bytes, HEADER_BYTES, length),
                length);
    }

    private static int crcOf(final byte[] file, final int imageLength) {
        final CRC32C crc = new CRC32C();
        crc.update(file, 0, CRC_OFFSET);
        crc.update(file, HEADER_BYTES, imageLength);
        return (int) crc.getValue();
    }

    /** The images of a directory as a source for recovery. */
    public static StateImageSource in(final Path directory) {
        return (sequenceMax, warnings) -> newest(directory, sequenceMax, warnings);
    }

    private static Optional<StateImage> newest(
            final Path directory, final long sequenceMax, final Consumer<String> warnings) {
        final List<Entry> entries;
        try {
            entries = list(directory);
        } catch (final IOException e) {
            warnings.accept("state images in " + directory + " cannot be listed: " + e);
            return Optional.empty();
        }
        for (final Entry entry : entries) {
            if (entry.sequence() > sequenceMax) {
                continue; // Found useless before, by whoever asks for an older one.
            }
            try {
                final StateImage image = read(entry.path());
                if (image.sequence() == entry.sequence()) {
                    return Optional.of(image);
                }
                warnings.accept("state image " + entry.path() + " is of sequence " + image.sequence());
            } catch (final IOException e) {
                warnings.accept("state image " + entry.path() + " " + e.getMessage());
            }
        }
        return Optional.empty();
    }
}
