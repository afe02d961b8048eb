package dragon.engine.core;

import static dragon.engine.core.CoreHarness.SYMBOL;
import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.market.Instrument;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.strategy.StrategySettings;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which prices, candles and filters of the market are taken, and what is asked for. */
class MarketInputScenarioTest {
    private static final long MINUTE_MS = 60_000;

    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreHarness dragon = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    private Instrument instrument() {
        return dragon.core().state().instruments().get(1);
    }

    private CoreHarness ready() {
        return dragon.readyWith(Legs.LONG_ONLY, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "60000.0, 60000.0, true",
        "60000.1, 60000.0, true",
        "60000.0, 60000.1, false",
        "0,       60000.1, true",
        "-1,      60000.1, true",
        "60000.0, 0,       true",
        "60000.0, -1,      true",
        "       , 60000.1, false",
        "60000.0,        , false",
        "       ,        , false",
        "       , 0,       true",
        "0,              , true",
        "0.00000001, 0.00000002, false"
    })
    void aQuoteIsTakenWhereItsBookIsNotCrossed(final String bid, final String ask, final boolean isRefused) {
        ready().quote(bid, ask);

        assertEquals(isRefused ? List.of("BAD_PRICE") : List.of(), dragon.takeRefusals());
        final long bidE8 = isRefused ? e8("59999.9") : bid == null ? Instrument.NULL_PRICE : e8(bid);
        assertEquals(bidE8, instrument().bidPriceE8());
    }

    private void define(
            final Bool trading,
            final String priceMin,
            final String priceMax,
            final String tick,
            final String quantityMin,
            final String quantityMax,
            final String step) {
        final InstrumentDefinitionEncoder m =
                new InstrumentDefinitionEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        m.instrumentId(1)
                .isTrading(trading)
                .priceMinE8(e8(priceMin))
                .priceMaxE8(e8(priceMax))
                .tickSizeE8(e8(tick))
                .quantityMinE8(e8(quantityMin))
                .quantityMaxE8(e8(quantityMax))
                .quantityStepE8(e8(step))
                .minNotionalE8(0)
                .symbol(SYMBOL);
        dragon.applyRaw(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + m.encodedLength());
    }

    @ParameterizedTest
    @CsvSource({
        "YES, 0,  1000000, 0.1, 0.001, 100,   0.001, ''",
        "YES, 5,  5,       0.1, 0.001, 100,   0.001, ''",
        "YES, 0,  1000000, 0.1, 0,     100,   0.001, ''",
        "YES, 0,  1000000, 0.1, 0.001, 0.001, 0.001, ''",
        "NO,  0,  1000000, 0.1, 0.001, 100,   0.001, INSTRUMENT_CHANGED INFO: PERP_BTC_USDT not trading",
        "YES, 0,  1000000, 0.2, 0.001, 100,   0.001, INSTRUMENT_CHANGED INFO: PERP_BTC_USDT trading",
        "YES, 0,  1000000, 0.1, 0.001, 100,   0.002, INSTRUMENT_CHANGED INFO: PERP_BTC_USDT trading",
        "YES, 0,  1000000, 0,   0.001, 100,   0.001, INSTRUMENT_REFUSED ERROR: a step is missing or a range is empty",
        "YES, 0,  1000000, 0.1, 0.001, 100,   0,     INSTRUMENT_REFUSED ERROR: a step is missing or a range is empty",
        "YES, 0,  1000000, 0.1, -1,    100,   0.001, INSTRUMENT_REFUSED ERROR: a step is missing or a range is empty",
        "YES, 0,  1000000, 0.1, 0.002, 0.001, 0.001, INSTRUMENT_REFUSED ERROR: a step is missing or a range is empty",
        "YES, 5,  4.9,     0.1, 0.001, 100,   0.001, INSTRUMENT_REFUSED ERROR: a step is missing or a range is empty"
    })
    void filtersAreTakenWhereTheyAreWholeAndToldWhereTheyAreNews(
            final Bool trading,
            final String priceMin,
            final String priceMax,
            final String tick,
            final String quantityMin,
            final String quantityMax,
            final String step,
            final String text) {
        ready();
        define(trading, priceMin, priceMax, tick, quantityMin, quantityMax, step);

        assertEquals(text.isEmpty() ? List.of() : List.of(text), dragon.takeTexts());
        final boolean isTaken = !text.startsWith("INSTRUMENT_REFUSED");
        assertEquals(e8(isTaken ? step : "0.001"), instrument().quantityStepE8());
        assertEquals(isTaken ? trading == Bool.YES : true, instrument().isTrading());
    }

