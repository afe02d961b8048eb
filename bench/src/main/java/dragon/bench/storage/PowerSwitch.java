package dragon.bench.storage;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Takes the power from a file system: from here on not one byte more reaches its disk, neither data nor journal, whatever waits in memory.
 *
 * <p>It is what the kernel's own tests of ext4 and XFS do. Reads of pages in memory go on, and so do stores into pages that were
 * writable; a sync fails. Root alone may.
 */
final class PowerSwitch {
    /** {@code EXT4_IOC_SHUTDOWN}, of which XFS has the same number: direction "read", 4 bytes, type 'X', number 125. */
    private static final long SHUTDOWN = 0x8004587DL;

    /** Without writing what the file system's journal holds in memory. */
    private static final int WITHOUT_LOG_FLUSH = 2;

    private static final int READ_ONLY = 0;

    private PowerSwitch() {}

    /** Whether there is such a switch on this machine. */
    static boolean isThere() {
        return Platform.isLinux() && Platform.is64Bit();
    }

    /** Switches it off, below this directory. */
    static void off(final Path mount) throws IOException {
        final NativeLibrary c = NativeLibrary.getInstance("c");
        final int file = c.getFunction("open").invokeInt(new Object[] {mount.toString(), READ_ONLY});
        if (file < 0) {
            throw new IOException("cannot open " + mount);
        }
        try {
            final Memory flags = new Memory(Integer.BYTES);
            flags.setInt(0, WITHOUT_LOG_FLUSH);
            if (c.getFunction("ioctl").invokeInt(new Object[] {file, SHUTDOWN, flags}) != 0) {
                throw new IOException("the file system in " + mount + " cannot be shut down: no root, or not ext4");
            }
        } finally {
            c.getFunction("close").invokeInt(new Object[] {file});
        }
    }
}
