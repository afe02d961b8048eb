package dragon.bench.lane;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.gateway.vault.MasterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The processes of one lane in a home of their own, each of which may be killed and started again, and the verbs of an
 * operator on it.
 *
 * <pre>
 *   home/operator   what the operator holds: keys and secrets as files
 *   home/tmp        temporary files of all processes
 *   home/logs       every word that a process or a verb says
 *   home/sim        what the simulated exchange writes
 *   home/lanes/...  the lane
 * </pre>
 *
 * <p>The master key is in the environment of the gateway and of verbs that open the vault, and of nobody else. Threading:
 * one thread.
 */
public final class SimulatedLane implements AutoCloseable {
    private static final long START_MS_MAX = 90_000;
    private static final long VERB_S_MAX = 180;
    private static final String LAUNCHER_VARIABLE = "DRAGON_LAUNCHER";
    private static final String STANDBY = "standby";
    private static final List<String> STOP_ORDER = List.of("gateway", STANDBY, "engine", "snapshotter", "sim");
    private static final long GONE_S_MAX = 5; // It is gone before; what takes time is that we are told.
    private static final int SIGTERM_STATUS = 128 + 15;

    private final Path home;
    private final Path launcher;
    private final String name;
    private final MasterKey masterKey;
    private final LaneDirectory lane;
    private final Map<String, VerbProcess> processes = new LinkedHashMap<>();
    private int startCount;
    private Map<String, String> simulatorEnvironment = Map.of();
    private List<String> engineOptions = List.of();
    private String restUrl;
    private String streamUrl;

    /** What a verb said on standard output, and how it ended; {@code log} is the file with what it said otherwise. */
    public record Answer(String command, int status, String out, Path log) {}

