package dragon.gateway.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read and that are whole whenever somebody does. */
final class OwnerFile {
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private OwnerFile() {}

    /** Makes the directory of a file that is to be written, where there is none; null is no file. */
    static void prepare(final Path file) throws IOException {
        if (file != null) {
            final Path directory = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, DIRECTORY_MODE);
            }
        }
    }

    /** Writes the file beside itself and then puts it in its place; never makes a directory. */
    static void replace(final Path file, final String text) throws IOException {
        final Path directory = file.toAbsolutePath().getParent();
        final Path next = Files.createTempFile(directory, "." + file.getFileName(), ".new", FILE_MODE);
        try {
            Files.write(next, text.getBytes(StandardCharsets.UTF_8));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
