package dragon.bench.flatten;

import dragon.bench.flatten.FlattenWitness.Ending;
import dragon.bench.kill.BotSettings;
import dragon.bench.kill.LaneUnderFire;
import dragon.bench.kill.Operator;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.Victim;
import dragon.bench.kill.Violations;
import dragon.bench.lane.Await;
import dragon.bench.soak.FaultMenu;
import dragon.bench.soak.FaultMenu.Dish;
import dragon.bench.soak.VenueTroubles;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Legs;
import dragon.engine.transport.CommandClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * So many rounds: a bot that holds something, a fault of the exchange or all of them, a flatten, a SIGKILL at one of its steps, and
 * what became of it.
 *
 * <pre>
 *   all clear, position held --> fault --> flatten --> step n: SIGKILL engine or gateway --> start again
 *                                                        --> faults end --> flat and confirmed, or named
 * </pre>
 *
 * <p>Threading: one thread, beside that of the witness.
 */
final class FlattenRounds implements AutoCloseable {
    private static final List<String> ACCOUNTS = List.of("main", "alt", FaultMenu.WILD_ACCOUNT);
    private static final int SYMBOLS = 2;
    private static final int SPEED = 20;
    private static final int QUOTES_PER_SECOND = 2;
    private static final int ALL_TOGETHER_EVERY = 6;
    private static final int STEP_MAX = 16;
    private static final long READY_MS_MAX = 60_000;
    private static final long POSITION_MS_MAX = 15_000;
    private static final long STEP_MS_MAX = 3_000;
    private static final long SICK_MS = 5_000;
    private static final long END_MS_MAX = 150_000;
    private static final long QUIET_MS_MAX = 30_000;
    private static final long POLL_NS = 200_000_000;

    private final LaneUnderFire lane;
    private final int rounds;
    private final long seed;
    private final SplittableRandom random;
    private final PrintWriter progress;
    private final Violations violations = new Violations();
    private final LegRecord legRecord = new LegRecord();
    private final List<Target> targets = new ArrayList<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private final long startNs = System.nanoTime();
    private FlattenWitness witness;
    private VenueTroubles troubles;
    private Operator operator;
    private int roundsDone;
    private int fromPosition;
    private int refused;
    private int typed;
    private long slowestMs;

    /** A bot, and where it trades: nobody else does there. */
    private record Target(int botId, String account, String symbol) {
        private String name() {
            return account + " " + symbol;
        }
    }

