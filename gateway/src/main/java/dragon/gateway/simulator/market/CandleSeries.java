package dragon.gateway.simulator.market;

import java.util.Arrays;

/**
 * The minutes of one instrument without a hole, the current one last; longer candles are made from them on demand.
 *
 * <p>A minute without a trade is flat at the last price with no volume, as the exchange publishes it.
 */
public final class CandleSeries {
    private static final long MINUTE_MS = 60_000L;

    private final long firstMinute;
    private int size;
    private long[] open = new long[4096];
    private long[] high = new long[4096];
    private long[] low = new long[4096];
    private long[] close = new long[4096];
    private long[] volume = new long[4096];
    private long[] amount = new long[4096];
    private long[] lastTradeMs = new long[4096];

    /** Begins with the minute of that start, flat at the price. */
    public CandleSeries(final long firstStartMs, final long priceE8) {
        firstMinute = Math.floorDiv(firstStartMs, MINUTE_MS);
        flatMinute(priceE8);
    }

    public long firstStartMs() {
        return firstMinute * MINUTE_MS;
    }

    public long currentStartMs() {
        return (firstMinute + size - 1) * MINUTE_MS;
    }

    public long lastPriceE8() {
        return close[size - 1];
    }

    /** Completes the current minute and begins the next one, flat. */
    public void nextMinute() {
        flatMinute(close[size - 1]);
    }

    /** Gives the current minute all its values at once. */
    public void set(final long o, final long h, final long l, final long c, final long v) {
        final int i = size - 1;
        open[i] = o;
        high[i] = h;
        low[i] = l;
        close[i] = c;
        volume[i] = v;
        amount[i] = saturatedProduct(c, v);
        lastTradeMs[i] = v == 0 ? 0 : (firstMinute + size) * MINUTE_MS - 1;
    }

    /** A trade in the current minute. */
    public void trade(final long timeMs, final long priceE8, final long quantityE8) {
        final int i = size - 1;
        if (lastTradeMs[i] == 0) {
            open[i] = priceE8;
            high[i] = priceE8;
            low[i] = priceE8;
        }
        high[i] = Math.max(high[i], priceE8);
        low[i] = Math.min(low[i], priceE8);
        close[i] = priceE8;
        volume[i] = DecimalE8.addSaturated(volume[i], quantityE8);
        amount[i] = DecimalE8.addSaturated(amount[i], saturatedProduct(priceE8, quantityE8));
        lastTradeMs[i] = timeMs;
    }

    /** The candle that starts at the instant, as far as it has come; false where the series does not hold its start. */
    public boolean candle(final Timeframe timeframe, final long startMs, final Candle into) {
        final long from = Math.floorDiv(startMs, MINUTE_MS) - firstMinute;
        if (from < 0 || from >= size) {
            return false;
        }
        final int to = (int) Math.min(size, from + timeframe.lengthMs() / MINUTE_MS);
        final int begin = (int) from;
        into.startMs = startMs;
        into.endMs = startMs + timeframe.lengthMs();
        into.openE8 = open[begin];
        into.highE8 = high[begin];
        into.lowE8 = low[begin];
        into.closeE8 = close[to - 1];
        into.volumeE8 = 0;
        into.amountE8 = 0;
        into.lastTradeMs = 0;
        for (int i = begin; i < to; i++) {
            into.highE8 = Math.max(into.highE8, high[i]);
            into.lowE8 = Math.min(into.lowE8, low[i]);
            into.volumeE8 = DecimalE8.addSaturated(into.volumeE8, volume[i]);
            into.amountE8 = DecimalE8.addSaturated(into.amountE8, amount[i]);
            into.lastTradeMs = Math.max(into.lastTradeMs, lastTradeMs[i]);
        }
        return true;
    }

    private void flatMinute(final long priceE8) {
        if (size == open.length) {
            final int capacity = size * 2;
            open = Arrays.copyOf(open, capacity);
            high = Arrays.copyOf(high, capacity);
            low = Arrays.copyOf(low, capacity);
            close = Arrays.copyOf(close, capacity);
            volume = Arrays.copyOf(volume, capacity);
            amount = Arrays.copyOf(amount, capacity);
            lastTradeMs = Arrays.copyOf(lastTradeMs, capacity);
        }
        open[size] = priceE8;
        high[size] = priceE8;
        low[size] = priceE8;
        close[size] = priceE8;
        volume[size] = 0;
        amount[size] = 0;
        lastTradeMs[size] = 0;
        size++;
    }

    private static long saturatedProduct(final long priceE8, final long quantityE8) {
        final long high = Math.multiplyHigh(priceE8, quantityE8);
        if (high >= DecimalE8.ONE / 2) {
            return Long.MAX_VALUE;
        }
        return DecimalE8.multiply(priceE8, quantityE8);
    }
}
