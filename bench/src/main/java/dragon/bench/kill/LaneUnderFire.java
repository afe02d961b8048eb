package dragon.bench.kill;

import dragon.bench.lane.Await;
import dragon.bench.lane.SimulatedLane;
import dragon.bench.lane.VerbProcess;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** A lane whose processes are killed and started again, with accounts that trade. Threading: one thread. */
public final class LaneUnderFire implements AutoCloseable {
    static final List<String> ACCOUNTS = List.of("main", "alt");

    private static final String LANE = "fire";
    private static final long RESYNC_MS_MAX = 60_000;

    private final List<String> accounts;
    private final MasterKey masterKey = MasterKey.generate();
    private final SimulatedLane lane;
    private final Path credentials;

    LaneUnderFire(final Path home, final Path launcher) {
        this(home, launcher, ACCOUNTS);
    }

    public LaneUnderFire(final Path home, final Path launcher, final List<String> accounts) {
        this.accounts = accounts;
        this.lane = new SimulatedLane(home, launcher, LANE, masterKey);
        this.credentials = home.resolve("operator/credentials.toml");
    }

    public Path home() {
        return lane.home();
    }

    public LaneDirectory lane() {
        return lane.lane();
    }

    public String restUrl() {
        return lane.restUrl();
    }

    public String streamUrl() {
        return lane.streamUrl();
    }

    /** From its next start on the simulated venue gives way to all others. */
    public void simulatorGivesWay() {
        lane.simulatorGivesWay();
    }

    /** What every engine is started with from now on, such as its sync policy. */
    public void engineOptions(final String... options) {
        lane.engineOptions(options);
    }

    /** Starts the simulated venue with these and any further options, and waits until it listens. */
    public void startSimulator(final long seed, final int speed, final int quotesPerSecond, final String... more)
            throws IOException {
        final List<String> options = new ArrayList<>(List.of(
                "--accounts", String.join(",", accounts),
                "--seed", Long.toString(seed),
                "--speed", Integer.toString(speed),
                "--quotes-per-second", Integer.toString(quotesPerSecond)));
        options.addAll(List.of(more));
        lane.startSimulator(credentials, options.toArray(String[]::new));
    }

    /** The gateway's vault, made by the owner of the lane before anybody trades. */
    public void storeCredentials() throws IOException {
        final TomlParseResult keys = Toml.parse(credentials);
        try (Vault vault = Vault.open(lane.lane().root(), masterKey)) {
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
        return lane.start(victim.verb());
    }

    /** Starts the engine with an environment of its own; returns at once. */
    public VerbProcess startEngine(final Map<String, String> environment) {
        return lane.start(Victim.ENGINE.verb(), environment);
    }

    /** Starts an engine that follows the leader, and waits until it has caught up. */
    public VerbProcess startStandby(final Map<String, String> environment) {
        return lane.startStandby(environment);
    }

    /** Waits until the standby leads; it is the engine from then on, and the one before is gone. */
    public void awaitTakeover() {
        lane.awaitTakeover();
    }

    /** Stops these in order, gateway first; what does not end well is a violation. */
    public void stopInOrder(final Violations violations, final Victim... victims) {
        for (final Victim victim : victims) {
            final String lastWords = process(victim).lastWords();
            final int status = stop(victim);
            if (status != 0) {
                violations.add(
                        "dragon " + victim.verb() + " was asked to stop and ended with " + status + ": " + lastWords);
            }
        }
    }

    public VerbProcess process(final Victim victim) {
        return lane.process(victim.verb());
    }

    /** Runs a verb of the operator's on this lane to its end. */
    public SimulatedLane.Answer verb(final String... arguments) {
        return lane.verb(arguments);
    }

    /** The venue's process. */
    public VerbProcess simulator() {
        return lane.process("sim");
    }

    /** Waits until the engine leads. */
    public void awaitEngine() {
        lane.awaitEngine();
    }

    /** Waits until the engine has the lane and reads the journal; false if it is through already. */
    public boolean awaitRecovery() {
        final VerbProcess engine = process(Victim.ENGINE);
        lane.awaitStart(
                Victim.ENGINE.verb(), () -> isIn(engine, EngineState.RECOVERING) || isIn(engine, EngineState.RUNNING));
        return isIn(engine, EngineState.RECOVERING);
    }

    /** What the engine's counters say that it does, or did when it was killed. */
    public boolean isIn(final VerbProcess engine, final EngineState state) {
        return lane.isIn(engine, state);
    }

    public long counter(final EngineCounter which) {
        return lane.counter(which);
    }

    /** Whether the gateway that runs has announced itself to the engine that leads, and knows the open orders. */
    public boolean hasSession(final Witness witness) {
        return witness.gatewayPid() == process(Victim.GATEWAY).pid()
                && witness.gatewayTerm() == counter(EngineCounter.TERM)
                && witness.openOrdersAnswers() >= accounts.size();
    }

    /** Waits until it has. */
    public void awaitSession(final Witness witness, final Violations violations) {
        final boolean isThere = Await.until(RESYNC_MS_MAX, () -> hasSession(witness) || dead().isPresent());
        if (!isThere) {
            violations.add("the gateway has no session with term " + counter(EngineCounter.TERM) + " after "
                    + RESYNC_MS_MAX / 1000 + " s, at sequence " + witness.lastSequence() + "; "
                    + process(Victim.GATEWAY).lastWords());
        }
    }

    /** A process that ended although nobody killed it. */
    public Optional<VerbProcess> dead() {
        return lane.dead();
    }

    /** Stops one in order; returns its exit status. */
    public int stop(final Victim victim) {
        return lane.stop(victim.verb());
    }

    /** Runs another verb of the launcher on this lane to its end; returns its exit status. */
    public int run(final String verb, final List<String> arguments) {
        final List<String> all = new ArrayList<>(List.of(verb));
        all.addAll(arguments);
        return lane.verb(all.toArray(String[]::new)).status();
    }

    /** Ends whatever still runs. */
    @Override
    public void close() {
        lane.close();
    }
}
