package dragon.bench.recovery;

import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.bench.rig.Rig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.EngineCounter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A long journal written by the real loop, and the real engine process started on it: with the image that the stop left, and with
 * none. Each start is timed from the fork to the line that says it leads; each engine but the last is killed, so that the next one has
 * a tail to replay. The journal has just been written, so that its files are in the page cache.
 *
 * <p>A launcher is told that somebody supervises it, as that of {@code dragon run} is: it uses the archive of classes if this build has
 * one, and does not begin to make one, which would take a core from the starts that are timed.
 */
public final class Restart {
    private static final int BOTS = 8;
    private static final int STARTS = 3;
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";
    private static final Pattern READY = Pattern.compile("replayed ([\\d,]+) records( after image ([\\d,]+))?");

    /**
     * One start.
     *
     * @param readyS from the fork to its line
     * @param cpuS that its process had used by then, on all cores: what a busy machine does not stretch
     * @param replayed records that it applied
     * @param image sequence of the image that it began with, 0 = none
     * @param isArchived whether its JVM was given an archive of classes
     */
    private record Start(double readyS, double cpuS, long replayed, long image, boolean isArchived) {}

    private final Report report = new Report("restart");
    private final List<String> engine;
    private final double withinS;

    private Restart(final List<String> engine, final double withinS) {
        this.engine = engine;
        this.withinS = withinS;
    }

    /**
     * Measures.
     *
     * @param directory for the lane
     * @param journal files
     * @param records in the journal, at least
     * @param withinS bound of each start with an image, seconds; more is a miss
     * @param engine the beginning of a command that starts one; home and lane are added
     */
    public static Report run(
            final Path directory,
            final ChronicleJournalConfig journal,
            final long records,
            final double withinS,
            final List<String> engine)
            throws Exception {
        return new Restart(engine, withinS).measure(directory, journal, records);
    }

    private Report measure(final Path directory, final ChronicleJournalConfig journal, final long records)
            throws Exception {
        try (Rig rig = Rig.trading(directory, journal, BOTS)) {
            rig.watchOrders();
            final long startNs = System.nanoTime();
            final long rolled = Recovery.write(rig, records);
            rig.finish();
            final double writeS = (System.nanoTime() - startNs) / 1e9;
            final long written = rig.counter(EngineCounter.SEQUENCE);
            final long journalBytes = rig.counter(EngineCounter.JOURNAL_BYTES);
            rig.release();
            final LaneDirectory lane = rig.lane();
            report.figure("records", written)
                    .figure("journalBytes", journalBytes)
                    .figure("imageBytes", newestBytes(lane.images()))
                    .figure("files", queueFiles(lane.journal()));
            report.line(
                    "%,d records, %,d MB in %d files, image of %,d bytes, written at %,.0f records/s",
                    written,
                    journalBytes / 1_000_000,
                    queueFiles(lane.journal()),
                    newestBytes(lane.images()),
                    rolled / writeS);

            final Neighbours neighbours = new Neighbours();
            withImage(lane, written);
            Rig.delete(lane.images());
            withoutImage(lane, written);
            report.neighbours(neighbours, Double.MAX_VALUE);
        }
        return report;
    }

    private void withImage(final LaneDirectory lane, final long written) throws Exception {
        final List<Double> ready = new ArrayList<>();
        final List<Double> cpu = new ArrayList<>();
        boolean isArchived = true;
        for (int i = 0; i < STARTS; i++) {
            final Start start = start(lane);
            if (start.image() != written) {
                report.refuse("started from image " + start.image() + ", the stop left one of " + written);
            }
            ready.add(start.readyS());
            cpu.add(start.cpuS());
            isArchived &= start.isArchived();
        }
        final double worstS = ready.stream().max(Double::compare).orElseThrow();
        report.figure("withImageReadySeconds", ready)
                .figure("withImageCpuSeconds", cpu)
                .figure("archived", isArchived);
        report.line(
                "  with an image     %s s to ready, JVM start included, files in the page cache, %s archive of classes (target: %s s); %s s of CPU",
                words(ready), isArchived ? "with an" : "no", withinS, words(cpu));
        if (worstS > withinS) {
            report.miss("the slowest start with an image took %.2f s, at most %s s were wanted", worstS, withinS);
        }
    }

    private void withoutImage(final LaneDirectory lane, final long written) throws Exception {
        final Start start = start(lane);
        if (start.image() != 0 || start.replayed() < written) {
            report.refuse("without an image it replayed " + start.replayed() + " of " + written + " records");
        }
        report.figure("withoutImageReadySeconds", start.readyS())
                .figure("withoutImageCpuSeconds", start.cpuS())
                .figure("withoutImageRecordsPerSecond", start.replayed() / start.readyS());
        report.line(
                "  without an image  %.2f s to ready, %,.0f records/s; %.2f s of CPU, %,.0f records in a second of it: the"
                        + " whole journal checked, then replayed, every output and state hash compared",
                start.readyS(), start.replayed() / start.readyS(), start.cpuS(), start.replayed() / start.cpuS());
    }

    private static String words(final List<Double> seconds) {
        return String.join(
                ", ",
                seconds.stream()
                        .map(each -> String.format(Locale.ROOT, "%.2f", each))
                        .toList());
    }

    /** Starts an engine, waits for the line that says it leads, and kills it. */
    private Start start(final LaneDirectory lane) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(engine);
        command.addAll(List.of(
                "--home",
                lane.root().getParent().getParent().toString(),
                "--lane",
                lane.root().getFileName().toString()));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DRAGON_SUPERVISED", "1");
        final long startNs = System.nanoTime();
        final Process process = builder.start();
        final Thread onSignal = new Thread(process::destroyForcibly, "stop");
        Runtime.getRuntime().addShutdownHook(onSignal); // Supervised, it is deaf to the interrupt key.
        final StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final double readyS = (System.nanoTime() - startNs) / 1e9;
                said.append(line).append('\n');
                final Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    final double cpuS = process.info()
                                    .totalCpuDuration()
                                    .orElse(Duration.ZERO)
                                    .toMillis()
                            / 1e3;
                    final boolean isArchived = Arrays.stream(
                                    process.info().arguments().orElse(new String[0]))
                            .anyMatch(argument -> argument.startsWith(ARCHIVE));
                    return new Start(
                            readyS,
                            cpuS,
                            number(ready.group(1)),
                            ready.group(3) == null ? 0 : number(ready.group(3)),
                            isArchived);
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
            removeHook(onSignal);
        }
        throw new IllegalStateException(
                "the engine did not lead: " + said.toString().strip());
    }

    private static void removeHook(final Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException alreadyStopping) {
            // It runs just now, on a process that is dead already.
        }
    }

    private static long number(final String grouped) {
        return Long.parseLong(grouped.replace(",", ""));
    }

    private static long queueFiles(final Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.filter(file -> file.toString().endsWith(".cq4")).count();
        }
    }

    private static long newestBytes(final Path images) throws IOException {
        try (Stream<Path> files = Files.list(images)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        }
    }
}
