package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.CoreAtVenue.Delivery;
import dragon.engine.core.CoreAtVenue.VenueOrder;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.FlattenOutcome;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.strategy.ExitReason;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A flatten of both legs under every fault of the venue, one at a time and all together, and in each of these with every kind of
 * death at every step: it ends flat, or with a reason that has a name, and never makes a leg larger or turns it.
 */
class FlattenFaultMatrixTest {
    private static final int STEPS_MAX = 4 * 700;

    /** Steps for which a fault goes on; then the venue is well again. */
    private static final int SICK_STEPS = 40;

    /** What the venue, its streams or a person does wrong. */
    private enum Fault {
        NONE,
        LOST_ACK,
        LATE_ACCEPT,
        THROTTLE,
        NEVER_LEFT,
        REJECT,
        LATE_FILL,
        DUPLICATE_REPORT,
        REORDER_REPORT,
        LOST_REPORT,
        DROP_STREAM,
        UNKNOWN_QUERY,
        LOST_QUERY,
        MISSING_ORDER,
        STALE_READ,
        CANCEL_REJECT,
        CANCEL_LOST,
        MARKET_PARTIAL,
        NOBODY_THERE,
        NO_QUOTE,
        ONE_WAY,
        CLOSED_BY_HAND,
        OPENED_BY_HAND
    }

    /** Who dies, and how far the intents of the last input had come. */
    private enum Death {
        ENGINE_AFTER_THE_GATEWAY_READ,
        ENGINE_BEFORE_THE_GATEWAY_READ,
        GATEWAY
    }

    /** One run: a position, a flatten, faults, perhaps a death; judged after every step. */
    private static final class Run {
        private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
        private final CoreAtVenue dragon = new CoreAtVenue((settings, minutes) -> new ScriptedStrategy(script));
        private final Set<Fault> faults;
        private final Random random;
        private final String name;
        private int step;
        private long longE8;
        private long shortE8;

        Run(final Set<Fault> faults, final long seed, final String name) {
            this.faults = faults;
            this.random = new Random(seed);
            this.name = name;
            script.decide((situation, targets) -> {
                if (situation.isFlat()) {
                    if (situation.isBarClose()) {
                        targets.enter(e8("0.01"));
                    }
                    return;
                }
                targets.rung(e8(situation.isLong() ? "59500" : "60500"), e8("0.01"));
                targets.takeProfit(
                        e8(situation.isLong() ? "60900" : "59100"), situation.quantityE8(), ExitReason.TP_PCT);
            });
            dragon.readyWith(Legs.BOTH_LEGS, Map.of());
            dragon.settle().quote("59999.9", "60000.0");
            dragon.bar("60000");
            dragon.settle();
            longE8 = dragon.held(Leg.LONG);
            shortE8 = dragon.held(Leg.SHORT);
            assertEquals(e8("0.01"), longE8, name);
            assertEquals(e8("0.01"), shortE8, name);
            dragon.temper = new Sick();
        }

        private boolean has(final Fault fault) {
            return step < SICK_STEPS && faults.contains(fault);
        }

        /** Alone a fault strikes always; among others every third time, else nothing but the first would be seen. */
        private boolean strikes(final Fault fault) {
            return has(fault) && (faults.size() == 1 || random.nextInt(3) == 0);
        }

        private final class Sick implements CoreAtVenue.Temper {
            @Override
            public long liquidityE8(final VenueOrder order) {
                if (strikes(Fault.NOBODY_THERE)) {
                    return 0;
                }
                return strikes(Fault.MARKET_PARTIAL) ? e8("0.003") : order.quantityE8;
            }

            @Override
            public boolean rejects(final VenueOrder order) {
                return strikes(Fault.REJECT);
            }

            @Override
            public boolean losesAnswer(final VenueOrder order) {
                return strikes(Fault.LOST_ACK) || strikes(Fault.LATE_ACCEPT);
            }

            @Override
            public boolean refusesCancel(final VenueOrder order) {
                return strikes(Fault.CANCEL_REJECT);
            }

