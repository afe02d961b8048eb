package dragon.bench.kill;

import dragon.bench.lane.Await;
import dragon.bench.lane.VerbProcess;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.Core;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

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
    private static final BigDecimal FIRST_ENTRY_USD = BigDecimal.valueOf(250);
    private static final long DELAY_MS_MAX = 1_500;
    private static final long AT_ONCE_MS_MAX = 40;
    private static final long INTENT_MS_MAX = 6_000;
    private static final long AFTER_INTENT_US_MAX = 6_000;
    private static final long RESYNC_MS_MAX = 30_000;
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
                    "both-" + number, main, market.getKey(), Legs.BOTH_LEGS, settings(market.getValue(), "0"));
            operator.createBot(
                    "parked-" + number,
                    alt,
                    market.getKey(),
                    number == 1 ? Legs.LONG_ONLY : Legs.SHORT_ONLY,
                    settings(market.getValue(), "0.06"));
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

    private static Map<StrategyParameter, Long> settings(final BigDecimal bid, final String activationPct) {
        final Map<StrategyParameter, Long> settings = new TreeMap<>();
        final BigDecimal quantity = FIRST_ENTRY_USD.divide(bid, 3, RoundingMode.UP);
        settings.put(StrategyParameter.BASE_QUANTITY, e8(quantity));
        settings.put(StrategyParameter.MAX_ENTRIES, e8(new BigDecimal(5)));
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, e8(new BigDecimal("0.05")));
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, e8(new BigDecimal("1.3")));
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, e8(new BigDecimal("1.2")));
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, e8(new BigDecimal("0.05")));
        settings.put(StrategyParameter.DCA_ACTIVATION_PCT, e8(new BigDecimal(activationPct)));
        settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, e8(new BigDecimal(activationPct)));
        return settings;
    }

    private static long e8(final BigDecimal value) {
        return value.movePointRight(8).longValueExact();
    }

    private int killCount() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void killOne() {
        final Victim victim = drawVictim();
        final boolean isDoubled = victim == Victim.ENGINE && victims.contains(Victim.GATEWAY) && random.nextInt(8) == 0;
        awaitMoment();
        if (victim == Victim.GATEWAY && !hasSession()) {
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
        awaitSession();
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

    /** Whether the gateway that runs has announced itself to the engine that leads, and knows the open orders. */
    private boolean hasSession() {
        return witness.gatewayPid() == lane.process(Victim.GATEWAY).pid()
                && witness.gatewayTerm() == lane.counter(EngineCounter.TERM)
                && witness.openOrdersAnswers() >= LaneUnderFire.ACCOUNTS.size();
    }

    private void awaitSession() {
        final boolean isThere =
                Await.until(RESYNC_MS_MAX, () -> hasSession() || lane.dead().isPresent());
        if (!isThere) {
            violations.add("the gateway has no session with term " + lane.counter(EngineCounter.TERM) + " after "
                    + RESYNC_MS_MAX / 1000 + " s, at sequence " + witness.lastSequence() + "; "
                    + lane.process(Victim.GATEWAY).lastWords());
        }
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
        awaitSession();
        try (History history = new History(lane.lane().journal(), witness, violations)) {
            final VenueAudit audit = agree(history);
            report(history, audit);
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

    /** Waits until core and venue say the same of every fill, leg and open order. */
    private VenueAudit agree(final History history) {
        final String[] difference = new String[1];
        final VenueAudit[] last = new VenueAudit[1];
        final boolean isEqual = Await.until(AGREE_MS_MAX, () -> {
            final VenueAudit audit = VenueAudit.read(lane.restUrl());
            history.toEnd();
            last[0] = audit;
            difference[0] = difference(history, audit);
            return difference[0].isEmpty() || !violations.isEmpty();
        });
        if (!isEqual) {
            violations.add("core and venue differ " + AGREE_MS_MAX / 1000 + " s after live trading was switched off: "
                    + difference[0]);
        }
        return last[0];
    }

    private static String difference(final History history, final VenueAudit audit) {
        final Map<Long, History.Fill> ours = history.fillsByTrade();
        for (final History.Fill theirs : audit.fillsByTrade().values()) {
            if (!theirs.equals(ours.get(theirs.tradeId()))) {
                return "venue has " + theirs + ", ledger has " + ours.get(theirs.tradeId());
            }
        }
        if (ours.size() != audit.fillsByTrade().size()) {
            return "ledger has " + ours.size() + " fills, venue "
                    + audit.fillsByTrade().size();
        }
        final TreeMap<String, Long> legs = legsE8(history.core());
        if (!legs.equals(audit.legsE8())) {
            return "legs (E8) of the core " + legs + ", of the venue " + audit.legsE8();
        }
        final TreeMap<String, Integer> open = openOrders(history.core());
        return open.equals(audit.openOrders())
                ? ""
                : "open orders of the core " + open + ", of the venue " + audit.openOrders();
    }

    private static TreeMap<String, Long> legsE8(final Core core) {
        final TreeMap<String, Long> legs = new TreeMap<>();
        for (int id = 1; id <= core.state().bots().count(); id++) {
            final Bot bot = core.state().bots().get(id);
            for (final Leg leg : new Leg[] {Leg.LONG, Leg.SHORT}) {
                final long quantityE8 = bot.leg(leg).quantityE8();
                if (quantityE8 != 0) {
                    legs.merge(
                            core.state().accounts().get(bot.accountId()).label() + " "
                                    + core.state()
                                            .instruments()
                                            .get(bot.instrumentId())
                                            .symbol() + " " + leg,
                            quantityE8,
                            Long::sum);
                }
            }
        }
        return legs;
    }

    private static TreeMap<String, Integer> openOrders(final Core core) {
        final TreeMap<String, Integer> open = new TreeMap<>();
        for (int id = 1; id <= core.state().accounts().count(); id++) {
            open.put(core.state().accounts().get(id).label(), 0);
        }
        for (int i = 0; i < core.state().orders().size(); i++) {
            final Order order = core.state().orders().at(i);
            if (order.status().isWorking() && order.status() != OrderStatus.PENDING_NEW) {
                open.merge(core.state().accounts().get(order.accountId()).label(), 1, Integer::sum);
            }
        }
        return open;
    }

    private void report(final History history, final VenueAudit audit) {
        for (final String name : new String[] {"duplicates", "ordersAfterTerminal", "signatureFailures"}) {
            if (audit.count(name) != 0) {
                violations.add("the venue counts " + name + " " + audit.count(name));
            }
        }
        for (final long clientOrderId : audit.clientOrderIds()) {
            if (!history.placedIds().contains(clientOrderId)) {
                violations.add("the venue has order " + clientOrderId + ", which nobody intended");
            }
        }
        if (audit.count("ordersReceived") > history.placedIds().size()) {
            violations.add("the venue received " + audit.count("ordersReceived") + " orders, "
                    + history.placedIds().size() + " were intended");
        }
        result.put("bars", history.bars());
        result.put("barsOfOutages", history.barsOfOutages());
        result.put("ordersIntended", (long) history.placedIds().size());
        result.put("ordersReceived", audit.count("ordersReceived"));
        result.put("ordersRejected", audit.count("ordersRejected"));
        result.put("fills", (long) history.fillsByTrade().size());
        result.put("answersLost", audit.count("faultsInjected"));
        result.put("duplicates", audit.count("duplicates"));
        result.put("ordersAfterTerminal", audit.count("ordersAfterTerminal"));
        result.put("recordsCompared", history.recordsCompared());
    }

    private void stopInOrder() {
        for (final Victim victim : new Victim[] {Victim.GATEWAY, Victim.ENGINE}) {
            stop(victim);
        }
        if (!victims.contains(Victim.SNAPSHOTTER)) {
            return;
        }
        final long last = witness.lastSequence();
        if (!Await.until(AGREE_MS_MAX, () -> SnapshotCheck.sequence(lane.lane().snapshots()) >= last)) {
            violations.add("the snapshotter is at sequence "
                    + SnapshotCheck.sequence(lane.lane().snapshots()) + " of " + last + " " + AGREE_MS_MAX / 1000
                    + " s after the engine stopped");
        }
        stop(Victim.SNAPSHOTTER);
    }

    private void stop(final Victim victim) {
        final String lastWords = lane.process(victim).lastWords();
        final int status = lane.stop(victim);
        if (status != 0) {
            violations.add(
                    "dragon " + victim.verb() + " was asked to stop and ended with " + status + ": " + lastWords);
        }
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
