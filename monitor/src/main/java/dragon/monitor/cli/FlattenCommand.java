package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.transport.CommandAnswer;
import dragon.engine.transport.CommandClient;
import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.SnapshotReader.EventFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Verb {@code flatten}: cancel what is ours, close both legs reduce-only, end paused. */
@Command(
        name = "flatten",
        description = {
            "Cancel what is ours, close both legs reduce-only, end paused.",
            "Refused while live trading is off, and while a kill switch is on unless --through-kill says that it is meant;"
                    + " a stopped bot is left as it is.",
            "With --offline, where no engine can be started: asks the exchange itself what is held, and closes it."
        },
        footer = {
            "",
            "Examples:",
            "  dragon flatten --bot eth --confirm FLATTEN --reason \"too large\" --wait",
            "  dragon flatten --account main --confirm FLATTEN --reason \"going away\"",
            "  dragon flatten --offline --account main --reason \"journal damaged\"",
            "  dragon flatten --offline --account main --symbol PERP_ETH_USDT --reason \"...\"",
            "",
            "Exit status of --offline: 0 flat, 5 an engine leads or a gate is closed, 6 not confirmed, 9 something is left,"
                    + " 11 the key, 12 the exchange does not answer.",
        })
final class FlattenCommand extends ActingVerb {
    private static final String WORD = "FLATTEN";
    private static final int TIMEOUT_S = 120;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int EVENTS_MAX = 10_000;
    private static final double NS_PER_SECOND = 1e9;

    @ArgGroup(multiplicity = "1")
    private Whom whom;

    /** Exactly one of the three. */
    static final class Whom {
        @Option(names = "--bot", paramLabel = "NAME", description = "One bot.")
        private String bot;

        @Option(names = "--account", paramLabel = "LABEL", description = "Every bot of an account.")
        private String account;

        @Option(names = "--all", description = "Every bot of the lane.")
        private boolean isAll;

        String scope() {
            if (isAll) {
                return "engine";
            }
            return bot != null ? "bot:" + bot : "account:" + account;
        }

        String flag() {
            if (isAll) {
                return "--all";
            }
            return bot != null ? "--bot " + bot : "--account " + account;
        }
    }

    @Option(
            names = "--offline",
            description = "Without an engine: closes from the vault's key. Only with --account; its word is OFFLINE.")
    private boolean isOffline;

    @Option(
            names = "--symbol",
            paramLabel = "SYMBOL",
            description = "With --offline: one more symbol beside those of the account's bots; may be repeated.")
    private List<String> symbols = List.of();

    @Mixin
    private ExchangeOption exchange;

    @Option(
            names = "--confirm",
            paramLabel = WORD,
            description = "The word FLATTEN, with --offline OFFLINE, instead of typing it when asked.")
    private String confirm;

    @Option(
            names = "--through-kill",
            description =
                    "Go through a kill switch that is on now. It stays on; the next press of one ends the flatten.")
    private boolean isThroughKill;

    @Option(names = "--wait", description = "Show the steps until all of it has ended.")
    private boolean isWaiting;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait (default: " + TIMEOUT_S + "). The flatten itself goes on.")
    private Integer timeoutSeconds;

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Override
    void check() {
        if (isOffline && (whom.account == null || isWaiting || timeoutSeconds != null)) {
            throw new ParameterException(
                    spec().commandLine(), "--offline takes --account, and neither --bot, --all, --wait nor --timeout.");
        }
        if (!isOffline && (!symbols.isEmpty() || exchange.isGiven())) {
            throw new ParameterException(spec().commandLine(), "--symbol and --rest-url go with --offline only.");
        }
        checkTheWord(word(), confirm, next());
        requireReason();
        if (timeoutSeconds == null) {
            timeoutSeconds = TIMEOUT_S;
        }
        if (timeoutSeconds < 1) {
            throw new ParameterException(spec().commandLine(), "--timeout is at least 1 second.");
        }
    }

    private String word() {
        return isOffline ? OfflineFlatten.WORD : WORD;
    }

