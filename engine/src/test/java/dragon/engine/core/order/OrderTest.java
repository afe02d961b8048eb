package dragon.engine.core.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.snapshot.Images;
import org.junit.jupiter.api.Test;

/** One order and the table of them, without a core around. */
class OrderTest {
    private static final long ONE = Fixed.ONE_E8;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Orders orders = new Orders(4);

    private Order order(final long id, final OrderType type, final OrderStatus status) {
        return orders.create(
                id,
                2,
                3,
                4,
                Side.SELL,
                Leg.SHORT,
                OrderRole.DCA,
                type,
                true,
                60_000 * ONE,
                2 * ONE,
                status,
                5 * SECOND_NS);
    }

    private Order working() {
        return order(11, OrderType.LIMIT, OrderStatus.NEW);
    }

    private Order parked(final OrderType type) {
        return order(11, type, OrderStatus.PARKED);
    }

    private static Orders restored(final Orders of) {
        final Orders restored = new Orders(of.capacity());
        return Images.read(Images.of(of::write), reader -> {
            restored.read(reader);
            return restored;
        });
    }

    @Test
    void beginsAsTheFirstAttemptOfItsOwnIntent() {
        final Order order = working();

        assertEquals(11, order.clientOrderId());
        assertEquals(11, order.intentId());
        assertEquals(1, order.attempt());
        assertEquals(0, order.venueOrderId());
        assertEquals(2, order.accountId());
        assertEquals(3, order.botId());
        assertEquals(4, order.instrumentId());
        assertEquals(Side.SELL, order.side());
        assertEquals(Leg.SHORT, order.leg());
        assertEquals(OrderRole.DCA, order.role());
        assertEquals(OrderType.LIMIT, order.type());
        assertTrue(order.isReduceOnly());
        assertEquals(60_000 * ONE, order.priceE8());
        assertEquals(60_000 * ONE, order.targetPriceE8());
        assertEquals(2 * ONE, order.quantityE8());
        assertEquals(2 * ONE, order.leavesQuantityE8());
        assertEquals(Order.NULL_PRICE, order.averagePriceE8());
        assertEquals(5 * SECOND_NS, order.createdNs());
        assertEquals(5 * SECOND_NS, order.updatedNs());
        assertEquals(5 * SECOND_NS, order.sentNs());
        assertEquals(5 * SECOND_NS, order.intentCreatedNs());
        assertEquals(0, order.reportedNs());
        assertFalse(order.isCancelWanted());
        assertFalse(order.isCancelSent());
        assertEquals(Placement.BY_BOOK_LEVEL, order.placement());
        assertEquals(AfterCancel.END, order.afterCancel());
        assertEquals(0, order.bookLevel());
        assertFalse(order.isLevelSet());
        assertFalse(order.isQueryTimerSet());
    }

    @Test
    void averagesItsTradesAndNeverLeavesLessThanNothing() {
        final Order order = working();
        order.book(1, 60_000 * ONE, ONE);
        order.book(2, 60_100 * ONE, ONE / 2);

        assertTrue(order.hasTrade(1));
        assertTrue(order.hasTrade(2));
        assertFalse(order.hasTrade(3));
        assertEquals(ONE / 2, order.leavesQuantityE8());
        assertEquals(6_003_333_333_333L, order.averagePriceE8());
        order.book(3, 60_000 * ONE, ONE);
        assertEquals(0, order.leavesQuantityE8(), "overfilled");
        assertEquals(5 * ONE / 2, order.filledQuantityE8());
    }

    @Test
    void booksNoTradeTwice() {
        final Order order = working();
        order.book(1, 60_000 * ONE, ONE);

        assertThrows(AssertionError.class, () -> order.book(1, 60_000 * ONE, ONE));
        assertEquals(ONE, order.filledQuantityE8());
    }

    @Test
    void movesOnlyWhereTheReportCanBeTrue() {
        final Order order = parked(OrderType.LIMIT);

        assertFalse(order.apply(OrderReport.ACKNOWLEDGED, 6 * SECOND_NS), "it has not left us");
        assertEquals(OrderStatus.PARKED, order.status());
        assertEquals(5 * SECOND_NS, order.updatedNs());

        assertTrue(order.apply(OrderReport.ACTIVATED, 7 * SECOND_NS));
        assertEquals(7 * SECOND_NS, order.sentNs());
        assertTrue(order.apply(OrderReport.ACKNOWLEDGED, 8 * SECOND_NS));
        assertEquals(OrderStatus.NEW, order.status());
        assertEquals(7 * SECOND_NS, order.sentNs(), "an answer is no sending");
        assertEquals(8 * SECOND_NS, order.updatedNs());
    }

