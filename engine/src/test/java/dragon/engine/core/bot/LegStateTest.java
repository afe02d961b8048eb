package dragon.engine.core.bot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.market.PriceWatch;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.core.order.Orders;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.snapshot.Images;
import dragon.engine.strategy.ExitReason;
import org.junit.jupiter.api.Test;

/** The book of one leg: what it holds, what it has earned, and what is remembered of its cycle. */
class LegStateTest {
    private static final long ONE = Fixed.ONE_E8;
    private static final long NULL = Instrument.NULL_PRICE;

    private final LegState leg = new LegState(Leg.LONG);
    private final Orders orders = new Orders(8);
    private long nextId;

    private static long usd(final long dollars) {
        return dollars * ONE;
    }

    /** The last attempt of an intent of a side that has filled this much. */
    private Order ended(final Side side, final long filledE8) {
        final Order order = orders.create(
                ++nextId,
                1,
                1,
                1,
                side,
                Leg.LONG,
                OrderRole.ENTRY,
                OrderType.LIMIT,
                false,
                usd(100),
                9 * ONE,
                OrderStatus.NEW,
                0);
        if (filledE8 > 0) {
            order.book(nextId, usd(100), filledE8);
        }
        return order;
    }

    private static LegState restored(final LegState of) {
        final LegState restored = new LegState(of.leg());
        return Images.read(Images.of(of::write), reader -> {
            restored.read(reader);
            return restored;
        });
    }

    @Test
    void aFlatLegHasNoPriceAndNothingToWin() {
        assertTrue(leg.isFlat());
        assertEquals(NULL, leg.averageEntryE8());
        assertEquals(NULL, leg.cycleEntryE8());
        assertEquals(NULL, leg.cycleExitE8());
        assertEquals(NULL, leg.firstEntryPriceE8());
        assertEquals(0, leg.unrealizedE8(usd(100)));
        assertEquals(NULL, leg.venueQuantityE8());
    }

    @Test
    void realisesThePartOfItsCostThatIsClosed() {
        leg.open(usd(100), ONE, ONE / 10, 7);
        leg.open(usd(200), ONE, ONE / 10, 8);
        assertEquals(2 * ONE, leg.quantityE8());
        assertEquals(usd(300), leg.costE8());
        assertEquals(usd(150), leg.averageEntryE8());
        assertEquals(usd(100), leg.unrealizedE8(usd(200)));
        assertEquals(7, leg.openedNs());

        assertEquals(usd(100) / 2, leg.close(usd(200), ONE, ONE / 10));
        assertEquals(usd(150), leg.costE8());
        assertEquals(-usd(50), leg.close(usd(100), ONE, ONE / 10));
        assertTrue(leg.isFlat());
        assertEquals(0, leg.costE8());
        assertEquals(0, leg.realizedE8());
        assertEquals(0, leg.cycleRealizedE8());
        assertEquals(4 * ONE / 10, leg.feesE8());
        assertEquals(4 * ONE / 10, leg.cycleFeesE8());
        assertEquals(4, leg.fillCount());
        assertEquals(2 * ONE, leg.quantityE8Max());
        assertEquals(usd(150), leg.cycleEntryE8());
        assertEquals(usd(150), leg.cycleExitE8());
    }

    @Test
    void aShortLegWinsWhatThePriceLoses() {
        final LegState shortLeg = new LegState(Leg.SHORT);
        assertEquals(Side.SELL, shortLeg.openingSide());
        assertEquals(Side.BUY, shortLeg.closingSide());
        shortLeg.open(usd(200), ONE, 0, 7);
        assertEquals(usd(50), shortLeg.unrealizedE8(usd(150)));

        assertEquals(usd(100), shortLeg.close(usd(100), ONE, 0));
        assertEquals(usd(100), shortLeg.realizedE8());
    }

