package dragon.bench.latency;

import dragon.bench.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Two histograms of one kind of loop: from the schedule, and from the dequeue. */
final class Latencies {
    private static final long NS_MAX = 60_000_000_000L;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final String[] NAMES = {"P50", "P90", "P99", "P999", "P9999"};

    private final String name;
    private final Histogram fromSchedule = empty();
    private final Histogram service = empty();

    Latencies(final String name) {
        this.name = name;
    }

    static Histogram empty() {
        return new Histogram(1, NS_MAX, 3);
    }

    void record(final long dueNs, final long dequeuedNs, final long doneNs) {
        fromSchedule.recordValue(Math.min(NS_MAX, Math.max(1, doneNs - dueNs)));
        service.recordValue(Math.min(NS_MAX, Math.max(1, doneNs - dequeuedNs)));
    }

    void reset() {
        fromSchedule.reset();
        service.reset();
    }

    Histogram fromSchedule() {
        return fromSchedule;
    }

    Histogram service() {
        return service;
    }

    void write(final Report report) {
        row(report, "from schedule", "FromSchedule", fromSchedule);
        row(report, "service", "Service", service);
    }

    private void row(final Report report, final String text, final String suffix, final Histogram histogram) {
        report.figure(name + suffix + "Count", histogram.getTotalCount());
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < PERCENTILES.length; i++) {
            final long ns = histogram.getValueAtPercentile(PERCENTILES[i]);
            report.figure(name + suffix + NAMES[i] + "Ns", ns);
            line.append(String.format(Locale.ROOT, "%12.2f", ns / 1e3));
        }
        report.figure(name + suffix + "MaxNs", histogram.getMaxValue());
        report.line(
                "  %-8s %-14s%s%12.2f%,14d",
                name, text, line, histogram.getMaxValue() / 1e3, histogram.getTotalCount());
    }

    static String heading() {
        return String.format(
                Locale.ROOT,
                "latency, us             %13s%12s%12s%12s%12s%12s%14s",
                "p50",
                "p90",
                "p99",
                "p99.9",
                "p99.99",
                "max",
                "events");
    }

    void write(final Path directory, final String stamp) throws IOException {
        Files.createDirectories(directory);
        write(directory.resolve("latency-" + stamp + "-" + name + "-from-schedule.hgrm"), fromSchedule);
        write(directory.resolve("latency-" + stamp + "-" + name + "-service.hgrm"), service);
    }

    private static void write(final Path file, final Histogram histogram) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, 1.0);
        }
    }
}
