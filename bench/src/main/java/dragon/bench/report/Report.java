package dragon.bench.report;

import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one benchmark found: figures by name, lines for people, the bounds that were missed, and the reasons to refuse it all. */
public final class Report {
    private final String benchmark;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> misses = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private Map<String, Object> machine = Map.of();

    /** Of the benchmark with this name. */
    public Report(final String benchmark) {
        this.benchmark = benchmark;
    }

    /** Adds a figure. */
    public Report figure(final String name, final Object value) {
        figures.put(name, value instanceof final Double number ? decimal(number) : value);
        return this;
    }

    private static Object decimal(final double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(4, RoundingMode.HALF_EVEN).stripTrailingZeros()
                : String.valueOf(value);
    }

    /** Adds a line for people. */
    public Report line(final String format, final Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
        return this;
    }

    /** Adds a bound of the caller's that the figures, which are to be believed, do not keep. */
    public Report miss(final String format, final Object... values) {
        misses.add(String.format(Locale.ROOT, format, values));
        return this;
    }

    /** Adds a reason not to believe the figures. */
    public Report refuse(final String reason) {
        refusals.add(reason);
        return this;
    }

    /** Adds reasons not to believe the figures. */
    public Report refuse(final List<String> reasons) {
        refusals.addAll(reasons);
        return this;
    }

    /** Where it was measured. */
    public Report machine(final Map<String, Object> facts) {
        machine = facts;
        return this;
    }

    /** Adds what others did to the machine meanwhile; more than the bound is a reason to refuse. */
    public Report neighbours(final Neighbours neighbours, final double foreignCoresMax) {
        final double foreign = neighbours.foreignCores();
        figure("foreignCores", foreign);
        figure("stolenCores", neighbours.stolenCores());
        line("neighbours: %.2f cores used by others, %.2f taken by the host", foreign, neighbours.stolenCores());
        if (foreign > foreignCoresMax) {
            refuse(String.format(
                    Locale.ROOT,
                    "other processes used %.0f %% of a core, at most %.0f %% is bearable",
                    foreign * 100,
                    foreignCoresMax * 100));
        }
        return this;
    }

    public Object value(final String name) {
        return figures.get(name);
    }

    /** The bounds that were missed. */
    public List<String> misses() {
        return misses;
    }

    public List<String> refusals() {
        return refusals;
    }

    /** All of it, for programs. */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "dragon/bench/1");
        json.put("benchmark", benchmark);
        json.put("accepted", refusals.isEmpty());
        json.put("refusals", refusals);
        json.put("missed", misses);
        json.put("figures", figures);
        json.put("machine", machine);
        return json;
    }

    /** All of it, for people; the figures of a refused run only if they are wanted all the same. */
    public void print(final PrintWriter out, final boolean isAnyway) {
        if (refusals.isEmpty() || isAnyway) {
            lines.forEach(out::println);
            misses.forEach(miss -> out.println("MISSED: " + miss));
        }
        for (final String refusal : refusals) {
            out.println("REFUSED: " + refusal);
        }
        if (!refusals.isEmpty() && !isAnyway) {
            out.println("The figures are not to be believed, so they are not shown."
                    + " Next: wait until the machine is quiet, or --anyway.");
        }
        machine.forEach((name, value) -> out.println("  " + name + ": " + value));
        out.flush();
    }

    /** Keeps it next to the histograms. */
    public void write(final Path directory, final String stamp) {
        try {
            Files.createDirectories(directory);
            final Path file = directory.resolve(benchmark + "-" + stamp + ".json");
            try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
                JsonOutput.document(out, json());
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
