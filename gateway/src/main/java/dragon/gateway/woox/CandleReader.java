package dragon.gateway.woox;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads closed candles by pages, newest first, and gives them oldest first.
 *
 * <p>Always backwards from now: what the venue returns for a cursor far in the past is not known. A candle counts as
 * closed once it ended some time before the answer, because the one that just ended may still be revised.
 *
 * <p>Threading: any thread.
 */
final class CandleReader {
    private static final Logger LOG = LoggerFactory.getLogger(CandleReader.class);
    private static final int PAGE_ROWS_MAX = 1_000;
    private static final int PAGES_MAX = 300;
    private static final int FAILURES_MAX = 5;
    private static final int FAILURE_PAUSE_MS = 500;
    private static final int FRESH_RETRIES_MAX = 5;

    private final RestClient rest;
    private final ScheduledExecutorService timer;
    private final int confirmMs;
    private final Map<String, Reading> histories = new ConcurrentHashMap<>();

    CandleReader(final RestClient rest, final ScheduledExecutorService timer, final int confirmMs) {
        this.rest = rest;
        this.timer = timer;
        this.confirmMs = confirmMs;
    }

    /**
     * Reads the newest candles that opened after a time.
     *
     * @param afterOpenMs exclusive; 0 = no bound
     * @param onCandles null where the venue did not answer
     */
    void read(
            final int instrumentId,
            final String symbol,
            final Timeframe timeframe,
            final long afterOpenMs,
            final int countMax,
            final Consumer<List<ClosedCandle>> onCandles) {
        new Reading(instrumentId, symbol, timeframe, afterOpenMs, countMax, onCandles).nextPage(0);
    }

    /**
     * As {@link #read}, but one reading at a time for each instrument and timeframe: what is asked for while one is under way joins
     * it, and where it needs more, makes it reach farther. All are answered by one list, through whoever began it.
     *
     * <p>The engine asks again every few seconds while hundreds of pages are read; each of them would take the rate of the others.
     */
    void readHistory(
            final int instrumentId,
            final String symbol,
            final Timeframe timeframe,
            final long afterOpenMs,
            final int countMax,
            final Consumer<List<ClosedCandle>> onCandles) {
        final Reading asked = new Reading(instrumentId, symbol, timeframe, afterOpenMs, countMax, onCandles);
        final Reading serving = histories.compute(
                key(symbol, timeframe),
                (key, running) -> running != null && running.widen(afterOpenMs, countMax) ? running : asked);
        if (serving == asked) {
            asked.nextPage(0);
        }
    }

    private static String key(final String symbol, final Timeframe timeframe) {
        return symbol + " " + timeframe;
    }

    private final class Reading {
        private final int instrumentId;
        private final String symbol;
        private final Timeframe timeframe;
        private long afterOpenMs;
        private int countMax;
        private boolean isOver;
        private final Consumer<List<ClosedCandle>> onCandles;
        private final TreeMap<Long, ClosedCandle> found = new TreeMap<>();
        private int pageCount;
        private int freshRetryCount;
        private int failureCount;

        Reading(
                final int instrumentId,
                final String symbol,
                final Timeframe timeframe,
                final long afterOpenMs,
                final int countMax,
                final Consumer<List<ClosedCandle>> onCandles) {
            this.instrumentId = instrumentId;
            this.symbol = symbol;
            this.timeframe = timeframe;
            this.afterOpenMs = afterOpenMs;
            this.countMax = countMax;
            this.onCandles = onCandles;
        }

        /** Reaches as far as is wanted now too; false where it is over. What it has read so far stays read: it goes backwards. */
        synchronized boolean widen(final long wantedAfterOpenMs, final int wantedCountMax) {
            if (isOver) {
                return false;
            }
            afterOpenMs = Math.min(afterOpenMs, wantedAfterOpenMs);
            countMax = Math.max(countMax, wantedCountMax);
            return true;
        }

