package dragon.gateway.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The steps by which a file is replaced, one method each: a process may die before and after every one of them. */
interface FileSteps {
    /** The operating system's. */
    FileSteps REAL = new FileSteps() {
        @Override
        public void delete(final Path file) throws IOException {
            Files.deleteIfExists(file);
        }

        @Override
        public void copy(final Path from, final Path to) throws IOException {
            Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (Files.exists(from)) {
                Files.write(to, Files.readAllBytes(from));
            }
        }

        @Override
        public void sync(final Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }

        @Override
        public void replace(final Path from, final Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void syncDirectory(final Path directory) throws IOException {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };

    /** Removes what may be there. */
    void delete(Path file) throws IOException;

    /** Makes a file of its owner alone, with the bytes of another one; empty where there is no other one. */
    void copy(Path from, Path to) throws IOException;

    void sync(Path file) throws IOException;

    /** Renames over a file that may be there. */
    void replace(Path from, Path to) throws IOException;

    void syncDirectory(Path directory) throws IOException;
}
