package dragon.bench.smoke;

import dragon.bench.lane.SimulatedLane;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Takes items of the checklist one after another on a few lanes beside each other, each of which takes the next item when it is
 * through with one.
 *
 * <p>A lane on which everything held is used again and removed in the end; one on which something did not is stopped, kept, and
 * followed by a new one. Threading: a thread a lane; {@link #close()} may come from a signal.
 */
final class SmokeRun implements AutoCloseable {
    /** All items in the order of their numbers. */
    static final List<Item> CHECKLIST = List.of(
            new Cadence(),
            new DurableSnapshots(),
            new LiveTradingGate(),
            new KillSwitch(),
            new OneWayAccount(),
            new AccountNotActive(),
            new LossLimit(),
            new ExchangeDegraded(),
            new LeaseReclaim(),
            new FlattenBot(),
            new FlattenAccount(),
            new RestartSafety(),
            new CredentialRotation());

    /** How an item went. */
    record Outcome(Item item, Checks checks, long ms) {
        boolean holds() {
            return checks.hold();
        }
    }

    private final Path launcher;
    private final boolean isKept;
    private final long seed;
    private final PrintWriter progress;
    private final Deque<Item> left;
    private final int laneCount;
    private final List<String> accounts;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Stage> open = new ArrayList<>();
    private final List<Path> kept = new ArrayList<>();
    private boolean isClosed;

    SmokeRun(
            final Path launcher,
            final List<Item> items,
            final int lanes,
            final boolean isKept,
            final long seed,
            final PrintWriter progress) {
        this.launcher = launcher;
        this.isKept = isKept;
        this.seed = seed;
        this.progress = progress;
        left = new ArrayDeque<>(items);
        laneCount = Math.min(lanes, items.size());
        accounts = items.stream().flatMap(item -> item.accounts().stream()).toList();
    }

    /** Takes all items; returns how they went, in the order of their numbers. */
    List<Outcome> run() {
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < laneCount; i++) {
            final Thread thread = new Thread(this::lane, "lane-" + (i + 1));
            threads.add(thread);
            thread.start();
        }
        for (final Thread thread : threads) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
            }
        }
        synchronized (this) {
            final List<Outcome> sorted = new ArrayList<>(outcomes);
            sorted.sort(Comparator.comparingInt(outcome -> CHECKLIST.indexOf(outcome.item())));
            return sorted;
        }
    }

    /** Homes of lanes that are kept. */
    synchronized List<Path> kept() {
        return List.copyOf(kept);
    }

    private synchronized Item next() {
        return isClosed ? null : left.poll();
    }

    private void lane() {
        Stage stage = null;
        for (Item item = next(); item != null; item = next()) {
            final long beganNs = System.nanoTime();
            final Checks checks = new Checks();
            try {
                stage = stage == null ? begin() : stage;
                item.check(stage, checks);
                stage.stopBots();
                final String dead = stage.dead();
                if (dead != null) {
                    checks.that("every process is alive", false, dead);
                }
            } catch (final Exception e) { // Whatever it is, this item has not gone to its end, and the others go on.
                checks.that("goes to its end", false, e instanceof FactMissing ? e.getMessage() : e.toString());
            }
            note(new Outcome(item, checks, (System.nanoTime() - beganNs) / 1_000_000));
            if (!checks.hold() && stage != null) {
                end(stage, true);
                stage = null;
            }
        }
        if (stage != null) {
            end(stage, isKept);
        }
    }

    private Stage begin() throws IOException {
        final Path home = SimulatedLane.newHome("smoke");
        say("lane in " + home);
        try {
            final Stage stage = Stage.open(
                    home,
                    launcher,
                    accounts,
                    accounts.contains(OneWayAccount.ACCOUNT) ? List.of(OneWayAccount.ACCOUNT) : List.of(),
                    seed);
            synchronized (this) {
                open.add(stage);
            }
            return stage;
        } catch (final IOException | RuntimeException e) {
            synchronized (this) {
                kept.add(home);
            }
            throw e;
        }
    }

    private void end(final Stage stage, final boolean keep) {
        synchronized (this) {
            if (!open.remove(stage)) {
                return; // A signal was faster.
            }
            if (keep) {
                kept.add(stage.lane().home());
            }
        }
        stage.close();
        if (!keep) {
            SimulatedLane.remove(stage.lane().home());
        }
    }

    private synchronized void note(final Outcome outcome) {
        outcomes.add(outcome);
        say(Report.line(outcome));
    }

    private synchronized void say(final String line) {
        progress.println(line);
        progress.flush();
    }

    /** Ends whatever still runs; an interrupted run leaves no processes behind. */
    @Override
    public void close() {
        final List<Stage> all;
        synchronized (this) {
            isClosed = true;
            all = List.copyOf(open);
        }
        all.forEach(stage -> end(stage, true));
    }
}
