package dragon.gateway.woox.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.woox.parse.AccountAnswers.AlgoOrderRow;
import dragon.gateway.woox.parse.AccountAnswers.FeeRow;
import dragon.gateway.woox.parse.AccountAnswers.LeverageRow;
import dragon.gateway.woox.parse.AccountAnswers.SideLeverage;
import dragon.gateway.woox.parse.MarketAnswers.BookSnapshot;
import dragon.gateway.woox.parse.MarketAnswers.FundingRateRow;
import dragon.gateway.woox.parse.MarketAnswers.FuturesRow;
import dragon.gateway.woox.parse.MarketAnswers.MarketTradeRow;
import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.BalanceRow;
import dragon.gateway.woox.parse.Rows.FundingRow;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.parse.Rows.Page;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.Rows.TradeRow;
import dragon.gateway.woox.parse.StreamMessage.Account;
import dragon.gateway.woox.parse.StreamMessage.AlgoReport;
import dragon.gateway.woox.parse.StreamMessage.AlgoReports;
import dragon.gateway.woox.parse.StreamMessage.Balances;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.BookUpdate;
import dragon.gateway.woox.parse.StreamMessage.Control;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.parse.StreamMessage.FundingEstimate;
import dragon.gateway.woox.parse.StreamMessage.IndexPrice;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import dragon.gateway.woox.parse.StreamMessage.MarketTrade;
import dragon.gateway.woox.parse.StreamMessage.Other;
import dragon.gateway.woox.parse.StreamMessage.Positions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every message type of the venue and every trap of its documentation, one payload a file, written by hand: no capture of them is
 * public. A file that no line here names fails the test.
 */
class HandwrittenMessagesTest {
    private static final Path DIRECTORY = Path.of("src", "test", "resources", "woox");
    private static final long NONE = Rows.NONE;
    private static final long ONE = 100_000_000L;
    private static final String BTC = "PERP_BTC_USDT";
    private static final long EVENT_MS = 1_790_137_739_001L;
    private static final long SENT_MS = 1_790_137_739_007L;

    /** Reads a body. */
    @FunctionalInterface
    private interface Parser {
        Object parse(byte[] body) throws IOException;
    }

    private final Map<String, Object> frames = new LinkedHashMap<>();
    private final Map<String, Object> answers = new LinkedHashMap<>();
    private final Map<String, Parser> parsers = new LinkedHashMap<>();
    private final Map<String, ErrorClass> errors = new LinkedHashMap<>();
    private final Map<String, Integer> statuses = new LinkedHashMap<>();

    @BeforeEach
    void expect() {
        marketFrames();
        orderFrames();
        accountFrames();
        controlFrames();
        tradeAnswers();
        accountAnswers();
        marketAnswers();
        error("error_code_integer.json", 400, ErrorClass.FILTER);
        error("error_code_text.json", 400, ErrorClass.MAINTENANCE);
        error("error_code_missing.json", 500, ErrorClass.SYMBOL);
        error("error_second_code.json", 400, ErrorClass.REDUCE_ONLY);
        error("error_success_missing.json", 200, ErrorClass.UNKNOWN_OUTCOME);
        error("error_gateway_http200.json", 200, ErrorClass.MAINTENANCE);
        error("error_message_with_control_characters.json", 400, ErrorClass.REJECT);
    }

    @Test
    void readsEveryFrame() throws IOException {
        for (final Map.Entry<String, Object> expected : frames.entrySet()) {
            final String frame =
                    Files.readString(DIRECTORY.resolve(expected.getKey())).trim();
            assertEquals(expected.getValue(), StreamMessage.parse(frame), expected.getKey());
            assertEquals(expected.getValue(), new FrameReader().read(frame), expected.getKey());
        }
    }

    @Test
    void readsEveryAnswer() throws IOException {
        for (final Map.Entry<String, Object> expected : answers.entrySet()) {
            final byte[] body = Files.readAllBytes(DIRECTORY.resolve(expected.getKey()));
            assertTrue(Envelope.parse(body, "").isSuccess(), expected.getKey());
            assertEquals(expected.getValue(), parsers.get(expected.getKey()).parse(body), expected.getKey());
        }
    }

