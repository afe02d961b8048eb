package dragon.bench.report;

import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** The summary of a run for people: a line for each figure and for each thing {@code found}, then all of it as one line of JSON. */
public final class SummaryTable {
    private SummaryTable() {}

    /** Prints it. */
    public static void print(final PrintWriter out, final Map<String, Object> summary) {
        summary.forEach((name, value) -> {
            if (!(value instanceof List)) {
                out.printf("%-26s %s%n", name, value);
            }
        });
        for (final Object found : (List<?>) summary.get("found")) {
            out.println("VIOLATION  " + found);
        }
        JsonOutput.line(out, summary);
        out.println();
    }
}
