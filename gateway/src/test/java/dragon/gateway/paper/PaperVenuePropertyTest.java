package dragon.gateway.paper;

import static dragon.gateway.paper.PaperHand.INSTRUMENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the market does and whenever the process dies: nothing appears and nothing is lost. */
class PaperVenuePropertyTest {
    private static final int STEPS = 300;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void cashIsWhatTheTradesMadeItAndARestartChangesNothing(final long seed) throws IOException {
        final Random random = new Random(seed);
        final Path file = directory.resolve("paper.books");
        PaperHand paper = new PaperHand(file);
        long nextId = 1;
        int middle = 1_000;
        for (int step = 0; step < STEPS; step++) {
            middle = Math.max(900, middle + random.nextInt(5) - 2);
            paper.quote(price(middle - 1), quantity(random), price(middle + 1 + random.nextInt(3)), quantity(random));
            if (random.nextInt(3) == 0) {
                paper.trade(
                        random.nextBoolean() ? Side.BUY : Side.SELL,
                        price(middle + random.nextInt(5) - 2),
                        quantity(random));
            }
            if (random.nextInt(3) == 0) {
                final Leg leg = random.nextBoolean() ? Leg.LONG : Leg.SHORT;
                final Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
                final boolean isClosing = (side == Side.BUY) == (leg == Leg.SHORT);
                final OrderType type = OrderType.values()[random.nextInt(5)];
                paper.place(
                        nextId++,
                        side,
                        leg,
                        type,
                        type == OrderType.MARKET ? null : price(middle + random.nextInt(9) - 4),
                        quantity(random),
                        isClosing,
                        0);
            }
            if (nextId > 1 && random.nextInt(12) == 0) {
                paper.cancel(1 + random.nextInt((int) nextId - 1));
            }
            check(paper, nextId);
            if (random.nextInt(60) == 0) {
                final long cashE8 = paper.account().cashE8();
                final String legs = legs(paper);
                paper.close();
                paper = new PaperHand(file);
                assertEquals(cashE8, paper.account().cashE8());
                assertEquals(legs, legs(paper));
                check(paper, nextId);
            }
        }
        assertTrue(paper.account().feesE8() > 0, "a run in which nothing trades shows nothing");
        paper.close();
    }

    /** Folds every trade of every order anew, in the order in which they came. */
    private static void check(final PaperHand paper, final long nextId) {
        long boughtE8 = 0;
        long feesE8 = 0;
        for (long id = 1; id < nextId; id++) {
            final PaperOrder order = paper.account().order(id);
            if (order == null) {
                continue; // Refused.
            }
            long filledE8 = 0;
            for (final var trade : order.trades()) {
                filledE8 += trade.quantityE8();
                feesE8 += trade.feeUsdE8();
                assertEquals(
                        Fixed.percentOf(
                                Fixed.multiplyE8(trade.priceE8(), trade.quantityE8()),
                                trade.isMaker() ? 2_000_000L : 5_000_000L),
                        trade.feeUsdE8());
                assertTrue(order.reaches(trade.priceE8()), "never worse than its price");
            }
            assertEquals(order.filledE8(), filledE8);
            assertTrue(filledE8 <= order.quantityE8);
            boughtE8 += order.isBuy() ? filledE8 : -filledE8;
        }
        final PaperAccount account = paper.account();
        final long longE8 = account.leg(INSTRUMENT, Leg.LONG).quantityE8();
        final long shortE8 = account.leg(INSTRUMENT, Leg.SHORT).quantityE8();
        assertTrue(longE8 >= 0 && shortE8 >= 0, "no leg turns around");
        assertEquals(boughtE8, longE8 - shortE8);
        assertEquals(feesE8, account.feesE8());
        assertEquals(PaperHand.e8("10000") + account.realizedE8() - feesE8, account.cashE8());
        for (final Leg leg : List.of(Leg.LONG, Leg.SHORT)) {
            assertTrue(account.pendingCloseE8(INSTRUMENT, leg)
                    <= account.leg(INSTRUMENT, leg).quantityE8());
        }
    }

    private static String legs(final PaperHand paper) {
        final PaperLeg longLeg = paper.account().leg(INSTRUMENT, Leg.LONG);
        final PaperLeg shortLeg = paper.account().leg(INSTRUMENT, Leg.SHORT);
        return longLeg.quantityE8() + "@" + longLeg.averageE8() + " " + shortLeg.quantityE8() + "@"
                + shortLeg.averageE8() + " " + paper.account().open.keySet();
    }

    private static String price(final int tenths) {
        return tenths / 10 + "." + tenths % 10;
    }

    private static String quantity(final Random random) {
        return "0." + String.format("%03d", 1 + random.nextInt(900));
    }
}