    /** Makes the directories of the home; starts nothing. */
    public SimulatedLane(final Path home, final Path launcher, final String name, final MasterKey masterKey) {
        this.home = home;
        this.launcher = launcher;
        this.name = name;
        this.masterKey = masterKey;
        this.lane = LaneDirectory.of(home, name);
        try {
            for (final String directory : List.of("operator", "tmp", "logs", "sim")) {
                LaneDirectory.createDirectories(home.resolve(directory));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory for a home, readable by its owner alone. */
    public static Path newHome(final String purpose) throws IOException {
        return Files.createTempDirectory(
                "dragon-" + purpose + "-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * The launcher that started us; it starts the processes of the lane.
     *
     * @param verb that asks, for the message where there is none
     */
    public static Path launcher(final String verb) {
        final String launcher = System.getenv(LAUNCHER_VARIABLE);
        if (launcher == null) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    LAUNCHER_VARIABLE + " is not set: this verb starts others by the launcher. Nothing was started."
                            + " Next: ./dragon " + verb);
        }
        return Path.of(launcher);
    }

    /** Removes a home that is not needed any more. */
    public static void remove(final Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes ignored)
                        throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(final Path visited, final IOException fault)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path home() {
        return home;
    }

    public LaneDirectory lane() {
        return lane;
    }

    public String restUrl() {
        return restUrl;
    }

    /** Where its websockets are. */
    public String streamUrl() {
        return streamUrl;
    }

    /** The processes that were started and not stopped, by verb; killed ones too until they are started again. */
    public Map<String, VerbProcess> processes() {
        return processes;
    }

    public VerbProcess process(final String verb) {
        return processes.get(verb);
    }

    /** A file of the operator's, readable by its owner alone. */
    public Path operatorFile(final String fileName, final String text) throws IOException {
        final Path file = home.resolve("operator").resolve(fileName);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    /** From its next start on the simulated exchange gives way to all others: the real one is another machine. */
    public void simulatorGivesWay() {
        simulatorEnvironment = Map.of("DRAGON_NICE", "10");
    }

    /** What every engine is started with from now on, such as its sync policy. */
    public void engineOptions(final String... options) {
        engineOptions = List.of(options);
    }

    /**
     * Starts the simulated exchange and waits until it listens.
     *
     * @param credentials of its accounts: those in the file are kept, others are added to it
     */
    public void startSimulator(final Path credentials, final String... options) throws IOException {
        final Path ready = home.resolve("sim/ready.toml");
        final List<String> arguments = new ArrayList<>(List.of(
                "--port",
                "0",
                "--ready-file",
                ready.toString(),
                "--credentials-file",
                credentials.toString(),
                "--audit-file",
                home.resolve("sim/audit.json").toString()));
        arguments.addAll(List.of(options));
        processes.put("sim", run("sim", simulatorEnvironment, arguments));
        awaitStart("sim", () -> Files.exists(ready));
        final TomlParseResult urls = Toml.parse(ready);
        restUrl = urls.getString("rest_url");
        streamUrl = urls.getString("stream_url");
    }

    /** Starts the engine, the gateway or the snapshotter; returns at once. */
    public VerbProcess start(final String verb) {
        return start(verb, Map.of());
    }

    /** As above, with this environment, such as an engine's lease. */
    public VerbProcess start(final String verb, final Map<String, String> more) {
        final List<String> arguments = new ArrayList<>(List.of("--home", home.toString(), "--lane", name));
        switch (verb) {
            case "engine" -> {
                arguments.addAll(List.of("--mode", "sim"));
                arguments.addAll(engineOptions);
            }
            case "gateway" -> arguments.addAll(List.of("--rest-url", restUrl, "--stream-url", streamUrl));
            case "snapshotter" -> {} // Needs no more than the lane.
            default -> throw new IllegalArgumentException("no process of a lane: " + verb);
        }
        final Map<String, String> environment = new LinkedHashMap<>(more);
        if (verb.equals("gateway")) {
            environment.put(MasterKey.VARIABLE, masterKey.text());
        }
        final VerbProcess started = run(verb, environment, arguments);
        processes.put(verb, started);
        return started;
    }

    /** Starts the engine and waits until it leads. */
    public void startEngine() {
        start("engine");
        awaitEngine();
    }

    /** Waits until the engine leads. */
    public void awaitEngine() {
        awaitStart("engine", () -> isIn(process("engine"), EngineState.RUNNING));
    }

    /**
     * Starts a second engine, which follows the one that leads, and waits until it does; its key among the processes is
     * {@code standby}.
     *
     * @param environment such as the lease of its own that it has when it leads
     */
    public VerbProcess startStandby(final Map<String, String> environment) {
        final List<String> arguments =
                new ArrayList<>(List.of("--home", home.toString(), "--lane", name, "--mode", "sim", "--standby"));
        arguments.addAll(engineOptions);
        final VerbProcess standby = run("engine", environment, arguments);
        processes.put(STANDBY, standby);
        final Path counters = lane.root().resolve("standby-" + standby.pid() + ".dat");
        awaitStart(STANDBY, () -> counter(counters, EngineCounter.STATE) == EngineState.STANDBY.code());
        return standby;
    }

    /**
     * Waits until the standby leads; it is the lane's engine from then on.
     *
     * @throws OperatorException if the one before lives on, which a standby must not let happen
     */
    public void awaitTakeover() {
        awaitStart(STANDBY, () -> isIn(process(STANDBY), EngineState.RUNNING));
        final VerbProcess before = processes.put("engine", processes.remove(STANDBY));
        if (before != null && before.await(GONE_S_MAX) == -1) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    "pid " + process("engine").pid() + " leads, and the leader before it, pid " + before.pid()
                            + ", lived on: " + before.lastWords());
        }
    }

    /** The engine that follows. */
    public VerbProcess standby() {
        return process(STANDBY);
    }

    /** Starts the snapshotter and waits for its tables. */
    public void startSnapshotter() {
        start("snapshotter");
        awaitStart("snapshotter", () -> Files.exists(lane.snapshots()));
    }

    /** Starts the gateway and waits until it has said where the exchange is. */
    public void startGateway() {
        start("gateway");
        awaitStart("gateway", () -> Files.exists(lane.root().resolve("venue.toml")));
    }

    /** What the engine's counters say that it does, or did when it was killed. */
    public boolean isIn(final VerbProcess engine, final EngineState state) {
        return counter(EngineCounter.PID) == engine.pid() && counter(EngineCounter.STATE) == state.code();
    }

    /** A counter of the engine; 0 while there are none. */
    public long counter(final EngineCounter which) {
        return counter(lane.counters(), which);
    }

    private static long counter(final Path file, final EngineCounter which) {
        final Optional<CountersReader> opened = CountersReader.open(file);
        if (opened.isEmpty()) {
            return 0;
        }
        try (CountersReader counters = opened.get()) {
            return counters.value(which);
        }
    }

    /** Waits for a condition while a process comes up; a process that ends meanwhile cannot reach it. */
    public void awaitStart(final String verb, final BooleanSupplier isReady) {
        final VerbProcess process = processes.get(verb);
        final boolean isThere = Await.until(START_MS_MAX, () -> !process.isAlive() || isReady.getAsBoolean());
        if (!isThere || !process.isAlive()) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    "dragon " + verb + (isThere ? " ended: " : " is not ready after " + START_MS_MAX / 1_000 + " s: ")
                            + process.lastWords());
        }
    }

