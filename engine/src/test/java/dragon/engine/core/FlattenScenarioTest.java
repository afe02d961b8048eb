package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.bot.FlattenOutcome;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.strategy.ExitReason;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flatten: bots that hold 0.01 on their legs, with a rung and a take profit resting at the venue. */
class FlattenScenarioTest {
    private static final long TEN_MINUTES_OF_STEPS = 4 * 660;

    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private CoreAtVenue dragon = new CoreAtVenue((settings, minutes) -> new ScriptedStrategy(script));

    @BeforeEach
    void script() {
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                if (situation.isBarClose()) {
                    targets.enter(e8("0.01"));
                }
                return;
            }
            targets.rung(e8(situation.isLong() ? "59500" : "60500"), e8("0.01"));
            targets.takeProfit(e8(situation.isLong() ? "60900" : "59100"), situation.quantityE8(), ExitReason.TP_PCT);
        });
    }

    private Bot bot(final int id) {
        return dragon.core().state().bots().get(id);
    }

    private CoreAtVenue inPosition(final Legs legs) {
        dragon.readyWith(legs, Map.of());
        dragon.settle().quote("59999.9", "60000.0");
        dragon.bar("60000");
        dragon.settle();
        dragon.forget();
        return dragon;
    }

    /** Steps until the flatten of a bot has ended, or for a little more than ten minutes. */
    private void untilEnded(final int botId) {
        for (int i = 0; i < TEN_MINUTES_OF_STEPS && bot(botId).flatten().isActive(); i++) {
            dragon.step();
        }
    }

    private void thenFlatAndPaused(final int botId) {
        assertEquals(FlattenOutcome.COMPLETED, bot(botId).flatten().outcome(), dragon.toString());
        assertEquals(BotStatus.PAUSED, bot(botId).status());
        assertEquals(DesiredStatus.PAUSED, bot(botId).desiredStatus());
        for (final Leg leg : List.of(Leg.LONG, Leg.SHORT)) {
            assertTrue(bot(botId).leg(leg).isFlat());
            assertEquals(0, bot(botId).leg(leg).entryCount());
        }
        assertEquals(List.of(), dragon.faultsOfTheCore);
    }

    @Test
    void closesNothingInTheTickThatFindsTheGatewaySilent() {
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                targets.enter(e8("0.01"));
            } else {
                targets.rung(e8("59500"), e8("0.01"));
            }
        });
        inPosition(Legs.LONG_ONLY);
        dragon.flatten(ControlScope.BOT, 1);
        assertEquals(List.of("cancel"), dragon.takeSent());
        dragon.forget();

        dragon.pauseEngine(11);
        assertTrue(dragon.takeEvents().contains("GATEWAY_DOWN"));
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void aBotThatWasFlattenedBeforeAnybodyHadClaimedItDecidesItsBarsWhenItIsResumed() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of());
        dragon.settle().quote("59999.9", "60000.0");
        dragon.createBotWith("new", Legs.LONG_ONLY, Map.of()).flatten(ControlScope.BOT, 2);
        assertEquals(BotStatus.PAUSED, bot(2).status());
        untilEnded(2);

        dragon.candle(dragon.barOpenMs(), "60000", CandleSource.HISTORY).historyEnd();
        dragon.desire(2, DesiredStatus.RUNNING).pass(4);
        dragon.bar("60000");

        assertEquals(BotStatus.RUNNING, bot(2).status());
        assertEquals(dragon.barOpenMs(), bot(2).lastDecidedOpenMs());
    }

    @Test
    void cancelsClosesBothLegsReadsZeroTwiceAndEndsPaused() {
        inPosition(Legs.BOTH_LEGS);
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
        assertEquals(e8("0.01"), dragon.held(Leg.SHORT));
        assertEquals(4, dragon.open().size());

        dragon.flatten(ControlScope.BOT, 1);
        assertEquals(List.of("cancel", "cancel", "cancel", "cancel"), dragon.takeSent());
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.held(Leg.LONG));
        assertEquals(0, dragon.held(Leg.SHORT));
        assertEquals(0, dragon.open().size());
        final List<String> told = dragon.takeEvents().stream()
                .filter(event -> event.startsWith("FLATTEN"))
                .toList();
        assertEquals(
                List.of(
                        "FLATTEN_REQUESTED",
                        "FLATTEN_STARTED",
                        "FLATTEN_POSITION_CLOSE",
                        "FLATTEN_CANCEL_SUMMARY",
                        "FLATTEN_POSITION_CLOSE",
                        "FLATTEN_COMPLETED"),
                told);
        assertEquals("NONE 1", dragon.lastResult());
    }

    @Test
    void staysPausedWhenTheNextBarCloses() {
        inPosition(Legs.LONG_ONLY).flatten(ControlScope.BOT, 1);
        untilEnded(1);

        dragon.quote("59999.9", "60000.0").bar("60000").forget();
        dragon.settle();

        thenFlatAndPaused(1);
        dragon.desire(1, DesiredStatus.RUNNING).bar("60000");
        assertTrue(dragon.takeSent().stream().anyMatch(sent -> sent.startsWith("place BUY LONG ENTRY")));
    }

    @Test
    void aPausedBotIsFlattenedAndStaysPaused() {
        inPosition(Legs.BOTH_LEGS).desire(1, DesiredStatus.PAUSED);
        dragon.settle().flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.open().size());
    }

    @Test
    void aDryRunLaneIsFlattenedAtThePaperVenueInTheSameWay() {
        dragon.inMode(LaneMode.DRY_RUN);
        inPosition(Legs.BOTH_LEGS).flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.held(Leg.LONG));
        assertEquals(0, dragon.held(Leg.SHORT));
    }

    @Test
    void noLimitOfEntriesStopsIt() {
        inPosition(Legs.BOTH_LEGS)
                .limit(RiskLimit.OPEN_ORDERS_BOT_MAX, "0")
                .limit(RiskLimit.OPEN_ORDERS_ACCOUNT_MAX, "0")
                .limit(RiskLimit.ORDER_NOTIONAL_MAX, "1")
                .limit(RiskLimit.LEG_NOTIONAL_MAX, "1")
                .limit(RiskLimit.DAY_LOSS_MAX, "0")
                .setAccount(1, AccountStatus.DISABLED, "0");
        dragon.settle().flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.held(Leg.LONG));
        assertEquals(0, dragon.held(Leg.SHORT));
    }

    @Test
    void aDegradedExchangeDoesNotStopIt() {
        inPosition(Legs.BOTH_LEGS).privateStream(SurfaceState.DOWN);
        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.held(Leg.LONG));
        assertEquals(0, dragon.held(Leg.SHORT));
    }

    @Test
    void dropsParkedIntents() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.DCA_ACTIVATION_PCT, "0.1"));
        dragon.settle().quote("59999.9", "60000.0").bar("60000");
        dragon.settle();
        final long rung = bot(1).leg(Leg.LONG).orderId(OrderRole.DCA);
        assertEquals(
                OrderStatus.PARKED, dragon.core().state().orders().get(rung).status());

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);
        dragon.quote("59499.9", "59500.0");
        dragon.settle();

        thenFlatAndPaused(1);
        assertEquals(
                OrderStatus.CANCELED, dragon.core().state().orders().get(rung).status());
    }

    @Test
    void closesTheLegOfTheBotAndLeavesThatOfAnother() {
        dragon.startTerm().createAccount("main").createBotWith("up", Legs.LONG_ONLY, Map.of());
        dragon.createBotWith("down", Legs.SHORT_ONLY, Map.of()).live(true).online();
        dragon.settle().quote("59999.9", "60000.0").bar("60000");
        dragon.settle();

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(e8("0.01"), dragon.held(Leg.SHORT));
        assertEquals(BotStatus.RUNNING, bot(2).status());
        assertEquals(2, dragon.open().size());
    }

    @Test
    void leavesWhatAnotherBotHoldsOnTheSameLeg() {
        dragon.startTerm().createAccount("main").createBotWith("one", Legs.LONG_ONLY, Map.of());
        dragon.createBotWith("two", Legs.LONG_ONLY, Map.of()).live(true).online();
        dragon.settle().quote("59999.9", "60000.0").bar("60000");
        dragon.settle();
        assertEquals(e8("0.02"), dragon.held(Leg.LONG));

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
    }

    @Test
    void flattensAllBotsOfAnAccountButTellsOfTheStoppedOnes() {
        dragon.startTerm().createAccount("main").createBotWith("one", Legs.LONG_ONLY, Map.of());
        dragon.createBotWith("two", Legs.SHORT_ONLY, Map.of()).createBotWith("three", Legs.LONG_ONLY, Map.of());
        dragon.live(true).online();
        dragon.settle().quote("59999.9", "60000.0").bar("60000");
        dragon.settle().desire(3, DesiredStatus.STOPPED);
        dragon.settle().forget();

        dragon.flatten(ControlScope.ACCOUNT, 1);
        assertTrue(dragon.lastDetail().startsWith("left alone: "), "who is left alone is told with the answer");
        assertTrue(dragon.lastDetail().contains("the bot is stopped"), dragon.lastDetail());
        assertEquals("NONE 2", dragon.lastResult());
        assertTrue(dragon.takeEvents().contains("FLATTEN_BLOCKED_STOPPED"));
        untilEnded(1);
        untilEnded(2);

        thenFlatAndPaused(1);
        thenFlatAndPaused(2);
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
    }

    @Test
    void slicesByTheLargestQuantityAndLeavesNoRestThatIsTooSmall() {
        inPosition(Legs.LONG_ONLY).instrument(1, CoreHarness.SYMBOL, "0.001", "0.0048", "0.0001");

        dragon.flatten(ControlScope.BOT, 1);
        dragon.settle().forget();
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.held(Leg.LONG));
    }

    @Test
    void closesTheOtherLegBeforeItTellsOfDust() {
        inPosition(Legs.BOTH_LEGS);
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public long liquidityE8(final CoreAtVenue.VenueOrder order) {
                return order.leg == Leg.LONG ? e8("0.0095") : order.quantityE8;
            }
        };

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        assertEquals(FlattenOutcome.INCOMPLETE, bot(1).flatten().outcome());
        assertEquals(e8("0.0005"), dragon.held(Leg.LONG));
        assertEquals(0, dragon.held(Leg.SHORT));
    }

    @Test
    void reachesFurtherEachTimeItFindsNobodyUpToFivePercent() {
        inPosition(Legs.LONG_ONLY);
        dragon.temper = new CoreAtVenue.Temper() {
            private int tries;

            @Override
            public long liquidityE8(final CoreAtVenue.VenueOrder order) {
                return ++tries > 6 ? order.quantityE8 : 0;
            }
        };

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(
                List.of(
                        "place SELL LONG FLATTEN IOC 0.01 @ 59700 reduce-only",
                        "place SELL LONG FLATTEN IOC 0.01 @ 59400 reduce-only",
                        "place SELL LONG FLATTEN IOC 0.01 @ 58800 reduce-only",
                        "place SELL LONG FLATTEN IOC 0.01 @ 57600 reduce-only",
                        "place SELL LONG FLATTEN IOC 0.01 @ 57000 reduce-only",
                        "place SELL LONG FLATTEN IOC 0.01 @ 57000 reduce-only",
                        "place SELL LONG FLATTEN IOC 0.01 @ 57000 reduce-only"),
                dragon.takeSent().stream()
                        .filter(sent -> sent.startsWith("place"))
                        .toList());
    }

    @Test
    void closesTheOtherLegWhenOneIsRefusedAndGivesUpWithANameInTheEnd() {
        inPosition(Legs.BOTH_LEGS);
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public boolean rejects(final CoreAtVenue.VenueOrder order) {
                return order.leg == Leg.LONG && order.isReduceOnly;
            }
        };

        dragon.flatten(ControlScope.BOT, 1);
        for (int i = 0; i < 100; i++) {
            dragon.step();
        }
        assertEquals(0, dragon.held(Leg.SHORT));
        assertTrue(bot(1).flatten().isActive());
        assertTrue(dragon.takeEvents().contains("FLATTEN_CLOSE_FAILED"));

        untilEnded(1);
        assertEquals(FlattenOutcome.FAILED, bot(1).flatten().outcome());
        assertEquals(BotStatus.ERROR, bot(1).status());
        assertEquals(EventCode.FLATTEN_FAILED, bot(1).lastError());
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
    }

    @Test
    void resolvesWhatIsInDoubtForItsOwnLegAndClosesTheOtherMeanwhile() {
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public boolean losesAnswer(final CoreAtVenue.VenueOrder order) {
                return order.leg == Leg.LONG && !order.isReduceOnly && order.type != OrderType.IOC;
            }
        };
        inPosition(Legs.BOTH_LEGS);
        final Order rung =
                dragon.core().state().orders().get(bot(1).leg(Leg.LONG).orderId(OrderRole.DCA));
        assertFalse(rung.status().isTerminal());

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.held(Leg.LONG));
        assertEquals(0, dragon.open().size());
    }

    @Test
    void cancelsAgainWhatWasRefusedOrLost() {
        inPosition(Legs.BOTH_LEGS);
        dragon.temper = new CoreAtVenue.Temper() {
            private int cancels;

            @Override
            public boolean refusesCancel(final CoreAtVenue.VenueOrder order) {
                return ++cancels <= 3;
            }

            @Override
            public boolean losesCancel(final CoreAtVenue.VenueOrder order) {
                return cancels >= 3 && ++cancels <= 6;
            }
        };

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertTrue(dragon.takeEvents().contains("FLATTEN_CANCEL_FAILED"));
        assertEquals(0, dragon.open().size());
    }

    @Test
    void refusesWhereNothingMayBeSentAndForgetsTheWish() {
        inPosition(Legs.LONG_ONLY);

        dragon.live(false).flatten(ControlScope.BOT, 1);
        assertEquals("LIVE_TRADING_OFF 0", dragon.lastResult());
        dragon.live(true).kill(KillScope.ACCOUNT, 1, true).flatten(ControlScope.ENGINE, 0);
        assertEquals("KILL_SWITCH_IS_ON 0", dragon.lastResult());
        dragon.kill(KillScope.ACCOUNT, 1, false)
                .desire(1, DesiredStatus.STOPPED)
                .flatten(ControlScope.BOT, 1);
        assertEquals("BOT_IS_STOPPED 0", dragon.lastResult());
        dragon.flatten(ControlScope.BOT, 9);
        assertEquals("UNKNOWN_BOT 0", dragon.lastResult());
        dragon.flatten(ControlScope.SYMBOL, 1);
        assertEquals("UNKNOWN_SCOPE 0", dragon.lastResult());

        assertTrue(dragon.takeEvents().contains("FLATTEN_BLOCKED_STOPPED"));
        assertFalse(bot(1).flatten().isActive());
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
    }

    @Test
    void isDroppedByTheKillSwitchAndDoesNotFireAfterItsRelease() {
        inPosition(Legs.LONG_ONLY).flatten(ControlScope.BOT, 1);
        dragon.kill(KillScope.GLOBAL, 0, true).forget();
        dragon.step();
        untilEnded(1);
        assertEquals(FlattenOutcome.DROPPED, bot(1).flatten().outcome());
        assertTrue(dragon.takeEvents().contains("FLATTEN_FAILED"));
        dragon.settle().takeSent();

        dragon.release(ControlScope.ENGINE, 0, Leg.NULL_VAL).pass(60).bar("60000");
        dragon.settle();

        assertFalse(dragon.takeSent().stream().anyMatch(sent -> sent.contains("FLATTEN")));
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
        assertEquals(BotStatus.PAUSED, bot(1).status());
    }

    @Test
    void goesThroughAKillSwitchOnlyWhenThatIsMeantAndLeavesItOn() {
        inPosition(Legs.BOTH_LEGS).kill(KillScope.GLOBAL, 0, true).flatten(ControlScope.BOT, 1);
        assertEquals("KILL_SWITCH_IS_ON 0", dragon.lastResult());

        dragon.flattenThroughKill(ControlScope.BOT, 1);
        untilEnded(1);

        thenFlatAndPaused(1);
        assertTrue(dragon.core().state().isKilled());
        assertEquals(0, dragon.open().size());
        dragon.desire(1, DesiredStatus.RUNNING).forget().bar("60000");
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void theNextPressOfAKillSwitchEndsAFlattenThatWentThroughOne() {
        inPosition(Legs.BOTH_LEGS).kill(KillScope.BOT, 1, true).flattenThroughKill(ControlScope.BOT, 1);
        dragon.kill(KillScope.ACCOUNT, 1, true).forget();
        dragon.settle();
        untilEnded(1);

        assertEquals(FlattenOutcome.DROPPED, bot(1).flatten().outcome());
        assertFalse(dragon.takeSent().stream().anyMatch(sent -> sent.startsWith("place") || sent.equals("cancel")));
        assertEquals(e8("0.01"), dragon.held(Leg.LONG));
        assertEquals(e8("0.01"), dragon.held(Leg.SHORT));
    }

    @Test
    void goesThroughAKillSwitchAcrossARestart() {
        inPosition(Legs.LONG_ONLY).kill(KillScope.GLOBAL, 0, true).flattenThroughKill(ControlScope.BOT, 1);
        dragon.crash();
        dragon.quote("59999.9", "60000.0");
        untilEnded(1);

        thenFlatAndPaused(1);
        assertEquals(0, dragon.held(Leg.LONG));
    }

    @Test
    void noWordOpensTheLiveGateForAFlatten() {
        inPosition(Legs.LONG_ONLY).live(false).flattenThroughKill(ControlScope.BOT, 1);
        assertEquals("LIVE_TRADING_OFF 0", dragon.lastResult());
        assertFalse(bot(1).flatten().isActive());
    }

    @Test
    void tellsWhatTheVenueHoldsBeyondOurBooks() {
        inPosition(Legs.LONG_ONLY).tradeByHand(Leg.LONG, e8("0.5"));

        dragon.flatten(ControlScope.BOT, 1);
        untilEnded(1);

        assertEquals(FlattenOutcome.INCOMPLETE, bot(1).flatten().outcome());
        assertEquals(BotStatus.ERROR, bot(1).status());
        assertEquals(EventCode.FLATTEN_INCOMPLETE, bot(1).lastError());
        assertEquals(e8("0.5"), dragon.held(Leg.LONG));
        assertEquals(List.of(), dragon.faultsOfTheCore);
    }

    @Test
    void closesWhatIsLeftOfALegThatSomebodyElseHasClosedInPartAndSaysSo() {
        inPosition(Legs.BOTH_LEGS).tradeByHand(Leg.LONG, e8("-0.004"));

        dragon.flatten(ControlScope.BOT, 1);
        int steps = 0;
        for (; steps < TEN_MINUTES_OF_STEPS && bot(1).flatten().isActive(); steps++) {
            dragon.step();
        }

        assertTrue(steps < TEN_MINUTES_OF_STEPS / 5, "it does not knock for ten minutes");
        assertEquals(0, dragon.held(Leg.LONG));
        assertEquals(0, dragon.held(Leg.SHORT));
        assertEquals(e8("0.004"), bot(1).leg(Leg.LONG).quantityE8(), "what was not our trade is not in our book");
        assertEquals(FlattenOutcome.INCOMPLETE, bot(1).flatten().outcome());
        assertEquals(BotStatus.ERROR, bot(1).status());
        assertEquals(EventCode.FLATTEN_INCOMPLETE, bot(1).lastError());
    }

    @Test
    void cannotBeResumedOrStoppedMeanwhile() {
        inPosition(Legs.LONG_ONLY).flatten(ControlScope.BOT, 1).desire(1, DesiredStatus.RUNNING);
        assertEquals("BEING_FLATTENED 0", dragon.lastResult());
        dragon.flatten(ControlScope.BOT, 1);
        assertEquals("BEING_FLATTENED 0", dragon.lastResult());
        untilEnded(1);
        thenFlatAndPaused(1);
    }

    @Test
    void goesOnFromWhereItWasWhereverTheEngineDies() {
        int steps = 0;
        inPosition(Legs.BOTH_LEGS).flatten(ControlScope.BOT, 1);
        while (bot(1).flatten().isActive()) {
            dragon.step();
            steps++;
        }
        assertTrue(steps > 10, "steps " + steps);
        for (int at = 0; at <= steps; at++) {
            dragon = new CoreAtVenue((settings, minutes) -> new ScriptedStrategy(script));
            inPosition(Legs.BOTH_LEGS).flatten(ControlScope.BOT, 1);
            for (int i = 0; i < at; i++) {
                dragon.step();
            }
            assertEquals(dragon.hash(), dragon.hashOfReplay(), "from the journal, at step " + at);
            dragon.crash();
            dragon.quote("59999.9", "60000.0");
            untilEnded(1);
            thenFlatAndPaused(1);
            assertEquals(0, dragon.held(Leg.LONG) + dragon.held(Leg.SHORT), "at step " + at);
            assertEquals(0, dragon.open().size(), "at step " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void endsFlatWhateverTheVenueDoesToItAndNeverGrowsOrFlipsALeg(final long seed) {
        final Random random = new Random(seed);
        final int badPercent = 10 + random.nextInt(50);
        inPosition(Legs.BOTH_LEGS);
        dragon.temper = new CoreAtVenue.Temper() {
            private boolean isBad() {
                return random.nextInt(100) < badPercent;
            }

            @Override
            public long liquidityE8(final CoreAtVenue.VenueOrder order) {
                return isBad() ? order.quantityE8 / 200_000 * random.nextInt(2) * 100_000 : order.quantityE8;
            }

            @Override
            public boolean rejects(final CoreAtVenue.VenueOrder order) {
                return isBad() && random.nextInt(3) == 0;
            }

            @Override
            public boolean losesAnswer(final CoreAtVenue.VenueOrder order) {
                return isBad();
            }

            @Override
            public boolean refusesCancel(final CoreAtVenue.VenueOrder order) {
                return isBad();
            }

            @Override
            public boolean losesCancel(final CoreAtVenue.VenueOrder order) {
                return isBad();
            }
        };
        long longHeldE8 = dragon.held(Leg.LONG);
        long shortHeldE8 = dragon.held(Leg.SHORT);

        dragon.flatten(ControlScope.BOT, 1);
        for (int i = 0; i < TEN_MINUTES_OF_STEPS && bot(1).flatten().isActive(); i++) {
            if (random.nextInt(40) == 0) {
                dragon.crash();
                dragon.quote("59999.9", "60000.0");
            }
            dragon.step();
            assertTrue(dragon.held(Leg.LONG) <= longHeldE8 && dragon.held(Leg.LONG) >= 0, "seed " + seed);
            assertTrue(dragon.held(Leg.SHORT) <= shortHeldE8 && dragon.held(Leg.SHORT) >= 0, "seed " + seed);
            longHeldE8 = dragon.held(Leg.LONG);
            shortHeldE8 = dragon.held(Leg.SHORT);
        }

        thenFlatAndPaused(1);
        assertEquals(0, dragon.open().size(), "seed " + seed);
    }
}
