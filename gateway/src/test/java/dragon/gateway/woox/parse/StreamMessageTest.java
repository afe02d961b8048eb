package dragon.gateway.woox.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.woox.parse.StreamMessage.Account;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.Control;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import dragon.gateway.woox.parse.StreamMessage.Positions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of which no capture is public, written by hand after the specification. */
class StreamMessageTest {
    @Test
    void readsAHedgeModeTradeWithKeysInAnyOrder() throws IOException {
        final ExecutionReport report = assertInstanceOf(
                ExecutionReport.class,
                parse("{'data':{'ss':'PARTIAL_FILLED','cid':9223372036854775807,'oid':9007199254740993,'mt':0,"
                        + "'s':'PERP_BTC_USDT','t':'LIMIT','sd':'SELL','ps':'SHORT','sx':0.02,'px':'60000.0','tid':'17',"
                        + "'esx':'1e-2','epx':60000.1,'f':0.0001234567891,'fa':'USDT','tesx':0.01,'rs':null,'mk':true,"
                        + "'ts':1752500555823,'new':{'a':[1]}},'ts':'1752500555824','topic':'executionreport'}"));
        assertEquals(Long.MAX_VALUE, report.clientOrderId());
        assertEquals(9_007_199_254_740_993L, report.orderId());
        assertEquals(17, report.tradeId());
        assertEquals(1_000_000, report.lastQuantityE8());
        assertEquals(6_000_010_000_000L, report.lastPriceE8());
        assertEquals(12_346, report.feeE8());
        assertTrue(report.isMaker());
        assertEquals("PARTIAL_FILLED", report.status());
        assertNull(report.reason());
    }

