package dragon.bench.storage;

import dragon.bench.kill.BotSettings;
import dragon.bench.kill.History;
import dragon.bench.kill.LaneUnderFire;
import dragon.bench.kill.Operator;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.VenueComparison;
import dragon.bench.kill.Victim;
import dragon.bench.kill.Violations;
import dragon.bench.kill.Witness;
import dragon.bench.lane.Await;
import dragon.bench.lane.SimulatedLane;
import dragon.bench.report.Machine;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.protocol.Legs;
import dragon.engine.transport.CommandClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A lane under load whose file system loses its power again and again: at any moment, right behind an order's intent, or right behind
 * the answer to a command.
 *
 * <pre>
 *   power off: nothing more reaches the disk --- up to 30 ms: engine and gateway go on ---> SIGKILL of both
 *   power on: the disk as it is, mounted --> verify, repair if need be --> engine, gateway --> orders again
 * </pre>
 *
 * <p>The exchange is another machine and keeps its power: what it has seen has been sent.
 *
 * <p>Threading: one thread.
 */
final class PowerLossRun implements AutoCloseable {
    private static final List<String> ACCOUNTS = List.of("main", "alt");
    private static final int SPEED = 10;
    private static final int QUOTES_PER_SECOND = 10;
    private static final int PLACES_BETWEEN_CUTS = 2;
    private static final long LOAD_MS_MAX = 90_000;
    private static final long LOOK_MS = 2;
    private static final long MOMENT_MS_MAX = 5_000;
    private static final int ANY_MOMENT_MS_MAX = 1_500;
    private static final int BEHIND_INTENT_US_MAX = 4_000;
    private static final int GOES_ON_US_MAX = 30_000;
    private static final long NS_PER_US = 1_000;

    /** When a cut comes. */
    private enum Moment {
        ANY("any moment"),
        BEHIND_INTENT("behind an intent"),
        BEHIND_ANSWER("behind an answer");

        private final String text;

        Moment(final String text) {
            this.text = text;
        }
    }

    private final SmallDisk disk;
    private final LaneUnderFire lane;
    private final int cuts;
    private final SyncPolicy policy;
    private final long seed;
    private final SplittableRandom random;
    private final PrintWriter progress;
    private final Operator operator;
    private final Violations violations = new Violations();
    private final Map<String, Object> result = new LinkedHashMap<>();
    private final long startNs = System.nanoTime();

    /** Every id that anybody was ever shown, with the cut before which it was intended. */
    private final Map<Long, Integer> known = new HashMap<>();

    /** Those of them that a cut took out of the journal. */
    private final Set<Long> lost = new HashSet<>();

    /** Those that the exchange has and the journal has not. */
    private final Set<Long> forgotten = new HashSet<>();

    /** Commands of which the operator was told that they were carried out. */
    private final Set<Long> answered = new HashSet<>();

    /** Those of them that the journal has not. */
    private final Set<Long> forgottenAnswers = new HashSet<>();

    private int cutsDone;
    private int behindIntents;
    private int behindAnswers;
    private int repairs;
    private int cutsWithLoss;
    private long recordsLost;
    private long intentsLost;
    private long ordersCompared;
    private long idsReused;
    private long highestTerm;

    PowerLossRun(
            final Path home,
            final Path launcher,
            final SmallDisk disk,
            final int cuts,
            final SyncPolicy policy,
            final long seed,
            final PrintWriter progress) {
        this.disk = disk;
        this.lane = new LaneUnderFire(home, launcher, ACCOUNTS);
        this.operator = new Operator(lane.lane(), () -> false);
        this.cuts = cuts;
        this.policy = policy;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.progress = progress;
        lane.engineOptions("--sync", policy.name().toLowerCase(Locale.ROOT));
    }

    Violations violations() {
        return violations;
    }

    /** Runs to the end, or to the first thing after which nothing can go on. */
    Map<String, Object> run() throws IOException {
        try {
            begin();
            while (cutsDone < cuts && violations.isEmpty()) {
                cut();
            }
            finish();
        } catch (final OperatorException e) {
            violations.add(e.getMessage());
        }
        return summary();
    }

