package dragon.tools.planted;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Plants each bug and runs seeds of the fault simulator until it is found.
 *
 * <p>Threading: one thread a bug, as many at a time as it is told. Errors: a bug whose text is not found once, or that does not compile,
 * says so and fails the whole.
 */
public final class PlantedBugs {
    static final long SEEDS_MAX = 10_000;

    private static final long SEED_MS_MAX = 180_000;
    private static final String HUNT = "dragon.tools.simulate.SeedHunt";

    private final Path root;
    private final MutantCompiler compiler = new MutantCompiler();

    PlantedBugs(final Path root) {
        this.root = root;
    }

    /**
     * What became of a bug.
     *
     * @param invariant that noticed it, or null
     * @param seed at which it was noticed; the first one is 1, so it is how many were needed too
     * @param event of that seed
     */
    record Found(PlantedBug bug, String invariant, long seed, long event, String text, double seconds) {
        /** Whether the invariant that was meant is the one that noticed. */
        boolean isAsMeant() {
            return invariant != null && bug.breaks().contains(invariant);
        }
    }

    /** The root of the sources: where the modules lie side by side. */
    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("journal-tools")) || !Files.isDirectory(at.resolve("engine"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("not inside the sources");
            }
        }
        return at;
    }

    static List<PlantedBug> all(final Path root) throws IOException {
        return PlantedBug.readAll(root.resolve("journal-tools/src/test/resources/planted"));
    }

    /** Compiles a bug without running it. */
    void compile(final PlantedBug bug) throws IOException {
        loader(bug);
    }

    private MutantLoader loader(final PlantedBug bug) throws IOException {
        try {
            return new MutantLoader(compiler.compile(bug.sources(root)));
        } catch (final IllegalStateException e) {
            throw new IllegalStateException(bug.where() + ": " + bug.name() + ": " + e.getMessage(), e);
        }
    }

    /** Runs seeds from 1 on until the bug is found. */
    @SuppressWarnings("unchecked")
    Found hunt(final PlantedBug bug, final long seedsMax) throws IOException, InterruptedException {
        final long beganNs = System.nanoTime();
        final MutantLoader loader = loader(bug);
        final AtomicLong[] seeds = {new AtomicLong(1), new AtomicLong(seedsMax), new AtomicLong(1)};
        final String[][] result = new String[1][];
        final Thread[] hunter = new Thread[1];
        hunter[0] = new Thread(
                () -> {
                    try {
                        final Object hunt =
                                loader.loadClass(HUNT).getDeclaredConstructor().newInstance();
                        result[0] = ((Function<AtomicLong[], String[]>) hunt).apply(seeds);
                    } catch (final ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                },
                bug.name());
        hunter[0].setDaemon(true); // A bug may be one that never ends.
        hunter[0].start();
        long running = 0;
        long sinceNs = System.nanoTime();
        while (hunter[0].isAlive()) {
            hunter[0].join(200);
            if (seeds[2].get() != running) {
                running = seeds[2].get();
                sinceNs = System.nanoTime();
            } else if (hunter[0].isAlive() && System.nanoTime() - sinceNs > SEED_MS_MAX * 1_000_000) {
                hunter[0].setPriority(Thread.MIN_PRIORITY);
                return new Found(bug, "I-36", running, 0, "a seed does not end", secondsSince(beganNs));
            }
        }
        return result[0] == null
                ? new Found(bug, null, seedsMax, 0, "not found", secondsSince(beganNs))
                : new Found(
                        bug,
                        result[0][0],
                        Long.parseLong(result[0][1]),
                        Long.parseLong(result[0][2]),
                        result[0][3],
                        secondsSince(beganNs));
    }

    private static double secondsSince(final long ns) {
        return (System.nanoTime() - ns) / 1e9;
    }

    /** Hunts many bugs at once; results in the order of the bugs. */
    List<Found> huntAll(final List<PlantedBug> bugs, final int jobs, final long seedsMax, final PrintStream out)
            throws InterruptedException {
        final ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            final List<Future<Found>> running = new ArrayList<>();
            for (final PlantedBug bug : bugs) {
                running.add(pool.submit(() -> {
                    final Found found = hunt(bug, seedsMax);
                    out.println(line(found));
                    return found;
                }));
            }
            final List<Found> all = new ArrayList<>();
            for (final Future<Found> each : running) {
                all.add(each.get());
            }
            return all;
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static String line(final Found found) {
        return String.format(
                Locale.ROOT,
                "%-62s %-9s seed %-6d event %-6d %5.1f s  %s",
                found.bug().name(),
                found.invariant() == null
                        ? "NOT FOUND"
                        : found.isAsMeant() ? found.invariant() : found.invariant() + " !",
                found.seed(),
                found.event(),
                found.seconds(),
                found.text().length() > 150 ? found.text().substring(0, 150) : found.text());
    }

    /** The page of the table. */
    static List<String> page(final List<Found> all) {
        final List<String> lines = new ArrayList<>();
        lines.add("# Planted bugs");
        lines.add("");
        lines.add(
                "Each of these mistakes was written into the production code on purpose, one at a time, and the fault simulator ran seeds 1, 2, 3 ... until an");
        lines.add(
                "invariant did not hold. *Seed* is the one that found it, so it is also how many were needed; *event* is how far that seed had come.");
        lines.add("The texts are in `journal-tools/src/test/resources/planted/`. This page is written by");
        lines.add("");
        lines.add("```console");
        lines.add("$ " + COMMAND);
        lines.add("```");
        lines.add("");
        lines.add("| bug | in | why somebody could write it | found by | seed | event |");
        lines.add("|---|---|---|---|---|---|");
        long needed = 0;
        for (final Found found : all) {
            final String path = found.bug().edits().get(0).path();
            final String file = path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
            lines.add(String.format(
                    Locale.ROOT,
                    "| `%s` | `%s` | %s | %s | %d | %,d |",
                    found.bug().name(),
                    file,
                    found.bug().why(),
                    found.invariant() == null ? "**not found**" : found.invariant(),
                    found.seed(),
                    found.event()));
            needed += found.seed();
        }
        final long missed =
                all.stream().filter(each -> each.invariant() == null).count();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%d bugs, %d found, %,d seeds needed in all; the most for one: %,d.",
                all.size(),
                all.size() - missed,
                needed,
                all.stream().mapToLong(Found::seed).max().orElse(0)));
        return lines;
    }

    static final String COMMAND = "mvn -pl journal-tools -am test -Dtest=PlantedBugsTableTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Ddragon.planted=docs/planted-bugs.md";

    /**
     * Hunts the bugs whose names contain one of the words, or all; options {@code --jobs N}, {@code --seeds N}, {@code --page FILE}.
     * Exits with 1 if one is not found.
     */
    public static void main(final String[] args) throws Exception {
        int jobs = Runtime.getRuntime().availableProcessors();
        long seedsMax = SEEDS_MAX;
        Path page = null;
        boolean isCompileOnly = false;
        final List<String> words = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--jobs" -> jobs = Integer.parseInt(args[++i]);
                case "--seeds" -> seedsMax = Long.parseLong(args[++i]);
                case "--compile" -> isCompileOnly = true;
                case "--page" -> page = Path.of(args[++i]);
                default -> words.add(args[i]);
            }
        }
        final PlantedBugs planted = new PlantedBugs(root());
        final List<PlantedBug> bugs = all(root()).stream()
                .filter(bug -> words.isEmpty()
                        || words.stream().anyMatch(word -> bug.name().contains(word)))
                .toList();
        if (isCompileOnly) {
            for (final PlantedBug bug : bugs) {
                try {
                    planted.compile(bug);
                } catch (final IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
            }
            return;
        }
        final List<Found> all = planted.huntAll(bugs, jobs, seedsMax, System.out);
        if (page != null) {
            Files.write(page, page(all));
        }
        final List<String> lines = page(all);
        System.out.println(lines.get(lines.size() - 1));
        System.exit(all.stream().allMatch(found -> found.invariant() != null) ? 0 : 1);
    }
}