            @Override
            public boolean losesCancel(final VenueOrder order) {
                return strikes(Fault.CANCEL_LOST);
            }

            @Override
            public SendFailure failsUnsent(final VenueOrder order) {
                if (strikes(Fault.THROTTLE)) {
                    return SendFailure.THROTTLED;
                }
                return strikes(Fault.NEVER_LEFT) ? SendFailure.EXPIRED_UNSENT : null;
            }

            @Override
            public Delivery report(final VenueOrder order) {
                if (strikes(Fault.LOST_REPORT)) {
                    return Delivery.NEVER;
                }
                if (strikes(Fault.LATE_FILL)) {
                    return Delivery.LATE;
                }
                if (strikes(Fault.REORDER_REPORT)) {
                    return Delivery.BEFORE_ALL_OTHERS;
                }
                return strikes(Fault.DUPLICATE_REPORT) ? Delivery.TWICE : Delivery.ONCE;
            }

            @Override
            public boolean isUnknown(final VenueOrder order) {
                return strikes(Fault.UNKNOWN_QUERY) || has(Fault.LATE_ACCEPT);
            }

            @Override
            public boolean losesQuery() {
                return strikes(Fault.LOST_QUERY);
            }

            @Override
            public boolean isListed(final VenueOrder order) {
                return !strikes(Fault.MISSING_ORDER);
            }

            @Override
            public long readE8(final Leg leg, final long heldE8) {
                return strikes(Fault.STALE_READ) ? e8("0.01") : heldE8;
            }
        }

        private void act() {
            if (step == 2 && has(Fault.DROP_STREAM)) {
                dragon.privateStream(SurfaceState.DOWN);
            }
            if (step == SICK_STEPS && faults.contains(Fault.DROP_STREAM)) {
                dragon.privateStream(SurfaceState.UP);
            }
            if (step == 1 && has(Fault.NO_QUOTE)) {
                dragon.quote(null, null);
            }
            if (step == SICK_STEPS && faults.contains(Fault.NO_QUOTE)) {
                dragon.quote("59999.9", "60000.0");
            }
            if (step == 3 && has(Fault.ONE_WAY)) {
                dragon.account(1, PositionMode.ONE_WAY);
            }
            if (step == SICK_STEPS && faults.contains(Fault.ONE_WAY)) {
                dragon.account(1, PositionMode.HEDGE);
            }
            if (step == 1 && has(Fault.CLOSED_BY_HAND) && dragon.held(Leg.LONG) >= e8("0.005")) {
                dragon.tradeByHand(Leg.LONG, -e8("0.005"));
            }
            if (step == 1 && has(Fault.OPENED_BY_HAND)) {
                dragon.tradeByHand(Leg.LONG, e8("0.005"));
                longE8 = dragon.held(Leg.LONG);
            }
        }

        /** Runs to the end; a death of null = nobody dies. */
        Run flatten(final Death death, final int deathStep) {
            dragon.flatten(ControlScope.BOT, 1);
            for (step = 0; step < STEPS_MAX && bot().flatten().isActive(); step++) {
                act();
                if (death != null && step == deathStep) {
                    die(death);
                } else {
                    dragon.step();
                }
                judge();
            }
            dragon.settle(); // What is still on its way may not undo it.
            judge();
            return this;
        }

        private void die(final Death death) {
            switch (death) {
                case ENGINE_AFTER_THE_GATEWAY_READ -> dragon.step().crashToTheJournal();
                case ENGINE_BEFORE_THE_GATEWAY_READ -> dragon.deaf(true)
                        .step()
                        .deaf(false)
                        .crashToTheJournal();
                case GATEWAY -> dragon.gatewayCrash();
            }
            dragon.quote("59999.9", "60000.0");
        }

