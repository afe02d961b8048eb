package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.botfile.BotFile;
import dragon.engine.botfile.BotKey;
import dragon.tools.backtest.report.CandleSeries;
import dragon.tools.backtest.report.Summary;
import dragon.tools.backtest.run.Assumptions;
import dragon.tools.backtest.run.BacktestPlan;
import dragon.tools.backtest.run.ProgressMeter;
import dragon.tools.backtest.run.SweepGrid;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon sweep}: the same backtest for every combination of some settings, on all cores. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Backtest every combination of some settings, on all cores, and rank them.",
        footer = {
            "",
            "Examples:",
            "  dragon sweep --candles btc_1m.csv.gz --config presets/percent-ladder.toml \\",
            "      --set ladder.base_deviation_pct=0.5,0.7,0.9 --set take_profit.pct=0.3,0.5",
            "  dragon sweep --candles btc_1m.csv.gz --config bots.d/btc.toml --fills paper --set timeframe=5m,15m,1h \\",
            "      --sort maxDrawdownPct --ascending --top 10 --csv sweep.csv"
        })
final class SweepVerb implements Callable<Integer> {
    private static final int POINTS_MAX = 100_000;

    /** Figures that a table has room for. */
    private static final List<String> SHOWN = List.of(
            "netUsd",
            "netPct",
            "feesUsd",
            "trades",
            "cycles",
            "winRatePct",
            "maxDrawdownPct",
            "exposurePct",
            "timeInMarketPct");

    @Mixin
    private BacktestOptions options;

    @Option(
            names = "--set",
            paramLabel = "KEY=A,B,C",
            required = true,
            description = "Values of a setting to try; once for each key.")
    private Map<String, String> set = Map.of();

    @Option(
            names = "--sort",
            paramLabel = "FIGURE",
            defaultValue = "netUsd",
            description = "Figure of the summary to rank by; default netUsd.")
    private String sort;

    @Option(names = "--ascending", description = "The smallest first.")
    private boolean isAscending;

    @Option(names = "--top", paramLabel = "N", description = "Show so many; default all.")
    private int top = Integer.MAX_VALUE;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one for each core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--csv", paramLabel = "FILE", description = "Write all results there too.")
    private Path csv;

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    /** One combination and what came out. */
    private record Outcome(Map<String, String> point, Summary summary) {}

    @Override
    public Integer call() throws InterruptedException {
        final List<Map<String, String>> points = SweepGrid.of(values());
        if (points.size() > POINTS_MAX || threads < 1 || top < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    points.size() > POINTS_MAX
                            ? "--set: " + points.size() + " combinations, at most " + POINTS_MAX + "."
                            : "--threads and --top are at least 1.");
        }
        final CandleSeries market = options.readCandles();
        final Assumptions assumptions = options.assumptions(spec.commandLine());
        final List<BacktestPlan> plans = new ArrayList<>();
        for (final Map<String, String> point : points) { // All are checked before the first is run.
            plans.add(BacktestPlan.of(
                    BotFile.read(options.config(), point, BotFile.Purpose.TEST), market, options.fills(), assumptions));
        }
        final List<Outcome> outcomes = run(points, plans);
        if (!outcomes.get(0).summary().figures().containsKey(sort)) {
            throw unknownFigure(outcomes.get(0).summary().figures());
        }
        final Comparator<Outcome> order =
                Comparator.comparingDouble(outcome -> outcome.summary().number(sort));
        outcomes.sort(isAscending ? order : order.reversed());
        if (csv != null) {
            write(outcomes);
        }
        print(outcomes.subList(0, Math.min(top, outcomes.size())), points.size());
        return ExitStatus.DONE;
    }

    private Map<String, List<String>> values() {
        final Map<String, List<String>> values = new LinkedHashMap<>();
        set.forEach((key, text) -> {
            final List<String> each = List.of(text.split(","));
            if (text.isBlank() || each.stream().anyMatch(String::isBlank)) {
                throw new ParameterException(
                        spec.commandLine(), "--set " + key + ": a value is missing in '" + text + "'.");
            }
            values.put(key, each);
        });
        return values;
    }

    private List<Outcome> run(final List<Map<String, String>> points, final List<BacktestPlan> plans)
            throws InterruptedException {
        final ProgressMeter progress =
                new ProgressMeter(spec.commandLine().getErr(), System.console() != null, "backtests", plans.size());
        final AtomicInteger done = new AtomicInteger();
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            final List<Future<Summary>> results = new ArrayList<>();
            for (final BacktestPlan plan : plans) {
                results.add(pool.submit(() -> {
                    final Summary summary = Summary.of(plan.run(bar -> {}));
                    progress.done(done.incrementAndGet());
                    return summary;
                }));
            }
            final List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                outcomes.add(new Outcome(points.get(i), results.get(i).get()));
            }
            return outcomes;
        } catch (final ExecutionException e) {
            throw e.getCause() instanceof final OperatorException failure
                    ? failure
                    : new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
            progress.end();
        }
    }

    private ParameterException unknownFigure(final Map<String, Object> figures) {
        final String nearest = BotKey.nearest(sort, figures.keySet());
        return new ParameterException(
                spec.commandLine(),
                "--sort: no figure '" + sort + "'" + (nearest.isEmpty() ? "." : "; the nearest is '" + nearest + "'."));
    }

    private void print(final List<Outcome> outcomes, final int all) {
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            final Map<String, Object> document = new LinkedHashMap<>();
            document.put("schema", "dragon/sweep/1");
            document.put("candles", options.candleFile().toString());
            document.put("config", options.config().toString());
            document.put("combinations", all);
            document.put("sortedBy", sort);
            document.put("results", outcomes.stream().map(SweepVerb::json).toList());
            JsonOutput.document(out, document);
            return;
        }
        final List<String> columns = new ArrayList<>(outcomes.get(0).point().keySet());
        columns.addAll(SHOWN);
        if (!columns.contains(sort)) {
            columns.add(sort);
        }
        final List<List<String>> rows = new ArrayList<>();
        rows.add(columns);
        outcomes.forEach(outcome ->
                rows.add(columns.stream().map(column -> cell(outcome, column)).toList()));
        final boolean isTerminal = System.console() != null;
        for (final List<String> row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                final int at = i;
                final int width = isTerminal
                        ? rows.stream()
                                .mapToInt(each -> each.get(at).length())
                                .max()
                                .orElse(0)
                        : 0;
                line.append(i == 0 ? "" : isTerminal ? "  " : "\t")
                        .append(" ".repeat(Math.max(0, width - row.get(i).length())))
                        .append(row.get(i));
            }
            out.println(line);
        }
        out.flush();
    }

    private static String cell(final Outcome outcome, final String column) {
        final String value = outcome.point().get(column);
        return value != null
                ? value
                : BacktestVerb.text(outcome.summary().figures().get(column));
    }

    private static Map<String, Object> json(final Outcome outcome) {
        final Map<String, Object> row = new LinkedHashMap<>();
        row.put("settings", outcome.point());
        row.put("summary", outcome.summary().figures());
        return row;
    }

    private void write(final List<Outcome> outcomes) {
        final List<String> columns = new ArrayList<>(outcomes.get(0).point().keySet());
        columns.addAll(outcomes.get(0).summary().figures().keySet());
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(csv))) {
            out.println(String.join(",", columns));
            outcomes.forEach(outcome -> out.println(String.join(
                    ",", columns.stream().map(column -> cell(outcome, column)).toList())));
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot write " + csv + ": " + e.getMessage()
                            + ". The sweep itself is done. Next: name another file",
                    e);
        }
    }
}
