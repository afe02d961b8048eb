package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.ErrorTable;
import dragon.gateway.woox.parse.MarketAnswers;
import dragon.gateway.woox.parse.MarketAnswers.BookSnapshot;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.Rows.TradeRow;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.BookUpdate;
import dragon.gateway.woox.parse.StreamMessage.Control;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import dragon.gateway.woox.parse.StreamMessage.MarketTrade;
import dragon.gateway.woox.sign.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that were recorded from the exchange, or published by it, through the real parsers. */
class RecordedMessagesTest {
    private static final long ONE = 100_000_000L;

    /** Files of v3 that the gateway does not read, and why. */
    private static final Map<String, String> NOT_READ = Map.ofEntries(
            Map.entry("rest-v3/public/fundingRate.json", "funding is not followed yet: envelope only"),
            Map.entry("rest-v3/public/futures.json", "prices come from the stream: envelope only"),
            Map.entry("rest-v3/public/marketTrades.json", "foreign trades are not followed: envelope only"),
            Map.entry("rest-v3/asset/balances.json", "money comes from the account: envelope only"),
            Map.entry("rest-v3/futures/leverage-get-oneway.json", "the mode is read from the account: envelope only"),
            Map.entry("rest-v3/futures/leverage-get-hedge.json", "the mode is read from the account: envelope only"),
            Map.entry("rest-v3/futures/fundingFee-history.json", "funding is not followed yet: envelope only"),
            Map.entry("rest-v3/trade/algoOrders-get.json", "algo orders are not placed: envelope only"),
            Map.entry("rest-v3/trade/order-delete.json", "the answer says no more than success: envelope only"),
            Map.entry("rest-v3/trade/order-put.json", "orders are not edited: envelope only"),
            Map.entry("rest-v3/trade/cancelAllAfter.json", "the dead man's switch is not used yet: envelope only"),
            Map.entry("rest-v3/trade/tradingFee.json", "fees come with the trades: envelope only"),
            Map.entry("ws-v3/public/indexprice.json", "the index is not followed: read as another topic"),
            Map.entry("ws-v3/private/balance.json", "money comes from the account: read as another topic"),
            Map.entry("ws-v3/public/subscribe-request.json", "a request: compared with ours"),
            Map.entry("ws-v3/private/subscribe-request.json", "a request: compared with ours"));

    private static final Set<String> READ = Set.of(
            "rest-v3/account/info.json",
            "rest-v3/futures/positions.json",
            "rest-v3/public/instruments-spot.json",
            "rest-v3/public/klineHistory.json",
            "rest-v3/public/orderbook.json",
            "rest-v3/public/systemInfo.json",
            "rest-v3/trade/order-get.json",
            "rest-v3/trade/order-post.json",
            "rest-v3/trade/orders-get-incomplete.json",
            "rest-v3/trade/transactionHistory.json",
            "ws-v3/private/executionreport-filled.json",
            "ws-v3/private/position.json",
            "ws-v3/public/bbo-live.json",
            "ws-v3/public/bbo.json",
            "ws-v3/public/control.json",
            "ws-v3/public/markprice-live.json",
            "ws-v3/public/markprice.json",
            "ws-v3/public/orderbookupdate-live.json",
            "ws-v3/public/orderbookupdate-recovery.json",
            "ws-v3/public/trade.json");

    private Path directory;

    @BeforeEach
    void find() {
        directory = Path.of(System.getProperty("dragon.shared", "absent"), "fixtures", "woox");
        assumeTrue(Files.isDirectory(directory), "recorded messages are not here");
    }

    @Test
    void knowsEveryFileOfV3() throws IOException {
        final Set<String> files = new TreeSet<>();
        for (final String part : List.of("rest-v3", "ws-v3")) {
            try (Stream<Path> found = Files.walk(directory.resolve(part))) {
                found.filter(Files::isRegularFile)
                        .forEach(file -> files.add(directory.relativize(file).toString()));
            }
        }
        final Set<String> known = new TreeSet<>(READ);
        known.addAll(NOT_READ.keySet());
        assertEquals(known, files);
    }

    @Test
    void readsTheEnvelopeOfEveryAnswer() throws IOException {
        try (Stream<Path> found = Files.walk(directory.resolve("rest-v3"))) {
            for (final Path file : found.filter(Files::isRegularFile).toList()) {
                final Envelope envelope = Envelope.parse(Files.readAllBytes(file), file.toString());
                assertTrue(envelope.isSuccess(), file.toString());
                assertTrue(envelope.timestampMs() > 0, file.toString());
            }
        }
    }

    @Test
    void readsOrders() throws IOException {
        assertEquals(60_667_653_330L, Answers.placedOrderId(bytes("rest-v3/trade/order-post.json")));
        assertEquals(
                new OrderRow(
                        60_780_315_704L,
                        0,
                        "SPOT_LTC_USDT",
                        "BUY",
                        "BOTH",
                        "LIMIT",
                        "NEW",
                        ONE / 10,
                        0,
                        60 * ONE,
                        1_752_049_062_441L),
                Answers.order(bytes("rest-v3/trade/order-get.json")));
        final Rows.Page<OrderRow> page = Answers.orders(bytes("rest-v3/trade/orders-get-incomplete.json"));
        assertEquals(11, page.total());
        assertTrue(page.hasMore());
        assertEquals(1_752_049_062_496L, page.rows().get(0).createdMs());
    }