    @Test
    void classifiesEveryError() throws IOException {
        for (final Map.Entry<String, ErrorClass> expected : errors.entrySet()) {
            final Envelope envelope = Envelope.parse(Files.readAllBytes(DIRECTORY.resolve(expected.getKey())), "");
            assertEquals(
                    expected.getValue(),
                    ErrorTable.classOf(statuses.get(expected.getKey()), envelope),
                    expected.getKey());
        }
        assertThrows(
                DecodeException.class,
                () -> Envelope.parse(Files.readAllBytes(DIRECTORY.resolve("error_page.html")), "GET /v3/trade/order"));
        assertEquals(
                "a\\u0000b\\u001b[2J\\u202ec\\u000ad",
                Envelope.parse(Files.readAllBytes(DIRECTORY.resolve("error_message_with_control_characters.json")), "")
                        .message());
    }

    @Test
    void namesEveryFile() throws IOException {
        final TreeSet<String> named = new TreeSet<>(frames.keySet());
        named.addAll(answers.keySet());
        named.addAll(errors.keySet());
        named.add("error_page.html");
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertEquals(
                    new TreeSet<>(
                            files.map(file -> file.getFileName().toString()).toList()),
                    named);
        }
    }

    @Test
    void readsTheUsualFormOfHotTopicsWithoutTheGeneralParser() throws IOException {
        final FrameReader reader = new FrameReader();
        for (final String file : List.of(
                "stream_bbo.json",
                "stream_bbo_side_missing.json",
                "stream_markprice.json",
                "stream_orderbookupdate.json")) {
            final String frame = Files.readString(DIRECTORY.resolve(file)).trim();
            assertEquals(StreamMessage.parse(frame), reader.scan(frame), file);
        }
        assertEquals(null, reader.scan("{\"topic\":\"bbo@X\",\"ts\":1790137719050,\"data\":{\"bp\":\"-1\"}}"));
    }

    @Test
    void refusesBytesThatAreNoUtf8() throws IOException {
        // Once a name was seen, the library's reader of bytes took it for the broken one as well.
        assertTrue(Envelope.parse("{\"success\":true}".getBytes(StandardCharsets.UTF_8), "")
                .isSuccess());
        final byte[] broken = "{\"succ?ess\":true}".getBytes(StandardCharsets.UTF_8);
        broken[6] = (byte) 0xFF;
        assertThrows(DecodeException.class, () -> Envelope.parse(broken, "GET /v3/trade/order"));
    }

    private void marketFrames() {
        frames.put(
                "stream_bbo.json",
                new Bbo(
                        BTC,
                        86_821 * ONE,
                        35_032_000,
                        8_724_350_000_000L,
                        32_790_000,
                        1_790_137_719_048L,
                        1_790_137_719_050L));
        frames.put(
                "stream_bbo_numbers_keys_reordered.json",
                new Bbo(
                        BTC,
                        86_821 * ONE,
                        10_000_000,
                        8_724_350_000_000L,
                        1_700,
                        1_790_137_719_048L,
                        1_790_137_719_050L));
        frames.put(
                "stream_bbo_one_sided.json",
                new Bbo(BTC, NONE, NONE, 8_724_350_000_000L, 2 * ONE, 1_790_137_719_048L, 1_790_137_719_050L));
        frames.put(
                "stream_bbo_side_missing.json",
                new Bbo(BTC, 86_821 * ONE, ONE, NONE, NONE, 1_790_137_719_048L, 1_790_137_719_050L));
        frames.put(
                "stream_markprice.json",
                new MarkPrice(BTC, 8_708_125_000_000L, 1_790_137_719_004L, 1_790_137_719_016L));
        frames.put("stream_indexprice.json", new IndexPrice("SPOT_BTC_USDT", 87_127 * ONE, 1_790_137_719_008L));
        frames.put(
                "stream_orderbookupdate.json",
                new BookUpdate(
                        BTC,
                        1_790_137_716_988L,
                        1_790_137_719_188L,
                        levels(86_821 * ONE, 50_000_000),
                        levels(87_243 * ONE, 0, 95_000 * ONE, 526_000)));
        frames.put(
                "stream_orderbookupdate_numbers.json",
                new BookUpdate(
                        BTC,
                        1_790_137_716_988L,
                        1_790_137_719_188L,
                        BookLevels.NONE,
                        levels(6_400_993_000_000L, 1_700)));
        frames.put(
                "stream_trade_on_venue.json",
                new MarketTrade("PERP_ETH_USDT", "SELL", true, 162_280_000_000L, 9_000_000, 1_782_770_879_821L));
        frames.put(
                "stream_trade_elsewhere.json",
                new MarketTrade("PERP_ETH_USDT", "BUY", false, 162_280_000_000L, 9_000_000, 1_782_770_879_821L));
        frames.put("stream_estfundingrate.json", new FundingEstimate(BTC, -4_326, 1_790_150_400_000L, EVENT_MS));
        frames.put("stream_kline_open.json", kline(125_000_000, 1_790_137_739_999L));
        frames.put("stream_kline_closed.json", kline(0, 1_790_137_740_000L));
        frames.put("stream_ticker.json", new Other("ticker@PERP_BTC_USDT"));
        frames.put("stream_openinterest_bare_topic.json", new Other("openinterest"));
        frames.put("stream_topic_unknown.json", new Other("brandnew@PERP_BTC_USDT"));
    }

    private static Kline kline(final long volumeE8, final long sentMs) {
        return new Kline(
                BTC,
                "1m",
                new KlineRow(
                        1_790_137_680_000L,
                        1_790_137_740_000L,
                        87_081 * ONE,
                        8_710_050_000_000L,
                        87_080 * ONE,
                        87_090 * ONE,
                        volumeE8),
                sentMs);
    }

    private void orderFrames() {
        final long id = 1_954_766_344_355_779_056L;
        frames.put(
                "stream_order_new.json",
                new ExecutionReport(
                        0,
                        BTC,
                        Long.MAX_VALUE,
                        9_007_199_254_740_993L,
                        "LIMIT",
                        "SHORT",
                        2_000_000,
                        60_000 * ONE,
                        0,
                        0,
                        0,
                        0,
                        "USDT",
                        0,
                        "NEW",
                        null,
                        false,
                        EVENT_MS));
        frames.put(
                "stream_order_filled_partly.json",
                new ExecutionReport(
                        0,
                        BTC,
                        id,
                        60_667_653_330L,
                        "LIMIT",
                        "LONG",
                        2_000_000,
                        60_000 * ONE,
                        17,
                        1_000_000,
                        6_000_010_000_000L,
                        12_346,
                        "USDT",
                        1_000_000,
                        "PARTIAL_FILLED",
                        null,
                        true,
                        EVENT_MS));
        frames.put(
                "stream_order_filled.json",
                new ExecutionReport(
                        0,
                        BTC,
                        id,
                        60_667_653_330L,
                        "LIMIT",
                        "LONG",
                        2_000_000,
                        60_000 * ONE,
                        18,
                        1_000_000,
                        60_000 * ONE,
                        30_000_000,
                        "USDT",
                        2_000_000,
                        "FILLED",
                        null,
                        false,
                        EVENT_MS));
        frames.put("stream_order_cancelled.json", ended("MARKET", 0, 0, 1_000_000, "CANCELLED", "no liquidity"));
        frames.put(
                "stream_order_rejected.json",
                ended("LIMIT", 2_000_000, 60_000 * ONE, 0, "REJECTED", "risk \\u001b[31mlimit\\u000d\\u000a"));
        frames.put("stream_order_replaced.json", ended("LIMIT", 2_000_000, 60_001 * ONE, 0, "REPLACED", null));
        frames.put(
                "stream_order_post_only_crossed.json",
                ended("POST_ONLY", 2_000_000, 60_000 * ONE, 0, "CANCELLED", "post only"));
        frames.put("stream_order_status_unknown.json", ended("LIMIT", 2_000_000, 60_000 * ONE, 0, "HELD", null));
        frames.put(
                "stream_order_liquidation.json",
                new ExecutionReport(
                        0,
                        BTC,
                        0,
                        60_667_653_339L,
                        "LIQUIDATE",
                        "LONG",
                        50_000_000,
                        0,
                        99,
                        50_000_000,
                        51_234 * ONE,
                        2_561_700_000L,
                        "USDT",
                        50_000_000,
                        "FILLED",
                        null,
                        false,
                        EVENT_MS));
        frames.put("stream_order_edit_rejected.json", refused(1, BTC, 5, 60_667_653_330L, "nothing changed"));
        frames.put("stream_order_cancel_rejected.json", refused(2, null, 5, NONE, "order is done"));
        frames.put("stream_orders_cancel_all_rejected.json", refused(3, null, 0, NONE, "busy"));
    }

    private static ExecutionReport ended(
            final String type,
            final long quantityE8,
            final long priceE8,
            final long cumulativeE8,
            final String status,
            final String reason) {
        return new ExecutionReport(
                0,
                BTC,
                5,
                60_667_653_330L,
                type,
                "LONG",
                quantityE8,
                priceE8,
                0,
                NONE,
                NONE,
                NONE,
                null,
                cumulativeE8,
                status,
                reason,
                false,
                EVENT_MS);
    }

    private static ExecutionReport refused(
            final long kind, final String symbol, final long clientOrderId, final long orderId, final String reason) {
        return new ExecutionReport(
                kind,
                symbol,
                clientOrderId,
                orderId,
                null,
                null,
                NONE,
                NONE,
                0,
                NONE,
                NONE,
                NONE,
                null,
                NONE,
                null,
                reason,
                false,
                NONE);
    }

    private void accountFrames() {
        frames.put(
                "stream_positions_hedge.json",
                new Positions(
                        List.of(
                                new PositionRow(
                                        BTC,
                                        "LONG",
                                        "CROSS",
                                        50_000_000,
                                        6_000_012_345_679L,
                                        6_001_050_000_000L,
                                        NONE,
                                        2,
                                        10,
                                        EVENT_MS,
                                        7),
                                new PositionRow(
                                        BTC,
                                        "SHORT",
                                        "CROSS",
                                        -1_000,
                                        60_100 * ONE,
                                        6_001_050_000_000L,
                                        NONE,
                                        5,
                                        10,
                                        EVENT_MS,
                                        8)),
                        SENT_MS));
        frames.put(
                "stream_positions_flat.json",
                new Positions(
                        List.of(new PositionRow(BTC, "LONG", "CROSS", 0, 0, NONE, NONE, 0, 0, NONE, 0)), SENT_MS));
        frames.put(
                "stream_balance.json",
                new Balances(List.of(new BalanceRow("USDT", -26_656_059_176L, 0, EVENT_MS, 37)), SENT_MS));
        frames.put(
                "stream_account.json",
                new Account(
                        new AccountRow(
                                "FUTURE",
                                "HEDGE_MODE",
                                10_050_000_000L,
                                90 * ONE,
                                987_654_321,
                                16_560_282_626L,
                                1_200_000),
                        SENT_MS));
        frames.put("stream_account_partial.json", new Account(null, SENT_MS));
        frames.put(
                "stream_algo_orders.json",
                new AlgoReports(
                        List.of(
                                new AlgoReport(
                                        BTC,
                                        10_399_261,
                                        10_399_260,
                                        "TAKE_PROFIT",
                                        "SELL",
                                        "LONG",
                                        10_000_000,
                                        65_000 * ONE,
                                        EVENT_MS),
                                new AlgoReport("PERP_ETH_USDT", 10_399_262, NONE, null, null, null, NONE, NONE, NONE)),
                        SENT_MS));
    }

    private void controlFrames() {
        frames.put(
                "stream_control_subscribed.json",
                new Control("SUBSCRIBE", "1", true, List.of("bbo@PERP_BTC_USDT", "markprice@PERP_BTC_USDT"), null));
        frames.put(
                "stream_control_numeric_id.json",
                new Control(
                        "SUBSCRIBE", "3", true, List.of("account", "balance", "position", "executionreport"), null));
        frames.put("stream_control_nothing_accepted.json", new Control("SUBSCRIBE", "3", true, List.of(), null));
        frames.put(
                "stream_control_too_many_topics.json",
                new Control("SUBSCRIBE", "8", false, List.of(), "Command type invalid!"));
        frames.put("stream_control_invalid.json", new Control("ERROR", null, false, List.of(), "Invalid request."));
        frames.put("stream_control_pong.json", new Control("PONG", null, true, List.of(), null));
        frames.put("stream_control_ping.json", new Control("PING", null, false, List.of(), null));
    }

    private void tradeAnswers() {
        answer("rest_order_placed.json", Answers::placedOrderId, Long.MAX_VALUE);
        answer(
                "rest_order_filled_all_texts.json",
                Answers::order,
                new OrderRow(
                        65_902_163_453L,
                        9_007_199_254_740_993L,
                        "PERP_LTC_USDT",
                        "BUY",
                        "SHORT",
                        "MARKET",
                        "FILLED",
                        10_000_000,
                        10_000_000,
                        NONE,
                        1_760_972_880_560L));
        answer(
                "rest_orders_first_of_two_pages.json",
                Answers::orders,
                new Page<>(
                        List.of(
                                new OrderRow(
                                        82_884_549_483L,
                                        0,
                                        BTC,
                                        "BUY",
                                        "LONG",
                                        "POST_ONLY",
                                        "NEW",
                                        4_300,
                                        0,
                                        4_571_980_000_000L,
                                        1_752_049_062_496L),
                                new OrderRow(
                                        82_884_549_484L,
                                        7,
                                        BTC,
                                        "SELL",
                                        "SHORT",
                                        "LIMIT",
                                        "PARTIAL_FILLED",
                                        ONE,
                                        25_000_000,
                                        46_000 * ONE,
                                        1_786_346_559_914L)),
                        3,
                        2,
                        1));
        answer(
                "rest_transaction_history.json",
                Answers::transactionHistory,
                new Page<>(
                        List.of(new TradeRow(
                                1_734_947_821L,
                                60_780_383_217L,
                                BTC,
                                8_700_050_000_000L,
                                1_500,
                                65_250,
                                "USDT",
                                true,
                                1_752_055_173_630L)),
                        1,
                        100,
                        1));
        answer(
                "rest_algo_orders.json",
                AccountAnswers::algoOrders,
                new Page<>(
                        List.of(new AlgoOrderRow(
                                10_399_260,
                                10_399_260,
                                "PERP_LTC_USDT",
                                "TAKE_PROFIT",
                                "BUY",
                                "SHORT",
                                "NEW",
                                10_000_000,
                                65 * ONE,
                                true)),
                        7,
                        1,
                        1));
        answer("rest_cancel_all_after.json", AccountAnswers::expectedTriggerMs, 1_751_859_481_833L);
        answer("rest_cancel_sent.json", AccountAnswers::sentStatus, "CANCEL_SENT");
        answer("rest_cancel_failed.json", AccountAnswers::sentStatus, "CANCEL_FAILED");
        answer("rest_edit_sent.json", AccountAnswers::sentStatus, "EDIT_SENT");
    }

    private void accountAnswers() {
        answer(
                "rest_funding_history.json",
                Answers::fundingHistory,
                new Page<>(
                        List.of(
                                new FundingRow(1_286_360, BTC, 956_021_744, true, 1_696_060_873_259L),
                                new FundingRow(1_286_361, "PERP_ETH_USDT", 50_000_000, false, 1_696_060_873_259L)),
                        2,
                        25,
                        1));
        answer(
                "rest_positions_hedge.json",
                Answers::positions,
                List.of(
                        new PositionRow(
                                BTC,
                                "LONG",
                                "CROSS",
                                100_000,
                                90_732 * ONE,
                                9_073_585_463_143L,
                                0,
                                3,
                                10,
                                1_768_049_379_264L,
                                0),
                        new PositionRow(
                                BTC,
                                "SHORT",
                                "CROSS",
                                -30_000_000,
                                0,
                                9_073_585_000_000L,
                                12_000_050_000_000L,
                                1,
                                10,
                                1_768_049_379_264L,
                                0)));
        answer("rest_positions_none.json", Answers::positions, List.of());
        answer(
                "rest_account.json",
                Answers::account,
                new AccountRow(
                        "FUTURES",
                        "HEDGE_MODE",
                        16_751_599_846L,
                        16_560_282_626L,
                        10 * ONE,
                        16_560_282_626L,
                        1_200_000));
        answer(
                "rest_balances.json",
                AccountAnswers::balances,
                List.of(
                        new BalanceRow("USDT", -1_234_567_890L, 0, 312_321_121L, 0),
                        new BalanceRow("BTC", ONE, 50_000_000, 1_751_624_037_798L, 0)));
        answer(
                "rest_leverage_hedge.json",
                AccountAnswers::leverage,
                new LeverageRow(
                        "PERP_ETH_USDT",
                        "CROSS",
                        "HEDGE_MODE",
                        List.of(new SideLeverage("LONG", 10), new SideLeverage("SHORT", 20))));
        answer("rest_trading_fee.json", AccountAnswers::tradingFee, new FeeRow(BTC, 5 * ONE, 250_000_000));
        answer("rest_listen_key_auth_key.json", Answers::listenKey, "AAAA-key-one");
        answer("rest_listen_key_listen_key.json", Answers::listenKey, "BBBB-key-two");
        answer("rest_listen_key_key.json", Answers::listenKey, "CCCC-key-three");
    }

    private void marketAnswers() {
        answer("rest_system_normal.json", Answers::systemStatus, 0);
        answer("rest_system_maintenance.json", Answers::systemStatus, 2);
        answer(
                "rest_instruments.json",
                Answers::instruments,
                List.of(
                        new InstrumentRow(BTC, "TRADING", 0, 500_000 * ONE, ONE, 1_000, 300 * ONE, 1_000, 0),
                        new InstrumentRow("PERP_ODD_USDT", "SUSPENDED", 0, ONE, NONE, NONE, NONE, NONE, 0)));
        answer(
                "rest_kline_history.json",
                Answers::klineHistory,
                List.of(
                        new KlineRow(
                                1_751_619_660_000L,
                                1_751_619_720_000L,
                                10_875_444_000_000L,
                                10_906_824_000_000L,
                                10_875_444_000_000L,
                                10_899_540_000_000L,
                                1_930_236_200L),
                        new KlineRow(
                                1_751_619_600_000L,
                                1_751_619_660_000L,
                                10_875_444_000_000L,
                                10_875_444_000_000L,
                                10_875_444_000_000L,
                                10_875_444_000_000L,
                                0)));
        answer(
                "rest_orderbook.json",
                MarketAnswers::orderBook,
                new BookSnapshot(
                        levels(8_795_000_000L, 4_735_800), levels(8_797_000_000L, 341_025_300, 8_798_000_000L, ONE)));
        answer(
                "rest_market_trades.json",
                MarketAnswers::marketTrades,
                List.of(
                        new MarketTradeRow(BTC, "SELL", false, 10_874_101_000_000L, 2_477_000, 1_751_513_940_144L),
                        new MarketTradeRow(BTC, "BUY", true, 108_741 * ONE, ONE, 1_751_513_940_144L)));
        answer(
                "rest_futures.json",
                MarketAnswers::futures,
                List.of(new FuturesRow(BTC, NONE, 63_006 * ONE, 8_514, 8_545, 1_786_694_400_000L)));
        answer(
                "rest_funding_rate.json",
                MarketAnswers::fundingRates,
                List.of(new FundingRateRow(BTC, -441, -4_953, 1_751_644_800_000L, 4)));
    }

    private void answer(final String file, final Parser parser, final Object expected) {
        parsers.put(file, parser);
        answers.put(file, expected);
    }

    private void error(final String file, final int status, final ErrorClass expected) {
        statuses.put(file, status);
        errors.put(file, expected);
    }

    private static BookLevels levels(final long... levelsE8) {
        return BookLevels.copy(levelsE8, levelsE8.length / 2);
    }
}
