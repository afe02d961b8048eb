package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault does what it says, and after it is cleared all is as it was. */
class FaultsTest {
    private static final String LONG = "\"positionSide\":\"LONG\",";
    private static final String BTC = "PERP_BTC_USDT";

    @TempDir
    private Path directory;

    private Simulator simulator;
    private TestClient client;
    private TestClient.Stream prices;
    private TestClient.Stream reports;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(TestConfig.still(directory));
        client = new TestClient(simulator, "main");
        prices = client.publicStream("bbo@" + BTC, "markprice@" + BTC, "orderbookupdate@" + BTC + "@50");
        TestClient.await(() -> "true".equals(client.audit().at("dataEnded").text()), () -> "the data did not end");
        reports = client.privateStream();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"500, 500, -1000", "503, 200, 503", "1011, 400, -1011", "302159, 400, 302159"})
    void lostAckExecutesTheOrderAndLosesItsAnswer(final String answer, final int status, final String code) {
        add("lost-ack", "answer", answer);
        final TestClient.Reply lost = buy(1, "LIMIT", "59000", "1");
        assertEquals(status, lost.status());
        assertEquals(code, lost.at("code").text());
        assertEquals("NEW", query(1).at("data.status").text());
        assertEquals(200, buy(2, "LIMIT", "59000", "1").status());
    }

    @Test
    void lateAcceptTakesTheOrderOnlyAfterSoManyUnknownAnswers() {
        add("late-accept", "answer", "500", "unknowns", "2", "after", "50ms");
        assertEquals(500, buy(1, "LIMIT", "59000", "1").status());
        assertEquals("-1006", query(1).at("code").token());
        assertEquals("-1006", query(1).at("code").token());
        reports.awaitReport(1, "NEW");
        assertEquals("NEW", query(1).at("data.status").text());
        assertEquals("1", client.audit().at("ordersReceived").token());
    }

    @Test
    void lateAcceptTakesTheOrderSomeTimeLaterAndAtOnceWhenCleared() {
        add("late-accept", "answer", "500", "after", "60ms");
        buy(1, "LIMIT", "59000", "1");
        reports.awaitReport(1, "NEW");
        add("late-accept", "answer", "500", "after", "10m");
        buy(2, "LIMIT", "59000", "1");
        assertEquals("-1006", query(2).at("code").token());
        clear();
        assertEquals("NEW", query(2).at("data.status").text());
    }

    @Test
    void lateFillHoldsBackTheReportAndNotTheTruth() {
        add("late-fill", "after", "10m");
        buy(1, "IOC", "60000.1", "1");
        assertEquals("FILLED", query(1).at("data.status").text());
        buy(2, "LIMIT", "59000", "1");
        reports.awaitReport(2, "NEW");
        assertEquals(0, count(1, "FILLED"));
        clear();
        reports.awaitReport(1, "FILLED");
    }

    @Test
    void duplicateReportComesTwiceWithTheSameTrade() {
        add("duplicate-report", "next", "2", "after", "10ms");
        buy(1, "IOC", "60000.1", "1");
        TestClient.await(() -> count(1, "FILLED") == 2, () -> "one report only");
        assertEquals(
                1,
                reports.received().stream()
                        .filter(m -> "FILLED".equals(m.at("data.ss").text()))
                        .map(m -> m.at("data.tid").text())
                        .distinct()
                        .count());
        clear();
        buy(2, "LIMIT", "59000", "1");
        reports.awaitReport(2, "NEW");
        assertEquals(1, count(2, "NEW"));
    }

    @Test
    void reorderReportSwapsAReportWithItsSuccessor() {
        add("reorder-report");
        buy(1, "IOC", "60000.1", "1");
        reports.awaitReport(1, "NEW");
        assertEquals(
                List.of("FILLED", "NEW"),
                reports.ofTopic("executionreport").stream()
                        .map(m -> m.at("data.ss").text())
                        .toList());
    }

    @Test
    void lostReportIsNeverSent() {
        add("lost-report", "next", "1");
        buy(1, "IOC", "60000.1", "1");
        reports.awaitReport(1, "FILLED");
        assertEquals(0, count(1, "NEW"));
    }

    @Test
    void dropStreamEndsTheSocketsItIsAboutAndANewOneLives() {
        add("drop-stream", "how", "close");
        TestClient.await(reports::isEnded, () -> "the private stream is open");
        assertFalse(prices.isEnded());
        add("drop-stream", "socket", "public");
        TestClient.await(prices::isEnded, () -> "the public stream is open");
        final TestClient.Stream again = client.privateStream();
        buy(1, "LIMIT", "59000", "1");
        again.awaitReport(1, "NEW");
    }

    @Test
    void halfOpenStreamIsSilentAndOpenUntilItIsCleared() {
        add("half-open");
        buy(1, "LIMIT", "59000", "1");
        reports.send("{\"cmd\":\"PING\"}");
        prices.send("{\"cmd\":\"PING\"}");
        prices.awaitMessage(m -> "PONG".equals(m.at("cmd").text()));
        assertEquals(0, count(1, "NEW"));
        assertFalse(reports.isEnded());
        clear();
        TestClient.await(reports::isEnded, () -> "the silent stream is still open");
    }

    @Test
    void gapLeavesOutOneChangeOfTheBook() {
        moveTo("60001.0", "60001.1");
        awaitChange(1);
        add("gap", "next", "1");
        moveTo("60002.0", "60002.1");
        TestClient.await(() -> "1".equals(struck("gap")), () -> "no gap");
        moveTo("60003.0", "60003.1");
        awaitChange(2);
        final List<TestJson> changes = prices.ofTopic("orderbookupdate@" + BTC + "@50");
        final TestJson before = changes.get(changes.size() - 2);
        final TestJson after = changes.get(changes.size() - 1);
        assertTrue(after.at("data.prevTs").whole() > before.at("data.ts").whole());
        add("gap", "what", "crossed");
        moveTo("60004.0", "60004.1");
        prices.awaitMessage(m -> m.toString().contains("60004.2"));
    }

    @Test
    void aStaleSnapshotOfTheBookIsOlderThanTheChangesOfTheStream() {
        final String target = "/v3/public/orderbook?maxLevel=50&symbol=" + BTC;
        final TestClient.Reply first = client.get(target);
        moveTo("60001.0", "60001.1");
        awaitChange(1);
        moveTo("60002.0", "60002.1");
        TestClient.await(
                () -> "60002".equals(client.get(target).at("data.bids.0.price").text()), () -> "the book stands still");
        add("stale-book", "age", "10m");
        assertEquals(first, client.get(target));
        assertTrue(first.at("timestamp").whole()
                < client.get(target).at("timestamp").whole());
        assertEquals("1", client.audit().at("variants.stale-book age=10m").token());
    }

    @Test
    void staleReadShowsOrdersFillsAndPositionsAsTheyWere() {
        buy(1, "IOC", "60000.1", "1");
        add("stale-read", "age", "10m", "next", "4");
        assertEquals("-1006", query(1).at("code").token());
        assertEquals(
                0, client.get("/v3/trade/orders?symbol=" + BTC).at("data.rows").size());
        assertEquals(
                0, client.get("/v3/trade/transactionHistory").at("data.rows").size());
        assertEquals(
                "0",
                client.get("/v3/futures/positions")
                        .at("data.positions.0.holding")
                        .text());
        assertEquals("FILLED", query(1).at("data.status").text());
        assertEquals(
                "1",
                client.get("/v3/futures/positions")
                        .at("data.positions.0.holding")
                        .text());
    }

    @Test
    void throttleAnswers429WithAHintOrWithoutAndTheOrderIsNotReceived() throws Exception {
        add("throttle", "endpoint", "GET /v3/public/systemInfo", "hint", "2s");
        final HttpResponse<String> hinted = plain("/v3/public/systemInfo");
        assertEquals(429, hinted.statusCode());
        assertEquals("2", hinted.headers().firstValue("Retry-After").orElseThrow());
        add("throttle");
        assertEquals("-1003", buy(1, "LIMIT", "59000", "1").at("code").token());
        assertEquals("0", client.audit().at("ordersReceived").token());
    }

    @Test
    void serverErrorNotJsonAndOkFailureExecuteNothing() throws Exception {
        add("server-error", "endpoint", "place", "status", "502");
        assertEquals(502, buy(1, "LIMIT", "59000", "1").status());
        add("ok-failure", "endpoint", "place");
        final TestClient.Reply ok = buy(1, "LIMIT", "59000", "1");
        assertEquals(200, ok.status());
        assertEquals("503", ok.at("code").token());
        assertNull(ok.at("success").token());
        add("not-json", "endpoint", "public");
        assertTrue(plain("/v3/public/systemInfo").body().startsWith("<html>"));
        assertEquals("0", client.audit().at("ordersReceived").token());
        assertEquals(200, buy(1, "LIMIT", "59000", "1").status());
    }

    @Test
    void garbageExecutesAndCutsTheAnswer() {
        add("garbage");
        assertThrows(UncheckedIOException.class, () -> buy(1, "LIMIT", "59000", "1"));
        assertEquals("NEW", query(1).at("data.status").text());
    }

    @Test
    void oneWayModeRejectsOrdersWithALegUntilItIsCleared() {
        add("one-way", "account", "main");
        assertEquals("302186", buy(1, "LIMIT", "59000", "1").at("code").token());
        assertEquals(
                "ONE_WAY",
                client.get("/v3/account/info").at("data.positionMode").text());
        clear();
        add("one-way", "what", "switching");
        assertEquals("302185", buy(1, "LIMIT", "59000", "1").at("code").token());
        clear();
        assertEquals(
                "HEDGE_MODE",
                client.get("/v3/account/info").at("data.positionMode").text());
        assertEquals(200, buy(1, "LIMIT", "59000", "1").status());
    }

    @Test
    void missingOrderIsInNoListAndStillFills() {
        add("missing-order");
        buy(1, "LIMIT", "59990", "1");
        buy(2, "LIMIT", "59000", "1");
        assertEquals(
                1,
                client.get("/v3/trade/orders?status=INCOMPLETE").at("data.rows").size());
        assertEquals("NEW", query(1).at("data.status").text());
        moveTo("59989.0", "59990.0");
        reports.awaitReport(1, "FILLED");
    }

    @Test
    void unknownQueryDoesNotFindAnOrderThatExists() {
        buy(1, "LIMIT", "59000", "1");
        add("unknown-query", "next", "2");
        assertEquals("-1006", query(1).at("code").token());
        assertEquals("-1006", query(1).at("code").token());
        assertEquals("NEW", query(1).at("data.status").text());
    }

    @ParameterizedTest
    @CsvSource({"close, MARKET", "liquidation, LIQUIDATE", "adl, ADL"})
    void somebodyElseClosesPartOfALegAndExitsThatNoLongerFitAreCancelled(final String what, final String type) {
        buy(1, "IOC", "60000.1", "1");
        client.place(
                LONG
                        + "\"side\":\"SELL\",\"type\":\"LIMIT\",\"price\":\"60100\",\"quantity\":\"1\",\"reduceOnly\":true,\"clientOrderId\":2");
        add("behind-our-back", "what", what, "percent", "40", "account", "main", "leg", "LONG");
        final TestJson foreign = reports.awaitMessage(m ->
                        type.equals(m.at("data.t").text()) && m.at("data.tid").whole() != 0)
                .at("data");
        assertEquals("0", foreign.at("cid").token());
        reports.awaitReport(2, "CANCELLED");
        assertEquals(
                "0.6",
                client.get("/v3/futures/positions")
                        .at("data.positions.0.holding")
                        .text());
        assertEquals("1", client.audit().at("foreignOrders").token());
    }

    @Test
    void clockJumpsAndARequestOfTheRightTimeIsRefused() {
        add("clock", "offset", "-301s");
        assertEquals("-1002", client.get("/v3/futures/positions").at("code").token());
        assertTrue(client.get("/v3/public/systemInfo").at("timestamp").whole() < System.currentTimeMillis() - 300_000);
        clear();
        assertEquals(200, client.get("/v3/futures/positions").status());
        assertEquals("1", client.audit().at("ofThemStrangeClocks").token());
        assertEquals("1", client.audit().at("signatureFailures").token());
    }

    @Test
    void badNumbersSpoilTheMarkTheQuoteAndTheBalance() {
        add("bad-number", "on", "mark", "what", "zero", "probability", "1");
        prices.awaitMessage(m -> ("markprice@" + BTC).equals(m.at("topic").text())
                && "0".equals(m.at("data.px").text()));
        clear();
        add("bad-number", "on", "quote", "what", "tenfold");
        moveTo("60001.0", "60001.1");
        prices.awaitMessage(m -> "600010".equals(m.at("data.bp").text()));
        add("bad-number", "on", "balance", "probability", "1");
        assertNull(client.get("/v3/asset/balances").at("data.holding.0.holding").token());
        reports.awaitMessage(
                m -> "account".equals(m.at("topic").text()) && m.at("data.v").token() == null);
        clear();
        assertEquals(
                "100000",
                client.get("/v3/asset/balances").at("data.holding.0.holding").text());
    }

    @Test
    void mixedFormsSpellEveryNumberAsText() {
        add("mixed-forms");
        final TestClient.Reply placed = buy(9_223_372_036_854_775_807L, "LIMIT", "59000", "1");
        assertEquals("\"9223372036854775807\"", placed.at("data.clientOrderId").token());
        assertTrue(placed.at("timestamp").token().startsWith("\""));
    }

    @Test
    void slowAnswersComeWholeAndLate() {
        add("slow", "delay", "40ms");
        final long startNs = System.nanoTime();
        assertEquals(200, buy(1, "LIMIT", "59000", "1").status());
        assertTrue(System.nanoTime() - startNs >= 80_000_000);
    }

    @Test
    void maintenanceIsToldByTheSystemAndByEveryPrivateAnswer() {
        add("maintenance");
        assertEquals("2", client.get("/v3/public/systemInfo").at("data.status").token());
        final TestClient.Reply refused = client.get("/v3/futures/positions");
        assertEquals("-1011", refused.at("code").text());
        assertTrue(refused.at("message").text().contains("maintenance"));
        clear();
        add("maintenance", "what", "notice");
        assertEquals("2", client.get("/v3/public/systemInfo").at("data.status").token());
        assertEquals(200, client.get("/v3/futures/positions").status());
    }

    @Test
    void aRejectedCancelIsAcknowledgedAndTheOrderGoesOn() {
        buy(1, "LIMIT", "59000", "1");
        add("cancel-reject");
        final String target = "/v3/trade/order?clientOrderId=1&symbol=" + BTC;
        assertEquals("CANCEL_SENT", client.delete(target).at("data.status").text());
        reports.awaitMessage(m -> "2".equals(m.at("data.mt").token()));
        assertEquals("NEW", query(1).at("data.status").text());
        client.delete(target);
        reports.awaitReport(1, "CANCELLED");
    }

    @Test
    void aFailedCancelIsASuccessInNameOnlyAndTheOrderGoesOn() {
        buy(1, "LIMIT", "59000", "1");
        add("cancel-failed");
        final String target = "/v3/trade/order?clientOrderId=1&symbol=" + BTC;
        final TestClient.Reply failed = client.delete(target);
        assertEquals(200, failed.status());
        assertEquals("CANCEL_FAILED", failed.at("data.status").text());
        assertEquals("NEW", query(1).at("data.status").text());
        client.delete(target);
        reports.awaitReport(1, "CANCELLED");
        add("cancel-failed");
        assertEquals("-1006", client.delete(target).at("code").text());
    }

    @Test
    void aMarketOrderEndsCancelledWithPartOfItFilled() {
        add("market-partial");
        client.place(LONG + "\"side\":\"BUY\",\"type\":\"MARKET\",\"quantity\":\"1\",\"clientOrderId\":1");
        assertEquals("\"0.5\"", reports.awaitReport(1, "CANCELLED").at("tesx").token());
    }

    @Test
    void coarserStepsAreToldAndAskedFor() {
        add("step-change", "symbol", BTC);
        final TestClient.Reply rows = client.get("/v3/public/instruments");
        assertEquals("\"1\"", rows.at("data.rows.0.quoteTick").token());
        assertEquals("\"0.0001\"", rows.at("data.rows.0.baseTick").token());
        assertEquals("-1103", buy(1, "LIMIT", "59000.1", "1").at("code").token());
        assertEquals("-1104", buy(1, "LIMIT", "59000", "0.00001").at("code").token());
        clear();
        assertEquals(200, buy(1, "LIMIT", "59000.1", "0.00001").status());
    }

    @Test
    void aSuspendedInstrumentTakesNoOrders() {
        add("suspend", "symbol", BTC);
        assertEquals("317157", buy(1, "LIMIT", "59000", "1").at("code").token());
        assertEquals(
                "SUSPENDED",
                client.get("/v3/public/instruments").at("data.rows.0.status").text());
        clear();
        assertEquals(200, buy(1, "LIMIT", "59000", "1").status());
    }

    @Test
    void aFaultStrikesOnlyWhomItIsAbout() {
        add("server-error", "endpoint", "place", "account", "alt", "probability", "1");
        assertEquals(200, buy(1, "LIMIT", "59000", "1").status());
        try (TestClient alt = new TestClient(simulator, "alt")) {
            assertEquals(
                    500,
                    alt.place(LONG + "\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"59000\",\"quantity\":\"1\"")
                            .status());
        }
        assertEquals("1", struck("server-error"));
    }

    @Test
    void theSameSeedStrikesTheSameRequests() {
        assertEquals(pattern(5), pattern(5));
        assertTrue(pattern(6).contains("500") && pattern(6).contains("200"));
    }

    private String pattern(final long seed) {
        add("server-error", "endpoint", "GET /v3/public/systemInfo", "probability", "0.5", "seed", Long.toString(seed));
        final StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            pattern.append(client.get("/v3/public/systemInfo").status()).append(' ');
        }
        clear();
        return pattern.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "name, flood, unknown fault 'flood'",
        "next, 0, next is 1 or more",
        "probability, 2, probability is from 0 to 1",
        "for, soon, is not a duration",
        "every, 3s, --every needs --for",
        "account, nobody, there is no account 'nobody'",
        "symbol, PERP_NO_USDT, there is no market",
        "endpoint, somewhere, endpoint is one of",
        "answer, maybe, answer is one of",
        "colour, red, has no setting 'colour'"
    })
    void whatIsAskedForWronglyIsRefusedInOneLine(final String name, final String value, final String words) {
        final Map<String, String> body = new java.util.TreeMap<>(Map.of("name", "lost-ack"));
        body.put(name, value);
        final TestClient.Reply refused = client.post("/sim/fault", json(body));
        assertEquals(400, refused.status());
        assertTrue(refused.at("message").text().contains(words), refused.toString());
    }

    @Test
    void theListNamesEveryFaultItsMeaningAndItsStrikes() {
        add("lost-ack", "answer", "500");
        buy(1, "LIMIT", "59000", "1");
        add("throttle", "every", "30s", "for", "5s", "endpoint", "read");
        final TestJson list = client.get("/sim/fault").json();
        assertEquals(FaultKind.values().length, list.at("kinds").size());
        assertEquals("lost-ack", list.at("kinds.0.name").text());
        assertEquals("1", list.at("kinds.0.strikes").token());
        assertEquals(1, list.at("faults").size());
        assertEquals("30000", list.at("faults.0.everyMs").token());
        clear();
        assertEquals(0, client.get("/sim/fault").json().at("faults").size());
    }

    private void add(final String name, final String... settings) {
        final Map<String, String> body = new java.util.TreeMap<>(Map.of("name", name));
        for (int i = 0; i < settings.length; i += 2) {
            body.put(settings[i], settings[i + 1]);
        }
        final TestClient.Reply armed = client.post("/sim/fault", json(body));
        assertEquals(200, armed.status(), armed.toString());
    }

    private static String json(final Map<String, String> body) {
        final Json json = Json.object();
        body.forEach(json::text);
        return json.end().toString();
    }

    private void clear() {
        assertEquals(200, client.delete("/sim/fault").status());
    }

    private String struck(final String name) {
        final String count = client.audit().at("strikes." + name).token();
        return count == null ? "0" : count;
    }

    private long count(final long clientOrderId, final String status) {
        return reports.ofTopic("executionreport").stream()
                .filter(m -> m.at("data.cid").text().equals(Long.toString(clientOrderId))
                        && status.equals(m.at("data.ss").text()))
                .count();
    }

    private void awaitChange(final int count) {
        TestClient.await(
                () -> prices.ofTopic("orderbookupdate@" + BTC + "@50").size() >= count, () -> "no change of the book");
    }

    private TestClient.Reply query(final long id) {
        return client.get("/v3/trade/order?clientOrderId=" + id);
    }

    private TestClient.Reply buy(final long id, final String type, final String price, final String quantity) {
        return client.place(LONG + "\"side\":\"BUY\",\"type\":\"" + type + "\",\"price\":\"" + price
                + "\",\"quantity\":\"" + quantity + "\",\"reduceOnly\":false,\"clientOrderId\":" + id);
    }

    private void moveTo(final String bid, final String ask) {
        assertEquals(
                200,
                client.post(
                                "/sim/quote",
                                "{\"symbol\":\"" + BTC + "\",\"bid\":\"" + bid + "\",\"bidQuantity\":\"50\",\"ask\":\""
                                        + ask + "\",\"askQuantity\":\"50\"}")
                        .status());
    }

    private HttpResponse<String> plain(final String target) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(simulator.restUrl() + target))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
