package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.BookDepth;
import dragon.gateway.venue.VenueFact.FundingRate;
import dragon.gateway.venue.VenueFact.PublicTrade;
import dragon.gateway.venue.VenueFact.Quote;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Books, public trades and funding rates over sockets, without an account. */
class BookAgainstSimulatorTest {
    private static final long DEADLINE_NS = 30_000_000_000L;

    private final ConcurrentLinkedQueue<VenueFact> facts = new ConcurrentLinkedQueue<>();

    private <T extends VenueFact> T await(final Class<T> kind) {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (System.nanoTime() < deadlineNs) {
            for (final VenueFact fact : facts) {
                if (kind.isInstance(fact)) {
                    return kind.cast(fact);
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("no " + kind.getSimpleName() + " has come");
    }

    @Test
    void comesIntoStepAndTellsTradesAndRatesBesideTheQuotes() throws IOException {
        try (Simulator simulator = Simulator.start(SimulatorConfig.usual());
                WooxConnection venue = new WooxConnection(
                        WooxConfig.of(simulator.restUrl(), simulator.streamUrl(), 1),
                        facts::add,
                        label -> {
                            throw new AssertionError("credentials were asked for");
                        },
                        () -> System.currentTimeMillis() * 1_000_000L,
                        System::nanoTime,
                        50)) {
            venue.subscribe(7, "PERP_BTC_USDT", Timeframe.M1);

            await(Quote.class);
            final BookDepth depth = await(BookDepth.class);
            assertEquals(7, depth.instrumentId());
            assertTrue(depth.bids().get(0).priceE8() < depth.asks().get(0).priceE8());
            assertTrue(depth.bids().get(0).quantityE8() > 0);
            assertEquals(7, await(PublicTrade.class).instrumentId());
            assertTrue(await(FundingRate.class).nextFundingMs() > 0);
        }
    }
}