        /** Rows of the next page: two more than wanted, for the open candle and one that just ended. */
        private synchronized int limit() {
            return Math.min(PAGE_ROWS_MAX, Math.max(1, countMax - found.size()) + 2);
        }

        /** Asks for the page before a time, 0 = the newest page. */
        void nextPage(final long beforeMs) {
            final int limit = limit();
            final String query = "symbol=" + symbol + "&type=" + Timeframes.type(timeframe)
                    + (beforeMs == 0 ? "" : "&before=" + beforeMs) + "&limit=" + limit;
            rest.send(RestRequest.open(Endpoint.KLINE_HISTORY, query), outcome -> onPage(outcome, beforeMs, limit));
        }

        private void onPage(final RestOutcome outcome, final long beforeMs, final int limit) {
            if (!(outcome instanceof RestOutcome.Success success)) {
                if (failureCount++ < FAILURES_MAX) {
                    again(beforeMs, FAILURE_PAUSE_MS); // One lost page of hundreds must not cost the others.
                } else {
                    end(null);
                }
                return;
            }
            final List<KlineRow> rows;
            final long answeredMs = success.envelope().timestampMs();
            try {
                rows = Answers.klineHistory(success.body());
                if (answeredMs == Envelope.NO_TIME) {
                    throw new DecodeException("timestamp is missing: it tells the open candle from the closed ones");
                }
            } catch (final IOException e) {
                LOG.warn("candles of {} refused: {}", symbol, e.getMessage());
                end(null);
                return;
            }
            if (isFreshIn(rows, answeredMs) && freshRetryCount++ < FRESH_RETRIES_MAX) {
                again(beforeMs, Math.max(10, confirmMs / 2));
                return;
            }
            pageCount++;
            final long oldestMs =
                    rows.stream().mapToLong(KlineRow::startMs).min().orElse(Long.MAX_VALUE);
            final boolean isLast =
                    rows.size() < limit || beforeMs != 0 && oldestMs >= beforeMs || pageCount >= PAGES_MAX;
            if (isOverWith(rows, answeredMs, oldestMs, isLast)) {
                end(List.copyOf(found.values()));
            } else {
                nextPage(oldestMs);
            }
        }

        /** Whether one that just ended is among them, which may still be revised. */
        private boolean isFreshIn(final List<KlineRow> rows, final long answeredMs) {
            return rows.stream()
                    .mapToLong(row -> answeredMs - row.endMs())
                    .anyMatch(ageMs -> ageMs >= 0 && ageMs < confirmMs);
        }

        /** Takes a page; from the last one on nobody joins. */
        private synchronized boolean isOverWith(
                final List<KlineRow> rows, final long answeredMs, final long oldestMs, final boolean isLast) {
            for (final KlineRow row : rows) {
                if (answeredMs - row.endMs() >= confirmMs && row.startMs() > afterOpenMs) {
                    found.put(row.startMs(), candle(row));
                }
            }
            isOver = isLast || oldestMs <= afterOpenMs || found.size() >= countMax;
            while (isOver && found.size() > countMax) {
                found.pollFirstEntry();
            }
            return isOver;
        }

        private void end(final List<ClosedCandle> candles) {
            synchronized (this) {
                isOver = true;
            }
            histories.remove(key(symbol, timeframe), this);
            onCandles.accept(candles);
        }

        private void again(final long beforeMs, final int pauseMs) {
            try {
                timer.schedule(() -> nextPage(beforeMs), pauseMs, TimeUnit.MILLISECONDS);
            } catch (final RejectedExecutionException stopping) {
                end(null);
            }
        }

        private ClosedCandle candle(final KlineRow row) {
            return new ClosedCandle(
                    instrumentId,
                    timeframe,
                    row.startMs(),
                    row.openE8(),
                    row.highE8(),
                    row.lowE8(),
                    row.closeE8(),
                    row.volumeE8());
        }
    }
}
