package dragon.engine.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with the Java, the flags that count and the class path of the test that starts it. */
public final class ForkedJvm {
    private ForkedJvm() {}

    /** Of a class with a main method; what it prints to stderr goes where its stdout goes. */
    public static ProcessBuilder of(final Class<?> main, final String... arguments) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (final String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--")
                    || flag.startsWith("-X")
                    || flag.startsWith("-Dchronicle")
                    || flag.startsWith("-ea")) {
                command.add(flag);
            }
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
