package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.woox.parse.AccountAnswers;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.ErrorTable;
import dragon.gateway.woox.parse.MarketAnswers;
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
import dragon.gateway.woox.parse.StreamMessage.IndexPrice;
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

    /** Files that the gateway does not read, and why. */
    private static final Map<String, String> NOT_READ = Map.ofEntries(
            Map.entry("markets/perp-legacy-info.json", "v1 rows: v3 has its own, with other names"),
            Map.entry("requests/rest.json", "requests of another client; ours are asserted where they are made"),
            Map.entry("rest-v1/info.json", "v1 is not used"),
            Map.entry("rest-v1/isolated_margin-add-long.json", "v1 is not used"),
            Map.entry("rest-v1/isolated_margin-add-short.json", "v1 is not used"),
            Map.entry("rest-v1/order-delete.json", "v1 is not used"),
            Map.entry("rest-v1/order-get-cancelled.json", "v1 is not used"),
            Map.entry("rest-v1/order-get-filled.json", "v1 is not used"),
            Map.entry("rest-v1/order-get-open.json", "v1 is not used"),
            Map.entry("rest-v1/order-post.json", "v1 is not used"),
            Map.entry("ws-legacy/private/balance.json", "legacy stream: names its fields otherwise"),
            Map.entry("ws-legacy/private/control.json", "legacy stream: speaks of events, not commands"),
            Map.entry("ws-legacy/private/executionreport-market-filled.json", "legacy stream: long names"),
            Map.entry("ws-legacy/private/executionreport-new-perp.json", "legacy stream: long names"),
            Map.entry("ws-legacy/private/hummingbot-balance.json", "legacy stream: spot"),
            Map.entry("ws-legacy/private/hummingbot-executionreport-filled.json", "legacy stream: spot"),
            Map.entry("ws-legacy/private/hummingbot-executionreport-new.json", "legacy stream: spot"),
            Map.entry("ws-legacy/private/position.json", "legacy stream: an object keyed by symbol, not by leg"),
            Map.entry("ws-legacy/public/kline.json", "legacy stream: the symbol is before the name of the topic"),
            Map.entry("ws-legacy/public/orderbook-messages.json", "legacy stream: symbol before the name"),
            Map.entry("ws-legacy/public/request-orderbook-request.json", "legacy stream: a request"),
            Map.entry("ws-legacy/public/subscribe-request.json", "legacy stream: a request"),
            Map.entry("ws-legacy/public/tardis-2023.json", "legacy stream: symbol before the name"),
            Map.entry("ws-legacy/public/trade-messages.json", "legacy stream: symbol before the name"),
            Map.entry("ws-v3/public/subscribe-request.json", "a request, which the simulator reads"),
            Map.entry("ws-v3/private/subscribe-request.json", "a request, which the simulator reads"));

    /** Files of which a test below asserts the values. */
    private static final Set<String> READ = Set.of(
            "rest-errors/amount-required.http400.json",
            "rest-errors/gateway-no-upstream.http200.json",
            "rest-errors/internal.json",
            "rest-errors/invalid-request.http400.json",
            "rest-errors/invalid-symbol.http400.json",
            "rest-errors/maintenance.json",
            "rest-errors/margin-mode-wrong.json",
            "rest-v3/account/info.json",
            "rest-v3/asset/balances.json",
            "rest-v3/futures/fundingFee-history.json",
            "rest-v3/futures/leverage-get-hedge.json",
            "rest-v3/futures/leverage-get-oneway.json",
            "rest-v3/futures/positions.json",
            "rest-v3/public/fundingRate.json",
            "rest-v3/public/futures.json",
            "rest-v3/public/instruments-spot.json",
            "rest-v3/public/klineHistory.json",
            "rest-v3/public/marketTrades.json",
            "rest-v3/public/orderbook.json",
            "rest-v3/public/systemInfo.json",
            "rest-v3/trade/algoOrders-get.json",
            "rest-v3/trade/cancelAllAfter.json",
            "rest-v3/trade/order-delete.json",
            "rest-v3/trade/order-get.json",
            "rest-v3/trade/order-post.json",
            "rest-v3/trade/order-put.json",
            "rest-v3/trade/orders-get-incomplete.json",
            "rest-v3/trade/tradingFee.json",
            "rest-v3/trade/transactionHistory.json",
            "signing/vectors.json",
            "ws-v3/private/balance.json",
            "ws-v3/private/executionreport-filled.json",
            "ws-v3/private/position.json",
            "ws-v3/public/bbo-live.json",
            "ws-v3/public/bbo.json",
            "ws-v3/public/control.json",
            "ws-v3/public/indexprice.json",
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
    void knowsEveryFile() throws IOException {
        final Set<String> files = new TreeSet<>();
        try (Stream<Path> found = Files.walk(directory)) {
            found.filter(file -> file.toString().endsWith(".json"))
                    .forEach(file -> files.add(directory.relativize(file).toString()));
        }
        final Set<String> known = new TreeSet<>(READ);
        known.addAll(NOT_READ.keySet());
        assertEquals(READ.size() + NOT_READ.size(), known.size(), "a file is either read or not");
        assertEquals(known, files);
    }

    /** A frame of the legacy stream is refused or passed over; it never becomes a price of ours. */
    @Test
    void takesNothingFromTheLegacyStreams() throws IOException {
        try (Stream<Path> found = Files.walk(directory.resolve("ws-legacy"))) {
            for (final Path file : found.filter(Files::isRegularFile).toList()) {
                final String text = Files.readString(file).trim();
                for (final String frame : text.startsWith("[")
                        ? elements(directory.relativize(file).toString())
                        : List.of(text)) {
                    try {
                        assertInstanceOf(StreamMessage.Other.class, StreamMessage.parse(frame), file + " " + frame);
                    } catch (final DecodeException refused) {
                        assertTrue(refused.getMessage().length() > 10, file.toString());
                    }
                }
            }
        }
    }

    /** What single requests and frames of the exchange looked like in 2024 to 2026. */
    @Test
    void decodesEveryRawCapture() throws IOException {
        final Path raw = directory.resolve("../../data/raw");
        final List<String> kinds = new ArrayList<>();
        for (final String line : Files.readAllLines(raw.resolve("woox_v3_ws_frames_20260923.jsonl"))) {
            final Map<String, String> capture = object(line);
            if (capture.get("from").equals("server")) {
                kinds.add(StreamMessage.parse(capture.get("frame")).getClass().getSimpleName());
            }
        }
        assertEquals(
                List.of(
                        "Control",
                        "BookUpdate",
                        "BookUpdate",
                        "Other", // With RPI orders, which an order of ours cannot meet.
                        "Bbo",
                        "Other", // Ten levels with RPI orders.
                        "MarkPrice",
                        "IndexPrice",
                        "FundingEstimate",
                        "Control",
                        "Control",
                        "Control"),
                kinds);

        int count = 0;
        for (final String line : Files.readAllLines(raw.resolve("woox_v3_rest_responses_2024-2026.jsonl"))) {
            final String about = object(line.replaceFirst("\"response\":.*", "\"response\":0}"))
                    .get("about");
            final byte[] body = line.substring(line.indexOf("\"response\":") + 11, line.length() - 1)
                    .getBytes(StandardCharsets.UTF_8);
            assertTrue(Envelope.parse(body, about).isSuccess(), about);
            assertTrue(decode(about, body) != null, about);
            count++;
        }
        assertEquals(25, count);
    }

    private static Object decode(final String about, final byte[] body) throws IOException {
        return switch (about) {
            case "futures info, one symbol", "futures info, two symbols" -> MarketAnswers.futures(body)
                    .get(0);
            case "system status" -> Answers.systemStatus(body);
            case "instruments, one spot row" -> Answers.instruments(body).get(0);
            case "public trades, spot" -> MarketAnswers.marketTrades(body).get(0);
            case "klines, spot 1h" -> Answers.klineHistory(body).get(0);
            case "order book, spot, one level" -> MarketAnswers.orderBook(body);
            case "funding rate, one symbol" -> MarketAnswers.fundingRates(body).get(0);
            case "own funding fee history, one row" -> Answers.fundingHistory(body)
                    .rows()
                    .get(0);
            case "trading fee of one symbol" -> AccountAnswers.tradingFee(body);
            case "leverage of one symbol" -> AccountAnswers.leverage(body);
            case "new limit order accepted" -> Answers.placedOrderId(body);
            case "edit order accepted", "cancel order accepted", "cancel all orders accepted" -> AccountAnswers
                    .sentStatus(body);
            case "order, perp market, filled", "open orders, spot post only" -> Answers.orders(body)
                    .rows()
                    .get(0);
            case "order, spot market, filled", "order, spot limit, open" -> Answers.order(body);
            case "own trades, spot taker" -> Answers.transactionHistory(body)
                    .rows()
                    .get(0);
            case "positions, perp, numbers as numbers", "positions, perp, numbers as strings" -> Answers.positions(body)
                    .get(0);
            case "funding rate history, one row" -> "not for us: rates of the past are not used";
            case "new algo order accepted",
                    "algo order, not triggered" -> "not for us: never placed, listed by page only";
            default -> null;
        };
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
                new Bbo(
                        "PERP_BTC_USDT",
                        86_821 * ONE,
                        35_032_000,
                        87_243 * ONE,
                        32_790_000,
                        1_790_137_719_048L,
                        1_790_137_719_048L),
                message("ws-v3/public/bbo-live.json"));
        assertEquals(
                new Bbo(
                        "PERP_ETH_USDT",
                        162_270_000_000L,
                        40_000_000,
                        162_280_000_000L,
                        20_000_000,
                        1_782_770_880_004L,
                        1_782_770_880_005L),
                message("ws-v3/public/bbo.json"));
        assertEquals(
                new MarkPrice("PERP_BTC_USDT", 87_081 * ONE, 1_790_137_719_004L, 1_790_137_719_016L),
                message("ws-v3/public/markprice-live.json"));
        assertEquals(
                new MarkPrice("PERP_ETH_USDT", 162_290_000_000L, 1_782_770_880_000L, 1_782_770_880_003L),
                message("ws-v3/public/markprice.json"));
        assertEquals(
                new MarketTrade("PERP_ETH_USDT", "SELL", true, 162_280_000_000L, 9_000_000, 1_782_770_879_821L),
                message("ws-v3/public/trade.json"));
        assertEquals(
                new IndexPrice("SPOT_ETH_USDT", 162_250_000_000L, 1_782_770_880_000L),
                message("ws-v3/public/indexprice.json"));
    }

    @Test
    void readsBooks() throws IOException {
        final List<String> live = elements("ws-v3/public/orderbookupdate-live.json");
        final BookUpdate first = assertInstanceOf(BookUpdate.class, StreamMessage.parse(live.get(0)));
        final BookUpdate second = assertInstanceOf(BookUpdate.class, StreamMessage.parse(live.get(1)));
        assertEquals(1_790_137_716_988L, first.previousMs());
        assertEquals(first.timeMs(), second.previousMs());
        assertEquals(0, first.bids().count());
        assertEquals(2, first.asks().count());
        assertEquals(87_243 * ONE, first.asks().priceE8(0));
        assertEquals(0, first.asks().quantityE8(0));
        assertEquals(526_000, first.asks().quantityE8(1));

        final List<String> recovery = elements("ws-v3/public/orderbookupdate-recovery.json");
        assertEquals(
                50_000_000,
                assertInstanceOf(BookUpdate.class, StreamMessage.parse(recovery.get(2)))
                        .bids()
                        .quantityE8(0));
        final DecodeException noUpdate =
                assertThrows(DecodeException.class, () -> StreamMessage.parse(recovery.get(1)));
        assertEquals("orderbookupdate@PERP_ETH_USDT@50: prevTs is missing", noUpdate.getMessage());

        final MarketAnswers.BookSnapshot book = MarketAnswers.orderBook(bytes("rest-v3/public/orderbook.json"));
        assertEquals(8_797_000_000L, book.asks().priceE8(0));
        assertEquals(4_735_800, book.bids().quantityE8(0));
    }

    @Test
    void readsTheRestOfTheMarket() throws IOException {
        assertEquals(
                List.of(new MarketAnswers.MarketTradeRow(
                        "SPOT_BTC_USDT", "SELL", false, 10_874_101_000_000L, 2_477_000, 1_751_513_940_144L)),
                MarketAnswers.marketTrades(bytes("rest-v3/public/marketTrades.json")));
        assertEquals(
                List.of(new MarketAnswers.FuturesRow(
                        "PERP_BTC_USDT", 63_034 * ONE, 63_006 * ONE, 8_514, 8_545, 1_786_694_400_000L)),
                MarketAnswers.futures(bytes("rest-v3/public/futures.json")));
        assertEquals(
                List.of(new MarketAnswers.FundingRateRow("PERP_BTC_USDT", -441, -4_953, 1_751_644_800_000L, 8)),
                MarketAnswers.fundingRates(bytes("rest-v3/public/fundingRate.json")));
    }

    @Test
    void readsTheRestOfTheAccount() throws IOException {
        assertEquals(
                List.of(new Rows.BalanceRow("0_token", ONE, 0, 312_321_121L, 0)),
                AccountAnswers.balances(bytes("rest-v3/asset/balances.json")));
        final Rows.FundingRow paid = Answers.fundingHistory(bytes("rest-v3/futures/fundingFee-history.json"))
                .rows()
                .get(0);
        assertEquals(new Rows.FundingRow(1_286_360, "PERP_BTC_USDT", 956_021_744, true, 1_696_060_873_259L), paid);
        assertEquals(
                new AccountAnswers.LeverageRow(
                        "PERP_ETH_USDT",
                        "CROSS",
                        "HEDGE_MODE",
                        List.of(
                                new AccountAnswers.SideLeverage("LONG", 10),
                                new AccountAnswers.SideLeverage("SHORT", 10))),
                AccountAnswers.leverage(bytes("rest-v3/futures/leverage-get-hedge.json")));
        assertEquals(
                new AccountAnswers.LeverageRow(
                        "PERP_ETH_USDT", "ISOLATED", "ONE_WAY", List.of(new AccountAnswers.SideLeverage("BOTH", 10))),
                AccountAnswers.leverage(bytes("rest-v3/futures/leverage-get-oneway.json")));
        assertEquals(
                new AccountAnswers.FeeRow("PERP_BTC_USDT", 5 * ONE, 2 * ONE),
                AccountAnswers.tradingFee(bytes("rest-v3/trade/tradingFee.json")));
        assertEquals(123_000, AccountAnswers.expectedTriggerMs(bytes("rest-v3/trade/cancelAllAfter.json")));
        assertEquals("CANCEL_SENT", AccountAnswers.sentStatus(bytes("rest-v3/trade/order-delete.json")));
        assertEquals("EDIT_SENT", AccountAnswers.sentStatus(bytes("rest-v3/trade/order-put.json")));
        final Rows.Page<AccountAnswers.AlgoOrderRow> algo =
                AccountAnswers.algoOrders(bytes("rest-v3/trade/algoOrders-get.json"));
        assertTrue(algo.hasMore());
        assertEquals(
                new AccountAnswers.AlgoOrderRow(
                        10_399_260,
                        10_399_260,
                        "SPOT_LTC_USDT",
                        "TAKE_PROFIT",
                        "BUY",
                        "BOTH",
                        "NEW",
                        10_000_000,
                        65 * ONE,
                        false),
                algo.rows().get(0));
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
        assertEquals(
                List.of(new Rows.BalanceRow("BTC", 100 * ONE, 0, 1_618_757_713_353L, 0)),
                assertInstanceOf(StreamMessage.Balances.class, message("ws-v3/private/balance.json"))
                        .rows());
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

    private static Map<String, String> object(final String line) throws IOException {
        final Map<String, String> object = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String name = parser.currentName();
                parser.nextToken();
                object.put(name, parser.getText());
            }
        }
        return object;
    }

    private List<Map<String, String>> objects(final String file) throws IOException {
        final List<Map<String, String>> objects = new ArrayList<>();
        for (final String element : elements(file)) {
            objects.add(object(element));
        }
        return objects;
    }
}
