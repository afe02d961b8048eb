package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VenueProbeTest {
    private static final String NOBODY = "http://127.0.0.1:1";

    @TempDir
    private Path lane;

    @Test
    void oneProbeOfALaneIsOpenAtATimeAndTheNextOneWaitsForIt() throws Exception {
        final List<String> order = new CopyOnWriteArrayList<>();
        final CountDownLatch asks = new CountDownLatch(1);
        final VenueProbe first = new VenueProbe(NOBODY, lane);
        final CompletableFuture<Void> next = CompletableFuture.runAsync(() -> {
            asks.countDown();
            try (VenueProbe second = new VenueProbe(NOBODY, lane)) {
                order.add("second opens after " + second.requestCount() + " requests");
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        asks.await();
        order.add("first closes");
        first.close();
        next.get(60, TimeUnit.SECONDS);

        assertEquals(List.of("first closes", "second opens after 0 requests"), order);
    }
}