    @Test
    void keepsTheVenuesIdWhereALaterReportHasNone() {
        final Order order = working();
        order.noteVenueOrderId(77);
        order.noteVenueOrderId(0);

        assertEquals(77, order.venueOrderId());
    }

    @Test
    void lacksTradesWhileTheVenueCountsMoreThanWasBooked() {
        final Order order = working();
        order.noteUnknown(6 * SECOND_NS);
        order.noteReport(ONE, 7 * SECOND_NS);

        assertTrue(order.lacksTrades());
        assertEquals(0, order.unknownCount(), "it is known again");
        assertEquals(7 * SECOND_NS, order.reportedNs());
        order.book(1, 60_000 * ONE, ONE);
        assertFalse(order.lacksTrades());

        order.noteReport(0, 8 * SECOND_NS);
        assertFalse(order.lacksTrades(), "a count does not shrink");
    }

    @Test
    void countsUnknownAnswersFromTheFirstOfADoubt() {
        final Order order = working();
        order.noteQuery();
        order.noteUnknown(6 * SECOND_NS);
        order.noteUnknown(7 * SECOND_NS);
        order.noteQuery();
        assertEquals(2, order.unknownCount());
        assertEquals(6 * SECOND_NS, order.firstUnknownNs());
        assertEquals(2, order.queryCount());

        order.beginDoubt();
        assertEquals(0, order.unknownCount());
        assertEquals(0, order.queryCount());
        order.noteUnknown(9 * SECOND_NS);
        assertEquals(9 * SECOND_NS, order.firstUnknownNs());
    }

    @Test
    void withdrawsACancelOnlyBeforeItHasLeft() {
        final Order order = working();
        order.wantCancel(AfterCancel.PARK);
        assertTrue(order.isCancelWanted());
        assertEquals(AfterCancel.PARK, order.afterCancel());
        order.withdrawCancel();
        assertFalse(order.isCancelWanted());
        assertEquals(AfterCancel.END, order.afterCancel());

        order.wantCancel(AfterCancel.PARK);
        order.noteCancelSent(true);
        assertThrows(AssertionError.class, order::withdrawCancel);
        assertTrue(order.isCancelWanted());
    }

    @Test
    void choosesItsFormOnlyWhileItIsParked() {
        final Order order = parked(OrderType.LIMIT);
        order.sendAs(OrderType.BID, Order.NULL_PRICE, 2);
        assertEquals(OrderType.BID, order.type());
        assertEquals(2, order.bookLevel());
        assertEquals(60_000 * ONE, order.targetPriceE8());

        order.notePrice(59_999 * ONE);
        assertEquals(59_999 * ONE, order.priceE8());
        order.apply(OrderReport.ACTIVATED, 6 * SECOND_NS);
        assertThrows(AssertionError.class, () -> order.sendAs(OrderType.LIMIT, 60_000 * ONE, 0));
    }

    @Test
    void takesAPriceOfTheVenueOnlyWhereTheVenuePricesIt() {
        final Order order = working();

        assertThrows(AssertionError.class, () -> order.notePrice(59_999 * ONE));
        assertEquals(60_000 * ONE, order.priceE8());
    }

    @Test
    void parksOnlySoOftenInAMinute() {
        final Order order = parked(OrderType.LIMIT);
        final long from = 100 * SECOND_NS;

        assertTrue(order.noteFlap(2, from));
        assertTrue(order.noteFlap(2, from + 1));
        assertFalse(order.noteFlap(2, from + 60 * SECOND_NS - 1));
        assertTrue(order.noteFlap(2, from + 60 * SECOND_NS), "the next minute");
        assertTrue(order.noteFlap(2, from + 60 * SECOND_NS));
        assertFalse(order.noteFlap(2, from + 60 * SECOND_NS));
    }

