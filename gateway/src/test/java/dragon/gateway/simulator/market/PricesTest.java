package dragon.gateway.simulator.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
    private static final Instrument BTC = Instrument.of("PERP_BTC_USDT");

    @TempDir
    private Path directory;

    @Test
    void aSeedGivesTheSameQuotesAndAnotherSeedOthers() {
        assertEquals(quotes(5, 2_000), quotes(5, 2_000));
        assertNotEquals(quotes(5, 2_000), quotes(6, 2_000));
    }

    @Test
    void theFirstQuotesOfASeedStayWhatTheyAre() {
        // Recorded demos and bug reports name a seed: a change of the generator breaks them and must be meant.
        final List<String> first = quotes(42, 3);
        assertEquals(first, quotes(42, 3));
        assertTrue(first.get(0).startsWith("0 6"), first.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 99})
    void everyMinuteMovesFarEnoughToFillALadderAndEveryPriceIsOnTheStep(final long seed) {
        final GeneratedPrices prices = new GeneratedPrices(BTC, seed, 0, 20);
        final MarketEvent event = new MarketEvent();
        long low = Long.MAX_VALUE;
        long high = 0;
        int wideMinutes = 0;
        for (int i = 1; i <= 20 * 60 * 60; i++) {
            prices.next(event);
            assertTrue(event.bidE8 > 0 && event.askE8 > event.bidE8);
            assertEquals(0, event.bidE8 % BTC.priceStepE8());
            assertEquals(0, event.askE8 % BTC.priceStepE8());
            assertTrue(event.tradeQuantityE8 > 0 && event.tradeQuantityE8 % BTC.quantityStepE8() == 0);
            low = Math.min(low, event.bidE8);
            high = Math.max(high, event.askE8);
            if (i % 1_200 == 0) {
                wideMinutes += (high - low) * 1_000 / low >= 4 ? 1 : 0; // At least 0.4 %.
                low = Long.MAX_VALUE;
                high = 0;
            }
        }
        assertTrue(wideMinutes >= 40, "only " + wideMinutes + " of 60 minutes moved by 0.4 %");
        assertTrue(event.bidE8 > BTC.startPriceE8() / 2 && event.bidE8 < BTC.startPriceE8() * 2);
    }

    @Test
    void historyEndsAtTheFirstPriceWithoutAHole() {
        final GeneratedPrices prices = new GeneratedPrices(BTC, 3, 1_700_000_041_000_000L, 20);
        final CandleSeries series = prices.history(1_000);
        final Candle candle = new Candle();
        assertEquals(1_700_000_040_000L, series.currentStartMs());
        assertEquals(1_700_000_040_000L - 60_000_000L, series.firstStartMs());
        long before = 0;
        for (long start = series.firstStartMs(); start < series.currentStartMs(); start += 60_000) {
            assertTrue(series.candle(Timeframe.M1, start, candle));
            assertTrue(before == 0 || candle.openE8 == before);
            assertTrue(candle.highE8 >= candle.lowE8);
            before = candle.closeE8;
        }
        assertEquals(BTC.startPriceE8(), before);
    }

    @Test
    void minutesWithoutATradeAreFlatAndLongerCandlesAreTheSumOfTheirs() {
        final CandleSeries series = new CandleSeries(0, 100);
        series.trade(1_000, 110, 5);
        series.trade(2_000, 90, 5);
        series.nextMinute();
        series.nextMinute();
        series.trade(130_000, 120, 7);
        final Candle candle = new Candle();
        assertTrue(series.candle(Timeframe.M1, 60_000, candle));
        assertEquals(90, candle.openE8);
        assertEquals(90, candle.highE8);
        assertEquals(0, candle.volumeE8);
        assertEquals(0, candle.lastTradeMs);
        assertTrue(series.candle(Timeframe.M3, 0, candle));
        assertEquals(110, candle.openE8);
        assertEquals(120, candle.highE8);
        assertEquals(90, candle.lowE8);
        assertEquals(120, candle.closeE8);
        assertEquals(17, candle.volumeE8);
        assertEquals(130_000, candle.lastTradeMs);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,100000000",
        "-0.5,-50000000",
        "60000.1,6000010000000",
        "1e-05,1000",
        "1.7E-5,1700",
        "12.50000000,1250000000"
    })
    void decimalsAreReadExactly(final String text, final long valueE8) {
        assertEquals(valueE8, DecimalE8.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "abc", "1.123456789", "NaN", "1..2", "99999999999999999999"})
    void whatIsNoDecimalIsRefused(final String text) {
        assertThrows(NumberFormatException.class, () -> DecimalE8.parse(text));
    }

    @Test
    void productsAndMeansDoNotOverflow() {
        assertEquals(DecimalE8.parse("18000000"), DecimalE8.multiply(DecimalE8.parse("60000"), DecimalE8.parse("300")));
        assertEquals(
                DecimalE8.parse("60050"),
                DecimalE8.weightedMean(
                        DecimalE8.parse("60000"),
                        DecimalE8.parse("300"),
                        DecimalE8.parse("60100"),
                        DecimalE8.parse("300")));
        assertEquals("-0.00001", DecimalE8.text(-1_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b\\n1,2\\n|unknown columns",
                "ts_ms,open,high,low,close,volume\\n|no rows",
                "ts_ms,open,high,low,close,volume\\n60000,1,2,1,1\\n|line 2: expected 6 fields",
                "ts_ms,open,high,low,close,volume\\n60000,1,2,1,1,5\\n60000,1,2,1,1,5\\n|line 3: time does not grow",
                "ts_ms,open,high,low,close,volume\\n60000,1,0.5,1,1,5\\n|line 2: values contradict",
                "ts_ms,open,high,low,close,volume\\n60000,x,0.5,1,1,5\\n|line 2: open is",
                "event_ms,bid,bid_qty,ask,ask_qty\\n60000,5,1,5,1\\n|line 2: values contradict"
            })
    void aBadFileIsNamedWithItsLine(final String text, final String expected) throws Exception {
        final Path file = Files.writeString(directory.resolve("x_BTCUSDT.csv"), text.replace("\\n", "\n"));
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> RecordedFile.read(file));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "binance-usdm-perp_BTCUSDT_20240808T2354-2400_bbo.csv.gz,PERP_BTC_USDT",
        "kraken-spot_BTCUSDT_1m.csv,PERP_BTC_USDT",
        "ETH_USDT-1m.csv,PERP_ETH_USDT",
        "PERP_SOL_USDT.csv,PERP_SOL_USDT"
    })
    void theSymbolIsReadFromTheFileName(final String name, final String symbol) throws Exception {
        final Path file =
                Files.writeString(directory.resolve(name), "ts_ms,open,high,low,close,volume\n60000,1.25,2,1,1,5\n");
        final RecordedFile read = RecordedFile.read(file);
        assertEquals(symbol, read.symbolOfName());
        assertEquals(DecimalE8.parse("0.01"), read.priceStepE8());
    }

    private static List<String> quotes(final long seed, final int count) {
        final GeneratedPrices prices = new GeneratedPrices(BTC, seed, 0, 20);
        final MarketEvent event = new MarketEvent();
        final List<String> quotes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prices.next(event);
            quotes.add(event.timeUs + " " + event.bidE8 + " " + event.bidQuantityE8 + " " + event.askE8 + " "
                    + event.askQuantityE8 + " " + event.tradePriceE8 + " " + event.tradeQuantityE8);
        }
        return quotes;
    }
}
