package dragon.monitor.cli;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.gateway.process.AccountClaims;
import dragon.gateway.process.PaperOptions;
import dragon.gateway.process.VenueAddress;
import dragon.gateway.vault.MasterKey;
import dragon.monitor.child.Child;
import dragon.monitor.child.LaneProcesses;
import dragon.monitor.child.OwnerOnly;
import dragon.monitor.child.RestartPause;
import dragon.monitor.snapshot.EngineLife;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Verb {@code run}: the processes of one lane, until somebody stops them. */
@Command(
        name = "run",
        sortOptions = false,
        description = "Engine, gateway and snapshotter of a lane; with --venue sim a simulated venue too.",
        footer = {
            "",
            "With --dry-run the lane is a dry-run lane: real market data, orders filled on paper, no credentials, no",
            "master key, and nothing private is ever sent. With --venue sim too, the market data is the simulated"
                    + " venue's.",
            "",
            "Examples:",
            "  dragon run --venue sim",
            "  dragon run --venue sim --accounts main,alt --speed 10",
            "  dragon run --dry-run --lane paper --paper-balance 5000",
            "  dragon run --venue woox --standby"
        })
final class RunCommand extends Verb {
    private static final LaneProcesses.Venue WOOX = new LaneProcesses.Venue("https://api.woox.io", "wss://wss.woox.io");

    private static final String SNAPSHOTTER = "snapshotter";
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TAKEOVER_NS_MAX = TimeUnit.SECONDS.toNanos(2);
    private static final long RESTART_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    @Option(
            names = "--venue",
            paramLabel = "sim|woox",
            description = "Where orders go; with --dry-run only where market data comes from (default then: woox).")
    private String venue;

    @Option(names = "--dry-run", description = "Fill orders on paper, by the venue's market data.")
    private boolean dryRun;

    @Mixin
    private final PaperOptions paper = new PaperOptions();

    @Option(names = "--rest-url", paramLabel = "URL", description = "Instead of the venue's own.")
    private String restUrl;

    @Option(names = "--stream-url", paramLabel = "URL", description = "Instead of the venue's own.")
    private String streamUrl;

    @Option(
            names = "--accounts",
            defaultValue = "main",
            description = "Accounts of the simulated venue (default: main).")
    private String accounts;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the simulated venue (default: 42).")
    private long seed;

    @Option(names = "--speed", defaultValue = "1", description = "Speed of the simulated venue (default: 1).")
    private String speed;

    @Option(names = "--data", paramLabel = "FILE", description = "Recorded prices for the simulated venue; repeatable.")
    private List<Path> data = List.of();

    @Option(
            names = "--standby",
            description = "Follow the engine that leads the lane, and take over when it cannot go on; with gateway and"
                    + " snapshotter of its own once those of the leader are gone.")
    private boolean isStandby;

    @Option(
            names = "--without-limits",
            description = "Start a live lane although limits of its accounts are not set: exits leave, no entry does.")
    private boolean withoutLimits;

    private final RestartPause snapshotterPause = new RestartPause();
    private boolean isServing;