    @Test
    void closesNoMoreThanItHolds() {
        leg.open(usd(100), ONE, 0, 7);

        assertThrows(AssertionError.class, () -> leg.close(usd(100), ONE + 1, 0));
        assertEquals(ONE, leg.quantityE8());
    }

    @Test
    void aNewCycleBeginsWithNothingOfTheOneBefore() {
        leg.open(usd(100), 2 * ONE, ONE, 7);
        leg.noteRungFill();
        leg.close(usd(110), 2 * ONE, ONE);
        leg.open(usd(120), ONE, ONE / 4, 9);

        assertEquals(9, leg.openedNs());
        assertEquals(ONE, leg.quantityE8Max());
        assertEquals(1, leg.fillCount());
        assertEquals(0, leg.cycleRealizedE8());
        assertEquals(ONE / 4, leg.cycleFeesE8());
        assertEquals(0, leg.rungFillCount());
        assertEquals(usd(120), leg.cycleEntryE8());
        assertEquals(NULL, leg.cycleExitE8());
        assertEquals(usd(20), leg.realizedE8(), "that is for ever");
        assertEquals(9 * ONE / 4, leg.feesE8());
    }

    @Test
    void countsAnIntentThatOpenedSomethingAndRemembersTheFirst() {
        leg.noteIntentEnded(ended(Side.BUY, ONE), 4);
        assertEquals(0, leg.entryCount(), "the leg is flat again already");

        leg.open(usd(100), ONE, 0, 7);
        leg.noteIntentEnded(ended(Side.BUY, 0), 4);
        assertEquals(0, leg.entryCount(), "nothing filled");
        leg.noteIntentEnded(ended(Side.SELL, ONE), 4);
        assertEquals(0, leg.entryCount(), "an exit");

        leg.noteIntentEnded(ended(Side.BUY, ONE), 4);
        leg.open(usd(200), 3 * ONE, 0, 8);
        leg.noteIntentEnded(ended(Side.BUY, 3 * ONE), 4);
        assertEquals(2, leg.entryCount());
        assertEquals(ONE, leg.firstQuantityE8());
        assertEquals(usd(100), leg.firstEntryPriceE8());

        leg.takeProfitReason(ExitReason.TP_PCT);
        leg.resetLadder(ExitReason.SL_PCT, 9);
        assertEquals(0, leg.entryCount());
        assertEquals(0, leg.firstQuantityE8());
        assertEquals(NULL, leg.firstEntryPriceE8());
        assertNull(leg.takeProfitReason());
        assertEquals(ExitReason.SL_PCT, leg.lastExitReason());
        assertEquals(9, leg.lastExitNs());
    }

    @Test
    void hasOneSlotForTheOrderOfEachRole() {
        for (final OrderRole role : OrderRole.values()) {
            if (role != OrderRole.NULL_VAL) {
                leg.orderId(role, 100 + role.ordinal());
            }
        }
        for (final OrderRole role : OrderRole.values()) {
            assertEquals(role == OrderRole.NULL_VAL ? 0 : 100 + role.ordinal(), leg.orderId(role), role.name());
        }
        assertThrows(IllegalArgumentException.class, () -> leg.orderId(OrderRole.NULL_VAL, 1));
    }