    @Test
    void readsOwnTrades() throws IOException {
        final Rows.Page<TradeRow> page = Answers.transactionHistory(bytes("rest-v3/trade/transactionHistory.json"));
        assertEquals(
                List.of(new TradeRow(
                        1_734_947_821L,
                        60_780_383_217L,
                        "SPOT_LTC_USDT",
                        8_786_000_000L,
                        10_000_000L,
                        10_000L,
                        "LTC",
                        false,
                        1_752_055_173_630L)),
                page.rows());
        assertEquals(
                VenueFact.NO_FEE,
                OrderTranslation.trade(page.rows().get(0), 7, 1, 1).feeUsdE8(),
                "a fee in another currency is not known in dollars");
    }

    @Test
    void readsTheAccountAndItsLegs() throws IOException {
        assertEquals(
                new AccountRow(
                        "FUTURES", "ONE_WAY", 16_751_599_846L, 16_560_282_626L, 10 * ONE, 16_560_282_626L, 3_000_000),
                Answers.account(bytes("rest-v3/account/info.json")));
        final List<PositionRow> rows = Answers.positions(bytes("rest-v3/futures/positions.json"));
        assertEquals(
                List.of(new PositionRow(
                        "PERP_LTC_USDT",
                        "BOTH",
                        "CROSS",
                        10_000_000,
                        9_687_000_000L,
                        9_683_793_449L,
                        0,
                        2,
                        10,
                        1_752_500_555_823L,
                        0)),
                rows);
        assertEquals(null, OrderTranslation.leg(rows.get(0), 1, 0), "a row of one-way mode is no leg");
    }

    @Test
    void readsPublicAnswers() throws IOException {
        assertEquals(0, Answers.systemStatus(bytes("rest-v3/public/systemInfo.json")));
        final InstrumentRow row = Answers.instruments(bytes("rest-v3/public/instruments-spot.json"))
                .get(0);
        assertEquals(
                new InstrumentRow(
                        "SPOT_AAVE_USDT", "TRADING", 0, 100_000 * ONE, 1_000_000, 500_000, 5_000 * ONE, 10_000, ONE),
                row);
        assertTrue(row.isUsable());
        assertEquals(
                List.of(new KlineRow(
                        1_751_619_600_000L,
                        1_751_623_200_000L,
                        10_875_444_000_000L,
                        10_906_824_000_000L,
                        10_875_444_000_000L,
                        10_899_540_000_000L,
                        1_930_236_200L)),
                Answers.klineHistory(bytes("rest-v3/public/klineHistory.json")));
    }

    @Test
    void readsPublicStreams() throws IOException {
        assertEquals(
                new Bbo("PERP_BTC_USDT", 86_821 * ONE, 35_032_000, 87_243 * ONE, 32_790_000, 1_790_137_719_048L),
                message("ws-v3/public/bbo-live.json"));
        assertEquals(
                new Bbo(
                        "PERP_ETH_USDT",
                        162_270_000_000L,
                        40_000_000,
                        162_280_000_000L,
                        20_000_000,
                        1_782_770_880_004L),
                message("ws-v3/public/bbo.json"));
        assertEquals(
                new MarkPrice("PERP_BTC_USDT", 87_081 * ONE, 1_790_137_719_004L),
                message("ws-v3/public/markprice-live.json"));
        assertEquals(
                new MarkPrice("PERP_ETH_USDT", 162_290_000_000L, 1_782_770_880_000L),
                message("ws-v3/public/markprice.json"));
        assertEquals(
                new MarketTrade("PERP_ETH_USDT", "SELL", true, 162_280_000_000L, 9_000_000, 1_782_770_879_821L),
                message("ws-v3/public/trade.json"));
        assertInstanceOf(StreamMessage.Other.class, message("ws-v3/public/indexprice.json"));
    }

    @Test
    void readsTheChangesOfABookAndKeepsTheirChain() throws IOException {
        final List<BookUpdate> live = new ArrayList<>();
        for (final String text : elements("ws-v3/public/orderbookupdate-live.json")) {
            live.add(assertInstanceOf(BookUpdate.class, StreamMessage.parse(text)));
        }
        assertEquals(live.get(0).timeMs(), live.get(1).previousMs());
        assertEquals(0, live.get(0).bids().count());
        assertEquals(87_243 * ONE, live.get(0).asks().priceE8(0));
        assertEquals(0, live.get(0).asks().quantityE8(0));
        assertEquals(526_000, live.get(0).asks().quantityE8(1));

        // The one in the middle was made by the recorder, without the time before it.
        final List<String> recovery = elements("ws-v3/public/orderbookupdate-recovery.json");
        final BookUpdate first = assertInstanceOf(BookUpdate.class, StreamMessage.parse(recovery.get(0)));
        final BookUpdate last = assertInstanceOf(BookUpdate.class, StreamMessage.parse(recovery.get(2)));
        assertEquals(1_782_770_879_850L, first.previousMs());
        assertEquals(1_782_770_880_000L, last.previousMs());

        final BookSnapshot book = MarketAnswers.orderBook(bytes("rest-v3/public/orderbook.json"));
        assertEquals(8_797_000_000L, book.asks().priceE8(0));
        assertEquals(4_735_800, book.bids().quantityE8(0));
    }

