package dragon.gateway.simulator.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The recorded market data as a source of prices: nothing is lost, nothing is invented. */
@EnabledIf("recordedDataIsHere")
class RecordedDataTest {
    private static final Path RECORDED = Path.of(System.getProperty("dragon.shared", "/nowhere"), "data");
    private static final int HISTORY_MINUTES = 1_500;

    static boolean recordedDataIsHere() {
        return Files.isDirectory(RECORDED);
    }

    @Test
    void theCandlesOfAWalkEqualTheRecordedCandles() {
        final RecordedFile file =
                RecordedFile.read(RECORDED.resolve("candles/binance-usdm-perp_SOLUSDT_1m_20250504-20250624.csv.gz"));
        final Instrument instrument = Instrument.of(file.symbolOfName()).withPriceStep(file.priceStepE8());
        final int first = 1_000;
        final RecordedCandles prices = new RecordedCandles(file, instrument, 1, first, file.size());
        final CandleSeries series = prices.history(HISTORY_MINUTES);
        final MarketEvent event = new MarketEvent();
        long before = prices.startUs();
        while (prices.nextTimeUs() != PriceSource.NONE) {
            prices.next(event);
            assertTrue(event.timeUs >= before);
            assertTrue(event.bidE8 <= event.tradePriceE8 && event.tradePriceE8 <= event.askE8);
            while (series.currentStartMs() + 60_000 <= event.timeUs / 1_000) {
                series.nextMinute();
            }
            series.trade(event.timeUs / 1_000, event.tradePriceE8, event.tradeQuantityE8);
            before = event.timeUs;
        }
        assertEquals(prices.endUs(), before);

        final Candle candle = new Candle();
        for (int i = 0; i < file.size(); i++) {
            final long[] row = file.row(i);
            assertTrue(series.candle(Timeframe.M1, row[0], candle));
            assertEquals(row[1], candle.openE8);
            assertEquals(row[2], candle.highE8);
            assertEquals(row[3], candle.lowE8);
            assertEquals(row[4], candle.closeE8);
            assertEquals(row[5], candle.volumeE8);
        }
    }

    @Test
    void everyQuoteAndEveryTradeOfACaptureIsPlayedInTheOrderOfTheCapture() {
        final RecordedFile quotes =
                RecordedFile.read(RECORDED.resolve("book/binance-usdm-perp_BTCUSDT_20240808T2354-2400_bbo.csv.gz"));
        final RecordedFile trades = RecordedFile.read(
                RECORDED.resolve("trades/binance-usdm-perp_BTCUSDT_20240808T2354-2400_trades.csv.gz"));
        final Instrument instrument = Instrument.of(quotes.symbolOfName()).withPriceStep(quotes.priceStepE8());
        final RecordedQuotes prices = new RecordedQuotes(quotes, trades, instrument, 1);
        final MarketEvent event = new MarketEvent();
        int quotesPlayed = 0;
        int tradesPlayed = 0;
        while (prices.nextTimeUs() != PriceSource.NONE) {
            prices.next(event);
            if (event.isQuote) {
                assertEquals(quotes.row(quotesPlayed)[1], event.bidE8);
                quotesPlayed++;
            } else {
                assertEquals(0, event.tradePriceE8 % instrument.priceStepE8());
                tradesPlayed++;
            }
        }
        assertEquals(66_089, quotesPlayed);
        assertTrue(tradesPlayed > 21_300 && tradesPlayed <= 21_313, Integer.toString(tradesPlayed));
    }

    @Test
    void everyFileOfCandlesQuotesAndTradesIsRead() throws Exception {
        for (final String folder : new String[] {"candles", "book", "trades"}) {
            try (var files = Files.newDirectoryStream(RECORDED.resolve(folder), "*.csv.gz")) {
                for (final Path file : files) {
                    if (!file.toString().contains("_l2")) {
                        assertTrue(RecordedFile.read(file).size() > 1_000, file.toString());
                    }
                }
            }
        }
    }
}
