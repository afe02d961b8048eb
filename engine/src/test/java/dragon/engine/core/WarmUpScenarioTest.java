package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.PositionMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Candle history: what is asked for, who is fed what, and that nobody enters before it is warm. */
class WarmUpScenarioTest {
    private static final long MINUTE_MS = 60_000;

    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreHarness dragon = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));

    @BeforeEach
    void enterOnEveryBar() {
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enter(e8("0.01"));
            }
        });
    }

    private Bot bot(final int id) {
        return dragon.core().state().bots().get(id);
    }

    private CoreHarness begin(final int historyCandles) {
        script.wantCandles(historyCandles);
        dragon.startTerm()
                .createAccount("main")
                .createBotWith("btc", Legs.LONG_ONLY, Map.of())
                .live(true);
        return dragon.gatewayUp(77)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .instrument(1, CoreHarness.SYMBOL)
                .pass(4)
                .quote("59999.9", "60000.0");
    }

    private void history(final int count) {
        for (int i = count - 1; i >= 0; i--) {
            dragon.candle(dragon.barOpenMs() - i * MINUTE_MS, "60000", CandleSource.HISTORY);
        }
        dragon.historyEnd();
    }

    @Test
    void asksForAsManyCandlesAsTheStrategyWants() {
        begin(40_000);

        assertEquals(0, dragon.queriedAfterMs());
        assertEquals(40_010, dragon.queriedCandles());
    }

    @Test
    void holdsAnEntryBackUntilTheStrategyIsWarmAndSaysSoOnce() {
        begin(5);
        dragon.forget();
        history(3);
        assertEquals(1, count("WARMUP_INCOMPLETE"));
        assertEquals(List.of(), dragon.takeSent());

        dragon.bar("60000");
        assertEquals(List.of(), dragon.takeSent());
        dragon.bar("60000");

        assertEquals(0, count("WARMUP_INCOMPLETE"));
        assertEquals(List.of("place BUY LONG ENTRY IOC 0.01 @ 60300"), dragon.takeSent());
    }

    @Test
    void aBotThatComesLaterGetsItsOwnHistoryAndTheFirstOneGoesOnMeanwhile() {
        begin(3);
        history(3);
        dragon.forget();
        script.wantCandles(4);
        dragon.createBotWith("second", Legs.LONG_ONLY, Map.of());
        assertEquals(0, dragon.queriedAfterMs());

        dragon.bar("60000");
        assertEquals(4, bot(1).candleCount());
        assertEquals(0, bot(2).candleCount());
        history(6);

        assertEquals(4, bot(1).candleCount());
        assertEquals(6, bot(2).candleCount());
        assertEquals(bot(1).fedOpenMs(), bot(2).fedOpenMs());
    }

    @Test
    void anAnswerToAnEarlierQuestionIsNoHistoryOfALaterBot() {
        begin(3);
        script.wantCandles(4);
        dragon.createBotWith("second", Legs.LONG_ONLY, Map.of()).forget();

        history(3);
        assertEquals(0, bot(2).candleCount());
        assertEquals(List.of("query candles"), dragon.takeSent());
        history(5);

        assertEquals(5, bot(2).candleCount());
        assertEquals(3, bot(1).candleCount());
    }

    @Test
    void asksAgainAtOnceForACandleThatClosedWhileTheHistoryWasOnItsWay() {
        begin(3);
        dragon.forget();
        final long closedMs = dragon.barOpenMs() + MINUTE_MS;
        dragon.candle(closedMs, "60000", CandleSource.LIVE);

        history(3);
        assertEquals(List.of("query candles"), dragon.takeSent());
        assertEquals(dragon.barOpenMs(), dragon.queriedAfterMs());
        assertFalse(dragon.takeEvents().contains("BAR_TICK"), "an old candle decides nothing");
        dragon.candle(closedMs, "60000", CandleSource.HISTORY).historyEnd();

        assertEquals(1, count("BAR_TICK"));
        assertTrue(dragon.takeSent().contains("place BUY LONG ENTRY IOC 0.01 @ 60300"));
    }

    @Test
    void afterAnOutageEveryMissedCandleIsFedOnceAndOnlyTheNewestDecides() {
        begin(3);
        history(3);
        final long lastMs = dragon.barOpenMs();
        dragon.restart()
                .gatewayUp(80)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .forget();
        assertEquals(lastMs, dragon.queriedAfterMs());

        for (int i = 1; i <= 50; i++) {
            dragon.candle(lastMs + i * MINUTE_MS, "60000", CandleSource.HISTORY);
        }
        dragon.historyEnd();

        assertEquals(53, bot(1).candleCount());
        final List<String> events = dragon.takeEvents();
        assertEquals(1, events.stream().filter("BAR_TICK"::equals).count());
        assertEquals(1, events.stream().filter("BAR_MISSED"::equals).count(), "what was passed over is told");
    }

    @Test
    void candlesThatComeLateInOneBatchAreDecidedEach() {
        begin(3);
        history(3);
        dragon.forget();
        final long lastMs = dragon.barOpenMs();

        for (int i = 1; i <= 4; i++) {
            dragon.candle(lastMs + i * MINUTE_MS, "60000", CandleSource.LIVE);
        }

        final List<String> events = dragon.takeEvents();
        assertEquals(4, events.stream().filter("BAR_TICK"::equals).count());
        assertFalse(events.contains("BAR_MISSED"));
    }

    @Test
    void aGatewayThatIsHeardAgainPassesOverWhatClosedMeanwhileAndTellsIt() {
        begin(3);
        history(3);
        final long lastMs = dragon.barOpenMs();
        dragon.waitInSilence(6).heartbeat().forget();

        for (int i = 1; i <= 2; i++) {
            dragon.candle(lastMs + i * MINUTE_MS, "60000", CandleSource.LIVE);
        }
        assertFalse(dragon.takeEvents().contains("BAR_TICK"), "what else is missing is not known yet");
        for (int i = 1; i <= 2; i++) {
            dragon.candle(lastMs + i * MINUTE_MS, "60000", CandleSource.HISTORY);
        }
        dragon.historyEnd();

        final List<String> events = dragon.takeEvents();
        assertEquals(1, events.stream().filter("BAR_TICK"::equals).count());
        assertEquals(1, events.stream().filter("BAR_MISSED"::equals).count());
    }

    private long count(final String event) {
        return dragon.takeEvents().stream().filter(event::equals).count();
    }
}
