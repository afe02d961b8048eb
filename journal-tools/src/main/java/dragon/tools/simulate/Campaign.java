package dragon.tools.simulate;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Many seeds, their sum, and what failed among them.
 *
 * <p>Threading: as many threads as it is told; each run is on one of them, and shares nothing with the others.
 */
public final class Campaign {
    /** One seed in so many is run twice, and must give the same trace hash. */
    private static final int TWICE_ONE_IN = 100;

    private static final int SHRINK_RUNS_MAX = 300;
    private static final int FAILURES_TOLD_MAX = 5;

    private final long events;
    private final Set<FaultClass> classes;
    private final Path scenarios;
    private final PrintWriter out;

    private final Marks marks = new Marks();
    private final long[] strikes = new long[FaultClass.all().length];
    private final TreeMap<Long, Outcome> failed = new TreeMap<>();
    private long seeds;
    private long seedsTwice;
    private long happened;
    private long inputs;
    private long crashes;
    private long virtualMs;
    private long hash;
    private double seconds;
    private int jobs;

    private Campaign(final long events, final Set<FaultClass> classes, final Path scenarios, final PrintWriter out) {
        this.events = events;
        this.classes = classes;
        this.scenarios = scenarios;
        this.out = out;
    }

    /**
     * Classes of these names: fault ids as {@code E5}, their groups as {@code E}, or whole names.
     *
     * @throws OperatorException for a name that no class has
     */
    private static Set<FaultClass> classes(final List<String> names) {
        final Set<FaultClass> found = java.util.EnumSet.noneOf(FaultClass.class);
        for (final String name : names) {
            final List<FaultClass> named = FaultClass.named(name);
            if (named.isEmpty()) {
                throw new OperatorException(
                        ExitStatus.USAGE,
                        "--classes: no fault class '" + name + "'. Nothing was simulated. Next: one of "
                                + Arrays.toString(FaultClass.all()) + ", a fault id as E5, or a letter.");
            }
            found.addAll(named);
        }
        return names.isEmpty() ? java.util.EnumSet.allOf(FaultClass.class) : found;
    }

    /**
     * Runs seeds one after the other on so many threads.
     *
     * @param from first seed
     * @param count of seeds
     * @param jobs threads
     * @param events of each run before its faults stop
     * @param classes names of the only fault classes, or none for all
     * @param scenarios directory for the files of what fails
     * @param progress is told how many seeds are done
     * @return the exit status
     */
    public static int run(
            final long from,
            final long count,
            final int jobs,
            final long events,
            final List<String> classes,
            final Path scenarios,
            final boolean isJson,
            final PrintWriter out,
            final LongConsumer progress)
            throws InterruptedException {
        final Campaign campaign = new Campaign(events, classes(classes), scenarios, out);
        campaign.jobs = jobs;
        campaign.run(from, count, progress, campaign::runSeed);
        return campaign.tell(isJson);
    }

    /** Runs one seed and tells all of it. */
    public static int runSeed(
            final long seed,
            final long events,
            final List<String> classes,
            final Path scenarios,
            final boolean isJson,
            final PrintWriter out) {
        final Campaign campaign = new Campaign(events, classes(classes), scenarios, out);
        return campaign.runOne(new Plan(seed, events, campaign.classes, null), isJson);
    }

    /** Runs a saved scenario. */
    public static int runScenario(final Path file, final Path scenarios, final boolean isJson, final PrintWriter out) {
        final Plan plan = Scenario.read(file).plan();
        return new Campaign(plan.events(), plan.classes(), scenarios, out).runOne(plan, isJson);
    }

    /**
     * Runs a short calm lane again and again: each time with another death at another boundary, then with each combination of faults in
     * the life of one order.
     *
     * @param seed of the lane
     * @param everyNth takes only each n-th of the runs; 1 = all
     * @param depth how many faults may meet in the life of the order
     */
    public static int runExhaustively(
            final long seed,
            final long events,
            final int everyNth,
            final int depth,
            final int jobs,
            final Path scenarios,
            final boolean isJson,
            final PrintWriter out)
            throws InterruptedException {
        final Campaign campaign = new Campaign(events, Set.of(), scenarios, out);
        campaign.jobs = jobs;
        final CrashSet crashes = CrashSet.of(seed, events, everyNth);
        final OrderLife life = OrderLife.of(seed, events, depth);
        final List<Plan> plans = new ArrayList<>(crashes.plans());
        for (int i = 0; i < life.plans().size(); i += everyNth) {
            plans.add(life.plans().get(i));
        }
        campaign.run(0, plans.size(), done -> {}, at -> Simulation.run(plans.get((int) at)));
        if (!isJson) {
            out.println("boundaries   " + crashes.describe());
            out.println("one order    " + life.describe() + (everyNth == 1 ? "" : ", each " + everyNth + "th of them"));
        }
        return campaign.tell(isJson);
    }

