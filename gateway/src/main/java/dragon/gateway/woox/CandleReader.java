package dragon.gateway.woox;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
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

    private final class Reading {
        private final int instrumentId;
        private final String symbol;
        private final Timeframe timeframe;
        private final long afterOpenMs;
        private final int countMax;
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

        /** Asks for the page before a time, 0 = the newest page. */
        void nextPage(final long beforeMs) {
            // Two more than wanted: the open candle, and one that just ended.
            final int limit = Math.min(PAGE_ROWS_MAX, Math.max(1, countMax - found.size()) + 2);
            final String query = "symbol=" + symbol + "&type=" + Timeframes.type(timeframe)
                    + (beforeMs == 0 ? "" : "&before=" + beforeMs) + "&limit=" + limit;
            rest.send(RestRequest.open(Endpoint.KLINE_HISTORY, query), outcome -> onPage(outcome, beforeMs, limit));
        }

        private void onPage(final RestOutcome outcome, final long beforeMs, final int limit) {
            if (!(outcome instanceof RestOutcome.Success success)) {
                if (failureCount++ < FAILURES_MAX) {
                    again(beforeMs, FAILURE_PAUSE_MS); // One lost page of hundreds must not cost the others.
                } else {
                    onCandles.accept(null);
                }
                return;
            }
            final List<KlineRow> rows;
            try {
                rows = Answers.klineHistory(success.body());
            } catch (final IOException e) {
                LOG.warn("candles of {} refused: {}", symbol, e.getMessage());
                onCandles.accept(null);
                return;
            }
            long oldestMs = Long.MAX_VALUE;
            boolean isFreshLeftOut = false;
            for (final KlineRow row : rows) {
                oldestMs = Math.min(oldestMs, row.startMs());
                final long ageMs = success.envelope().timestampMs() - row.endMs();
                if (ageMs >= confirmMs) {
                    if (row.startMs() > afterOpenMs) {
                        found.put(row.startMs(), candle(row));
                    }
                } else if (ageMs >= 0) {
                    isFreshLeftOut = true;
                }
            }
            if (isFreshLeftOut && freshRetryCount++ < FRESH_RETRIES_MAX) {
                again(beforeMs, Math.max(10, confirmMs / 2));
                return;
            }
            pageCount++;
            final boolean isDone = rows.size() < limit
                    || oldestMs <= afterOpenMs
                    || found.size() >= countMax
                    || beforeMs != 0 && oldestMs >= beforeMs
                    || pageCount >= PAGES_MAX;
            if (!isDone) {
                nextPage(oldestMs);
                return;
            }
            while (found.size() > countMax) {
                found.pollFirstEntry();
            }
            onCandles.accept(List.copyOf(found.values()));
        }

        private void again(final long beforeMs, final int pauseMs) {
            try {
                timer.schedule(() -> nextPage(beforeMs), pauseMs, TimeUnit.MILLISECONDS);
            } catch (final RejectedExecutionException stopping) {
                onCandles.accept(null);
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
