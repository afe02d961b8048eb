package dragon.engine.core.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which of two values lets more through, and what a live lane begins with. */
class LimitTest {
    private static final long ONE = 100_000_000L;

    @Test
    void aLargerMaximumIsLooserAndASmallerMinimum() {
        assertTrue(Limit.ORDER_NOTIONAL_MAX.isLooser(5, 4));
        assertFalse(Limit.ORDER_NOTIONAL_MAX.isLooser(4, 4));
        assertFalse(Limit.ORDER_NOTIONAL_MAX.isLooser(3, 4));
        assertTrue(Limit.MARGIN_FREE_MIN_PCT.isLooser(3, 4));
        assertFalse(Limit.MARGIN_FREE_MIN_PCT.isLooser(4, 4));
        assertFalse(Limit.MARGIN_FREE_MIN_PCT.isLooser(5, 4));
    }

    @Test
    void nothingIsLooserThanOff() {
        for (final Limit limit : Limit.all()) {
            assertTrue(limit.isLooser(Limits.OFF, 4), limit.key());
            assertFalse(limit.isLooser(4, Limits.OFF), limit.key());
            assertFalse(limit.isLooser(Limits.OFF, Limits.OFF), limit.key());
        }
    }

    @Test
    void oneExpectedLeverageIsNoLooserThanAnother() {
        assertFalse(Limit.LEVERAGE_EXPECTED.isLooser(20 * ONE, 10 * ONE));
        assertFalse(Limit.LEVERAGE_EXPECTED.isLooser(10 * ONE, 20 * ONE));
    }

    @Test
    void aDefaultIsAnAmountAPartOfEquityOrTheSmallerOfBoth() {
        final long equityE8 = 4_000 * ONE;
        assertEquals(Limits.OFF, Limit.ORDER_QUANTITY_MAX.defaultE8(equityE8));
        assertEquals(ONE / 2, Limit.COLLAR_AGGRESSIVE_PCT.defaultE8(equityE8));
        assertEquals(20 * ONE, Limit.OPEN_ORDERS_BOT_MAX.defaultE8(Limits.UNSET));
        assertEquals(80 * ONE, Limit.DAY_LOSS_MAX.defaultE8(equityE8));
        assertEquals(400 * ONE, Limit.ORDER_NOTIONAL_MAX.defaultE8(equityE8), "10 %");
        assertEquals(1_000 * ONE, Limit.ORDER_NOTIONAL_MAX.defaultE8(10 * equityE8), "at most");
        assertEquals(Limits.UNSET, Limit.ORDER_NOTIONAL_MAX.defaultE8(Limits.UNSET));
    }
}
