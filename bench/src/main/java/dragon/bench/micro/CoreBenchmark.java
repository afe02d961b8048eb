package dragon.bench.micro;

import dragon.bench.rig.Counterpart;
import dragon.bench.rig.Rig;
import dragon.engine.core.Core;
import dragon.engine.core.Output;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The core's price update, with bots that have parked orders, none near. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoreBenchmark {
    private static final int QUOTES = 64;

    /** Bots on the instrument. */
    @Param({"1", "1000"})
    public int bots;

    private final UnsafeBuffer[] quotes = new UnsafeBuffer[QUOTES];
    private final Output output = new Nobody();
    private Core core;
    private long timeNs;
    private int next;

    /** Takes a real engine's way to the state: its journal, replayed. */
    @Setup
    public void replay() throws Exception {
        final Path parent = Path.of(System.getProperty("dragon.bench.directory", System.getProperty("java.io.tmpdir")));
        try (Rig rig = Rig.trading(parent, ChronicleJournalConfig.small(), bots)) {
            core = new Core(rig.limits());
            final RecordCursor cursor = new RecordCursor();
            try (JournalReader reader = ChronicleJournal.reader(rig.journal())) {
                while (reader.poll((buffer, offset, length) -> {
                    cursor.wrap(buffer, offset, length);
                    while (cursor.next()) {
                        if (cursor.kind() == RecordEnvelope.INPUT) {
                            timeNs = cursor.timeNs();
                            core.apply(timeNs, cursor.buffer(), cursor.messageOffset(), cursor.messageLength(), output);
                        }
                    }
                })) {
                    continue;
                }
            }
        }
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        final BestBidOfferEncoder encoder = new BestBidOfferEncoder();
        for (int i = 0; i < QUOTES; i++) {
            quotes[i] = new UnsafeBuffer(new byte[Counterpart.QUOTE_BYTES]);
            encoder.wrapAndApplyHeader(quotes[i], 0, header)
                    .instrumentId(Counterpart.INSTRUMENT)
                    .bidPriceE8(Rig.CALM_E8 + i * Counterpart.ONE_E8)
                    .bidQuantityE8(1)
                    .askPriceE8(Rig.CALM_E8 + (i + 1) * Counterpart.ONE_E8)
                    .askQuantityE8(1)
                    .venueTimeMs(0);
        }
    }

    /** One quote that reaches no trigger. */
    @Benchmark
    public Core priceUpdate() {
        final UnsafeBuffer quote = quotes[next++ & QUOTES - 1];
        core.apply(++timeNs, quote, 0, Counterpart.QUOTE_BYTES, output);
        return core;
    }

    private static final class Nobody implements Output {
        @Override
        public void intent(final DirectBuffer buffer, final int offset, final int length) {
            // Replayed: it was sent once.
        }

        @Override
        public void audit(final DirectBuffer buffer, final int offset, final int length) {
            // Replayed: it was told once.
        }
    }
}
