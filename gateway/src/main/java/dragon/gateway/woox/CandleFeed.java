package dragon.gateway.woox;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Closed candles of one instrument and timeframe, in order, none left out from the end of the history on that the engine was given.
 *
 * <p>The stream tells when a candle is over; what it was is read by REST a little later, together with all that may
 * have been missed. A stream that is late, or does not come at all, costs no candle: they are asked for without it.
 * Threading: any thread.
 */
final class CandleFeed {
    /** Reads the closed candles that opened after a time, oldest first; null where the venue did not answer. */
    @FunctionalInterface
    interface Reader {
        void read(long afterOpenMs, Consumer<List<ClosedCandle>> onCandles);
    }

    /** The venue pushes each second; without a push for this long, what may have closed is asked for. */
    private static final long SILENCE_NS = TimeUnit.MILLISECONDS.toNanos(5_000);

    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1_000);

    private final String symbol;
    private final Timeframe timeframe;
    private final Reader reader;
    private final VenueListener listener;
    private final long confirmNs;

    private boolean isStarted;
    private long lastPushNs;
    private long openMs;
    private long firstOpenMs;
    private long toldOpenMs;
    private long readDueNs;
    private boolean isReadDue;
    private boolean isReading;

    CandleFeed(
            final String symbol,
            final Timeframe timeframe,
            final Reader reader,
            final VenueListener listener,
            final int confirmMs) {
        this.symbol = symbol;
        this.timeframe = timeframe;
        this.reader = reader;
        this.listener = listener;
        this.confirmNs = TimeUnit.MILLISECONDS.toNanos(confirmMs);
    }

    String topic() {
        return "kline@" + symbol + "@" + Timeframes.type(timeframe);
    }

    synchronized void onKline(final Kline kline, final long nowNs) {
        final long startMs = kline.candle().startMs();
        lastPushNs = nowNs;
        if (!isStarted) {
            // The candle that is open when the stream begins is the first one told; older ones are history.
            openMs = startMs;
            beginAt(startMs);
        }
        if (startMs > openMs) {
            openMs = startMs;
            dueAt(nowNs + confirmNs);
        } else if (startMs == openMs && kline.isClosed() && toldOpenMs < openMs) {
            dueAt(nowNs + confirmNs);
        }
    }

    /**
     * The engine was given history up to a candle: the next one is told from here, whenever the stream begins. Where that is later,
     * candles may have closed in between that neither of them holds.
     */
    synchronized void onHistory(final long newestOpenMs, final long nowNs) {
        final long nextOpenMs = newestOpenMs + Timeframes.lengthMs(timeframe);
        if (!isStarted) {
            lastPushNs = nowNs;
            beginAt(nextOpenMs);
        } else if (nextOpenMs < firstOpenMs) {
            beginAt(nextOpenMs);
            dueAt(nowNs);
        }
    }

    private void beginAt(final long startMs) {
        isStarted = true;
        firstOpenMs = startMs;
        toldOpenMs = startMs - 1;
    }

    void tick(final long nowNs) {
        final long afterMs;
        synchronized (this) {
            if (isStarted && nowNs - lastPushNs > SILENCE_NS) {
                lastPushNs = nowNs;
                dueAt(nowNs);
            }
            if (isReading || !isReadDue || nowNs - readDueNs < 0) {
                return;
            }
            isReading = true;
            isReadDue = false;
            afterMs = toldOpenMs;
        }
        reader.read(afterMs, candles -> onCandles(candles, nowNs));
    }

    private synchronized void onCandles(final List<ClosedCandle> candles, final long askedNs) {
        isReading = false;
        if (candles != null) {
            for (final ClosedCandle candle : candles) {
                if (candle.openTimeMs() > toldOpenMs) {
                    toldOpenMs = candle.openTimeMs();
                    listener.onFact(candle);
                }
            }
        }
        final boolean isBehind = openMs - toldOpenMs > Timeframes.lengthMs(timeframe);
        if (candles == null || isBehind) {
            dueAt(askedNs + RETRY_NS);
        }
    }

    private void dueAt(final long atNs) {
        if (!isReadDue || atNs - readDueNs < 0) {
            isReadDue = true;
            readDueNs = atNs;
        }
    }
}
