package dragon.engine.process;

import org.agrona.concurrent.NanoClock;

/**
 * What surrounds an engine that is not a process of its own: benchmarks and tests.
 *
 * @param clock monotonic nanoseconds; engine time follows it
 * @param listener is shown each document after it was appended
 */
public record EngineHost(NanoClock clock, DocumentListener listener) {
    /** The clock of the machine, and nobody looks on. */
    public static final EngineHost PLAIN =
            new EngineHost(System::nanoTime, (document, length, dequeuedNs, inputs, journaledNs) -> {});
}