    private void begin() throws IOException {
        say("lane in " + lane.home() + ", on " + disk.type());
        lane.startSimulator(seed, SPEED, QUOTES_PER_SECOND, "--balance", "1000000");
        lane.start(Victim.ENGINE);
        lane.awaitEngine();
        lane.storeCredentials();
        lane.start(Victim.GATEWAY);
        final Map<String, BigDecimal> bids = VenueAudit.read(lane.restUrl()).bids();
        for (final String label : ACCOUNTS) {
            final int account = operator.createAccount(label);
            int number = 0;
            for (final Map.Entry<String, BigDecimal> market : bids.entrySet()) {
                operator.createBot(
                        label + "-" + ++number,
                        account,
                        market.getKey(),
                        Legs.BOTH_LEGS,
                        BotSettings.of(market.getValue(), "0.05", "0.05", label.equals("alt") ? "0.06" : "0"));
            }
        }
        operator.setLiveTrading(true);
        disk.sync(); // Whoever set the lane up has gone home since; what is lost is what happens under load.
    }

    private void cut() throws IOException {
        final int number = cutsDone + 1;
        final long acknowledged;
        final long synced;
        final Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        try (JournalContents orders = new JournalContents(lane.lane().journal());
                CountersReader counters =
                        CountersReader.open(lane.lane().counters()).orElseThrow()) {
            awaitLoad(orders);
            await(moment, orders);
            orders.toEnd();
            disk.powerOff();
            Await.pass(NS_PER_US * random.nextInt(GOES_ON_US_MAX));
            lane.process(Victim.GATEWAY).kill();
            lane.process(Victim.ENGINE).kill();
            acknowledged = counters.value(EngineCounter.SEQUENCE);
            synced = counters.value(EngineCounter.SYNCED_SEQUENCE);
            orders.sequences().keySet().forEach(id -> known.putIfAbsent(id, cutsDone));
        }
        disk.powerOn();
        cutsDone = number;
        recover(acknowledged, synced, moment);
    }

    private void await(final Moment moment, final JournalContents orders) {
        switch (moment) {
            case ANY -> Await.pass(1_000 * NS_PER_US * random.nextInt(ANY_MOMENT_MS_MAX));
            case BEHIND_INTENT -> {
                final int before = orders.sequences().size();
                Await.until(
                        MOMENT_MS_MAX, LOOK_MS, () -> orders.toEnd().sequences().size() > before);
                Await.pass(NS_PER_US * random.nextInt(BEHIND_INTENT_US_MAX));
                behindIntents++;
            }
            case BEHIND_ANSWER -> {
                final long commandId = CommandClient.newCommandId();
                operator.adjustLedger(commandId, 1, 1);
                answered.add(commandId);
                behindAnswers++;
            }
        }
    }

    /** Two orders more than at the start of this round, so that each cut meets a lane that trades. */
    private void awaitLoad(final JournalContents orders) {
        final int before = orders.toEnd().sequences().size();
        final boolean isThere = Await.until(
                LOAD_MS_MAX,
                LOOK_MS,
                () -> orders.toEnd().sequences().size() >= before + PLACES_BETWEEN_CUTS
                        || lane.dead().isPresent());
        lane.dead().ifPresent(process -> {
            throw new OperatorException(
                    ExitStatus.FAILED, "dragon " + process.verb() + " ended by itself: " + process.lastWords());
        });
        if (!isThere) {
            throw new OperatorException(
                    ExitStatus.FAILED, "no load: no two orders were intended within " + LOAD_MS_MAX / 1_000 + " s");
        }
    }

    private void recover(final long acknowledged, final long synced, final Moment moment) {
        final String what = "cut " + cutsDone;
        final JournalReport report = JournalVerifier.verify(lane.lane().journal());
        final boolean isRepaired = !report.isSound();
        if (isRepaired) {
            repairs++;
            final SimulatedLane.Answer repair = lane.verb("journal", "repair", "--confirm", "REPAIR");
            if (repair.status() != ExitStatus.DONE) {
                violations.add(what + ": " + repair);
                return;
            }
        }
        final long kept;
        try (JournalContents orders = new JournalContents(lane.lane().journal())) {
            kept = orders.toEnd().lastSequence();
            if (kept < synced) {
                violations.add(what + ": the engine had synced up to sequence " + synced + ", kept is up to " + kept);
            }
        }
        recordsLost += Math.max(0, acknowledged - kept);
        cutsWithLoss += acknowledged > kept ? 1 : 0;

        lane.start(Victim.ENGINE);
        lane.awaitEngine();
        final long term = lane.counter(EngineCounter.TERM);
        if (term <= highestTerm) {
            violations.add(what + ": term " + term + " follows term " + highestTerm);
        }
        highestTerm = term;
        // Not before: the engine journals again what a torn document owes to its last input, with the ids that it had.
        try (JournalContents orders = new JournalContents(lane.lane().journal())) {
            compare(what, orders.toEnd().sequences());
            compareAnswers(what, orders.answeredCommands());
        }
        lane.start(Victim.GATEWAY);
        say(String.format(
                Locale.ROOT,
                "%d/%d  %s: up to %d of %d records, synced %d%s; term %d leads",
                cutsDone,
                cuts,
                moment.text,
                kept,
                acknowledged,
                synced,
                isRepaired ? ", repaired" : "",
                term));
    }

