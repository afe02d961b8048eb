package dragon.bench.failover;

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
import dragon.bench.lane.JournalWatch;
import dragon.bench.lane.JournalWatch.Event;
import dragon.bench.lane.VerbProcess;
import dragon.bench.report.Machine;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.CoreState;
import dragon.engine.lane.LaneMark;
import dragon.engine.process.EngineConfig;
import dragon.engine.process.EngineCounter;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * So many takeovers of a lane under load.
 *
 * <pre>
 *   signal ......... lease runs out ......... has the lane ......... leads ......... first order intent
 *      |- lease (stops only) -|--- detection ---|--- takeover ---|--- first intent ---|
 * </pre>
 *
 * <p>Detection holds the end of the old process and the lock, takeover the rest of the journal, the term on the disk and its first
 * record read back; before the first intent the gateway announces itself and the core compares with the exchange.
 *
 * <p>Threading: one thread, beside those of the followers.
 */
final class FailoverRun implements AutoCloseable {
    private static final List<String> ACCOUNTS = List.of("main", "alt");
    private static final String HEARTBEAT = "Reclaimed stale job lease";
    private static final int SPEED = 10;
    private static final int QUOTES_PER_SECOND = 10;
    private static final long LOAD_MS_MAX = 60_000;
    private static final long INTENT_MS_MAX = 60_000;
    private static final long MOMENT_MS_MAX = 6_000;
    private static final long AFTER_INTENT_US_MAX = 6_000;
    private static final long ANY_MOMENT_MS_MAX = 1_000;
    private static final long TOLD_MS_MAX = 60_000;
    private static final long RESUME_SPREAD_US = 20_000;
    private static final long NS_MAX = 600_000_000_000L;
    private static final long NS_PER_MS = 1_000_000L;

    private final LaneUnderFire lane;
    private final List<Blow> blows;
    private final long leaseMs;
    private final long withinMs;
    private final Map<String, String> engineEnvironment;
    private final long seed;
    private final SplittableRandom random;
    private final PrintWriter progress;
    private final Violations violations = new Violations();
    private final Map<String, Object> result = new LinkedHashMap<>();
    private final Map<Blow, Integer> done = new EnumMap<>(Blow.class);
    private final Histogram lease = new Histogram(NS_MAX, 3);
    private final Histogram detectionOfKilled = new Histogram(NS_MAX, 3);
    private final Histogram detectionOfStopped = new Histogram(NS_MAX, 3);
    private final Histogram takeover = new Histogram(NS_MAX, 3);
    private final Histogram firstIntent = new Histogram(NS_MAX, 3);
    private final Histogram killToLed = new Histogram(NS_MAX, 3);
    private final Histogram leaseEndToLed = new Histogram(NS_MAX, 3);
    private final long startNs = System.nanoTime();
    private Witness witness;
    private JournalWatch watch;
    private int behindIntents;
    private int reclaims;
    private int late;

    FailoverRun(
            final Path home,
            final Path launcher,
            final List<Blow> blows,
            final long leaseMs,
            final long withinMs,
            final long seed,
            final PrintWriter progress) {
        this.lane = new LaneUnderFire(home, launcher, ACCOUNTS);
        this.blows = List.copyOf(blows);
        this.leaseMs = leaseMs;
        this.withinMs = withinMs;
        this.engineEnvironment = Map.of(
                EngineConfig.LEASE_VARIABLE, seconds(leaseMs),
                EngineConfig.RENEW_VARIABLE, seconds(Math.max(100, leaseMs / 5)),
                EngineConfig.FAST_INTERVAL_VARIABLE, "1.0");
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.progress = progress;
    }

    private static String seconds(final long ms) {
        return BigDecimal.valueOf(ms, 3).toPlainString();
    }

    Violations violations() {
        return violations;
    }

    /** Runs to the end, or to the first thing after which nothing can go on. */
    Map<String, Object> run() throws IOException {
        try {
            begin();
            for (int i = 0; i < blows.size() && violations.isEmpty(); i++) {
                strike(i + 1, blows.get(i));
            }
            finish();
            if (late > 0) { // It has harmed nobody, so the run goes on: but it is not what is promised.
                violations.add(late + " takeovers came more than " + withinMs + " ms after the lease had run out");
            }
        } catch (final OperatorException e) {
            violations.add(e.getMessage());
        }
        return summary();
    }

    private void begin() throws IOException {
        say("lane in " + lane.home());
        lane.startSimulator(seed, SPEED, QUOTES_PER_SECOND, "--balance", "1000000");
        lane.startEngine(engineEnvironment);
        lane.awaitEngine();
        witness = new Witness(lane.lane().journal(), violations);
        watch = new JournalWatch(lane.lane().journal());
        lane.storeCredentials();
        lane.start(Victim.GATEWAY);
        final Operator operator = new Operator(lane.lane(), () -> false);
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
        if (!Await.until(LOAD_MS_MAX, () -> witness.places() >= 4)) {
            throw new OperatorException(
                    ExitStatus.FAILED,
                    "no load: " + witness.places() + " orders intended within " + LOAD_MS_MAX / 1_000 + " s");
        }
        say("under load");
    }