    @Test
    void goesOnUnderANewIdWithTheSameIntentAndWhatIsLeft() {
        final Order first = parked(OrderType.LIMIT);
        first.noteFlap(1, 100 * SECOND_NS);
        first.apply(OrderReport.ACTIVATED, 6 * SECOND_NS);
        first.book(1, 60_000 * ONE, ONE / 2);

        final Order second = orders.createNext(first, 12, 3 * ONE / 2, Placement.PLAIN_LIMIT, 9 * SECOND_NS);
        second.apply(OrderReport.ACTIVATED, 10 * SECOND_NS);
        second.book(2, 60_000 * ONE, ONE / 4);
        final Order third = orders.createNext(second, 13, 5 * ONE / 4, Placement.PLAIN_LIMIT, 11 * SECOND_NS);

        assertEquals(12, second.clientOrderId());
        assertEquals(11, second.intentId());
        assertEquals(2, second.attempt());
        assertEquals(3 * ONE / 2, second.quantityE8());
        assertEquals(60_000 * ONE, second.priceE8());
        assertEquals(5 * SECOND_NS, second.intentCreatedNs());
        assertEquals(9 * SECOND_NS, second.createdNs());
        assertEquals(Placement.PLAIN_LIMIT, second.placement());
        assertEquals(OrderType.LIMIT, second.type());
        assertFalse(second.noteFlap(1, 101 * SECOND_NS), "its minute goes on");
        assertEquals(OrderStatus.PARKED, third.status());
        assertEquals(11, third.intentId());
        assertEquals(3, third.attempt());
        assertEquals(3 * ONE / 4, third.carriedQuantityE8());
        assertEquals(3 * ONE / 4, third.intentFilledE8());
        assertSame(third, orders.at(2));
        assertSame(third, orders.get(13));
    }

    @Test
    void aWishForMakerOrCancelOutlivesItsAttempts() {
        final Order wished = parked(OrderType.POST_ONLY);
        final Order next = orders.createNext(wished, 12, ONE, Placement.BY_BOOK_LEVEL, 0);
        assertEquals(OrderType.POST_ONLY, next.type());

        // A try at our own best bid is post-only too, and the wish of nobody.
        final Order tried =
                orders.createNext(order(13, OrderType.LIMIT, OrderStatus.PARKED), 14, ONE, Placement.POST_ONLY, 0);
        tried.sendAs(OrderType.POST_ONLY, 60_000 * ONE, 0);
        final Orders others = new Orders(1);
        assertEquals(
                OrderType.LIMIT,
                others.createNext(tried, 15, ONE, Placement.PLAIN_LIMIT, 0).type());
    }

    @Test
    void comesBackFromAnImageInAllItsParts() {
        final Order order = parked(OrderType.POST_ONLY);
        order.noteFlap(3, 100 * SECOND_NS);
        order.sendAs(OrderType.ASK, Order.NULL_PRICE, 3);
        order.notePrice(60_001 * ONE);
        order.noteLevelSet(true);
        order.apply(OrderReport.ACTIVATED, 6 * SECOND_NS);
        order.noteVenueOrderId(77);
        order.book(901, 60_000 * ONE, ONE / 4);
        order.book(902, 60_000 * ONE, ONE / 4);
        order.noteReport(ONE, 7 * SECOND_NS);
        order.noteQuery();
        order.noteQueryTimer(true);
        order.noteUnknown(8 * SECOND_NS);
        order.noteUnknown(9 * SECOND_NS);
        order.wantCancel(AfterCancel.PLAIN_LIMIT);
        order.noteCancelSent(true);
        final Order next = orders.createNext(order, 12, ONE, Placement.POST_ONLY, 10 * SECOND_NS);

        final Orders restored = restored(orders);

        assertArrayEquals(Images.of(orders::write), Images.of(restored::write));
        assertEquals(2, restored.size());
        final Order one = restored.get(11);
        assertSame(one, restored.at(0));
        assertEquals(77, one.venueOrderId());
        assertEquals(2, one.accountId());
        assertEquals(3, one.botId());
        assertEquals(4, one.instrumentId());
        assertEquals(Side.SELL, one.side());
        assertEquals(Leg.SHORT, one.leg());
        assertEquals(OrderRole.DCA, one.role());
        assertEquals(OrderType.ASK, one.type());
        assertTrue(one.isReduceOnly());
        assertEquals(60_001 * ONE, one.priceE8());
        assertEquals(60_000 * ONE, one.targetPriceE8());
        assertEquals(OrderStatus.PENDING_NEW, one.status());
        assertEquals(ONE / 2, one.filledQuantityE8());
        assertEquals(60_000 * ONE, one.averagePriceE8());
        assertTrue(one.lacksTrades());
        assertTrue(one.isCancelWanted());
        assertTrue(one.isCancelSent());
        assertTrue(one.isQueryTimerSet());
        assertTrue(one.isLevelSet());
        assertTrue(one.hasTrade(901));
        assertTrue(one.hasTrade(902));
        assertEquals(1, one.queryCount());
        assertEquals(2, one.unknownCount());
        assertEquals(8 * SECOND_NS, one.firstUnknownNs());
        assertEquals(6 * SECOND_NS, one.sentNs());
        assertEquals(3, one.bookLevel());
        assertEquals(AfterCancel.PLAIN_LIMIT, one.afterCancel());
        assertEquals(next.carriedQuantityE8(), restored.get(12).carriedQuantityE8());
        assertEquals(Placement.POST_ONLY, restored.get(12).placement());
        assertEquals(2, restored.get(12).attempt());
        assertTrue(restored.get(12).noteFlap(2, 101 * SECOND_NS), "the second of its minute");
        assertFalse(restored.get(12).noteFlap(2, 101 * SECOND_NS));
    }

