package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.gateway.session.EngineLog;
import dragon.gateway.session.GatewaySession;
import dragon.gateway.session.JournalHand;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.Credentials;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.woox.parse.Decimals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** The real connection and the real session against the local WOO X, over sockets. */
class WooxAgainstSimulatorTest {
    private static final String BTC = "PERP_BTC_USDT";
    private static final long SESSION = 77;
    private static final long DEADLINE_NS = 20_000_000_000L;

    /** Long: the first order of a process takes long on a slow machine. */
    private static final long TIME_TO_LIVE_NS = 20_000_000_000L;

    private static final long ONE_E8 = 100_000_000L;

    @TempDir
    private Path directory;

    private final ConcurrentLinkedQueue<VenueFact> facts = new ConcurrentLinkedQueue<>();
    private final EngineLog engine = new EngineLog();
    private final List<String> heard = engine.lines();
    private Simulator simulator;
    private WooxConnection venue;
    private GatewaySession session;
    private JournalHand journal;
    private long bidE8;
    private long askE8;

    @BeforeEach
    void start() throws IOException {
        final Path credentials = directory.resolve("credentials.toml");
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(credentials)
                .symbols(List.of(BTC))
                .seed(7)
                .historyMinutes(3_000)
                .build());
        final TomlParseResult keys = Toml.parse(credentials);
        venue = new WooxConnection(
                WooxConfig.of(simulator.restUrl(), simulator.streamUrl(), 1),
                facts::add,
                label -> new Credentials(
                        label,
                        keys.getString(label + ".api_key"),
                        keys.getString(label + ".api_secret").getBytes(StandardCharsets.UTF_8)),
                WooxAgainstSimulatorTest::nowNs,
                System::nanoTime);
        session = new GatewaySession(SESSION, 1, LaneMode.SIM, venue, engine);
        journal = new JournalHand(session, SESSION).livingFor(TIME_TO_LIVE_NS);
        journal.at(System.nanoTime())
                .termStarted(1)
                .up()
                .account(1, "main")
                .instrument(1, BTC)
                .end();
        await("health 1 PRIVATE_STREAM UP"::equals);
        await("health 0 PUBLIC_STREAM UP"::equals);
        await(line -> line.startsWith("instrument 1 " + BTC));
        await(line -> line.startsWith("quote 1 "));
        await("account 1 HEDGE"::equals);
    }

    @AfterEach
    void stop() {
        venue.close();
        simulator.close();
    }

    @Test
    void fillsAnImmediateOrderAndTellsThePosition() {
        journal.at(System.nanoTime())
                .place(1001, OrderType.IOC, through(askE8, 0.005), ONE_E8 / 100)
                .end();
        await(line -> line.startsWith("filled 1001 "));
        await("status 1001 FILLED 0.01"::equals);
        await("position 1 1 LONG 0.01"::equals);

        journal.at(System.nanoTime())
                .queryOrder(1001)
                .queryPositions()
                .queryOpenOrders()
                .end();
        await("status 1001 FILLED 0.01 query"::equals);
        await("position 1 1 LONG 0.01 query"::equals);
        await("position 1 1 SHORT 0 query"::equals);
        await("openOrdersEnd 1 yes 0"::equals);

        journal.at(System.nanoTime())
                .place(
                        1002,
                        SESSION,
                        Side.SELL,
                        Leg.LONG,
                        OrderType.IOC,
                        through(bidE8, -0.005),
                        ONE_E8 / 100,
                        TIME_TO_LIVE_NS)
                .end();
        await("status 1002 FILLED 0.01"::equals);
        await("position 1 1 LONG 0"::equals);
    }

    @Test
    void findsTheNameOfATradeThatAHistoryTellsWithTheVenuesIdAlone() {
        journal.at(System.nanoTime())
                .place(1003, OrderType.IOC, through(askE8, 0.005), ONE_E8 / 100)
                .end();
        await("status 1003 FILLED 0.01"::equals);

        venue.queryTrades(1, 1, 0);

        await("tradesEnd 0 foreign 1"::equals);
        await("status 1003 FILLED 0.01 query"::equals);
    }

    @Test
    void cancelsARestingOrderAndHoldsACancelBackUntilItsPlaceIsAnswered() {
        journal.at(System.nanoTime())
                .place(2001, OrderType.POST_ONLY, through(bidE8, -0.004), ONE_E8 / 100)
                .cancel(2001)
                .end();
        await("status 2001 CANCELED 0"::equals);
    }

    @Test
    void tellsACancelThatTheVenueFailedAsRejectedSoThatItIsAskedForAgain() throws IOException, InterruptedException {
        journal.at(System.nanoTime())
                .place(2101, OrderType.POST_ONLY, through(bidE8, -0.004), ONE_E8 / 100)
                .end();
        await("accepted 2101"::equals);
        fault("cancel-failed");
        journal.at(System.nanoTime()).cancel(2101).end();
        await("cancelRejected 2101 0"::equals);
        journal.at(System.nanoTime()).cancel(2101).end();
        await(line ->
                line.startsWith("status 2101 CANCELED 0")); // By the stream, or by the question after the rejection.
    }

    @Test
    void tellsTheEngineWhyAnOrderWasRefused() {
        journal.at(System.nanoTime())
                .place(3001, OrderType.LIMIT, through(bidE8, -0.004) + 1, ONE_E8 / 100)
                .end();
        await("rejected 3001 FILTER -1103"::equals);

        journal.at(System.nanoTime()).queryOrder(3999).end();
        await("unknown 3999"::equals);
    }

    @Test
    void readsClosedCandlesOldestFirst() {
        journal.at(System.nanoTime()).queryCandles(1_500).end();
        await("candlesEnd 1 yes 1500"::equals);
        long beforeMs = 0;
        int count = 0;
        for (final String line : heard) {
            if (line.startsWith("candle 1 M1 HISTORY ")) {
                final long openMs = Long.parseLong(line.substring("candle 1 M1 HISTORY ".length()));
                assertTrue(count == 0 || openMs == beforeMs + 60_000, line);
                beforeMs = openMs;
                count++;
            }
        }
        assertEquals(1_500, count);
    }

    @Test
    void findsAFillThatHappenedWhileThePrivateStreamWasDown() throws IOException, InterruptedException {
        fault("drop-stream");
        journal.at(System.nanoTime())
                .place(4001, OrderType.IOC, through(askE8, 0.005), ONE_E8 / 100)
                .end();
        await(line -> line.startsWith("filled 4001 "));
        await(line -> line.startsWith("status 4001 FILLED 0.01"));
        await("health 1 PRIVATE_STREAM DOWN"::equals);
        assertEquals("health 1 PRIVATE_STREAM UP", last("health 1 PRIVATE_STREAM UP"));
    }

    @Test
    void leavesAnOrderWhoseAnswerWasLostInDoubtAndSendsItOnce() throws IOException, InterruptedException {
        fault("lost-ack");
        journal.at(System.nanoTime())
                .place(5001, OrderType.IOC, through(askE8, 0.005), ONE_E8 / 100)
                .end();
        await(line -> line.startsWith("filled 5001 ") || line.startsWith("placeFailed 5001 AMBIGUOUS"));
        journal.at(System.nanoTime()).queryOrder(5001).end();
        await("status 5001 FILLED 0.01 query"::equals);
        assertEquals(
                1,
                heard.stream()
                        .filter(line -> line.startsWith("filled 5001 "))
                        .distinct()
                        .count());
    }

    @Test
    void aKillSwitchTakesBackWhatWaitsForTheLimitAndWaitsForTheAnswersToTheRest() throws Exception {
        // Of one symbol in one moment: some leave at once, the others wait for the limit, for many seconds.
        final int placed = 40;
        journal.at(System.nanoTime());
        for (int i = 0; i < placed; i++) {
            journal.place(6001 + i, OrderType.POST_ONLY, through(bidE8, -0.004), ONE_E8 / 100);
        }
        journal.end();
        journal.kill(KillScope.GLOBAL, 0, 5).end();

        await(line -> line.startsWith("frozen 5 "));
        final long unsent =
                heard.stream().filter(line -> line.startsWith("placeFailed ")).count();
        assertTrue(heard.stream().anyMatch(line -> line.endsWith(" EXPIRED_UNSENT")), withoutQuotes());
        assertEquals(placed - unsent, received());
    }

    /** Requests that change orders, as the exchange counts them. */
    private long received() {
        try {
            return get("/sim/audit/requests").split("arrivedNs", -1).length - 1;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fault(final String name) throws IOException, InterruptedException {
        final HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(simulator.restUrl() + "/sim/fault"))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
                                .header("Content-Type", "application/json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private String get(final String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(simulator.restUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String last(final String line) {
        final int downAt = heard.lastIndexOf("health 1 PRIVATE_STREAM DOWN");
        await(other -> heard.lastIndexOf(line) > downAt);
        return heard.get(heard.lastIndexOf(line));
    }

    /** A price so far beyond another, on the tick. */
    private static long through(final long priceE8, final double part) {
        final long tickE8 = ONE_E8;
        return (long) (priceE8 * (1 + part)) / tickE8 * tickE8;
    }

    private void await(final Predicate<String> claim) {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (heard.stream().noneMatch(claim)) {
            assertTrue(System.nanoTime() < deadlineNs, () -> "heard only " + withoutQuotes());
            for (VenueFact fact = facts.poll(); fact != null; fact = facts.poll()) {
                if (fact instanceof VenueFact.Quote quote) {
                    bidE8 = quote.bidPriceE8();
                    askE8 = quote.askPriceE8();
                }
                session.onFact(fact, System.nanoTime());
            }
            session.onTime(System.nanoTime());
            LockSupport.parkNanos(100_000);
        }
    }

    private String withoutQuotes() {
        return String.join(
                        "\n",
                        heard.stream()
                                .filter(line -> !line.startsWith("quote")
                                        && !line.startsWith("mark")
                                        && !line.startsWith("candle 1"))
                                .toList())
                + " prices " + Decimals.plainText(bidE8) + " " + Decimals.plainText(askE8);
    }

    private static long nowNs() {
        return System.currentTimeMillis() * 1_000_000L;
    }
}
