package dragon.monitor.cli;

import dragon.monitor.child.OwnerOnly;
import dragon.monitor.snapshot.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Verb {@code demo}: everything at once on this machine, against a simulated venue. */
@Command(
        name = "demo",
        sortOptions = false,
        description =
                "Everything at once on this machine: simulated venue, engine, gateway, snapshotter, bots, monitor.",
        footer = {
            "",
            "Examples:",
            "  dragon demo",
            "  dragon demo --headless --for 60s --json",
            "  dragon demo --dry-run --headless --for 60s",
            "  dragon demo --headless --for 120s --data BTCUSDT_1m.csv.gz --json",
            "",
            "With DRAGON_HOME or --home the lane stays there; otherwise a temporary home is removed at the end."
        })
final class DemoCommand extends Verb {
    private static final Duration FOR_USUAL = Duration.ofSeconds(60);

    @Option(names = "--headless", description = "No monitor: progress on standard error, one result at the end.")
    private boolean headless;

    @Option(names = "--for", paramLabel = "TIME", description = "How long (default: 60s headless, until q otherwise).")
    private String duration;

    @Option(names = "--json", description = "The result as one JSON document.")
    private boolean json;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Recorded prices instead of generated ones.")
    private List<Path> data = List.of();

    @Option(names = "--seed", defaultValue = "42", description = "Of the generated prices (default: 42).")
    private long seed;

    @Option(
            names = "--speed",
            paramLabel = "auto|X",
            defaultValue = "auto",
            description = "Market seconds in a second.")
    private String speed;

    @Option(names = "--dry-run", description = "Fill orders on paper, by the simulated venue's market data only.")
    private boolean dryRun;

    @Option(names = "--keep", description = "Keep the temporary home.")
    private boolean keep;

    private boolean isEnded;

    @Override
    ExitCode run() throws Exception {
        headless |= json || System.console() == null; // Without a terminal there is nobody to watch.
        final boolean isTemporary = !dragon().hasHome();
        for (final Path file : data) {
            if (!Files.isReadable(file)) {
                throw new ParameterException(spec().commandLine(), "--data: cannot read " + file + ".");
            }
        }
        final Path root = isTemporary ? OwnerOnly.createTemporary("dragon-demo-") : home().root();
        final Demo demo = new Demo(
                root,
                freeLane(new Home(root), laneName()),
                new Demo.Wishes(
                        headless,
                        duration(),
                        data.stream().map(Path::toAbsolutePath).toList(),
                        seed,
                        speed,
                        dryRun),
                err());
        final Thread cleanUp = new Thread(() -> end(demo, root, isTemporary), "demo-shutdown");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            final DemoResult result = demo.run();
            if (json) {
                Report.printJson(out(), result.json(!isTemporary || keep));
            } else {
                result.lines().forEach(out()::println);
                out().flush();
            }
            if (!isTemporary) {
                err().println("Next: dragon status --lane " + demo.laneName() + "; dragon replay --verify --lane "
                        + demo.laneName());
            }
            return result.isGood() ? ExitCode.DONE : ExitCode.VERIFICATION_FAILED;
        } finally {
            end(demo, root, isTemporary);
        }
    }

    private Duration duration() {
        if (duration == null) {
            return headless ? FOR_USUAL : null;
        }
        try {
            return Times.duration(duration);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), "--for: " + e.getMessage() + ".", e);
        }
    }

    /** A demo never continues somebody's lane: where the name is taken it takes the next free one. */
    private String freeLane(final Home home, final String wanted) {
        String name = wanted;
        for (int i = 2; Files.exists(home.lane(name).root()); i++) {
            name = wanted + "-" + i;
        }
        if (!name.equals(wanted)) {
            err().println("lane " + wanted + " exists already, so this demo is lane " + name);
        }
        return name;
    }

    private synchronized void end(final Demo demo, final Path root, final boolean isTemporary) {
        if (isEnded) {
            return;
        }
        isEnded = true;
        demo.close();
        if (isTemporary && !keep) {
            deleteAll(root);
        } else if (isTemporary) {
            err().println("kept " + root);
        }
        err().flush();
    }

    private static void deleteAll(final Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (final IOException e) {
            return; // It has been removed already.
        }
    }
}
