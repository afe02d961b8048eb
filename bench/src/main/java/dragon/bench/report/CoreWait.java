package dragon.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long the busiest thread of a process, its compilers apart, could have run and had no core: from {@code schedstat} of the
 * kernel. Threading: one thread.
 */
public final class CoreWait {
    private static final int RUN_NS = 0;
    private static final int WAIT_NS = 1;

    private final Path schedstat;

    private CoreWait(final Path schedstat) {
        this.schedstat = schedstat;
    }

    /** That of the thread which has run longest up to now. */
    public static CoreWait ofBusiestThread(final long pid) {
        Path busiest = null;
        long busiestNs = -1;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (final Path thread : threads) {
                final String name = Files.readString(thread.resolve("comm"));
                final long runNs = field(thread.resolve("schedstat"), RUN_NS);
                if (!name.contains("Compiler") && runNs > busiestNs) {
                    busiest = thread.resolve("schedstat");
                    busiestNs = runNs;
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CoreWait(busiest);
    }

    /** Nanoseconds since its start. */
    public long waitedNs() {
        return field(schedstat, WAIT_NS);
    }

    /** Nanoseconds that it ran since its start. */
    public long ranNs() {
        return field(schedstat, RUN_NS);
    }

    private static long field(final Path schedstat, final int index) {
        try {
            return Long.parseLong(Files.readString(schedstat).strip().split(" ")[index]);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
