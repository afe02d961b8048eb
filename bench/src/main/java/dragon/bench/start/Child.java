package dragon.bench.start;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of our own, with this one's flags and class path. */
public final class Child {
    private static final List<String> FLAG_STARTS =
            List.of("--add-", "--enable-", "--sun-", "-XX:+Ignore", "-Dchronicle", "-ea:");

    /**
     * How it ended.
     *
     * @param status of its exit
     * @param text of both its streams
     */
    public record Outcome(int status, String text) {
        /** What it said last. */
        public String lastLine() {
            final String[] lines = text.strip().split("\n");
            return lines[lines.length - 1];
        }
    }

    private Child() {}

    /** The beginning of a command: up to the class path, the main class to be added. */
    public static List<String> java(final List<String> flags) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (FLAG_STARTS.stream().anyMatch(flag::startsWith)) {
                command.add(flag);
            }
        }
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath());
        return command;
    }

    private static String classPath() {
        final String launched = System.getProperty("surefire.test.class.path"); // A forked test has a jar of manifests.
        return launched == null ? System.getProperty("java.class.path") : launched;
    }

    /** Runs it to its end. */
    public static Outcome run(final List<String> command) throws IOException, InterruptedException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), text);
    }
}
