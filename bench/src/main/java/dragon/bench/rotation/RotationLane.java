package dragon.bench.rotation;

import dragon.bench.kill.Await;
import dragon.bench.kill.VerbProcess;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.gateway.vault.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The processes of one lane in a home of their own, and the verbs of an operator on it.
 *
 * <pre>
 *   home/operator   what the operator holds: keys and secrets as files; not searched
 *   home/tmp        temporary files of all processes
 *   home/logs       every word that a process or a verb says
 *   home/lanes/...  the lane
 * </pre>
 *
 * <p>The master key is in the environment of the gateway and of verbs that open the vault, and of nobody else. Threading:
 * one thread.
 */
final class RotationLane implements AutoCloseable {
    private static final String LANE = "rotation";
    private static final long START_MS_MAX = 90_000;
    private static final long VERB_S_MAX = 180;

    private final Path home;
    private final Path launcher;
    private final MasterKey masterKey;
    private final Map<String, VerbProcess> processes = new LinkedHashMap<>();
    private final LaneDirectory lane;
    private int verbCount;
    private String restUrl;
    private String streamUrl;

    RotationLane(final Path home, final Path launcher, final MasterKey masterKey) throws IOException {
        this.home = home;
        this.launcher = launcher;
        this.masterKey = masterKey;
        this.lane = LaneDirectory.of(home, LANE);
        for (final String name : List.of("operator", "tmp", "logs", "sim")) {
            Files.createDirectory(
                    home.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    LaneDirectory lane() {
        return lane;
    }

    String restUrl() {
        return restUrl;
    }

    Path home() {
        return home;
    }

    Map<String, VerbProcess> processes() {
        return processes;
    }

    /** A file of the operator's, readable by its owner alone. */
    Path operatorFile(final String name, final String text) throws IOException {
        final Path file = home.resolve("operator").resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    void startSimulator(final Path credentials, final long seed, final int speed) throws IOException {
        final Path ready = home.resolve("sim/ready.toml");
        start(
                "sim",
                Map.of(),
                List.of(
                        "--port", "0",
                        "--ready-file", ready.toString(),
                        "--credentials-file", credentials.toString(),
                        "--audit-file", home.resolve("sim/audit.json").toString(),
                        "--accounts", "main,alt",
                        "--seed", Long.toString(seed),
                        "--speed", Integer.toString(speed),
                        "--quotes-per-second", "10"));
        await("sim", () -> Files.exists(ready));
        final TomlParseResult urls = Toml.parse(ready);
        restUrl = urls.getString("rest_url");
        streamUrl = urls.getString("stream_url");
    }

    void startEngine() {
        start("engine", Map.of(), List.of("--home", home.toString(), "--lane", LANE, "--mode", "sim"));
        await("engine", this::isLed);
    }

    void startSnapshotter() {
        start("snapshotter", Map.of(), List.of("--home", home.toString(), "--lane", LANE));
        await("snapshotter", () -> Files.exists(lane.snapshots()));
    }

    void startGateway() {
        start(
                "gateway",
                Map.of(MasterKey.VARIABLE, masterKey.text()),
                List.of("--home", home.toString(), "--lane", LANE, "--rest-url", restUrl, "--stream-url", streamUrl));
        await("gateway", () -> Files.exists(lane.root().resolve("venue.toml")));
    }

    /** Runs a verb of the operator's to its end; returns its exit status. Everything that it says is kept. */
    int verb(final Map<String, String> environment, final String... arguments) {
        final List<String> all = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        all.addAll(List.of("--home", home.toString(), "--lane", LANE));
        return run(arguments[0], environment, all).await(VERB_S_MAX);
    }

    /** As above, with the master key. */
    int verbWithKey(final String... arguments) {
        return verb(Map.of(MasterKey.VARIABLE, masterKey.text()), arguments);
    }

    /** Stops everything in the order in which nothing is lost; the first that did not end well, or null. */
    String stop() {
        String complaint = null;
        for (final String verb : List.of("gateway", "engine", "snapshotter", "sim")) {
            final VerbProcess process = processes.remove(verb);
            final int status = process.stop();
            if (status != 0 && status != 128 + 15 && complaint == null) {
                complaint = "dragon " + verb + " ended with " + status + ": " + process.lastWords();
            }
        }
        return complaint;
    }

    @Override
    public void close() {
        processes.values().forEach(VerbProcess::kill);
        processes.clear();
    }

    private void start(final String verb, final Map<String, String> environment, final List<String> arguments) {
        processes.put(verb, run(verb, environment, arguments));
    }

    private VerbProcess run(final String verb, final Map<String, String> environment, final List<String> arguments) {
        final Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + home.resolve("tmp"));
        return VerbProcess.start(
                launcher,
                verb,
                arguments,
                all,
                home.resolve("logs").resolve("%03d-%s.log".formatted(++verbCount, verb)));
    }

    private void await(final String verb, final BooleanSupplier isReady) {
        final VerbProcess process = processes.get(verb);
        final boolean isThere = Await.until(START_MS_MAX, () -> !process.isAlive() || isReady.getAsBoolean());
        if (!isThere || !process.isAlive()) {
            throw new OperatorException(
                    ExitStatus.FAILED, "dragon " + verb + " did not come up: " + process.lastWords());
        }
    }

    private boolean isLed() {
        final Optional<CountersReader> opened = CountersReader.open(lane.counters());
        if (opened.isEmpty()) {
            return false;
        }
        try (CountersReader counters = opened.get()) {
            return counters.value(EngineCounter.STATE) == EngineState.RUNNING.code();
        }
    }
}
