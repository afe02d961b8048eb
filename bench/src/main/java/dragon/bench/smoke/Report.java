package dragon.bench.smoke;

import dragon.bench.smoke.SmokeRun.Outcome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How a run is told, to people and to programs. */
final class Report {
    private Report() {}

    /** One item on one line. */
    static String line(final Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%-4s  %-4s %-34s %2d/%-2d checks  %5.1f s",
                outcome.holds() ? "PASS" : "FAIL",
                outcome.item().number(),
                outcome.item().title(),
                held(outcome),
                outcome.checks().all().size(),
                outcome.ms() / 1_000.0);
    }

    private static long held(final Outcome outcome) {
        return outcome.checks().all().stream().filter(Checks.Check::holds).count();
    }

    /** A table, the checks that do not hold below their item. */
    static void table(final PrintWriter out, final List<Outcome> outcomes, final long ms) {
        for (final Outcome outcome : outcomes) {
            final String figures = outcome.checks().figures().entrySet().stream()
                    .map(figure -> figure.getKey() + " " + figure.getValue())
                    .collect(Collectors.joining(", "));
            out.println(line(outcome) + (figures.isEmpty() ? "" : "  " + figures));
            notSo(out, outcome);
        }
        final long failed =
                outcomes.stream().filter(outcome -> !outcome.holds()).count();
        out.printf(
                Locale.ROOT,
                "%s   %d of %d items   %d checks   %.1f s%n",
                failed == 0 ? "PASS" : "FAIL",
                outcomes.size() - failed,
                outcomes.size(),
                outcomes.stream().mapToLong(Report::held).sum(),
                ms / 1_000.0);
    }

    /** What did not hold of an item; nothing of one that holds. */
    static void notSo(final PrintWriter out, final Outcome outcome) {
        outcome.checks().all().stream()
                .filter(check -> !check.holds())
                .forEach(check -> out.println("           NOT SO: " + check.name() + ": " + check.found()));
    }

    /** One document. */
    static Map<String, Object> document(final List<Outcome> outcomes, final List<Path> kept, final long ms) {
        final Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "dragon/smoke/1");
        document.put("result", result(outcomes.stream().allMatch(Outcome::holds)));
        document.put("ms", ms);
        document.put("lanesKept", kept.stream().map(Path::toString).toList());
        document.put("items", outcomes.stream().map(Report::item).toList());
        return document;
    }

    private static Map<String, Object> item(final Outcome outcome) {
        final Map<String, Object> item = new LinkedHashMap<>();
        item.put("item", outcome.item().number());
        item.put("title", outcome.item().title());
        item.put("result", result(outcome.holds()));
        item.put("ms", outcome.ms());
        item.put("figures", outcome.checks().figures());
        item.put("checks", outcome.checks().all().stream().map(Report::check).toList());
        return item;
    }

    private static Map<String, Object> check(final Checks.Check check) {
        final Map<String, Object> row = new LinkedHashMap<>();
        row.put("check", check.name());
        row.put("result", result(check.holds()));
        row.put("found", check.found());
        return row;
    }

    private static String result(final boolean holds) {
        return holds ? "PASS" : "FAIL";
    }
}