    private String next() {
        return isOffline
                ? offline().command(isThroughKill)
                : "dragon flatten " + whom.flag() + (isThroughKill ? " --through-kill" : "")
                        + " --confirm FLATTEN --reason \"...\"";
    }

    private OfflineFlatten.Order offline() {
        return new OfflineFlatten.Order(whom.account, symbols, isThroughKill, reason(), isJson);
    }

    @Override
    ExitCode runWithoutEngine() throws Exception {
        if (!isOffline) {
            return null;
        }
        final OfflineFlatten flatten =
                new OfflineFlatten(lane(), laneName(), offline(), exchange, System.getenv(), out(), err());
        return flatten.run(() -> {
            if (confirm == null) {
                askForTheWord(OfflineFlatten.WORD, next());
            }
        });
    }

    @Override
    String withoutNames() {
        return super.withoutNames() + ", or with --all";
    }

    @Override
    void act(final Commander engine) throws Exception {
        final Scope scope = Scope.of(this, whom.scope());
        if (confirm == null) {
            askForTheWord(WORD, next());
        }
        final long commandId = CommandClient.newCommandId();
        final CommandAnswer answer = engine.flatten(scope, commandId, isThroughKill);
        if (!isJson) {
            out().printf(
                            Locale.ROOT,
                            "FLATTEN %s (bots: %d)   effective in %.2f ms%n",
                            scope.text(),
                            answer.createdId(),
                            answer.measuredMicros() / 1000.0);
            out().flush();
        }
        if (!answer.detail().isEmpty()) {
            err().println("PARTLY: " + answer.detail());
            endWith(ExitCode.PARTLY_DONE);
        }
        if (answer.createdId() == 0) {
            tell(scope, answer, List.of());
            return;
        }
        if (!isWaiting) {
            tell(scope, answer, List.of());
            if (!isJson) {
                err().println("Next: dragon events --follow, or dragon status");
            }
            return;
        }
        follow(scope, answer, commandId);
    }

    /** What became of one bot, as its events tell. */
    private static final class Progress {
        private final int botId;
        private final List<String> steps = new ArrayList<>();
        private String ending = "";
        private String detail = "";
        private long beganNs;
        private long endedNs;
        private int closes;

        private Progress(final int botId) {
            this.botId = botId;
        }
    }

    private void follow(final Scope scope, final CommandAnswer answer, final long commandId) {
        final Map<Integer, Progress> bots = new TreeMap<>();
        final boolean isOver;
        try {
            isOver = watch(bots, answer.createdId(), commandId);
        } catch (final SQLException | Failure e) {
            tell(scope, answer, List.copyOf(bots.values()));
            throw new Failure(
                    ExitCode.TIMED_OUT,
                    "The flatten was begun and goes on; how it ends cannot be read from " + lane().snapshots() + " ("
                            + e.getMessage() + ").",
                    "dragon doctor, then dragon status",
                    e);
        }
        tell(scope, answer, List.copyOf(bots.values()));
        if (!isOver) {
            throw new Failure(
                    ExitCode.TIMED_OUT,
                    "Not over after " + timeoutSeconds + " s; the flatten goes on.",
                    "dragon status, dragon events --follow");
        }
        final long failed = bots.values().stream()
                .filter(bot -> !bot.ending.equals("flatten_completed"))
                .count();
        if (failed > 0) {
            endWith(failed == bots.size() ? ExitCode.REFUSED : ExitCode.PARTLY_DONE);
            err().println("Next: dragon positions, dragon orders, then the same command again");
        }
    }

