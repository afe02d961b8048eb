package dragon.monitor.cli;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.woox.FlattenRecord;
import dragon.gateway.woox.KeyReport;
import dragon.gateway.woox.VenueFlatten;
import dragon.gateway.woox.VenueFlatten.Held;
import dragon.gateway.woox.VenueFlatten.Result;
import dragon.gateway.woox.VenueProbe;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.Times;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code flatten --offline}: what an operator has when positions are open and no engine can be started.
 *
 * <p>It holds the lane's own lock from before the first look to the end, so that no engine leads meanwhile, and leaves the kill switch
 * pressed, so that the next one stands still until a person has compared. The journal is neither read nor written; the snapshot is
 * believed where there is one, and not needed.
 */
final class OfflineFlatten {
    static final String WORD = "OFFLINE";

    private static final Pattern SYMBOL = Pattern.compile("[A-Z0-9_]{1,32}");
    private static final double NS_PER_SECOND = 1e9;

    private final LaneDirectory lane;
    private final String laneName;
    private final Order order;
    private final ExchangeOption exchange;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<String> steps = new ArrayList<>();
    private long beganNs;

    /** What was asked for; symbols beside those of the account's bots. */
    record Order(String account, List<String> symbols, boolean isThroughKill, String reason, boolean isJson) {
        /** The command line, for the next time. */
        String command(final boolean throughKill) {
            final StringBuilder line = new StringBuilder("dragon flatten --offline --account ").append(account);
            symbols.forEach(symbol -> line.append(" --symbol ").append(symbol));
            return line.append(throughKill ? " --through-kill" : "")
                    .append(" --confirm OFFLINE --reason \"...\"")
                    .toString();
        }
    }

    /** Asks a person for the word, where it was not given. */
    @FunctionalInterface
    interface Confirmation {
        void ask() throws IOException;
    }

    OfflineFlatten(
            final LaneDirectory lane,
            final String laneName,
            final Order order,
            final ExchangeOption exchange,
            final Map<String, String> environment,
            final PrintWriter out,
            final PrintWriter err) {
        this.lane = lane;
        this.laneName = laneName;
        this.order = order;
        this.exchange = exchange;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run(final Confirmation confirmation) throws Exception {
        if (!lane.exists()) {
            throw ReadingVerb.noLane(lane, laneName);
        }
        if (lane.open().mode() == LaneMode.DRY_RUN) {
            throw refused(
                    "Lane '" + laneName + "' is on paper: nothing of it is at an exchange",
                    "dragon run --dry-run, then dragon flatten --account " + order.account());
        }
        final LaneLock lock = hold();
        try {
            final LaneSnapshot snapshot = snapshot();
            checkGates(snapshot);
            return flatten(symbols(snapshot), confirmation);
        } finally {
            lock.close();
        }
    }

    private LaneLock hold() {
        try {
            return LaneLock.hold(lane);
        } catch (final OperatorException e) {
            if (e.exitStatus() != ExitStatus.GATE) {
                throw e;
            }
            throw new Failure(
                    ExitCode.REFUSED,
                    "An engine leads lane '" + laneName
                            + "' (dragon lease show), and only one may send. Nothing was sent.",
                    "dragon flatten --account " + order.account() + "; where it does not answer, end it and repeat",
                    e);
        }
    }

    /** The last one, or null: an emergency verb does not need a book-keeper. */
    private LaneSnapshot snapshot() {
        try {
            return ActingVerb.snapshot(lane, laneName);
        } catch (final SQLException | Failure e) {
            return null;
        }
    }

    private void checkGates(final LaneSnapshot snapshot) {
        final String throughKill = order.command(true);
        for (final RedButton freeze : List.of(RedButton.KILL, RedButton.PANIC)) {
            if (!order.isThroughKill() && freeze.isPressed(lane)) {
                throw refused("The " + freeze.noun() + " is on: " + freeze.file(lane) + " is there", throughKill);
            }
        }
        if (snapshot == null) {
            err.println("No snapshot of lane '" + laneName
                    + "': whether a kill switch or the live gate is closed is not known.");
            err.flush();
            return;
        }
        final String when =
                " in the last snapshot, " + Times.ofMs(snapshot.lane().snapshotAt());
        final Account account = account(snapshot);
        final boolean isKilled = snapshot.lane().killSwitch() || account != null && account.killSwitch();
        if (!order.isThroughKill() && isKilled) {
            throw refused("A kill switch is on" + when, throughKill);
        }
        final List<String> killed = account == null ? List.of() : killedBots(snapshot, account);
        if (!order.isThroughKill() && !killed.isEmpty()) {
            throw refused("A kill switch is on" + when + ", of " + String.join(", ", killed), throughKill);
        }
        if (!snapshot.lane().liveTrading()) {
            throw refused(
                    "Live trading is off" + when + ", and nothing goes through that gate",
                    "close at the exchange's own page, or start the engine and dragon live on --reason \"...\"");
        }
    }

    private static List<String> killedBots(final LaneSnapshot snapshot, final Account account) {
        return snapshot.bots().stream()
                .filter(bot -> bot.accountId() == account.id() && bot.killSwitch())
                .map(bot -> "bot " + bot.name())
                .toList();
    }

    private Account account(final LaneSnapshot snapshot) {
        return snapshot.accounts().stream()
                .filter(account -> account.label().equals(order.account()))
                .findFirst()
                .orElse(null);
    }

    private List<String> symbols(final LaneSnapshot snapshot) {
        final Set<String> symbols = new LinkedHashSet<>();
        for (final String symbol : order.symbols()) {
            if (!SYMBOL.matcher(symbol).matches()) {
                throw new Failure(
                        ExitCode.USAGE, "'" + symbol + "' is no symbol. Nothing was sent.", "--symbol PERP_ETH_USDT");
            }
            symbols.add(symbol);
        }
        final Account account = snapshot == null ? null : account(snapshot);
        if (account != null) {
            snapshot.bots().stream()
                    .filter(bot -> bot.accountId() == account.id())
                    .map(Bot::symbol)
                    .forEach(symbols::add);
        }
        if (symbols.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "No snapshot knows a bot of account '" + order.account()
                            + "', so which symbols to close is not known." + " Nothing was sent.",
                    order.command(order.isThroughKill()) + " --symbol PERP_...");
        }
        return List.copyOf(symbols);
    }

