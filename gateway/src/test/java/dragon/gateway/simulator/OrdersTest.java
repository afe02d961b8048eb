package dragon.gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersTest {
    private static final String LONG = "\"positionSide\":\"LONG\",";
    private static final String SHORT = "\"positionSide\":\"SHORT\",";

    @TempDir
    private Path directory;

    private Simulator simulator;
    private TestClient client;
    private TestClient.Stream reports;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.start(TestConfig.still(directory));
        client = new TestClient(simulator, "main");
        client.publicStream("bbo@PERP_BTC_USDT");
        TestClient.await(() -> "true".equals(client.audit().at("dataEnded").text()), () -> "the data did not end");
        reports = client.privateStream();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void aLimitOrderRestsAndIsFilledAsMakerAtItsPriceOnceTheOfferReachesIt() {
        final TestClient.Reply placed = buy(1, "LIMIT", "59990.0", "0.5");
        assertEquals(200, placed.status());
        assertEquals("true", placed.at("success").token());
        assertEquals("1", placed.at("data.clientOrderId").token());
        assertEquals("0.5", placed.at("data.quantity").token());
        assertEquals("59990", placed.at("data.price").token());
        assertEquals("NEW", reports.awaitReport(1, "NEW").at("ss").text());

        quote("59985.0", "59990.1");
        assertEquals(
                "NEW",
                client.get("/v3/trade/order?clientOrderId=1").at("data.status").text());
        quote("59985.0", "59990.0");

        final TestJson filled = reports.awaitReport(1, "FILLED");
        assertEquals("true", filled.at("mk").token());
        assertEquals("\"59990\"", filled.at("epx").token());
        assertEquals("\"0.5\"", filled.at("tesx").token());
        assertEquals("\"5.999\"", filled.at("f").token()); // 29995 USDT at 2 bps.
        for (final String key :
                "mt s cid oid t sd ps sx px tid esx epx f fa tesx aepx ss rs tg tf tfc tr trc vsx ts ro mk lv m"
                        .split(" ")) {
            assertTrue(filled.at(key).token() != null, key);
        }
        final TestJson position =
                reports.awaitMessage(m -> "position".equals(m.at("topic").text()));
        assertEquals("\"0.5\"", position.at("data.positions.0.h").token());
        assertEquals("LONG", position.at("data.positions.0.ps").text());
        reports.awaitMessage(m -> "balance".equals(m.at("topic").text()));
        assertEquals(
                "\"HEDGE_MODE\"",
                reports.awaitMessage(m -> "account".equals(m.at("topic").text()))
                        .at("data.P")
                        .token());
    }

    @Test
    void anImmediateOrderTakesWhatIsShownAndTheRestIsCancelled() {
        buy(2, "IOC", "60000.1", "3");
        final TestJson part = reports.awaitReport(2, "PARTIAL_FILLED");
        assertEquals("\"2\"", part.at("esx").token());
        assertEquals("false", part.at("mk").token());
        assertEquals("\"2\"", reports.awaitReport(2, "CANCELLED").at("tesx").token());
    }

    @Test
    void anImmediateOrderThatDoesNotCrossIsCancelledWithoutATrade() {
        buy(3, "IOC", "60000.0", "1");
        assertEquals("\"0\"", reports.awaitReport(3, "CANCELLED").at("tesx").token());
    }

    @Test
    void aFillOrKillOrderLargerThanTheQuoteDoesNotTradeAtAll() {
        buy(4, "FOK", "60000.1", "3");
        assertEquals("\"0\"", reports.awaitReport(4, "CANCELLED").at("tesx").token());
        buy(5, "FOK", "60000.1", "2");
        assertEquals("\"2\"", reports.awaitReport(5, "FILLED").at("tesx").token());
    }

    @Test
    void aMarketOrderHasNoPriceAndWalksThroughTheBook() {
        client.place(LONG + "\"side\":\"BUY\",\"type\":\"MARKET\",\"quantity\":\"2.5\",\"clientOrderId\":6");
        assertEquals("\"2\"", reports.awaitReport(6, "PARTIAL_FILLED").at("esx").token());
        final TestJson rest = reports.awaitReport(6, "FILLED");
        assertEquals("\"2.5\"", rest.at("tesx").token());
        assertEquals(
                client.get("/v3/public/orderbook?symbol=PERP_BTC_USDT&maxLevel=3")
                        .at("data.asks.0.price")
                        .text(),
                rest.at("epx").text());
        final TestClient.Reply order = client.get("/v3/trade/order?clientOrderId=6");
        assertEquals("null", order.at("data.price").token());
    }

    @Test
    void aPostOnlyOrderThatCrossesIsAcceptedAndThenCancelled() {
        assertEquals("true", buy(7, "POST_ONLY", "60000.1", "1").at("success").token());
        reports.awaitReport(7, "NEW");
        assertEquals("\"0\"", reports.awaitReport(7, "CANCELLED").at("tesx").token());
    }

    @Test
    void aPostOnlyOrderMayBeMovedInsteadOfCancelled() {
        client.place(LONG + "\"side\":\"BUY\",\"type\":\"POST_ONLY\",\"price\":\"60000.1\",\"quantity\":\"1\","
                + "\"postOnlyAdjusted\":true,\"clientOrderId\":8");
        assertEquals("\"60000\"", reports.awaitReport(8, "NEW").at("px").token());
        assertEquals(
                "NEW",
                client.get("/v3/trade/order?clientOrderId=8").at("data.status").text());
    }

    @Test
    void bidAndAskOrdersArePricedAtAcceptance() {
        final TestClient.Reply placed = client.place(
                LONG + "\"side\":\"BUY\",\"type\":\"BID\",\"quantity\":\"1\",\"bidAskLevel\":1,\"clientOrderId\":9");
        assertEquals("null", placed.at("data.price").token());
        assertEquals("\"60000\"", reports.awaitReport(9, "NEW").at("px").token());
        client.place(LONG + "\"side\":\"BUY\",\"type\":\"ASK\",\"quantity\":\"1\",\"clientOrderId\":10");
        assertEquals("\"60000.1\"", reports.awaitReport(10, "FILLED").at("epx").token());
    }

    @Test
    void anIdOfAnOpenOrderIsADuplicateAndOneOfACompleteOrderIsTakenAgain() {
        buy(11, "LIMIT", "59000", "1");
        final TestClient.Reply again = buy(11, "LIMIT", "59000", "1");
        assertEquals(400, again.status());
        assertEquals("302117", again.at("code").token());
        assertEquals("1", client.audit().at("duplicates").token());
        assertEquals("0", client.audit().at("ordersAfterTerminal").token());

        assertEquals(
                "CANCEL_SENT",
                client.delete("/v3/trade/order?clientOrderId=11&symbol=PERP_BTC_USDT")
                        .at("data.status")
                        .text());
        reports.awaitReport(11, "CANCELLED");
        assertEquals(200, buy(11, "LIMIT", "59000", "1").status());
        final TestJson audit = client.audit();
        assertEquals("2", audit.at("duplicates").token());
        assertEquals("1", audit.at("ordersAfterTerminal").token());
        assertEquals("3", audit.at("ordersReceived").token());
        assertEquals("2", audit.at("ordersAccepted").token());
        assertEquals("1", audit.at("distinctClientOrderIds").token());
        assertEquals("1", audit.at("rejectedByCode.302117").token());
    }

    @Test
    void inHedgeModeALegIsMandatoryAndInOneWayModeForbidden() {
        final String order = "\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"59000\",\"quantity\":\"1\"";
        assertEquals("302186", client.place(order).at("code").token());
        assertEquals(
                "302186",
                client.place(order + ",\"positionSide\":\"BOTH\"").at("code").token());
        try (TestClient oneWay = new TestClient(simulator, "flat")) {
            assertEquals("302186", oneWay.place(LONG + order).at("code").token());
            assertEquals(200, oneWay.place(order).status());
            assertEquals(
                    "ONE_WAY",
                    oneWay.get("/v3/account/info").at("data.positionMode").text());
        }
    }

    @Test
    void aReductionCannotExceedThePositionLessWhatOtherOrdersWillTake() {
        buy(20, "IOC", "60000.1", "1");
        reports.awaitReport(20, "FILLED");
        assertEquals("302138", sellLong("60100", "1.1", true).at("code").token());
        assertEquals(200, sellLong("60100", "0.6", true).status());
        assertEquals("302138", sellLong("60100", "0.6", true).at("code").token());
        assertEquals(200, sellLong("60100", "0.4", false).status());
        assertEquals("302137", sellLong("60100", "0.1", false).at("code").token());
        assertEquals(
                "302163",
                client.place(
                                LONG
                                        + "\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"59000\",\"quantity\":\"1\",\"reduceOnly\":true")
                        .at("code")
                        .token());
    }

    @Test
    void legsAreKeptApartAndTheMoneyIsExact() {
        buy(30, "IOC", "60000.1", "0.2");
        client.place(SHORT
                + "\"side\":\"SELL\",\"type\":\"IOC\",\"price\":\"60000\",\"quantity\":\"0.1\",\"clientOrderId\":31");
        reports.awaitReport(31, "FILLED");
        final TestClient.Reply positions = client.get("/v3/futures/positions?symbol=PERP_BTC_USDT");
        assertEquals(2, positions.at("data.positions").size());
        assertEquals("\"0.2\"", positions.at("data.positions.0.holding").token());
        assertEquals("LONG", positions.at("data.positions.0.positionSide").text());
        assertEquals("\"-0.1\"", positions.at("data.positions.1.holding").token());
        assertEquals("SHORT", positions.at("data.positions.1.positionSide").text());

        quote("60100.0", "60100.1");
        client.place(
                LONG
                        + "\"side\":\"SELL\",\"type\":\"MARKET\",\"quantity\":\"0.2\",\"reduceOnly\":true,\"clientOrderId\":32");
        reports.awaitReport(32, "FILLED");
        final TestJson account = client.audit().at("accounts.0");
        // Bought 0.2 at 60000.1, sold at 60100: 19.98. Fees at 5 bps of 12000.02, 6000 and 12020.
        assertEquals("\"19.98\"", account.at("realized").token());
        assertEquals("\"15.01001\"", account.at("fee").token());
        assertEquals("\"100004.96999\"", account.at("balance").token());
        assertEquals("\"0\"", account.at("positions.0.quantity").token());
        assertEquals("\"-0.1\"", account.at("positions.1.quantity").token());
    }

    @Test
    void ordersThatBreakAFilterAreRejectedWithItsCode() {
        assertEquals("-1103", buy(40, "LIMIT", "59000.05", "1").at("code").token());
        assertEquals("-1104", buy(41, "LIMIT", "59000", "0.000001").at("code").token());
        assertEquals("-1105", buy(42, "LIMIT", "61000", "1").at("code").token());
        assertEquals("-1101", buy(43, "LIMIT", "59000", "200").at("code").token());
        assertEquals("-1005", client.place("\"side\":\"BUY\"").at("code").token());
        assertEquals("-1004", client.place("\"timeInForce\":\"GTC\"").at("code").token());
        assertEquals(
                "-1012",
                client.place(LONG + "\"side\":\"BUY\",\"type\":\"MARKET\",\"quantity\":\"1\",\"amount\":\"1\"")
                        .at("code")
                        .token());
        assertEquals(
                "317164",
                client.place(LONG
                                + "\"side\":\"BUY\",\"type\":\"MARKET\",\"quantity\":\"1\",\"clientOrderId\":\"bot-1\"")
                        .at("code")
                        .token());
        final TestClient.Reply unknown = client.post("/v3/trade/order", "{\"symbol\":\"PERP_NOPE_USDT\"}");
        assertEquals(400, unknown.status());
        assertNull(unknown.at("code").token());
        final TestClient.Reply rubbish = client.post("/v3/trade/order", "{\"symbol\":");
        assertEquals("90000", rubbish.at("error_code").token());
        assertEquals("9", client.audit().at("ordersRejected").token());
    }

    @Test
    void cancellingTellsApartUnknownFilledAndCancelledOrders() {
        assertEquals("-1006", cancel(99).at("code").token());
        buy(50, "IOC", "60000.1", "1");
        assertEquals("317161", cancel(50).at("code").token());
        buy(51, "LIMIT", "59000", "1");
        assertEquals("CANCEL_SENT", cancel(51).at("data.status").text());
        assertEquals("317177", cancel(51).at("code").token());
        assertEquals(
                "-1005",
                client.delete("/v3/trade/order?clientOrderId=51").at("code").token());
        assertEquals(
                "-1006",
                client.get("/v3/trade/order?clientOrderId=99").at("code").token());
    }

    @Test
    void openOrdersArePagedNewestFirst() {
        for (int id = 60; id < 67; id++) {
            buy(id, "LIMIT", "59000", "0.1");
        }
        final TestClient.Reply first =
                client.get("/v3/trade/orders?symbol=PERP_BTC_USDT&status=INCOMPLETE&page=1&size=5");
        assertEquals(5, first.at("data.rows").size());
        assertEquals(7, first.at("data.meta.total").whole());
        assertEquals(66, first.at("data.rows.0.clientOrderId").whole());
        final TestClient.Reply second =
                client.get("/v3/trade/orders?symbol=PERP_BTC_USDT&status=INCOMPLETE&page=2&size=5");
        assertEquals(2, second.at("data.rows").size());
        assertEquals(
                "CANCEL_ALL_SENT",
                client.delete("/v3/trade/allOrders?symbol=PERP_BTC_USDT")
                        .at("data.status")
                        .text());
        assertEquals(
                0,
                client.get("/v3/trade/orders?status=INCOMPLETE")
                        .at("data.meta.total")
                        .whole());
        assertEquals(
                7,
                client.get("/v3/trade/orders?status=CANCELLED")
                        .at("data.meta.total")
                        .whole());
    }

    @Test
    void editingReplacesPriceAndQuantityInPlace() {
        buy(70, "LIMIT", "59000", "1");
        assertEquals(
                "EDIT_SENT",
                client.put("/v3/trade/order", "{\"clientOrderId\":70,\"price\":\"59500\"}")
                        .at("data.status")
                        .text());
        assertEquals("\"59500\"", reports.awaitReport(70, "REPLACED").at("px").token());
        assertEquals(
                "302130",
                client.put("/v3/trade/order", "{\"clientOrderId\":70,\"price\":\"59500\"}")
                        .at("code")
                        .token());
    }

    @Test
    void fillsAreListedWithoutClientOrderIdAndPageForwardByTrade() {
        buy(80, "IOC", "60000.1", "0.001");
        buy(81, "IOC", "60000.1", "0.001");
        final TestClient.Reply newest = client.get("/v3/trade/transactionHistory?symbol=PERP_BTC_USDT&limit=1");
        final long id = newest.at("data.rows.0.id").whole();
        assertNull(newest.at("data.rows.0.clientOrderId").token());
        assertEquals("60000.1", newest.at("data.rows.0.executedPrice").text());
        final TestClient.Reply forward = client.get("/v3/trade/transactionHistory?fromId=" + (id - 1));
        assertEquals(id - 1, forward.at("data.rows.0.id").whole());
        assertEquals(id, forward.at("data.rows.1.id").whole());
    }

    @Test
    void theAuditListsEveryOrderWithItsFills() {
        buy(90, "IOC", "60000.1", "0.5");
        final TestJson orders = client.get("/sim/audit/orders").json();
        assertEquals("90", orders.at("orders.0.clientOrderId").token());
        assertEquals("\"FILLED\"", orders.at("orders.0.status").token());
        assertEquals("\"0.5\"", orders.at("orders.0.executed").token());
        assertEquals("\"15.000025\"", orders.at("orders.0.trades.0.fee").token());
    }

    @Test
    void aLostAcknowledgementLeavesTheOrderExecuted() {
        client.post("/sim/fault", "{\"name\":\"lost-ack\",\"next\":1,\"answer\":\"500\"}");
        final TestClient.Reply lost = buy(100, "LIMIT", "59000", "1");
        assertEquals(500, lost.status());
        assertEquals("\"-1000\"", lost.at("code").token());
        assertEquals(
                "NEW",
                client.get("/v3/trade/order?clientOrderId=100")
                        .at("data.status")
                        .text());
        assertEquals(200, buy(101, "LIMIT", "59000", "1").status());
        assertEquals("1", client.audit().at("faultsInjected").token());
    }

    @Test
    void aLostAcknowledgementMayCloseTheConnection() {
        client.post("/sim/fault", "{\"name\":\"lost-ack\"}");
        org.junit.jupiter.api.Assertions.assertThrows(
                java.io.UncheckedIOException.class, () -> buy(110, "LIMIT", "59000", "1"));
        assertEquals(
                "NEW",
                client.get("/v3/trade/order?clientOrderId=110")
                        .at("data.status")
                        .text());
    }

    private TestClient.Reply buy(final long id, final String type, final String price, final String quantity) {
        return client.place(LONG + "\"side\":\"BUY\",\"type\":\"" + type + "\",\"price\":\"" + price
                + "\",\"quantity\":\"" + quantity + "\",\"reduceOnly\":false,\"clientOrderId\":" + id);
    }

    private TestClient.Reply sellLong(final String price, final String quantity, final boolean reduceOnly) {
        return client.place(LONG + "\"side\":\"SELL\",\"type\":\"LIMIT\",\"price\":\"" + price + "\",\"quantity\":\""
                + quantity + "\",\"reduceOnly\":" + reduceOnly);
    }

    private TestClient.Reply cancel(final long id) {
        return client.delete("/v3/trade/order?clientOrderId=" + id + "&symbol=PERP_BTC_USDT");
    }

    private void quote(final String bid, final String ask) {
        final TestClient.Reply moved = client.post(
                "/sim/quote",
                "{\"symbol\":\"PERP_BTC_USDT\",\"bid\":\"" + bid + "\",\"bidQuantity\":\"50\",\"ask\":\"" + ask
                        + "\",\"askQuantity\":\"50\"}");
        assertEquals(200, moved.status());
    }
}