    /** Notes what the events tell until all bots have ended; false where that was not in time. */
    private boolean watch(final Map<Integer, Progress> bots, final long botCount, final long commandId)
            throws SQLException {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        boolean isOver = false;
        final LaneDirectory lane = lane();
        try (SnapshotReader reader = ReadingVerb.open(lane, laneName())) {
            long afterSequence = 0;
            long sinceNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - 60_000);
            while (!isOver && System.nanoTime() - deadlineNs < 0) {
                final List<Event> events = reader.events(new EventFilter(0, "", afterSequence, sinceNs, EVENTS_MAX));
                for (final Event event : events) {
                    afterSequence = Math.max(afterSequence, event.sequence());
                    note(bots, event, commandId);
                }
                isOver = bots.size() >= botCount && bots.values().stream().noneMatch(bot -> bot.ending.isEmpty());
                if (!isOver) {
                    LockSupport.parkNanos(POLL_NS);
                }
            }
        }
        return isOver;
    }

    private void note(final Map<Integer, Progress> bots, final Event event, final long commandId) {
        final String code = event.code().toLowerCase(Locale.ROOT);
        if (!code.startsWith("flatten_")) {
            return;
        }
        if (code.equals("flatten_started") && event.referenceId() == commandId) {
            final Progress bot = new Progress(event.botId());
            bot.beganNs = event.atNs();
            bots.put(event.botId(), bot);
        }
        final Progress bot = bots.get(event.botId());
        if (bot == null || !bot.ending.isEmpty()) {
            return;
        }
        final double seconds = (event.atNs() - bot.beganNs) / NS_PER_SECOND;
        switch (code) {
            case "flatten_cancel_summary" -> step(bot, "[1/4] ours cancelled            " + event.detail(), seconds);
            case "flatten_position_close" -> {
                bot.closes++;
                step(
                        bot,
                        "[2/4] leg closed, reduce-only   " + event.leg() + " " + Decimals.of(event.quantityE8()),
                        seconds);
            }
            case "flatten_close_failed", "flatten_cancel_failed" -> step(bot, "      " + code, seconds);
            case "flatten_completed" -> {
                step(bot, "[3/4] nothing of ours is open   closes sent: " + bot.closes, seconds);
                step(bot, "[4/4] venue confirms zero       " + event.detail(), seconds);
                end(bot, code, event);
            }
            case "flatten_failed", "flatten_incomplete" -> end(bot, code, event);
            default -> {
                // Requested and started are told with the command itself.
            }
        }
    }

    private static void end(final Progress bot, final String code, final Event event) {
        bot.ending = code;
        bot.detail = event.detail();
        bot.endedNs = event.atNs();
    }

    private void step(final Progress bot, final String text, final double seconds) {
        final String line = String.format(Locale.ROOT, "%-64s %6.2f s", text, seconds);
        bot.steps.add(line);
        if (!isJson) {
            out().println(" #" + bot.botId + " " + line);
            out().flush();
        }
    }

    private void tell(final Scope scope, final CommandAnswer answer, final List<Progress> bots) {
        if (isJson) {
            final Map<String, Object> document = new LinkedHashMap<>();
            document.put("schema", "dragon/flatten/1");
            document.put("scope", scope.text());
            document.put("bots", answer.createdId());
            document.put("leftAlone", answer.detail());
            document.put("effectiveMicros", answer.measuredMicros());
            document.put(
                    "endings", bots.stream().map(bot -> (Object) ending(bot)).toList());
            Report.printJson(out(), document);
            return;
        }
        final LaneSnapshot snapshot = bots.isEmpty() ? null : lastSnapshot(); // For the names alone.
        for (final Progress bot : bots) {
            final Bot known = snapshot == null ? null : snapshot.bot(bot.botId);
            out().println((bot.ending.equals("flatten_completed") ? "done: " : "NOT FLAT: ")
                    + (known == null ? "#" + bot.botId : known.name()) + " "
                    + (bot.ending.isEmpty() ? "still flattening" : bot.ending) + " " + bot.detail);
        }
        out().flush();
    }

    private static Map<String, Object> ending(final Progress bot) {
        final Map<String, Object> row = new LinkedHashMap<>();
        row.put("bot", bot.botId);
        row.put("ending", bot.ending);
        row.put("detail", bot.detail);
        row.put("seconds", String.format(Locale.ROOT, "%.3f", Math.max(0, bot.endedNs - bot.beganNs) / NS_PER_SECOND));
        row.put("steps", bot.steps);
        return row;
    }
}
