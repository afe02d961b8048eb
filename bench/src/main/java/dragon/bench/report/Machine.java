package dragon.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a reader has to know of the machine to compare a figure with his own. */
public final class Machine {
    private Machine() {}

    /** The facts, in the order in which they are printed. */
    public static Map<String, Object> facts(final Path data) {
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("cpu", field("/proc/cpuinfo", "model name"));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("memoryMiB", memoryMib());
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("fileSystem", fileSystem(data));
        facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put(
                "jvmFlags",
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        facts.put("load", firstLine("/proc/loadavg"));
        return facts;
    }

    private static long memoryMib() {
        final String total = field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
        return total.isEmpty() ? 0 : Long.parseLong(total) / 1024;
    }

    private static String fileSystem(final Path data) {
        try {
            return Files.getFileStore(data).type();
        } catch (final IOException e) {
            return "unknown";
        }
    }

    private static String field(final String file, final String name) {
        for (final String line : lines(file)) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).trim();
            }
        }
        return "unknown";
    }

    private static String firstLine(final String file) {
        final List<String> lines = lines(file);
        return lines.isEmpty() ? "unknown" : lines.get(0);
    }

    private static List<String> lines(final String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (final IOException e) {
            return List.of();
        }
    }
}
