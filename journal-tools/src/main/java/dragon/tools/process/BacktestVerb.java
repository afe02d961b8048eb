package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.botfile.BotFile;
import dragon.engine.botfile.BotSettings;
import dragon.tools.backtest.report.BacktestResult;
import dragon.tools.backtest.report.ReportFiles;
import dragon.tools.backtest.report.Summary;
import dragon.tools.backtest.run.BacktestPlan;
import dragon.tools.backtest.run.ProgressMeter;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dragon backtest}: a bot over recorded candles. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Run a bot over recorded candles and report what it would have done.",
        footer = {
            "",
            "Examples:",
            "  dragon backtest --candles btc_1m.csv.gz --config presets/percent-ladder.toml",
            "  dragon backtest --candles btc_1m.csv.gz --config bots.d/btc.toml --from 2025-05-10 --fills paper --report out",
            "  dragon backtest --candles btc_1m.csv.gz --config bots.d/btc.toml --set ladder.max_entries=4 --json"
        })
final class BacktestVerb implements Callable<Integer> {
    @Mixin
    private BacktestOptions options;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any setting by its key, as ladder.max_entries=5.")
    private Map<String, String> set = Map.of();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write summary, trades, equity (CSV, JSON) and report.html there.")
    private Path report;

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final BotSettings bot = BotFile.read(options.config(), set, BotFile.Purpose.TEST);
        final BacktestPlan plan =
                BacktestPlan.of(bot, options.readCandles(), options.fills(), options.assumptions(spec.commandLine()));
        final PrintWriter err = spec.commandLine().getErr();
        final ProgressMeter progress = new ProgressMeter(err, System.console() != null, "candles", plan.barCount());
        final BacktestResult result = plan.run(progress::done);
        progress.end();
        final Map<String, Object> summary = Summary.of(result).figures();
        if (report != null) {
            new ReportFiles(result).write(report, summary);
        }
        print(result, summary);
        if (report != null) {
            err.println("Next: open " + report.resolve("report.html").toAbsolutePath());
            err.flush();
        }
        return ExitStatus.DONE;
    }

    private void print(final BacktestResult result, final Map<String, Object> summary) {
        final PrintWriter out = spec.commandLine().getOut();
        final long perSecond = (long) (result.equity().size() * 1e9 / Math.max(1, result.elapsedNs()));
        if (isJson) {
            final Map<String, Object> document = new LinkedHashMap<>();
            document.put("schema", "dragon/backtest/1");
            document.put("bot", result.bot().name());
            document.put("candles", options.candleFile().toString());
            document.put("fills", result.fillMode());
            document.put("elapsedMs", result.elapsedNs() / 1_000_000L);
            document.put("candlesPerSecond", perSecond);
            document.put("summary", summary);
            if (!result.metrics().isEmpty()) {
                final Map<String, Object> metrics = new LinkedHashMap<>();
                result.metrics().forEach((name, value) -> metrics.put(name, figure(value)));
                document.put("metrics", metrics);
            }
            JsonOutput.document(out, document);
            return;
        }
        summary.forEach((name, value) -> out.printf("%-18s %s%n", name, text(value)));
        out.flush();
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%,d candles in %.2f s (%,d /s), fills: %s%n",
                        result.equity().size(),
                        result.elapsedNs() / 1e9,
                        perSecond,
                        result.fillMode());
    }

    /** A figure as a text that no reader rounds; null where there is none. */
    private static String figure(final double value) {
        return Double.isNaN(value) ? null : Double.toString(value);
    }

    static String text(final Object value) {
        if (value == null) {
            return "-";
        }
        return value instanceof final BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }
}
