package dragon.bench.latency;

import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.bench.rig.BareJournal;
import dragon.bench.rig.NullLoop;
import dragon.bench.rig.Rig;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.process.Engine;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * Open-loop latency: seconds of the engine, of the same loop without an engine (the control) and of the same loop with a
 * bare append of the same bytes take turns, so that all three see the same machine.
 */
public final class Latency {
    private static final int ROUND_FRAMES = 1024;
    private static final int WARM_UP_BLOCK_EVENTS = 100_000;
    private static final double MISSED_SHARE_MAX = 0.001;
    private static final double FOREIGN_CORES_MAX = 0.25;

    /**
     * What to measure.
     *
     * @param directory for the lane
     * @param journal files
     * @param rate inputs a second
     * @param seconds of each kind of loop
     * @param isBackOff wait as the inline engine does; else spin
     * @param isThreaded the load comes from a thread of its own; else from the engine thread, between two rounds
     * @param results for the histogram files; null = none
     * @param warmUpEvents before anything is recorded
     */
    public record Settings(
            Path directory,
            ChronicleJournalConfig journal,
            int rate,
            int seconds,
            boolean isBackOff,
            boolean isThreaded,
            Path results,
            int warmUpEvents) {}

    private final Settings settings;
    private final Latencies engine = new Latencies("engine");
    private final Latencies control = new Latencies("control");
    private final Latencies bare = new Latencies("bare");
    private final Histogram withIntent = Latencies.empty();
    private final Histogram atRoll = Latencies.empty();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private Load engineLoad;
    private Load loopLoad;
    private Load load;
    private Latencies recording;
    private long blockEndNs;
    private long scheduled;
    private long late;
    private long secondOfRecord;

    private Latency(final Settings settings) {
        this.settings = settings;
    }

    /** Measures and proves the work. */
    public static Report run(final Settings settings) throws Exception {
        return new Latency(settings).measure("latency");
    }

    /** As {@link #run}, for a journal that rolls every second: what the first event behind a roll takes. */
    public static Report runWithRolls(final Settings settings) throws Exception {
        return new Latency(settings).measure("roll");
    }

    private Report measure(final String name) throws Exception {
        final Report report = new Report(name);
        try (Rig rig = Rig.trading(settings.directory(), settings.journal(), 1);
                BareJournal journal = new BareJournal(settings.directory(), settings.journal());
                NullLoop loop = new NullLoop(settings.directory())) {
            rig.listener(this::onDocument);
            loop.listener(this::onDone);
            engineLoad = new Load(rig.counterpart(), true);
            loopLoad = new Load(loop.counterpart(), false);
            rig.clock().pause();
            warmUp(rig, loop, journal);
            final Neighbours neighbours = new Neighbours();
            for (int second = 0; second < settings.seconds(); second++) {
                round(rig, loop, journal, settings.rate());
            }
            write(report);
            report.neighbours(neighbours, FOREIGN_CORES_MAX);
            report.refuse(rig.verify());
        }
        return report;
    }

    private void warmUp(final Rig rig, final NullLoop loop, final BareJournal journal) throws Exception {
        for (int left = settings.warmUpEvents(); left > 0; left -= WARM_UP_BLOCK_EVENTS) {
            round(rig, loop, journal, Math.min(left, WARM_UP_BLOCK_EVENTS));
        }
        engine.reset();
        control.reset();
        bare.reset();
        withIntent.reset();
        atRoll.reset();
        scheduled = 0;
        late = 0;
    }

    /** One second of each. */
    private void round(final Rig rig, final NullLoop loop, final BareJournal journal, final int rate) throws Exception {
        rig.clock().resume();
        recording = engine;
        load = engineLoad;
        scheduled += rate;
        final IdleStrategy idle = idle();
        final NanoClock clock =
                rig.clock(); // One clock for the schedule and for the engine, or their difference says nothing.
        final Thread sender = begin(rate, clock);
        while (!load.isReceived()) {
            if (sender == null) {
                load.sendDue(clock.nanoTime());
            }
            idle.idle(rig.engine().round(ROUND_FRAMES));
        }
        end(sender);
        rig.clock().pause(); // While the controls run no gateway falls silent.

        recording = control;
        loop.appendTo(null);
        withoutEngine(loop, rate);
        recording = bare;
        loop.appendTo(journal);
        withoutEngine(loop, rate);
    }

    private void withoutEngine(final NullLoop loop, final int rate) throws Exception {
        load = loopLoad;
        final IdleStrategy idle = idle();
        final Thread sender = begin(rate, System::nanoTime);
        while (!load.isReceived()) {
            if (sender == null) {
                load.sendDue(System.nanoTime());
            }
            idle.idle(loop.round(ROUND_FRAMES));
        }
        end(sender);
    }

    private IdleStrategy idle() {
        return settings.isBackOff() ? Engine.inlineIdle() : new BusySpinIdleStrategy();
    }