    private ExitCode flatten(final List<String> symbols, final Confirmation confirmation) throws Exception {
        final String label = order.account();
        final MasterKey masterKey = MasterKey.fromEnvironment(environment);
        if (!Vault.exists(lane.root())) {
            throw new Failure(
                    ExitCode.CREDENTIALS,
                    "Lane '" + laneName + "' has no vault. Nothing was sent.",
                    "close at the exchange's own page");
        }
        try (Vault vault = Vault.open(lane.root(), masterKey)) {
            if (!vault.has(label)) {
                throw new Failure(
                        ExitCode.NOT_FOUND,
                        "No credentials of '" + label + "' in the vault. Nothing was sent.",
                        "dragon secret list");
            }
            final String restUrl = exchange.require(lane);
            confirm(symbols, confirmation);
            try (Credentials credentials = vault.peek(label);
                    VenueProbe probe = new VenueProbe(restUrl, lane.root())) {
                checkKey(vault.applicationId(label), probe, credentials);
                try (FlattenRecord record = FlattenRecord.open(lane.root());
                        VenueFlatten venue = new VenueFlatten(probe, credentials, record, watcher())) {
                    final List<String> known = known(venue, symbols);
                    record.line(
                            "note",
                            "flatten --offline of " + label + ": " + String.join(" ", known) + "; reason: "
                                    + order.reason());
                    pressKill();
                    beganNs = System.nanoTime();
                    final Result result = venue.run();
                    tell(known, result);
                    return ending(result);
                }
            }
        }
    }

    private void confirm(final List<String> symbols, final Confirmation confirmation) throws IOException {
        if (!order.isJson()) {
            err.println("OFFLINE closes both legs of " + String.join(", ", symbols) + " on account '" + order.account()
                    + "' at up to 5 % from the best price, whatever the bots hold of them, and cancels every order there. Afterwards the"
                    + " kill switch is on.");
            err.flush();
        }
        confirmation.ask();
    }

    /** What may trade, and in hedge mode: there an order of ours can shorten a leg and nothing else. */
    private void checkKey(final String applicationId, final VenueProbe probe, final Credentials credentials)
            throws InterruptedException {
        probe.measure(1); // Whose clock is far off signs nothing that the exchange takes.
        final KeyReport report = probe.check(credentials);
        final String objection = report.objection(applicationId);
        if (objection == null) {
            return;
        }
        if (report.failure() == null && !"HEDGE_MODE".equals(report.positionMode())) {
            throw refused(
                    "Account '" + order.account() + "' is in position mode "
                            + (report.positionMode() == null ? "not told" : report.positionMode())
                            + ", where a close can open the other side",
                    "close at the exchange's own page");
        }
        throw new Failure(
                report.isJudged() ? ExitCode.CREDENTIALS : ExitCode.VENUE,
                "Account '" + order.account() + "' cannot trade with the key in the vault: " + objection
                        + ". Nothing was sent.",
                report.isJudged()
                        ? "dragon account rotate " + order.account() + ", or close at the exchange's own page"
                        : "repeat the command; if it stays so, close at the exchange's own page");
    }