    /** One leader: a standby beside it, the blow, and all that must hold of what follows. */
    private void strike(final int number, final Blow blow) {
        final VerbProcess standby = lane.startStandby(engineEnvironment);
        lane.awaitSession(witness, violations);
        lane.dead()
                .ifPresent(process ->
                        violations.add("dragon " + process.verb() + " ended by itself: " + process.lastWords()));
        if (!violations.isEmpty()) {
            return;
        }
        final int termBefore = (int) lane.counter(EngineCounter.TERM);
        final List<Integer> running = watch.ask(FailoverRun::running);
        awaitMoment();

        final VerbProcess leader = lane.process(Victim.ENGINE);
        final long sequenceBefore = watch.sequence();
        final long blowNs = System.nanoTime();
        final long leaseEndNs;
        if (blow.isStop()) {
            leader.suspend();
            final long stoppedNs = System.nanoTime();
            leaseEndNs = leaseEndNs();
            record(lease, leaseEndNs - stoppedNs);
            if (blow == Blow.RESUMED_WITH_ITS_LEASE) {
                Await.pass(leaseEndNs - System.nanoTime() + 1_000 * random.nextLong(RESUME_SPREAD_US));
                leader.resume();
            }
        } else {
            leaseEndNs =
                    leaseEndNs(); // A dead leader is followed at once: the lease is the bound, not what is expected.
            leader.kill();
        }
        lane.awaitTakeover();
        if (blow == Blow.RESUMED_AFTER_TAKEOVER) {
            leader.resume(); // There is nobody to go on: that is what was just waited for.
        }
        done.merge(blow, 1, Integer::sum);
        final long ledNs = judgeTimes(blow, blowNs, leaseEndNs);
        final int term = (int) lane.counter(EngineCounter.TERM);
        if (term != termBefore + 1) {
            violations.add("term " + term + " follows term " + termBefore);
        }
        judgeReclaims(sequenceBefore, running);
        if (!Await.until(INTENT_MS_MAX, () -> witness.firstIntentNs(term) != 0)) {
            violations.add("term " + term + " intended no order within " + INTENT_MS_MAX / 1_000 + " s");
            return;
        }
        record(firstIntent, witness.firstIntentNs(term) - ledNs);
        final String fault = watch.fault();
        if (!fault.isEmpty()) {
            violations.add(fault);
        }
        say(String.format(
                "%d/%d  %s: term %d, pid %d leads %d ms after %s",
                number,
                blows.size(),
                blow.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                term,
                standby.pid(),
                (ledNs - (blow.isStop() ? leaseEndNs : blowNs)) / NS_PER_MS,
                blow.isStop() ? "its lease" : "the signal"));
    }

    private long leaseEndNs() {
        return LaneMark.read(lane.lane()).orElseThrow().leaseExpiresNs();
    }

    /** Takes the time apart; returns when the new leader led. */
    private long judgeTimes(final Blow blow, final long blowNs, final long leaseEndNs) {
        final long takeoverNs = lane.counter(EngineCounter.TAKEOVER_NS);
        final long ledNs = lane.counter(EngineCounter.LED_NS);
        record(takeover, ledNs - takeoverNs);
        if (blow.isStop()) {
            record(detectionOfStopped, takeoverNs - leaseEndNs);
            record(leaseEndToLed, ledNs - leaseEndNs);
            if (takeoverNs - leaseEndNs < 0) {
                violations.add("a leader that lived was followed " + (leaseEndNs - takeoverNs) / NS_PER_MS
                        + " ms before its lease had run out");
            }
        } else {
            record(detectionOfKilled, takeoverNs - blowNs);
            record(killToLed, ledNs - blowNs);
        }
        if (ledNs - leaseEndNs > withinMs * NS_PER_MS) {
            late++;
            say("the standby led " + (ledNs - leaseEndNs) / NS_PER_MS + " ms after the lease had run out");
        }
        return ledNs;
    }

