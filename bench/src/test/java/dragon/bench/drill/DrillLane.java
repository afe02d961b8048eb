package dragon.bench.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.kill.LaneUnderFire;
import dragon.bench.kill.Operator;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.Victim;
import dragon.bench.lane.Await;
import dragon.engine.process.EngineCounter;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.StrategyParameter;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A lane of real processes on a simulated exchange, and the operator's own verbs.
 *
 * <p>Rungs and take profits are so far from the market that they rest: a drill decides when something happens. Threading: one thread.
 */
final class DrillLane implements AutoCloseable {
    private static final Path LAUNCHER =
            Path.of("..", "dragon").toAbsolutePath().normalize();
    private static final int SPEED = 20;
    private static final int QUOTES_PER_SECOND = 10;
    private static final long PATIENCE_MS = 90_000;

    private final LaneUnderFire lane;
    private final ToldJournal journal;
    private final Operator operator;
    private final int account;

    /** Starts everything; the engine with these options. */
    DrillLane(final Path home, final String symbols, final String... engineOptions) throws IOException {
        lane = new LaneUnderFire(home, LAUNCHER, List.of("main"));
        lane.engineOptions(engineOptions);
        try {
            lane.startSimulator(11, SPEED, QUOTES_PER_SECOND, "--symbols", symbols);
            lane.start(Victim.ENGINE);
            lane.awaitEngine();
            lane.storeCredentials();
            lane.start(Victim.GATEWAY);
            lane.start(Victim.SNAPSHOTTER);
            journal = new ToldJournal(lane.lane().journal());
            operator = new Operator(lane.lane(), () -> false);
            account = operator.createAccount("main");
            operator.setLiveTrading(true);
        } catch (final IOException | RuntimeException e) {
            lane.close();
            throw e;
        }
    }

    /** Makes a bot that runs and that the verbs know by its name; returns its id. */
    int bot(final String name, final String symbol, final Legs legs, final int entriesMax) {
        final Map<StrategyParameter, Long> settings = new TreeMap<>();
        settings.put(StrategyParameter.BASE_QUANTITY, e8("1"));
        if (symbol.contains("BTC")) {
            settings.put(StrategyParameter.BASE_QUANTITY, e8("0.01"));
        }
        settings.put(StrategyParameter.MAX_ENTRIES, e8(Integer.toString(entriesMax)));
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, e8("30"));
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, e8("1"));
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, e8("1"));
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, e8("30"));
        settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, e8("1"));
        final int bot = operator.createBot(name, account, symbol, legs, settings);
        await("a snapshot with bot " + name, () -> idInSnapshots(name) == bot);
        return bot;
    }

    /** Waits until the verbs know a bot by its name; returns its id. */
    int botNamed(final String name) {
        await("a snapshot with bot " + name, () -> idInSnapshots(name) != 0);
        return idInSnapshots(name);
    }

    private int idInSnapshots(final String name) {
        if (!Files.exists(lane.lane().snapshots())) {
            return 0;
        }
        try (SnapshotReader reader = SnapshotReader.open(lane.lane().snapshots())) {
            final LaneSnapshot snapshot = reader.read(0);
            return snapshot == null
                    ? 0
                    : snapshot.bots().stream()
                            .filter(each -> each.name().equals(name))
                            .mapToInt(LaneSnapshot.Bot::id)
                            .findFirst()
                            .orElse(0);
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long e8(final String decimal) {
        return new BigDecimal(decimal).movePointRight(8).longValueExact();
    }

    ToldJournal journal() {
        return journal;
    }

    /** A counter of the engine. */
    long counter(final EngineCounter which) {
        return lane.counter(which);
    }

    VenueAudit audit() {
        return VenueAudit.read(lane.restUrl());
    }

    /** How often a fault struck. */
    Object strikes(final String fault) {
        return ((Map<?, ?>) VenueAudit.counts(lane.restUrl()).get("strikes")).get(fault);
    }

    /** Runs a verb as it is typed, on this lane; returns what it said. */
    String types(final String verb, final String... arguments) throws IOException {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--lane", lane.lane().root().getFileName().toString()));
        return run(verb, all);
    }

    /** Runs a verb of the simulator. */
    String sim(final String... arguments) throws IOException {
        return run("sim", List.of(arguments));
    }

    private String run(final String verb, final List<String> arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), verb));
        command.addAll(arguments);
        final ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().put("DRAGON_HOME", lane.home().toString());
        builder.environment().put("DRAGON_SUPERVISED", "1"); // Built by whoever runs this test.
        final Process process = builder.start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(0, process.waitFor(), () -> command + ": " + said);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return said;
    }

    /** Waits until it is so. */
    void await(final String what, final BooleanSupplier isSo) {
        assertTrue(
                Await.until(PATIENCE_MS, () -> {
                    final boolean is = isSo.getAsBoolean();
                    if (!is) {
                        Await.pass(20_000_000); // A quick look at a journal that grows by a thousand records a second.
                    }
                    return is;
                }),
                () -> what + " has not come; the last events are "
                        + journal.events()
                                .subList(
                                        Math.max(0, journal.events().size() - 40),
                                        journal.events().size()));
        lane.dead().ifPresent(process -> {
            throw new AssertionError("dragon " + process.verb() + " ended by itself: " + process.lastWords());
        });
    }

    /** Client order id of the newest place of a bot in a role, 0 if there is none. */
    long newestPlace(final int botId, final OrderRole role) {
        long newest = 0;
        for (final ToldJournal.Place place : journal.toEnd().places()) {
            if (place.botId() == botId && place.role() == role) {
                newest = place.clientOrderId();
            }
        }
        return newest;
    }

    @Override
    public void close() {
        journal.close();
        lane.close();
    }

    /** What the exchange has received is what was intended, each once. */
    void provesThatEachPlaceArrivedOnce(final VenueAudit audit) {
        assertEquals(0, audit.count("duplicates"));
        assertEquals(0, audit.count("acceptedTwice"));
        assertEquals(0, audit.count("ordersAfterTerminal"));
        assertEquals(audit.count("distinctClientOrderIds"), audit.count("ordersReceived"));
        final HashSet<Long> intended = new HashSet<>();
        journal().toEnd().places().forEach(place -> intended.add(place.clientOrderId()));
        assertTrue(intended.containsAll(audit.clientOrderIds()), () -> audit.clientOrderIds() + " of " + intended);
    }
}
