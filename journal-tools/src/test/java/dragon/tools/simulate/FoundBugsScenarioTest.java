package dragon.tools.simulate;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bugs of ours that the simulator found, each cut down to the strikes that made it. */
class FoundBugsScenarioTest {
    @Test
    void D1_ordersLeaveWhenAnEngineStartedBehindAndTheClockIsSetRight() throws IOException {
        final Outcome outcome = isClean("D1_engine_starts_while_the_clock_is_behind");

        assertStruck(outcome, FaultClass.D1_CLOCK_BACK, FaultClass.A1_ENGINE_DIES_BEFORE_APPEND);
        assertTrue(outcome.marks().count(Mark.FLATTEN_FILLED) > 0, "nothing was closed, so nothing was shown");
    }

    @Test
    void B20_anImageWithASettingThatCannotBeIsLeftForTheJournal() throws IOException {
        final Outcome outcome = isClean("B20_image_with_a_setting_that_cannot_be");

        assertStruck(outcome, FaultClass.B20_IMAGE_DAMAGED, FaultClass.B1_POWER_LOSS);
        assertTrue(outcome.marks().count(Mark.IMAGE_REFUSED) > 0, "no image was refused, so nothing was shown");
    }

    @Test
    void E18_anOpenOrderThatTheExchangeHasLostIsGivenUpThoughTheCoreHadNoReasonToAsk() throws IOException {
        final Outcome outcome = isClean("E18_exchange_loses_an_open_order");

        assertStruck(outcome, FaultClass.E18_VENUE_LOSES_ORDER);
        assertTrue(outcome.marks().count(Mark.ORDER_VENUE_LOST) > 0, "nothing was lost, so nothing was shown");
    }

    @Test
    void E18_anExitThatTheExchangeHasLostIsGivenUpAfterAPowerLossToo() throws IOException {
        final Outcome outcome = isClean("E18_exchange_loses_an_exit_after_a_power_loss");

        assertStruck(outcome, FaultClass.E18_VENUE_LOSES_ORDER, FaultClass.B1_POWER_LOSS, FaultClass.D1_CLOCK_BACK);
        assertTrue(outcome.marks().count(Mark.ORDER_VENUE_LOST) > 0, "nothing was lost, so nothing was shown");
    }

    @Test
    void D7_noTimerClosesALegInTheTickThatFindsTheGatewaySilent() throws IOException {
        final Outcome outcome = isClean("D7_flatten_timer_before_the_silence_is_found");

        assertStruck(outcome, FaultClass.D7_ENGINE_PAUSED, FaultClass.J5_FLATTEN);
        assertTrue(outcome.marks().count(Mark.GATEWAY_DOWN) > 0, "no silence was found, so nothing was shown");
    }

    @Test
    void E6_anOrderThatArrivesLateAndIsFilledIsAnEntryOfItsLadder() throws IOException {
        final Outcome outcome = isClean("E6_late_order_is_filled_before_it_is_taken_back");

        assertStruck(outcome, FaultClass.E6_PLACE_ARRIVES_LATE);
        assertTrue(outcome.marks().count(Mark.ORDER_SURPLUS) > 0, "nothing came late, so nothing was shown");
        assertTrue(outcome.marks().count(Mark.RUNG_FILLED) > 1, "nothing late was filled, so nothing was shown");
    }

    @Test
    void G15_noTakeProfitIsPlacedWhileAFlattenThatWasDroppedIsInDoubt() throws IOException {
        final Outcome outcome = isClean("G15_take_profit_beside_a_flatten_in_doubt");

        assertStruck(outcome, FaultClass.E25_ORDERS_UNANSWERED, FaultClass.J5_FLATTEN, FaultClass.G12_HEDGE_MODE_OFF);
        assertTrue(outcome.marks().count(Mark.ORDER_IN_DOUBT) > 0, "nothing was in doubt, so nothing was shown");
    }

    @Test
    void G15_noTakeProfitIsPlacedWhileAFlattenThatAKillSwitchEndedIsInDoubt() throws IOException {
        final Outcome outcome = isClean("G15_take_profit_beside_a_flatten_that_a_kill_switch_dropped");

        assertStruck(outcome, FaultClass.E25_ORDERS_UNANSWERED, FaultClass.J5_FLATTEN, FaultClass.J5_KILL_SWITCH);
        assertTrue(outcome.marks().count(Mark.ORDER_IN_DOUBT) > 0, "nothing was in doubt, so nothing was shown");
    }

    @Test
    void E10_aCancelThatTheExchangeHeardAndDidNotCarryOutIsSentAgain() throws IOException {
        final Outcome outcome = isClean("E10_cancel_that_does_nothing");

        assertStruck(outcome, FaultClass.E10_CANCEL_DOES_NOTHING);
        assertTrue(outcome.marks().count(Mark.ORDER_CANCELLED) > 0, "nothing was taken back, so nothing was shown");
    }

    @Test
    void A2_aRefusedOrderThatIsToldAgainAfterADeathIsNeitherRevivedNorCountedTwice() throws IOException {
        final Outcome outcome = isClean("A2_refused_order_is_told_again");

        assertStruck(outcome, FaultClass.A2_ENGINE_DIES_AFTER_APPEND);
        assertTrue(outcome.marks().count(Mark.ORDER_REJECTED) > 0, "nothing was refused, so nothing was shown");
    }

    @Test
    void B1_aTradeOfAnOrderWhoseVenueIdWentWithThePowerIsBooked() throws IOException {
        final Outcome outcome = isClean("B1_trade_of_an_order_whose_venue_id_was_lost");

        assertStruck(outcome, FaultClass.E6_PLACE_ARRIVES_LATE, FaultClass.B1_POWER_LOSS_BEFORE_SYNC);
        assertTrue(outcome.marks().count(Mark.ORDER_SURPLUS) > 0, "nothing came late, so nothing was shown");
    }

    @Test
    void J5_aPanicThatFreezesSendsNoCancelAnyMore() throws IOException {
        final Outcome outcome = isClean("J5_panic_freezes_beside_a_cancel");

        assertStruck(outcome, FaultClass.J5_PANIC, FaultClass.E25_ORDERS_UNANSWERED);
        assertTrue(outcome.marks().count(Mark.PANIC_FROZEN) > 0, "nothing was frozen, so nothing was shown");
    }

    /** Runs a scenario that violated an invariant once. */
    private static Outcome isClean(final String name) throws IOException {
        try (InputStream in = FoundBugsScenarioTest.class.getResourceAsStream("/scenarios/" + name + ".scenario")) {
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            final Outcome outcome =
                    Simulation.run(Scenario.of(text.lines().toList(), name).plan());
            assertNull(outcome.violation(), () -> name + ": " + outcome.violation());
            return outcome;
        }
    }

    /** A scenario whose strikes no longer meet anything shows nothing: cut a new one down then. */
    private static void assertStruck(final Outcome outcome, final FaultClass... faults) {
        final Set<FaultClass> struck = EnumSet.noneOf(FaultClass.class);
        outcome.struck().forEach(strike -> struck.add(strike.fault()));
        for (final FaultClass fault : faults) {
            assertTrue(struck.contains(fault), () -> fault + " does not strike any more: " + outcome.struck());
        }
    }
}
