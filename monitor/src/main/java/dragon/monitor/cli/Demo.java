package dragon.monitor.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dragon.engine.botfile.BotFile;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.DesiredStatus;
import dragon.gateway.paper.PaperAudit;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.monitor.child.Child;
import dragon.monitor.child.LaneProcesses;
import dragon.monitor.child.OwnerOnly;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.tools.journal.JournalSummary;
import dragon.tools.replay.Replay;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One demo: starts a lane against a simulated venue, lets bots trade, stops everything and checks what happened.
 *
 * <p>Threading: one thread; {@link #close()} may come from a signal.
 */
final class Demo implements AutoCloseable {
    private static final List<String> ACCOUNTS = List.of("main", "alt");
    private static final int SYMBOLS_MAX = 2;

    /** A 1m candle every three seconds: enough of them in a minute for several cycles of each bot. */
    private static final String SPEED_USUAL = "20";

    /** What starting, warming up and stopping take of the time that was asked for. */
    private static final Duration OVERHEAD = Duration.ofSeconds(15);

    private static final BigDecimal FIRST_ENTRY_USD = BigDecimal.valueOf(250);
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long PROGRESS_TERMINAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Answers that are on their way when the gate closes shall arrive before the gateway leaves. */
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(2);

    /**
     * What the operator asked for.
     *
     * @param duration null = until the monitor is left
     */
    record Wishes(boolean isHeadless, Duration duration, List<Path> data, long seed, String speed, boolean isDryRun) {}

    private final Path home;
    private final String laneName;
    private final Wishes wishes;
    private final PrintWriter err;
    private final LaneDirectory lane;
    private final MasterKey masterKey = MasterKey.generate();
    private final LaneProcesses processes;
    private String restUrl;

    Demo(final Path home, final String laneName, final Wishes wishes, final PrintWriter err) {
        this.home = home;
        this.laneName = laneName;
        this.wishes = wishes;
        this.err = err;
        this.lane = LaneDirectory.of(home, laneName);
        this.processes = new LaneProcesses(home, laneName, Map.of(MasterKey.VARIABLE, masterKey.text()));
    }

    String laneName() {
        return laneName;
    }

    DemoResult run() throws Exception {
        say((wishes.isDryRun() ? "DRY: orders are filled on paper; " : "")
                + "simulated venue, engine, gateway and snapshotter start; home " + home + ", lane " + laneName);
        OwnerOnly.createDirectories(file("ready.toml").getParent());
        final LaneProcesses.Venue venue = processes.startSimulator(file("ready.toml"), simulatorArguments());
        restUrl = venue.restUrl();
        processes.startEngine(List.of("--mode", wishes.isDryRun() ? "dry-run" : "sim"));
        if (!wishes.isDryRun()) {
            storeCredentials();
        }
        processes.startGateway(venue, List.of());
        processes.startSnapshotter();
        try (Commander engine = new Commander(lane, "demo")) {
            engine.setLiveTrading(true);
            createBots(engine);
            say("trading: dragon monitor --home " + home + " --lane " + laneName);
            if (wishes.isHeadless()) {
                watch();
            } else {
                MonitorCommand.open(lane, laneName, wishes.duration(), MonitorCommand.isColoured(false));
            }
            engine.setLiveTrading(false);
        }
        LockSupport.parkNanos(SETTLE_NS);
        final Child dead = processes.firstDead();
        if (dead != null) {
            say(dead.verb() + " died: " + dead.lastWords());
        }
        processes.close();
        return result();
    }

    private List<String> simulatorArguments() {
        final List<String> arguments = new ArrayList<>(List.of(
                "--accounts", String.join(",", ACCOUNTS),
                "--credentials-file", file("credentials.toml").toString(),
                "--audit-file", file("audit.json").toString(),
                "--seed", Long.toString(wishes.seed()),
                "--speed", simulatorSpeed()));
        wishes.data().forEach(each -> arguments.addAll(List.of("--data", each.toString())));
        return arguments;
    }

    private String simulatorSpeed() {
        if (!wishes.speed().equals("auto")) {
            return wishes.speed();
        }
        if (wishes.data().isEmpty() || wishes.duration() == null) {
            return SPEED_USUAL;
        }
        final long seconds = wishes.duration().minus(OVERHEAD).toSeconds();
        return "auto:" + Math.max(5, seconds) + "s";
    }

    private void storeCredentials() throws IOException {
        try (Vault vault = Vault.open(lane.root(), masterKey)) {
            for (final String account : ACCOUNTS) {
                try (AccountKeys keys = AccountKeys.fromFile(file("credentials.toml"), account)) {
                    vault.put(account, keys.apiKey(), keys.apiSecret());
                }
            }
        }
    }

    /** No two bots of an account share a leg of an instrument. */
    private void createBots(final Commander engine) throws IOException {
        final int main = engine.createAccount(ACCOUNTS.get(0), null, null).createdId();
        final int alt = engine.createAccount(ACCOUNTS.get(1), null, null).createdId();
        final List<Market> markets = markets();
        final Market first = markets.get(0);
        final Market last = markets.get(markets.size() - 1);
        create(engine, main, "long", first, "long", "0.08");
        create(engine, alt, "short", first, "short", "0.08");
        if (first != last) {
            create(engine, main, "hedge", last, "both", "0");
            create(engine, alt, "long", last, "long", "0");
        }
    }

    private static void create(
            final Commander engine,
            final int accountId,
            final String suffix,
            final Market market,
            final String legs,
            final String activationPct) {
        final String name = market.base().toLowerCase(Locale.ROOT) + "-" + suffix;
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put("name", name);
        settings.put("symbol", market.symbol());
        settings.put("account", "#" + accountId);
        settings.put("timeframe", "1m");
        settings.put("legs", legs);
        settings.put("sizing.base_quantity", market.firstQuantity().toPlainString());
        settings.put("ladder.max_entries", "6");
        settings.put("ladder.base_deviation_pct", "0.15");
        settings.put("ladder.deviation_multiplier", "1.3");
        settings.put("ladder.volume_multiplier", "1.2");
        settings.put("take_profit.pct", "0.12");
        settings.put("activation.dca_pct", activationPct);
        settings.put("activation.take_profit_pct", activationPct);
        engine.createBot(BotFile.ofFlags(settings), accountId, DesiredStatus.RUNNING);
    }

    /** One instrument of the simulated venue. */
    private record Market(String symbol, BigDecimal bid) {
        String base() {
            return symbol.split("_", -1)[1];
        }

        /** So many units that the first entry is worth about as many dollars as it should be, in two digits. */
        BigDecimal firstQuantity() {
            return bid.signum() == 0
                    ? BigDecimal.ONE
                    : FIRST_ENTRY_USD.divide(bid, new MathContext(2, RoundingMode.UP));
        }
    }

    private List<Market> markets() throws IOException {
        final Map<String, BigDecimal> bids = new LinkedHashMap<>();
        try (InputStream stream = URI.create(restUrl + "/sim/audit").toURL().openStream();
                JsonParser parser = new JsonFactory().createParser(stream)) {
            String symbol = null;
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING && "symbol".equals(parser.currentName())) {
                    symbol = parser.getText();
                } else if (parser.currentToken() == JsonToken.VALUE_STRING && "bid".equals(parser.currentName())) {
                    bids.put(symbol, new BigDecimal(parser.getText()));
                }
            }
        }
        if (bids.isEmpty()) {
            throw new Failure(
                    ExitCode.VENUE,
                    "The simulated venue at " + restUrl + " has no market.",
                    "look at its log in " + home);
        }
        return bids.entrySet().stream()
                .limit(SYMBOLS_MAX)
                .map(entry -> new Market(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Waits until the time is over, the recorded data has ended or a process has died, and says how it goes. */
    private void watch() throws IOException {
        final boolean isTerminal = System.console() != null;
        final long startNs = System.nanoTime();
        final long endNs = startNs + wishes.duration().toNanos();
        long progressNs = startNs;
        while (System.nanoTime() - endNs < 0 && processes.firstDead() == null) {
            if (System.nanoTime() - progressNs >= 0) {
                progress((System.nanoTime() - startNs) / TimeUnit.SECONDS.toNanos(1), isTerminal);
                progressNs += isTerminal ? PROGRESS_TERMINAL_NS : PROGRESS_NS;
                if (!wishes.data().isEmpty() && audit(restUrl).getOrDefault("dataEnded", 0L) == 1) {
                    say("the recorded data has ended");
                    return;
                }
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void progress(final long seconds, final boolean isTerminal) {
        try (SnapshotReader reader = SnapshotReader.open(lane.snapshots())) {
            final LaneSnapshot snapshot = reader.read(0);
            final Map<String, Long> venue = wishes.isDryRun() ? paper() : audit(restUrl);
            if (snapshot != null) {
                err.printf(
                        "%s%d s of %d s   %,d records   " + (wishes.isDryRun() ? "paper" : "venue")
                                + ": %,d orders, %,d fills, %d duplicates%s",
                        isTerminal ? "\r" : "",
                        seconds,
                        wishes.duration().toSeconds(),
                        snapshot.lane().sequence(),
                        venue.getOrDefault("ordersReceived", 0L),
                        venue.getOrDefault("fills", 0L),
                        venue.getOrDefault("duplicates", 0L),
                        isTerminal ? "   " : System.lineSeparator());
                err.flush();
            }
        } catch (final SQLException | IOException e) {
            return; // The next line of progress will do.
        }
    }

    private DemoResult result() throws IOException {
        say("replaying the journal ...");
        final Map<String, Object> journal = JournalSummary.of(lane.journal()).json();
        final Replay.Result replay =
                Replay.run(ChronicleJournal.reader(lane.journal()), CoreLimits.DEFAULT, follower -> {});
        final Map<String, Long> simulator = numbers(Files.newInputStream(file("audit.json")));
        final Map<String, Long> venue = wishes.isDryRun() ? paper() : simulator;
        return new DemoResult(
                laneName,
                home.toString(),
                replay.recordCount(),
                count(journal, "BestBidOffer") + count(journal, "MarkPrice"),
                count(journal, "Candle"),
                count(journal, "PlaceOrder"),
                count(journal, "LedgerRow"), // One a booked trade; the report of a trade may come twice.
                venue.getOrDefault("ordersReceived", -1L),
                venue.getOrDefault("fills", -1L),
                replay.outcome().name().toLowerCase(Locale.ROOT),
                replay.recordsPerSecond(),
                venue.getOrDefault("duplicates", -1L),
                String.format("%016x", replay.stateHash()),
                complaints(simulator));
    }

    /** What the paper venue's books say, under the names of the simulator's audit. */
    private Map<String, Long> paper() throws IOException {
        final PaperAudit audit = PaperAudit.of(lane.root());
        return Map.of("ordersReceived", audit.orders(), "fills", audit.fills(), "duplicates", 0L);
    }

    /** An order of a dry run that reached the venue is the worst that a process can do. */
    private List<String> complaints(final Map<String, Long> simulator) {
        final List<String> complaints = new ArrayList<>(processes.complaints());
        final long orders = simulator.getOrDefault("ordersReceived", -1L);
        if (wishes.isDryRun() && orders != 0) {
            complaints.add("gateway of a dry run sent " + orders + " orders to the venue");
        }
        return List.copyOf(complaints);
    }

    private static long count(final Map<String, Object> journal, final String message) {
        final Map<?, ?> counts = (Map<?, ?>) journal.get("messages");
        return counts.get(message) instanceof Number number ? number.longValue() : 0;
    }

    private static Map<String, Long> audit(final String restUrl) throws IOException {
        return numbers(URI.create(restUrl + "/sim/audit").toURL().openStream());
    }

    /** The whole numbers and flags at the top of a JSON object. */
    private static Map<String, Long> numbers(final InputStream json) throws IOException {
        final Map<String, Long> numbers = new LinkedHashMap<>();
        try (json;
                JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String name = parser.currentName();
                switch (parser.nextToken()) {
                    case VALUE_NUMBER_INT -> numbers.put(name, parser.getLongValue());
                    case VALUE_TRUE -> numbers.put(name, 1L);
                    case VALUE_FALSE -> numbers.put(name, 0L);
                    default -> parser.skipChildren();
                }
            }
        }
        return numbers;
    }

    private Path file(final String name) {
        return home.resolve("sim").resolve(laneName + "-" + name);
    }

    private void say(final String text) {
        err.println("demo: " + text);
        err.flush();
    }

    @Override
    public void close() {
        processes.close();
    }
}
