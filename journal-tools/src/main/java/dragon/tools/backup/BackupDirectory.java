package dragon.tools.backup;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Where backups are and what they are called.
 *
 * <pre>
 *   $DRAGON_HOME/backups/main-20260101T000000123Z/
 *     lane.toml   identity of the lane
 *     journal/    its records up to one moment
 *     sealed/     its earlier generations, if it was repaired
 *     images/     its state images that are not of a later moment
 *     retention.holds its open incidents, if it had any
 *     backup.toml what all of this should be: BackupManifest
 * </pre>
 *
 * <p>While it is made its name starts with a dot and ends with {@code .unfinished}: one that was killed half way is none.
 */
final class BackupDirectory {
    static final String UNFINISHED = ".unfinished";

    private BackupDirectory() {}

    /** The backups of a home. */
    static Path in(final Path home) {
        return home.resolve("backups");
    }

    /**
     * The backup that an operator means: a directory, or the name of one in the home.
     *
     * @throws OperatorException with {@link ExitStatus#NOT_FOUND} if there is nothing of that name
     */
    static Path find(final Path home, final String named) {
        final Path given = Path.of(named);
        final Path found = Files.isDirectory(given) ? given : in(home).resolve(given);
        if (!Files.isDirectory(found)) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No backup '" + named + "', neither as a directory nor in " + in(home)
                            + ". Nothing was read. Next: name the directory that dragon backup create printed");
        }
        return found.toAbsolutePath().normalize();
    }

    /** What backups that were killed half way have left beside those that are whole. */
    static List<Path> unfinished(final Path parent) throws IOException {
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, ".*" + UNFINISHED)) {
            all.forEach(found::add);
        }
        found.sort(null);
        return found;
    }

    /** Every file below, by path; a link is a file of its own, whatever it leads to. */
    static List<Path> files(final Path directory) throws IOException {
        final List<Path> files = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    /** Returns when the names of all files below are on the disk. */
    static void syncNames(final Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(final Path visited, final IOException fault) throws IOException {
                if (fault != null) {
                    throw fault;
                }
                QueueDirectory.sync(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Copies a directory of files that nobody writes, for its owner alone; directories in it too. */
    static void copy(final Path from, final Path to) throws IOException {
        LaneDirectory.createDirectories(to);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (final Path entry : entries) {
                final Path target = to.resolve(entry.getFileName());
                if (Files.isDirectory(entry)) {
                    copy(entry, target);
                } else {
                    BackupFile.copy(entry, target);
                }
            }
        }
    }

    /** Removes what was begun and failed; what cannot be removed stays, under a name that nobody takes for a whole one. */
    static void remove(final Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                        throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(final Path visited, final IOException fault)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (final IOException e) {
            // The failure that led here is what the operator has to hear.
        }
    }
}