    @Test
    void readsControlMessages() throws IOException {
        final List<StreamMessage> messages = new ArrayList<>();
        for (final String text : elements("ws-v3/public/control.json")) {
            messages.add(StreamMessage.parse(text));
        }
        final Control accepted = assertInstanceOf(Control.class, messages.get(0));
        assertEquals(4, accepted.accepted().size());
        assertTrue(accepted.isSuccess());
        assertEquals("PONG", assertInstanceOf(Control.class, messages.get(1)).cmd());
        assertEquals(List.of(), assertInstanceOf(Control.class, messages.get(2)).accepted());
        assertEquals(
                "Command type invalid!",
                assertInstanceOf(Control.class, messages.get(3)).text());
    }

    @Test
    void readsPrivateStreams() throws IOException {
        final ExecutionReport report =
                assertInstanceOf(ExecutionReport.class, message("ws-v3/private/executionreport-filled.json"));
        final Trade trade = OrderTranslation.trade(report, 1, 0);
        assertEquals(
                new Trade(
                        1,
                        0,
                        0,
                        54_774_393L,
                        56_201_985L,
                        50_000 * ONE,
                        ONE,
                        VenueFact.NO_FEE,
                        false,
                        1_675_406_261_689L),
                trade);
        final OrderState state = OrderTranslation.state(report, 1, 0);
        assertEquals(VenueOrderStatus.FILLED, state.status());
        assertEquals(ONE, state.cumulativeQuantityE8());
        final PositionRow leg = assertInstanceOf(StreamMessage.Positions.class, message("ws-v3/private/position.json"))
                .rows()
                .get(0);
        assertEquals(93_454, leg.version());
        assertEquals(ONE, leg.holdingE8());
        assertInstanceOf(StreamMessage.Other.class, message("ws-v3/private/balance.json"));
    }

    @Test
    void classifiesRecordedErrors() throws IOException {
        assertEquals(ErrorClass.REJECT, error("amount-required.http400.json", 400));
        assertEquals(ErrorClass.MAINTENANCE, error("gateway-no-upstream.http200.json", 200));
        assertEquals(ErrorClass.UNKNOWN_OUTCOME, error("internal.json", 500));
        assertEquals(ErrorClass.BUG, error("invalid-request.http400.json", 400));
        assertEquals(ErrorClass.SYMBOL, error("invalid-symbol.http400.json", 400));
        assertEquals(ErrorClass.MAINTENANCE, error("maintenance.json", 400));
        assertEquals(ErrorClass.UNKNOWN_OUTCOME, error("margin-mode-wrong.json", 400));
    }

    @Test
    void signsEveryVectorOfV3() throws IOException {
        int count = 0;
        for (final Map<String, String> vector : objects("signing/vectors.json")) {
            if (!"v3".equals(vector.get("scheme"))) {
                continue;
            }
            final Signer signer = new Signer(vector.get("secret").getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    vector.get("signatureHex"),
                    signer.sign(
                            vector.get("timestamp"),
                            vector.get("method"),
                            vector.get("path"),
                            vector.get("payload").getBytes(StandardCharsets.UTF_8)),
                    vector.get("name"));
            count++;
        }
        assertEquals(11, count);
    }

    private StreamMessage message(final String file) throws IOException {
        return StreamMessage.parse(new String(bytes(file), StandardCharsets.UTF_8));
    }

    private ErrorClass error(final String file, final int httpStatus) throws IOException {
        return ErrorTable.classOf(httpStatus, Envelope.parse(bytes("rest-errors/" + file), file));
    }

    private byte[] bytes(final String file) throws IOException {
        return Files.readAllBytes(directory.resolve(file));
    }

    /** The elements of an array of objects, each as its own text. */
    private List<String> elements(final String file) throws IOException {
        final String text = new String(bytes(file), StandardCharsets.UTF_8);
        final List<String> elements = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                final int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                elements.add(
                        text.substring(from, (int) parser.currentTokenLocation().getCharOffset() + 1));
            }
        }
        return elements;
    }

    private List<Map<String, String>> objects(final String file) throws IOException {
        final List<Map<String, String>> objects = new ArrayList<>();
        for (final String element : elements(file)) {
            final Map<String, String> object = new HashMap<>();
            try (JsonParser parser = new JsonFactory().createParser(element)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    final String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, parser.getText());
                }
            }
            objects.add(object);
        }
        return objects;
    }
}
