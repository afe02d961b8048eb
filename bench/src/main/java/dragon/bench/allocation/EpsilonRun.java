package dragon.bench.allocation;

import dragon.bench.report.Report;
import dragon.bench.rig.Rig;
import dragon.bench.start.Child;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM whose collector never collects, with a heap of 256 MB, and an engine in it for so many inputs: it ends well only
 * if there is next to no garbage.
 */
public final class EpsilonRun {
    private static final int BOTS = 16;
    private static final long EVENTS_A_DAY = 20_000_000;
    private static final List<String> FLAGS =
            List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xms256m", "-Xmx256m");

    private EpsilonRun() {}

    /** Runs it as a child and adds what it found to the report. */
    public static void run(final Report report, final Path directory, final long events) throws Exception {
        final List<String> command = new ArrayList<>(Child.java(FLAGS));
        command.add(EpsilonRun.class.getName());
        command.add(directory.toString());
        command.add(Long.toString(events));
        final Child.Outcome outcome = Child.run(command);
        report.figure("epsilonEvents", events).figure("epsilonCompleted", outcome.status() == 0);
        report.line("  Epsilon GC, 256 MB, %,d inputs: %s", events, outcome.lastLine());
        if (outcome.status() != 0) {
            report.refuse("the run under Epsilon GC did not complete: " + outcome.text());
        }
    }

    /** The child: directory, inputs. */
    public static void main(final String[] args) throws Exception {
        final long events = Long.parseLong(args[1]);
        long done = 0;
        long usedAtStart = 0;
        final Workload[] kinds = Workload.values();
        try (Rig rig =
                Rig.trading(Path.of(args[0]), ChronicleJournalConfig.standard(), BOTS, Workload.FAST_INTERVAL_NS)) {
            rig.clock().countReadings();
            rig.watchOrders();
            long today = 0;
            for (int i = 0; done < events; i++) {
                final long inputs = kinds[i % kinds.length].batch(rig, BOTS);
                done += inputs;
                today += inputs;
                if (today
                        >= EVENTS_A_DAY) { // The file of the day before is closed and may go: the disk is not measured.
                    today = 0;
                    rig.startNextDay(TimeUnit.DAYS.toNanos(1));
                }
                if (usedAtStart == 0 && done > events / 10) {
                    usedAtStart = used();
                }
            }
            System.out.printf(
                    "completed; heap used %,d KiB, of it %,d KiB in the last nine tenths of the inputs%n",
                    used() / 1024, (used() - usedAtStart) / 1024);
        }
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
