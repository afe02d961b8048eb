package dragon.bench.kill;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** The processes of one lane, each of which may be killed and started again. Threading: one thread. */
public final class LaneUnderFire implements AutoCloseable {
    static final List<String> ACCOUNTS = List.of("main", "alt");

    private static final String LANE = "fire";
    private static final long START_MS_MAX = 60_000;

    private final Path home;
    private final Path launcher;
    private final LaneDirectory lane;
    private final List<String> accounts;
    private final MasterKey masterKey = MasterKey.generate();
    private final Map<Victim, VerbProcess> processes = new EnumMap<>(Victim.class);
    private VerbProcess simulator;
    private String restUrl;
    private String streamUrl;

    LaneUnderFire(final Path home, final Path launcher) {
        this(home, launcher, ACCOUNTS);
    }

    public LaneUnderFire(final Path home, final Path launcher, final List<String> accounts) {
        this.accounts = accounts;
        this.home = home;
        this.launcher = launcher;
        this.lane = LaneDirectory.of(home, LANE);
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

    /** Starts the simulated venue with these and any further options, and waits until it listens. */
    public void startSimulator(final long seed, final int speed, final int quotesPerSecond, final String... more)
            throws IOException {
        ownDirectory(home.resolve("logs"));
        ownDirectory(home.resolve("sim"));
        final Path ready = home.resolve("sim/ready.toml");
        final Path credentials = home.resolve("sim/credentials.toml");
        final List<String> arguments = new ArrayList<>(List.of(
                "--port", "0",
                "--ready-file", ready.toString(),
                "--credentials-file", credentials.toString(),
                "--audit-file", home.resolve("sim/audit.json").toString(),
                "--accounts", String.join(",", accounts),
                "--seed", Long.toString(seed),
                "--speed", Integer.toString(speed),
                "--quotes-per-second", Integer.toString(quotesPerSecond)));
        arguments.addAll(List.of(more));
        simulator = start("sim", arguments);
        awaitStart(simulator, () -> Files.exists(ready));
        final TomlParseResult urls = Toml.parse(ready);
        restUrl = urls.getString("rest_url");
        streamUrl = urls.getString("stream_url");
    }

    /** The gateway's vault, made by the owner of the lane before anybody trades. */
    public void storeCredentials() throws IOException {
        final TomlParseResult keys = Toml.parse(home.resolve("sim/credentials.toml"));
        try (Vault vault = Vault.open(lane.root(), masterKey)) {
            for (final String account : accounts) {
                vault.put(
                        account,
                        keys.getString(List.of(account, "api_key")),
                        keys.getString(List.of(account, "api_secret")).toCharArray());
            }
        }
    }

    /** Starts a process; returns at once. */
    public VerbProcess start(final Victim victim) {
        final VerbProcess started =
                switch (victim) {
                    case ENGINE -> start("engine", List.of("--home", home.toString(), "--lane", LANE, "--mode", "sim"));
                    case GATEWAY -> start(
                            "gateway",
                            List.of(
                                    "--home", home.toString(),
                                    "--lane", LANE,
                                    "--rest-url", restUrl,
                                    "--stream-url", streamUrl));
                    case SNAPSHOTTER -> start("snapshotter", List.of("--home", home.toString(), "--lane", LANE));
                };
        processes.put(victim, started);
        return started;
    }

    public VerbProcess process(final Victim victim) {
        return processes.get(victim);
    }

    /** Waits until the engine leads. */
    public void awaitEngine() {
        final VerbProcess engine = processes.get(Victim.ENGINE);
        awaitStart(engine, () -> isIn(engine, EngineState.RUNNING));
    }

    /** Waits until the engine has the lane and reads the journal; false if it is through already. */
    public boolean awaitRecovery() {
        final VerbProcess engine = processes.get(Victim.ENGINE);
        awaitStart(engine, () -> isIn(engine, EngineState.RECOVERING) || isIn(engine, EngineState.RUNNING));
        return isIn(engine, EngineState.RECOVERING);
    }

    /** What the engine's counters say that it does, or did when it was killed. */
    public boolean isIn(final VerbProcess engine, final EngineState state) {
        return counter(EngineCounter.PID) == engine.pid() && counter(EngineCounter.STATE) == state.code();
    }

    public long counter(final EngineCounter which) {
        final Optional<CountersReader> opened = CountersReader.open(lane.counters());
        if (opened.isEmpty()) {
            return 0;
        }
        try (CountersReader counters = opened.get()) {
            return counters.value(which);
        }
    }

    /** Waits for a condition while a process comes up; a process that ends meanwhile cannot reach it. */
    public void awaitStart(final VerbProcess process, final java.util.function.BooleanSupplier isReady) {
        final boolean isThere = Await.until(START_MS_MAX, () -> !process.isAlive() || isReady.getAsBoolean());
        if (!isThere || !process.isAlive()) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    "dragon " + process.verb() + (isThere ? " ended" : " is not ready after 60 s") + ": "
                            + process.lastWords());
        }
    }

    /** A process that ended although nobody killed it. */
    public Optional<VerbProcess> dead() {
        if (!simulator.isAlive()) {
            return Optional.of(simulator);
        }
        return processes.values().stream().filter(process -> !process.isAlive()).findFirst();
    }

    /** Stops one in order; returns its exit status. */
    public int stop(final Victim victim) {
        return processes.remove(victim).stop();
    }

    /** Runs another verb of the launcher on this lane to its end; returns its exit status. */
    public int run(final String verb, final List<String> arguments) {
        final List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--home", home.toString(), "--lane", LANE));
        return start(verb, all).await();
    }

    private VerbProcess start(final String verb, final List<String> arguments) {
        return VerbProcess.start(
                launcher,
                verb,
                arguments,
                Map.of(MasterKey.VARIABLE, masterKey.text()),
                home.resolve("logs").resolve(verb + ".log"));
    }

    private static void ownDirectory(final Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Ends whatever still runs. */
    @Override
    public void close() {
        processes.values().forEach(VerbProcess::kill);
        processes.clear();
        if (simulator != null) {
            simulator.stop();
        }
    }
}