    private int runOne(final Plan plan, final boolean isJson) {
        final long beganNs = System.nanoTime();
        jobs = 1;
        add(Simulation.run(plan));
        seconds = (System.nanoTime() - beganNs) / 1e9;
        return tell(isJson);
    }

    private void run(final long from, final long count, final LongConsumer progress, final LongFunction<Outcome> run)
            throws InterruptedException {
        final long beganNs = System.nanoTime();
        final AtomicLong next = new AtomicLong(from);
        final AtomicInteger done = new AtomicInteger();
        final ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            final List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                workers.add(pool.submit(() -> {
                    for (long seed = next.getAndIncrement(); seed < from + count; seed = next.getAndIncrement()) {
                        add(run.apply(seed));
                        progress.accept(done.incrementAndGet());
                    }
                }));
            }
            for (final Future<?> worker : workers) {
                worker.get();
            }
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
        seconds = (System.nanoTime() - beganNs) / 1e9;
    }

    private Outcome runSeed(final long seed) {
        final Plan plan = new Plan(seed, events, classes, null);
        final Outcome outcome = Simulation.run(plan);
        if (Math.floorMod(Randomness.mix(seed), TWICE_ONE_IN) != 0) {
            return outcome;
        }
        final Outcome again = Simulation.run(plan);
        synchronized (this) {
            seedsTwice++;
        }
        if (again.traceHash() == outcome.traceHash()) {
            return outcome;
        }
        return new Outcome(
                plan,
                outcome.events(),
                outcome.inputs(),
                outcome.crashes(),
                outcome.virtualMs(),
                outcome.traceHash(),
                outcome.strikes(),
                outcome.chances(),
                outcome.struck(),
                outcome.marks(),
                new Violation("I-21", "the same seed gives another trace"),
                outcome.events(),
                List.of());
    }

    private synchronized void add(final Outcome outcome) {
        seeds++;
        happened += outcome.events();
        inputs += outcome.inputs();
        crashes += outcome.crashes();
        virtualMs += outcome.virtualMs();
        hash += Randomness.mix(outcome.traceHash() ^ outcome.plan().seed()); // A sum: threads end in any order.
        marks.add(outcome.marks());
        for (int i = 0; i < strikes.length; i++) {
            strikes[i] += outcome.strikes()[i];
        }
        if (outcome.violation() != null) {
            failed.put(outcome.plan().isForced() ? seeds : outcome.plan().seed(), outcome);
        }
    }

    // What came out

    private static String build() {
        final String version = Campaign.class.getPackage().getImplementationVersion();
        return (version == null ? "" : version + ", ") + "logic " + RecordEnvelope.LOGIC_VERSION + ", schema "
                + MessageHeaderEncoder.SCHEMA_VERSION;
    }

    private int tell(final boolean isJson) {
        if (isJson) {
            JsonOutput.document(out, json());
        } else {
            tellText();
        }
        out.flush();
        return failed.isEmpty() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    private Map<String, Object> json() {
        final Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "dragon/simulate/1");
        document.put("build", build());
        document.put("seeds", seeds);
        document.put("seedsTwice", seedsTwice);
        document.put("events", happened);
        document.put("inputs", inputs);
        document.put("crashes", crashes);
        document.put("virtualS", virtualMs / 1000);
        document.put("seconds", Math.round(seconds * 10) / 10.0);
        document.put("eventsPerSecond", Math.round(happened / Math.max(seconds, 1e-9)));
        document.put("hash", String.format(Locale.ROOT, "%016x", hash));
        final Map<String, Object> faults = new LinkedHashMap<>();
        for (final FaultClass fault : FaultClass.all()) {
            faults.put(fault.name(), strikes[fault.ordinal()]);
        }
        document.put("faults", faults);
        final Map<String, Object> reached = new LinkedHashMap<>();
        for (final Mark mark : Mark.values()) {
            reached.put(mark.name(), marks.count(mark));
        }
        document.put("marks", reached);
        document.put(
                "violations",
                failed.values().stream()
                        .map(outcome -> Map.of(
                                "seed", outcome.plan().seed(),
                                "event", outcome.atEvent(),
                                "invariant", outcome.violation().invariant(),
                                "text", String.valueOf(outcome.violation().getMessage())))
                        .toList());
        return document;
    }

    private void tellText() {
        for (final Outcome outcome :
                failed.values().stream().limit(FAILURES_TOLD_MAX).toList()) {
            tellFailure(outcome);
        }
        out.printf(
                Locale.ROOT,
                "simulated    %,d seeds (%,d of them twice), %,d events, %,d inputs, %,d crashes, %,d s of virtual time%n",
                seeds,
                seedsTwice,
                happened,
                inputs,
                crashes,
                virtualMs / 1000);
        out.printf(
                Locale.ROOT,
                "took         %.1f s on %d thread%s, %,.0f events/s each, trace %016x%n",
                seconds,
                jobs,
                jobs == 1 ? "" : "s",
                happened / Math.max(seconds, 1e-9) / jobs,
                hash);
        final StringBuilder faults = new StringBuilder();
        for (final FaultClass fault : FaultClass.all()) {
            if (strikes[fault.ordinal()] > 0) {
                faults.append(' ').append(fault).append(' ').append(strikes[fault.ordinal()]);
            }
        }
        out.println("faults      " + (faults.length() == 0 ? " none" : faults));
        final StringBuilder reached = new StringBuilder();
        final StringBuilder missed = new StringBuilder();
        for (final Mark mark : Mark.values()) {
            if (marks.count(mark) > 0) {
                reached.append(' ').append(mark).append(' ').append(marks.count(mark));
            } else {
                missed.append(' ').append(mark);
            }
        }
        out.println("reached     " + (reached.length() == 0 ? " nothing" : reached));
        if (missed.length() > 0) {
            out.println("not reached " + missed);
        }
        final Map<String, Integer> byInvariant = new TreeMap<>();
        failed.values().forEach(outcome -> byInvariant.merge(outcome.violation().invariant(), 1, Integer::sum));
        out.println("violations   " + failed.size() + (byInvariant.isEmpty() ? "" : "  " + byInvariant));
    }

    /** Everything that is needed to look for the cause: repeated with its last events told, and cut down. */
    private void tellFailure(final Outcome outcome) {
        final Outcome told = Simulation.run(outcome.plan(), true);
        told.lastEvents().forEach(out::println);
        out.println();
        out.println("seed         " + outcome.plan().seed() + ", build " + build());
        out.println("event        " + outcome.atEvent());
        out.println("violates     " + outcome.violation().invariant() + ": "
                + outcome.violation().getMessage());
        if (outcome.violation().getCause() != null) {
            final StackTraceElement[] stack = outcome.violation().getCause().getStackTrace();
            Arrays.stream(stack).limit(12).forEach(at -> out.println("               at " + at));
        }
        if (!outcome.plan().isForced()) {
            out.println("repeat       dragon simulate --seed " + outcome.plan().seed() + " --events "
                    + outcome.plan().events());
        }
        final Shrinker shrinker = new Shrinker(SHRINK_RUNS_MAX);
        final Outcome smallest = shrinker.shrink(outcome);
        final String strike = outcome.plan().isForced() && !outcome.struck().isEmpty()
                ? "-" + outcome.struck().get(0).fault() + "-"
                        + outcome.struck().get(0).chance()
                : "";
        final Path file = scenarios.resolve("simulate-" + outcome.plan().seed() + strike + "-"
                + outcome.violation().invariant() + ".scenario");
        try {
            Files.createDirectories(scenarios.toAbsolutePath());
            Files.write(file, Scenario.lines(smallest, smallest.struck()));
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot write " + file + ": " + e.getMessage() + ". Next: name another directory, --out",
                    e);
        }
        out.println("scenario     " + file + ": " + smallest.struck().size() + " of "
                + outcome.struck().size() + " faults are left after " + shrinker.runs()
                + " runs; dragon simulate --scenario " + file);
        out.println();
    }
}
