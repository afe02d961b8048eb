package dragon.bench.kill;

import dragon.bench.lane.Await;
import dragon.bench.lane.VerbProcess;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.engine.protocol.Legs;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One run: a lane under load, so many kills, a proof after each, and at the end the venue's audit against the journal.
 *
 * <pre>
 *   simulator, engine, gateway, snapshotter --> accounts, bots, live on
 *   repeat: draw victim and moment, SIGKILL, start again
 *           engine: perhaps SIGKILL inside recovery, again and again; then replay from the beginning = its first checkpoint
 *   live off --> core and venue agree --> stop in order --> replay of everything
 * </pre>
 *
 * <p>Threading: one thread, beside those of the witness and of the command traffic.
 */
final class KillRun implements AutoCloseable {
    private static final int SPEED = 10;
    private static final int QUOTES_PER_SECOND = 10;
    private static final long DELAY_MS_MAX = 1_500;
    private static final long AT_ONCE_MS_MAX = 40;
    private static final long INTENT_MS_MAX = 6_000;
    private static final long AFTER_INTENT_US_MAX = 6_000;
    private static final long AGREE_MS_MAX = 90_000;
    private static final long LOAD_MS_MAX = 60_000;

    private final LaneUnderFire lane;
    private final int killsWanted;
    private final Set<Victim> victims;
    private final SplittableRandom random;
    private final PrintWriter progress;
    private final Violations violations = new Violations();
    private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
    private final Map<String, Object> result = new LinkedHashMap<>();
    private final long seed;
    private final long startNs = System.nanoTime();
    private Witness witness;
    private CommandTraffic traffic;

    private int insideRecovery;
    private int whileStarting;
    private int gatewayBeforeItsSession;
    private int doubled;
    private int behindIntents;
    private int engineStarts;
    private int replays;
    private long recoveringNs = 200_000_000;
    private long recoveryMsMax;
    private long recoveredRecordsMax;

    KillRun(
            final Path home,
            final Path launcher,
            final int kills,
            final Set<Victim> victims,
            final long seed,
            final PrintWriter progress) {
        this.lane = new LaneUnderFire(home, launcher);
        this.killsWanted = kills;
        this.victims = victims;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.progress = progress;
    }

    Violations violations() {
        return violations;
    }

    /** Runs to the end, or to the first thing after which nothing can go on. */
    Map<String, Object> run() throws IOException {
        try {
            begin();
            while (killCount() < killsWanted && violations.isEmpty()) {
                killOne();
                lane.dead()
                        .ifPresent(process -> violations.add(
                                "dragon " + process.verb() + " ended by itself: " + process.lastWords()));
            }
            finish();
        } catch (final OperatorException e) {
            violations.add(e.getMessage());
        }
        return summary();
    }

    private void begin() throws IOException {
        say("lane in " + lane.home());
        lane.startSimulator(seed, SPEED, QUOTES_PER_SECOND);
        lane.start(Victim.ENGINE);
        lane.awaitEngine();
        engineStarts++;
        witness = new Witness(lane.lane().journal(), violations);
        lane.storeCredentials();
        lane.start(Victim.GATEWAY);
        if (victims.contains(Victim.SNAPSHOTTER)) {
            lane.start(Victim.SNAPSHOTTER);
        }
        final Operator operator = new Operator(lane.lane(), () -> false);
        final int main = operator.createAccount(LaneUnderFire.ACCOUNTS.get(0));
        final int alt = operator.createAccount(LaneUnderFire.ACCOUNTS.get(1));
        final Map<String, BigDecimal> bids = VenueAudit.read(lane.restUrl()).bids();
        int number = 0;
        for (final Map.Entry<String, BigDecimal> market : bids.entrySet()) {
            if (number++ == 2) {
                break;
            }
            operator.createBot(
                    "both-" + number,
                    main,
                    market.getKey(),
                    Legs.BOTH_LEGS,
                    BotSettings.of(market.getValue(), "0.05", "0.05", "0"));
            operator.createBot(
                    "parked-" + number,
                    alt,
                    market.getKey(),
                    number == 1 ? Legs.LONG_ONLY : Legs.SHORT_ONLY,
                    BotSettings.of(market.getValue(), "0.05", "0.05", "0.06"));
        }
        operator.setLiveTrading(true);
        if (!Await.until(LOAD_MS_MAX, () -> witness.places() >= 4)) {
            throw new OperatorException(
                    ExitStatus.FAILED,
                    "no load: " + witness.places() + " orders intended within " + LOAD_MS_MAX / 1000 + " s");
        }
        traffic = new CommandTraffic(lane.lane(), main, violations);
        say("under load after " + seconds() + " s");
    }