    @Test
    void onlyAnAnswerSaysThatThereIsNoLiquidationPrice() {
        leg.noteVenue(usd(99), usd(50), 3, 10, true, true, 7);
        assertEquals(usd(50), leg.liquidationPriceE8());
        assertEquals(7, leg.liquidationNs());

        leg.noteVenue(usd(98), NULL, 0, 0, false, true, 8); // The stream tells none of them.
        assertEquals(usd(98), leg.venueAverageE8());
        assertEquals(usd(50), leg.liquidationPriceE8());
        assertEquals(7, leg.liquidationNs());
        assertEquals(3, leg.adlQuantile());
        assertEquals(10, leg.venueLeverage());

        leg.noteVenue(usd(98), usd(51), 4, 20, false, true, 9);
        assertEquals(usd(51), leg.liquidationPriceE8());
        assertEquals(9, leg.liquidationNs());
        assertEquals(4, leg.adlQuantile());
        assertEquals(20, leg.venueLeverage());

        leg.noteVenue(usd(98), usd(60), 4, 20, true, false, 10); // Of another quantity.
        assertEquals(usd(51), leg.liquidationPriceE8());
        assertEquals(9, leg.liquidationNs());

        leg.open(usd(98), ONE, 0, 10);
        assertEquals(NULL, leg.liquidationPriceE8(), "it was that of a smaller leg");
        assertEquals(0, leg.liquidationNs());

        leg.noteVenue(usd(98), NULL, 0, 0, true, true, 10);
        assertEquals(NULL, leg.liquidationPriceE8());
        assertEquals(10, leg.liquidationNs());
        assertEquals(0, leg.adlQuantile());
        assertEquals(20, leg.venueLeverage());
        leg.noteLeverage(0);
        assertEquals(20, leg.venueLeverage());
        leg.noteLeverage(5);
        assertEquals(5, leg.venueLeverage());
    }

    @Test
    void standsBackTwiceAsLongAfterEachRefusalUpToALongest() {
        leg.backOff(100, 10, 35);
        assertEquals(110, leg.retryAfterNs());
        leg.backOff(100, 10, 35);
        assertEquals(120, leg.retryAfterNs());
        leg.backOff(100, 10, 35);
        assertEquals(135, leg.retryAfterNs(), "the longest");
        leg.noteAccepted();
        leg.backOff(200, 10, 35);
        assertEquals(210, leg.retryAfterNs(), "from the beginning");
        for (int i = 0; i < 40; i++) {
            leg.backOff(200, 10, Long.MAX_VALUE);
        }
        assertEquals(200 + 10 * 1024, leg.retryAfterNs(), "a thousand times is enough");
    }

    @Test
    void anotherCostIsNewsOnce() {
        assertFalse(leg.noteCostDifferent(false));
        assertTrue(leg.noteCostDifferent(true));
        assertFalse(leg.noteCostDifferent(true));
        assertFalse(leg.noteCostDifferent(false));
        assertTrue(leg.noteCostDifferent(true));
    }

    @Test
    void aWatchIsSetAndTakenBackByItself() {
        for (final PriceWatch watch : PriceWatch.values()) {
            assertEquals(NULL, leg.watchE8(watch));
            leg.noteWatchSet(watch, true);
        }
        final PriceWatch one = PriceWatch.values()[1];
        leg.noteWatchSet(one, false);
        for (final PriceWatch watch : PriceWatch.values()) {
            assertEquals(watch != one, leg.isWatchSet(watch), watch.name());
        }
    }

    @Test
    void anExitCountsItsTriesFromItsBeginning() {
        leg.beginExit(ExitReason.SL_PCT);
        leg.noteExitTry(50);
        leg.noteExitTry(60);
        assertEquals(2, leg.exitTryCount());
        assertEquals(60, leg.exitRetryNs());
        assertEquals(ExitReason.SL_PCT, leg.exitReason());

        leg.beginExit(ExitReason.TP_PCT);
        assertEquals(0, leg.exitTryCount());
        assertEquals(0, leg.exitRetryNs());
        leg.endExit();
        assertNull(leg.exitReason());
    }

