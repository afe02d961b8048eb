package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.EngineMain;
import dragon.engine.process.ForkedJvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A home with lane {@code main}, the verbs of the tools in this process, and processes of the lane as in earnest. */
final class ToolsHome implements AutoCloseable {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final String ENGINE = "engine";

    private final Path home;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Process> processes = new ArrayList<>();

    ToolsHome(final Path home) {
        this.home = home;
    }

    LaneDirectory lane() {
        return LaneDirectory.of(home, "main");
    }

    /** Runs a verb to its end; returns its exit status. */
    int run(final String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        final List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--home", home.toString()));
        return ToolsMain.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    }

    /** What the last verb printed. */
    String out() {
        return out.toString();
    }

    /** What the last verb complained of. */
    String err() {
        return err.toString();
    }

    /** Starts a process whose words are in {@link #log} of that name, those of one before it gone. */
    Process start(final Class<?> main, final String name, final String... args) throws IOException {
        final Path log = home.resolve(name + ".log");
        Files.deleteIfExists(log);
        final Process process =
                ForkedJvm.of(main, args).redirectOutput(log.toFile()).start();
        processes.add(process);
        return process;
    }

    /** Starts the engine of the lane. */
    Process startEngine() throws IOException {
        return start(EngineMain.class, ENGINE, "--home", home.toString(), "--lane", "main");
    }

    /** As above, and waits until it leads. */
    Process leadingEngine() throws IOException {
        final Process engine = startEngine();
        await("the engine leads", () -> {
            assertTrue(engine.isAlive() || isLeading(), () -> "it ended: " + log());
            return isLeading();
        });
        return engine;
    }

    private boolean isLeading() {
        return log().contains("ready after");
    }

    void await(final String what, final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "never came: " + what + "\n" + log());
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Of the engine. */
    String log() {
        return log(ENGINE);
    }

    String log(final String name) {
        try {
            final Path file = home.resolve(name + ".log");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
