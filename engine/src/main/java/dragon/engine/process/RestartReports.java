package dragon.engine.process;

import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.RestartReportDecoder;
import java.util.function.Consumer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Brings restart reports from the engine thread, which writes no log, to a thread that does.
 *
 * <p>One that finds no room is left out: it is in the journal. Threading: one thread writes, another one reads. Cost: no allocation
 * and no lock for the one that writes.
 */
final class RestartReports {
    private static final int RING_BYTES = 32 * 1024;
    private static final int MESSAGE_TYPE = 1;

    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final RestartReportDecoder report = new RestartReportDecoder();

    /** Takes a report, which is copied. */
    void offer(final DirectBuffer buffer, final int offset, final int length) {
        ring.write(MESSAGE_TYPE, buffer, offset, length);
    }

    /** Tells what came since the last call, one line a report. */
    void drainTo(final Consumer<String> log) {
        ring.read((type, buffer, offset, length) -> {
            report.wrapAndApplyHeader(buffer, offset, header);
            log.accept("account #" + report.accountId() + ": " + RestartReportText.of(report));
        });
    }
}
