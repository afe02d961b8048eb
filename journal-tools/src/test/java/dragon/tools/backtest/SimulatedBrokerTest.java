package dragon.tools.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class SimulatedBrokerTest {
    private final SimulatedBroker broker = new SimulatedBroker(e8("1000"), e8("0.001"));

    @Test
    void neverTurnsAPositionAround() {
        broker.trade(true, e8("100"), e8("2"), "in");
        broker.trade(false, e8("110"), e8("5"), "out");
        assertEquals(0, broker.quantityE8());
        assertEquals(e8("2"), broker.trades().get(1).quantityE8());
        assertEquals(e8("20"), broker.trades().get(1).pnlE8());
        assertEquals(e8("1019.58"), broker.cashE8(), "the gain less both fees");
        assertEquals(e8("0.42"), broker.feesE8());
    }

    @Test
    void averagesByQuantityAndSharesTheCostOnReduction() {
        broker.trade(false, e8("100"), e8("1"), "in");
        broker.trade(false, e8("103"), e8("2"), "in");
        assertEquals(e8("102"), broker.averageE8());
        broker.trade(true, e8("101"), e8("1.5"), "out");
        assertEquals(e8("102"), broker.averageE8());
        assertEquals(e8("1.5"), broker.trades().get(2).pnlE8());
        assertFalse(broker.isLong());
        assertEquals(broker.cashE8() - e8("150"), broker.equityE8(e8("100")));
    }

    @Test
    void anOrderIsActiveOnlyWhileTheCloseIsWithinItsBand() {
        final int order = broker.place(true, e8("100"), e8("1"), e8("0.5"), "rung");
        broker.match(Trade.Phase.PRE, e8("102"), e8("99"), e8("101"));
        assertTrue(broker.isOpen(order), "touched, but it is parked");
        broker.match(Trade.Phase.POST, e8("102"), e8("99"), e8("100.5"));
        assertTrue(broker.isFilled(order));
        assertEquals(Trade.Phase.POST, broker.trades().get(0).phase());
        assertEquals(e8("100"), broker.trades().get(0).priceE8());
    }

    @Test
    void aCancelledOrderFillsNoMore() {
        final int order = broker.place(false, e8("100"), e8("1"), 0, "target");
        broker.cancel(order);
        broker.match(Trade.Phase.PRE, e8("102"), e8("99"), e8("100"));
        assertFalse(broker.isFilled(order));
        assertTrue(broker.trades().isEmpty());
    }

    private static long e8(final String decimal) {
        return new BigDecimal(decimal).movePointRight(8).longValueExact();
    }
}
