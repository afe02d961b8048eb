package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderAcceptedEncoder;
import dragon.engine.protocol.OrderFilledEncoder;
import dragon.engine.protocol.TimerTickEncoder;
import java.lang.management.ManagementFactory;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CoreAllocationTest {
    private static final int EVENTS = 200_000;
    private static final int WARM_UP_ROUNDS = 5;

    private static final class Nowhere implements Output {
        @Override
        public void intent(final DirectBuffer buffer, final int offset, final int length) {
            // Counted by nobody.
        }

        @Override
        public void audit(final DirectBuffer buffer, final int offset, final int length) {
            // Counted by nobody.
        }
    }

    private final CoreHarness dragon = new CoreHarness();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final Output nowhere = new Nowhere();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long nowNs;

    private void pricesTicksAndReports() {
        final Core core = dragon.core();
        final long orderId = dragon.lastPlacedId();
        final BestBidOfferEncoder quote = new BestBidOfferEncoder();
        final MarkPriceEncoder mark = new MarkPriceEncoder();
        final TimerTickEncoder tick = new TimerTickEncoder();
        final OrderAcceptedEncoder accepted = new OrderAcceptedEncoder();
        final OrderFilledEncoder filled = new OrderFilledEncoder();
        for (int i = 0; i < EVENTS; i++) {
            nowNs += 1_000_000;
            final int body;
            switch (i % 8) {
                case 5 -> {
                    mark.wrapAndApplyHeader(buffer, 0, header)
                            .instrumentId(1)
                            .priceE8(6_000_000_000_000L + i)
                            .venueTimeMs(i);
                    body = mark.encodedLength();
                }
                case 6 -> {
                    tick.wrapAndApplyHeader(buffer, 0, header).dueNs(nowNs);
                    body = tick.encodedLength();
                }
                case 7 -> {
                    accepted.wrapAndApplyHeader(buffer, 0, header)
                            .clientOrderId(orderId)
                            .venueOrderId(5)
                            .venueTimeMs(i);
                    body = accepted.encodedLength();
                }
                case 4 -> {
                    // A trade that is known already: the stream and REST both tell it.
                    filled.wrapAndApplyHeader(buffer, 0, header)
                            .clientOrderId(orderId)
                            .venueOrderId(5)
                            .tradeId(1)
                            .lastPriceE8(1)
                            .lastQuantityE8(1)
                            .feeUsdE8(1)
                            .isMaker(Bool.NO)
                            .venueTimeMs(i);
                    body = filled.encodedLength();
                }
                default -> {
                    quote.wrapAndApplyHeader(buffer, 0, header)
                            .instrumentId(1)
                            .bidPriceE8(6_000_000_000_000L + i)
                            .bidQuantityE8(1)
                            .askPriceE8(6_000_010_000_000L + i)
                            .askQuantityE8(1)
                            .venueTimeMs(i);
                    body = quote.encodedLength();
                }
            }
            core.apply(nowNs, buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + body, nowhere);
        }
    }

    @Test
    void allocatesNothingInSteadyState() {
        dragon.inPosition("0.1");
        dragon.trade(dragon.lastPlacedId(), 1, "0.001", "60300");
        nowNs = dragon.nowNs();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            pricesTicksAndReports();
        }

        long leastBytes = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            pricesTicksAndReports();
            leastBytes = Math.min(leastBytes, threads.getCurrentThreadAllocatedBytes() - before);
        }

        // The encoders of one round are made anew, nothing else: less than a byte for a hundred events.
        assertEquals(0, leastBytes / (EVENTS / 100), leastBytes + " bytes in " + EVENTS + " events");
    }
}
