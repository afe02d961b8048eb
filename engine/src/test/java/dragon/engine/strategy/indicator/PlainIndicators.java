package dragon.engine.strategy.indicator;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.MaSource;
import dragon.engine.strategy.StrategySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The indicators as they are defined: everything anew from the candles of the window, in doubles, from left to right. */
final class PlainIndicators {
    private static final long DAY_MS = 86_400_000L;
    private static final double EXPONENTIAL = 2;

    /** A candle: time, then open, high, low, close as decimals. */
    record Candle(long timeMs, double open, double high, double low, double close) {}

    private final StrategySettings settings;
    private final int candleMinutes;
    private final int limit;
    private final List<Candle> window = new ArrayList<>();

    PlainIndicators(final StrategySettings settings, final int candleMinutes) {
        this.settings = settings;
        this.candleMinutes = candleMinutes;
        final int need = Math.max(
                Math.max(
                        need("TREND_INTERVAL_MINUTES", whole("TREND_LENGTH")),
                        need("BANDS_INTERVAL_MINUTES", whole("BANDS_LENGTH"))),
                Math.max(
                        need("MACD_INTERVAL_MINUTES", whole("MACD_SLOW") + whole("MACD_SIGNAL")),
                        need("RSI_INTERVAL_MINUTES", whole("RSI_LENGTH") + 1)));
        limit = Math.max(500, 2 * need);
    }

    private int need(final String interval, final int length) {
        return (int) Math.max(1, Math.rint(Math.max(whole(interval), 1) / (double) candleMinutes))
                * Math.max(length, 1);
    }

    int limit() {
        return limit;
    }

    void append(final Candle candle) {
        window.add(candle);
        if (window.size() > limit) {
            window.remove(0);
        }
    }

    private int whole(final String name) {
        return settings.whole(StrategyParameter.valueOf(name));
    }

    private double decimal(final String name) {
        return (double) settings.valueOrZeroE8(StrategyParameter.valueOf(name)) / Fixed.ONE_E8;
    }

    private TreeMap<Long, Double> buckets(final String interval) {
        final long lengthMs = whole(interval) * 60_000L;
        final TreeMap<Long, Double> buckets = new TreeMap<>();
        final long anchor = Math.floorDiv(window.get(0).timeMs(), DAY_MS) * DAY_MS;
        for (final Candle candle : window) {
            final double steps = Math.ceil((candle.timeMs() - anchor) / (double) lengthMs);
            final long label = whole(interval) <= candleMinutes ? candle.timeMs() : anchor + (long) steps * lengthMs;
            buckets.put(label, candle.close());
        }
        return buckets;
    }

    private static Double average(final List<Double> values, final int length, final double type) {
        if (values.size() < length) {
            return null;
        }
        final List<Double> last = values.subList(values.size() - length, values.size());
        if (type == EXPONENTIAL) {
            final double weight = 2.0 / (length + 1);
            double average = last.get(0);
            for (int i = 1; i < length; i++) {
                average = weight * last.get(i) + (1 - weight) * average;
            }
            return average;
        }
        double sum = 0;
        for (final double value : last) {
            sum += value;
        }
        return sum / length;
    }

    Double trend() {
        final long nowMs = window.get(window.size() - 1).timeMs();
        final List<Double> completed = new ArrayList<>();
        for (final Map.Entry<Long, Double> bucket :
                buckets("TREND_INTERVAL_MINUTES").entrySet()) {
            if (bucket.getKey() <= nowMs) {
                completed.add(bucket.getValue());
            }
        }
        return average(completed, whole("TREND_LENGTH"), whole("TREND_MA_TYPE"));
    }

    /** Middle, upper, lower, or null. */
    double[] bands() {
        final List<Double> values =
                new ArrayList<>(buckets("BANDS_INTERVAL_MINUTES").values());
        final int length = whole("BANDS_LENGTH");
        final Double middle = average(values, length, whole("BANDS_MA_TYPE"));
        if (middle == null) {
            return null;
        }
        double squares = 0;
        for (final double value : values.subList(values.size() - length, values.size())) {
            squares += (value - middle) * (value - middle);
        }
        final double deviation = Math.sqrt(squares / length);
        return new double[] {
            middle,
            middle + deviation * decimal("BANDS_DEVIATION_UP"),
            middle - deviation * decimal("BANDS_DEVIATION_DOWN")
        };
    }

    /** Line, signal, histogram, or null. */
    double[] macd() {
        final List<Double> values =
                new ArrayList<>(buckets("MACD_INTERVAL_MINUTES").values());
        if (values.size() < whole("MACD_SLOW") + whole("MACD_SIGNAL")) {
            return null;
        }
        final double a = 2.0 / (whole("MACD_FAST") + 1);
        final double b = 2.0 / (whole("MACD_SLOW") + 1);
        final double c = 2.0 / (whole("MACD_SIGNAL") + 1);
        double fast = values.get(0);
        double slow = values.get(0);
        double signal = 0;
        for (int i = 1; i < values.size(); i++) {
            fast = a * values.get(i) + (1 - a) * fast;
            slow = b * values.get(i) + (1 - b) * slow;
            signal = c * (fast - slow) + (1 - c) * signal;
        }
        return new double[] {fast - slow, signal, fast - slow - signal};
    }

    Double rsi() {
        final List<Double> values =
                new ArrayList<>(buckets("RSI_INTERVAL_MINUTES").values());
        final int length = whole("RSI_LENGTH");
        if (values.size() < length + 1) {
            return null;
        }
        double gains = 0;
        double losses = 0;
        for (int i = values.size() - length; i < values.size(); i++) {
            final double difference = values.get(i) - values.get(i - 1);
            gains += Math.max(0, difference);
            losses += Math.max(0, -difference);
        }
        return losses < 1e-12 ? 100 : 100 - 100 / (1 + gains / length / (losses / length));
    }

    Double trueRange() {
        final int period = whole("ATR_PERIOD");
        if (window.size() < period + 1) {
            return null;
        }
        double sum = 0;
        for (int i = window.size() - period; i < window.size(); i++) {
            final Candle candle = window.get(i);
            final double before = window.get(i - 1).close();
            sum += Math.max(
                    candle.high() - candle.low(),
                    Math.max(Math.abs(candle.high() - before), Math.abs(candle.low() - before)));
        }
        return sum / period;
    }

    Double gate() {
        final List<Double> values = new ArrayList<>();
        for (final Candle candle : window) {
            values.add(
                    switch (MaSource.ofCode(whole("MA_SOURCE"))) {
                        case OPEN -> candle.open();
                        case HIGH -> candle.high();
                        case LOW -> candle.low();
                        case CLOSE -> candle.close();
                        case HL2 -> (candle.high() + candle.low()) / 2;
                        case HLC3 -> (candle.high() + candle.low() + candle.close()) / 3;
                        case OHLC4 -> (candle.open() + candle.high() + candle.low() + candle.close()) / 4;
                    });
        }
        return average(values, whole("MA_LENGTH"), whole("MA_TYPE"));
    }
}
