package dragon.bench.freeze;

import dragon.bench.kill.BotSettings;
import dragon.bench.kill.LaneUnderFire;
import dragon.bench.kill.Operator;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.VenueAudit.OrderAction;
import dragon.bench.kill.Victim;
import dragon.bench.kill.Violations;
import dragon.bench.lane.Await;
import dragon.bench.lane.VerbProcess;
import dragon.bench.report.CoreWait;
import dragon.bench.report.Machine;
import dragon.bench.report.Neighbours;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.protocol.Legs;
import dragon.engine.transport.CommandClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Kill and release, again and again, while bots trade on the simulated exchange.
 *
 * <pre>
 *   command --> ring --> journal          the gate is closed: the core intends nothing any more
 *                          |  gateway reads it, takes back what has not left, waits for the answers to what has
 *                          v
 *                        FreezeReached    effective: from here to the release the exchange must receive nothing
 * </pre>
 *
 * <p>Every other kill comes right behind an order's intent, so that something is on its way. Threading: one thread, beside that of
 * the witness.
 */
final class KillLatencyRun implements AutoCloseable {
    private static final List<String> ACCOUNTS = List.of("main", "alt");
    private static final int SPEED = 30;
    private static final int QUOTES_PER_SECOND = 4;
    private static final long LOAD_MS_MAX = 60_000;
    private static final long INTENT_MS_MAX = 300;
    private static final long AFTER_INTENT_US_MAX = 3_000;
    private static final long OPEN_MS_MAX = 120;
    private static final long KILLED_MS_MAX = 30;
    private static final long SEEN_MS_MAX = 10_000;
    private static final long CONTROL_NS = 50_000;
    private static final long TARGET_P99_NS = 5_000_000;
    private static final long NS_MAX = 60_000_000_000L;
    private static final int ACTIONS_LEAST_PER_KILL_PCT = 10;

    private final LaneUnderFire lane;
    private final int kills;
    private final int fileKills;
    private final int warmUpKills;
    private final long seed;
    private final SplittableRandom random;
    private final PrintWriter progress;
    private final Violations violations = new Violations();
    private final Map<String, Object> result = new LinkedHashMap<>();
    /** How long this machine lets a thread wait that asked for 50 us: what no latency here can be better than. */
    private final Histogram control = new Histogram(1, NS_MAX, 3);

    /** Connecting to the lane, before the command is appended. */
    private final Histogram toAppend = new Histogram(1, NS_MAX, 3);

    private final Histogram toTaken = new Histogram(1, NS_MAX, 3);
    private final Histogram takenToSeen = new Histogram(1, NS_MAX, 3);
    private final Histogram engineWithoutCore = new Histogram(1, NS_MAX, 3);
    private final Histogram toJournal = new Histogram(1, NS_MAX, 3);
    private final Histogram toAnswer = new Histogram(1, NS_MAX, 3);
    private final Histogram toEffect = new Histogram(1, NS_MAX, 3);
    private final Histogram fileToJournal = new Histogram(1, NS_MAX, 3);
    private final Histogram fileToEffect = new Histogram(1, NS_MAX, 3);
    private final List<Window> windows = new ArrayList<>();
    private final long startNs = System.nanoTime();
    private FreezeWitness witness;
    private CoreWait engineWait;
    private long heldBack;
    private long answeredSince;
    private int behindIntents;

    /** One kill: closed in the journal, effective at the gateway, about to be released. */
    private record Window(long closedNs, long effectiveNs, long releasedNs) {}

    KillLatencyRun(
            final Path home,
            final Path launcher,
            final int kills,
            final int fileKills,
            final int warmUpKills,
            final long seed,
            final PrintWriter progress) {
        this.lane = new LaneUnderFire(home, launcher, ACCOUNTS);
        this.kills = kills;
        this.fileKills = fileKills;
        this.warmUpKills = warmUpKills;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.progress = progress;
    }

    Violations violations() {
        return violations;
    }

