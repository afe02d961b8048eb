package dragon.bench.fuzz;

import dragon.gateway.woox.parse.DecodeException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs mutated messages through every parser. Three things must not happen: another error than the declared one escapes, a
 * number is not what a plain reading says, a message takes long.
 */
public final class Fuzz {
    private static final long SLICE = 50_000;
    private static final long CPU_NS_MAX = 250_000_000;
    private static final int VIOLATIONS_KEPT = 20;
    private static final int SHOWN_CHARS_MAX = 600;

    /**
     * What to run.
     *
     * @param recorded directory of recorded messages, or null
     * @param firstMessage index of the first message of each parser
     * @param messages for each parser
     * @param only name of the one parser to run, or null for all
     */
    public record Settings(Path recorded, long seed, long firstMessage, long messages, int jobs, String only) {}

    /** What one parser did. */
    public record Result(
            String parser,
            long messages,
            long accepted,
            long refused,
            long mismatches,
            long escaped,
            long slow,
            long cpuNs) {
        Result plus(final Result other) {
            return new Result(
                    parser,
                    messages + other.messages,
                    accepted + other.accepted,
                    refused + other.refused,
                    mismatches + other.mismatches,
                    escaped + other.escaped,
                    slow + other.slow,
                    cpuNs + other.cpuNs);
        }

        /** Messages a second of one core, mutation and plain reading included. */
        public double messagesPerCpuS() {
            return cpuNs == 0 ? 0 : messages * 1e9 / cpuNs;
        }
    }

    /** Something that must not happen, with all it takes to see it again. */
    public record Violation(String parser, long index, String what, String message) {}

    /** Told of each parser that is done. */
    @FunctionalInterface
    public interface Progress {
        /** A parser is done. */
        void onResult(Result result);
    }

    private final Settings settings;
    private final List<byte[]> all;
    private final ConcurrentLinkedQueue<Violation> violations = new ConcurrentLinkedQueue<>();

    private Fuzz(final Settings settings) throws Exception {
        this.settings = settings;
        this.all = Seeds.read(settings.recorded());
    }

    /** The outcome of a run. */
    public record Outcome(List<Result> results, List<Violation> violations) {}

    /** Names of the parsers, in the order in which they run. */
    public static List<String> parsers() {
        return Targets.all().stream().map(Target::name).toList();
    }

    /** Runs. */
    public static Outcome run(final Settings settings, final Progress progress) throws Exception {
        return new Fuzz(settings).all(progress);
    }

    private Outcome all(final Progress progress) throws Exception {
        final List<Result> results = new ArrayList<>();
        final ExecutorService jobs = Executors.newFixedThreadPool(settings.jobs());
        try {
            for (int parser = 0; parser < Targets.all().size(); parser++) {
                final String name = Targets.all().get(parser).name();
                if (settings.only() == null || settings.only().equals(name)) {
                    final Result result = parser(jobs, parser, name);
                    results.add(result);
                    progress.onResult(result);
                }
            }
        } finally {
            jobs.shutdownNow();
        }
        return new Outcome(results, List.copyOf(violations));
    }

    private Result parser(final ExecutorService jobs, final int parser, final String name) throws Exception {
        final List<Future<Result>> slices = new ArrayList<>();
        final long end = settings.firstMessage() + settings.messages();
        for (int job = 0; job < settings.jobs(); job++) {
            final long from = settings.firstMessage() + job * SLICE;
            slices.add(jobs.submit(() -> new Job(parser, name).run(from, end)));
        }
        Result sum = new Result(name, 0, 0, 0, 0, 0, 0, 0);
        for (final Future<Result> slice : slices) {
            try {
                sum = sum.plus(slice.get());
            } catch (final ExecutionException e) {
                throw new IllegalStateException("the fuzzer itself failed on parser " + name, e.getCause());
            }
        }
        return sum;
    }

    /** One thread's share: every n-th slice of the messages. */
    private final class Job {
        private final int parser;
        private final Target target;
        private final List<byte[]> own = new ArrayList<>();
        private final Dice dice = new Dice();
        private final Mutator mutator = new Mutator(dice);
        private long accepted;
        private long refused;
        private long mismatches;
        private long escaped;
        private long slow;

        Job(final int parser, final String name) {
            this.parser = parser;
            this.target = Targets.all().get(parser);
            for (final byte[] message : all) {
                if (isOwn(message)) {
                    own.add(message);
                }
            }
            if (own.isEmpty()) {
                throw new IllegalStateException("no message that parser " + name + " accepts");
            }
        }

        private boolean isOwn(final byte[] message) {
            try {
                final Object parsed = target.parse(message);
                return parsed != null && (!(target instanceof FrameTarget frames) || frames.isOwn(message));
            } catch (final DecodeException foreign) {
                return false;
            }
        }

        Result run(final long from, final long end) {
            final long startNs = cpuNs();
            long count = 0;
            for (long slice = from; slice < end; slice += SLICE * settings.jobs()) {
                for (long index = slice; index < Math.min(end, slice + SLICE); index++) {
                    dice.begin(settings.seed(), parser, index);
                    one(mutator.mutate(own, all), index);
                    count++;
                }
            }
            return new Result(target.name(), count, accepted, refused, mismatches, escaped, slow, cpuNs() - startNs);
        }

        private void one(final byte[] message, final long index) {
            final long startNs = System.nanoTime();
            final Object actual;
            try {
                actual = target.parse(message);
            } catch (final DecodeException declared) {
                refused++;
                return;
            } catch (final Throwable other) {
                escaped++;
                violation(index, "escaped: " + other, message);
                return;
            } finally {
                if (System.nanoTime() - startNs > CPU_NS_MAX) {
                    again(message, index);
                }
            }
            if (actual == null) {
                refused++;
                return;
            }
            accepted++;
            try {
                final Object expected = target.expected(actual, message);
                if (!actual.equals(expected)) {
                    mismatch(index, "read " + actual + ", plainly it is " + expected, message);
                }
            } catch (final RuntimeException unreadable) {
                mismatch(index, "read " + actual + ", but " + unreadable, message);
            }
        }

        /** Wall time may be a neighbour's: only the thread's own time counts. */
        private void again(final byte[] message, final long index) {
            final long startNs = cpuNs();
            try {
                target.parse(message);
            } catch (final DecodeException | RuntimeException counted) {
                // Counted by the first time.
            }
            if (cpuNs() - startNs > CPU_NS_MAX) {
                slow++;
                violation(index, "took " + (cpuNs() - startNs) / 1_000_000 + " ms of its thread", message);
            }
        }

        private void mismatch(final long index, final String what, final byte[] message) {
            mismatches++;
            violation(index, what, message);
        }

        private void violation(final long index, final String what, final byte[] message) {
            if (violations.size() < VIOLATIONS_KEPT) {
                violations.add(new Violation(
                        target.name(), index, shown(what), shown(new String(message, StandardCharsets.UTF_8))));
            }
        }
    }

    private static String shown(final String text) {
        final StringBuilder shown = new StringBuilder();
        text.chars().limit(SHOWN_CHARS_MAX).forEach(c -> {
            if (c >= ' ' && c <= '~') {
                shown.append((char) c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return text.length() > SHOWN_CHARS_MAX ? shown + "..." : shown.toString();
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