    FlattenRounds(final Path home, final Path launcher, final int rounds, final long seed, final PrintWriter progress) {
        this.lane = new LaneUnderFire(home, launcher, ACCOUNTS);
        this.rounds = rounds;
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
            List<Dish> menu = List.of();
            for (int round = 1; round <= rounds && violations.isEmpty(); round++) {
                final boolean isAll = round % ALL_TOGETHER_EVERY == 0;
                if (menu.isEmpty()) {
                    menu = new ArrayList<>(FaultMenu.shuffled(random.nextLong()));
                }
                play(round, isAll ? FaultMenu.shuffled(random.nextLong()) : List.of(menu.remove(0)));
                roundsDone = round;
            }
            if (violations.isEmpty()) {
                typeIt();
            }
            finish();
        } catch (final OperatorException e) {
            violations.add(e.getMessage());
        }
        return summary();
    }

    private void begin() throws IOException {
        say("lane in " + lane.home());
        lane.startSimulator(seed, SPEED, QUOTES_PER_SECOND, "--balance", "1000000");
        troubles = new VenueTroubles(lane.restUrl());
        lane.start(Victim.ENGINE);
        lane.awaitEngine();
        witness = new FlattenWitness(lane.lane().journal(), violations);
        lane.storeCredentials();
        lane.start(Victim.GATEWAY);
        operator = new Operator(lane.lane(), () -> false);
        final Map<String, BigDecimal> bids = VenueAudit.read(lane.restUrl()).bids();
        for (final String label : ACCOUNTS) {
            final int account = operator.createAccount(label);
            bids.entrySet().stream().limit(SYMBOLS).forEach(market -> {
                final int bot = operator.createBot(
                        label + "-" + market.getKey().split("_")[1].toLowerCase(java.util.Locale.ROOT),
                        account,
                        market.getKey(),
                        Legs.BOTH_LEGS,
                        BotSettings.of(market.getValue(), "0.1", "0.5", "0"));
                targets.add(new Target(bot, label, market.getKey()));
            });
        }
        operator.setLiveTrading(true);
        if (!Await.until(READY_MS_MAX, () -> witness.places() >= 4)) {
            throw new OperatorException(
                    ExitStatus.FAILED,
                    "no load: " + witness.places() + " orders intended within " + READY_MS_MAX / 1_000 + " s");
        }
        say("under load");
    }

    private void play(final int round, final List<Dish> faults) throws IOException {
        final Target target = target(faults);
        operator.setBotDesired(target.botId, DesiredStatus.RUNNING);
        final boolean isHeld = awaitPosition(target);
        fromPosition += isHeld ? 1 : 0;
        faults.forEach(dish -> troubles.add(dish, random.nextInt(Integer.MAX_VALUE)));

        final Victim victim =
                switch (random.nextInt(3)) {
                    case 0 -> Victim.ENGINE;
                    case 1 -> Victim.GATEWAY;
                    default -> null;
                };
        final long step = random.nextLong(STEP_MAX);
        final long commandId = CommandClient.newCommandId();
        final long beganNs = System.nanoTime();
        final boolean isBegun = operator.flatten(commandId, target.botId);
        if (isBegun && victim != null) {
            kill(victim, commandId, step);
        }
        final long leftMs = SICK_MS - (System.nanoTime() - beganNs) / 1_000_000;
        if (leftMs > 0) {
            Await.until(leftMs, () -> isBegun && hasEnded(target));
        }
        troubles.clear();
        if (victim == Victim.ENGINE) {
            lane.awaitEngine();
        }
        final String ending = isBegun ? ending(target) : "refused";
        refused += isBegun ? 0 : 1;
        endings.merge(ending, 1, Integer::sum);
        final long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
        slowestMs = Math.max(slowestMs, tookMs);
        say("round " + round + "/" + rounds + "  " + target.name() + (isHeld ? "" : " (flat)") + "  "
                + (faults.size() == 1
                        ? faults.get(0).name() + faults.get(0).settings().values()
                        : "all " + faults.size() + " faults")
                + (victim == null || !isBegun ? "" : "  kill " + victim.verb() + " at step " + step)
                + "  -> " + ending + " after " + tookMs + " ms");
        if (ending.equals("flatten_completed")) {
            proveFlat(target);
        }
        legRecord.judge(VenueAudit.read(lane.restUrl()), violations);
        lane.dead()
                .ifPresent(process ->
                        violations.add("dragon " + process.verb() + " ended by itself: " + process.lastWords()));
    }

    /** A fault of one account or symbol is for nothing elsewhere. */
    private Target target(final List<Dish> faults) {
        final Map<String, String> settings = faults.size() == 1 ? faults.get(0).settings() : Map.of();
        final List<Target> fitting = targets.stream()
                .filter(each -> settings.getOrDefault("account", each.account).equals(each.account))
                .filter(each -> settings.getOrDefault("symbol", each.symbol).equals(each.symbol))
                .toList();
        final List<Target> from = fitting.isEmpty() ? targets : fitting;
        return from.get(random.nextInt(from.size()));
    }

    private boolean awaitPosition(final Target target) {
        final long deadlineNs = System.nanoTime() + POSITION_MS_MAX * 1_000_000;
        while (!isHeld(target) && System.nanoTime() - deadlineNs < 0) {
            Await.pass(POLL_NS);
        }
        return isHeld(target);
    }

    private boolean isHeld(final Target target) {
        return VenueAudit.read(lane.restUrl()).legsE8().keySet().stream()
                .anyMatch(leg -> leg.startsWith(target.name() + " "));
    }

    private void kill(final Victim victim, final long commandId, final long step) {
        Await.until(STEP_MS_MAX, () -> witness.newestFlatten() == commandId && witness.steps() >= step);
        lane.process(victim).kill();
        kills.merge(victim.verb(), 1, Integer::sum);
        lane.start(victim);
    }

    private boolean hasEnded(final Target target) {
        return witness.ending(target.botId) != null;
    }

    /** How it has ended, once the faults have: a flatten without progress gives up only after ten minutes, so this is a violation. */
    private String ending(final Target target) {
        final boolean isOver =
                Await.until(END_MS_MAX, () -> hasEnded(target) || lane.dead().isPresent());
        if (!isOver || !hasEnded(target)) {
            violations.add("the flatten of bot " + target.botId + " (" + target.name() + ") has not ended "
                    + END_MS_MAX / 1_000 + " s after the faults did");
            return "not ended";
        }
        final Ending ending = witness.ending(target.botId);
        if (!ending.code().equals("flatten_completed") && ending.detail().isBlank()) {
            violations.add("bot " + target.botId + " ended in " + ending.code() + " and no reason is told");
        }
        return ending.code().equals("flatten_completed") ? ending.code() : ending.code() + " (" + reason(ending) + ")";
    }

    /** The words of a reason, without its numbers. */
    private static String reason(final Ending ending) {
        return ending.detail().replaceAll("-?\\d+", "n");
    }

    /** The exchange holds nothing and has no order of it, at once or as soon as what came late has been taken back. */
    private void proveFlat(final Target target) {
        final long deadlineNs = System.nanoTime() + QUIET_MS_MAX * 1_000_000;
        String left = left(target);
        while (!left.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            Await.pass(POLL_NS);
            left = left(target);
        }
        if (!left.isEmpty()) {
            violations.add("bot " + target.botId + " was told to be flat, and the exchange says: " + left);
        }
    }

    private String left(final Target target) {
        final VenueAudit audit = VenueAudit.read(lane.restUrl());
        final StringBuilder left = new StringBuilder();
        audit.legsE8().forEach((leg, quantityE8) -> {
            if (leg.startsWith(target.name() + " ")) {
                left.append(leg).append(' ').append(quantityE8).append(" (E8) ");
            }
        });
        final int open = audit.openOrders(target.account, target.symbol);
        return open == 0 ? left.toString() : left + "" + open + " open orders";
    }

    /** Once as an operator types it, with the snapshotter that the command line reads from. */
    private void typeIt() {
        final Target target = targets.get(0);
        lane.start(Victim.SNAPSHOTTER);
        operator.setBotDesired(target.botId, DesiredStatus.RUNNING);
        awaitPosition(target);
        final CommandLineDrill drill = new CommandLineDrill(lane, operator, violations);
        drill.run(target.botId, "#" + target.botId);
        typed = drill.checks();
        say("typed " + typed + " times");
        proveFlat(target);
        lane.stop(Victim.SNAPSHOTTER);
    }

    private void finish() {
        final VenueAudit audit = VenueAudit.read(lane.restUrl());
        for (final String name : List.of("duplicates", "acceptedTwice", "ordersAfterTerminal")) {
            if (audit.count(name) != 0) {
                violations.add("the venue counts " + name + " " + audit.count(name));
            }
        }
        if (violations.isEmpty() && legRecord.closes() == 0) {
            violations.add("nothing was proven: no close of a flatten has traded");
        }
        for (final Victim victim : new Victim[] {Victim.GATEWAY, Victim.ENGINE}) {
            final int status = lane.stop(victim);
            if (status != 0) {
                violations.add("dragon " + victim.verb() + " was asked to stop and ended with " + status);
            }
        }
        final int status = lane.run("replay", List.of("--verify"));
        if (status != 0) {
            violations.add("dragon replay --verify ended with " + status);
        }
    }

    private Map<String, Object> summary() {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("schema", "dragon/flatten-rounds/1");
        summary.put("seed", seed);
        summary.put("rounds", (long) roundsDone);
        summary.put("fromAPosition", (long) fromPosition);
        summary.put("refused", (long) refused);
        summary.put("kills", kills.toString());
        summary.put("endings", endings.toString());
        summary.put("closesJudged", legRecord.closes());
        summary.put("callsOfTheVerb", (long) typed);
        summary.put("slowestMs", slowestMs);
        summary.put("seconds", seconds());
        summary.put("home", lane.home().toString());
        summary.put("violations", (long) violations.count());
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
        if (witness != null) {
            witness.close();
        }
    }
}
