package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random price paths, restarts and answers of a venue against a plain model of one rung: parked, at the venue, or done.
 *
 * <p>The model knows no trigger books and no order states: only the band, the quote, what the venue holds and what it has filled.
 */
class IntentPropertyTest {
    private static final long TARGET = 59_400;
    private static final long RUNG_E8 = e8("0.01");
    private static final int STEPS = 600;

    /** The venue: what it has open, and what it has filled. */
    private static final class Venue {
        private final Map<Long, Long> openE8 = new LinkedHashMap<>();
        private final Map<Long, Long> filledE8 = new HashMap<>();
        private long totalFilledE8;
    }

    private final CoreHarness dragon = new CoreHarness();
    private final Venue venue = new Venue();
    private int placesSeen;

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    private Order rung() {
        final long id = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.DCA);
        return id == 0 ? null : dragon.core().state().orders().get(id);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anIntentIsFilledOnceHoweverOftenItIsParkedAndWhateverRestarts(final long seed) {
        final Random random = new Random(seed);
        dragon.readyWith(
                        Legs.LONG_ONLY,
                        Map.of(
                                StrategyParameter.MAX_ENTRIES, "2",
                                StrategyParameter.DCA_ACTIVATION_PCT, "0.5",
                                StrategyParameter.PARK_HYSTERESIS_PCT, "0.1",
                                StrategyParameter.FLAPS_PER_MINUTE_MAX, "3",
                                StrategyParameter.TAKE_PROFIT_PCT, "50"))
                .bar("60000");
        final long entry = dragon.lastPlacedId();
        dragon.filled(entry, "0.01", "60000").status(entry, VenueOrderStatus.FILLED, "0.01");
        final long profit = dragon.lastPlacedId();
        dragon.accepted(profit);
        placesSeen = dragon.placedIds().size();
        final long intent = rung().intentId();

        long ask = 60_000;
        for (int step = 0; step < STEPS && venue.totalFilledE8 < RUNG_E8; step++) {
            ask = Math.max(TARGET + 1, Math.min(60_200, ask + random.nextInt(301) - 150));
            switch (random.nextInt(12)) {
                case 0 -> restart(step);
                case 1 -> dragon.pass(1 + random.nextInt(20));
                case 2, 3 -> answerCancels(random);
                case 4 -> fillPart(random);
                case 5 -> dragon.restore();
                default -> {
                    // Only the price moves.
                }
            }
            dragon.quote(ask - 1 + ".9", Long.toString(ask));
            takePlaces(random);
            if (isDueAndParked(ask)) {
                letTheFastTickComeBack(ask); // It was due behind a closed gate, such as a quote that was stale then.
                takePlaces(random);
            }
            check(seed, intent, ask);
        }
        // Led to the target: everything that is left is filled there, once.
        for (int i = 0; i < 20 && venue.totalFilledE8 < RUNG_E8; i++) {
            dragon.pass(61).quote(TARGET - 1 + ".9", Long.toString(TARGET));
            takePlaces(random);
            answerCancels(random);
            takePlaces(random);
            for (final long id : List.copyOf(venue.openE8.keySet())) {
                fill(id, venue.openE8.get(id));
            }
        }

        assertEquals(RUNG_E8, venue.totalFilledE8, "seed " + seed);
        assertEquals(2, dragon.core().state().bots().get(1).leg(Leg.LONG).entryCount(), "seed " + seed);
        assertEquals(
                e8("0.02"), dragon.core().state().bots().get(1).leg(Leg.LONG).quantityE8(), "seed " + seed);
    }

    private void restart(final int step) {
        dragon.restart()
                .gatewayUp(1_000 + step)
                .account(1, PositionMode.HEDGE)
                .openOrdersEnd(1)
                .historyEnd();
        for (final long id : List.copyOf(venue.openE8.keySet())) {
            // The answers to its queries.
            dragon.status(
                    id, filled(id) > 0 ? VenueOrderStatus.PARTIALLY_FILLED : VenueOrderStatus.NEW, text(filled(id)));
        }
    }

