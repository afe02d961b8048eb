package dragon.monitor.cli;

import dragon.engine.protocol.EventCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Verb {@code help}: verbs by occasion, topics, or the help of one verb. */
@Command(name = "help", description = "Verbs by occasion; help of a verb; topics: exit-codes, events, files, keys.")
final class HelpCommand extends Verb {
    private static final List<String> TOPICS = List.of("overview", "exit-codes", "events", "files", "keys");

    /** Verbs that the launcher gives processes of their own. */
    static final List<String> PROCESS_VERBS = List.of(
            "engine",
            "gateway",
            "snapshotter",
            "sim",
            "replay",
            "explain",
            "journal",
            "backup",
            "retention",
            "backtest",
            "sweep",
            "simulate",
            "bench",
            "smoke");

    @Parameters(arity = "0..2", paramLabel = "VERB or TOPIC")
    private List<String> names = List.of();

    @Override
    ExitCode run() {
        final String name = names.isEmpty() ? "overview" : names.get(0);
        if (TOPICS.contains(name)) {
            out().print(topic(name));
            out().flush();
            return ExitCode.DONE;
        }
        if (PROCESS_VERBS.contains(name)) {
            out().println("'" + name + "' is a process of its own: dragon " + name + " --help");
            out().flush();
            return ExitCode.DONE;
        }
        CommandLine command = spec().root().commandLine();
        for (final String each : names) {
            final CommandLine found = command.getSubcommands().get(each);
            if (found == null) {
                final String nearest = Names.nearest(
                        each, command.getSubcommands().keySet().stream().toList());
                throw new Failure(
                        ExitCode.USAGE,
                        "No verb or topic '" + each + "'" + (nearest == null ? "" : ": did you mean " + nearest + "?"),
                        "dragon help");
            }
            command = found;
        }
        command.usage(out());
        out().flush();
        return ExitCode.DONE;
    }

    static String topic(final String name) {
        return switch (name) {
            case "exit-codes" -> exitCodes();
            case "events" -> events();
            case "files" -> FILES;
            case "keys" -> KEYS;
            default -> OVERVIEW;
        };
    }

    private static String exitCodes() {
        return Arrays.stream(ExitCode.values())
                .map(code -> String.format("%4d  %s%n", code.status(), code.meaning()))
                .collect(Collectors.joining(
                        "", "How a verb ends\n", "\n8 is not 12: after 8 nobody may assume that nothing happened.\n"));
    }

    private static String events() {
        return Arrays.stream(EventCode.values())
                .filter(code -> code != EventCode.NULL_VAL)
                .map(code ->
                        String.format("%4d  %s%n", code.value(), code.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("", "Codes of events, never renamed\n", ""));
    }

    private static final String OVERVIEW =
            """
            dragon - deterministic live trading engine for WOO X perpetuals

            Start here
              dragon demo                       everything at once on this machine, against a simulated venue
              dragon doctor                     check machine, disk, clock, lane
              dragon run --venue sim            engine, gateway and snapshotter against a simulated venue
              dragon monitor                    watch (read only)

            Every day    status  events  orders  positions  plan  apply  bot  account  live  lanes  lease  ledger
            Emergency    halt  kill  panic  flatten  release
            Try out      bot preview  backtest  sweep  simulate
            Afterwards   explain  replay  journal
            Keep         backup  retention
            Prove        smoke
            Processes    engine  gateway  snapshotter  sim  bench  systemd
            More         dragon help <verb>     dragon help exit-codes     dragon help events     dragon help files
            """;

    private static final String FILES =
            """
            $DRAGON_HOME (default ~/.dragon)
              logs/                 what each process said
              backups/<backup>/     lanes as they were, without credentials
              claims/               locks that keep an account out of a second lane; no keys
              lanes/<lane>/         one lane, created as live, dry-run or sim and never changed
                lane.toml           identity: name, mode, format version
                lane.mark           who leads the lane, and its term
                journal/  sealed/   the record of everything that happened; earlier generations
                gateway.ring  command.ring  results.ring   shared memory between the processes
                counters.dat        counters of the engine
                snapshots.db        tables for people, and state images; SQLite
                vault.db            encrypted credentials; only the gateway decrypts them
                paper.books         the paper venue's orders, fills and money; dry-run lanes only
            """;

    private static final String KEYS =
            """
            1-4            overview, bot, accounts, events
            up down  j k   move            enter / esc   open / back
            /              filter; esc clears            space         hold the screen
            [ ]            previous, next lane           :             go to a lane (:lane NAME), a view or a bot
            ?              this list                     q             quit; never touches the engine
            """;
}