    Map<String, Object> run() throws IOException {
        try {
            begin();
            warmUp();
            final Neighbours neighbours = new Neighbours();
            final double ownS = cpuS();
            final long fromNs = System.nanoTime();
            final Operator operator = new Operator(lane.lane(), () -> false);
            final long engineWaitedNs = engineWait.waitedNs();
            final long engineRanNs = engineWait.ranNs();
            final CoreWait gatewayWait =
                    CoreWait.ofBusiestThread(lane.process(Victim.GATEWAY).pid());
            final long gatewayWaitedNs = gatewayWait.waitedNs();
            final long recordsBefore = witness.records();
            for (int i = 0; i < kills && violations.isEmpty(); i++) {
                killByCommand(operator);
                sayEvery(i + 1, kills, "kills");
            }
            for (int i = 0; i < fileKills && violations.isEmpty(); i++) {
                killByFile(operator);
                sayEvery(i + 1, fileKills, "kills by control file");
            }
            final double seconds = (System.nanoTime() - fromNs) / 1e9;
            result.put("recordsPerSecond", round((witness.records() - recordsBefore) / seconds));
            result.put("engineRanCores", round((engineWait.ranNs() - engineRanNs) / 1e9 / seconds));
            result.put("engineWithoutCoreShare", round((engineWait.waitedNs() - engineWaitedNs) / 1e9 / seconds));
            result.put("gatewayWithoutCoreShare", round((gatewayWait.waitedNs() - gatewayWaitedNs) / 1e9 / seconds));
            result.put("neighboursCores", round(neighbours.foreignCores() - (cpuS() - ownS) / seconds));
            result.put("stolenCores", round(neighbours.stolenCores()));
            audit();
        } catch (final OperatorException e) {
            violations.add(e.getMessage());
        }
        return summary();
    }

    private void begin() throws IOException {
        say("lane in " + lane.home());
        lane.simulatorGivesWay();
        lane.startSimulator(seed, SPEED, QUOTES_PER_SECOND, "--balance", "1000000");
        lane.start(Victim.ENGINE);
        lane.awaitEngine();
        witness = new FreezeWitness(lane.lane().journal(), violations);
        lane.storeCredentials();
        lane.start(Victim.GATEWAY);
        final Operator operator = new Operator(lane.lane(), () -> false);
        final Map<String, BigDecimal> bids = VenueAudit.read(lane.restUrl()).bids();
        for (final String label : ACCOUNTS) {
            final int account = operator.createAccount(label);
            for (final Map.Entry<String, BigDecimal> market : bids.entrySet()) {
                operator.createBot(
                        label + "-" + market.getKey().split("_")[1].toLowerCase(Locale.ROOT),
                        account,
                        market.getKey(),
                        Legs.BOTH_LEGS,
                        BotSettings.of(market.getValue(), "0.05", "0.05", label.equals("alt") ? "0.03" : "0"));
            }
        }
        operator.setLiveTrading(true);
        if (!Await.until(
                        LOAD_MS_MAX,
                        () -> witness.orderIntents() >= 20 || lane.dead().isPresent())
                || lane.dead().isPresent()) {
            throw new OperatorException(
                    ExitStatus.FAILED,
                    "no load: " + witness.orderIntents() + " order actions intended within " + LOAD_MS_MAX / 1_000
                            + " s");
        }
        say("under load");
    }

    /** Kills that are judged like all others and not timed: what is timed is a lane that trades, not one that still compiles. */
    private void warmUp() {
        final Operator operator = new Operator(lane.lane(), () -> false);
        engineWait = CoreWait.ofBusiestThread(lane.process(Victim.ENGINE).pid());
        for (int i = 0; i < warmUpKills && violations.isEmpty(); i++) {
            killByCommand(operator);
        }
        for (final Histogram histogram :
                List.of(control, toAppend, toTaken, takenToSeen, engineWithoutCore, toJournal, toAnswer, toEffect)) {
            histogram.reset();
        }
        behindIntents = 0;
        say("warm");
    }

    private void killByCommand(final Operator operator) {
        awaitMoment();
        final long parkedNs = System.nanoTime();
        LockSupport.parkNanos(CONTROL_NS);
        record(control, System.nanoTime() - parkedNs);
        final long commandId = CommandClient.newCommandId();
        final long engineWaitedNs = engineWait.waitedNs();
        final long pressedNs = System.nanoTime();
        operator.kill(commandId);
        final long answeredNs = System.nanoTime();
        final long waitedNs = engineWait.waitedNs() - engineWaitedNs;
        final long appendedNs = operator.appendedNs();
        record(toAppend, appendedNs - pressedNs);
        record(toAnswer, answeredNs - appendedNs);
        finish(operator, commandId, appendedNs, toJournal, toEffect);
        takeApart(commandId, appendedNs, waitedNs);
    }

