package dragon.engine.strategy.indicator;

import static dragon.engine.strategy.StrategySettingsFixture.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.StrategySettings;
import dragon.engine.strategy.StrategySettingsFixture;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every indicator, on every kind of window, equals its definition computed anew from the candles. */
class IndicatorsPropertyTest {
    private static final int[] CANDLE_MINUTES = {1, 1, 5, 15, 60, 240, 1440};
    private static final int[] BUCKET_CANDLES = {1, 2, 3, 7, 12, 30};
    private static final double TOLERANCE = 1e-9;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 48);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void equalTheirDefinitionsOnRandomCandlesWithHolesAndRestarts(final long seed) {
        final Random random = new Random(seed);
        final int candleMinutes = CANDLE_MINUTES[random.nextInt(CANDLE_MINUTES.length)];
        final StrategySettings settings = randomSettings(random, candleMinutes);
        final PlainIndicators plain = new PlainIndicators(settings, candleMinutes);
        Indicators indicators = new Indicators(settings, candleMinutes);

        final long stepMs = candleMinutes * 60_000L;
        long timeMs = 1_700_000_000_000L / stepMs * stepMs + random.nextInt(2_000) * stepMs;
        long closeE8 = (1 + random.nextInt(90_000)) * Fixed.ONE_E8;
        final double holes = random.nextInt(3) == 0 ? 0.02 : 0;
        final int candles = plain.limit() * 2 + 700;
        int compared = 0;
        for (int i = 0; i < candles; i++) {
            final long openE8 = closeE8;
            closeE8 = Math.max(Fixed.ONE_E8 / 100, closeE8 + Math.round(random.nextGaussian() * closeE8 / 500));
            final long highE8 = Math.max(openE8, closeE8) + random.nextInt(1_000_000);
            final long lowE8 = Math.min(openE8, closeE8) - random.nextInt(500_000);
            indicators.onCandle(timeMs, openE8, highE8, lowE8, closeE8);
            plain.append(new PlainIndicators.Candle(
                    timeMs, decimal(openE8), decimal(highE8), decimal(lowE8), decimal(closeE8)));
            if (i < 40 || random.nextInt(candles / 120 + 1) == 0) {
                compared += compare(plain, indicators, decimal(closeE8), "seed " + seed + ", candle " + i);
            }
            if (random.nextInt(candles / 3) == 0) {
                indicators = restarted(indicators, settings, candleMinutes);
            }
            timeMs += stepMs;
            if (random.nextDouble() < holes) {
                timeMs += (1 + random.nextInt(random.nextInt(20) == 0 ? 5_000 : 40)) * stepMs;
            }
        }
        assertTrue(compared > 20, "nothing was compared");
    }

    private static StrategySettings randomSettings(final Random random, final int candleMinutes) {
        final StrategySettings settings = StrategySettingsFixture.ladder(new StrategySettings());
        StrategySettingsFixture.indicators(settings);
        whole(settings, StrategyParameter.TREND_INTERVAL_MINUTES, interval(random, candleMinutes));
        whole(settings, StrategyParameter.TREND_LENGTH, 1 + random.nextInt(60));
        whole(settings, StrategyParameter.TREND_MA_TYPE, 1 + random.nextInt(2));
        whole(settings, StrategyParameter.BANDS_INTERVAL_MINUTES, interval(random, candleMinutes));
        whole(settings, StrategyParameter.BANDS_LENGTH, 1 + random.nextInt(30));
        whole(settings, StrategyParameter.BANDS_MA_TYPE, 1 + random.nextInt(2));
        whole(settings, StrategyParameter.MACD_INTERVAL_MINUTES, interval(random, candleMinutes));
        whole(settings, StrategyParameter.MACD_FAST, 1 + random.nextInt(12));
        whole(settings, StrategyParameter.MACD_SLOW, 13 + random.nextInt(30));
        whole(settings, StrategyParameter.MACD_SIGNAL, 1 + random.nextInt(12));
        whole(settings, StrategyParameter.RSI_INTERVAL_MINUTES, interval(random, candleMinutes));
        whole(settings, StrategyParameter.RSI_LENGTH, 1 + random.nextInt(20));
        whole(settings, StrategyParameter.TAKE_PROFIT_MODE, 2);
        whole(settings, StrategyParameter.ATR_PERIOD, 1 + random.nextInt(40));
        whole(settings, StrategyParameter.USE_MA_DIRECTION, 1);
        whole(settings, StrategyParameter.MA_TYPE, 1 + random.nextInt(2));
        whole(settings, StrategyParameter.MA_LENGTH, 1 + random.nextInt(200));
        whole(settings, StrategyParameter.MA_SOURCE, 1 + random.nextInt(7));
        return settings;
    }

    /** Divisors of a day, others, shorter than a candle, longer than a day. */
    private static int interval(final Random random, final int candleMinutes) {
        final int minutes = candleMinutes * BUCKET_CANDLES[random.nextInt(BUCKET_CANDLES.length)];
        return switch (random.nextInt(4)) {
            case 0 -> Math.min(10_080, minutes + random.nextInt(candleMinutes + 4));
            case 1 -> Math.max(1, minutes - random.nextInt(candleMinutes + 1));
            default -> Math.min(10_080, minutes);
        };
    }

    private static int compare(
            final PlainIndicators plain, final Indicators indicators, final double price, final String where) {
        final Double trend = plain.trend();
        final double[] bands = plain.bands();
        final double[] macd = plain.macd();
        final Double rsi = plain.rsi();
        final boolean isReady = trend != null && bands != null && macd != null && rsi != null;
        assertEquals(isReady, indicators.isReady(), where);
        final Double range = plain.trueRange();
        assertEquals(range == null ? 0 : range, indicators.trueRangeE8() / Fixed.ONE_E8, price * TOLERANCE, where);
        final Double gate = plain.gate();
        assertEquals(gate != null && price > gate + price * TOLERANCE, indicators.isGateOpenFor(true), where);
        assertEquals(gate != null && price < gate - price * TOLERANCE, indicators.isGateOpenFor(false), where);
        if (!isReady) {
            return 0;
        }
        assertClose(trend, indicators.trendE8(), price, where + " trend");
        assertClose(bands[0], indicators.bandsMiddleE8(), price, where + " middle");
        // A deviation of nearly nothing is the root of a rounding error in the plain definition.
        assertEquals(bands[1], indicators.bandsUpperE8() / Fixed.ONE_E8, price * 5e-8, where + " upper");
        assertEquals(bands[2], indicators.bandsLowerE8() / Fixed.ONE_E8, price * 5e-8, where + " lower");
        assertClose(macd[0], indicators.macdLineE8(), price, where + " line");
        assertClose(macd[1], indicators.macdSignalE8(), price, where + " signal");
        assertClose(macd[2], indicators.macdHistogramE8(), price, where + " histogram");
        assertEquals(rsi, indicators.rsi(), 1e-6, where + " rsi");
        return 1;
    }

    private static void assertClose(
            final double expected, final double actualE8, final double price, final String where) {
        assertEquals(expected, actualE8 / Fixed.ONE_E8, price * TOLERANCE, where);
    }

    private static Indicators restarted(
            final Indicators before, final StrategySettings settings, final int candleMinutes) {
        final byte[] image = image(before);
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        buffer.putBytes(0, image);
        final Indicators after = new Indicators(settings, candleMinutes);
        final ImageReader reader = new ImageReader().wrap(buffer, 0, image.length);
        after.read(reader);
        assertTrue(reader.isAtEnd());
        assertArrayEquals(image, image(after));
        return after;
    }

    private static byte[] image(final Indicators indicators) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ImageWriter writer = new ImageWriter().wrap(buffer, 0);
        indicators.write(writer);
        return Arrays.copyOf(buffer.byteArray(), writer.length());
    }

    private static double decimal(final long valueE8) {
        return (double) valueE8 / Fixed.ONE_E8;
    }
}