    @Test
    void readsARefusedCancelThatHasOnlySomeFields() throws IOException {
        final ExecutionReport report = assertInstanceOf(
                ExecutionReport.class,
                parse("{'topic':'executionreport','ts':1,'data':{'mt':2,'cid':5,'rs':'order is done'}}"));
        assertEquals(ExecutionReport.CANCEL_REJECTED, report.kind());
        assertEquals(5, report.clientOrderId());
        assertNull(report.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'topic':'executionreport','ts':1,'data':{'mt':0,'cid':5,'ss':'NEW','s':'X','ts':1}}",
                "{'topic':'executionreport','ts':1,'data':{'mt':0,'cid':5,'oid':1,'s':'X','ts':1,'tid':3,'epx':1}}",
                "{'topic':'executionreport','ts':1,'data':{'cid':5}}",
                "{'topic':'executionreport','ts':1,'data':{'mt':0,'oid':1,'ss':'NEW','s':'X','ts':1}}",
                "{'cmd':'SUBSCRIBE','data':[null]}",
                "{'topic':'kline@X@1m','ts':1,'data':{'s':'X','t':'1m','st':1,'et':2,'o':1,'h':1,'l':1,'v':1}}",
                "{'topic':'bbo@X','ts':1e2147483647,'data':{'s':'X','ts':1}}",
                "{'topic':'bbo@X','ts':1e-99999999,'data':{'s':'X','ts':1}}",
                "{'topic':'bbo@X','ts':1,'data':{'s':'X','ts':1,'bp':'-92233720368.54775808'}}",
                "{'topic':'orderbookupdate@X@50','ts':1,'data':{'s':'X','prevTs':1,'ts':2,'bids':[['1']],'asks':[]}}",
                "{'topic':'orderbookupdate@X@50','ts':1,'data':{'s':'X','prevTs':1,'ts':2,'bids':[[0,1]],'asks':[]}}",
                "{'topic':'executionreport','ts':1,'data':{'mt':0,'oid':1.5,'s':'X','ts':1}}",
                "{'topic':'executionreport','ts':1,'data':{'mt':0,'oid':9223372036854775808,'s':'X','ts':1}}",
                "{'topic':'executionreport','ts':1,'data':{'mt':0,'oid':1,'s':'X','ts':1,'esx':NaN}}",
                "{'topic':'executionreport','ts':1,'data':{'mt':0,'oid':1,'s':'X','ts':1,'esx':'Infinity'}}",
                "{'topic':'executionreport','ts':1}",
                "{'topic':'bbo@X','ts':1,'data':{'bp':'1'}}",
                "{'topic':'bbo@X','ts':1,'data':{'s':'X','ts':1,'bp':'0.123456789'}}",
                "{'topic':'bbo@X','ts':1,'data':[]}",
                "{'data':{}}",
                "[]",
                "",
                "{",
                "{'topic':'bbo@X','ts':1,'data':{'s':'X','ts':1}} trailing"
            })
    void refusesWhatLacksAFieldOrIsNoNumber(final String text) {
        assertThrows(IOException.class, () -> parse(text));
    }

    @Test
    void namesTheFieldThatIsWrong() {
        final IOException refused = assertThrows(
                IOException.class, () -> parse("{'topic':'bbo@X','ts':1,'data':{'s':'X','ts':1,'bp':'1.123456789'}}"));
        assertEquals("bbo@X: bp is too precise: 1.123456789 has more than 8 decimals", refused.getMessage());
    }

    @Test
    void takesAMissingEmptyOrZeroSideForNoQuote() throws IOException {
        for (final String side : List.of("", ",'bp':''", ",'bp':null", ",'bp':0", ",'bp':'null'")) {
            final Bbo bbo = assertInstanceOf(
                    Bbo.class, parse("{'topic':'bbo@X','ts':1,'data':{'s':'X','ts':1,'ap':2" + side + "}}"));
            assertEquals(StreamMessage.NONE, bbo.bidPriceE8());
            assertEquals(200_000_000, bbo.askPriceE8());
        }
    }

    @Test
    void knowsWhenACandleIsClosed() throws IOException {
        final String candle =
                "'data':{'s':'PERP_BTC_USDT','t':'1m','st':60000000000000,'et':60000000060000,'o':1,'h':2,"
                        + "'l':1,'c':2,'v':3.5,'a':4,'tts':1,'ts':1}}";
        final Kline open =
                assertInstanceOf(Kline.class, parse("{'topic':'kline@PERP_BTC_USDT@1m','ts':60000000059999," + candle));
        final Kline closed =
                assertInstanceOf(Kline.class, parse("{'topic':'kline@PERP_BTC_USDT@1m','ts':60000000060000," + candle));
        assertFalse(open.isClosed());
        assertTrue(closed.isClosed());
        assertEquals(350_000_000, closed.candle().volumeE8());
    }

    @Test
    void readsTheLegsOfHedgeMode() throws IOException {
        final Positions positions = assertInstanceOf(
                Positions.class,
                parse(
                        "{'topic':'position','ts':5,'data':{'positions':[{'s':'PERP_BTC_USDT','h':'-0.5','ps':'SHORT',"
                                + "'aop':'60000.123456789','m':'CROSS','ver':7,'ts':4},{'s':'PERP_BTC_USDT','h':1e-05,'ps':'LONG'}]}}"));
        assertEquals(-50_000_000, positions.rows().get(0).holdingE8());
        assertEquals(6_000_012_345_679L, positions.rows().get(0).averageOpenPriceE8());
        assertEquals(7, positions.rows().get(0).version());
        assertEquals(1_000, positions.rows().get(1).holdingE8());
    }

    @Test
    void tellsKeysApartThatDifferOnlyInCase() throws IOException {
        final Account account = assertInstanceOf(
                Account.class,
                parse("{'topic':'account','ts':5,'data':{'m':'FUTURE','M':'CROSS','P':'HEDGE_MODE','v':'100.5','fc':90,"
                        + "'mr':'10'}}"));
        assertEquals("HEDGE_MODE", account.row().positionMode());
        assertEquals("FUTURE", account.row().accountMode());
        assertEquals(10_050_000_000L, account.row().equityE8());
        assertNull(assertInstanceOf(Account.class, parse("{'topic':'account','ts':5,'data':{}}"))
                .row());
    }

    @Test
    void readsControlMessagesWithNumberOrTextIds() throws IOException {
        final Control accepted = assertInstanceOf(
                Control.class, parse("{'id':3,'cmd':'SUBSCRIBE','success':true,'time':1,'data':['a','b']}"));
        assertEquals("3", accepted.id());
        assertEquals(List.of("a", "b"), accepted.accepted());
        final Control refused = assertInstanceOf(
                Control.class, parse("{'id':'','cmd':'ERROR','success':false,'time':1,'data':'Invalid request.'}"));
        assertEquals("Invalid request.", refused.text());
        assertFalse(refused.isSuccess());
    }

    @Test
    void ignoresTopicsThatItDoesNotRead() throws IOException {
        assertInstanceOf(StreamMessage.Other.class, parse("{'topic':'ticker@PERP_BTC_USDT','ts':5,'data':{'s':'X'}}"));
        assertInstanceOf(StreamMessage.Other.class, parse("{'topic':'new@thing','ts':5,'data':[1,2]}"));
    }

    @Test
    void showsControlCharactersOfTheVenueAsEscapes() throws IOException {
        final IOException refused = assertThrows(
                IOException.class,
                () -> parse("{'topic':'bbo@\\u001b[2J','ts':1,'data':{'s':'X','ts':1,'bp':'1\\n2'}}"));
        assertEquals("bbo@\\u001b[2J: bp is not a finite number: \"1?2\"", refused.getMessage());
    }

    private static StreamMessage parse(final String text) throws IOException {
        return StreamMessage.parse(text.replace('\'', '"'));
    }
}
