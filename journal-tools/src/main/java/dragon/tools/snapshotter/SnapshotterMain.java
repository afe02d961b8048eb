package dragon.tools.snapshotter;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.ServiceNotice;
import dragon.engine.process.UsageLine;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dragon snapshotter}: follows a lane until it is told to stop. */
@Command(
        name = "snapshotter",
        description = "Follow a lane and write tables for people and state images for recovery to snapshots.db. The"
                + " engine never waits for it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  dragon snapshotter --lane main",
            "",
            "Exit status: 0 stopped in order, 1 fault, 2 usage, 3 no usable lane."
        })
public final class SnapshotterMain implements Callable<Integer> {
    private static final long IDLE_NS = 2_000_000;
    private static final long STOP_S_MAX = 10;

    @Option(names = "--home", paramLabel = "DIR", description = "Home of all lanes; default $DRAGON_HOME or ~/.dragon.")
    private Path home;

    @Option(names = "--lane", paramLabel = "NAME", description = "Lane to follow; default main.")
    private String lane = "main";

    @Option(names = "--image-every-ms", paramLabel = "MS", description = "State image this often; default 10000.")
    private long imageEveryMs = 10_000;

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean isDebug;

    private final AtomicBoolean isStopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Runs the snapshotter and exits with its status. */
    public static void main(final String[] args) {
        System.exit(execute(args));
    }

    static int execute(final String... args) {
        final SnapshotterMain main = new SnapshotterMain();
        return new CommandLine(main)
                .setParameterExceptionHandler(UsageLine::print)
                .setExecutionExceptionHandler((cause, line, parsed) -> main.report(cause))
                .execute(args);
    }

    private int report(final Exception cause) {
        if (isDebug) {
            cause.printStackTrace();
        } else {
            System.err.println(
                    cause instanceof OperatorException ? cause.getMessage() : "Snapshotter failed: " + cause);
        }
        return cause instanceof final OperatorException known ? known.exitStatus() : ExitStatus.FAILED;
    }

    @Override
    public Integer call() {
        final LaneDirectory directory = LaneDirectory.of(homeDirectory(), lane);
        final String laneName = directory.open().name();
        final SnapshotterConfig config = config(directory);
        System.out.println(config.describe());
        stopOnSignal();
        try (Snapshotter snapshotter = new Snapshotter(
                        config,
                        laneName,
                        FollowedJournal.of(directory),
                        System::currentTimeMillis,
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                        System.out::println,
                        System.err::println);
                ServiceNotice notice = ServiceNotice.of(System.getenv())) {
            final AtomicLong rounds = new AtomicLong();
            notice.ready(config.describe(), rounds::get);
            while (!isStopping.get()) {
                rounds.lazySet(rounds.getPlain() + 1); // No other thread writes it.
                if (snapshotter.doWork() == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } finally {
            stopped.countDown();
        }
        return ExitStatus.DONE;
    }

    private SnapshotterConfig config(final LaneDirectory directory) {
        if (imageEveryMs < 1) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "--image-every-ms " + imageEveryMs + " must be positive. Nothing was started. Next: leave it out");
        }
        return SnapshotterConfig.standard(directory).withImageEveryMs(imageEveryMs);
    }

    private Path homeDirectory() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        final String variable = System.getenv("DRAGON_HOME");
        return variable == null || variable.isBlank()
                ? Path.of(System.getProperty("user.home"), ".dragon")
                : Path.of(variable).toAbsolutePath().normalize();
    }

    /** SIGTERM and SIGINT: the JVM waits for this hook, which waits for the last flush. */
    private void stopOnSignal() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            isStopping.set(true);
                            Runtime.getRuntime().halt(isStopped() ? ExitStatus.DONE : ExitStatus.FAILED);
                        },
                        "stop"));
    }

    private boolean isStopped() {
        try {
            return stopped.await(STOP_S_MAX, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            return false;
        }
    }
}
