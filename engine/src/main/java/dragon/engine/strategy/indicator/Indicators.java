package dragon.engine.strategy.indicator;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.DistanceMode;
import dragon.engine.strategy.EntrySignal;
import dragon.engine.strategy.MaSource;
import dragon.engine.strategy.MaType;
import dragon.engine.strategy.Profile;
import dragon.engine.strategy.StrategySettings;

/**
 * The indicators of one bot, shared by both of its legs: trend, bands, MACD, RSI, average true range and the average of the entry
 * gate; only those that its settings use.
 *
 * <p>The first four see a window of the newest candles, twice as long as the longest of them looks back, at least 500. Cost of a
 * candle: the same for any window, but for intervals that do not divide a day, whose buckets are made anew once a day.
 */
public final class Indicators {
    private static final int WINDOW_CANDLES_MIN = 500;

    private final double rsiBuyLevel;
    private final double rsiSellLevel;
    private final int windowCandles;
    private final Trend trend;
    private final Bands bands;
    private final Macd macd;
    private final Rsi rsi;
    private final TrueRange trueRange;
    private final CandleAverage gate;
    private final CandleWindow window;

    private int candleCount;
    private long anchorMs = Long.MIN_VALUE;
    private long closeE8;

    /** The indicators that these settings use; the settings are complete and in range. */
    public Indicators(final StrategySettings settings, final int candleMinutes) {
        final boolean isSignal = settings.entrySignal() != EntrySignal.ALWAYS;
        rsiBuyLevel = decimal(settings, StrategyParameter.RSI_BUY_LEVEL);
        rsiSellLevel = decimal(settings, StrategyParameter.RSI_SELL_LEVEL);
        windowCandles = isSignal
                ? (int) Math.max(WINDOW_CANDLES_MIN, 2 * settings.neededCandles(candleMinutes))
                : Integer.MAX_VALUE;
        if (isSignal) {
            trend = new Trend(
                    clock(settings, StrategyParameter.TREND_INTERVAL_MINUTES, candleMinutes),
                    settings.whole(StrategyParameter.TREND_LENGTH),
                    MaType.ofCode(settings.whole(StrategyParameter.TREND_MA_TYPE)));
            bands = new Bands(
                    clock(settings, StrategyParameter.BANDS_INTERVAL_MINUTES, candleMinutes),
                    settings.whole(StrategyParameter.BANDS_LENGTH),
                    MaType.ofCode(settings.whole(StrategyParameter.BANDS_MA_TYPE)),
                    decimal(settings, StrategyParameter.BANDS_DEVIATION_UP),
                    decimal(settings, StrategyParameter.BANDS_DEVIATION_DOWN));
            final int macdMinutes = settings.whole(StrategyParameter.MACD_INTERVAL_MINUTES);
            macd = new Macd(
                    clock(settings, StrategyParameter.MACD_INTERVAL_MINUTES, candleMinutes),
                    settings.whole(StrategyParameter.MACD_FAST),
                    settings.whole(StrategyParameter.MACD_SLOW),
                    settings.whole(StrategyParameter.MACD_SIGNAL),
                    windowCandles,
                    Math.max(1, (macdMinutes + candleMinutes - 1) / candleMinutes));
            rsi = new Rsi(
                    clock(settings, StrategyParameter.RSI_INTERVAL_MINUTES, candleMinutes),
                    settings.whole(StrategyParameter.RSI_LENGTH));
        } else {
            trend = null;
            bands = null;
            macd = null;
            rsi = null;
        }
        final boolean isCompatible = settings.profile() == Profile.COMPATIBLE;
        final int atrPeriod = settings.whole(StrategyParameter.ATR_PERIOD);
        final boolean wantsAtr =
                settings.takeProfitMode() == DistanceMode.ATR || settings.stopMode() == DistanceMode.ATR;
        // The original looks for these two in the window, so that it never finds one that is longer.
        trueRange = wantsAtr && !(isCompatible && atrPeriod + 1 > windowCandles) ? new TrueRange(atrPeriod) : null;
        final int gateLength = settings.whole(StrategyParameter.MA_LENGTH);
        gate = settings.isOn(StrategyParameter.USE_MA_DIRECTION) && !(isCompatible && gateLength > windowCandles)
                ? new CandleAverage(
                        gateLength,
                        MaType.ofCode(settings.whole(StrategyParameter.MA_TYPE)),
                        MaSource.ofCode(settings.whole(StrategyParameter.MA_SOURCE)))
                : null;
        window = isSignal && isAnyAnchored() ? new CandleWindow(windowCandles) : null;
    }

    private static BucketClock clock(
            final StrategySettings settings, final StrategyParameter interval, final int candleMinutes) {
        return new BucketClock(settings.whole(interval), candleMinutes);
    }

    private static double decimal(final StrategySettings settings, final StrategyParameter parameter) {
        return (double) settings.valueOrZeroE8(parameter) / Fixed.ONE_E8;
    }

    private boolean isAnyAnchored() {
        return trend.clock().isAnchored()
                || bands.clock().isAnchored()
                || macd.clock().isAnchored()
                || rsi.clock().isAnchored();
    }

    /** Takes one closed candle; each once, in order. */
    public void onCandle(
            final long openTimeMs, final long openE8, final long highE8, final long lowE8, final long newCloseE8) {
        closeE8 = newCloseE8;
        if (trueRange != null) {
            trueRange.accept(highE8, lowE8, newCloseE8);
        }
        if (gate != null) {
            gate.accept(openE8, highE8, lowE8, newCloseE8);
        }
        if (trend == null) {
            return;
        }
        final boolean isFull = candleCount == windowCandles;
        candleCount += isFull ? 0 : 1;
        boolean isMoved = false;
        if (window != null) {
            window.add(openTimeMs, newCloseE8);
            isMoved = moveAnchor();
        }
        accept(trend, openTimeMs, isMoved);
        accept(bands, openTimeMs, isMoved);
        accept(rsi, openTimeMs, isMoved);
        accept(macd, openTimeMs, isMoved);
        if (isFull && !(isMoved && macd.clock().isAnchored())) {
            macd.dropCandle();
        }
    }

