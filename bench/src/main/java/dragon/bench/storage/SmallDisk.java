package dragon.bench.storage;

import dragon.bench.lane.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A file system of its own with a size of its own: ext4 in a file where the machine lets us, else in memory.
 *
 * <p>Threading: one thread. Ownership: unmounted by {@link #close}, which waits for the last of its users.
 */
final class SmallDisk implements AutoCloseable {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int FILLED_BYTES = 256 * 1024;
    private static final long UNMOUNT_MS_MAX = 30_000;
    private static final long UNMOUNT_AGAIN_MS = 200;
    private static final String FILLER = "filler";

    private final Path mount;
    private final Path image;
    private final String type;

    private SmallDisk(final Path mount, final Path image, final String type) {
        this.mount = mount;
        this.image = image;
        this.type = type;
    }

    /**
     * Mounts one at this directory, which is made; empty if this user may mount nothing here.
     *
     * @param image file that holds it; removed by {@link #close}
     */
    static Optional<SmallDisk> mount(final Path mount, final Path image, final int mebibytes) throws IOException {
        Files.createDirectories(mount);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes * MEBIBYTE);
        }
        if (isDone("mkfs.ext4", "-q", "-F", "-m", "0", image.toString())
                && isDone("mount", "-o", "loop", image.toString(), mount.toString())) {
            isDone("rmdir", mount.resolve("lost+found").toString());
            isDone("chmod", "700", mount.toString());
            return Optional.of(new SmallDisk(mount, image, "ext4 in a file"));
        }
        Files.delete(image);
        return mountInMemory(mount, mebibytes);
    }

    /** As above, on a disk whose power can be cut; empty where this user may mount nothing, or nothing can be cut. */
    static Optional<SmallDisk> mountWithSwitch(final Path mount, final Path image, final int mebibytes)
            throws IOException {
        final Optional<SmallDisk> mounted = PowerSwitch.isThere() ? mount(mount, image, mebibytes) : Optional.empty();
        if (mounted.isPresent() && mounted.get().image == null) {
            mounted.get().close();
            return Optional.empty();
        }
        return mounted;
    }

    /** As above without a disk below it, so that nothing waits for one. */
    static Optional<SmallDisk> mountInMemory(final Path mount, final int mebibytes) throws IOException {
        Files.createDirectories(mount);
        return isDone("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + mebibytes + "m", "tmpfs", mount.toString())
                ? Optional.of(new SmallDisk(mount, null, "tmpfs"))
                : Optional.empty();
    }

    private static boolean isDone(final String... command) {
        try {
            final Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process.waitFor() == 0;
        } catch (final IOException absent) {
            return false;
        } catch (final InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What it is, in words. */
    String type() {
        return type;
    }

    /** Writes until no more than this is free; fills it to the last block if it is 0. */
    void fillUpTo(final long freeBytes) throws IOException {
        try (FileChannel filler =
                FileChannel.open(mount.resolve(FILLER), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (usableBytes() > freeBytes) {
                final long excess = usableBytes() - freeBytes;
                filler.write(ByteBuffer.allocate((int) Math.min(FILLED_BYTES, Math.max(excess, 1))));
                filler.force(false); // So that the blocks are taken now and not when the kernel finds time.
            }
        } catch (final IOException full) {
            if (freeBytes > 0) {
                throw full;
            }
        }
    }

    private long usableBytes() throws IOException {
        return Files.getFileStore(mount).getUsableSpace();
    }

    /** Takes away what {@link #fillUpTo} wrote. */
    void makeRoom() throws IOException {
        Files.deleteIfExists(mount.resolve(FILLER));
    }

    /** Nobody may write any more, or everybody again; nobody may have a file open for writing. */
    void readOnly(final boolean isReadOnly) {
        final String option = isReadOnly ? "remount,ro" : "remount,rw";
        if (!Await.until(UNMOUNT_MS_MAX, UNMOUNT_AGAIN_MS, () -> isDone("mount", "-o", option, mount.toString()))) {
            throw new IllegalStateException("mount -o " + option + " " + mount + " failed");
        }
    }

    /** Writes everything that waits in memory. */
    void sync() {
        isDone("sync", "-f", mount.toString());
    }

    /** From here on nothing more reaches the disk. */
    void powerOff() throws IOException {
        PowerSwitch.off(mount);
    }

    /** The disk as it was when its power went; nobody may have a file of it open. */
    void powerOn() {
        unmount();
        if (!isDone("mount", "-o", "loop", image.toString(), mount.toString())) {
            throw new IllegalStateException("mount " + image + " failed after a loss of power");
        }
    }

    private void unmount() {
        if (!Await.until(UNMOUNT_MS_MAX, UNMOUNT_AGAIN_MS, () -> isDone("umount", mount.toString()))) {
            throw new IllegalStateException("umount " + mount + " failed");
        }
    }

    @Override
    public void close() {
        unmount();
        try {
            if (image != null) {
                Files.deleteIfExists(image);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
