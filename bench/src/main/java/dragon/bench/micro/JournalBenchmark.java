package dragon.bench.micro;

import dragon.bench.rig.Rig;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A record's envelope, our append, and the library's append of the same bytes under it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JournalBenchmark {
    private static final int MESSAGE_BYTES = 52;
    private static final long TIME_NS = 1_767_225_600_000_000_000L;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[MESSAGE_BYTES]);
    private final BatchEncoder batch = new BatchEncoder(4096);
    private final PointerBytesStore bytes = new PointerBytesStore();
    private Path directory;
    private ChronicleJournal journal;
    private SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private long sequence;

    /** Opens a journal of ours and a bare queue. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        final Path parent = Path.of(System.getProperty("dragon.bench.directory", System.getProperty("java.io.tmpdir")));
        directory = Files.createTempDirectory(parent, "micro-");
        final ChronicleJournalConfig config = ChronicleJournalConfig.standard();
        journal = ChronicleJournal.open(directory.resolve("journal"), config);
        queue = SingleChronicleQueueBuilder.binary(directory.resolve("queue"))
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .blockSize(config.blockBytes())
                .build();
        appender = queue.createAppender();
        envelope();
        bytes.set(batch.buffer().addressOffset(), batch.length());
    }

    /** Closes and deletes them. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        journal.close();
        appender.close();
        queue.close();
        Rig.delete(directory);
    }

    /** One record around a message, CRC included. */
    @Benchmark
    public int envelope() {
        batch.begin(++sequence, 1);
        batch.add(RecordEnvelope.INPUT, TIME_NS, message, 0, MESSAGE_BYTES);
        return batch.length();
    }

    /** One document, pages prepared ahead. */
    @Benchmark
    public void append() {
        journal.append(batch.buffer(), 0, batch.length(), TIME_NS);
    }

    /** The same bytes by the library alone, pages not prepared. */
    @Benchmark
    public void appendBare() {
        appender.writeBytes(bytes);
    }
}