    /** Every job that ran was reclaimed, once, and each bot says so at its next heartbeat. */
    private void judgeReclaims(final long sequenceBefore, final List<Integer> running) {
        final boolean areTold = Await.until(
                TOLD_MS_MAX,
                () -> reclaimed(sequenceBefore).size() >= running.size()
                        && reclaimed(sequenceBefore).stream()
                                .noneMatch(each -> watch.heartbeatTexts(each.botId(), each.timeNs())
                                        .isEmpty()));
        final List<Event> told = reclaimed(sequenceBefore);
        final List<Integer> bots = told.stream().map(Event::botId).sorted().toList();
        reclaims += bots.size();
        if (!bots.equals(running)) {
            violations.add("the bots " + running + " ran, job_lease_reclaimed was told of " + bots);
        } else if (!areTold) {
            violations.add("a bot has no heartbeat " + TOLD_MS_MAX / 1_000 + " s after its job was reclaimed");
        } else {
            for (final Event each : told) {
                final String text =
                        watch.heartbeatTexts(each.botId(), each.timeNs()).get(0);
                if (!text.equals(HEARTBEAT)) {
                    violations.add("the heartbeat of bot " + each.botId() + " after its job was reclaimed says '" + text
                            + "', expected '" + HEARTBEAT + "'");
                }
            }
        }
    }

    private List<Event> reclaimed(final long afterSequence) {
        return watch.events(afterSequence, each -> each.code() == EventCode.JOB_LEASE_RECLAIMED);
    }

    private static List<Integer> running(final CoreState state) {
        final List<Integer> running = new ArrayList<>();
        for (int id = 1; id <= state.bots().count(); id++) {
            if (state.bots().get(id).isAlive()) {
                running.add(id);
            }
        }
        return running;
    }

    /** Half of the blows come right behind an order's intent, the others at any moment. */
    private void awaitMoment() {
        if (random.nextBoolean()) {
            final long before = witness.places();
            if (Await.until(MOMENT_MS_MAX, () -> witness.places() > before)) {
                behindIntents++;
            }
            Await.pass(1_000 * random.nextLong(AFTER_INTENT_US_MAX));
        } else {
            Await.pass(NS_PER_MS * random.nextLong(ANY_MOMENT_MS_MAX));
        }
    }

    private void finish() {
        if (!violations.isEmpty()) {
            return;
        }
        new Operator(lane.lane(), () -> false).setLiveTrading(false);
        lane.awaitSession(witness, violations);
        try (History history = new History(lane.lane().journal(), witness, violations)) {
            final VenueAudit audit = VenueComparison.await(lane.restUrl(), history, violations);
            VenueComparison.judge(history, audit, violations, result);
            lane.stopInOrder(violations, Victim.GATEWAY, Victim.ENGINE);
            history.toEnd();
            result.put("records", history.lastSequence());
            result.put("stateHash", String.format("%016x", history.stateHash()));
        }
    }

    private static void record(final Histogram histogram, final long durationNs) {
        histogram.recordValue(Math.max(0, Math.min(NS_MAX, durationNs)));
    }

    private Map<String, Object> summary() {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("schema", "dragon/failover/1");
        summary.put("seed", seed);
        summary.put(
                "takeovers",
                done.values().stream().mapToLong(Integer::longValue).sum());
        summary.put("kills", (long) done.getOrDefault(Blow.KILLED, 0));
        summary.put(
                "stops",
                done.entrySet().stream()
                        .filter(each -> each.getKey().isStop())
                        .mapToLong(Map.Entry::getValue)
                        .sum());
        summary.put("resumedAfterTakeover", (long) done.getOrDefault(Blow.RESUMED_AFTER_TAKEOVER, 0));
        summary.put("resumedWithItsLease", (long) done.getOrDefault(Blow.RESUMED_WITH_ITS_LEASE, 0));
        summary.put("behindAnIntent", (long) behindIntents);
        summary.put("jobsReclaimed", (long) reclaims);
        summary.put("leaseMs", leaseMs);
        row(summary, "leaseLeftWhenStopped", lease);
        row(summary, "detectionOfKilled", detectionOfKilled);
        row(summary, "detectionOfStopped", detectionOfStopped);
        row(summary, "takeover", takeover);
        row(summary, "firstIntent", firstIntent);
        row(summary, "killToLed", killToLed);
        row(summary, "leaseEndToLed", leaseEndToLed);
        summary.put("withinMs", withinMs);
        summary.put("late", (long) late);
        summary.putAll(result);
        summary.put("machine", Machine.facts(lane.home()));
        summary.put("seconds", elapsedS());
        summary.put("home", lane.home().toString());
        summary.put("violations", (long) violations.count());
        summary.put("found", violations.found());
        return summary;
    }

    private static void row(final Map<String, Object> summary, final String name, final Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        summary.put(name + "P50Ms", ms(histogram.getValueAtPercentile(50)));
        summary.put(name + "P99Ms", ms(histogram.getValueAtPercentile(99)));
        summary.put(name + "MaxMs", ms(histogram.getMaxValue()));
    }

    private static BigDecimal ms(final long ns) {
        return BigDecimal.valueOf(ns, 6).setScale(1, RoundingMode.HALF_UP);
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
        if (watch != null) {
            watch.close();
        }
        if (witness != null) {
            witness.close();
        }
    }
}