    /** Those that the exchange has. One that was typed and is not there is refused: its leg would look flat. */
    private List<String> known(final VenueFlatten venue, final List<String> symbols) throws InterruptedException {
        final List<String> unknown = venue.unknownOf(symbols);
        if (unknown == null) {
            throw new Failure(
                    ExitCode.VENUE,
                    "The exchange does not tell its instruments. Nothing was sent.",
                    "repeat the command; if it stays so, close at the exchange's own page");
        }
        final List<String> known = new ArrayList<>(symbols);
        known.removeAll(unknown);
        if (known.isEmpty() || unknown.stream().anyMatch(order.symbols()::contains)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "The exchange has no " + String.join(", ", unknown) + ". Nothing was sent.",
                    "look up the symbol at the exchange's own page");
        }
        if (!unknown.isEmpty()) {
            err.println("The exchange no longer has " + String.join(", ", unknown) + ": left out.");
            err.flush();
        }
        return known;
    }

    /** As by {@code dragon kill} without an engine: the next one takes it before its first decision. */
    private void pressKill() {
        try {
            RedButton.KILL.press(lane);
        } catch (final IOException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Cannot write " + killFile() + ": " + e + ". Nothing was sent: the next engine would trade on.",
                    "make room on the disk and repeat as the owner of the lane, or close at the exchange's own page",
                    e);
        }
    }

    private Path killFile() {
        return RedButton.KILL.file(lane);
    }

    private VenueFlatten.Watcher watcher() {
        return (step, text) -> {
            final String line = String.format(Locale.ROOT, "[%d/4] %-64s %6.2f s", step, text, seconds());
            steps.add(line);
            if (!order.isJson()) {
                out.println(" " + line);
                out.flush();
            }
        };
    }

    private double seconds() {
        return (System.nanoTime() - beganNs) / NS_PER_SECOND;
    }

    private static ExitCode ending(final Result result) {
        if (result.isFlat()) {
            return ExitCode.DONE;
        }
        return result.isRead() ? ExitCode.PARTLY_DONE : ExitCode.VENUE;
    }

    private void tell(final List<String> symbols, final Result result) {
        final Path record = lane.root().resolve(FlattenRecord.FILE);
        if (order.isJson()) {
            final Map<String, Object> document = new LinkedHashMap<>();
            document.put("schema", "dragon/flatten-offline/1");
            document.put("account", order.account());
            document.put("symbols", symbols);
            document.put("flat", result.isFlat());
            document.put("read", result.isRead());
            document.put("steps", steps);
            document.put("left", result.left().stream().map(Held::text).toList());
            document.put("ordersLeft", result.ordersLeft());
            document.put(
                    "leftAlone", result.leftAlone().stream().map(Held::text).toList());
            document.put("troubles", result.troubles());
            document.put("record", record.toString());
            document.put("killFile", killFile().toString());
            document.put("seconds", String.format(Locale.ROOT, "%.3f", seconds()));
            Report.printJson(out, document);
        } else {
            result.leftAlone().forEach(held -> out.println("left alone: " + held.text()));
            result.left().forEach(held -> out.println("NOT FLAT: " + held.text()));
            result.ordersLeft().forEach(each -> out.println("still rests: " + each));
            if (result.isFlat()) {
                out.println("done: " + order.account() + " is flat on " + String.join(", ", symbols));
            }
            out.flush();
        }
        result.troubles().forEach(err::println);
        if (!result.isRead()) {
            err.println("NOT KNOWN: the exchange did not tell what is held, so no close was sent.");
        }
        err.println("Record: " + record);
        err.println("The next engine starts with its kill switch on: " + killFile());
        err.println(
                result.isFlat()
                        ? "Next: dragon run ..., compare dragon positions, then dragon release --scope engine --reason \"...\""
                        : "Next: " + order.command(true) + ", or close at the exchange's own page");
        err.flush();
    }

    private static Failure refused(final String why, final String next) {
        return new Failure(ExitCode.REFUSED, why + ". Nothing was sent.", next);
    }
}
