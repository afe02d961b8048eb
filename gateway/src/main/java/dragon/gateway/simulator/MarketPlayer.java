package dragon.gateway.simulator;

import dragon.gateway.simulator.market.MarketEvent;
import dragon.gateway.simulator.market.PriceSource;
import dragon.gateway.simulator.market.Timeframe;

/**
 * Plays the price sources into the markets in the order of market time, whatever the speed.
 *
 * <p>Recorded prices wait for the first subscriber, so that none is lost; generated ones run from the start. Once
 * recorded prices have ended, the market's clock goes on at the speed of the wall clock and the last quote stays.
 *
 * <p>Threading: the venue thread.
 */
final class MarketPlayer {
    /** What follows the market. */
    interface Listener {
        /** The best bid and offer changed. */
        void onQuote(Market market);

        void onTrade(Market market, MarketEvent event);

        /** The candle that starts at the instant will not change any more. */
        void onCandleClosed(Market market, Timeframe timeframe, long startMs);
    }

    /** Between looks at requests, when the market runs faster than this machine. */
    private static final int EVENTS_AT_A_TIME = 256;

    private static final long MINUTE_MS = 60_000L;

    private final Venue venue;
    private final MarketClock clock;
    private final MarketEvent event = new MarketEvent();
    private Listener listener;
    private long nowUs;
    private long quotes;
    private long trades;
    private boolean dataHasEnded;
    private long dataEndedWallMs;

    MarketPlayer(final Venue venue, final MarketClock clock, final long startUs) {
        this.venue = venue;
        this.clock = clock;
        nowUs = startUs;
    }

    void listener(final Listener to) {
        listener = to;
    }

    boolean isStarted() {
        return clock.isRunning();
    }

    boolean dataHasEnded() {
        return dataHasEnded;
    }

    /** Wall time at which the recorded prices ended; 0 while they have not. */
    long dataEndedWallMs() {
        return dataEndedWallMs;
    }

    long quotes() {
        return quotes;
    }

    long trades() {
        return trades;
    }

    /** Market time: of the event being played, or of the clock where nothing is behind. */
    long marketMs() {
        return nowUs / 1_000;
    }

    double speed() {
        return clock.speed();
    }

    void start(final long nowNs) {
        if (!clock.isRunning()) {
            clock.start(nowNs);
        }
    }

    /** Plays what is due and returns the wall nanoseconds until something is due again. */
    long play(final long nowNs, final long wallMs) {
        if (!clock.isRunning()) {
            return Long.MAX_VALUE;
        }
        final long targetUs = clock.nowUs(nowNs);
        for (int i = 0; i < EVENTS_AT_A_TIME; i++) {
            final Market next = earliest();
            final long dueUs = next == null ? PriceSource.NONE : next.source().nextTimeUs();
            if (dueUs > targetUs) {
                moveTo(targetUs);
                endData(nowNs, wallMs);
                return clock.untilNs(dueUs, nowNs);
            }
            next.source().next(event);
            moveTo(event.timeUs);
            apply(next, wallMs);
        }
        return 0;
    }

    /** Moves a market by hand, as if its source had sent the quote now. */
    void quote(
            final Market market,
            final long bidE8,
            final long bidQuantityE8,
            final long askE8,
            final long askQuantityE8,
            final long wallMs) {
        event.timeUs = nowUs;
        event.isQuote = true;
        event.bidE8 = bidE8;
        event.bidQuantityE8 = bidQuantityE8;
        event.askE8 = askE8;
        event.askQuantityE8 = askQuantityE8;
        event.isTrade = true;
        event.buyerIsTaker = bidE8 > market.bidE8;
        event.tradePriceE8 = event.buyerIsTaker ? askE8 : bidE8;
        event.tradeQuantityE8 = 0;
        apply(market, wallMs);
    }

    private Market earliest() {
        Market earliest = null;
        long timeUs = PriceSource.NONE;
        for (final Market market : venue.markets()) {
            final long dueUs = market.source().nextTimeUs();
            if (dueUs < timeUs) {
                timeUs = dueUs;
                earliest = market;
            }
        }
        return earliest;
    }

    private void apply(final Market market, final long wallMs) {
        if (event.isTrade) {
            trades++;
            market.trade(event, nowUs);
        }
        if (event.isQuote) {
            quotes++;
            market.quote(event, nowUs);
            listener.onQuote(market);
            venue.match(market, wallMs);
        }
        if (event.isTrade) {
            listener.onTrade(market, event);
        }
    }

    /** Market time goes forward; minutes that it leaves behind are closed. */
    private void moveTo(final long timeUs) {
        nowUs = Math.max(nowUs, timeUs);
        final long minuteMs = Math.floorDiv(marketMs(), MINUTE_MS) * MINUTE_MS;
        for (final Market market : venue.markets()) {
            while (market.candles().currentStartMs() < minuteMs) {
                final long endMs = market.candles().currentStartMs() + MINUTE_MS;
                market.candles().nextMinute();
                for (final Timeframe timeframe : Timeframe.values()) {
                    if (timeframe.startMs(endMs) == endMs) {
                        listener.onCandleClosed(market, timeframe, endMs - timeframe.lengthMs());
                    }
                }
            }
        }
    }

    private void endData(final long nowNs, final long wallMs) {
        if (dataHasEnded) {
            return;
        }
        boolean allEnded = true;
        for (final Market market : venue.markets()) {
            market.dataHasEnded = market.source().nextTimeUs() == PriceSource.NONE;
            allEnded &= market.dataHasEnded;
        }
        if (allEnded) {
            dataHasEnded = true;
            dataEndedWallMs = wallMs;
            clock.rebase(nowUs, 1.0, nowNs);
        }
    }
}
