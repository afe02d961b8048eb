package dragon.gateway.woox;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Closed candles of one instrument and timeframe, each once, in order, none left out.
 *
 * <p>The stream tells when a candle is over; what it was is read by REST a little later, together with all that may
 * have been missed. Threading: any thread.
 */
final class CandleFeed {
    private static final int CANDLES_MAX = 1_000;
    /** The venue pushes each second; without a push for this long, what may have closed is asked for. */
    private static final long SILENCE_NS = TimeUnit.MILLISECONDS.toNanos(5_000);

    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1_000);

    private final int instrumentId;
    private final String symbol;
    private final Timeframe timeframe;
    private final CandleReader reader;
    private final VenueListener listener;
    private final long confirmNs;

    private boolean isStarted;
    private long lastPushNs;
    private long openMs;
    private long toldOpenMs;
    private long readDueNs;
    private boolean isReadDue;
    private boolean isReading;

    CandleFeed(
            final int instrumentId,
            final String symbol,
            final Timeframe timeframe,
            final CandleReader reader,
            final VenueListener listener,
            final int confirmMs) {
        this.instrumentId = instrumentId;
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
            isStarted = true;
            openMs = startMs;
            toldOpenMs = startMs - 1;
        }
        if (startMs > openMs) {
            openMs = startMs;
            dueAt(nowNs + confirmNs);
        } else if (startMs == openMs && kline.isClosed() && toldOpenMs < openMs) {
            dueAt(nowNs + confirmNs);
        }
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
        reader.read(instrumentId, symbol, timeframe, afterMs, CANDLES_MAX, candles -> onCandles(candles, nowNs));
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
