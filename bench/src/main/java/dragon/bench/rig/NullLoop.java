package dragon.bench.rig;

import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/** The loop without an engine: takes a frame from a ring of the same kind, reads the clock, lets the ring forget it. */
public final class NullLoop implements AutoCloseable {
    /** Sees that a frame has gone through. */
    @FunctionalInterface
    public interface Listener {
        /** A frame was found at the first time and done with at the second, by {@link System#nanoTime()}. */
        void onDone(long dequeuedNs, long doneNs);
    }

    private static final int RING_BYTES = 4 * 1024 * 1024;

    private final Path directory;
    private final RingFile ring;
    private final RingConsumer consumer;
    private final Counterpart counterpart;
    private final RingConsumer.FrameHandler onFrame = this::onFrame;
    private BareJournal journal;
    private Listener listener = (dequeuedNs, doneNs) -> {};
    private long nowNs;

    /** Makes a ring below this directory. */
    public NullLoop(final Path parent) throws IOException {
        Files.createDirectories(parent);
        directory = Files.createTempDirectory(parent, "null-");
        ring = RingFile.create(directory.resolve("null.ring"), RING_BYTES);
        consumer = new RingConsumer(ring, System::nanoTime);
        counterpart = new Counterpart(new RingProducer(ring), new RingProducer(ring));
    }

    /** Appends a document for each frame from now on, or does not (null). */
    public void appendTo(final BareJournal other) {
        journal = other;
    }

    /** Tells this listener of each frame from now on. */
    public void listener(final Listener other) {
        listener = other;
    }

    /** The producer's side. */
    public Counterpart counterpart() {
        return counterpart;
    }

    /** One round; frames taken. */
    public int round(final int framesMax) {
        nowNs = System.nanoTime();
        return consumer.peek(onFrame, framesMax);
    }

    private void onFrame(
            final DirectBuffer buffer, final int offset, final int length, final int typeId, final long endPosition) {
        if (journal != null) {
            journal.append();
        }
        consumer.release(endPosition);
        listener.onDone(nowNs, System.nanoTime());
    }

    @Override
    public void close() throws IOException {
        CloseHelper.quietClose(ring);
        Rig.delete(directory);
    }
}
