package dragon.bench.recovery;

import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.bench.rig.Counterpart;
import dragon.bench.rig.PlacedOrders;
import dragon.bench.rig.Rig;
import dragon.bench.start.Child;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.process.EngineCounter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.tools.replay.Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;

/**
 * A journal written by the real loop, checkpoints included, read back by the follower that snapshotter and replay use,
 * warm and in a cold JVM; beside it a walk over the same records that does nothing with them.
 */
public final class Recovery {
    private static final int BATCH = 2_000;
    private static final int BATCHES_BETWEEN_ORDERS = 5;
    private static final int BOTS = 8;
    private static final int TURNS = 5;

    private Recovery() {}

    /**
     * Measures.
     *
     * @param directory for the lane
     * @param journal files
     * @param records in the journal, at least
     */
    public static Report run(final Path directory, final ChronicleJournalConfig journal, final long records)
            throws Exception {
        final Report report = new Report("recovery");
        try (Rig rig = Rig.trading(directory, journal, BOTS)) {
            rig.watchOrders();
            final long startNs = System.nanoTime();
            final long rolled = write(rig, records);
            rig.finish();
            final double writeS = (System.nanoTime() - startNs) / 1e9;
            final long written = rig.counter(EngineCounter.SEQUENCE);
            report.figure("records", written).figure("journalBytes", rig.counter(EngineCounter.JOURNAL_BYTES));
            report.figure("writeRecordsPerSecond", rolled / writeS);
            report.line(
                    "%,d records, %,d MB, written at %,.0f records/s with the load on the same thread",
                    written, rig.counter(EngineCounter.JOURNAL_BYTES) / 1_000_000, rolled / writeS);
            final Neighbours neighbours = new Neighbours();
            read(report, rig);
            cold(report, rig, written);
            report.neighbours(neighbours, Double.MAX_VALUE); // The best of the turns stands a busy machine.
        }
        return report;
    }

    /** Lets the engine journal quotes and orders; returns how many records that made. */
    static long write(final Rig rig, final long records) throws Exception {
        final long before = rig.counter(EngineCounter.SEQUENCE);
        for (int batch = 0; rig.counter(EngineCounter.SEQUENCE) < records; batch++) {
            for (int i = 0; i < BATCH; i++) {
                rig.counterpart().quote(Rig.CALM_E8 + (i & 63) * Counterpart.ONE_E8);
            }
            rig.settle();
            if (batch % BATCHES_BETWEEN_ORDERS == 0) {
                orders(rig);
            }
        }
        return rig.counter(EngineCounter.SEQUENCE) - before;
    }

    private static void orders(final Rig rig) throws Exception {
        final PlacedOrders placed = rig.placed();
        rig.counterpart().heartbeat();
        for (int bot = 0; bot < BOTS; bot++) {
            rig.counterpart().quote(Rig.takeProfitLevelE8(bot));
        }
        rig.counterpart().quote(Rig.CALM_E8);
        rig.settle();
        for (int i = 0; i < placed.size(); i++) {
            rig.counterpart().accepted(placed.id(i));
            rig.counterpart().status(placed.id(i), VenueOrderStatus.CANCELED, 0);
        }
        placed.clear();
        rig.settle();
        // Orders that have ended are kept for ten minutes of engine time: let it run as it would at 1,000 inputs/s.
        rig.pass(BATCH * BATCHES_BETWEEN_ORDERS * 1_000_000L);
    }

    private static void read(final Report report, final Rig rig) throws Exception {
        double raw = 0;
        double replay = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            raw = Math.max(raw, rawRecordsPerSecond(rig.journal()));
            final Replay.Result result = Replay.run(ChronicleJournal.reader(rig.journal()), rig.limits(), f -> {});
            check(report, result, rig);
            replay = Math.max(replay, result.recordCount() * 1e9 / result.elapsedNs());
            report.figure("checkpoints", result.checkpointCount());
        }
        report.figure("rawRecordsPerSecond", raw).figure("replayRecordsPerSecond", replay);
        report.figure("ratioToRaw", replay / raw);
        report.line("  raw tail read     %,14.0f records/s   best of %d", raw, TURNS);
        report.line(
                "  replay, warm      %,14.0f records/s   best of %d, every output and state hash compared",
                replay, TURNS);
        report.line(
                "row 12: %.2f of the raw read (target 0.5), %.1f M records/s (target 10)", replay / raw, replay / 1e6);
    }

    private static void check(final Report report, final Replay.Result result, final Rig rig) {
        if (result.outcome() != Replay.Outcome.MATCH || result.stateHash() != rig.counter(EngineCounter.STATE_HASH)) {
            report.refuse("replay " + result.outcome() + ", state hash "
                    + (result.stateHash() == rig.counter(EngineCounter.STATE_HASH) ? "equal" : "unequal"));
        }
    }

    private static double rawRecordsPerSecond(final Path journal) {
        final RawRead raw = new RawRead();
        final long startNs = System.nanoTime();
        try (JournalReader reader = ChronicleJournal.reader(journal)) {
            while (reader.poll(raw)) {
                continue;
            }
        }
        return raw.records * 1e9 / (System.nanoTime() - startNs);
    }

    private static void cold(final Report report, final Rig rig, final long records) throws Exception {
        final List<String> command = new ArrayList<>(Child.java(List.of("-XX:+UseSerialGC")));
        command.add(ColdReplay.class.getName());
        command.add(rig.journal().toString());
        final CoreLimits limits = rig.limits();
        command.add(String.format(
                Locale.ROOT,
                "%d,%d,%d,%d,%d",
                limits.accountsMax(),
                limits.botsMax(),
                limits.instrumentsMax(),
                limits.ordersMax(),
                limits.triggersMax()));
        final long startNs = System.nanoTime();
        final Child.Outcome outcome = Child.run(command);
        final double elapsedS = (System.nanoTime() - startNs) / 1e9;
        final String expected = "MATCH " + Long.toHexString(rig.counter(EngineCounter.STATE_HASH));
        if (outcome.status() != 0 || !outcome.lastLine().equals(expected)) {
            report.refuse("cold replay said '" + outcome.text().strip() + "', expected '" + expected + "'");
        }
        report.figure("coldSeconds", elapsedS).figure("coldRecordsPerSecond", records / elapsedS);
        report.line(
                "  replay, cold JVM  %,14.0f records/s   %.2f s from the start of the process (target: 10 M in 2 s)",
                records / elapsedS, elapsedS);
    }

    /** Walks the records of each document and looks at their sequence, no more. */
    private static final class RawRead implements JournalReader.DocumentHandler {
        private long records;
        private long sequence;

        @Override
        public void onDocument(final DirectBuffer buffer, final int offset, final int length) {
            final int end = offset + length;
            for (int at = offset; at < end; ) {
                sequence = RecordEnvelope.sequence(buffer, at);
                at += RecordEnvelope.recordLength(RecordEnvelope.messageLength(buffer, at));
                records++;
            }
            assert sequence > 0;
        }
    }
}