    private int killCount() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void killOne() {
        final Victim victim = drawVictim();
        final boolean isDoubled = victim == Victim.ENGINE && victims.contains(Victim.GATEWAY) && random.nextInt(8) == 0;
        awaitMoment();
        if (victim == Victim.GATEWAY && !lane.hasSession(witness)) {
            gatewayBeforeItsSession++;
        }
        if (isDoubled) {
            doubled++;
            kill(Victim.GATEWAY, "together with the engine");
        }
        kill(victim, "");
        if (isDoubled) {
            lane.start(Victim.GATEWAY);
        }
        if (victim == Victim.ENGINE) {
            restartEngine();
        } else {
            lane.start(victim);
        }
    }

    /** One in five at once, two in five right behind an order's intent, the others at any moment of a running session. */
    private void awaitMoment() {
        final int draw = random.nextInt(5);
        if (draw == 0) {
            Await.pass(1_000_000 * random.nextLong(AT_ONCE_MS_MAX));
            return;
        }
        lane.awaitSession(witness, violations);
        if (random.nextInt(4) == 0) {
            VenueFaults.loseNextAnswer(lane.restUrl());
        }
        if (draw <= 2) {
            final long places = witness.places();
            Await.until(INTENT_MS_MAX, () -> witness.places() > places);
            Await.pass(1_000 * random.nextLong(AFTER_INTENT_US_MAX));
            behindIntents++;
        } else {
            Await.pass(1_000_000 * random.nextLong(DELAY_MS_MAX));
        }
    }

    private Victim drawVictim() {
        while (true) {
            final int draw = random.nextInt(20);
            final Victim drawn = draw < 10 ? Victim.ENGINE : draw < 16 ? Victim.GATEWAY : Victim.SNAPSHOTTER;
            if (victims.contains(drawn)) {
                return drawn;
            }
        }
    }

    private void kill(final Victim victim, final String how) {
        final long sequence = witness.lastSequence();
        lane.process(victim).kill();
        kills.merge(victim, 1, Integer::sum);
        say("kill " + killCount() + "/" + killsWanted + "  " + victim.verb() + " at sequence " + sequence + "  " + how);
    }

    private void restartEngine() {
        VerbProcess engine = lane.start(Victim.ENGINE);
        while (killCount() < killsWanted && random.nextInt(5) < 2) { // Until it is let through.
            if (random.nextInt(6) == 0) {
                Await.pass(1_000_000 * random.nextLong(300)); // While the JVM starts, before it has the lane.
            } else if (lane.awaitRecovery()) {
                Await.pass(random.nextLong(recoveringNs));
            }
            engine.kill();
            kills.merge(Victim.ENGINE, 1, Integer::sum);
            final boolean wasInside = lane.isIn(engine, EngineState.RECOVERING);
            final boolean wasThrough = lane.isIn(engine, EngineState.RUNNING);
            insideRecovery += wasInside ? 1 : 0;
            whileStarting += wasInside || wasThrough ? 0 : 1;
            say("kill " + killCount() + "/" + killsWanted + "  engine "
                    + (wasInside ? "inside recovery" : wasThrough ? "just after recovery" : "while it starts"));
            engine = lane.start(Victim.ENGINE);
        }
        lane.awaitRecovery();
        final long sinceNs = System.nanoTime();
        lane.awaitEngine();
        recoveringNs = Math.max(5_000_000, (recoveringNs + (System.nanoTime() - sinceNs)) / 2);
        engineStarts++;
        recoveryMsMax = Math.max(recoveryMsMax, lane.counter(EngineCounter.RECOVERY_MS));
        recoveredRecordsMax = Math.max(recoveredRecordsMax, lane.counter(EngineCounter.RECOVERED_RECORDS));
        prove((int) lane.counter(EngineCounter.TERM));
    }

