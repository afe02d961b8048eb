package dragon.monitor.child;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StandbyFiles;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.monitor.snapshot.EngineLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The processes of one lane: simulator, engine, gateway, snapshotter.
 *
 * <p>Stops in the order in which nothing is lost: the gateway first, so that no answer goes unread; then the engine,
 * which leaves a state image; then the snapshotter, which has read to the end; the venue last.
 *
 * <p>Threading: any thread; {@link #close()} may come from a signal.
 */
public final class LaneProcesses implements AutoCloseable {
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final List<String> STOP_ORDER = List.of("gateway", "engine", "snapshotter", "sim");

    private final Path home;
    private final String laneName;
    private final Map<String, String> environment;
    private final List<Child> children = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean isStopping;

    /**
     * Nothing yet.
     *
     * @param environment what the children get beside the environment of this process
     */
    public LaneProcesses(final Path home, final String laneName, final Map<String, String> environment) {
        this.home = home;
        this.laneName = laneName;
        this.environment = Map.copyOf(environment);
    }

    /** Where a simulated venue listens. */
    public record Venue(String restUrl, String streamUrl) {}

    /** Starts the simulator and waits until it listens. */
    public Venue startSimulator(final Path readyFile, final List<String> arguments) {
        try {
            Files.deleteIfExists(readyFile);
        } catch (final IOException e) {
            throw new OperatorException(ExitStatus.CONFIG, "Cannot remove " + readyFile + ". Next: ls -l " + home, e);
        }
        final List<String> all = new ArrayList<>(List.of("--port", "0", "--ready-file", readyFile.toString()));
        all.addAll(arguments);
        final Child simulator = start("sim", all);
        await(simulator, () -> Files.exists(readyFile));
        try {
            final TomlParseResult ready = Toml.parse(readyFile);
            return new Venue(ready.getString("rest_url"), ready.getString("stream_url"));
        } catch (final IOException e) {
            throw new OperatorException(ExitStatus.VENUE, "Cannot read " + readyFile + ". Next: dragon doctor", e);
        }
    }

    /** Starts the engine and waits until it leads the lane. */
    public void startEngine(final List<String> arguments) {
        final Child engine = start("engine", withLane(arguments));
        await(engine, () -> isLeading(engine));
    }

    /** Starts a standby engine and returns when it follows; a lane that nobody leads it leads at once. */
    public void startStandby(final List<String> arguments) {
        final List<String> all = withLane(arguments);
        all.add("--standby");
        final Child engine = start("engine", all);
        await(
                engine,
                () -> isLeading(engine)
                        || StandbyFiles.of(LaneDirectory.of(home, laneName)).list().stream()
                                .anyMatch(entry -> entry.pid() == engine.pid() && isFollowing(entry)));
    }

    private static boolean isFollowing(final StandbyFiles.Entry entry) {
        try (CountersReader counters = CountersReader.open(entry.path()).orElse(null)) {
            return counters != null && counters.state() == EngineState.STANDBY;
        }
    }

    private boolean isLeading(final Child engine) {
        final LaneDirectory lane = LaneDirectory.of(home, laneName);
        return EngineLife.of(lane).pid() == engine.pid() && stateOf(lane) == EngineState.RUNNING;
    }

    /** Whether the engine among the children leads the lane. */
    public boolean isLeading() {
        return children().stream().anyMatch(child -> child.verb().equals("engine") && isLeading(child));
    }

    /**
     * Starts the gateway; whether it reaches the venue shows in the events.
     *
     * @param more arguments of its own
     */
    public void startGateway(final Venue venue, final List<String> more) {
        final List<String> arguments =
                new ArrayList<>(List.of("--rest-url", venue.restUrl(), "--stream-url", venue.streamUrl()));
        arguments.addAll(more);
        start("gateway", withLane(arguments));
    }

    /** Starts the snapshotter and waits for its first tables. */
    public void startSnapshotter() {
        final Child snapshotter = start("snapshotter", withLane(List.of()));
        await(snapshotter, () -> Files.exists(LaneDirectory.of(home, laneName).snapshots()));
    }

    /** As {@link #startSnapshotter()} without waiting: tables may be as old as they were. */
    public void restartSnapshotter() {
        start("snapshotter", withLane(List.of()));
    }

    /** The first child that ended although nobody asked it to; null while all run. */
    public Child firstDead() {
        if (isStopping) {
            return null;
        }
        synchronized (children) {
            return children.stream()
                    .filter(child -> !child.isAlive())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Stops one of them; starting it again is up to the caller. */
    public void stop(final String verb) {
        synchronized (children) {
            children.stream().filter(child -> child.verb().equals(verb)).forEach(Child::stop);
        }
    }

    /** Forgets an ended child, so that it can be started again. */
    public void forget(final Child child) {
        children.remove(child);
    }

    /** Whether all have ended, and each as it should. */
    public boolean allEndedWell() {
        synchronized (children) {
            return children.stream().allMatch(Child::endedWell);
        }
    }

    /** What those said that did not end as they should. */
    public List<String> complaints() {
        synchronized (children) {
            return children.stream()
                    .filter(child -> !child.endedWell())
                    .map(child -> child.verb() + " " + child.lastWords())
                    .toList();
        }
    }

    /** The children, in the order of their starts. */
    public List<Child> children() {
        synchronized (children) {
            return List.copyOf(children);
        }
    }

    @Override
    public void close() {
        isStopping = true;
        STOP_ORDER.forEach(this::stop);
    }

    private Child start(final String verb, final List<String> arguments) {
        final Path log = home.resolve("logs").resolve(laneName + "-" + verb + ".log");
        final Child child = Child.start(log, environment, verb, arguments);
        children.add(child);
        return child;
    }

    private List<String> withLane(final List<String> arguments) {
        final List<String> all = new ArrayList<>(List.of("--home", home.toString(), "--lane", laneName));
        all.addAll(arguments);
        return all;
    }

    private static EngineState stateOf(final LaneDirectory lane) {
        try (CountersReader counters = CountersReader.open(lane.counters()).orElse(null)) {
            return counters == null ? EngineState.NEVER_STARTED : EngineState.of(counters.value(EngineCounter.STATE));
        }
    }

    private void await(final Child child, final BooleanSupplier isReady) {
        final long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (!isReady.getAsBoolean()) {
            if (!child.isAlive()) {
                throw new OperatorException(
                        child.exitStatus() == 0 ? ExitStatus.FAILED : child.exitStatus(),
                        "dragon " + child.verb() + " ended while it started: " + child.lastWords());
            }
            if (System.nanoTime() - deadlineNs >= 0 || isStopping) {
                throw new OperatorException(
                        ExitStatus.FAILED,
                        "dragon " + child.verb() + " is not ready after "
                                + TimeUnit.NANOSECONDS.toSeconds(START_TIMEOUT_NS) + " s: " + child.lastWords());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