    /** Where the time went: in the ring until the engine took it, in the engine and on the way to the follower, without a core. */
    private void takeApart(final long commandId, final long appendedNs, final long engineWaitedNs) {
        final FreezeWitness.Kill kill = witness.kill(commandId);
        if (kill == null) {
            return; // Said already.
        }
        final long takenNs = witness.monotonicNs(kill.engineTimeNs());
        record(toTaken, takenNs - appendedNs);
        record(takenToSeen, kill.seenNs() - takenNs);
        record(engineWithoutCore, engineWaitedNs);
        if (kill.seenNs() - appendedNs >= TARGET_P99_NS) {
            say(String.format(
                    Locale.ROOT,
                    "slow: %.3f ms to the gate closed: %.3f in the ring, %.3f from there to the follower; the engine"
                            + " thread had no core for %.3f",
                    (kill.seenNs() - appendedNs) / 1e6,
                    (takenNs - appendedNs) / 1e6,
                    (kill.seenNs() - takenNs) / 1e6,
                    engineWaitedNs / 1e6));
        }
    }

    private void killByFile(final Operator operator) throws IOException {
        awaitMoment();
        final long before = witness.newestKill();
        final Path file = lane.lane().control().resolve("KILL");
        final long touchedNs = System.nanoTime();
        Files.createFile(file);
        if (!Await.until(SEEN_MS_MAX, () -> witness.newestKill() != before)) {
            violations.add("control/KILL was not taken within " + SEEN_MS_MAX / 1_000 + " s");
            return;
        }
        final long commandId = witness.newestKill();
        finish(operator, commandId, touchedNs, fileToJournal, fileToEffect);
        if (!Await.until(SEEN_MS_MAX, () -> !Files.exists(file))) {
            violations.add("control/KILL is still there although its command was carried out");
        }
    }

    /** Waits for the effect, holds still for a moment, releases. */
    private void finish(
            final Operator operator,
            final long commandId,
            final long fromNs,
            final Histogram journaled,
            final Histogram effective) {
        final boolean isSeen =
                Await.until(SEEN_MS_MAX, () -> witness.kill(commandId) != null && witness.freeze(commandId) != null);
        if (!isSeen) {
            violations.add("kill " + commandId + ": "
                    + (witness.kill(commandId) == null ? "not in the journal" : "not confirmed by the gateway")
                    + " after " + SEEN_MS_MAX / 1_000 + " s; "
                    + lane.process(Victim.GATEWAY).lastWords());
            return;
        }
        final FreezeWitness.Freeze freeze = witness.freeze(commandId);
        record(journaled, witness.kill(commandId).seenNs() - fromNs);
        record(effective, freeze.seenNs() - fromNs);
        heldBack += freeze.heldBack();
        answeredSince += freeze.answered();
        Await.pass(1_000_000 * random.nextLong(KILLED_MS_MAX));
        windows.add(new Window(witness.kill(commandId).seenNs(), freeze.seenNs(), System.nanoTime()));
        operator.release(CommandClient.newCommandId());
    }

    private static void record(final Histogram histogram, final long durationNs) {
        histogram.recordValue(Math.max(1, Math.min(NS_MAX, durationNs)));
    }

    /** Every other kill comes right behind an intent, the others at any moment. */
    private void awaitMoment() {
        if (random.nextBoolean()) {
            final long before = witness.orderIntents();
            if (Await.until(INTENT_MS_MAX, () -> witness.orderIntents() > before)) {
                behindIntents++;
            }
            Await.pass(1_000 * random.nextLong(AFTER_INTENT_US_MAX));
        } else {
            Await.pass(1_000_000 * random.nextLong(OPEN_MS_MAX));
        }
    }

