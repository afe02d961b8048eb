package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketDataTest {
    private static final long START_MS = 1_700_000_040_000L; // A whole minute.

    @TempDir
    private Path directory;

    @Test
    void recordedQuotesWaitForTheFirstSubscriberAndAllReachIt() throws Exception {
        final StringBuilder rows =
                new StringBuilder("seq,recv_us,event_ms,match_ms,update_id,bid,bid_qty,ask,ask_qty\n");
        for (int i = 0; i < 500; i++) {
            rows.append(2 * i + ",1," + (START_MS + i * 10) + ",1,1," + (60_000 + i) + ".0,2,")
                    .append((60_000 + i) + ".1,3\n");
        }
        final Path quotes = write("x_BTCUSDT_bbo.csv", rows.toString());
        final Path trades = write(
                "x_BTCUSDT_trades.csv",
                "seq,recv_us,event_ms,match_ms,trade_id,price,qty,aggressor\n3,1," + (START_MS + 15)
                        + ",1,1,60001.1,0.5,B\n");
        try (Simulator simulator = Simulator.start(config(List.of(quotes, trades), 10));
                TestClient client = new TestClient(simulator, "main")) {
            assertEquals("false", client.audit().at("marketStarted").token());
            final TestClient.Stream stream = client.publicStream("trade@PERP_BTC_USDT", "bbo@PERP_BTC_USDT");
            TestClient.await(() -> "true".equals(client.audit().at("dataEnded").text()), () -> "the data did not end");
            stream.awaitMessage(m -> "\"60499\"".equals(m.at("data.bp").token()));
            final List<TestJson> quotesSeen = stream.ofTopic("bbo@PERP_BTC_USDT");
            for (int i = 0; i < 500; i++) {
                assertEquals(
                        "\"" + (60_000 + i) + "\"",
                        quotesSeen.get(i).at("data.bp").token());
                assertEquals(START_MS + i * 10, quotesSeen.get(i).at("data.ts").whole());
            }
            assertEquals("\"3\"", quotesSeen.get(0).at("data.aq").token());
            assertEquals(
                    "BUY",
                    stream.ofTopic("trade@PERP_BTC_USDT").get(0).at("data.sd").text());
            assertEquals(
                    "60001.1",
                    client.get("/v3/public/marketTrades?symbol=PERP_BTC_USDT")
                            .at("data.rows.0.executedPrice")
                            .text());
            // The last quote stays alive.
            TestClient.await(() -> stream.ofTopic("bbo@PERP_BTC_USDT").size() >= 502, () -> "no repeated quote");
        }
    }

    @Test
    void candlesBuiltAtSpeedEqualTheRecordedOnesAndCloseOnce() throws Exception {
        final int minutes = 60;
        final Path file = write("calm_ETHUSDT_1m.csv", candles(minutes));
        try (Simulator simulator = Simulator.start(config(List.of(file), 1_200));
                TestClient client = new TestClient(simulator, "main")) {
            final TestClient.Stream stream = client.publicStream("kline@PERP_ETH_USDT@1m", "kline@PERP_ETH_USDT@5m");
            TestClient.await(() -> "true".equals(client.audit().at("dataEnded").text()), () -> "the data did not end");
            final long lastMs = START_MS + (minutes - 2) * 60_000L;
            stream.awaitMessage(m -> isClosed(m) && m.at("data.st").whole() == lastMs);
            for (int i = minutes / 10; i < minutes - 1; i++) {
                final long startMs = START_MS + i * 60_000L;
                final List<TestJson> closed = stream.ofTopic("kline@PERP_ETH_USDT@1m").stream()
                        .filter(m -> isClosed(m) && m.at("data.st").whole() == startMs)
                        .toList();
                assertEquals(1, closed.size());
                final String[] row = row(i).split(",");
                final TestJson data = closed.get(0).at("data");
                assertEquals(row[1], data.at("o").text());
                assertEquals(row[2], data.at("h").text());
                assertEquals(row[3], data.at("l").text());
                assertEquals(row[4], data.at("c").text());
                assertEquals(row[5], data.at("v").text());
            }
            assertTrue(stream.ofTopic("kline@PERP_ETH_USDT@5m").stream().anyMatch(MarketDataTest::isClosed));
        }
    }

    @Test
    void klineHistoryHasExclusiveCursorsNewestFirstAndHoldsWhatPassedBeforeTheStart() throws Exception {
        final Path file = write("calm_ETHUSDT_1m.csv", candles(60));
        try (Simulator simulator = Simulator.start(config(List.of(file), 1));
                TestClient client = new TestClient(simulator, "main")) {
            final String history = "/v3/public/klineHistory?symbol=PERP_ETH_USDT&type=1m";
            final long startMs = START_MS + 6 * 60_000L; // One row in ten has passed.
            final TestClient.Reply newest = client.get(history + "&limit=2");
            assertEquals(
                    startMs - 60_000, newest.at("data.rows.0.startTimestamp").whole());
            assertEquals(startMs, newest.at("data.rows.0.endTimestamp").whole());
            assertEquals(row(5).split(",")[4], newest.at("data.rows.0.close").text());
            assertEquals(startMs, newest.at("timestamp").whole());

            final TestClient.Reply after = client.get(history + "&after=" + (START_MS + 60_000) + "&limit=2");
            assertEquals(
                    START_MS + 180_000, after.at("data.rows.0.startTimestamp").whole());
            assertEquals(
                    START_MS + 120_000, after.at("data.rows.1.startTimestamp").whole());
            final TestClient.Reply before = client.get(history + "&before=" + START_MS + "&limit=3");
            assertEquals(3, before.at("data.rows").size());
            assertEquals(
                    START_MS - 60_000, before.at("data.rows.0.startTimestamp").whole());
            // Generated ones lead up to the first recorded price.
            assertEquals(row(0).split(",")[1], before.at("data.rows.0.close").text());

            final TestClient.Reply current = client.get("/v3/public/kline?symbol=PERP_ETH_USDT&type=5m&limit=2");
            assertTrue(current.at("data.rows.0.endTimestamp").whole()
                    > current.at("timestamp").whole());
            assertEquals(
                    "-1005",
                    client.get("/v3/public/kline?symbol=PERP_ETH_USDT&type=7m")
                            .at("code")
                            .token());
            assertNull(client.get("/v3/public/kline?symbol=PERP_NOPE_USDT&type=1m")
                    .at("code")
                    .token());
        }
    }

    @Test
    void publicEndpointsAnswerInTheFormsOfTheExchange() throws Exception {
        try (Simulator simulator = Simulator.start(TestConfig.still(directory));
                TestClient client = new TestClient(simulator, "main")) {
            final TestClient.Reply instruments = client.get("/v3/public/instruments");
            assertEquals("PERP_BTC_USDT", instruments.at("data.rows.0.symbol").text());
            assertEquals("\"0.1\"", instruments.at("data.rows.0.quoteTick").token());
            assertEquals("\"0.00001\"", instruments.at("data.rows.0.baseTick").token());
            assertEquals(
                    "0", client.get("/v3/public/systemInfo").at("data.status").token());
            client.publicStream("bbo@PERP_BTC_USDT");
            TestClient.await(() -> client.audit().at("quotes").whole() == 1, () -> "no quote");
            final TestClient.Reply book = client.get("/v3/public/orderbook?symbol=PERP_BTC_USDT&maxLevel=1");
            assertEquals("\"60000.1\"", book.at("data.asks.0.price").token());
            assertEquals("\"2\"", book.at("data.bids.0.quantity").token());
            final TestClient.Reply futures = client.get("/v3/public/futures?symbol=PERP_BTC_USDT");
            assertEquals("60000", futures.at("data.rows.0.markPrice").text());
            assertEquals(
                    500, client.get("/v3/public/futures?symbol=PERP_NOPE_USDT").status());
            assertEquals(
                    "8",
                    client.get("/v3/public/fundingRate")
                            .at("data.rows.0.estFundingIntervalHours")
                            .token());
            assertEquals(404, client.get("/v3/public/nothing").status());
        }
    }

    @Test
    void subscriptionsAreAnsweredAsTheExchangeAnswersThem() throws Exception {
        try (Simulator simulator = Simulator.start(TestConfig.still(directory));
                TestClient client = new TestClient(simulator, "main")) {
            final TestClient.Stream stream = client.publicStream("markprice@PERP_BTC_USDT", "indexprice@SPOT_BTC_USDT");
            stream.send(
                    "{\"id\":2,\"cmd\":\"SUBSCRIBE\",\"params\":[\"bbo@PERP_NOPE_USDT\",\"markprice@PERP_BTC_USDT\"]}");
            final TestJson surplus =
                    stream.awaitMessage(m -> "2".equals(m.at("id").text()));
            assertEquals("true", surplus.at("success").token());
            assertEquals(0, surplus.at("data").size());
            final String eleven = "\"bbo@PERP_BTC_USDT\",".repeat(10) + "\"bbo@PERP_BTC_USDT\"";
            stream.send("{\"id\":\"3\",\"cmd\":\"SUBSCRIBE\",\"params\":[" + eleven + "]}");
            final TestJson tooMany =
                    stream.awaitMessage(m -> "3".equals(m.at("id").text()));
            assertEquals("false", tooMany.at("success").token());
            assertEquals("Command type invalid!", tooMany.at("data").text());
            stream.send("{\"cmd\":\"ping\",\"ts\":1}");
            stream.awaitMessage(m -> "PONG".equals(m.at("cmd").text()));
            stream.send("rubbish");
            assertEquals(
                    "Invalid request.",
                    stream.awaitMessage(m -> "ERROR".equals(m.at("cmd").text()))
                            .at("data")
                            .text());
            stream.awaitMessage(
                    m -> "markprice@PERP_BTC_USDT".equals(m.at("topic").text()));
            assertEquals(
                    "SPOT_BTC_USDT",
                    stream.awaitMessage(m -> "indexprice@SPOT_BTC_USDT"
                                    .equals(m.at("topic").text()))
                            .at("data.s")
                            .text());
            stream.send("{\"id\":\"4\",\"cmd\":\"UN_SUBSCRIBE\",\"params\":[\"markprice@PERP_BTC_USDT\"]}");
            assertEquals(
                    1,
                    stream.awaitMessage(m -> "4".equals(m.at("id").text()))
                            .at("data")
                            .size());
        }
    }

    @Test
    void aSocketOnWhichTheClientIsSilentIsClosedAlthoughDataFlows() throws Exception {
        final SimulatorConfig config = TestConfig.config(List.of(), 1, false, Duration.ofSeconds(5), 100);
        try (Simulator simulator = Simulator.start(config);
                TestClient client = new TestClient(simulator, "main")) {
            final TestClient.Stream stream = client.publicStream("bbo@PERP_BTC_USDT");
            TestClient.await(stream::isEnded, () -> "still open");
            assertFalse(stream.ofTopic("bbo@PERP_BTC_USDT").isEmpty());
        }
    }

    @Test
    void generatedPricesFlowWithoutData() throws Exception {
        try (Simulator simulator =
                        Simulator.start(TestConfig.config(List.of(), 60, false, Duration.ofMinutes(1), 3_000));
                TestClient client = new TestClient(simulator, "main")) {
            final TestClient.Stream stream = client.publicStream("bbo@PERP_BTC_USDT", "kline@PERP_BTC_USDT@1m");
            stream.awaitMessage(
                    m -> "kline@PERP_BTC_USDT@1m".equals(m.at("topic").text()) && isClosed(m));
            TestClient.await(
                    () -> stream.ofTopic("bbo@PERP_BTC_USDT").size() > 100,
                    () -> "only " + stream.ofTopic("bbo@PERP_BTC_USDT").size() + " quotes");
            assertEquals(
                    100,
                    client.get("/v3/public/klineHistory?symbol=PERP_BTC_USDT&type=15m")
                            .at("data.rows")
                            .size());
        }
    }

    @Test
    void candleFaultsLeaveTheClosingPushOutDelayItOrReviseIt() throws Exception {
        final String topic = "kline@PERP_BTC_USDT@1m";
        try (Simulator simulator =
                        Simulator.start(TestConfig.config(List.of(), 60, false, Duration.ofMinutes(1), 3_000));
                TestClient client = new TestClient(simulator, "main")) {
            final TestClient.Stream stream = client.publicStream(topic);

            stream.awaitMessage(MarketDataTest::isClosed);
            client.post("/sim/fault", "{\"name\":\"candle\",\"what\":\"missing\"}");
            TestClient.await(() -> struck(client, "candle what=missing"), () -> "no closing push was left out");
            final int closed = (int) stream.ofTopic(topic).stream()
                    .filter(MarketDataTest::isClosed)
                    .count();
            TestClient.await(
                    () -> stream.ofTopic(topic).stream()
                                    .filter(MarketDataTest::isClosed)
                                    .count()
                            > closed,
                    () -> "no candle closes any more");
            final List<Long> starts = stream.ofTopic(topic).stream()
                    .filter(MarketDataTest::isClosed)
                    .map(m -> m.at("data.st").whole())
                    .toList();
            assertEquals(starts.get(0) + starts.size() * 60_000L, starts.get(starts.size() - 1), starts.toString());

            client.post("/sim/fault", "{\"name\":\"candle\",\"what\":\"late\",\"after\":\"2500ms\"}");
            final TestJson late = stream.awaitMessage(
                    m -> isClosed(m) && m.at("ts").whole() > m.at("data.et").whole() + 60_000);
            final List<TestJson> before =
                    stream.ofTopic(topic).subList(0, stream.ofTopic(topic).indexOf(late));
            assertTrue(before.stream()
                    .anyMatch(m -> m.at("data.st").whole() > late.at("data.st").whole()));

            client.post("/sim/fault", "{\"name\":\"candle\",\"what\":\"revised\",\"after\":\"700ms\"}");
            TestClient.await(() -> struck(client, "candle what=revised after=700ms"), () -> "no candle is revised");
            final TestJson provisional = stream.awaitMessage(m ->
                    isClosed(m) && m.at("data.h").text().equals(m.at("data.l").text()));
            final long revisedMs = provisional.at("data.st").whole();
            TestClient.await(() -> closings(stream, revisedMs).size() == 2, () -> "the candle is not revised");
            final TestClient.Reply row = client.get(
                    "/v3/public/klineHistory?symbol=PERP_BTC_USDT&type=1m&limit=1&before=" + (revisedMs + 60_000));
            assertEquals(
                    row.at("data.rows.0.close").text(),
                    closings(stream, revisedMs).get(1).at("data.c").text());
        }
    }

    private static List<TestJson> closings(final TestClient.Stream stream, final long startMs) {
        return stream.ofTopic("kline@PERP_BTC_USDT@1m").stream()
                .filter(m -> isClosed(m) && m.at("data.st").whole() == startMs)
                .toList();
    }

    private static boolean struck(final TestClient client, final String variant) {
        return client.audit().at("variants." + variant).token() != null;
    }

    private static boolean isClosed(final TestJson message) {
        return message.at("data.et").token() != null
                && message.at("ts").whole() >= message.at("data.et").whole();
    }

    private static SimulatorConfig config(final List<Path> data, final double speed) {
        return TestConfig.config(data, speed, false, Duration.ofMinutes(1), 600);
    }

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String candles(final int minutes) {
        final StringBuilder rows = new StringBuilder("ts_ms,open,high,low,close,volume\n");
        for (int i = 0; i < minutes; i++) {
            rows.append(row(i)).append('\n');
        }
        return rows.toString();
    }

    /** Rising and falling minutes in turn, each with both extremes outside of its body. */
    private static String row(final int i) {
        final int open = 2_000 + i;
        final int close = i % 2 == 0 ? open + 3 : open - 3;
        return (START_MS + i * 60_000L) + "," + open + ",2" + (i + 107) + ".5," + (1_900 + i) + ".25," + close + ",12."
                + (i % 9 + 1);
    }
}
