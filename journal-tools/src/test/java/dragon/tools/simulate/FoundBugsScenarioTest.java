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
