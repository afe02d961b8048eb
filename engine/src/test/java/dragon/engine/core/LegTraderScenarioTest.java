package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.LegState;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import dragon.engine.strategy.LegSituation;
import dragon.engine.strategy.LegTargets;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a strategy is told of a leg, and what its wishes become: legs of 0.01 from 60,000. */
class LegTraderScenarioTest {
    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreHarness dragon = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
    private BiConsumer<LegSituation, LegTargets> whileHeld = (situation, targets) -> {};
    private String seen;

    @BeforeEach
    void script() {
        script.decide((situation, targets) -> {
            if (situation.isLong()) {
                seen = told(situation);
            }
            if (situation.isFlat()) {
                if (situation.isBarClose()) {
                    targets.enter(e8("0.01"));
                }
            } else {
                whileHeld.accept(situation, targets);
            }
        });
    }

    private static String decimal(final long valueE8) {
        return valueE8 == LegSituation.NULL_NUMBER
                ? "none"
                : BigDecimal.valueOf(valueE8, 8).stripTrailingZeros().toPlainString();
    }

    private static String told(final LegSituation situation) {
        return (situation.isBarClose() ? "bar " : "") + "close " + decimal(situation.closeE8()) + ", holds "
                + decimal(situation.quantityE8()) + " @ " + decimal(situation.averageEntryE8()) + ", first "
                + decimal(situation.firstQuantityE8()) + " @ " + decimal(situation.firstEntryPriceE8()) + ", entries "
                + situation.entryCount() + ", balance " + decimal(situation.balanceE8()) + ", other leg "
                + (situation.isOtherLegFlat() ? "flat" : "held");
    }

    private LegState leg(final Leg which) {
        return dragon.core().state().bots().get(1).leg(which);
    }

    private CoreHarness inPosition(final Legs legs, final Map<StrategyParameter, String> settings) {
        dragon.readyWith(legs, settings).bar("60000");
        for (final Leg which : List.of(Leg.LONG, Leg.SHORT)) {
            final long id = leg(which).orderId(OrderRole.ENTRY);
            if (id != 0) {
                dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
            }
        }
        return dragon.forget();
    }

    private List<String> places() {
        return dragon.takeSent().stream()
                .filter(what -> what.startsWith("place"))
                .toList();
    }

    private long cancels() {
        return dragon.takeSent().stream().filter("cancel"::equals).count();
    }

    // What a strategy is told