    @Test
    void theTableGivesNoIdTwiceAndNoPlaceBehindItsEnd() {
        final Order order = working();

        assertThrows(AssertionError.class, () -> order(11, OrderType.LIMIT, OrderStatus.NEW));
        assertThrows(AssertionError.class, () -> orders.createNext(order, 11, ONE, Placement.PLAIN_LIMIT, 0));
        assertThrows(AssertionError.class, () -> orders.at(1));
        assertEquals(1, orders.size());
    }

    @Test
    void theTableForgetsWhatEndedLongAgoAndVoidOrdersByTheirOwnAge() {
        order(1, OrderType.LIMIT, OrderStatus.FILLED);
        order(2, OrderType.LIMIT, OrderStatus.VOID);
        order(3, OrderType.LIMIT, OrderStatus.NEW);
        order(4, OrderType.LIMIT, OrderStatus.CANCELED);
        assertTrue(orders.isFull());
        assertEquals(4, orders.capacity());

        assertEquals(0, orders.evictEndedBefore(5 * SECOND_NS, 5 * SECOND_NS), "none ended before that");
        assertEquals(2, orders.evictEndedBefore(5 * SECOND_NS + 1, 5 * SECOND_NS));
        assertEquals(2, orders.size());
        assertEquals(2, orders.at(0).clientOrderId());
        assertEquals(3, orders.at(1).clientOrderId());
        assertEquals(null, orders.get(1));
        assertEquals(1, orders.evictEndedBefore(0, 5 * SECOND_NS + 1));
        assertEquals(3, orders.at(0).clientOrderId());
        assertFalse(orders.isFull());
        for (int id = 5; id < 8; id++) {
            order(id, OrderType.LIMIT, OrderStatus.NEW);
        }
        assertTrue(orders.isFull(), "the room of those that were forgotten is used again");
    }

    @Test
    void anOrderInAnUsedPlaceKnowsNothingOfTheOneBefore() {
        final Orders one = new Orders(1);
        final Order before = one.create(
                1, 1, 1, 1, Side.BUY, Leg.LONG, OrderRole.ENTRY, OrderType.LIMIT, false, ONE, ONE, OrderStatus.NEW, 0);
        before.book(901, ONE, ONE);
        before.noteReport(ONE, 1);
        before.apply(OrderReport.FILLED, 1);
        assertEquals(1, one.evictEndedBefore(2, 2));

        final Order order = one.create(
                2, 1, 1, 1, Side.BUY, Leg.LONG, OrderRole.ENTRY, OrderType.LIMIT, false, ONE, ONE, OrderStatus.NEW, 3);
        assertSame(before, order);
        assertFalse(order.hasTrade(901), "else a trade of its own could be taken for one that is booked");
        assertEquals(0, order.filledQuantityE8());
        assertFalse(order.lacksTrades());
    }

    @Test
    void codesThatNobodyHasWrittenAreRefused() {
        for (final int code : new int[] {-1, 3}) {
            assertThrows(IllegalArgumentException.class, () -> Placement.ofCode(code));
            assertThrows(IllegalArgumentException.class, () -> AfterCancel.ofCode(code));
        }
        for (final int code : new int[] {0, 11}) {
            assertThrows(IllegalArgumentException.class, () -> OrderStatus.ofCode(code));
        }
        for (final Placement placement : Placement.values()) {
            assertEquals(placement, Placement.ofCode(placement.code()));
        }
        for (final AfterCancel then : AfterCancel.values()) {
            assertEquals(then, AfterCancel.ofCode(then.code()));
        }
        assertEquals(Placement.POST_ONLY, Placement.BY_BOOK_LEVEL.next());
        assertEquals(Placement.PLAIN_LIMIT, Placement.POST_ONLY.next());
        assertEquals(Placement.PLAIN_LIMIT, Placement.PLAIN_LIMIT.next());
    }
}
