package dragon.tools.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.agrona.collections.LongHashSet;
import org.junit.jupiter.api.Test;

/** The simulator itself: it repeats, it reaches what it must, it keeps apart what a scenario names. */
class SimulationTest {
    private static final long EVENTS = 1_500;

    /** A plan in which some faults strike. */
    private static Plan stormy() {
        for (long seed = 1; ; seed++) {
            final Plan plan = Plan.of(seed, EVENTS);
            if (Simulation.run(plan).crashes() > 1) {
                return plan;
            }
        }
    }

    @Test
    void givesTheSameTraceForTheSameSeed() {
        final Plan plan = stormy();

        final Outcome one = Simulation.run(plan);
        final Outcome two = Simulation.run(plan);

        assertEquals(one.traceHash(), two.traceHash());
        assertEquals(one.struck(), two.struck());
        assertNotEquals(
                one.traceHash(),
                Simulation.run(Plan.of(plan.seed() + 1, EVENTS)).traceHash());
    }

    @Test
    void repeatsARunFromItsScenario() {
        final Outcome outcome = Simulation.run(stormy());

        final Scenario saved = Scenario.of(Scenario.lines(outcome, outcome.struck()), "memory");

        assertEquals(outcome.traceHash(), Simulation.run(saved.plan()).traceHash());
    }

    @Test
    void dropsOneStrikeAndKeepsTheOthers() {
        final Outcome outcome = Simulation.run(stormy());
        final List<Outcome.Strike> all = outcome.struck();
        final LongHashSet kept = new LongHashSet();
        all.subList(1, all.size()).forEach(strike -> kept.add(strike.key()));

        final Outcome without = Simulation.run(outcome.plan().keeping(kept));

        assertTrue(without.struck().stream().noneMatch(all.get(0)::equals));
    }

    @Test
    void failsNothingInARunWithoutFaultClasses() {
        final Outcome calm = Simulation.run(new Plan(3, EVENTS, EnumSet.noneOf(FaultClass.class), null));

        assertEquals(List.of(), calm.struck());
        assertNull(calm.violation(), () -> calm.violation().getMessage());
        assertEquals(1, calm.marks().count(Mark.FLAT_AT_THE_END));
    }

    @Test
    void A1_to_A12_recoversFromEveryDeathOfEngineAndGateway() {
        final EnumSet<FaultClass> deaths = EnumSet.noneOf(FaultClass.class);
        deaths.addAll(FaultClass.named("A"));
        long crashes = 0;
        for (long seed = 1; seed <= 10; seed++) {
            final Outcome outcome = Simulation.run(new Plan(seed, EVENTS, deaths, null));
            assertNull(outcome.violation(), () -> outcome.plan() + ": " + outcome.violation());
            crashes += outcome.crashes();
        }
        assertTrue(crashes > 0, "no process died");
    }

    @Test
    void A1_to_B3_recoversFromADeathAtEachBoundaryOfAShortLane() {
        final CrashSet set = CrashSet.of(1, EVENTS, 60);
        assertTrue(set.plans().size() > 20, set::describe);
        set.plans().forEach(SimulationTest::isClean);
    }

    @Test
    void E1_to_G9_settlesWhateverBefallsTheLifeOfOneOrder() {
        final OrderLife life = OrderLife.of(1, EVENTS, 1);
        assertTrue(life.plans().size() > 40, life::describe);
        life.plans().forEach(SimulationTest::isClean);
    }

    @Test
    void forcesAStrikeThatTheSeedWouldNotDrawAndRepeatsItFromItsScenario() {
        final Outcome.Strike death = new Outcome.Strike(FaultClass.A2_ENGINE_DIES_AFTER_APPEND, 7);

        final Outcome outcome = Simulation.run(Plan.forced(3, EVENTS, death));
        final Scenario saved = Scenario.of(Scenario.lines(outcome, outcome.struck()), "memory");

        assertEquals(List.of(death), outcome.struck());
        assertEquals(1, outcome.crashes());
        assertEquals(outcome.traceHash(), Simulation.run(saved.plan()).traceHash());
    }

    private static void isClean(final Plan plan) {
        final Outcome outcome = Simulation.run(plan);
        assertNull(outcome.violation(), () -> outcome.struck() + ": " + outcome.violation());
    }
}