    /** What the exchange says: nothing arrived between the effect and the release. */
    private void audit() {
        final List<OrderAction> actions = VenueAudit.orderActions(lane.restUrl());
        long afterEffect = 0;
        long onTheirWay = 0;
        long latestNs = 0;
        int at = 0;
        for (final Window window : windows) {
            while (at < actions.size() && actions.get(at).arrivedNs() - window.closedNs <= 0) {
                at++;
            }
            for (; at < actions.size() && actions.get(at).arrivedNs() - window.releasedNs < 0; at++) {
                final long arrivedNs = actions.get(at).arrivedNs();
                if (arrivedNs - window.effectiveNs > 0) {
                    afterEffect++;
                } else {
                    onTheirWay++;
                    latestNs = Math.max(latestNs, arrivedNs - window.closedNs);
                }
            }
        }
        result.put("orderActionsReceived", (long) actions.size());
        result.put("orderActionsIntended", witness.orderIntents());
        result.put("intendedWhileKilled", witness.intentsWhileKilled());
        result.put("receivedAfterEffect", afterEffect);
        result.put("receivedOnTheirWay", onTheirWay);
        result.put("latestOnItsWayMs", round(latestNs / 1e6));
        result.put("heldBackByTheGateway", heldBack);
        result.put("answeredAfterTheKill", answeredSince);
        if (afterEffect > 0) {
            violations.add("the exchange received " + afterEffect + " order actions after a kill was effective");
        }
        if (violations.isEmpty() && actions.size() < windows.size() * ACTIONS_LEAST_PER_KILL_PCT / 100) {
            violations.add("nothing was proven: the exchange received " + actions.size() + " order actions in "
                    + windows.size() + " kills");
        }
        for (final String name : List.of("duplicates", "ordersAfterTerminal")) {
            final long count = VenueAudit.read(lane.restUrl()).count(name);
            result.put(name, count);
            if (count != 0) {
                violations.add("the venue counts " + name + " " + count);
            }
        }
        lane.dead()
                .ifPresent(process ->
                        violations.add("dragon " + process.verb() + " ended by itself: " + process.lastWords()));
    }

    private double cpuS() {
        double seconds = 0;
        for (final Victim victim : List.of(Victim.ENGINE, Victim.GATEWAY)) {
            seconds += cpuS(lane.process(victim));
        }
        return seconds + cpuS(lane.simulator());
    }

    private static double cpuS(final VerbProcess process) {
        return ProcessHandle.of(process.pid())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    private Map<String, Object> summary() {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("schema", "dragon/kill-latency/1");
        summary.put("seed", seed);
        summary.put("kills", toJournal.getTotalCount());
        summary.put("warmUpKills", (long) warmUpKills);
        summary.put("rightBehindAnIntent", (long) behindIntents);
        row(summary, "controlWaitOf50us", control);
        row(summary, "commandToGateClosed", toJournal);
        row(summary, "connectToCommand", toAppend);
        row(summary, "commandToTaken", toTaken);
        row(summary, "takenToFollower", takenToSeen);
        row(summary, "engineWithoutCore", engineWithoutCore);
        row(summary, "commandToAnswer", toAnswer);
        row(summary, "commandToEffect", toEffect);
        summary.put("killsByControlFile", fileToJournal.getTotalCount());
        row(summary, "touchToGateClosed", fileToJournal);
        row(summary, "touchToEffect", fileToEffect);
        summary.put("targetP99Ms", round(TARGET_P99_NS / 1e6));
        summary.put("isTargetMet", toJournal.getValueAtPercentile(99) < TARGET_P99_NS);
        summary.putAll(result);
        summary.put("machine", Machine.facts(lane.home()));
        summary.put("seconds", seconds());
        summary.put("home", lane.home().toString());
        summary.put("violations", (long) violations.count());
        summary.put("found", violations.found());
        return summary;
    }

    private static void row(final Map<String, Object> summary, final String name, final Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        summary.put(name + "P50Ms", round(histogram.getValueAtPercentile(50) / 1e6));
        summary.put(name + "P99Ms", round(histogram.getValueAtPercentile(99) / 1e6));
        summary.put(name + "MaxMs", round(histogram.getMaxValue() / 1e6));
    }

    private static BigDecimal round(final double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }

    private long seconds() {
        return (System.nanoTime() - startNs) / 1_000_000_000L;
    }

    private void sayEvery(final int done, final int of, final String what) {
        if (done % 100 == 0 || done == of) {
            say(done + "/" + of + " " + what);
        }
    }

    private void say(final String text) {
        progress.printf("%4d s  %s%n", seconds(), text);
        progress.flush();
    }

    @Override
    public void close() {
        lane.close();
        if (witness != null) {
            witness.close();
        }
    }
}
