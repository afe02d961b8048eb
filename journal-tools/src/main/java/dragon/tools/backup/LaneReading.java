package dragon.tools.backup;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the files of a journal where they are while somebody needs them: many may read, or one may remove.
 *
 * <p>An OS lock on {@code retention.lock} in the lane, which the kernel gives back however the process ends. The engine takes no part:
 * retention has the lane's own lock as well.
 */
public final class LaneReading implements AutoCloseable {
    private static final String FILE = "retention.lock";

    private final FileChannel channel;

    private LaneReading(final FileChannel channel) {
        this.channel = channel;
    }

    /**
     * For whoever reads the journal file by file, or writes down what must stay.
     *
     * @throws OperatorException with {@link ExitStatus#GATE} while files are removed
     */
    public static LaneReading shared(final LaneDirectory lane, final String what) {
        return take(lane, what, true);
    }

    /**
     * For whoever removes files.
     *
     * @throws OperatorException with {@link ExitStatus#GATE} while somebody reads or removes
     */
    public static LaneReading exclusive(final LaneDirectory lane, final String what) {
        return take(lane, what, false);
    }

    private static LaneReading take(final LaneDirectory lane, final String what, final boolean isShared) {
        final Path file = lane.root().resolve(FILE);
        FileChannel channel = null;
        FileLock lock = null;
        try {
            create(file);
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock = channel.tryLock(0, Long.MAX_VALUE, isShared);
        } catch (final OverlappingFileLockException busy) {
            // By this very process: the same as by another one.
        } catch (final IOException e) {
            close(channel);
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot " + what + " of lane " + lane.root() + ": cannot lock " + file + ": " + Backup.reasonOf(e)
                            + ". Nothing was changed. Next: run it as the owner of the lane",
                    e);
        }
        if (lock == null) {
            close(channel);
            throw new OperatorException(
                    ExitStatus.GATE,
                    "Cannot " + what + " of lane " + lane.root() + ": another backup or retention is at work there ("
                            + file + " is locked). Nothing was changed. Next: wait until it has ended");
        }
        return new LaneReading(channel);
    }

    private static void create(final Path file) throws IOException {
        try {
            if (!Files.exists(file)) {
                LaneDirectory.createFile(file);
            }
        } catch (final FileAlreadyExistsException there) {
            // Another process was quicker.
        }
    }

    private static void close(final FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (final IOException ignored) {
            // The kernel closes it with the process.
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
