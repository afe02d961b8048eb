package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.VenueFact.ClosedCandle;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** No candle that closes behind the history is left out, whenever the stream begins and whatever it tells. */
class CandleFeedTest {
    private static final long MINUTE_MS = 60_000;
    private static final long SECOND_NS = 1_000_000_000L;

    private final TreeMap<Long, ClosedCandle> closedAtVenue = new TreeMap<>();
    private final List<Long> told = new ArrayList<>();
    private boolean isVenueSilent;
    private long nowNs;

    private final CandleFeed feed = new CandleFeed(
            "PERP_BTC_USDT",
            Timeframe.M1,
            (afterMs, onCandles) -> onCandles.accept(
                    isVenueSilent
                            ? null
                            : List.copyOf(closedAtVenue.tailMap(afterMs, false).values())),
            fact -> told.add(((ClosedCandle) fact).openTimeMs() / MINUTE_MS),
            1_000);

    @Test
    void tellsWhatClosedBetweenTheHistoryAndALateStream() {
        closed(1, 2, 3);
        feed.onHistory(3 * MINUTE_MS, nowNs);
        closed(4, 5);

        pushed(6);
        seconds(2);

        assertEquals(List.of(4L, 5L), told);
    }

    @Test
    void tellsWhatClosedBetweenAHistoryThatWasReadBeforeTheStreamBeganAndCameLater() {
        closed(1, 2, 3, 4);
        pushed(5);

        feed.onHistory(3 * MINUTE_MS, nowNs);
        seconds(2);

        assertEquals(List.of(4L), told);
    }

    @Test
    void goesOnWithoutAStream() {
        closed(1, 2, 3);
        feed.onHistory(3 * MINUTE_MS, nowNs);
        closed(4);
        seconds(10);
        closed(5);
        seconds(10);

        assertEquals(List.of(4L, 5L), told);
    }

    @Test
    void tellsEachCandleOfALongSilenceOfTheVenueOnceAndInOrder() {
        closed(1, 2, 3);
        feed.onHistory(3 * MINUTE_MS, nowNs);
        pushed(4);
        isVenueSilent = true;
        closed(4, 5, 6);
        pushed(7);
        seconds(60);
        isVenueSilent = false;
        seconds(10);
        pushed(7);
        seconds(10);

        assertEquals(List.of(4L, 5L, 6L), told);
    }

    @Test
    void aLaterHistoryRepeatsNothing() {
        closed(1, 2, 3);
        pushed(4);
        closed(4);
        pushed(5);
        seconds(2);

        feed.onHistory(4 * MINUTE_MS, nowNs);
        seconds(20);

        assertEquals(List.of(4L), told);
    }

    private void closed(final long... minutes) {
        for (final long minute : minutes) {
            final long openMs = minute * MINUTE_MS;
            closedAtVenue.put(openMs, new ClosedCandle(1, Timeframe.M1, openMs, 1, 1, 1, 1, 0));
        }
    }

    private void pushed(final long minute) {
        final long openMs = minute * MINUTE_MS;
        final KlineRow open = new KlineRow(openMs, openMs + MINUTE_MS, 1, 1, 1, 1, 0);
        feed.onKline(new Kline("PERP_BTC_USDT", "1m", open, openMs + 1), nowNs);
    }

    private void seconds(final int count) {
        for (int i = 0; i < count * 10; i++) {
            nowNs += SECOND_NS / 10;
            feed.tick(nowNs);
        }
    }
}
