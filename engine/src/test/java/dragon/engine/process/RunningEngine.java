package dragon.engine.process;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An engine on a thread of its own, which stops in order when it is closed. */
final class RunningEngine implements AutoCloseable {
    private static final long WAIT_S = 60;

    final List<String> warnings = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> halted = new CompletableFuture<>();
    private final CompletableFuture<Engine> started = new CompletableFuture<>();
    private final Thread thread;
    private final LaneDirectory lane;
    private final CountersReader counters;
    private Engine engine;

    private RunningEngine(final EngineConfig config, final LaneJournal journal) throws Exception {
        lane = config.laneDirectory();
        thread = new Thread(() -> work(config, journal), "engine");
        thread.start();
        try {
            engine = started.get(WAIT_S, TimeUnit.SECONDS);
        } catch (final ExecutionException e) {
            throw (Exception) e.getCause();
        }
        counters = CountersReader.open(lane.counters()).orElseThrow();
    }

    static RunningEngine start(final EngineConfig config) throws Exception {
        return new RunningEngine(config, null);
    }

    static RunningEngine start(final EngineConfig config, final LaneJournal journal) throws Exception {
        return new RunningEngine(config, journal);
    }

    private void work(final EngineConfig config, final LaneJournal journal) {
        final Engine recovered;
        try {
            if (!lane.exists()) {
                lane.create(config.lane(), config.mode());
            }
            final LaneIdentity identity = lane.open();
            final LaneJournal used =
                    journal == null ? LaneJournal.chronicle(lane, identity.name(), config.journal()) : journal;
            recovered = Engine.recover(config, lane, identity, used, halted::complete, warnings::add);
        } catch (final Throwable e) {
            started.completeExceptionally(e);
            return;
        }
        try (Engine closing = recovered) {
            started.complete(recovered);
            closing.run();
        }
    }

    LaneDirectory lane() {
        return lane;
    }

    Engine engine() {
        return engine;
    }

    long counter(final EngineCounter counter) {
        return counters.value(counter);
    }

    void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("never came: " + what);
            }
            Thread.onSpinWait();
        }
    }

    void awaitInputs(final long inputs) {
        await(inputs + " inputs", () -> counter(EngineCounter.INPUTS) >= inputs);
    }

    @Override
    public void close() {
        engine.stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(WAIT_S));
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
        counters.close();
        if (thread.isAlive()) {
            throw new AssertionError("engine did not stop");
        }
    }
}
