package dragon.gateway.session;

import dragon.engine.protocol.CandleSource;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.CandleHistory;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Candles on their way to the engine, in the order in which they came.
 *
 * <p>A history may hold hundreds of thousands of them: while the ring is full it waits here, so that orders and their reports find
 * room in the outbox, and live candles wait behind it. Nothing is dropped. Threading: the session's.
 */
final class CandleQueue {
    private final Outbox outbox;
    private final EngineMessages engine;
    private final Deque<VenueFact> waiting = new ArrayDeque<>();
    private int toldOfFirst;

    CandleQueue(final Outbox outbox, final EngineMessages engine) {
        this.outbox = outbox;
        this.engine = engine;
    }

    /** Takes a closed candle or a history. */
    void add(final VenueFact fact) {
        waiting.add(fact);
        handOver();
    }

    /** Tells the engine what its ring has room for; true if something moved. */
    boolean handOver() {
        boolean hasMoved = false;
        while (!waiting.isEmpty() && outbox.isEmpty()) {
            hasMoved = true;
            if (waiting.peek() instanceof CandleHistory history) {
                handOver(history);
            } else {
                engine.candle((ClosedCandle) waiting.poll(), CandleSource.LIVE);
            }
        }
        return hasMoved;
    }

    private void handOver(final CandleHistory history) {
        while (toldOfFirst < history.candles().size() && outbox.isEmpty()) {
            engine.candle(history.candles().get(toldOfFirst++), CandleSource.HISTORY);
        }
        if (outbox.isEmpty()) {
            toldOfFirst = 0;
            waiting.poll();
            engine.candleHistoryEnd(
                    history.instrumentId(),
                    history.timeframe(),
                    history.succeeded(),
                    history.candles().size());
        }
    }
}
