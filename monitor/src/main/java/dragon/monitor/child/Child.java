package dragon.monitor.child;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One running verb of Dragon, its output in a log file. */
public final class Child {
    /** Environment variable with which the launcher tells where it is. */
    public static final String LAUNCHER = "DRAGON_LAUNCHER";

    private static final long STOP_TIMEOUT_S = 15;
    private static final int TAIL_BYTES = 8 * 1024;

    private final String verb;
    private final Process process;
    private final Path log;
    private boolean isStopAsked;
    private boolean isForced;

    private Child(final String verb, final Process process, final Path log) {
        this.verb = verb;
        this.process = process;
        this.log = log;
    }

    /** Starts a verb; its output is appended to the log, which only its owner may read. */
    public static Child start(
            final Path log, final Map<String, String> environment, final String verb, final List<String> arguments) {
        final List<String> command = new ArrayList<>();
        command.add(launcher());
        command.add(verb);
        command.addAll(arguments);
        try {
            OwnerOnly.createDirectories(log.getParent());
            OwnerOnly.createFileIfAbsent(log);
            final ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.environment().put("DRAGON_SUPERVISED", "1");
            builder.redirectInput(new File("/dev/null"));
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            return new Child(verb, builder.start(), log);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.FAILED,
                    "Cannot start dragon " + verb + ": " + e.getMessage() + ". Next: dragon doctor",
                    e);
        }
    }

    /** The launcher that started this process. */
    public static String launcher() {
        final String launcher = System.getenv(LAUNCHER);
        if (launcher == null) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "This process was not started by the launcher, so it cannot start others. Next: use the script"
                            + " dragon at the root of the project.");
        }
        return launcher;
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

    /** How it ended; call when it has. */
    public int exitStatus() {
        return process.exitValue();
    }

    /** Whether it ended as it should: by itself without a fault, or by our asking it to and not by force. */
    public boolean endedWell() {
        return !process.isAlive()
                && !isForced
                && (process.exitValue() == 0 || (isStopAsked && process.exitValue() == 128 + 15));
    }

    /** Asks it to stop and waits; kills it when it does not listen. */
    public void stop() {
        if (!process.isAlive()) {
            return;
        }
        isStopAsked = true;
        process.destroy();
        boolean interrupted = false;
        try {
            if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                isForced = true;
            }
        } catch (final InterruptedException e) {
            interrupted = true;
            isForced = true;
        }
        if (isForced) {
            process.destroyForcibly().onExit().join();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its exit status and the last line that it said: what to tell when it died. */
    public String lastWords() {
        final String status = process.isAlive() ? "running" : "exit " + process.exitValue();
        try {
            final String line = lastLine(log);
            return status + ", log " + log + (line.isEmpty() ? " is empty" : ": " + line);
        } catch (final IOException e) {
            return status + ", log " + log + " cannot be read";
        }
    }

    /** The last line of a file that says something; its end, where it is long. Reads 8 KiB at most: a log may have any size. */
    static String lastLine(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long from = Math.max(0, channel.size() - TAIL_BYTES);
            final ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES);
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) > 0) {
                continue;
            }
            final String text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8).stripTrailing();
            return text.substring(text.lastIndexOf('\n') + 1).strip();
        }
    }
}
