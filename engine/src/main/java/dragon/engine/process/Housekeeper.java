package dragon.engine.process;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.transport.RingConsumer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the counters that cost too much for the engine thread, and looks for control files and tells restart reports, ten times a second. */
final class Housekeeper implements AutoCloseable {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int LATENCY_PERIODS = 10;
    private static final Logger LOG = LoggerFactory.getLogger("engine");

    private final EngineCounters counters;
    private final LatencyMeter latency;
    private final RingConsumer gateway;
    private final RingConsumer commands;
    private final Journal journal;
    private final StorageWatch storage;
    private final LongSupplier slowestAppendNs;
    private final RestartReports restartReports;
    private final ControlFiles controlFiles;
    private final Thread thread;
    private String fault;
    private volatile boolean isClosed;

    Housekeeper(
            final EngineCounters counters,
            final LatencyMeter latency,
            final RingConsumer gateway,
            final RingConsumer commands,
            final Journal journal,
            final StorageWatch storage,
            final LongSupplier slowestAppendNs,
            final RestartReports restartReports,
            final ControlFiles controlFiles,
            final FatalStop fatalStop) {
        this.counters = counters;
        this.latency = latency;
        this.gateway = gateway;
        this.commands = commands;
        this.journal = journal;
        this.storage = storage;
        this.slowestAppendNs = slowestAppendNs;
        this.restartReports = restartReports;
        this.controlFiles = controlFiles;
        this.thread = new Thread(this::work, "housekeeper");
        this.thread.setDaemon(true);
        this.thread.setUncaughtExceptionHandler(fatalStop);
    }

    void start() {
        controlFiles.poll(); // A button that was pressed before this start comes before the first round.
        thread.start();
    }

    private void work() {
        for (int period = 1; !isClosed; period++) {
            counters.set(EngineCounter.GATEWAY_RING_BYTES, gateway.size());
            counters.set(EngineCounter.COMMAND_RING_BYTES, commands.size());
            counters.set(EngineCounter.RING_DROPS, gateway.droppedFrames() + commands.droppedFrames());
            counters.set(EngineCounter.MALFORMED_FRAMES, gateway.malformedFrames() + commands.malformedFrames());
            counters.set(EngineCounter.DEAD_CLAIMS, gateway.deadClaims() + commands.deadClaims());
            watchJournal();
            restartReports.drainTo(report -> LOG.info("restart report {}", report));
            controlFiles.poll();
            if (period % LATENCY_PERIODS == 0) {
                latency.collect(counters);
            }
            LockSupport.parkNanos(PERIOD_NS);
        }
    }

    private void watchJournal() {
        if (journal instanceof ChronicleJournal) {
            final ChronicleJournal files = (ChronicleJournal) journal;
            counters.set(EngineCounter.JOURNAL_USABLE_BYTES, files.usableBytes());
            counters.set(EngineCounter.JOURNAL_ZEROED_BYTES, files.zeroedAheadBytes());
            final String found = files.fault();
            counters.set(EngineCounter.JOURNAL_FAULT, found == null ? 0 : 1);
            if (found != null && !found.equals(fault)) {
                LOG.warn("journal: {}", found);
            }
            fault = found;
            storage.appended(slowestAppendNs.getAsLong(), System.nanoTime());
            storage.look(files.usableBytes(), files.totalBytes(), found);
        }
    }

    /** Ends the thread, which touches mapped memory, before anybody unmaps it. */
    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
        boolean wasInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
