package dragon.bench.smoke;

import dragon.bench.kill.Operator;
import dragon.bench.kill.VenueAudit;
import dragon.bench.lane.Await;
import dragon.bench.lane.JournalWatch;
import dragon.bench.lane.JournalWatch.Answered;
import dragon.bench.lane.JournalWatch.Event;
import dragon.bench.lane.JsonTree;
import dragon.bench.lane.SimulatedLane;
import dragon.bench.lane.SimulatedLane.Answer;
import dragon.bench.rotation.Canary;
import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.process.EngineCounter;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.vault.MasterKey;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A lane that trades on the simulated exchange, as the items of the checklist see it: its operator's verbs, its snapshots, its
 * journal and the exchange's own audit.
 *
 * <p>Threading: one thread, beside that which follows the journal.
 */
final class Stage implements AutoCloseable {
    /** How long a fact may take to come; long, because a machine may have much else to do. Nothing is measured by it. */
    private static final long FACT_MS_MAX = 120_000;

    static final String BTC = "PERP_BTC_USDT";
    static final String ETH = "PERP_ETH_USDT";

    private static final String LANE = "smoke";
    private static final long POLL_MS = 20;

    /** For what costs a connection or a request each time; what is measured has its own time. */
    private static final long SLOW_POLL_MS = 150;

    private static final int SPEED = 30;
    private static final int QUOTES_PER_MARKET_SECOND = 1;
    private static final long NS_PER_MS = 1_000_000L;

    private final SimulatedLane lane;
    private final MasterKey masterKey;
    private final Map<String, Canary.Key> keys;
    private final Operator operator;
    private final List<Integer> bots = new ArrayList<>();
    private JournalWatch journal;
    private long fastIntervalMs;

    private Stage(final SimulatedLane lane, final MasterKey masterKey, final Map<String, Canary.Key> keys) {
        this.lane = lane;
        this.masterKey = masterKey;
        this.keys = keys;
        this.operator = new Operator(lane.lane(), () -> false);
    }

