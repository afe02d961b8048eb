package dragon.engine.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.order.ClientOrderIds;
import dragon.engine.journal.JournalException;
import dragon.engine.lane.PassingFault;
import dragon.engine.protocol.LaneMode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dragon engine}: leads a lane until it is told to stop. */
@Command(
        name = "engine",
        description = "Lead a lane: take inputs from the rings, decide, and journal everything.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  dragon engine --lane main --mode sim     make the lane if there is none, and lead it",
            "  dragon engine --lane main                lead it again",
            "  dragon engine --lane main --standby      follow the engine that leads it, and take over from it",
            "",
            "Environment: DRAGON_JOB_LEASE_S (30), DRAGON_JOB_LEASE_RENEW_EVERY_S (10, or a third of a shorter lease),",
            "DRAGON_WORKER_FAST_INTERVAL_S (3), DRAGON_FEE_RATE (0, a fraction).",
            "",
            "Exit status: 0 stopped in order, 1 fault, a full disk too, 2 usage, 3 configuration or lane, 5 lane_busy, lease_lost or limits unset,",
            "10 journal damaged or replay differs."
        })
public final class EngineMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("engine");
    private static final long STOP_MS_MAX = 5_000;

    @Option(names = "--home", paramLabel = "DIR", description = "Home of all lanes; default $DRAGON_HOME or ~/.dragon.")
    private String home;

    @Option(names = "--lane", paramLabel = "NAME", description = "Lane to lead; default main.")
    private String lane;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "sim, dry-run or live: makes the lane if there is none; must agree with it if there is one.")
    private String mode;

    @Option(
            names = "--topology",
            paramLabel = "NAME",
            description = "inline (default below four cores) or threaded (two cores of their own).")
    private String topology;

    @Option(
            names = "--sync",
            paramLabel = "POLICY",
            description = {
                "none, intents or all: what is on the disk before anybody",
                "may act on it. Default: intents on a live lane, else none."
            })
    private String sync;

    @Option(names = "--cpu", paramLabel = "LIST", description = "Cores to run on, as of taskset; the launcher does it.")
    private String cpu;

    @Option(
            names = "--standby",
            description = "Follow the engine that leads, and lead when it cannot; at once if nobody leads.")
    private boolean isStandby;

    @Option(
            names = "--without-limits",
            description = "Lead a live lane although limits of its accounts are not set: exits leave, no entry does.")
    private boolean withoutLimits;

    @Option(
            names = "--last-term",
            paramLabel = "N",
            description = {
                "With --mode, for a new lane: highest term that a lane with the same account of the",
                "exchange has begun elsewhere. Those of this home are known."
            })
    private Integer lastTerm;

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean debug;

    private final ServiceNotice notice = ServiceNotice.of(System.getenv());
    private final CountDownLatch ended = new CountDownLatch(1);
    private Path laneRoot = Path.of("");
    private volatile Standby standby;
    private volatile Engine engine;
    private volatile boolean isStopRequested;
    private volatile boolean isStoppedInOrder;

    /** Runs the engine and exits with its status. */
    public static void main(final String[] args) {
        System.exit(execute(args));
    }

    static int execute(final String... args) {
        final EngineMain main = new EngineMain();
        return new CommandLine(main)
                .setParameterExceptionHandler(UsageLine::print)
                .setExecutionExceptionHandler((cause, commandLine, result) -> main.report(cause))
                .execute(args);
    }

    private int report(final Exception cause) {
        if (debug) {
            cause.printStackTrace();
        }
        final Optional<String> passing = PassingFault.nextStep(cause, laneRoot);
        if (passing.isPresent()) { // Whatever it stopped: the service manager may try again.
            System.err.println(withNextStep(cause, passing.get()));
            return ExitStatus.FAILED;
        }
        if (cause instanceof OperatorException known) {
            System.err.println(known.getMessage());
            return known.exitStatus();
        }
        if (cause instanceof JournalException) {
            System.err.println(cause.getMessage());
            return ExitStatus.VERIFICATION_FAILED;
        }
        System.err.println(
                "Engine failed: " + cause + ". Nothing was sent. Next: start it again; with --debug for the stack.");
        return ExitStatus.FAILED;
    }

    private static String withNextStep(final Exception cause, final String nextStep) {
        final String said = cause instanceof OperatorException || cause instanceof JournalException
                ? cause.getMessage()
                : "Engine failed: " + cause + ". Nothing was sent. Next: ";
        final int next = said.lastIndexOf("Next: ");
        return (next < 0 ? said + ". " : said.substring(0, next)) + "Next: " + nextStep;
    }

    @Override
    public Integer call() {
        final EngineConfig config = EngineConfig.read(
                new EngineConfig.Options(home, lane, mode, topology, sync, cpu, withoutLimits, debug), System.getenv());
        laneRoot = config.laneDirectory().root();
        System.out.println(config.describe());
        if (lastTerm != null) {
            createLane(config);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "stop"));
        try {
            if (isStandby) {
                follow(config);
            } else {
                lead(Engine.recover(config, LOG::warn));
            }
        } finally {
            ended.countDown();
        }
        return ExitStatus.DONE;
    }

    /** A lane with a past elsewhere is made here; any other one by the engine itself. */
    private void createLane(final EngineConfig config) {
        if (lastTerm < 1 || lastTerm >= ClientOrderIds.TERM_MAX || config.mode() == LaneMode.NULL_VAL) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "Cannot start engine on lane '" + config.lane() + "': --last-term " + lastTerm
                            + " is for a new lane, with --mode, and from 1 to " + (ClientOrderIds.TERM_MAX - 1)
                            + ". Nothing was sent. Next: look for the highest term of the other lane: dragon journal"
                            + " describe");
        }
        config.laneDirectory().create(config.lane(), config.mode(), lastTerm);
    }

    private void follow(final EngineConfig config) {
        try (Standby following = Standby.follow(config, LOG::warn)) {
            standby = following;
            System.out.println(following.summary());
            if (isStopRequested) {
                following.stop();
            }
            final Optional<Engine> turn = following.awaitLead(() -> notice.ready(following.summary(), this::progress));
            if (turn.isPresent()) {
                lead(turn.get());
            } else {
                isStoppedInOrder = true;
            }
        }
    }

    private void lead(final Engine leading) {
        try (leading) {
            engine = leading;
            System.out.println(leading.summary());
            notice.ready(leading.summary(), this::progress);
            if (isStopRequested) {
                leading.stop();
            }
            leading.run();
            isStoppedInOrder = leading.isStoppedInOrder();
            ended.countDown(); // Before it gives everything back: that may take its time, and the hook only waits.
        }
    }

    /** What the thread that leads or follows counts up. */
    private long progress() {
        final Engine leading = engine;
        final Standby following = standby;
        return leading != null ? leading.rounds() : following == null ? 0 : following.rounds();
    }

    /** SIGTERM and SIGINT: the JVM waits for this hook, which waits for the engine and then decides on the exit status. */
    private void stopOnSignal() {
        isStopRequested = true;
        final Standby following = standby;
        final Engine leading = engine;
        if (following != null) {
            following.stop();
        }
        if (leading != null) {
            leading.stop();
        }
        notice.stopping();
        if (following == null && leading == null || ended.getCount() == 0 && !isStoppedInOrder) {
            return; // It has not begun, or it ends by itself with a status of its own.
        }
        Runtime.getRuntime().halt(isStopped() ? ExitStatus.DONE : ExitStatus.FAILED);
    }

    private boolean isStopped() {
        try {
            final boolean isInOrder = ended.await(STOP_MS_MAX, TimeUnit.MILLISECONDS) && isStoppedInOrder;
            if (!isInOrder) {
                System.err.println("Engine did not stop in order within "
                        + TimeUnit.MILLISECONDS.toSeconds(STOP_MS_MAX)
                        + " s. Nothing journaled is lost. Next: start it again; it recovers from the journal.");
            }
            return isInOrder;
        } catch (final InterruptedException e) {
            return false;
        }
    }
}
