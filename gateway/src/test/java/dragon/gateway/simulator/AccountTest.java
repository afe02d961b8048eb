package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {
    @TempDir
    private Path directory;

    private Simulator simulator;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(TestConfig.still(directory, true));
        client = new TestClient(simulator, "main");
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void informationSaysFuturesAndHedgeModeAndTheEquityAsText() {
        final TestClient.Reply info = client.get("/v3/account/info");
        assertEquals("FUTURES", info.at("data.accountMode").text());
        assertEquals("HEDGE_MODE", info.at("data.positionMode").text());
        assertEquals("\"100000\"", info.at("data.totalAccountValue").token());
        assertEquals(
                "100000",
                client.get("/v3/asset/balances").at("data.holding.0.holding").token());
        assertEquals(0, client.get("/v3/futures/positions").at("data.positions").size());
        assertEquals(
                "\"2\"",
                client.get("/v3/trade/tradingFee?symbol=PERP_BTC_USDT")
                        .at("data.makerFee")
                        .token());
    }

    @Test
    void aPositionNamesThePriceAtWhichItsAccountNoLongerCoversTheMaintenanceMarginAndNoneWhereThereIsNone() {
        final String take = "\"positionSide\":\"LONG\",\"side\":\"BUY\",\"type\":\"MARKET\",\"quantity\":\"1\"";
        assertEquals(200, client.place(take).status());
        assertEquals(
                "\"0\"",
                client.get("/v3/futures/positions")
                        .at("data.positions.0.estLiqPrice")
                        .token(),
                "one bitcoin is worth less than the account");
        for (int i = 0; i < 3; i++) {
            assertEquals(200, client.place(take).status());
        }

        final TestJson position = client.get("/v3/futures/positions").at("data.positions.0");
        final BigDecimal liquidation = new BigDecimal(position.at("estLiqPrice").text());
        final BigDecimal mark = new BigDecimal(position.at("markPrice").text());
        final BigDecimal held = new BigDecimal(position.at("holding").text());
        final BigDecimal value = new BigDecimal(
                client.get("/v3/account/info").at("data.totalAccountValue").text());
        assertTrue(liquidation.signum() > 0 && liquidation.compareTo(mark) < 0, position.toString());
        final BigDecimal valueThen = value.add(held.multiply(liquidation.subtract(mark)));
        final BigDecimal marginThen = new BigDecimal("0.012").multiply(held).multiply(liquidation);
        assertEquals(
                0,
                valueThen
                        .subtract(marginThen)
                        .setScale(2, RoundingMode.HALF_EVEN)
                        .signum());
    }

    @Test
    void leverageAndPositionModeAreReadAndSet() {
        final String target = "/v3/futures/leverage?symbol=PERP_BTC_USDT&marginMode=CROSS";
        assertEquals("10", client.get(target).at("data.details.0.leverage").token());
        assertEquals(
                "true",
                client.put(
                                "/v3/futures/leverage",
                                "{\"symbol\":\"PERP_BTC_USDT\",\"leverage\":5,\"marginMode\":\"CROSS\"}")
                        .at("success")
                        .token());
        assertEquals("5", client.get(target).at("data.details.1.leverage").token());
        assertEquals(
                "302306",
                client.put("/v3/futures/leverage", "{\"symbol\":\"PERP_BTC_USDT\",\"leverage\":500}")
                        .at("code")
                        .token());
        assertEquals(
                200,
                client.put("/v3/futures/positionMode", "{\"positionMode\":\"ONE_WAY\"}")
                        .status());
        assertEquals("ONE_WAY", client.get(target).at("data.positionMode").text());
        assertEquals(
                "BOTH", client.get(target).at("data.details.0.positionSide").text());
    }

    @Test
    void aWrongSignatureAKeyOfNobodyAndAStrangeClockAreUnauthorized() {
        final Request good = client.signed("GET", "/v3/futures/positions", "");
        final Request.Builder wrong = good.newBuilder().header("x-api-signature", "0".repeat(64));
        final TestClient.Reply refused = client.send(wrong.build());
        assertEquals(401, refused.status());
        assertEquals("-1002", refused.at("code").token());
        assertEquals("false", refused.at("success").token());
        assertEquals(
                "-1002",
                client.send(good.newBuilder().header("x-api-key", "nobody").build())
                        .at("code")
                        .token());
        assertEquals(
                "-1001",
                client.send(good.newBuilder().removeHeader("x-api-key").build())
                        .at("code")
                        .token());
        final long old = System.currentTimeMillis() - 301_000;
        assertEquals(
                "-1002",
                client.send(client.signedAt(old, "GET", "/v3/futures/positions", ""))
                        .at("code")
                        .token());
        // The signature covers the query's exact characters.
        final Request other = good.newBuilder()
                .url(simulator.restUrl() + "/v3/futures/positions?symbol=PERP_BTC_USDT")
                .build();
        assertEquals("-1002", client.send(other).at("code").token());
        assertEquals("5", client.audit().at("signatureFailures").token());
        assertEquals(
                200, client.get("/v3/futures/positions?symbol=PERP_BTC_USDT").status());
    }

    @Test
    void limitsCountPerAccountAndAnswer429WithoutCountingTheOrder() {
        // The limit is five in a second, and how many a slow machine sends within one is not known.
        final long beganNs = System.nanoTime();
        TestClient.Reply last = client.place("\"side\":\"BUY\"");
        int placed = 1;
        while (last.status() != 429 && placed < 100) {
            last = client.place("\"side\":\"BUY\"");
            placed++;
        }
        final long seconds = (System.nanoTime() - beganNs) / 1_000_000_000L;
        assertEquals(429, last.status());
        assertEquals("-1003", last.at("code").token());
        assertTrue(placed > 5, placed + " placed");
        assertTrue(placed - 1 <= 5 * (seconds + 1), placed + " placed in " + seconds + " s");
        try (TestClient other = new TestClient(simulator, "alt")) {
            assertEquals(400, other.place("\"side\":\"BUY\"").status());
        }
        assertEquals("1", client.audit().at("placesThrottled").token());
        assertEquals(placed, client.audit().at("ordersReceived").whole(), "all but the last, and one of the other");
    }

    @Test
    void theAuditShowsThePeakOfEachLimitInItsOwnWindowWithTheRequestsThatWereTurnedAway() {
        for (int i = 0; i < 12; i++) {
            client.get("/v3/account/info");
        }
        try (TestClient other = new TestClient(simulator, "alt")) {
            other.get("/v3/account/info");
        }
        final TestJson endpoints = client.audit().at("endpoints");
        TestJson info = endpoints.at("0");
        for (int i = 0; !"GET /v3/account/info".equals(info.at("endpoint").text()); i++) {
            info = endpoints.at(Integer.toString(i));
        }
        assertEquals("10", info.at("limit").token());
        assertEquals("60000", info.at("windowMs").token());
        assertEquals("12", info.at("inWindowMax").token());
        assertEquals("2", info.at("overLimit").token());
    }

    @Test
    void aNewListenKeyEndsTheOldSocketAtOnce() {
        final TestClient.Stream first = client.privateStream();
        assertFalse(first.isEnded());
        final TestClient.Stream second = client.privateStream();
        TestClient.await(first::isEnded, () -> "the first socket is still open");
        assertFalse(second.isEnded());
        assertTrue(client.open("/v3/private?key=wrong").isEnded());
    }

    @Test
    void accountMessagesComeEverySecond() {
        final TestClient.Stream stream = client.privateStream();
        TestClient.await(() -> stream.ofTopic("account").size() >= 3, () -> "fewer than three account messages");
        assertEquals("FUTURES", stream.ofTopic("account").get(0).at("data.m").text());
    }

    @Test
    void theDeadMansSwitchCancelsEverything() {
        final String order = "\"positionSide\":\"LONG\",\"side\":\"BUY\",\"type\":\"BID\",\"quantity\":\"0.1\"";
        assertEquals(200, client.place(order).status());
        client.post("/v3/trade/cancelAllAfter", "{\"triggerAfter\":1}");
        TestClient.await(
                () -> client.audit().at("cancels").whole() == 1, () -> "the order is still open: " + client.audit());
        assertEquals(
                "317176",
                client.post("/v3/trade/cancelAllAfter", "{\"triggerAfter\":900001}")
                        .at("code")
                        .token());
    }

    @Test
    void aFaultDropsThePrivateStreamOnly() {
        final TestClient.Stream open = client.publicStream("bbo@PERP_BTC_USDT");
        final TestClient.Stream reports = client.privateStream();
        assertEquals(
                "drop-stream",
                client.post("/sim/fault", "{\"name\":\"drop-stream\"}")
                        .at("data.armed")
                        .text());
        TestClient.await(reports::isEnded, () -> "still open");
        assertFalse(open.isEnded());
        assertEquals(400, client.post("/sim/fault", "{\"name\":\"flood\"}").status());
    }
}