    @Override
    ExitCode run() {
        if (venue == null && dryRun) {
            venue = "woox";
        }
        if (venue == null) {
            throw new ParameterException(spec().commandLine(), "Missing required option: '--venue=sim|woox'");
        }
        if (!venue.equals("sim") && !venue.equals("woox")) {
            throw new ParameterException(spec().commandLine(), "--venue is sim or woox, not '" + venue + "'.");
        }
        if (!dryRun && !paper.arguments().isEmpty()) {
            throw new ParameterException(spec().commandLine(), "--paper options go with --dry-run only.");
        }
        if (!dryRun) {
            MasterKey.fromEnvironment(System.getenv()); // The gateway cannot do without: say so before anything starts.
        }
        try (LaneProcesses lane = new LaneProcesses(home().root(), laneName(), Map.of())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(lane), "run-shutdown"));
            final LaneProcesses.Venue target =
                    isStandby ? venueOfLeader() : venue.equals("sim") ? simulator(lane) : woox();
            if (isStandby) {
                lane.startStandby(engineArguments());
            } else {
                lane.startEngine(engineArguments());
                serve(lane, target, lane::startSnapshotter);
            }
            out().println("lane " + laneName() + " runs   " + (dryRun ? "DRY   " : "")
                    + String.join(
                            "   ",
                            lane.children().stream()
                                    .map(child -> child.verb() + " pid " + child.pid())
                                    .toList()));
            out().flush();
            err().println("Next: dragon monitor; Ctrl-C stops all in order");
            err().flush();
            return watch(lane, target);
        }
    }

    private List<String> engineArguments() {
        final List<String> arguments =
                new ArrayList<>(List.of("--mode", dryRun ? "dry-run" : venue.equals("sim") ? "sim" : "live"));
        if (withoutLimits) {
            arguments.add("--without-limits");
        }
        return arguments;
    }

    private void serve(final LaneProcesses lane, final LaneProcesses.Venue target, final Runnable snapshotter) {
        lane.startGateway(target, paper.arguments());
        isServing = true;
        startSnapshotter(lane, snapshotter);
    }

    /** Without tables the lane trades on, and its positions keep their exits: that they cannot be written ends nothing. */
    private void startSnapshotter(final LaneProcesses lane, final Runnable start) {
        snapshotterPause.onStarted(System.nanoTime());
        try {
            start.run();
        } catch (final OperatorException e) {
            err().println("dragon: " + e.getMessage());
            err().flush();
            if (lane.children().stream().noneMatch(child -> child.verb().equals(SNAPSHOTTER))) {
                postponeSnapshotter(); // Else it lives and is slow, or watch() finds it among the dead.
            }
        }
    }

    private void postponeSnapshotter() {
        final long pauseNs = snapshotterPause.onEnded(System.nanoTime());
        err().println("dragon: the lane trades on without new tables; the snapshotter starts again in "
                + TimeUnit.NANOSECONDS.toSeconds(pauseNs) + " s");
        err().flush();
    }

    /** A standby trades where the leader does; the simulated venue belongs to whoever started it. */
    private LaneProcesses.Venue venueOfLeader() {
        if (restUrl != null && streamUrl != null || venue.equals("woox") && restUrl == null && streamUrl == null) {
            return woox();
        }
        return VenueAddress.of(lane().root())
                .map(address -> new LaneProcesses.Venue(address.restUrl(), address.streamUrl()))
                .orElseThrow(() -> new Failure(
                        ExitCode.CONFIGURATION,
                        "No gateway of lane '" + laneName() + "' has said yet where its simulated venue is.",
                        "start the leader first, or give --rest-url and --stream-url"));
    }

    /** The engine of this run leads and the gateway of the leader before is gone: from here on all is this one's. */
    private boolean isToServe(final LaneProcesses lane) {
        return !isServing
                && lane.isLeading()
                && !VenueAddress.of(lane().root()).map(VenueAddress::hasGateway).orElse(false);
    }

    /** Whether another engine has taken over from a dead one, or does so within a moment. */
    private boolean isLedByAnother(final Child dead) {
        final long deadlineNs = System.nanoTime() + TAKEOVER_NS_MAX;
        while (System.nanoTime() - deadlineNs < 0) {
            final EngineLife life = EngineLife.of(lane());
            if (life.isRunning() && life.pid() != dead.pid()) {
                return true;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return false;
    }

    /** Watches until a signal ends this process, or a child that cannot be replaced has ended. */
    private ExitCode watch(final LaneProcesses lane, final LaneProcesses.Venue target) {
        while (true) {
            if (isToServe(lane)) {
                serve(lane, target, lane::restartSnapshotter);
            }
            if (snapshotterPause.isOver(System.nanoTime())) {
                startSnapshotter(lane, lane::restartSnapshotter); // Not awaited: an engine may die meanwhile.
            }
            final Child dead = lane.firstDead();
            if (dead != null) {
                err().println("dragon: " + dead.verb() + " " + dead.lastWords());
                err().flush();
                if (dead.verb().equals("engine") && isLedByAnother(dead)) {
                    lane.forget(dead);
                    lane.startStandby(engineArguments());
                    err().println("dragon: another engine leads lane " + laneName() + "; this one is its standby now");
                    err().flush();
                    continue;
                }
                if (dead.verb().equals(SNAPSHOTTER)) {
                    lane.forget(dead);
                    postponeSnapshotter();
                    continue;
                }
                if (!isReplaceable(dead)) {
                    return dead.exitStatus() == 0 ? ExitCode.INTERNAL_FAULT : ExitCode.of(dead.exitStatus());
                }
                LockSupport.parkNanos(RESTART_PAUSE_NS);
                try {
                    lane.startGateway(target, paper.arguments());
                    lane.forget(dead);
                } catch (final OperatorException e) { // It is among the dead still, and so tried again.
                    err().println("dragon: " + e.getMessage());
                    err().flush();
                }
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void stop(final LaneProcesses lane) {
        lane.close();
        lane.complaints().forEach(complaint -> err().println("dragon: " + complaint));
        err().println("stopped; orders at the venue stay as they are" + (dryRun ? ", on paper" : ""));
        err().flush();
    }

    /** A gateway holds no state that matters; an engine that stopped had a reason. */
    private boolean isReplaceable(final Child dead) {
        // A gateway that another one keeps out has its turn when that one is gone; an account of another lane stays
        // there.
        final boolean isOfAnotherLane =
                dead.exitStatus() == ExitStatus.GATE && dead.lastWords().contains(AccountClaims.IN_TWO_LANES);
        final boolean isHopeless = dead.exitStatus() == ExitStatus.USAGE
                || dead.exitStatus() == ExitStatus.CONFIG
                || dead.exitStatus() == ExitStatus.CREDENTIALS
                || isOfAnotherLane;
        return !isHopeless && dead.verb().equals("gateway");
    }

    private LaneProcesses.Venue woox() {
        return new LaneProcesses.Venue(
                restUrl == null ? WOOX.restUrl() : restUrl, streamUrl == null ? WOOX.streamUrl() : streamUrl);
    }

    private LaneProcesses.Venue simulator(final LaneProcesses lane) {
        final Path directory = home().root().resolve("sim");
        try {
            OwnerOnly.createDirectories(directory);
        } catch (final java.io.IOException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Cannot make " + directory + ": " + e.getMessage() + ".",
                    "ls -ld " + home().root(),
                    e);
        }
        final Path credentials = directory.resolve(laneName() + "-credentials.toml");
        final List<String> arguments = new ArrayList<>(List.of(
                "--credentials-file", credentials.toString(),
                "--audit-file", directory.resolve(laneName() + "-audit.json").toString(),
                "--accounts", accounts,
                "--seed", Long.toString(seed),
                "--speed", speed));
        data.forEach(file -> arguments.addAll(List.of("--data", file.toString())));
        final LaneProcesses.Venue target =
                lane.startSimulator(directory.resolve(laneName() + "-ready.toml"), arguments);
        err().println("simulated venue at " + target.restUrl()
                + (dryRun
                        ? "   for its market data"
                        : "   credentials: dragon account add <label> --credentials-file " + credentials));
        err().flush();
        return target;
    }
}