    /** A replay from the beginning gives what the new leader begins with, and all that was ever seen is there. */
    private void prove(final int term) {
        final long seen = witness.lastSequence();
        try (History history = new History(lane.lane().journal(), witness, violations)) {
            history.toFirstCheckpointOf(term);
            replays++;
            if (history.lastSequence() < seen) {
                history.toEnd();
                if (history.lastSequence() < seen) {
                    violations.add("records " + (history.lastSequence() + 1) + " to " + seen
                            + " were shown to a follower and are gone after term " + term);
                }
            }
        }
    }

    private void finish() throws IOException {
        if (traffic == null) {
            return;
        }
        traffic.close();
        new Operator(lane.lane(), () -> false).setLiveTrading(false);
        lane.awaitSession(witness, violations);
        try (History history = new History(lane.lane().journal(), witness, violations)) {
            final VenueAudit audit = VenueComparison.await(lane.restUrl(), history, violations);
            VenueComparison.judge(history, audit, violations, result);
            stopInOrder();
            history.toEnd();
            result.put("records", history.lastSequence());
            result.put("stateHash", String.format("%016x", history.stateHash()));
            checkCommands(history);
            if (victims.contains(Victim.SNAPSHOTTER)) {
                SnapshotCheck.compare(lane.lane().snapshots(), history, violations);
            }
        }
    }

    private void stopInOrder() {
        lane.stopInOrder(violations, Victim.GATEWAY, Victim.ENGINE);
        if (!victims.contains(Victim.SNAPSHOTTER)) {
            return;
        }
        final long last = lane.counter(EngineCounter.SEQUENCE); // The witness may not have been shown all of it yet.
        if (!Await.until(AGREE_MS_MAX, () -> SnapshotCheck.sequence(lane.lane().snapshots()) >= last)) {
            violations.add("the snapshotter is at sequence "
                    + SnapshotCheck.sequence(lane.lane().snapshots()) + " of " + last + " " + AGREE_MS_MAX / 1000
                    + " s after the engine stopped");
        }
        lane.stopInOrder(violations, Victim.SNAPSHOTTER);
    }

    private void checkCommands(final History history) {
        long notBooked = 0;
        for (final long commandId : traffic.answeredE8().keySet()) {
            notBooked += history.adjustments().containsKey(commandId) ? 0 : 1;
        }
        if (notBooked > 0) {
            violations.add(
                    notBooked + " of " + traffic.answeredE8().size() + " answered commands are not in the journal");
        }
        for (final long commandId : history.adjustments().keySet()) {
            if (!traffic.answeredE8().containsKey(commandId)
                    && !traffic.unansweredE8().containsKey(commandId)) {
                violations.add("the ledger has a correction by command " + commandId + ", which nobody sent");
            }
        }
        result.put("commandsAnswered", (long) traffic.answeredE8().size());
        result.put("commandsSentAgain", traffic.repetitions());
    }

    private Map<String, Object> summary() {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("schema", "dragon/kills/1");
        summary.put("kills", killCount());
        for (final Victim victim : Victim.values()) {
            summary.put(victim.verb() + "Kills", kills.getOrDefault(victim, 0));
        }
        summary.put("insideRecovery", insideRecovery);
        summary.put("whileEngineStarts", whileStarting);
        summary.put("behindAnIntent", behindIntents);
        summary.put("gatewayBeforeItsSession", gatewayBeforeItsSession);
        summary.put("engineAndGatewayTogether", doubled);
        summary.put("engineStarts", engineStarts);
        summary.put("replaysFromTheBeginning", replays);
        summary.put("recoveryMsMax", recoveryMsMax);
        summary.put("recoveredRecordsMax", recoveredRecordsMax);
        summary.putAll(result);
        summary.put("seconds", (System.nanoTime() - startNs) / 1_000_000_000L);
        summary.put("seed", seed);
        summary.put("home", lane.home().toString());
        summary.put("violations", violations.count());
        summary.put("found", violations.found());
        return summary;
    }

    private long seconds() {
        return (System.nanoTime() - startNs) / 1_000_000_000L;
    }

    private void say(final String text) {
        progress.printf("%4d s  %s%n", seconds(), text);
        progress.flush();
    }

    @Override
    public void close() {
        lane.close();
        if (traffic != null) {
            traffic.close();
        }
        if (witness != null) {
            witness.close();
        }
    }
}
