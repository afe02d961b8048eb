package dragon.engine.journal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The journal's directory: its queue files in order, and the one small file that says which they should be.
 *
 * <pre>
 *   generation 2
 *   file 20260101L.cq4
 *   file 20260102L.cq4
 * </pre>
 *
 * <p>Without that list the last file could vanish and nothing would miss it. A file that is not on it yet is fine: it
 * was made a moment before the process died.
 */
public final class QueueDirectory {
    /** Name of the list in the journal's directory. */
    static final String GENERATION_FILE = "generation";

    private static final String UNFINISHED = ".repairing";

    /** As the library calls a file that it may take by renaming it. */
    private static final String MADE_AHEAD = ".precreated";

    private static final String GENERATION_WORD = "generation ";
    private static final String FILE_WORD = "file ";

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(1024 * 1024).asReadOnlyBuffer();

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private QueueDirectory() {}

    /** The queue files that are there, oldest first; empty where there is no directory. */
    public static List<Path> files(final Path directory) throws IOException {
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*" + QueueFile.SUFFIX)) {
            stream.forEach(files::add);
        } catch (final NoSuchFileException absent) {
            return List.of();
        }
        files.sort(null); // The name is the date.
        return files;
    }

    /** The generation of the journal, from 1; 1 where nothing says so. */
    public static int generation(final Path directory) throws IOException {
        for (final String line : lines(directory)) {
            if (line.startsWith(GENERATION_WORD)) {
                return Integer.parseInt(line.substring(GENERATION_WORD.length()).trim());
            }
        }
        return 1;
    }

    /** Names of the files that have been in use. */
    public static List<String> listedFiles(final Path directory) throws IOException {
        final List<String> names = new ArrayList<>();
        for (final String line : lines(directory)) {
            if (line.startsWith(FILE_WORD)) {
                names.add(line.substring(FILE_WORD.length()).trim());
            }
        }
        return names;
    }

    private static List<String> lines(final Path directory) throws IOException {
        try {
            return Files.readAllLines(directory.resolve(GENERATION_FILE));
        } catch (final NoSuchFileException absent) {
            return List.of();
        }
    }

    /**
     * Makes the list hold the files that are there, and syncs it and the directory; a list that is right is not written again, which
     * takes room.
     *
     * <p>A file is on the disk before it is on the list, and not there while it is still being made: one that is listed and has no
     * first page is damage.
     */
    public static void list(final Path directory, final int generation) throws IOException {
        final List<String> listed = listedFiles(directory);
        final StringBuilder text =
                new StringBuilder(GENERATION_WORD).append(generation).append('\n');
        for (final Path file : files(directory)) {
            Files.setPosixFilePermissions(file, OWNER_ALONE);
            if (!listed.contains(file.getFileName().toString())) {
                if (!isMade(file)) {
                    continue;
                }
                sync(file);
            }
            text.append(FILE_WORD).append(file.getFileName()).append('\n');
        }
        if (text.toString().equals(textOf(directory))) {
            sync(directory);
            return;
        }
        replace(directory.resolve(GENERATION_FILE), text);
    }

    /** Whether it has the header that the library writes first; one without it holds no record yet. */
    static boolean isMade(final Path path) throws IOException {
        try (QueueFile file = new QueueFile(path)) {
            return file.isHeaderSound();
        }
    }

    /** Writes a small file anew, for its owner alone: the old one or the new one is there, and the new one once it returns. */
    public static void replace(final Path file, final CharSequence text) throws IOException {
        final Path written = file.resolveSibling(file.getFileName() + ".new");
        createEmpty(written);
        Files.writeString(written, text, StandardCharsets.UTF_8);
        sync(written);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(file.toAbsolutePath().getParent());
    }

    /** Makes an empty file for its owner alone, in the place of what is there. */
    static void createEmpty(final Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
    }

    /** As many zeros as are written at once, for {@link #writeZeros} to move through. */
    static ByteBuffer zeros() {
        return ZEROS.duplicate();
    }

    /** Writes zeros to a part of a file: with it the disk has that part, or there is an exception. Allocates nothing. */
    static void writeZeros(final FileChannel channel, final long from, final long to, final ByteBuffer zeros)
            throws IOException {
        long at = from;
        while (at < to) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            at += channel.write(zeros, at);
        }
    }

    /** Removes files that were being made when the process died: the library has not taken them yet. */
    static void removeMadeAhead(final Path directory) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*" + MADE_AHEAD)) {
            for (final Path file : stream) {
                Files.delete(file);
            }
        }
    }

    private static String textOf(final Path directory) throws IOException {
        try {
            return Files.readString(directory.resolve(GENERATION_FILE));
        } catch (final NoSuchFileException | java.nio.charset.MalformedInputException other) {
            return "";
        }
    }

    /** Makes a file that the library created one for its owner alone, if it is there. */
    static void protect(final Path file) throws IOException {
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, OWNER_ALONE);
        }
    }

    /** Where a repair builds the next generation, beside the journal: it takes its place by its last step. */
    public static Path unfinished(final Path directory) {
        return directory.resolveSibling(directory.getFileName() + UNFINISHED);
    }

    /** Makes the directory for the owner alone, if it is not there. */
    public static void create(final Path directory) throws IOException {
        final Path parent = directory.toAbsolutePath().getParent();
        if (parent != null && !Files.exists(parent)) {
            create(parent);
        }
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (parent != null) {
                sync(parent);
            }
        } catch (final FileAlreadyExistsException there) {
            if (!Files.isDirectory(directory)) {
                throw there;
            }
        }
    }

    /** Returns when the contents of a file, or the names in a directory, are on the disk. */
    public static void sync(final Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
