package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dragon.engine.core.bot.LegState;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How fast and how far a close goes that does not succeed at once: legs of 0.01 from 60,000 with nothing that rests, stops 1 % away.
 */
class ExitPacingScenarioTest {
    private static final String CLOSE = "place SELL LONG STOP_LOSS IOC 0.01 @ 59103 reduce-only";

    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreHarness dragon = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));

    @BeforeEach
    void script() {
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                if (situation.isBarClose()) {
                    targets.enter(e8("0.01"));
                }
                return;
            }
            targets.stop(e8(situation.isLong() ? "59400" : "60600"), ExitReason.SL_PCT);
        });
    }

    private LegState leg(final Leg which) {
        return dragon.core().state().bots().get(1).leg(which);
    }

    private CoreHarness inPosition(final Legs legs, final Map<StrategyParameter, String> settings) {
        dragon.readyWith(legs, settings).bar("60000");
        final long id = dragon.lastPlacedId();
        return dragon.accepted(id)
                .filled(id, "0.01", "60000")
                .status(id, VenueOrderStatus.FILLED, "0.01")
                .forget();
    }

    private CoreHarness stopped() {
        return inPosition(Legs.LONG_ONLY, Map.of()).quote("59400.0", "59400.1");
    }

    /** The newest close ends at the venue without a trade. */
    private void closesNothing() {
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).status(id, VenueOrderStatus.CANCELED, "0").forget();
    }

    /** Time passes, and the price stays fresh. */
    private void passMs(final long milliseconds) {
        for (long left = milliseconds; left > 0; left -= 500) {
            dragon.passMs(Math.min(left, 500)).quote("59400.0", "59400.1");
        }
    }

    private List<String> places() {
        return dragon.takeSent().stream()
                .filter(what -> what.startsWith("place"))
                .toList();
    }

    @Test
    void waitsTwiceAsLongAfterEachTryAndTenSecondsAtTheMost() {
        stopped();
        assertEquals(List.of(CLOSE), places());

        for (final long delayMs : new long[] {250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000}) {
            closesNothing();
            passMs(delayMs - 1);
            assertEquals(List.of(), places(), "before " + delayMs + " ms");
            passMs(1);
            assertEquals(List.of(CLOSE), places(), "after " + delayMs + " ms");
        }
    }

    @Test
    void tellsEachTryButTheFirstWithItsNumber() {
        stopped();
        assertEquals(
                List.of("EXIT_STARTED WARN: SL_PCT"),
                dragon.takeTexts().stream()
                        .filter(text -> text.startsWith("EXIT_"))
                        .toList());

        for (int attempt = 2; attempt <= 3; attempt++) {
            closesNothing();
            passMs(500);
            assertEquals(
                    List.of("EXIT_REPEATED WARN: SL_PCT try " + attempt),
                    dragon.takeTexts().stream()
                            .filter(text -> text.startsWith("EXIT_"))
                            .toList());
        }
    }

    @Test
    void aCloseOfWhichNothingIsHeardIsNotSentBesideAnother() {
        stopped();
        dragon.accepted(dragon.lastPlacedId()).forget();

        passMs(12_000);

        assertEquals(List.of(), places());
    }

    @Test
    void aNewCycleBeginsItsTriesAnew() {
        stopped();
        closesNothing();
        passMs(250);
        closesNothing();
        passMs(500);
        dragon.filled(dragon.lastPlacedId(), "0.01", "59400");
        assertNull(leg(Leg.LONG).exitReason());
        dragon.quote("59999.9", "60000.0").bar("60000");
        final long entry = dragon.lastPlacedId();
        dragon.accepted(entry).filled(entry, "0.01", "60000").status(entry, VenueOrderStatus.FILLED, "0.01");

        dragon.quote("59400.0", "59400.1");
        closesNothing();
        passMs(249);
        assertEquals(List.of(), places());
        passMs(1);

        assertEquals(List.of(CLOSE), places());
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59400.0, 59400.1, 57024, 58212, 58806, 59103",
        "SHORT_ONLY, 60599.9, 60600.0, 63024, 61812, 61206, 60903"
    })
    void reachesHalfAsFarAfterEachRefusalAndHalfAPercentAtTheLeast(
            final Legs legs,
            final String bid,
            final String ask,
            final String first,
            final String second,
            final String third,
            final String least) {
        inPosition(legs, Map.of(StrategyParameter.ENTRY_SLIPPAGE_PCT, "4"));
        dragon.quote(bid, ask);
        final String close = legs == Legs.LONG_ONLY
                ? "place SELL LONG STOP_LOSS IOC 0.01 @ "
                : "place BUY SHORT STOP_LOSS IOC 0.01 @ ";

        for (final String limit : List.of(first, second, third, least, least, least, least)) {
            assertEquals(List.of(close + limit + " reduce-only"), places());
            dragon.rejected(dragon.lastPlacedId(), RejectClass.FILTER);
            for (int i = 0; i < 22 && dragon.core().state().openOrder(legs(legs), OrderRole.STOP_LOSS) == null; i++) {
                dragon.passMs(500).quote(bid, ask);
            }
        }
    }

    private LegState legs(final Legs legs) {
        return leg(legs == Legs.LONG_ONLY ? Leg.LONG : Leg.SHORT);
    }

    @Test
    void neverReachesFurtherThanTheSettingsSayHoweverNarrowTheyAre() {
        inPosition(Legs.LONG_ONLY, Map.of(StrategyParameter.ENTRY_SLIPPAGE_PCT, "0.2"));
        dragon.quote("59400.0", "59400.1");
        final String narrow = "place SELL LONG STOP_LOSS IOC 0.01 @ 59281.2 reduce-only";
        assertEquals(List.of(narrow), places());

        dragon.rejected(dragon.lastPlacedId(), RejectClass.FILTER);
        passMs(250);

        assertEquals(List.of(narrow), places());
    }

    @Test
    void tellsThatWhatIsLeftIsLessThanTheVenueTakes() {
        inPosition(Legs.LONG_ONLY, Map.of()).instrument(1, CoreHarness.SYMBOL, "0.1", "100", "0.1");
        dragon.forget().quote("59400.0", "59400.1");

        assertEquals(List.of(), places());
        assertEquals(ExitReason.SL_PCT, leg(Leg.LONG).exitReason());
        assertEquals(
                List.of("FILTER_BLOCK WARN: not on the venue's steps, or below its minimum"),
                dragon.takeTexts().stream()
                        .filter(text -> text.startsWith("FILTER_BLOCK"))
                        .toList());
    }

    @Test
    void waitsForAPriceWhereTheBookHasNone() {
        stopped();
        closesNothing();
        dragon.quote(null, "59400.1").passMs(400).quote(null, "59400.1");
        assertEquals(List.of(), places());

        dragon.quote("59400.0", "59400.1").pass(3);
        passMs(1);
        dragon.quote("59400.0", "59400.1").pass(3);

        assertEquals(List.of(CLOSE), places());
    }

    @Test
    void aBotThatIsStoppedTriesNoMore() {
        stopped();
        closesNothing();

        dragon.desire(1, DesiredStatus.STOPPED);
        passMs(20_000);

        assertEquals(List.of(), places());
        assertNull(leg(Leg.LONG).exitReason());
    }

    @Test
    void aBotThatIsStoppedForgetsACloseThatItCannotTakeBack() {
        stopped();
        dragon.accepted(dragon.lastPlacedId()).forget();

        dragon.desire(1, DesiredStatus.STOPPED);

        assertEquals(List.of("cancel"), dragon.takeSent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.003", "0.0099"})
    void triesAgainWithWhatIsLeft(final String filled) {
        inPosition(Legs.LONG_ONLY, Map.of()).instrument(1, CoreHarness.SYMBOL, "0.0001", "100", "0.0001");
        dragon.quote("59400.0", "59400.1").forget();
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, filled, "59400").status(id, VenueOrderStatus.CANCELED, filled);

        passMs(250);

        final long leftE8 = e8("0.01") - e8(filled);
        assertEquals(
                leftE8,
                dragon.core().state().orders().get(dragon.lastPlacedId()).quantityE8());
        assertEquals(1, places().size());
    }
}