    @Test
    void comesBackFromAnImageInAllItsParts() {
        final ExitReason[] reasons = ExitReason.values();
        leg.open(usd(100), 3 * ONE, ONE / 10, 7);
        leg.noteIntentEnded(ended(Side.BUY, 3 * ONE), 4);
        leg.noteRungFill();
        leg.close(usd(110), ONE, ONE / 20);
        leg.bookFunding(77);
        leg.noteVenue(usd(99), usd(50), 3, 10, true, true, 8);
        leg.venueQuantityE8(2 * ONE);
        leg.driftSinceNs(11);
        leg.noteDriftAsked(12);
        leg.driftReported(true);
        leg.noteCostDifferent(true);
        leg.halt().set("rana", "drill", 13);
        leg.backOff(100, 10, 1_000);
        for (final PriceWatch watch : PriceWatch.values()) {
            leg.watchE8(watch, usd(40 + watch.ordinal()));
        }
        leg.noteWatchSet(PriceWatch.values()[2], true);
        for (final OrderRole role : OrderRole.values()) {
            if (role != OrderRole.NULL_VAL) {
                leg.orderId(role, 100 + role.ordinal());
            }
        }
        leg.resetLadder(reasons[0], 14);
        leg.noteIntentEnded(ended(Side.BUY, 3 * ONE), 4);
        leg.stopReason(reasons[1]);
        leg.takeProfitReason(reasons[2]);
        leg.beginExit(reasons[1]);
        leg.noteExitTry(15);
        leg.noteExitTimer(true);

        final LegState restored = restored(leg);

        assertArrayEquals(Images.of(leg::write), Images.of(restored::write));
        assertEquals(2 * ONE, restored.quantityE8());
        assertEquals(leg.costE8(), restored.costE8());
        assertEquals(usd(10), restored.realizedE8());
        assertEquals(usd(10), restored.cycleRealizedE8());
        assertEquals(3 * ONE / 20, restored.feesE8());
        assertEquals(3 * ONE / 20, restored.cycleFeesE8());
        assertEquals(7, restored.openedNs());
        assertEquals(3 * ONE, restored.quantityE8Max());
        assertEquals(2, restored.fillCount());
        assertEquals(1, restored.entryCount());
        assertEquals(3 * ONE, restored.firstQuantityE8());
        assertEquals(usd(100), restored.firstEntryPriceE8());
        assertEquals(77, restored.fundingE8());
        assertEquals(1, restored.rungFillCount());
        assertEquals(usd(100), restored.cycleEntryE8());
        assertEquals(usd(110), restored.cycleExitE8());
        assertEquals(2 * ONE, restored.venueQuantityE8());
        assertEquals(usd(99), restored.venueAverageE8());
        assertEquals(usd(50), restored.liquidationPriceE8());
        assertEquals(8, restored.liquidationNs());
        assertEquals(3, restored.adlQuantile());
        assertEquals(10, restored.venueLeverage());
        assertEquals(11, restored.driftSinceNs());
        assertEquals(12, restored.driftAskedNs());
        assertTrue(restored.isDriftReported());
        assertFalse(restored.noteCostDifferent(true), "no news");
        assertEquals(13, restored.halt().sinceNs());
        assertEquals(110, restored.retryAfterNs());
        restored.backOff(200, 10, 1_000);
        assertEquals(220, restored.retryAfterNs(), "the second refusal");
        for (final PriceWatch watch : PriceWatch.values()) {
            assertEquals(usd(40 + watch.ordinal()), restored.watchE8(watch));
            assertEquals(watch.ordinal() == 2, restored.isWatchSet(watch));
        }
        for (final OrderRole role : OrderRole.values()) {
            assertEquals(leg.orderId(role), restored.orderId(role));
        }
        assertEquals(reasons[1], restored.stopReason());
        assertEquals(reasons[2], restored.takeProfitReason());
        assertEquals(reasons[1], restored.exitReason());
        assertEquals(reasons[0], restored.lastExitReason());
        assertEquals(14, restored.lastExitNs());
        assertEquals(1, restored.exitTryCount());
        assertEquals(15, restored.exitRetryNs());
        assertTrue(restored.isExitTimerSet());
    }

    @Test
    void aLegWithoutReasonsComesBackWithoutThem() {
        final LegState restored = restored(leg);

        assertNull(restored.stopReason());
        assertNull(restored.takeProfitReason());
        assertNull(restored.exitReason());
        assertNull(restored.lastExitReason());
        assertFalse(restored.isExitTimerSet());
        assertFalse(restored.isDriftReported());
        assertFalse(restored.halt().isOn());
    }
}
