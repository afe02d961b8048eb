package dragon.bench.soak;

import dragon.bench.lane.SimulatedLane;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench soak}. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Trade on a simulated exchange that misbehaves in every way it knows, in episodes, and prove at the"
                        + " end that nothing was doubled, nothing lost and every unit of money agrees.",
        footer = {
            "",
            "Examples:",
            "  dragon bench soak --for 90s --seed 1",
            "  dragon bench soak --for 10m --seed 7 --json",
            "",
            "Exit status: 0 everything held, 10 something did not: the lane is kept."
        })
public final class SoakCommand implements Callable<Integer> {
    @Option(
            names = "--for",
            paramLabel = "D",
            defaultValue = "10m",
            description = "Time of trouble; default 10m. Every fault has its turn, however short.")
    private String length;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "10",
            description = "Market seconds in a second; default 10. Limits, timeouts and signatures are not sped up.")
    private int speed;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of faults, moments and prices.")
    private long seed;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--keep", description = "Keep the lane even if everything held.")
    private boolean isKept;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (speed < 1 || speed > 100) {
            throw new ParameterException(spec.commandLine(), "--speed must be from 1 to 100, found " + speed);
        }
        final Duration duration = duration();
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Path home = Files.createTempDirectory(
                "dragon-soak-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final Map<String, Object> summary;
        final boolean holds;
        try (SoakRun run = new SoakRun(home, SimulatedLane.launcher("bench soak"), duration, speed, seed, err)) {
            final Thread onSignal = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(onSignal); // An interrupted run leaves no processes behind.
            summary = run.run();
            holds = run.violations().isEmpty();
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
        if (isJson) {
            JsonOutput.document(out, summary);
        } else {
            table(out, summary);
        }
        if (holds && !isKept) {
            SimulatedLane.remove(home);
        } else {
            err.println("lane kept in " + home + "; again with: dragon bench soak --for " + length + " --seed " + seed);
        }
        out.flush();
        err.flush();
        return holds ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    private Duration duration() {
        try {
            final Duration duration = Duration.parse("PT" + length);
            if (duration.toSeconds() >= 1) {
                return duration;
            }
        } catch (final DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(), "--for must be a duration such as 90s or 10m, found '" + length + "'", e);
        }
        throw new ParameterException(spec.commandLine(), "--for must be 1s or longer, found " + length);
    }

    private static void table(final PrintWriter out, final Map<String, Object> summary) {
        summary.forEach((name, value) -> {
            if (!(value instanceof List) && !(value instanceof Map)) {
                out.printf("%-26s %s%n", name, value);
            }
        });
        if (summary.get("strikes") instanceof Map<?, ?> strikes) {
            out.printf("%n%-52s %8s%n", "FAULT", "STRUCK");
            strikes.forEach((name, count) -> out.printf("%-52s %8s%n", name, count));
        }
        if (summary.get("rates") instanceof List<?> rates) {
            out.printf("%n%-38s %9s %6s %12s%n", "ENDPOINT", "REQUESTS", "PEAK", "LIMIT");
            for (final Object each : rates) {
                final Map<?, ?> rate = (Map<?, ?>) each;
                out.printf(
                        "%-38s %9s %6s %12s%n",
                        rate.get("endpoint"),
                        rate.get("requests"),
                        rate.get("peak"),
                        rate.get("limit") + " in " + (Long) rate.get("windowMs") / 1_000 + " s");
            }
            out.println();
        }
        for (final Object found : (List<?>) summary.get("found")) {
            out.println("VIOLATION  " + found);
        }
        JsonOutput.line(out, summary);
        out.println();
    }
}
