package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Every field that was recorded from the exchange is in our answer too. */
@EnabledIf("recordedMessagesAreHere")
class RecordedMessagesTest {
    private static final Path RECORDED = Path.of(System.getProperty("dragon.shared", "/nowhere"), "fixtures", "woox");

    @TempDir
    private Path directory;

    private Simulator simulator;
    private TestClient client;
    private TestClient.Stream reports;
    private TestClient.Stream prices;

    static boolean recordedMessagesAreHere() {
        return Files.isDirectory(RECORDED);
    }

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(TestConfig.still(directory));
        client = new TestClient(simulator, "main");
        prices = client.publicStream("bbo@PERP_BTC_USDT", "markprice@PERP_BTC_USDT", "indexprice@SPOT_BTC_USDT");
        TestClient.await(() -> "true".equals(client.audit().at("dataEnded").text()), () -> "the data did not end");
        reports = client.privateStream();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void restAnswersHaveEveryRecordedField() throws Exception {
        final String order = "\"positionSide\":\"LONG\",\"side\":\"BUY\",\"clientOrderId\":1,\"quantity\":\"0.1\",";
        holds("rest-v3/trade/order-post.json", client.place(order + "\"type\":\"LIMIT\",\"price\":\"59000\""));
        holds("rest-v3/trade/orders-get-incomplete.json", client.get("/v3/trade/orders?status=INCOMPLETE"));
        holds("rest-v3/trade/order-get.json", client.get("/v3/trade/order?clientOrderId=1"));
        holds(
                "rest-v3/trade/order-put.json",
                client.put("/v3/trade/order", "{\"clientOrderId\":1,\"price\":\"59001\"}"));
        holds("rest-v3/trade/order-delete.json", client.delete("/v3/trade/order?clientOrderId=1&symbol=PERP_BTC_USDT"));
        client.place(order + "\"type\":\"MARKET\"");
        holds("rest-v3/trade/transactionHistory.json", client.get("/v3/trade/transactionHistory"));
        holds("rest-v3/trade/tradingFee.json", client.get("/v3/trade/tradingFee?symbol=PERP_BTC_USDT"));
        holds("rest-v3/trade/cancelAllAfter.json", client.post("/v3/trade/cancelAllAfter", "{\"triggerAfter\":9000}"));
        holds("rest-v3/futures/positions.json", client.get("/v3/futures/positions"));
        holds("rest-v3/futures/leverage-get-hedge.json", client.get("/v3/futures/leverage?symbol=PERP_BTC_USDT"));
        holds("rest-v3/account/info.json", client.get("/v3/account/info"));
        holds("rest-v3/public/systemInfo.json", client.get("/v3/public/systemInfo"));
        holds("rest-v3/public/instruments-spot.json", client.get("/v3/public/instruments"));
        holds("rest-v3/public/orderbook.json", client.get("/v3/public/orderbook?symbol=PERP_BTC_USDT"));
        holds("rest-v3/public/klineHistory.json", client.get("/v3/public/klineHistory?symbol=PERP_BTC_USDT&type=1m"));
        holds("rest-v3/public/futures.json", client.get("/v3/public/futures"));
        holds("rest-v3/public/fundingRate.json", client.get("/v3/public/fundingRate"));
    }

    @Test
    void streamMessagesHaveEveryRecordedField() throws Exception {
        client.place(
                "\"positionSide\":\"LONG\",\"side\":\"BUY\",\"clientOrderId\":1,\"quantity\":\"0.1\",\"type\":\"MARKET\"");
        reports.awaitReport(1, "FILLED");
        for (final String topic : List.of("position", "balance")) {
            holds(
                    "ws-v3/private/" + topic + ".json",
                    reports.awaitMessage(m -> topic.equals(m.at("topic").text())));
        }
        holds("ws-v3/private/executionreport-filled.json", reports.awaitMessage(m -> "FILLED"
                .equals(m.at("data.ss").text())));
        holds("ws-v3/public/bbo.json", prices.awaitMessage(m -> "bbo@PERP_BTC_USDT"
                .equals(m.at("topic").text())));
        holds("ws-v3/public/markprice.json", prices.awaitMessage(m -> "markprice@PERP_BTC_USDT"
                .equals(m.at("topic").text())));
        holds("ws-v3/public/indexprice.json", prices.awaitMessage(m -> "indexprice@SPOT_BTC_USDT"
                .equals(m.at("topic").text())));
    }

    @Test
    void signaturesAreThoseOfTheRecordedVectors() throws Exception {
        final TestJson vectors = TestJson.of(Files.readString(RECORDED.resolve("signing/vectors.json")));
        int compared = 0;
        for (int i = 0; i < vectors.size(); i++) {
            final TestJson vector = vectors.at(Integer.toString(i));
            if (vector.at("scheme").text().equals("v3")) {
                final String signed = vector.at("stringToSign").text();
                final String target =
                        vector.at("timestamp").text() + vector.at("method").text();
                final String rest = signed.substring(target.length());
                final int body = rest.indexOf('{') < 0 ? rest.length() : rest.indexOf('{');
                final int query = rest.indexOf('?') < 0 ? body : rest.indexOf('?');
                final RestApi.Request request = new RestApi.Request(
                        vector.at("method").text(),
                        rest.substring(0, query),
                        rest.substring(Math.min(body, query + 1), body),
                        vector.at("apiKey").text(),
                        vector.at("timestamp").text(),
                        null,
                        rest.substring(body).getBytes(StandardCharsets.UTF_8),
                        "");
                assertEquals(
                        vector.at("signatureHex").text(),
                        RestApi.signature(vector.at("secret").text(), request),
                        vector.at("name").text());
                compared++;
            }
        }
        assertTrue(compared >= 5, "only " + compared);
    }

    private static void holds(final String recorded, final TestClient.Reply reply) throws IOException {
        assertEquals(200, reply.status(), recorded);
        holds(recorded, reply.json());
    }

    private static void holds(final String recorded, final TestJson ours) throws IOException {
        final Set<String> missing = new TreeSet<>();
        collect(TestJson.of(Files.readString(RECORDED.resolve(recorded))), ours, "", missing);
        assertTrue(missing.isEmpty(), recorded + " has " + missing + ", ours is " + ours);
    }

    private static void collect(
            final TestJson theirs, final TestJson ours, final String path, final Set<String> missing) {
        if (theirs.value() instanceof Map<?, ?> map) {
            for (final Object name : map.keySet()) {
                final TestJson value = ours.at(name.toString());
                if (value.value() == null) {
                    missing.add(path + '.' + name);
                } else {
                    collect(theirs.at(name.toString()), value, path + '.' + name, missing);
                }
            }
        } else if (theirs.value() instanceof List<?> list && !list.isEmpty()) {
            assertNotNull(ours.at("0").value(), path + " is empty");
            collect(theirs.at("0"), ours.at("0"), path, missing);
        }
    }
}
