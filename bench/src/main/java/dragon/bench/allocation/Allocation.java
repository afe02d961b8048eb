package dragon.bench.allocation;

import com.sun.management.ThreadMXBean;
import dragon.bench.report.Report;
import dragon.bench.rig.Rig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Bytes that the engine thread allocates per input, by the JVM's own count for that thread, kind by kind.
 *
 * <p>The load runs on the same thread and is counted too: so it allocates nothing either.
 */
public final class Allocation {
    private static final double BYTES_PER_EVENT_MAX = 0.001;
    private static final long WARM_UP_EVENTS = 300_000;
    private static final int BOTS = 16;

    private Allocation() {}

    /**
     * Measures every kind.
     *
     * @param directory for the lane
     * @param journal files
     * @param events of each kind, at least
     */
    public static Report run(final Path directory, final ChronicleJournalConfig journal, final long events)
            throws Exception {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final Report report = new Report("allocation");
        report.line("bytes allocated by the engine thread, %,d inputs of each kind and more", events);
        try (Rig rig = Rig.trading(directory, journal, BOTS, Workload.FAST_INTERVAL_NS)) {
            rig.watchOrders();
            for (final Workload workload : Workload.values()) {
                turn(rig, workload, Math.min(events, WARM_UP_EVENTS));
            }
            for (final Workload workload : Workload.values()) {
                turn(rig, workload, Math.min(events, WARM_UP_EVENTS) / 10);
                final long before = threads.getCurrentThreadAllocatedBytes();
                final long count = turn(rig, workload, events);
                final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                row(report, workload, count, bytes);
            }
            report.refuse(rig.verify());
        }
        return report;
    }

    private static void row(final Report report, final Workload workload, final long count, final long bytes) {
        final double each = (double) bytes / count;
        final String name = workload.name().toLowerCase(java.util.Locale.ROOT);
        report.figure(name + "_events", count).figure(name + "_bytes", bytes).figure(name + "_bytesPerEvent", each);
        report.line(
                "  %-40s %,14d inputs %,10d B  %.5f B an input%s",
                workload.text(), count, bytes, each, each <= BYTES_PER_EVENT_MAX ? "" : "  <- above 0.001");
    }

    static long turn(final Rig rig, final Workload workload, final long events) throws Exception {
        long count = 0;
        while (count < events) {
            count += workload.batch(rig, BOTS);
        }
        return count;
    }
}