        private void judge() {
            final long longNowE8 = dragon.held(Leg.LONG);
            final long shortNowE8 = dragon.held(Leg.SHORT);
            assertTrue(longNowE8 >= 0 && longNowE8 <= longE8, () -> name + ": LONG " + longE8 + " -> " + longNowE8);
            assertTrue(
                    shortNowE8 >= 0 && shortNowE8 <= shortE8, () -> name + ": SHORT " + shortE8 + " -> " + shortNowE8);
            longE8 = longNowE8;
            shortE8 = shortNowE8;
            assertTrue(dragon.faultsOfTheCore.isEmpty(), () -> name + ": " + dragon.faultsOfTheCore);
        }

        Bot bot() {
            return dragon.core().state().bots().get(1);
        }

        /** Flat, and nothing of ours open; or named, with what is left told. */
        FlattenOutcome ending() {
            final FlattenOutcome outcome = bot().flatten().outcome();
            switch (outcome) {
                case COMPLETED -> {
                    assertEquals(0, dragon.held(Leg.LONG), name);
                    assertEquals(0, dragon.held(Leg.SHORT), name);
                    assertTrue(dragon.open().isEmpty(), () -> name + ": " + dragon);
                }
                case DROPPED -> assertTrue(dragon.takeEvents().contains("FLATTEN_FAILED"), name);
                case INCOMPLETE, FAILED -> assertEquals(
                        "FLATTEN_" + outcome, bot().lastError().name(), name);
                case NONE -> throw new AssertionError(name + ": has not ended after " + step + " steps");
            }
            return outcome;
        }
    }

    private static Run run(final Set<Fault> faults, final long seed, final Death death, final int deathStep) {
        final String name = faults + (death == null ? "" : ", " + death + " at step " + deathStep) + ", seed " + seed;
        return new Run(faults, seed, name).flatten(death, deathStep);
    }

    /** How a flatten may end where the fault has ended: flat, but for what only a person can put right. */
    private static Set<FlattenOutcome> allowed(final Set<Fault> faults) {
        final Set<FlattenOutcome> allowed = EnumSet.of(FlattenOutcome.COMPLETED);
        if (faults.contains(Fault.ONE_WAY)) {
            allowed.add(FlattenOutcome.DROPPED);
        }
        if (faults.contains(Fault.OPENED_BY_HAND) || faults.contains(Fault.CLOSED_BY_HAND)) {
            allowed.add(FlattenOutcome.INCOMPLETE);
            allowed.add(FlattenOutcome.FAILED);
        }
        return allowed;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void endsFlatOrNamedWhoeverDiesAtWhicheverStep(final Fault fault) {
        final Set<Fault> faults = EnumSet.of(fault);
        final Run undisturbed = run(faults, 1, null, 0);
        final FlattenOutcome expected = undisturbed.ending();
        assertTrue(allowed(faults).contains(expected), fault + " ends " + expected);
        final int steps = Math.min(undisturbed.step, 2 * SICK_STEPS);
        final Map<FlattenOutcome, Integer> endings = new TreeMap<>();
        for (final Death death : Death.values()) {
            for (int step = 0; step <= steps; step++) {
                final FlattenOutcome ending = run(faults, 1, death, step).ending();
                assertTrue(allowed(faults).contains(ending), fault + " with " + death + " at " + step + ": " + ending);
                endings.merge(ending, 1, Integer::sum);
            }
        }
        assertEquals(
                3 * (steps + 1),
                endings.values().stream().mapToInt(Integer::intValue).sum());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void endsFlatOrNamedUnderAllFaultsTogetherWhoeverDies(final long seed) {
        final Set<Fault> faults =
                EnumSet.complementOf(EnumSet.of(Fault.NONE, Fault.ONE_WAY, Fault.CLOSED_BY_HAND, Fault.OPENED_BY_HAND));
        for (final Death death : Death.values()) {
            for (int step = 0; step <= SICK_STEPS; step += 3) {
                final FlattenOutcome ending = run(faults, seed, death, step).ending();
                assertEquals(FlattenOutcome.COMPLETED, ending, "seed " + seed + " " + death + " at " + step);
            }
        }
    }
}
