package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.FlattenOutcome;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a flatten sends what: a bot that holds 0.01 from 60,000, with a rung at 59,500 and a take profit at 60,900 at the venue. */
class FlattenPacingScenarioTest {
    private static final String CLOSE = "place SELL LONG FLATTEN IOC 0.01 @ 59700 reduce-only";
    private static final long TICK_MS = 250;

    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreHarness dragon = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
    private boolean isResting = true;

    @BeforeEach
    void script() {
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                if (situation.isBarClose()) {
                    targets.enter(e8("0.01"));
                }
            } else if (isResting) {
                targets.rung(e8("59500"), e8("0.01"));
                targets.takeProfit(e8("60900"), situation.quantityE8(), ExitReason.TP_PCT);
            }
        });
    }

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private long orderId(final OrderRole role) {
        return bot().leg(Leg.LONG).orderId(role);
    }

    private CoreHarness inPosition() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
        if (isResting) {
            dragon.accepted(orderId(OrderRole.DCA)).accepted(orderId(OrderRole.TAKE_PROFIT));
        }
        return dragon.forget();
    }

    /** In a position with nothing that rests. */
    private CoreHarness bare() {
        isResting = false;
        return inPosition().flatten(ControlScope.BOT, 1);
    }

    private void passMs(final long milliseconds) {
        for (long left = milliseconds; left > 0; left -= TICK_MS) {
            dragon.passMs(Math.min(left, TICK_MS)).quote("60000.0", "60000.1").heartbeat();
        }
    }

    private List<String> sent(final String what) {
        return dragon.takeSent().stream().filter(line -> line.startsWith(what)).toList();
    }

    @Test
    void aCloseThatIsRefusedComesAgainTwiceAsLateEachTimeAndAfterTenSecondsAtTheMost() {
        bare();
        assertEquals(1, sent("place").size());

        for (final long delayMs : new long[] {250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000}) {
            dragon.rejected(dragon.lastPlacedId(), RejectClass.OTHER).forget();
            passMs(delayMs - 1);
            assertEquals(List.of(), sent("place"), "before " + delayMs + " ms");
            passMs(1);
            assertEquals(1, sent("place").size(), "after " + delayMs + " ms");
        }
    }

    @Test
    void whatCouldFillYetIsWaitedForThreeSecondsAndThenTheLegIsClosedBesideIt() {
        inPosition().flatten(ControlScope.BOT, 1);
        assertEquals(2, sent("cancel").size());
        dragon.status(orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0");

        passMs(2_750);
        assertEquals(List.of(), sent("place"));
        passMs(500);

        assertEquals(1, sent("place").size());
    }

    @Test
    void aTakeProfitThatStillRestsIsNotClosedASecondTime() {
        inPosition().flatten(ControlScope.BOT, 1);
        dragon.status(orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0").forget();

        passMs(10_000);
        assertEquals(List.of(), sent("place"), "the venue counts what rests as closed already");
        dragon.status(orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0");
        passMs(250);

        assertEquals(1, sent("place").size());
    }

    @Test
    void cancelsWithoutAnAnswerAreSentAgainAfterThreeSecondsWithAQuestion() {
        inPosition().flatten(ControlScope.BOT, 1).forget();

        passMs(2_750);
        assertEquals(List.of(), sent("cancel"));
        passMs(500);
        final List<String> again = dragon.takeSent();

        assertEquals(2, again.stream().filter("cancel"::equals).count(), again::toString);
        assertEquals(2, again.stream().filter("query order"::equals).count(), again::toString);
    }

    @Test
    void theSummaryIsToldOnceAllCancelsHaveEnded() {
        inPosition().flatten(ControlScope.BOT, 1);
        dragon.status(orderId(OrderRole.TAKE_PROFIT), VenueOrderStatus.CANCELED, "0");
        assertFalse(dragon.takeEvents().contains("FLATTEN_CANCEL_SUMMARY"));

        dragon.takeTexts();
        dragon.status(orderId(OrderRole.DCA), VenueOrderStatus.CANCELED, "0");
        passMs(1_000);

        assertEquals(
                List.of("FLATTEN_CANCEL_SUMMARY INFO: cancelled 2"),
                dragon.takeTexts().stream()
                        .filter(text -> text.startsWith("FLATTEN_CANCEL"))
                        .toList());
    }

    @Test
    void aCancelThatFailedIsToldOnlyDuringAFlatten() {
        inPosition().desire(1, DesiredStatus.PAUSED);
        dragon.cancelFailed(orderId(OrderRole.DCA), SendFailure.TRANSPORT_UNSENT);
        assertFalse(dragon.takeEvents().contains("FLATTEN_CANCEL_FAILED"));

        dragon.flatten(ControlScope.BOT, 1).cancelFailed(orderId(OrderRole.TAKE_PROFIT), SendFailure.TRANSPORT_UNSENT);

        assertTrue(dragon.takeEvents().contains("FLATTEN_CANCEL_FAILED"));
    }

    @Test
    void tellsHowMuchOfWhatItHoldsIsClosed() {
        isResting = false;
        inPosition().quote("60000.0", "60000.1").flatten(ControlScope.BOT, 1);

        assertEquals(List.of(CLOSE), dragon.takeSent());
        final List<String> texts = dragon.takeTexts();
        assertTrue(
                texts.contains("FLATTEN_POSITION_CLOSE WARN: of 1000000 held (E8), limit in amount"), texts::toString);
    }

    @Test
    void aCloseThatIsSilentIsAskedAboutAfterThreeSeconds() {
        bare();
        dragon.accepted(dragon.lastPlacedId()).forget();

        passMs(1_500);
        assertEquals(List.of(), sent("query order"));
        passMs(5_000);

        assertFalse(sent("query order").isEmpty());
        assertEquals(List.of(), sent("place"), "what it has done is not known");
    }

    @ParameterizedTest
    @CsvSource({"0.01, COMPLETED", "0.02, NONE"})
    void itEndsOnceTheVenueHasSaidZeroTwice(final String heldAtTheVenue, final FlattenOutcome outcome) {
        bare();
        final long close = dragon.lastPlacedId();
        dragon.accepted(close).filled(close, "0.01", "60000").status(close, VenueOrderStatus.FILLED, "0.01");
        passMs(250);
        final String left = "0.01".equals(heldAtTheVenue) ? "0" : "0.01";
        dragon.position(Leg.LONG, left);
        assertTrue(bot().flatten().isActive(), "one answer is not enough");

        passMs(6_000);
        dragon.position(Leg.LONG, left);

        assertEquals(outcome, bot().flatten().outcome());
    }

    @Test
    void anAnswerToAQuestionBeforeTheFlattenDoesNotCount() {
        bare();
        final long close = dragon.lastPlacedId();
        dragon.position(Leg.LONG, "0");
        dragon.accepted(close).filled(close, "0.01", "60000").status(close, VenueOrderStatus.FILLED, "0.01");

        passMs(250);
        dragon.position(Leg.LONG, "0").position(Leg.LONG, "0");

        assertTrue(bot().flatten().isActive(), "two reports are one answer where nothing was asked between them");
    }
}
