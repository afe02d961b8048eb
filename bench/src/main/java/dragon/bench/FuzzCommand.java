package dragon.bench;

import dragon.bench.fuzz.Fuzz;
import dragon.engine.ExitStatus;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon bench fuzz}. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Damage messages of the venue by the million and run them through every parser of the gateway: no"
                + " error may escape, no number may change, no message may take long.",
        footer = {
            "",
            "Examples:",
            "  dragon bench fuzz --messages 10000000 --jobs 2 --json",
            "  dragon bench fuzz --parser orders --first 1234567 --messages 1 --seed 1    one message again",
            "",
            "Exit status: 0 all held, 10 something did not: parser, seed and message index are printed."
        })
final class FuzzCommand implements Callable<Integer> {
    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "For each parser; default 10000000.")
    private long messages;

    @Option(names = "--first", paramLabel = "N", defaultValue = "0", description = "Index of the first one; default 0.")
    private long first;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of all damage; default 1.")
    private long seed;

    @Option(names = "--jobs", paramLabel = "J", defaultValue = "1", description = "Threads; default 1.")
    private int jobs;

    @Option(names = "--parser", paramLabel = "NAME", description = "Only this parser; default all of them.")
    private String parser;

    @Option(
            names = "--recorded",
            paramLabel = "DIR",
            description = "Damage the recorded messages below this directory too; default only our own.")
    private Path recorded;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean isJson;

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (messages < 1 || first < 0 || jobs < 1 || jobs > 256) {
            throw new ParameterException(
                    spec.commandLine(), "--messages and --jobs (at most 256) must be above 0, --first not below 0");
        }
        if (parser != null && !Fuzz.parsers().contains(parser)) {
            throw new ParameterException(
                    spec.commandLine(), "unknown parser '" + parser + "', expected one of " + Fuzz.parsers());
        }
        if (recorded != null && !Files.isDirectory(recorded)) {
            throw new ParameterException(spec.commandLine(), "--recorded is '" + recorded + "', which is no directory");
        }
        final PrintWriter out = spec.commandLine().getOut();
        final long startNs = System.nanoTime();
        final Fuzz.Outcome outcome =
                Fuzz.run(new Fuzz.Settings(recorded, seed, first, messages, jobs, parser), result -> {
                    if (!isJson) {
                        print(out, result);
                    }
                });
        final double elapsedS = (System.nanoTime() - startNs) / 1e9;
        if (isJson) {
            JsonOutput.document(out, json(outcome, elapsedS));
        } else {
            outcome.violations().forEach(violation -> print(out, violation));
            out.printf(
                    Locale.ROOT,
                    "%d parsers, %,d messages each, seed %d: %d violations, %.0f s%n",
                    outcome.results().size(),
                    messages,
                    seed,
                    outcome.violations().size(),
                    elapsedS);
        }
        return outcome.violations().isEmpty() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    private static void print(final PrintWriter out, final Fuzz.Result result) {
        out.printf(
                Locale.ROOT,
                "%-20s %,12d messages  %,12d accepted  %,12d refused  mismatches %d  escaped %d  slow %d  %,9.0f/s%n",
                result.parser(),
                result.messages(),
                result.accepted(),
                result.refused(),
                result.mismatches(),
                result.escaped(),
                result.slow(),
                result.messagesPerCpuS());
        out.flush();
    }

    private void print(final PrintWriter out, final Fuzz.Violation violation) {
        out.printf(
                "VIOLATION  %s, message %d: %s%n           message: %s%n           again:   dragon bench fuzz --parser %s"
                        + " --first %d --messages 1 --seed %d%s%n",
                violation.parser(),
                violation.index(),
                violation.what(),
                violation.message(),
                violation.parser(),
                violation.index(),
                seed,
                recorded == null ? "" : " --recorded " + recorded);
    }

    private Map<String, Object> json(final Fuzz.Outcome outcome, final double elapsedS) {
        final List<Map<String, Object>> parsers = new ArrayList<>();
        for (final Fuzz.Result result : outcome.results()) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("parser", result.parser());
            row.put("messages", result.messages());
            row.put("accepted", result.accepted());
            row.put("refused", result.refused());
            row.put("mismatches", result.mismatches());
            row.put("escaped", result.escaped());
            row.put("slow", result.slow());
            row.put("messagesPerCpuSecond", Math.round(result.messagesPerCpuS()));
            parsers.add(row);
        }
        final List<Map<String, Object>> found = new ArrayList<>();
        for (final Fuzz.Violation violation : outcome.violations()) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("parser", violation.parser());
            row.put("index", violation.index());
            row.put("what", violation.what());
            row.put("message", violation.message());
            found.add(row);
        }
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "dragon/bench-fuzz/1");
        json.put("seed", seed);
        json.put("first", first);
        json.put("messagesPerParser", messages);
        json.put("jobs", jobs);
        json.put("elapsedSeconds", Math.round(elapsedS));
        json.put("parsers", parsers);
        json.put("violations", found);
        return json;
    }
}