    /** The venue takes what was sent; now and then its answer is lost, and a query finds the order. */
    private void takePlaces(final Random random) {
        final List<Long> placed = dragon.placedIds();
        for (; placesSeen < placed.size(); placesSeen++) {
            final long id = placed.get(placesSeen);
            final Order order = dragon.core().state().orders().get(id);
            assertEquals(OrderRole.DCA, order.role());
            assertTrue(venue.openE8.isEmpty(), "never two orders of one intent at the venue");
            venue.openE8.put(id, order.quantityE8());
            assertTrue(venue.totalFilledE8 + order.quantityE8() <= RUNG_E8, "what is filled is not sent again");
            if (random.nextInt(4) == 0) {
                dragon.placeFailed(id, SendFailure.AMBIGUOUS);
                dragon.status(id, VenueOrderStatus.NEW, "0");
            } else {
                dragon.accepted(id);
            }
        }
    }

    private void answerCancels(final Random random) {
        for (final long id : List.copyOf(venue.openE8.keySet())) {
            final Order order = dragon.core().state().orders().get(id);
            if (!order.isCancelSent()) {
                continue;
            }
            if (random.nextInt(4) == 0) {
                dragon.cancelFailed(id, SendFailure.THROTTLED);
                continue;
            }
            venue.openE8.remove(id);
            dragon.status(id, VenueOrderStatus.CANCELED, text(filled(id)));
        }
    }

    private void fillPart(final Random random) {
        for (final long id : List.copyOf(venue.openE8.keySet())) {
            final long steps = venue.openE8.get(id) / e8("0.001");
            fill(id, e8("0.001") * (1 + random.nextInt((int) steps)));
        }
    }

    private void fill(final long id, final long quantityE8) {
        final long leftE8 = venue.openE8.get(id) - quantityE8;
        venue.filledE8.merge(id, quantityE8, Long::sum);
        venue.totalFilledE8 += quantityE8;
        if (leftE8 == 0) {
            venue.openE8.remove(id);
        } else {
            venue.openE8.put(id, leftE8);
        }
        dragon.filled(id, text(quantityE8), Long.toString(TARGET));
    }

    private long filled(final long id) {
        return venue.filledE8.getOrDefault(id, 0L);
    }

    private void check(final long seed, final long intent, final long ask) {
        final String where = "seed " + seed + " offer " + ask;
        final Order rung = rung();
        if (venue.totalFilledE8 == RUNG_E8) {
            return; // The intent has ended.
        }
        assertEquals(intent, rung.intentId(), where);
        assertEquals(venue.totalFilledE8, rung.intentFilledE8(), where);
        assertEquals(RUNG_E8 - venue.totalFilledE8, rung.leavesQuantityE8(), where);
        assertEquals(1, dragon.core().state().bots().get(1).leg(Leg.LONG).entryCount(), where);
        final boolean isInBand = ask * 1_000 <= TARGET * 1_005;
        final boolean isInWiderBand = ask * 1_000 <= TARGET * 1_006;
        if (venue.openE8.isEmpty()) {
            assertEquals(OrderStatus.PARKED, rung.status(), where);
            assertTrue(!isInBand, where + " is within the band and was not sent");
        } else {
            assertTrue(venue.openE8.containsKey(rung.clientOrderId()), where);
            assertTrue(rung.status().isWorking(), where);
            if (isInWiderBand && !rung.isCancelWanted()) {
                assertTrue(rung.status() != OrderStatus.PARKED, where);
            }
        }
    }

    private boolean isDueAndParked(final long ask) {
        final Order rung = rung();
        return rung != null && rung.status() == OrderStatus.PARKED && ask * 1_000 <= TARGET * 1_005;
    }

    private void letTheFastTickComeBack(final long ask) {
        for (int i = 0; i < 4; i++) {
            dragon.pass(1).quote(ask - 1 + ".9", Long.toString(ask));
        }
    }

    private static String text(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8).toPlainString();
    }
}