    private Thread begin(final int rate, final NanoClock clock) {
        load.start(clock.nanoTime(), rate);
        blockEndNs = load.dueNs(load.events());
        if (!settings.isThreaded()) {
            return null;
        }
        final Load own = load;
        final Thread sender = new Thread(
                () -> {
                    while (!own.isDone()) {
                        own.sendDue(clock.nanoTime());
                        Thread.onSpinWait();
                    }
                },
                "load");
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    private static void end(final Thread sender) throws InterruptedException {
        if (sender != null) {
            sender.join();
        }
    }

    private void onDone(final long dequeuedNs, final long doneNs) {
        recording.record(load.nextReceivedDueNs(), dequeuedNs, doneNs);
    }

    private void onDocument(
            final DirectBuffer document,
            final int length,
            final long[] dequeuedNs,
            final int inputs,
            final long journaledNs) {
        for (int i = 0; i < inputs; i++) {
            engine.record(load.nextReceivedDueNs(), dequeuedNs[i], journaledNs);
        }
        if (journaledNs > blockEndNs) {
            late += inputs;
        }
        noteIntents(document, length, journaledNs - dequeuedNs[0]);
        noteRoll(RecordEnvelope.timeNs(document, 0) / 1_000_000_000L, journaledNs - dequeuedNs[0]);
    }

    private void noteIntents(final DirectBuffer document, final int length, final long serviceNs) {
        boolean hasIntent = false;
        for (int at = 0; at < length; ) {
            if (RecordEnvelope.kind(document, at) == RecordEnvelope.INTENT) {
                hasIntent = true;
                header.wrap(document, at + RecordEnvelope.MESSAGE_OFFSET);
                if (header.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
                    place.wrapAndApplyHeader(document, at + RecordEnvelope.MESSAGE_OFFSET, header);
                    load.placed(place.clientOrderId());
                }
            }
            at += RecordEnvelope.recordLength(RecordEnvelope.messageLength(document, at));
        }
        if (hasIntent) {
            withIntent.recordValue(serviceNs);
        }
    }

    private void noteRoll(final long second, final long serviceNs) {
        if (second != secondOfRecord && secondOfRecord != 0) {
            atRoll.recordValue(serviceNs);
        }
        secondOfRecord = second;
    }

    private void write(final Report report) throws Exception {
        report.figure("ratePerSecond", settings.rate()).figure("secondsOfEach", settings.seconds());
        report.figure("load", settings.isThreaded() ? "thread" : "inline");
        report.figure("idle", settings.isBackOff() ? "backoff" : "spin");
        report.line(
                "%,d inputs a second, %d s of each loop, load %s, idle %s",
                settings.rate(), settings.seconds(), report.value("load"), report.value("idle"));
        report.line("%s", Latencies.heading());
        engine.write(report);
        control.write(report);
        bare.write(report);
        writeIntents(report);
        writeRatios(report);
        if (settings.journal().roll() == ChronicleJournalConfig.Roll.EVERY_SECOND) {
            writeRolls(report);
        }
        final double missed = (double) late / scheduled;
        report.figure("missedShare", missed);
        if (missed > MISSED_SHARE_MAX) {
            report.refuse(String.format(
                    Locale.ROOT,
                    "the rate was missed: %.2f %% of the inputs were not journaled when their second was over",
                    missed * 100));
        }
        if (settings.results() != null) {
            final String stamp = settings.rate() + "-" + System.currentTimeMillis();
            engine.write(settings.results(), stamp);
            control.write(settings.results(), stamp);
            bare.write(settings.results(), stamp);
        }
    }

    private void writeIntents(final Report report) {
        report.figure("intents", withIntent.getTotalCount());
        report.figure("intentServiceP50Ns", withIntent.getValueAtPercentile(50));
        report.figure("intentServiceP99Ns", withIntent.getValueAtPercentile(99));
        report.figure("intentServiceP999Ns", withIntent.getValueAtPercentile(99.9));
        report.line(
                "  service of the %,d inputs that raised an intent, us: p50 %.2f  p99 %.2f  p99.9 %.2f",
                withIntent.getTotalCount(),
                withIntent.getValueAtPercentile(50) / 1e3,
                withIntent.getValueAtPercentile(99) / 1e3,
                withIntent.getValueAtPercentile(99.9) / 1e3);
    }

    private void writeRatios(final Report report) {
        final double ratio = (double) engine.service().getValueAtPercentile(50)
                / Math.max(1, bare.service().getValueAtPercentile(50));
        report.figure("serviceP50ToBareAppend", ratio);
        report.line("service p50: %.2f times that of the loop with a bare append of the same bytes", ratio);
        final long excessNs = engine.fromSchedule().getValueAtPercentile(50)
                - control.fromSchedule().getValueAtPercentile(50);
        report.figure("excessP50Ns", excessNs);
        report.figure("withinControlP99", within(99));
        report.figure("withinControlP999", within(99.9));
        report.line("row 4: targets of service, us: p50 0.4  p99 2  p99.9 10");
        report.line(
                "row 5: p50 %.2f us over the control (target 0.5); of 1.25 x control + 20 us: p99 %s, p99.9 %s",
                excessNs / 1e3, within(99) ? "within" : "outside", within(99.9) ? "within" : "outside");
    }

    private boolean within(final double percentile) {
        final double boundNs = 1.25 * control.fromSchedule().getValueAtPercentile(percentile) + 20_000;
        return engine.fromSchedule().getValueAtPercentile(percentile) <= boundNs;
    }

    private void writeRolls(final Report report) {
        report.figure("rolls", atRoll.getTotalCount());
        report.figure("rollServiceP50Ns", atRoll.getValueAtPercentile(50));
        report.figure("rollServiceP99Ns", atRoll.getValueAtPercentile(99));
        report.figure("rollServiceMaxNs", atRoll.getMaxValue());
        report.line(
                "row 10: the first document of each of %,d files, us: p50 %.1f  p99 %.1f  max %.1f (target: max 100)",
                atRoll.getTotalCount(),
                atRoll.getValueAtPercentile(50) / 1e3,
                atRoll.getValueAtPercentile(99) / 1e3,
                atRoll.getMaxValue() / 1e3);
    }
}
