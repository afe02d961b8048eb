package dragon.bench.start;

import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.bench.rig.Rig;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.EngineMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts the engine's process on a fresh lane, again and again, and looks from outside when its first record is in the
 * journal. Beside it an empty JVM, and the engine with an archive of its classes.
 */
public final class ColdStart {
    private static final long START_NS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NS = 100_000;
    private static final double FOREIGN_CORES_MAX = 0.25;
    private static final int AOT_CACHE_JDK = 24;
    private static final List<String> ENGINE_FLAGS =
            List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-XX:-UsePerfData");

    private ColdStart() {}

    /** Measures so many starts of each kind, taking turns. */
    public static Report run(final Path directory, final int starts) throws Exception {
        Files.createDirectories(directory);
        final Path home = Files.createTempDirectory(directory, "start-");
        final Report report = new Report("start");
        final double[] empty = new double[starts];
        final double[] plain = new double[starts];
        final double[] archived = new double[starts];
        try {
            final List<String> archive = archive(home);
            final Neighbours neighbours = new Neighbours();
            for (int i = 0; i < starts; i++) {
                empty[i] = emptyMs();
                plain[i] = engineMs(home, "plain-" + i, List.of());
                archived[i] = archive.isEmpty() ? Double.NaN : engineMs(home, "archived-" + i, archive);
            }
            report.line("process start to first record in the journal, ms, %d starts each", starts);
            row(report, "emptyJvm", "empty JVM, to its end", empty);
            row(report, "plain", "engine", plain);
            if (archive.isEmpty()) {
                report.line("  no archive of classes could be made with this JVM");
            } else {
                row(report, "archived", "engine with " + archive.get(0).replaceAll("=.*", ""), archived);
            }
            report.line("row 16: targets 800 ms, with an archive 400 ms");
            report.neighbours(neighbours, FOREIGN_CORES_MAX);
        } finally {
            Rig.delete(home);
        }
        return report;
    }

    private static void row(final Report report, final String name, final String text, final double[] ms) {
        final double[] sorted = ms.clone();
        Arrays.sort(sorted);
        final double median = sorted[sorted.length / 2];
        report.figure(name + "MsMedian", median)
                .figure(name + "MsMin", sorted[0])
                .figure(name + "MsMax", sorted[sorted.length - 1]);
        report.line("  %-42s median %6.0f   min %6.0f   max %6.0f", text, median, sorted[0], sorted[sorted.length - 1]);
    }

    private static double emptyMs() throws Exception {
        final List<String> command = new ArrayList<>(Child.java(List.of("-XX:-UsePerfData")));
        command.add(EmptyJvm.class.getName());
        final long startNs = System.nanoTime();
        Child.run(command);
        return (System.nanoTime() - startNs) / 1e6;
    }

    private static double engineMs(final Path home, final String lane, final List<String> flags) throws Exception {
        final Path output = home.resolve(lane + ".out");
        final ProcessBuilder builder = new ProcessBuilder(command(home, lane, flags))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        final long startNs = System.nanoTime();
        final Process process = builder.start();
        try (JournalReader reader =
                ChronicleJournal.reader(LaneDirectory.of(home, lane).journal())) {
            while (!reader.poll((buffer, offset, length) -> {})) {
                if (!process.isAlive() || System.nanoTime() - startNs > START_NS_MAX) {
                    throw new IllegalStateException("the engine did not start: " + Files.readString(output));
                }
                LockSupport.parkNanos(LOOK_NS);
            }
            return (System.nanoTime() - startNs) / 1e6;
        } finally {
            stop(process);
        }
    }

    private static List<String> command(final Path home, final String lane, final List<String> flags) {
        final List<String> all = new ArrayList<>(ENGINE_FLAGS);
        all.addAll(flags);
        final List<String> command = new ArrayList<>(Child.java(all));
        command.addAll(List.of(EngineMain.class.getName(), "--home", home.toString(), "--lane", lane, "--mode", "sim"));
        return command;
    }

    private static void stop(final Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Flags that start the engine with an archive made by a run of it; empty if this JVM makes none. */
    private static List<String> archive(final Path home) throws Exception {
        final boolean isAot = Runtime.version().feature() >= AOT_CACHE_JDK;
        final Path file = home.resolve(isAot ? "engine.aot" : "engine.jsa");
        final String make = isAot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
        engineThatExits(home, List.of(make + file));
        if (!Files.exists(file)) {
            return List.of();
        }
        return List.of((isAot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
    }

    /** The archive is written by an ordinary exit, which a signal is not here: a halt ends the engine's process. */
    private static void engineThatExits(final Path home, final List<String> flags)
            throws IOException, InterruptedException {
        final List<String> all = new ArrayList<>(ENGINE_FLAGS);
        all.addAll(flags);
        final List<String> command = new ArrayList<>(Child.java(all));
        command.addAll(List.of(TrainingRun.class.getName(), home.toString()));
        Child.run(command);
    }
}