    /**
     * Starts everything and lets orders out.
     *
     * @param accounts at the exchange, a key each; one whose name has a dash is a further key of the account before it
     */
    static Stage open(
            final Path home,
            final Path launcher,
            final List<String> accounts,
            final List<String> oneWayAccounts,
            final long seed)
            throws IOException {
        final MasterKey masterKey = MasterKey.generate();
        final Map<String, Canary.Key> keys = new LinkedHashMap<>();
        accounts.forEach(account -> keys.put(account, Canary.Key.generated()));
        final Stage stage = new Stage(new SimulatedLane(home, launcher, LANE, masterKey), masterKey, keys);
        try {
            stage.begin(oneWayAccounts, seed);
            return stage;
        } catch (final IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private void begin(final List<String> oneWayAccounts, final long seed) throws IOException {
        final StringBuilder credentials = new StringBuilder();
        final List<String> labels = new ArrayList<>();
        keys.forEach((name, key) -> {
            final boolean isFurther = name.indexOf('-') > 0;
            credentials.append(table(name, isFurther ? name.substring(0, name.indexOf('-')) : null, key));
            if (!isFurther) {
                labels.add(name);
            }
        });
        final List<String> options = new ArrayList<>(List.of(
                "--accounts", String.join(",", labels),
                "--seed", Long.toString(seed),
                "--speed", Integer.toString(SPEED),
                "--quotes-per-second", Integer.toString(QUOTES_PER_MARKET_SECOND)));
        if (!oneWayAccounts.isEmpty()) {
            options.addAll(List.of("--one-way", String.join(",", oneWayAccounts)));
        }
        lane.startSimulator(lane.operatorFile("exchange.toml", credentials.toString()), options.toArray(String[]::new));
        lane.startEngine();
        journal = new JournalWatch(lane.lane().journal());
        lane.start("gateway");
        lane.startSnapshotter();
        awaitShown("a first snapshot", this::hasSnapshot);
        fastIntervalMs = snapshot().lane().fastIntervalMs();
        act("live", "on", "--reason", "smoke");
    }

    private static String table(final String name, final String account, final Canary.Key key) {
        return "[" + name + "]\n" + (account == null ? "" : "account = \"" + account + "\"\n") + "api_key = \""
                + key.apiKey() + "\"\napi_secret = \"" + key.secret() + "\"\n";
    }

    SimulatedLane lane() {
        return lane;
    }

    MasterKey masterKey() {
        return masterKey;
    }

    /** Keys of the exchange's accounts by name. */
    Map<String, Canary.Key> keys() {
        return keys;
    }

    JournalWatch journal() {
        return journal;
    }

    Operator operator() {
        return operator;
    }

    /** Time between two fast ticks. */
    long fastIntervalMs() {
        return fastIntervalMs;
    }

    /** How old a heartbeat may be before it counts as stale. */
    long staleHeartbeatMs() {
        return Math.max(2 * fastIntervalMs + 2_000, 6_000);
    }

    /** A file with the credentials of an account, as an operator keeps it; {@code key} names which of its keys. */
    Path credentials(final String account, final String key) throws IOException {
        return lane.operatorFile(key + ".keys.toml", table(account, null, keys.get(key)));
    }

    /** Adds an account by the operator's verb and waits until the exchange has been compared with; returns its id. */
    int account(final String label) throws IOException {
        act(
                true,
                "account",
                "add",
                label,
                "--no-verify",
                "--credentials-file",
                credentials(label, label).toString());
        final int id = journal.ask(state -> {
            for (int i = 1; i <= state.accounts().count(); i++) {
                if (state.accounts().get(i).label().equals(label)) {
                    return i;
                }
            }
            return 0;
        });
        await(
                "account " + label + " compared with the exchange",
                () -> journal.ask(state -> {
                    final Account account = state.accounts().get(id);
                    return account.isReconciled() && account.positionMode() != PositionMode.UNKNOWN;
                }));
        return id;
    }

    /** Makes a bot on one-minute candles, two seconds here; returns its id. */
    int bot(final String name, final int accountId, final String symbol, final Legs legs, final Ladder ladder) {
        return bot(name, accountId, symbol, legs, ladder, Timeframe.M1);
    }

    /** Makes a bot; returns its id. */
    int bot(
            final String name,
            final int accountId,
            final String symbol,
            final Legs legs,
            final Ladder ladder,
            final Timeframe timeframe) {
        final int id = operator.createBot(
                name,
                accountId,
                symbol,
                legs,
                timeframe,
                ladder.settingsE8(audit().bids().get(symbol)));
        bots.add(id);
        await(
                "bot " + name + " in the journal",
                () -> journal.ask(state -> state.bots().count() >= id));
        return id;
    }

    /** Makes a bot and waits until it holds its leg, with the next rung and the take profit behind it. */
    int holder(final String name, final int accountId, final String symbol, final Legs legs, final Ladder ladder) {
        final int id = bot(name, accountId, symbol, legs, ladder);
        await(name + " in position, with a rung and a take profit", () -> isHolding(id));
        return id;
    }

    /** Whether a bot holds what it trades, and has an order that waits on either side. */
    boolean isHolding(final int botId) {
        return journal.ask(state -> {
            final Bot bot = state.bots().get(botId);
            int legs = 0;
            for (final Leg leg : List.of(Leg.LONG, Leg.SHORT)) {
                if (bot.trades(leg)) {
                    legs++;
                    if (bot.leg(leg).isFlat()) {
                        return false;
                    }
                }
            }
            return waiting(state, botId) >= 2 * legs;
        });
    }

    /** How many orders of a bot wait, with us or at the exchange. */
    int waiting(final int botId) {
        return journal.ask(state -> waiting(state, botId));
    }

    /** How many intents of a bot are parked. */
    int parked(final int botId) {
        return journal.ask(state -> {
            int parked = 0;
            for (int i = 0; i < state.orders().size(); i++) {
                final Order order = state.orders().at(i);
                parked += order.botId() == botId && order.status() == OrderStatus.PARKED ? 1 : 0;
            }
            return parked;
        });
    }

    private static int waiting(final CoreState state, final int botId) {
        int waiting = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            final boolean isThere =
                    switch (order.status()) {
                        case PARKED, NEW, PARTIALLY_FILLED -> true;
                        default -> false;
                    };
            waiting += order.botId() == botId && isThere ? 1 : 0;
        }
        return waiting;
    }

    /** What a leg of a bot holds as we know it. */
    long quantityE8(final int botId, final Leg leg) {
        return journal.ask(state -> state.bots().get(botId).leg(leg).quantityE8());
    }

    BotStatus status(final int botId) {
        return journal.ask(state -> state.bots().get(botId).status());
    }

    /** Stops what the item has started. */
    void stopBots() {
        for (final int id : bots) {
            operator.setBotDesired(id, DesiredStatus.STOPPED);
        }
        bots.clear();
    }

    /** Runs a verb that changes something and must succeed; returns when the core has carried it out. */
    Answered act(final String... verb) {
        return act(false, verb);
    }

    /** As above; with the master key where the verb opens the vault. */
    Answered act(final boolean isWithKey, final String... verb) {
        // Else the answer to the verb before, read late, would be taken for the answer to this one.
        final long written = lane.counter(EngineCounter.SEQUENCE);
        await("record " + written + " in the journal", () -> journal.sequence() >= written);
        final long before = journal.sequence();
        run(0, isWithKey, verb);
        await("the answer to " + String.join(" ", verb) + " in the journal", () -> journal.answer(before)
                .isPresent());
        return journal.answer(before).orElseThrow();
    }

    /** Runs a verb to its end, which must have this status. */
    Answer run(final int status, final boolean isWithKey, final String... verb) {
        final Answer answer = isWithKey ? lane.verbWithKey(verb) : lane.verb(verb);
        if (answer.status() != status) {
            throw new FactMissing("dragon " + answer.command() + " ended with " + answer.status() + ", expected "
                    + status + "; what it said is in " + answer.log());
        }
        return answer;
    }

    /**
     * What a reading verb says in JSON, of all that the engine has journaled until now: the tables are written once a second, and
     * a verb that reads them right after a command would tell what was before it.
     */
    Map<?, ?> json(final String... verb) {
        final long written = lane.counter(EngineCounter.SEQUENCE);
        awaitShown(
                "record " + written + " in the snapshots",
                () -> snapshot().lane().sequence() >= written);
        final String[] all = Arrays.copyOf(verb, verb.length + 1);
        all[verb.length] = "--json";
        return JsonTree.of(run(0, false, all).out());
    }

    /** The row of a list in JSON in which a key has a value; fails where there is none. */
    static Map<?, ?> row(final Map<?, ?> document, final String list, final String key, final Object value) {
        for (final Object each : (List<?>) document.get(list)) {
            if (value.equals(((Map<?, ?>) each).get(key))) {
                return (Map<?, ?>) each;
            }
        }
        throw new FactMissing("no row with " + key + " " + value + " among the " + list);
    }

    private boolean hasSnapshot() {
        try {
            return snapshot() != null;
        } catch (final FactMissing e) {
            return false; // The tables are being made.
        }
    }

    /** The tables as they are; null before the first write. */
    LaneSnapshot snapshot() {
        try (SnapshotReader reader = SnapshotReader.open(lane.lane().snapshots())) {
            return reader.read(0);
        } catch (final SQLException e) {
            throw new FactMissing("snapshots cannot be read: " + e.getMessage());
        }
    }

    /** The job of a bot as the snapshots have it. */
    SnapshotReader.Job job(final int botId) {
        try (SnapshotReader reader = SnapshotReader.open(lane.lane().snapshots())) {
            return reader.jobs().stream()
                    .filter(job -> job.botId() == botId)
                    .findFirst()
                    .orElseThrow(() -> new FactMissing("no job of bot #" + botId + " in the snapshots"));
        } catch (final SQLException e) {
            throw new FactMissing("snapshots cannot be read: " + e.getMessage());
        }
    }

    /** How many events of a code the snapshots have. */
    int eventsShown(final String code) {
        try (SnapshotReader reader = SnapshotReader.open(lane.lane().snapshots())) {
            return reader.events(new SnapshotReader.EventFilter(0, code, 0, 0, 10))
                    .size();
        } catch (final SQLException e) {
            throw new FactMissing("snapshots cannot be read: " + e.getMessage());
        }
    }

    VenueAudit audit() {
        return VenueAudit.read(lane.restUrl());
    }

    /** Waits for a fact that the journal tells, or fails. */
    void await(final String what, final BooleanSupplier isSo) {
        await(what, POLL_MS, isSo);
    }

    /** Waits for a fact that the snapshots or the exchange tell, or fails. */
    void awaitShown(final String what, final BooleanSupplier isSo) {
        await(what, SLOW_POLL_MS, isSo);
    }

    private void await(final String what, final long pollMs, final BooleanSupplier isSo) {
        if (!Await.until(FACT_MS_MAX, pollMs, isSo)) {
            final String fault = journal == null ? "" : journal.fault();
            throw new FactMissing("waited " + FACT_MS_MAX / 1_000 + " s for " + what + ", in vain"
                    + (fault.isEmpty() ? "" : "; the journal: " + fault));
        }
    }

    /** Waits for an event behind a record. */
    Event event(final long afterSequence, final EventCode code, final int botId) {
        return event(afterSequence, code, each -> each.botId() == botId);
    }

    /** Waits for an event behind a record. */
    Event event(final long afterSequence, final EventCode code, final Predicate<Event> wanted) {
        final Predicate<Event> both = each -> each.code() == code && wanted.test(each);
        await("event " + code.name().toLowerCase(Locale.ROOT), () -> !journal.events(afterSequence, both)
                .isEmpty());
        return journal.events(afterSequence, both).get(0);
    }

    /** Waits until a gateway has a session with the engine that leads now, and every account has been compared with the exchange. */
    void reconciled() {
        final int term = (int) lane.counter(EngineCounter.TERM);
        await(
                "all accounts compared with the exchange",
                () -> journal.ask(state -> {
                    boolean isSo = state.term() == term && state.isGatewayUp();
                    for (int id = 1; id <= state.accounts().count(); id++) {
                        isSo &= state.accounts().get(id).isReconciled();
                    }
                    return isSo;
                }));
    }

    /** Waits for so many further heartbeats of a bot. */
    void heartbeats(final int botId, final int count) {
        final long sinceNs = journal.lastHeartbeatNs(botId) + 1;
        await(count + " heartbeats", () -> journal.heartbeatsNs(botId, sinceNs).size() >= count);
    }

    /** Waits until the tables show a bot so; returns them. */
    LaneSnapshot shown(final String what, final int botId, final Predicate<LaneSnapshot.Bot> isSo) {
        final LaneSnapshot[] found = new LaneSnapshot[1];
        awaitShown(what + " in the snapshots", () -> {
            found[0] = snapshot();
            final LaneSnapshot.Bot bot = found[0].bot(botId);
            return bot != null && isSo.test(bot);
        });
        return found[0];
    }

    /**
     * Notes how long after a command a block was told, and whether that was within the fast interval: at the first fast tick
     * behind the command at the latest, however late a loaded machine makes that tick.
     */
    void withinFastInterval(
            final Checks checks, final String name, final Answered effective, final Event block, final int botId) {
        final long blockMs = msBetween(effective, block);
        final long tickNs = journal.heartbeatsNs(botId, effective.timeNs() + 1).get(0);
        checks.figure("blockMs", blockMs);
        checks.that(
                name,
                blockMs <= fastIntervalMs || block.timeNs() <= tickNs,
                blockMs + " ms" + (blockMs <= fastIntervalMs ? "" : ", the first fast tick being late"));
    }

    /** Candles that a bot has decided behind a record, as often as it has. */
    List<Event> decided(final int botId, final long afterSequence) {
        return journal.events(afterSequence, each -> each.code() == EventCode.BAR_TICK && each.botId() == botId);
    }

    /** Notes whether, since the lane began, an order went to the exchange twice, or a bot decided a candle twice. */
    void nothingTwice(final Checks checks, final List<Integer> botIds) {
        final VenueAudit audit = audit();
        final List<Long> sentTwice = audit.clientOrderIds().stream()
                .filter(id -> id != 0 && Collections.frequency(audit.clientOrderIds(), id) > 1)
                .distinct()
                .toList();
        checks.equal("no client order id became two orders", List.of(), sentTwice);
        checks.figure("duplicates", audit.count("duplicates"));
        checks.equal("duplicates at the exchange", 0L, audit.count("duplicates"));
        long candles = 0;
        for (final int bot : botIds) {
            final List<Event> decisions = decided(bot, 0);
            final long distinct =
                    decisions.stream().map(Event::referenceId).distinct().count();
            candles += distinct;
            checks.equal("bot #" + bot + ": no candle is decided twice", distinct, (long) decisions.size());
        }
        checks.figure("candlesDecided", candles);
    }

    /** From the instant at which a command was effective to that of an event, by the engine's clock. */
    static long msBetween(final Answered effective, final Event event) {
        return (event.timeNs() - effective.timeNs()) / NS_PER_MS;
    }

    /** Waits until a bot that trades a leg from flat has let an entry out behind a record. */
    void entry(final String name, final int botId, final long afterSequence) {
        await(name + " enters", () -> !journal.places(afterSequence, each -> each.botId() == botId && each.isEntry())
                .isEmpty());
    }

    /** Kills nothing that is well: the first process that ended although nobody asked it to, or null. */
    String dead() {
        return lane.dead()
                .map(process -> "dragon " + process.verb() + " ended by itself: " + process.lastWords())
                .orElse(null);
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
        }
        lane.close();
    }
}
