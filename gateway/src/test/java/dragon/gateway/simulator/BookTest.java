package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order book as its followers see it: changes, snapshots, and how the two fit. */
class BookTest {
    private static final String TOPIC = "orderbookupdate@PERP_BTC_USDT@50";

    @TempDir
    private Path directory;

    @Test
    void aSnapshotAndTheChangesAfterItGiveTheBookOfALaterSnapshot() throws Exception {
        try (Simulator simulator = Simulator.start(TestConfig.config(List.of(), 1, false, Duration.ofMinutes(1), 100));
                TestClient client = new TestClient(simulator, "main")) {
            final TestClient.Stream stream = client.publicStream(TOPIC, "orderbook10@PERP_BTC_USDT");
            TestClient.await(() -> stream.ofTopic(TOPIC).size() >= 3, () -> "no changes");
            final TestClient.Reply first = snapshot(client);
            TestClient.await(() -> stream.ofTopic(TOPIC).size() >= 20, () -> "too few changes");
            final TestClient.Reply last = snapshot(client);
            final long untilMs = last.at("timestamp").whole();
            TestClient.await(
                    () -> stream.ofTopic(TOPIC).stream()
                            .anyMatch(m -> m.at("data.ts").whole() >= untilMs),
                    () -> "the changes end before the snapshot");

            final Map<String, TreeMap<BigDecimal, String>> book =
                    Map.of("asks", side(first, "asks"), "bids", side(first, "bids"));
            long atMs = first.at("timestamp").whole();
            for (final TestJson change : stream.ofTopic(TOPIC)) {
                final long ms = change.at("data.ts").whole();
                if (ms <= atMs || ms > untilMs) {
                    continue;
                }
                assertEquals(atMs, change.at("data.prevTs").whole());
                atMs = ms;
                for (final String side : List.of("asks", "bids")) {
                    for (int i = 0; i < change.at("data." + side).size(); i++) {
                        final BigDecimal price = new BigDecimal(
                                change.at("data." + side + "." + i + ".0").text());
                        final String quantity =
                                change.at("data." + side + "." + i + ".1").text();
                        if (quantity.equals("0")) {
                            book.get(side).remove(price);
                        } else {
                            book.get(side).put(price, quantity);
                        }
                    }
                }
            }
            assertEquals(side(last, "asks"), book.get("asks"));
            assertEquals(side(last, "bids"), book.get("bids"));
            assertEquals(50, book.get("asks").size());
            assertTrue(book.get("bids").lastKey().compareTo(book.get("asks").firstKey()) < 0);
            final TestJson ten = stream.ofTopic("orderbook10@PERP_BTC_USDT").get(0);
            assertEquals(10, ten.at("data.asks").size());
        }
    }

    @Test
    void ordersByLevelJoinTheQueueAtThatLevel() throws Exception {
        try (Simulator simulator = Simulator.start(TestConfig.still(directory));
                TestClient client = new TestClient(simulator, "main")) {
            client.publicStream("bbo@PERP_BTC_USDT");
            TestClient.await(() -> "true".equals(client.audit().at("dataEnded").text()), () -> "the data did not end");
            final TestJson bids = snapshot(client).json().at("data.bids");
            for (int level = 1; level <= 5; level++) {
                final TestClient.Reply placed = client.place(
                        "\"positionSide\":\"LONG\",\"side\":\"BUY\",\"type\":\"BID\",\"quantity\":\"0.1\",\"clientOrderId\":"
                                + level + ",\"bidAskLevel\":" + level);
                assertEquals("null", placed.at("data.price").token());
                assertEquals(
                        bids.at((level - 1) + ".price").text(),
                        client.get("/v3/trade/order?clientOrderId=" + level)
                                .at("data.price")
                                .text());
            }
            // A page shifts while orders end: what moved up is on no page that is still to be read.
            final String page = "/v3/trade/orders?status=INCOMPLETE&size=2&page=";
            assertEquals(5, client.get(page + 1).at("data.rows.0.clientOrderId").whole());
            client.delete("/v3/trade/order?clientOrderId=5&symbol=PERP_BTC_USDT");
            final TestClient.Reply second = client.get(page + 2);
            assertEquals(2, second.at("data.rows.0.clientOrderId").whole());
            assertEquals(4, second.at("data.meta.total").whole());
        }
    }

    private static TestClient.Reply snapshot(final TestClient client) {
        return client.get("/v3/public/orderbook?symbol=PERP_BTC_USDT&maxLevel=50");
    }

    private static TreeMap<BigDecimal, String> side(final TestClient.Reply snapshot, final String side) {
        final TreeMap<BigDecimal, String> levels = new TreeMap<>();
        for (int i = 0; i < snapshot.at("data." + side).size(); i++) {
            levels.put(
                    new BigDecimal(
                            snapshot.at("data." + side + "." + i + ".price").text()),
                    snapshot.at("data." + side + "." + i + ".quantity").text());
        }
        return levels;
    }
}
