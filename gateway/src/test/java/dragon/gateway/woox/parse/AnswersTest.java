package dragon.gateway.woox.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.parse.Rows.Page;
import dragon.gateway.woox.parse.Rows.PositionRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of which no capture is public, written by hand after the specification. */
class AnswersTest {
    @Test
    void readsAnOrderInWhichEveryNumberIsText() throws IOException {
        final OrderRow row = Answers.order(
                bytes(
                        "{'timestamp':'1752049228485','data':{'orderId':'9223372036854775807','clientOrderId':'7','symbol':"
                                + "'PERP_BTC_USDT','side':'BUY','positionSide':'LONG','type':'MARKET','status':'FILLED','price':null,"
                                + "'quantity':'1.7e-05','executed':'0.000017','createdTime':'1752049062.496'},'success':'true'}"));
        assertEquals(Long.MAX_VALUE, row.orderId());
        assertEquals(7, row.clientOrderId());
        assertEquals(1_700, row.executedE8());
        assertEquals(Rows.NONE, row.priceE8());
        assertEquals(1_752_049_062_496L, row.createdMs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderId", "symbol", "status", "executed", "createdTime"})
    void namesARequiredFieldThatIsMissing(final String name) {
        final String whole = "{'success':true,'data':{'orderId':1,'symbol':'S','status':'NEW','executed':0,"
                + "'createdTime':1752049062496}}";
        final String without =
                whole.replaceFirst("'" + name + "':('[^']*'|\\d+),?", "").replace(",}", "}");
        final IOException refused = assertThrows(IOException.class, () -> Answers.order(bytes(without)));
        assertEquals("GET /v3/trade/order: " + name + " is missing", refused.getMessage());
    }

    @Test
    void knowsWhetherAListGoesOn() throws IOException {
        final String rows = "'rows':[{'orderId':1,'symbol':'S','status':'NEW','executed':0,'createdTime':1}]";
        assertTrue(
                orders("{'success':true,'data':{" + rows + ",'meta':{'total':3,'recordsPerPage':2,'currentPage':1}}}")
                        .hasMore());
        assertFalse(
                orders("{'success':true,'data':{'meta':{'total':3,'recordsPerPage':2,'currentPage':2}," + rows + "}}")
                        .hasMore());
        assertFalse(orders("{'success':true,'data':{" + rows + "}}").hasMore());
    }

    @Test
    void readsBothLegsOfHedgeMode() throws IOException {
        final var rows = Answers.positions(
                bytes("{'success':true,'data':{'positions':[{'symbol':'PERP_BTC_USDT','holding':'-0.3','positionSide':"
                        + "'SHORT','marginMode':'CROSS','averageOpenPrice':60000,'timestamp':1752500555823},{'symbol':"
                        + "'PERP_BTC_USDT','holding':0.1,'positionSide':'LONG','averageOpenPrice':null}]}}"));
        assertEquals(
                new PositionRow(
                        "PERP_BTC_USDT",
                        "SHORT",
                        "CROSS",
                        -30_000_000,
                        6_000_000_000_000L,
                        Rows.NONE,
                        Rows.NONE,
                        0,
                        0,
                        1_752_500_555_823L,
                        0),
                rows.get(0));
        assertEquals(0, rows.get(1).averageOpenPriceE8());
    }

    @Test
    void keepsAnInstrumentWithoutAStepApartFromTheUsableOnes() throws IOException {
        final String usable =
                "{'symbol':'PERP_BTC_USDT','status':'TRADING','quoteMin':'0','quoteMax':'500000','quoteTick':"
                        + "'0.1','baseMin':'0.00001','baseMax':'300','baseTick':'0.00001','minNotional':'0','fundingIntervalHours':8}";
        final var rows = Answers.instruments(bytes("{'success':true,'data':{'rows':[" + usable + ","
                + usable.replace("'0.1'", "null") + "," + usable.replace("'0.1'", "'0.0000000001'") + "]}}"));
        assertTrue(rows.get(0).isUsable());
        assertFalse(rows.get(1).isUsable());
        assertFalse(rows.get(2).isUsable());
        assertEquals(
                new InstrumentRow(
                        "PERP_BTC_USDT",
                        "TRADING",
                        0,
                        50_000_000_000_000L,
                        10_000_000,
                        1_000,
                        30_000_000_000L,
                        1_000,
                        0),
                rows.get(0));
    }

    @Test
    void findsTheListenKeyUnderEachOfItsNames() throws IOException {
        assertEquals("a", Answers.listenKey(bytes("{'success':true,'data':{'authKey':'a'}}")));
        assertEquals("b", Answers.listenKey(bytes("{'success':true,'data':{'listenKey':'b'}}")));
        assertEquals("c", Answers.listenKey(bytes("{'success':true,'data':{'key':'c'}}")));
        final IOException refused = assertThrows(
                IOException.class, () -> Answers.listenKey(bytes("{'success':true,'data':{'token':'canary'}}")));
        assertTrue(
                refused.getMessage().contains("token") && !refused.getMessage().contains("canary"));
    }

    @Test
    void readsTimesInSecondsAndInMilliseconds() throws IOException {
        for (final String time :
                new String[] {"1752049062496", "'1752049062496'", "1752049062.496", "'1752049062.496'"}) {
            final OrderRow row = Answers.order(bytes("{'success':true,'data':{'orderId':1,'symbol':'S','status':'NEW',"
                    + "'executed':0,'createdTime':" + time + "}}"));
            assertEquals(1_752_049_062_496L, row.createdMs());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{'success':true}",
                "{'success':true,'data':null}",
                "{'success':true,'data':[]}",
                "<html>"
            })
    void refusesAnAnswerWithoutData(final String body) {
        assertThrows(IOException.class, () -> Answers.order(bytes(body)));
        assertThrows(IOException.class, () -> Answers.klineHistory(bytes(body)));
    }

    private static Page<OrderRow> orders(final String text) throws IOException {
        return Answers.orders(bytes(text));
    }

    private static byte[] bytes(final String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
