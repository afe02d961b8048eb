package dragon.bench.allocation;

import com.sun.management.ThreadMXBean;
import dragon.bench.report.Report;
import dragon.bench.rig.Rig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.process.EngineCounter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Bytes that the engine thread allocates per input, by the JVM's own count for that thread, kind by kind.
 *
 * <p>The load runs on the same thread and is counted too: so it allocates nothing either. Time passes by readings of the
 * clock, so that the count is the same on a busy machine.
 *
 * <p>What the count shows in a few batches is named. A new day's file of the journal costs the thread some 6 KB, and days
 * pass in the order workloads, whose ended orders must grow old: so those batches are told apart. And when the JVM first
 * compiles a method of a class, the thread that asked for it makes the texts that stand in the class (by the flight
 * recorder without local buffers: strings in frames that store one field): so all kinds take turns until a whole turn was
 * silent but for new files.
 */
public final class Allocation {
    private static final double BYTES_PER_EVENT_MAX = 0.001;

    /** More of the batches than this cannot be the JVM's doing: it makes each thing once. */
    private static final double PART_OF_THE_JVM = 0.01;

    private static final long WARM_UP_EVENTS = 300_000;
    private static final int WARM_UP_TURNS_MAX = 12;
    private static final int BOTS = 16;
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Report report = new Report("allocation");
    private final Rig rig;
    private long count;
    private long bytes;
    private long batches;
    private long batchesNotSilent;
    private long lastNotSilentAt;
    private long newFiles;
    private long newFileBytes;

    private Allocation(final Rig rig) {
        this.rig = rig;
    }

    /**
     * Measures every kind.
     *
     * @param directory for the lane
     * @param journal files
     * @param events of each kind, at least
     */
    public static Report run(final Path directory, final ChronicleJournalConfig journal, final long events)
            throws Exception {
        try (Rig rig = Rig.trading(directory, journal, BOTS, Workload.FAST_INTERVAL_NS)) {
            rig.clock().countReadings();
            rig.watchOrders();
            return new Allocation(rig).measure(events);
        }
    }

    private Report measure(final long events) throws Exception {
        final long warmUp = Math.min(events, WARM_UP_EVENTS);
        report.line("bytes allocated by the engine thread, %,d inputs of each kind and more", events);
        int turns = 0;
        boolean isSilent = false;
        while (!isSilent && turns < WARM_UP_TURNS_MAX) {
            isSilent = true;
            for (final Workload workload : Workload.values()) {
                turn(workload, warmUp);
                isSilent &= bytes == newFileBytes;
            }
            turns++;
        }
        report.figure("warmUpTurns", turns).figure("warmUpEndedSilent", isSilent);
        report.line(
                "  warmed up in %d turns of %,d inputs of each kind; the last one %s",
                turns, warmUp, isSilent ? "allocated nothing" : "was not silent yet");
        for (final Workload workload : Workload.values()) {
            turn(workload, events);
            row(workload);
        }
        return report.refuse(rig.verify());
    }

    private void turn(final Workload workload, final long events) throws Exception {
        count = 0;
        bytes = 0;
        batches = 0;
        batchesNotSilent = 0;
        lastNotSilentAt = 0;
        newFiles = 0;
        newFileBytes = 0;
        long day = day();
        long before = threads.getCurrentThreadAllocatedBytes();
        while (count < events) {
            count += workload.batch(rig, BOTS);
            batches++;
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            final long today = day();
            if (today != day) {
                day = today;
                newFiles++;
                newFileBytes += allocated;
            } else if (allocated > 0) {
                batchesNotSilent++;
                lastNotSilentAt = count;
            }
            bytes += allocated;
            before += allocated;
        }
    }

    private long day() {
        return rig.counter(EngineCounter.ENGINE_TIME_NS) / DAY_NS;
    }

    private void row(final Workload workload) {
        final double each = (double) (bytes - newFileBytes) / count;
        final boolean isMet = each <= BYTES_PER_EVENT_MAX;
        final String name = workload.name().toLowerCase(java.util.Locale.ROOT);
        report.figure(name + "_events", count)
                .figure(name + "_bytes", bytes)
                .figure(name + "_bytesPerEvent", each)
                .figure(name + "_newFiles", newFiles)
                .figure(name + "_newFileBytes", newFileBytes)
                .figure(name + "_batches", batches)
                .figure(name + "_batchesNotSilent", batchesNotSilent)
                .figure(name + "_lastNotSilentAt", lastNotSilentAt)
                .figure(name + "_met", isMet);
        report.line(
                "  %-40s %,14d inputs %,8d B  %.5f B an input  %s",
                workload.text(), count, bytes - newFileBytes, each, isMet ? "met" : "MISSED (0.001)");
        if (newFiles > 0) {
            report.line("      and %,d B in the %,d batches in which a new day's file began", newFileBytes, newFiles);
        }
        if (batchesNotSilent > 0) {
            report.line(
                    "      in %,d of %,d batches, the last at input %,d; all others 0 B: %s",
                    batchesNotSilent,
                    batches,
                    lastNotSilentAt,
                    batchesNotSilent <= batches * PART_OF_THE_JVM
                            ? "texts of classes, which the JVM makes once when it compiles"
                            : "too many for the JVM, so it is ours");
        }
    }
}
