package dragon.bench.gateway;

import dragon.bench.rig.Rig;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderFilledEncoder;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages on their way into a ring file of the kind that the engine reads; whoever drains proves what came. One thread. */
final class RingSink implements AutoCloseable {
    private static final int RING_BYTES = 16 * 1024 * 1024;
    private static final int INSTRUMENT = 1;

    private final Path directory;
    private final RingFile ring;
    private final RingProducer producer;
    private final RingConsumer consumer;
    private final RingConsumer.FrameHandler onFrame = this::onFrame;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder seen = new MessageHeaderDecoder();
    private final BestBidOfferEncoder quote = new BestBidOfferEncoder();
    private final BestBidOfferDecoder seenQuote = new BestBidOfferDecoder();
    private final MarkPriceEncoder mark = new MarkPriceEncoder();
    private final OrderFilledEncoder filled = new OrderFilledEncoder();
    private long drained;
    private long bidSumE8;

    RingSink(final Path parent) throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(parent), "gateway-");
        ring = RingFile.create(directory.resolve("gateway.ring"), RING_BYTES);
        producer = new RingProducer(ring);
        consumer = new RingConsumer(ring, System::nanoTime);
    }

    /** Encodes a message and puts it into the ring; a book stays in the gateway. */
    void take(final StreamMessage message) {
        if (message instanceof Bbo bbo) {
            quote.wrapAndApplyHeader(buffer, 0, header)
                    .instrumentId(INSTRUMENT)
                    .bidPriceE8(bbo.bidPriceE8())
                    .bidQuantityE8(bbo.bidQuantityE8())
                    .askPriceE8(bbo.askPriceE8())
                    .askQuantityE8(bbo.askQuantityE8())
                    .venueTimeMs(bbo.timeMs());
            offer(quote.encodedLength());
        } else if (message instanceof MarkPrice price) {
            mark.wrapAndApplyHeader(buffer, 0, header)
                    .instrumentId(INSTRUMENT)
                    .priceE8(price.priceE8())
                    .venueTimeMs(price.timeMs());
            offer(mark.encodedLength());
        } else if (message instanceof ExecutionReport report) {
            filled.wrapAndApplyHeader(buffer, 0, header)
                    .clientOrderId(report.clientOrderId())
                    .venueOrderId(report.orderId())
                    .tradeId(report.tradeId())
                    .lastPriceE8(report.lastPriceE8())
                    .lastQuantityE8(report.lastQuantityE8())
                    .feeUsdE8(report.feeE8())
                    .isMaker(report.isMaker() ? Bool.YES : Bool.NO)
                    .venueTimeMs(report.timeMs());
            offer(filled.encodedLength());
        }
    }

    private void offer(final int bodyLength) {
        if (!producer.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength)) {
            throw new IllegalStateException("the ring is full: the benchmark has to drain it in time");
        }
    }

    /** Takes everything out of the ring. */
    void drain() {
        while (consumer.peek(onFrame, Integer.MAX_VALUE) > 0) {
            consumer.release(consumer.peekPosition());
        }
    }

    private void onFrame(
            final DirectBuffer frame, final int offset, final int length, final int typeId, final long endPosition) {
        drained++;
        seen.wrap(frame, offset);
        if (seen.templateId() == BestBidOfferDecoder.TEMPLATE_ID) {
            seenQuote.wrapAndApplyHeader(frame, offset, seen);
            bidSumE8 += seenQuote.bidPriceE8();
        }
    }

    /** Messages that came out of the ring. */
    long drained() {
        return drained;
    }

    /** Sum of the bid prices that came out of the ring. */
    long bidSumE8() {
        return bidSumE8;
    }

    @Override
    public void close() throws IOException {
        ring.close();
        Rig.delete(directory);
    }
}
