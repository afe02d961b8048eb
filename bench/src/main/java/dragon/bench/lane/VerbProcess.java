package dragon.bench.lane;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One running verb of the launcher, its output appended to a log. */
public final class VerbProcess {
    private static final long END_S_MAX = 20;

    private final String verb;
    private final Process process;
    private final Path log;

    private VerbProcess(final String verb, final Process process, final Path log) {
        this.verb = verb;
        this.process = process;
        this.log = log;
    }

    /** Starts a verb whose every word goes to the log; returns at once. */
    public static VerbProcess start(
            final Path launcher,
            final String verb,
            final List<String> arguments,
            final Map<String, String> environment,
            final Path log) {
        return start(launcher, verb, arguments, environment, log, log);
    }

    /** Starts a verb whose standard output goes to a file of its own; returns at once. */
    public static VerbProcess start(
            final Path launcher,
            final String verb,
            final List<String> arguments,
            final Map<String, String> environment,
            final Path out,
            final Path log) {
        final List<String> command = new ArrayList<>(List.of(launcher.toString(), verb));
        command.addAll(arguments);
        final ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
        if (out.equals(log)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        builder.environment().putAll(environment);
        builder.environment().put("DRAGON_SUPERVISED", "1"); // The launcher has been built by whoever started us.
        try {
            return new VerbProcess(verb, builder.start(), log);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.FAILED, "Cannot start " + launcher + " " + verb + ": " + e + ". Next: dragon doctor", e);
        }
    }

    /** The verb. */
    public String verb() {
        return verb;
    }

    /** Its process id; that of its JVM, for the launcher becomes it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGSTOP: it lives, and does nothing any more. */
    public void suspend() {
        if (!signal("-STOP")) {
            throw new IllegalStateException("kill -STOP " + pid() + " failed");
        }
    }

    /** SIGCONT: it goes on where it was stopped; nothing happens if it is gone. */
    public void resume() {
        signal("-CONT");
    }

    private boolean signal(final String which) {
        try {
            return new ProcessBuilder("kill", which, Long.toString(pid()))
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** SIGTERM; returns the exit status, or -1 if it did not listen and was killed. */
    public int stop() {
        process.destroy();
        if (!awaitEnd()) {
            process.destroyForcibly();
            awaitEnd();
            return -1;
        }
        return process.exitValue();
    }

    /** Waits until it ends by itself; returns its exit status. */
    public int await() {
        try {
            return process.waitFor();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Waits for its own end; the exit status, or -1 if it did not come to one in time and was killed. */
    public int await(final long secondsMax) {
        try {
            if (process.waitFor(secondsMax, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return -1;
    }

    private boolean awaitEnd() {
        try {
            return process.waitFor(END_S_MAX, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** All that its log holds, line by line. */
    public List<String> words() throws IOException {
        return Files.readAllLines(log, StandardCharsets.UTF_8);
    }

    /** How it ended and the last line that it said. */
    public String lastWords() {
        final String status = process.isAlive() ? "runs" : "exit " + process.exitValue();
        try {
            final List<String> lines = words();
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (!lines.get(i).isBlank()) {
                    return status + ", " + log + ": " + lines.get(i).strip();
                }
            }
        } catch (final IOException e) {
            return status + ", " + log + " cannot be read";
        }
        return status + ", " + log + " is empty";
    }
}