    /** A process that ended although nobody killed it. */
    public Optional<VerbProcess> dead() {
        return processes.values().stream().filter(process -> !process.isAlive()).findFirst();
    }

    /** Runs a verb of the operator's to its end. Everything that it says is kept. */
    public Answer verb(final String... arguments) {
        return verb(Map.of(), arguments);
    }

    /** As above, with the master key. */
    public Answer verbWithKey(final String... arguments) {
        return verb(Map.of(MasterKey.VARIABLE, masterKey.text()), arguments);
    }

    /** As above, with this environment; -1 is the status of a verb that did not end in time. */
    public Answer verb(final Map<String, String> environment, final String... arguments) {
        final List<String> all = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        if (!arguments[0].equals("sim")) {
            all.addAll(List.of("--home", home.toString(), "--lane", name));
        }
        final Path log = log(arguments[0]);
        final Path out = log.resolveSibling(log.getFileName().toString().replace(".log", ".out"));
        final int status = VerbProcess.start(launcher, arguments[0], all, withTmp(environment), out, log)
                .await(VERB_S_MAX);
        try {
            final String text = Files.readString(out, StandardCharsets.UTF_8);
            return new Answer(String.join(" ", Arrays.asList(arguments)), status, text, log);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops one in order; returns its exit status. */
    public int stop(final String verb) {
        return processes.remove(verb).stop();
    }

    /** Stops everything in the order in which nothing is lost; the first that did not end well, or null. */
    public String stop() {
        String complaint = null;
        for (final String verb : STOP_ORDER) {
            final VerbProcess process = processes.remove(verb);
            if (process == null) {
                continue;
            }
            final int status = process.stop();
            if (status != 0 && status != SIGTERM_STATUS && complaint == null) {
                complaint = "dragon " + verb + " ended with " + status + ": " + process.lastWords();
            }
        }
        return complaint;
    }

    /** Ends whatever still runs. */
    @Override
    public void close() {
        final VerbProcess simulator = processes.remove("sim");
        processes.values().forEach(VerbProcess::kill);
        processes.clear();
        if (simulator != null) {
            simulator.stop(); // So that it writes its audit.
        }
    }

    private VerbProcess run(final String verb, final Map<String, String> environment, final List<String> arguments) {
        return VerbProcess.start(launcher, verb, arguments, withTmp(environment), log(verb));
    }

    private Map<String, String> withTmp(final Map<String, String> environment) {
        final Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + home.resolve("tmp"));
        return all;
    }

    private Path log(final String verb) {
        return home.resolve("logs").resolve("%03d-%s.log".formatted(++startCount, verb));
    }
}
