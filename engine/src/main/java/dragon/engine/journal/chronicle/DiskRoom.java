package dragon.engine.journal.chronicle;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Room on the disk for a part of a file, had before a page of it is touched.
 *
 * <p>A store into a mapped page for which the disk has no room ends the process, and an interpreted JVM cannot turn that into an
 * error. So the file system is asked first, by Linux's {@code fallocate}: it changes no byte of the file, whoever writes there
 * meanwhile, and what it has promised no other file gets.
 *
 * <p>Threading: any thread. Cost: three system calls.
 */
final class DiskRoom {
    private static final int READ_WRITE_CLOSED_ON_EXEC = 2 | 0x80000;
    private static final int KEEP_SIZE = 1;
    private static final int LENGTHEN = 0;
    private static final int NO_SUCH_CALL = 38;
    private static final int NOT_SUPPORTED = 95;
    private static final int INTERRUPTED = 4;
    private static final int CALLED_IN_C_WITH_ERROR = Function.C_CONVENTION | Function.THROW_LAST_ERROR;

    private DiskRoom() {}

    /**
     * Has room for these bytes of a file, whose length stays.
     *
     * @return false if this system or file system makes no such promise: then nothing is known
     * @throws IOException if there is no room, or the disk fails
     */
    static boolean take(final Path file, final long from, final long bytes) throws IOException {
        return take(file, KEEP_SIZE, from, bytes);
    }

    /** As {@link #take}, of a file that gets at least this length, and zeros where there was nothing. */
    static boolean takeAndLengthen(final Path file, final long bytes) throws IOException {
        return take(file, LENGTHEN, 0, bytes);
    }

    private static boolean take(final Path file, final int mode, final long from, final long bytes) throws IOException {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            return false;
        }
        try {
            final NativeLibrary c = NativeLibrary.getInstance("c");
            final int descriptor = c.getFunction("open", CALLED_IN_C_WITH_ERROR)
                    .invokeInt(new Object[] {file.toString(), READ_WRITE_CLOSED_ON_EXEC});
            try {
                final Function allocate = c.getFunction("fallocate", CALLED_IN_C_WITH_ERROR);
                while (!isTaken(allocate, descriptor, mode, from, bytes)) {
                    // A signal came between.
                }
            } finally {
                c.getFunction("close").invokeInt(new Object[] {descriptor});
            }
            return true;
        } catch (final LastErrorException e) {
            if (e.getErrorCode() == NOT_SUPPORTED || e.getErrorCode() == NO_SUCH_CALL) {
                return false;
            }
            throw new IOException("no room for " + bytes + " bytes of " + file + ": " + e.getMessage(), e);
        } catch (final UnsatisfiedLinkError e) {
            return false; // No place for the binding: as on a file system without the call.
        }
    }

    private static boolean isTaken(
            final Function allocate, final int descriptor, final int mode, final long from, final long bytes) {
        try {
            allocate.invokeInt(new Object[] {descriptor, mode, from, bytes});
            return true;
        } catch (final LastErrorException e) {
            if (e.getErrorCode() == INTERRUPTED) {
                return false;
            }
            throw e;
        }
    }
}