    private boolean moveAnchor() {
        final long dayMs = Math.floorDiv(window.timeMs(0), BucketClock.DAY_MS) * BucketClock.DAY_MS;
        final boolean isMoved = dayMs != anchorMs;
        if (isMoved) {
            anchor(dayMs);
        }
        return isMoved;
    }

    private void anchor(final long dayMs) {
        anchorMs = dayMs;
        anchor(trend, dayMs);
        anchor(bands, dayMs);
        anchor(rsi, dayMs);
        anchor(macd, dayMs);
    }

    private static void anchor(final BucketSeries series, final long dayMs) {
        if (series.clock().isAnchored()) {
            series.clock().anchor(dayMs);
        }
    }

    private void accept(final BucketSeries series, final long openTimeMs, final boolean isMoved) {
        if (!isMoved || !series.clock().isAnchored()) {
            series.accept(openTimeMs, closeE8);
            return;
        }
        series.reset();
        for (int i = 0; i < window.count(); i++) {
            series.accept(window.timeMs(i), window.closeE8(i));
        }
    }

    /** True once trend, bands, MACD and RSI all exist: before, no signal does. */
    public boolean isReady() {
        return trend != null && trend.isReady() && bands.isReady() && macd.isReady() && rsi.isReady();
    }

    /** The trend's average, times 10^8; only once ready, as the next ones. */
    public double trendE8() {
        return trend.averageE8();
    }

    public double bandsMiddleE8() {
        return bands.middleE8();
    }

    public double bandsUpperE8() {
        return bands.upperE8();
    }

    public double bandsLowerE8() {
        return bands.lowerE8();
    }

    public double macdLineE8() {
        return macd.lineE8();
    }

    public double macdSignalE8() {
        return macd.signalE8();
    }

    public double macdHistogramE8() {
        return macd.histogramE8();
    }

    /** 0 to 100. */
    public double rsi() {
        return rsi.value();
    }

    /** True when the newest close is on the leg's side of the trend. */
    public boolean isTrendFor(final boolean isLong) {
        return isLong ? closeE8 > trend.averageE8() : closeE8 < trend.averageE8();
    }

    /** True when the newest close is at or beyond the band against which the leg enters. */
    public boolean isBandFor(final boolean isLong) {
        return isLong ? closeE8 <= bands.lowerE8() : closeE8 >= bands.upperE8();
    }

    /** True when at least two of bands, MACD and RSI speak for the leg. */
    public boolean isConsensusFor(final boolean isLong) {
        final double histogram = macd.histogramE8();
        final double strength = rsi.value();
        final int votes = (isBandFor(isLong) ? 1 : 0)
                + ((isLong ? histogram > 0 : histogram < 0) ? 1 : 0)
                + ((isLong ? strength <= rsiBuyLevel : strength >= rsiSellLevel) ? 1 : 0);
        return votes >= 2;
    }

    /** True when the newest close is on the leg's side of the entry gate's average; false while that does not exist. */
    public boolean isGateOpenFor(final boolean isLong) {
        if (gate == null || !gate.isReady()) {
            return false;
        }
        return isLong ? closeE8 > gate.averageE8() : closeE8 < gate.averageE8();
    }

    /** The average true range times 10^8, 0 = none yet. */
    public double trueRangeE8() {
        return trueRange != null && trueRange.isReady() ? trueRange.averageE8() : 0;
    }

    /** How many closed candles it needs before everything that the settings use exists. */
    public static int neededCandles(final StrategySettings settings, final int candleMinutes) {
        long needed = 0;
        if (settings.entrySignal() != EntrySignal.ALWAYS) {
            needed = Math.max(WINDOW_CANDLES_MIN, settings.neededCandles(candleMinutes));
        }
        if (settings.takeProfitMode() == DistanceMode.ATR || settings.stopMode() == DistanceMode.ATR) {
            needed = Math.max(needed, settings.whole(StrategyParameter.ATR_PERIOD) + 1);
        }
        if (settings.isOn(StrategyParameter.USE_MA_DIRECTION)) {
            needed = Math.max(needed, settings.whole(StrategyParameter.MA_LENGTH));
        }
        return (int) needed;
    }

    /** Writes the state. */
    public void write(final ImageWriter image) {
        image.writeLong(closeE8);
        if (trueRange != null) {
            trueRange.write(image);
        }
        if (gate != null) {
            gate.write(image);
        }
        if (trend == null) {
            return;
        }
        image.writeInt(candleCount);
        image.writeLong(anchorMs);
        if (window != null) {
            window.write(image);
        }
        trend.write(image);
        bands.write(image);
        macd.write(image);
        rsi.write(image);
    }

    /** Reads what {@link #write} wrote, with the same settings. */
    public void read(final ImageReader image) {
        closeE8 = image.readLong();
        if (trueRange != null) {
            trueRange.read(image);
        }
        if (gate != null) {
            gate.read(image);
        }
        if (trend == null) {
            return;
        }
        candleCount = image.readCount(windowCandles);
        anchor(image.readLong());
        if (window != null) {
            window.read(image);
        }
        trend.read(image);
        bands.read(image);
        macd.read(image);
        rsi.read(image);
    }
}
