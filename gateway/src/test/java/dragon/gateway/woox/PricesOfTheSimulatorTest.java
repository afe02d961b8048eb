package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.Credentials;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.Quote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real connection at a local WOO X whose market runs at another speed, or in another year, or whose clock is set. */
class PricesOfTheSimulatorTest {
    private static final String BTC = "PERP_BTC_USDT";
    private static final long RECORDED_MS = 1_700_000_040_000L;
    private static final int PRICES = 5;

    @TempDir
    private Path directory;

    private final ConcurrentLinkedQueue<VenueFact> facts = new ConcurrentLinkedQueue<>();
    private Simulator simulator;
    private WooxConnection venue;

    @AfterEach
    void stop() {
        venue.close();
        simulator.close();
    }

    @Test
    void aMarketAtSixtyTimesTheSpeedOfTheClockHasFreshPrices() throws IOException {
        start(List.of(), 60);
        awaitPricesByAMeasuredClock();
    }

    @Test
    void aMarketThatIsSlowerThanTheClockHasFreshPrices() throws IOException {
        start(List.of(), 0.2);
        awaitPricesByAMeasuredClock();
    }

    @Test
    void aMarketRecordedInAnotherYearHasFreshPrices() throws IOException {
        final StringBuilder rows =
                new StringBuilder("seq,recv_us,event_ms,match_ms,update_id,bid,bid_qty,ask,ask_qty\n");
        for (int i = 0; i < 2_000; i++) {
            rows.append(i)
                    .append(",1,")
                    .append(RECORDED_MS + i * 1_000L)
                    .append(",1,1,")
                    .append(60_000 + i);
            rows.append(".0,2,").append(60_000 + i).append(".1,3\n");
        }
        start(List.of(Files.writeString(directory.resolve("x_BTCUSDT_bbo.csv"), rows)), 10);
        awaitPricesByAMeasuredClock();
    }

    @Test
    void pricesGoOnWhenTheClockOfTheVenueIsSetBack() throws Exception {
        start(List.of(), 1);
        awaitPricesByAMeasuredClock();
        final HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(simulator.restUrl() + "/sim/fault"))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"clock\",\"offset\":\"-10s\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertTrue(answer.statusCode() == 200, answer::body);
        await(() -> venue.pricesDropped() > 0);
        awaitPricesByAMeasuredClock(); // Long before the clock would be measured again by itself.
    }

    private void start(final List<Path> data, final double speed) throws IOException {
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(directory.resolve("credentials.toml"))
                .symbols(List.of(BTC))
                .data(data)
                .seed(7)
                .speed(speed)
                .historyMinutes(3_000)
                .build());
        venue = new WooxConnection(
                WooxConfig.of(simulator.restUrl(), simulator.streamUrl(), 1),
                facts::add,
                PricesOfTheSimulatorTest::noCredentials,
                () -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                System::nanoTime);
        venue.subscribe(1, BTC, Timeframe.M1);
    }

    private static Credentials noCredentials(final String label) {
        throw new IllegalStateException("nothing private is asked for");
    }

    private void awaitPricesByAMeasuredClock() {
        await(() -> count(ClockMeasured.class) > 0);
        final long quotes = count(Quote.class);
        final long marks = count(Mark.class);
        await(() -> count(Quote.class) >= quotes + PRICES && count(Mark.class) >= marks + 2);
    }

    private long count(final Class<? extends VenueFact> kind) {
        return facts.stream().filter(kind::isInstance).count();
    }

    private void await(final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isSo.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < deadlineNs,
                    () -> count(Quote.class) + " quotes, " + count(Mark.class) + " marks, " + venue.pricesDropped()
                            + " dropped");
            LockSupport.parkNanos(2_000_000);
        }
    }
}
