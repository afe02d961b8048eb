package dragon.bench.soak;

import dragon.bench.kill.BotSettings;
import dragon.bench.kill.History;
import dragon.bench.kill.LaneUnderFire;
import dragon.bench.kill.Operator;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.Victim;
import dragon.bench.kill.Violations;
import dragon.bench.kill.Witness;
import dragon.bench.lane.Await;
import dragon.bench.soak.FaultMenu.Dish;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.SurfaceState;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One run: a lane that trades while its exchange misbehaves in episodes, until every fault has had its turn; then the
 * exchange is well again, and the core must say what the exchange says.
 *
 * <pre>
 *   simulator, engine, gateway, snapshotter --> accounts, bots, live on
 *   repeat: some faults of the menu --> trouble --> all clear --> calm; now and then the gateway is killed inside
 *   all clear --> trading goes on --> live off --> core and venue agree --> stop in order --> replay --verify
 * </pre>
 *
 * <p>Threading: one thread, beside that of the witness.
 */
final class SoakRun implements AutoCloseable {
    private static final List<String> ACCOUNTS = List.of("main", "alt", FaultMenu.WILD_ACCOUNT);
    private static final int QUOTES_PER_SECOND = 10;
    private static final long LOAD_MS_MAX = 120_000;
    private static final long RESUME_MS_MAX = 120_000;
    private static final long AGREE_MS_MAX = 120_000;
    private static final long AGREE_POLL_NS = 250_000_000;
    private static final long FUNDING_EVERY_S = 20;
    private static final int RESTART_ONE_IN = 4;
    private static final double TROUBLE_PART = 0.6;
    private static final long EPISODE_MS_MAX = 12_000;
    private static final long EPISODE_MS_LEAST = 4_000;
    private static final int TOGETHER_LEAST = 3;
    private static final int EXTRA_EPISODES_MAX = 4;
    private static final long EXTRA_MS_MAX = 20_000;
    private static final long STRIKE_POLL_NS = 500_000_000;
    /** A stream that is lost three times in a minute is taken for a listen key that another client ends. */
    private static final long DROP_EVERY_NS = 35_000_000_000L;

    private static final long BOOK_POLL_NS = 1_000_000_000;
    private static final long MINUTE_MS = 60_000;

    private final LaneUnderFire lane;
    private final Duration length;
    private final int speed;
    private final long seed;
    private final SplittableRandom random;
    private final PrintWriter progress;
    private final Violations violations = new Violations();
    private final Map<String, Object> result = new LinkedHashMap<>();
    private final long startNs = System.nanoTime();
    private VenueTroubles troubles;
    private Witness witness;
    private BookFollower books;
    private long marketStartMs;
    private int gatewayRestarts;
    private int episodes;

