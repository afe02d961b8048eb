package dragon.engine.lane;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tells a fault of the disk that passes, or that room ends, from a wrong path and from damage: only the first is worth another try.
 *
 * <p>Java has the reason in words alone, those of the C library; so a file system that is as good as full counts too.
 */
public final class PassingFault {
    /** A file system with less free is full for whoever fails on it. */
    private static final long FREE_BYTES_MIN = 1024 * 1024;

    private static final List<String> PASSING = List.of(
            "No space left on device",
            "Disk quota exceeded",
            "the disk is full",
            "Input/output error",
            "Too many open files",
            "Cannot allocate memory",
            "Map failed");

    private static final List<String> LASTING = List.of(
            "Permission denied",
            "Operation not permitted",
            "Read-only file system",
            "Not a directory",
            "Is a directory",
            "File name too long");

    private PassingFault() {}

    /**
     * The next step where a start failed for something that passes; empty where a person has to look.
     *
     * @param cause with its causes: one of them is of the file system, or this is not
     * @param directory on the file system in question, there or not
     */
    public static Optional<String> nextStep(final Throwable cause, final Path directory) {
        boolean isOfDisk = false;
        boolean isPassing = false;
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (!isOfDisk(each)) {
                continue;
            }
            final String words = String.valueOf(each.getMessage());
            if (each instanceof AccessDeniedException || LASTING.stream().anyMatch(words::contains)) {
                return Optional.empty();
            }
            isOfDisk = true;
            // An InternalError is a page of a mapped file that could not be had.
            isPassing |= each instanceof InternalError || PASSING.stream().anyMatch(words::contains);
        }
        final Path there = nearest(directory);
        return isPassing || isOfDisk && isFull(there)
                ? Optional.of("make room on " + fileSystemOf(there) + ", or see what ails it, and start it again")
                : Optional.empty();
    }

    private static boolean isOfDisk(final Throwable cause) {
        return cause instanceof IOException
                || cause instanceof InternalError
                || cause.getClass().getSimpleName().equals("IORuntimeException"); // The queue's own, known there alone.
    }

    private static Path nearest(final Path directory) {
        Path at = directory.toAbsolutePath().normalize();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    private static boolean isFull(final Path at) {
        try {
            return Files.getFileStore(at).getUsableSpace() < FREE_BYTES_MIN;
        } catch (final IOException e) {
            return false;
        }
    }

    private static String fileSystemOf(final Path at) {
        try {
            return Files.getFileStore(at).toString();
        } catch (final IOException e) {
            return at.toString();
        }
    }
}
