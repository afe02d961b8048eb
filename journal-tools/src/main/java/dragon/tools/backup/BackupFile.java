package dragon.tools.backup;

import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of a backup.
 *
 * @param path below the backup's directory, with slashes
 * @param bytes of the file
 * @param sha256 of its contents, 64 hexadecimal digits
 */
record BackupFile(String path, long bytes, String sha256) {
    private static final int PIECE_BYTES = 1 << 20;
    private static final byte[] ZEROS = new byte[PIECE_BYTES];

    /** Reads a file of this backup to its end. */
    static BackupFile of(final Path backup, final Path file) throws IOException {
        final MessageDigest digest = newDigest();
        final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(piece) >= 0) {
                piece.flip();
                bytes += piece.remaining();
                digest.update(piece);
                piece.clear();
            }
        }
        return new BackupFile(nameOf(backup, file), bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** How a file of this backup is called in its manifest. */
    static String nameOf(final Path backup, final Path file) {
        return backup.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    /** What is wrong with the file of this name below a directory; null if it is this one. */
    String problemIn(final Path directory) throws IOException {
        final Path file = directory.resolve(path);
        if (!Files.exists(file)) {
            return path + " is missing";
        }
        if (Files.size(file) != bytes) {
            return path + " has " + Files.size(file) + " bytes, " + bytes + " were written";
        }
        return of(directory, file).sha256().equals(sha256)
                ? null
                : path + " was changed: the SHA-256 of its bytes is another one";
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** Copies a file that nobody writes; what is zero in the one takes no room in the other. Synced when it returns. */
    static void copy(final Path from, final Path to) throws IOException {
        LaneDirectory.createFile(to);
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(to, StandardOpenOption.WRITE)) {
            final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
            long position = 0;
            while (source.read(piece) >= 0) {
                piece.flip();
                final int read = piece.remaining();
                if (!isZero(piece)) {
                    long at = position;
                    while (piece.hasRemaining()) {
                        at += target.write(piece, at);
                    }
                }
                position += read;
                piece.clear();
            }
            if (target.size() < position) {
                target.write(ByteBuffer.wrap(new byte[1]), position - 1);
            }
            target.force(true);
        }
    }

    private static boolean isZero(final ByteBuffer piece) {
        return piece.mismatch(ByteBuffer.wrap(ZEROS, 0, piece.remaining())) < 0;
    }
}
