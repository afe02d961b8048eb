package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A real engine process on lane {@code main} of a home, with a lease of its own length. */
final class EngineProcess implements AutoCloseable {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);

    private final Process process;
    private final LaneDirectory lane;
    private final Path log;

    private EngineProcess(final Process process, final LaneDirectory lane, final Path log) {
        this.process = process;
        this.lane = lane;
        this.log = log;
    }

    static EngineProcess start(final Path home, final String name, final double leaseS, final String... more) {
        final List<String> arguments =
                new ArrayList<>(List.of("--home", home.toString(), "--lane", "main", "--mode", "sim"));
        arguments.addAll(List.of(more));
        final Path log = home.resolve(name + ".log");
        final ProcessBuilder builder = ForkedJvm.of(EngineMain.class, arguments.toArray(String[]::new))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put(EngineConfig.LEASE_VARIABLE, Double.toString(leaseS));
        try {
            return new EngineProcess(builder.start(), LaneDirectory.of(home, "main"), log);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    EngineProcess awaitLeading() {
        await(
                "it leads",
                () -> counter(lane.counters(), EngineCounter.PID) == pid()
                        && counter(lane.counters(), EngineCounter.STATE) == EngineState.RUNNING.code());
        return this;
    }

    EngineProcess awaitFollowing() {
        await("it follows", () -> standby(EngineCounter.STATE) == EngineState.STANDBY.code());
        return this;
    }

    /** A counter of its own while it is a standby. */
    long standby(final EngineCounter which) {
        return counter(lane.root().resolve("standby-" + pid() + ".dat"), which);
    }

    static long counter(final Path file, final EngineCounter which) {
        try (CountersReader counters = CountersReader.open(file).orElse(null)) {
            return counters == null ? 0 : counters.value(which);
        }
    }

    /** Stops it where it stands; returns once no thread of it runs any more. */
    void freeze() throws Exception {
        signal("STOP");
        await("all its threads stand", this::isFrozen);
    }

    /** Lets a frozen one go on. */
    void thaw() throws Exception {
        signal("CONT");
    }

    /** By the state letter behind the name in {@code /proc/PID/task/TID/stat}, see {@code man proc}. */
    private boolean isFrozen() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid()), "task"))) {
            for (final Path thread : threads) {
                final String stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (final IOException e) {
            return false; // A thread ended while it was looked at.
        }
    }

    private void signal(final String name) throws Exception {
        assertTrue(
                new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                                .start()
                                .waitFor()
                        == 0,
                name);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it never ended; " + log());
        return process.exitValue();
    }

    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    void await(final String what, final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!isSo.getAsBoolean()) {
            assertTrue(process.isAlive(), () -> "before " + what + ": ended with " + log());
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "never came: " + what + "; " + log());
            LockSupport.parkNanos(2_000_000);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (final IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