    @ParameterizedTest
    @CsvSource({"0, 110", "100, 110", "101, 111", "250, 260"})
    void asksForTheCandlesOfTheStrategyAndAFewBeyondThem(final int wanted, final int asked) {
        script.wantCandles(wanted);
        dragon.startTerm().createAccount("main").createBotWith("btc", Legs.LONG_ONLY, Map.of());

        dragon.gatewayUp(77);

        assertEquals(asked, dragon.queriedCandles());
        assertEquals(0, dragon.queriedAfterMs());
    }

    @Test
    void asksForNoMoreCandlesThanAWindowHolds() {
        script.wantCandles(StrategySettings.WINDOW_CANDLES_MAX);
        dragon.startTerm().createAccount("main").createBotWith("btc", Legs.LONG_ONLY, Map.of());

        dragon.gatewayUp(77);

        assertEquals(StrategySettings.WINDOW_CANDLES_MAX, dragon.queriedCandles());
    }

    @Test
    void behindAKnownCandleAllOfThemAreAskedFor() {
        ready().gatewayUp(78);

        assertEquals(StrategySettings.WINDOW_CANDLES_MAX, dragon.queriedCandles());
        assertEquals(dragon.barOpenMs(), dragon.queriedAfterMs());
    }

    @Test
    void theNextCandleOfTheStreamIsDecidedAndALaterOneOnlyOnceTheGapIsFilled() {
        ready();
        final long lastMs = dragon.barOpenMs();
        dragon.candle(lastMs + MINUTE_MS, "60000", CandleSource.LIVE);
        assertEquals(List.of("BAR_TICK"), dragon.takeEvents());

        dragon.candle(lastMs + 3 * MINUTE_MS, "60000", CandleSource.LIVE);
        assertEquals(
                List.of("BAR_MISSED WARN: last known candle opened at " + (lastMs + MINUTE_MS)),
                dragon.takeTexts().stream()
                        .filter(text -> text.startsWith("BAR_MISSED"))
                        .toList());
        dragon.forget();
        dragon.candle(lastMs + 4 * MINUTE_MS, "60000", CandleSource.LIVE);
        assertEquals(List.of(), dragon.takeEvents(), "the gap is asked for already");
        assertEquals(List.of(), dragon.takeSent());
        for (int i = 2; i <= 4; i++) {
            dragon.candle(lastMs + i * MINUTE_MS, "60000", CandleSource.HISTORY);
        }
        dragon.historyEnd();

        assertEquals(1, dragon.takeEvents().stream().filter("BAR_TICK"::equals).count());
        assertEquals(lastMs + 4 * MINUTE_MS, dragon.core().state().bots().get(1).lastDecidedOpenMs());
    }

    @Test
    void aCandleThatTheBotHasSeenIsNotFedAgain() {
        ready();
        final long count = dragon.core().state().bots().get(1).candleCount();

        dragon.candle(dragon.barOpenMs(), "60000", CandleSource.LIVE);
        dragon.candle(dragon.barOpenMs(), "60000", CandleSource.HISTORY);

        assertEquals(count, dragon.core().state().bots().get(1).candleCount());
        assertFalse(dragon.takeEvents().contains("BAR_TICK"));
    }

    @Test
    void aBotOnANewSymbolIsSubscribedAndAsksForItsCandlesWhileThereIsAGateway() {
        ready().createBot("eth", Legs.LONG_ONLY, "0", "PERP_ETH_USDT");

        final List<String> sent = dragon.takeSent();
        assertEquals(1, sent.stream().filter("query candles"::equals).count(), sent::toString);
        assertEquals(
                1, sent.stream().filter(what -> what.startsWith("template")).count(), sent::toString);
    }

    @Test
    void aSecondBotOnTheSameFeedSubscribesToNothing() {
        ready().createBot("two", Legs.LONG_ONLY, "0");

        final List<String> sent = dragon.takeSent();
        assertFalse(sent.stream().anyMatch(what -> what.startsWith("template")), sent::toString);
        assertTrue(sent.contains("query candles"), sent::toString);
    }

    @Test
    void aBotThatIsMadeWithoutAGatewaySendsNothing() {
        dragon.startTerm().createAccount("main").createBot("btc", Legs.LONG_ONLY, "0");

        assertEquals(List.of(), dragon.takeSent());
    }
}