    @Test
    void tellsOfAFlatLegWhatIsFreeAndWhatTheLastCandleClosedAt() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60123.4");
        assertEquals(
                "bar close 60123.4, holds 0 @ none, first 0 @ none, entries 0, balance 9000, other leg flat", seen);
    }

    @Test
    void tellsTheBalanceOfTheSettingsWhereTheyHaveOne() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.BALANCE_OVERRIDE_USD, "500"))
                .bar("60000");

        assertTrue(seen.contains("balance 500,"), seen);
    }

    @Test
    void tellsOfAPartOfTheFirstEntryAsOfAnEntryAndOfTheFirstOneAfterTheSecond() {
        script.decide((situation, targets) -> {
            seen = told(situation);
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("59990"), e8("0.02"));
            } else if (!situation.isFlat() && situation.entryCount() == 1) {
                targets.rung(e8("59500"), e8("0.02"));
            }
        });
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        final long entry = dragon.lastPlacedId();
        dragon.accepted(entry).filled(entry, "0.005", "59990");
        assertEquals(
                "close 60000, holds 0.005 @ 59990, first 0.005 @ 59990, entries 1, balance 9000, other leg flat", seen);

        dragon.filled(entry, "0.015", "59970").status(entry, VenueOrderStatus.FILLED, "0.02");
        assertEquals(
                "close 60000, holds 0.02 @ 59975, first 0.02 @ 59975, entries 1, balance 9000, other leg flat", seen);
        final long rung = leg(Leg.LONG).orderId(OrderRole.DCA);
        dragon.accepted(rung).filled(rung, "0.02", "59500").status(rung, VenueOrderStatus.FILLED, "0.02");

        assertEquals(
                "close 60000, holds 0.04 @ 59737.5, first 0.02 @ 59975, entries 2, balance 9000, other leg flat", seen);
    }

    @Test
    void tellsWhetherTheOtherLegIsHeld() {
        dragon.readyWith(Legs.BOTH_LEGS, Map.of()).bar("60000");
        final long sell = leg(Leg.SHORT).orderId(OrderRole.ENTRY);
        final long buy = leg(Leg.LONG).orderId(OrderRole.ENTRY);
        dragon.accepted(buy).filled(buy, "0.01", "60000").status(buy, VenueOrderStatus.FILLED, "0.01");
        assertTrue(seen.endsWith("other leg flat"), seen);

        dragon.accepted(sell).filled(sell, "0.01", "60000").status(sell, VenueOrderStatus.FILLED, "0.01");
        dragon.bar("60000");

        assertTrue(seen.endsWith("other leg held"), seen);
    }

    @Test
    void tellsTheTimeOfNowAndThatOfTheLastExit() {
        final long[] times = new long[2];
        script.decide((situation, targets) -> {
            times[0] = situation.nowMs();
            times[1] = situation.lastExitMs();
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enter(e8("0.01"));
            } else if (!situation.isFlat()) {
                targets.takeProfit(e8("60300"), situation.quantityE8(), ExitReason.TP_PCT);
            }
        });
        inPosition(Legs.LONG_ONLY, Map.of());
        assertEquals(dragon.nowNs() / 1_000_000, times[0]);
        assertEquals(0, times[1]);
        final long profit = dragon.lastPlacedId();
        dragon.pass(7).accepted(profit).filled(profit, "0.01", "60300");
        final long closedMs = dragon.nowNs() / 1_000_000;

        dragon.status(profit, VenueOrderStatus.FILLED, "0.01").pass(20).bar("60300");

        assertEquals(closedMs, times[1]);
        assertEquals(closedMs + 20_000, times[0]);
    }

    // Entries

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59500.07, place BUY LONG ENTRY LIMIT 0.02 @ 59500",
        "SHORT_ONLY, 60500.03, place SELL SHORT ENTRY LIMIT 0.02 @ 60500.1"
    })
    void anEntryRestsOnTheVenuesTickOnTheCautiousSide(final Legs legs, final String price, final String place) {
        script.decide((situation, targets) -> {
            if (situation.isBarClose()) {
                targets.enterAt(e8(price), e8("0.02"));
            }
        });
        dragon.readyWith(legs, Map.of()).bar("60000");

        assertEquals(List.of(place), places());
    }

    @Test
    void styleThreeMakesEntriesAndExitsMakerAndLeavesRungsALimit() {
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("59990"), e8("0.02"));
            } else if (!situation.isFlat()) {
                targets.rung(e8("59500"), e8("0.02"));
                targets.takeProfit(e8("60500"), situation.quantityE8(), ExitReason.TP_PCT);
            }
        });
        dragon.readyWith(
                        Legs.LONG_ONLY,
                        Map.of(StrategyParameter.ENTRY_ORDER_STYLE, "3", StrategyParameter.EXIT_ORDER_STYLE, "3"))
                .bar("60000");
        assertEquals(List.of("place BUY LONG ENTRY POST_ONLY 0.02 @ 59990"), places());
        final long entry = dragon.lastPlacedId();
        dragon.accepted(entry).filled(entry, "0.02", "59990").status(entry, VenueOrderStatus.FILLED, "0.02");

        assertEquals(
                List.of(
                        "place BUY LONG DCA LIMIT 0.02 @ 59500",
                        "place SELL LONG TAKE_PROFIT POST_ONLY 0.02 @ 60500 reduce-only"),
                places());
    }

    @ParameterizedTest
    @CsvSource({"599.9, 1", "600, 0"})
    void anEntryIsWorthMoreThanTheVenuesMinimum(final String notionalMin, final int count) {
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("60000"), e8("0.01"));
            }
        });
        dragon.readyWith(Legs.LONG_ONLY, Map.of())
                .instrument(1, CoreHarness.SYMBOL, "0.001", "100", "0.001", notionalMin)
                .forget()
                .bar("60000");

        assertEquals(count, places().size(), dragon.takeTexts()::toString);
        assertEquals(count == 0, dragon.takeEvents().contains("FILTER_BLOCK"));
    }

    @Test
    void anEntryOfLessThanAStepIsNotSentAndThatIsTold() {
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enter(e8("0.0009"));
            }
        });
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");

        assertEquals(List.of(), places());
        assertTrue(dragon.takeEvents().contains("FILTER_BLOCK"));
    }

    @ParameterizedTest
    @CsvSource({"LONG_ONLY, 59999.9,", "SHORT_ONLY, , 60000.0"})
    void noEntryIsTakenFromASideOfTheBookThatIsEmpty(final Legs legs, final String bid, final String ask) {
        dragon.readyWith(legs, Map.of())
                .pass(1)
                .quote("59999.9", "60000.0")
                .pass(1); // Until the fast tick after the start.
        dragon.quote(bid, ask).forget().bar("60000");

        assertEquals(List.of(), places());
        assertTrue(dragon.takeEvents().contains("FEED_STALE"));
    }

    @Test
    void anEntryTimesOutAtItsMinuteAndNotBefore() {
        script.decide((situation, targets) -> {
            if (situation.isFlat() && situation.isBarClose()) {
                targets.enterAt(e8("59500"), e8("0.02"));
            }
        });
        dragon.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.ENTRY_TIMEOUT_MINUTES, "1"))
                .pass(2); // Now is the time of a fast tick.
        dragon.quote("59999.9", "60000.0").bar("60000").accepted(dragon.lastPlacedId());
        dragon.forget().passMs(59_999);
        assertEquals(0, cancels());

        dragon.passMs(1);

        assertEquals(1, cancels());
    }

    @Test
    void aHaltTakesNoOrderBackThatEndsByItself() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        dragon.accepted(dragon.lastPlacedId()).forget();

        dragon.halt(ControlScope.BOT, 1, Leg.NULL_VAL).passMs(1_900);

        assertEquals(0, cancels());
    }

    @Test
    void aPauseTakesAnEntryBackThatIsOnItsWay() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        dragon.accepted(dragon.lastPlacedId()).forget();

        dragon.desire(1, DesiredStatus.PAUSED);

        assertEquals(1, cancels());
    }

    // Rungs and take profits

    @Test
    void aRungFollowsItsTargetAndOneThatIsBeingFilledDoesNot() {
        final String[] rung = {"59500", "0.01"};
        whileHeld = (situation, targets) -> targets.rung(e8(rung[0]), e8(rung[1]));
        inPosition(Legs.LONG_ONLY, Map.of());
        final long first = leg(Leg.LONG).orderId(OrderRole.DCA);
        dragon.accepted(first).bar("60000");
        assertEquals(0, cancels(), "it is where it is wanted");

        rung[1] = "0.02";
        dragon.bar("60000");
        assertEquals(1, cancels(), "another quantity");
        dragon.status(first, VenueOrderStatus.CANCELED, "0");
        assertEquals(List.of("place BUY LONG DCA LIMIT 0.02 @ 59500"), places());
        final long second = leg(Leg.LONG).orderId(OrderRole.DCA);
        dragon.accepted(second).filled(second, "0.005", "59500").forget();
        rung[0] = "59400";
        dragon.bar("60000");

        assertEquals(0, cancels(), "it is being filled");
        assertEquals(second, leg(Leg.LONG).orderId(OrderRole.DCA));
    }

    @Test
    void aTakeProfitFollowsItsPriceAndItsQuantityAndEndsWhenItIsNotWanted() {
        final String[] profit = {"60500", "0.01"};
        whileHeld = (situation, targets) -> targets.takeProfit(e8(profit[0]), e8(profit[1]), ExitReason.TP_PCT);
        inPosition(Legs.LONG_ONLY, Map.of());
        long id = leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(id).bar("60000");
        assertEquals(0, cancels());
        for (final String[] next : new String[][] {{"60600", "0.01"}, {"60600", "0.005"}}) {
            profit[0] = next[0];
            profit[1] = next[1];
            dragon.bar("60000");
            assertEquals(1, cancels());
            dragon.status(id, VenueOrderStatus.CANCELED, "0");
            assertEquals(
                    List.of("place SELL LONG TAKE_PROFIT LIMIT " + next[1] + " @ " + next[0] + " reduce-only"),
                    places());
            id = leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
            dragon.accepted(id);
        }

        profit[1] = "0";
        dragon.bar("60000");
        assertEquals(1, cancels());
        dragon.status(id, VenueOrderStatus.CANCELED, "0").pass(4);

        assertEquals(List.of(), places());
        assertEquals(0, leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT));
    }

    @Test
    void aRungThatIsWantedAtOnceIsTakenOnceWithABoundedReach() {
        whileHeld = (situation, targets) -> {
            if (situation.entryCount() == 1 && situation.isBarClose()) {
                targets.rungNow(e8("0.02"));
            }
        };
        inPosition(Legs.LONG_ONLY, Map.of());
        dragon.quote("59999.9", "60000.0").bar("60000");
        assertEquals(List.of("place BUY LONG DCA IOC 0.02 @ 60300"), places());
        dragon.accepted(dragon.lastPlacedId()).quote("59999.9", "60000.0").bar("60000");

        assertEquals(List.of(), dragon.takeSent(), "it ends by itself");
    }

    @ParameterizedTest
    @EnumSource(
            value = DesiredStatus.class,
            names = {"RUNNING", "PAUSED"})
    void onlyABotThatRunsAddsToItsLeg(final DesiredStatus desired) {
        inPosition(Legs.LONG_ONLY, Map.of()).desire(1, desired).forget();
        whileHeld = (situation, targets) -> {
            targets.rung(e8("59500"), e8("0.01"));
            targets.takeProfit(e8("60500"), situation.quantityE8(), ExitReason.TP_PCT);
        };

        dragon.quote("59999.9", "60000.0").bar("60000");

        final List<String> places = places();
        assertEquals(
                desired == DesiredStatus.RUNNING,
                places.contains("place BUY LONG DCA LIMIT 0.01 @ 59500"),
                places::toString);
        assertTrue(places.contains("place SELL LONG TAKE_PROFIT LIMIT 0.01 @ 60500 reduce-only"), places::toString);
    }

    // Take profits that the price has jumped over

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  60900, 61206.0, 61206.1, false",
        "LONG_ONLY,  60900, 61206.1, 61206.2, true",
        "SHORT_ONLY, 59100, 58805.9, 58806.0, false",
        "SHORT_ONLY, 59100, 58805.8, 58805.9, true"
    })
    void aTakeProfitThatTheVenueRefusedIsTakenWhereThePriceIsHalfAPercentBeyondIt(
            final Legs legs, final String target, final String bid, final String ask, final boolean isTaken) {
        final Leg which = legs == Legs.LONG_ONLY ? Leg.LONG : Leg.SHORT;
        whileHeld = (situation, targets) -> targets.takeProfit(e8(target), situation.quantityE8(), ExitReason.TP_PCT);
        inPosition(legs, Map.of());
        dragon.rejected(leg(which).orderId(OrderRole.TAKE_PROFIT), RejectClass.FILTER)
                .forget();

        dragon.quote(bid, ask).bar("60000");

        assertEquals(isTaken ? ExitReason.TP_PCT : null, leg(which).exitReason());
        assertEquals(isTaken, places().stream().anyMatch(what -> what.contains("STOP_LOSS IOC")));
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  60900, 64105.2, 64105.3, false",
        "LONG_ONLY,  60900, 64105.3, 64105.4, true",
        "SHORT_ONLY, 59100, 56285.7, 56285.8, false",
        "SHORT_ONLY, 59100, 56285.6, 56285.7, true"
    })
    void aTakeProfitThatTheCollarHoldsBackIsTakenWhereThePriceIsFivePercentBeyondIt(
            final Legs legs, final String target, final String bid, final String ask, final boolean isTaken) {
        final Leg which = legs == Legs.LONG_ONLY ? Leg.LONG : Leg.SHORT;
        inPosition(legs, Map.of()).quote(bid, ask);
        whileHeld = (situation, targets) -> targets.takeProfit(e8(target), situation.quantityE8(), ExitReason.TP_PCT);

        dragon.bar("60000");

        assertEquals(isTaken ? ExitReason.TP_PCT : null, leg(which).exitReason());
    }

    @Test
    void aTakeProfitThatWorksIsNotTakenHoweverFarThePriceIsBeyondIt() {
        whileHeld = (situation, targets) -> targets.takeProfit(e8("60900"), situation.quantityE8(), ExitReason.TP_PCT);
        inPosition(Legs.LONG_ONLY, Map.of());
        dragon.accepted(leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT)).forget();

        dragon.quote("66000.0", "66000.1").bar("66000");

        assertNull(leg(Leg.LONG).exitReason());
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void nothingIsTakenAtAPriceThatIsOld() {
        inPosition(Legs.LONG_ONLY, Map.of()).quote("64200.0", "64200.1").passMs(2_001);
        whileHeld = (situation, targets) -> targets.takeProfit(e8("60900"), situation.quantityE8(), ExitReason.TP_PCT);

        dragon.bar("64000");

        assertNull(leg(Leg.LONG).exitReason());
    }

    // Stops and wakes

    @ParameterizedTest
    @CsvSource({
        "LONG_ONLY,  59400, 59400.0, 59400.1, true",
        "LONG_ONLY,  59400, 59400.1, 59400.2, false",
        "SHORT_ONLY, 60600, 60599.9, 60600.0, true",
        "SHORT_ONLY, 60600, 60599.8, 60599.9, false"
    })
    void aStopThatIsBeyondThePriceAlreadyClosesAtOnce(
            final Legs legs, final String stop, final String bid, final String ask, final boolean isClosed) {
        final Leg which = legs == Legs.LONG_ONLY ? Leg.LONG : Leg.SHORT;
        inPosition(legs, Map.of()).quote(bid, ask).forget();
        whileHeld = (situation, targets) -> targets.stop(e8(stop), ExitReason.SL_ATR);

        dragon.bar("60000");

        assertEquals(isClosed ? ExitReason.SL_ATR : null, leg(which).exitReason());
        assertEquals(isClosed ? 1 : 0, places().size());
    }

    @Test
    void aStopThatIsBeyondAnOldPriceWaitsForTheNextOne() {
        inPosition(Legs.LONG_ONLY, Map.of()).quote("59300.0", "59300.1").passMs(2_001);
        whileHeld = (situation, targets) -> targets.stop(e8("59400"), ExitReason.SL_PCT);
        dragon.bar("60000");
        assertNull(leg(Leg.LONG).exitReason());

        dragon.quote("59300.0", "59300.1");

        assertEquals(ExitReason.SL_PCT, leg(Leg.LONG).exitReason());
    }

    @Test
    void aStopThatIsMovedFiresAtItsNewPlaceOnly() {
        final String[] stop = {"59400"};
        whileHeld = (situation, targets) -> targets.stop(e8(stop[0]), ExitReason.SL_PCT);
        inPosition(Legs.LONG_ONLY, Map.of());
        stop[0] = "59000";
        dragon.bar("60000").forget();

        dragon.quote("59000.1", "59000.2");
        assertNull(leg(Leg.LONG).exitReason());
        assertEquals(1, dragon.core().state().instruments().get(1).bidFalls().size(), "the old level is gone");
        dragon.quote("59000.0", "59000.1");

        assertEquals(ExitReason.SL_PCT, leg(Leg.LONG).exitReason());
    }

    @Test
    void aPausedBotIsWokenAndOneThatIsBeingClosedIsNot() {
        whileHeld = (situation, targets) -> {
            if (script.woken().isEmpty()) {
                targets.wakeAbove(e8("60100"));
            }
            targets.stop(e8("59400"), ExitReason.SL_PCT);
        };
        inPosition(Legs.LONG_ONLY, Map.of()).desire(1, DesiredStatus.PAUSED);
        dragon.quote("60100.0", "60100.1");
        assertEquals(List.of("LONG 60100"), script.woken());
        script.woken().clear();
        dragon.bar("60000").quote("59400.0", "59400.1");
        assertNotEquals(null, leg(Leg.LONG).exitReason());

        dragon.quote("60200.0", "60200.1");

        assertEquals(List.of(), script.woken());
    }

    @Test
    void aLegThatIsNotTradedIsAskedForNothing() {
        inPosition(Legs.SHORT_ONLY, Map.of()).bar("60000");

        assertNull(seen, "it was never asked about the long leg");
        assertFalse(places().stream().anyMatch(what -> what.contains("LONG")));
    }

    @Test
    void aBotThatIsStoppedTakesItsCloseBackToo() {
        inPosition(Legs.LONG_ONLY, Map.of());
        whileHeld = (situation, targets) -> targets.exitNow(ExitReason.TRAILING_EXIT);
        dragon.quote("59999.9", "60000.0").bar("60000");
        dragon.accepted(leg(Leg.LONG).orderId(OrderRole.STOP_LOSS)).forget();

        dragon.desire(1, DesiredStatus.STOPPED);

        assertEquals(1, cancels());
        assertNull(leg(Leg.LONG).exitReason());
    }

    @Test
    void theCloseThatAStoppedBotOwesIsTakenBackOnceTheVenueHasIt() {
        inPosition(Legs.LONG_ONLY, Map.of());
        whileHeld = (situation, targets) -> targets.exitNow(ExitReason.TRAILING_EXIT);
        dragon.quote("59999.9", "60000.0").bar("60000").live(false).desire(1, DesiredStatus.STOPPED);
        dragon.accepted(leg(Leg.LONG).orderId(OrderRole.STOP_LOSS)).forget();
        dragon.passMs(1_000);
        assertEquals(0, cancels());

        dragon.live(true).passMs(1_900);

        assertEquals(1, cancels());
    }
}
