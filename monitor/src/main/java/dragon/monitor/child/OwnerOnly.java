package dragon.monitor.child;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files and directories that nobody else may read. */
public final class OwnerOnly {
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private OwnerOnly() {}

    /** Creates what is missing of the path (0700). */
    public static void createDirectories(final Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY);
    }

    /** Creates an empty file (0600), unless it is there. */
    public static void createFileIfAbsent(final Path file) throws IOException {
        try {
            Files.createFile(file, FILE);
        } catch (final FileAlreadyExistsException e) {
            return; // Somebody was quicker, and its rights are the owner's choice.
        }
    }

    /** A new directory below the system's temporary one (0700). */
    public static Path createTemporary(final String prefix) throws IOException {
        return Files.createTempDirectory(prefix, DIRECTORY);
    }
}