    /** What the exchange has seen is known, and an id that came since the cut before was never shown to anybody until then. */
    private void compare(final String what, final Map<Long, Long> kept) {
        for (final Map.Entry<Long, Integer> each : known.entrySet()) {
            if (each.getValue() == cutsDone - 1 && !kept.containsKey(each.getKey())) {
                intentsLost++;
            }
        }
        final VenueAudit audit = VenueAudit.read(lane.restUrl());
        for (final long id : audit.clientOrderIds()) {
            if (id == 0) {
                continue;
            }
            ordersCompared++;
            known.putIfAbsent(id, cutsDone - 1);
            if (!kept.containsKey(id) && forgotten.add(id) && policy != SyncPolicy.NONE) {
                violations.add(what + ": the exchange has order " + id + ", and the journal has forgotten it");
            }
        }
        lost.forEach(id -> {
            if (kept.containsKey(id)) {
                idsReused++;
                violations.add(what + ": client order id " + id + " was lost by an earlier cut and was given again");
            }
        });
        known.keySet().stream().filter(id -> !kept.containsKey(id)).forEach(lost::add);
    }

    /** What an operator was told has happened. */
    private void compareAnswers(final String what, final Set<Long> kept) {
        for (final long id : answered) {
            if (!kept.contains(id) && forgottenAnswers.add(id) && policy != SyncPolicy.NONE) {
                violations.add(what + ": command " + id + " was answered, and the journal has forgotten it");
            }
        }
    }

    private void finish() {
        if (!violations.isEmpty()) {
            return;
        }
        operator.setLiveTrading(false);
        try (Witness witness = new Witness(lane.lane().journal(), violations)) {
            lane.awaitSession(witness, violations);
            try (History history = new History(lane.lane().journal(), witness, violations)) {
                if (policy != SyncPolicy.NONE) {
                    VenueComparison.judge(
                            history, VenueComparison.await(lane.restUrl(), history, violations), violations, result);
                }
                lane.stopInOrder(violations, Victim.GATEWAY, Victim.ENGINE);
                history.toEnd();
                history.placedIds().stream()
                        .filter(lost::contains)
                        .forEach(id -> violations.add(
                                "client order id " + id + " was lost by an earlier cut and was given again"));
                result.put("records", history.lastSequence());
                result.put("stateHash", String.format("%016x", history.stateHash()));
            }
        }
    }

    private Map<String, Object> summary() {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("schema", "dragon/power-loss/1");
        summary.put("seed", seed);
        summary.put("policy", policy.name().toLowerCase(Locale.ROOT));
        summary.put("disk", disk.type());
        summary.put("cuts", (long) cutsDone);
        summary.put("behindAnIntent", (long) behindIntents);
        summary.put("behindAnAnswer", (long) behindAnswers);
        summary.put("cutsWithLoss", (long) cutsWithLoss);
        summary.put("recordsLost", recordsLost);
        summary.put("intentsLost", intentsLost);
        summary.put("journalsRepaired", (long) repairs);
        summary.put("ordersCompared", ordersCompared);
        summary.put("sentOrdersForgotten", (long) forgotten.size());
        summary.put("answeredCommandsForgotten", (long) forgottenAnswers.size());
        summary.put("idsUsedAgain", idsReused);
        summary.putAll(result);
        summary.put("machine", Machine.facts(lane.home()));
        summary.put("seconds", elapsedS());
        summary.put("violations", (long) violations.count());
        summary.put("found", violations.found());
        return summary;
    }

    private long elapsedS() {
        return (System.nanoTime() - startNs) / 1_000_000_000L;
    }

    private void say(final String text) {
        progress.printf("%4d s  %s%n", elapsedS(), text);
        progress.flush();
    }

    @Override
    public void close() {
        lane.close();
    }
}