    SoakRun(
            final Path home,
            final Path launcher,
            final Duration length,
            final int speed,
            final long seed,
            final PrintWriter progress) {
        this.lane = new LaneUnderFire(home, launcher, ACCOUNTS);
        this.length = length;
        this.speed = speed;
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
            trouble();
            secondHelping();
            finish();
        } catch (final OperatorException e) {
            violations.add(e.getMessage());
        }
        return summary();
    }

    private void begin() throws IOException {
        say("lane in " + lane.home());
        lane.startSimulator(
                seed,
                speed,
                QUOTES_PER_SECOND,
                "--funding-every",
                FUNDING_EVERY_S * speed + "s",
                "--balance",
                "1000000");
        troubles = new VenueTroubles(lane.restUrl());
        final Set<String> known = troubles.known();
        if (!known.equals(Set.copyOf(FaultMenu.names()))) {
            violations.add("the simulator knows the faults " + known + ", the menu has " + FaultMenu.names());
        }
        lane.start(Victim.ENGINE);
        lane.awaitEngine();
        witness = new Witness(lane.lane().journal(), violations);
        lane.storeCredentials();
        lane.start(Victim.GATEWAY);
        lane.start(Victim.SNAPSHOTTER);
        final Operator operator = new Operator(lane.lane(), () -> false);
        final VenueAudit atStart = VenueAudit.read(lane.restUrl());
        marketStartMs = atStart.count("marketMs");
        final Map<String, BigDecimal> bids = atStart.bids();
        books = new BookFollower(lane.restUrl(), lane.streamUrl(), List.copyOf(bids.keySet()), seed);
        for (final String label : ACCOUNTS) {
            final int account = operator.createAccount(label);
            for (final Map.Entry<String, BigDecimal> market : bids.entrySet()) {
                operator.createBot(
                        label + "-" + market.getKey().split("_")[1].toLowerCase(java.util.Locale.ROOT),
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

    /** Episodes until every fault has had its turn and the time is over. */
    private void trouble() {
        final long endNs = System.nanoTime() + length.toNanos();
        List<Dish> menu = FaultMenu.shuffled(seed);
        final long episodeMs = Math.max(EPISODE_MS_LEAST, Math.min(EPISODE_MS_MAX, length.toMillis() / 12));
        final int together =
                (int) Math.max(TOGETHER_LEAST, Math.ceil(menu.size() * (double) episodeMs / length.toMillis()));
        int next = 0;
        boolean isMenuDone = false;
        while ((!isMenuDone || System.nanoTime() - endNs < 0) && violations.isEmpty()) {
            final StringBuilder names = new StringBuilder();
            for (int i = 0; i < together; i++) {
                final Dish dish = menu.get(next++);
                troubles.add(dish, random.nextInt(Integer.MAX_VALUE));
                names.append(' ').append(dish.name()).append(dish.settings().values());
                if (next == menu.size()) {
                    isMenuDone = true;
                    next = 0;
                    menu = FaultMenu.shuffled(random.nextLong());
                }
            }
            episodes++;
            say("episode " + episodes + ":" + names);
            final long troubleMs = (long) (episodeMs * TROUBLE_PART);
            final boolean isRestarted = random.nextInt(RESTART_ONE_IN) == 0;
            final long beforeMs = isRestarted ? random.nextLong(troubleMs) : troubleMs;
            Await.pass(1_000_000 * beforeMs);
            if (isRestarted) {
                lane.process(Victim.GATEWAY).kill();
                lane.start(Victim.GATEWAY);
                gatewayRestarts++;
                say("the gateway is killed and started again");
                Await.pass(1_000_000 * (troubleMs - beforeMs));
            }
            troubles.clear();
            Await.pass(1_000_000 * (episodeMs - troubleMs));
            lane.dead()
                    .ifPresent(process ->
                            violations.add("dragon " + process.verb() + " ended by itself: " + process.lastWords()));
        }
        troubles.clear();
    }

    /** Chance left some out: they come again, together, until each has struck. */
    private void secondHelping() {
        for (int i = 0; i < EXTRA_EPISODES_MAX && violations.isEmpty(); i++) {
            final List<Dish> missing = troubles.unserved(FaultMenu.dishes());
            if (missing.isEmpty()) {
                return;
            }
            say("again, as they did not strike: "
                    + String.join(", ", missing.stream().map(Dish::variant).toList()));
            missing.forEach(dish -> troubles.add(dish, random.nextInt(Integer.MAX_VALUE)));
            episodes++;
            Await.until(EXTRA_MS_MAX, () -> {
                Await.pass(STRIKE_POLL_NS);
                return troubles.unserved(missing).isEmpty();
            });
            troubles.clear();
            Await.pass(1_000_000 * EPISODE_MS_LEAST);
        }
    }

    private void finish() throws IOException {
        if (!violations.isEmpty()) {
            return;
        }
        say("all clear");
        final long places = witness.places();
        final long clearNs = System.nanoTime();
        if (!Await.until(RESUME_MS_MAX, () -> witness.places() > places)) {
            violations.add("no order was intended within " + RESUME_MS_MAX / 1_000 + " s after the faults ended");
        }
        result.put("tradingResumedMs", (System.nanoTime() - clearNs) / 1_000_000);
        compareBooks();
        new Operator(lane.lane(), () -> false).setLiveTrading(false);
        try (History history = new History(lane.lane().journal(), witness, violations)) {
            agree(history);
            Await.until(RESUME_MS_MAX, () -> areSurfacesUp(history));
            final VenueAudit audit = VenueAudit.read(lane.restUrl());
            new Verdict(history, audit, violations, result).pass();
            marketMs(audit);
            lane.stopInOrder(violations, Victim.GATEWAY, Victim.ENGINE, Victim.SNAPSHOTTER);
            history.toEnd();
            result.put("records", history.lastSequence());
            final int status = lane.run("replay", List.of("--verify"));
            result.put("replayVerifyExit", (long) status);
            if (status != 0) {
                violations.add("dragon replay --verify ended with " + status);
            }
        }
    }

    private static boolean areSurfacesUp(final History history) {
        Await.pass(AGREE_POLL_NS);
        history.toEnd();
        return history.surfaces().values().stream().allMatch(state -> state == SurfaceState.UP);
    }

    private void compareBooks() {
        final String[] difference = new String[1];
        final boolean areEqual = Await.until(AGREE_MS_MAX, () -> {
            difference[0] = books.difference();
            if (!difference[0].isEmpty()) {
                Await.pass(BOOK_POLL_NS);
            }
            return difference[0].isEmpty();
        });
        result.put("bookTimesOutOfStep", books.timesOutOfStep());
        if (!areEqual) {
            violations.add(AGREE_MS_MAX / 1_000 + " s after the faults ended, " + difference[0]);
        }
        books.close();
    }

    /** What the market went through, and what was hurried for that; limits, timeouts, signatures and streams were not. */
    private void marketMs(final VenueAudit audit) {
        result.put("marketMinutes", (audit.count("marketMs") - marketStartMs) / MINUTE_MS);
        result.put(
                "hurried",
                List.of(
                        "candles: a minute is " + MINUTE_MS / speed + " ms long",
                        "mark prices: " + speed + " times as often",
                        "funding: every " + FUNDING_EVERY_S + " s, which is " + FUNDING_EVERY_S * speed
                                + " s of the market"));
    }

    /**
     * Waits until core and venue say the same.
     *
     * <p>Funding is asked for at each full hour and whenever a stream is new. The venue's is hurried, so the streams are
     * dropped now and then: otherwise what was paid since the last time would be missing for most of an hour.
     */
    private void agree(final History history) {
        final Agreement agreement = new Agreement(FaultMenu.WILD_ACCOUNT);
        final String[] difference = new String[1];
        final long beginNs = System.nanoTime();
        final long[] droppedNs = {beginNs - DROP_EVERY_NS};
        final boolean isEqual = Await.until(AGREE_MS_MAX, () -> {
            if (System.nanoTime() - droppedNs[0] >= DROP_EVERY_NS) {
                droppedNs[0] = System.nanoTime();
                troubles.add(FaultMenu.NEW_STREAMS, 0);
            }
            final VenueAudit audit = VenueAudit.read(lane.restUrl());
            history.toEnd();
            difference[0] = agreement.difference(history, audit);
            if (!difference[0].isEmpty()) {
                Await.pass(AGREE_POLL_NS);
            }
            return difference[0].isEmpty();
        });
        result.put("agreedMs", (System.nanoTime() - beginNs) / 1_000_000);
        if (!isEqual) {
            violations.add("core and venue differ " + AGREE_MS_MAX / 1_000 + " s after live trading was switched off: "
                    + difference[0]);
        }
    }

    private Map<String, Object> summary() {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("schema", "dragon/soak/1");
        summary.put("seed", seed);
        summary.put("speed", (long) speed);
        summary.put("episodes", (long) episodes);
        summary.put("gatewayRestarts", (long) gatewayRestarts);
        summary.putAll(result);
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
        if (books != null) {
            books.close();
        }
        if (witness != null) {
            witness.close();
        }
    }
}
