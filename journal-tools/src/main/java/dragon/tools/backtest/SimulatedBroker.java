package dragon.tools.backtest;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.strategy.BarDesk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The broker of the original's back-test: one net position, market orders filled in full at the price that is named, limit orders at
 * their limit once a bar touches it while they are active. Prices, quantities and money times 10^8, rounded towards zero; the
 * average to the nearest unit.
 *
 * <p>Threading: the caller's.
 */
public final class SimulatedBroker implements BarDesk {
    private final long feeRateE8;
    private final List<SimulatedOrder> orders = new ArrayList<>();
    private final List<SimulatedOrder> open = new ArrayList<>();
    private final List<Trade> trades = new ArrayList<>();

    // Kept beside the average, which is rounded, so that its error does not grow from rung to rung.
    private long positionCostE8;
    private long cashE8;
    private long feesE8;
    private long quantityE8;
    private boolean isLong;
    private long averageE8;
    private int index;
    private long openTimeMs;
    private Trade.Phase phase = Trade.Phase.BAR;

    /**
     * A broker with this much money.
     *
     * @param feeRateE8 fraction of the notional, times 10^8
     */
    public SimulatedBroker(final long initialBalanceE8, final long feeRateE8) {
        cashE8 = initialBalanceE8;
        this.feeRateE8 = feeRateE8;
    }

    /** The bar in which trades happen from now on. */
    void begin(final int barIndex, final long barOpenTimeMs) {
        index = barIndex;
        openTimeMs = barOpenTimeMs;
        phase = Trade.Phase.BAR;
    }

    /** Matches resting orders with a bar, in the order in which they were placed. */
    void match(final Trade.Phase newPhase, final long highE8, final long lowE8, final long closeE8) {
        if (open.isEmpty()) {
            return;
        }
        phase = newPhase;
        for (int i = 0; i < open.size(); ) {
            final SimulatedOrder order = open.get(i);
            final long awayE8 = Math.abs(closeE8 - order.priceE8());
            final boolean isActive =
                    order.bandPctE8() == 0 || awayE8 <= Fixed.percentOf(order.priceE8(), order.bandPctE8());
            final boolean isTouched = order.isBuy() ? lowE8 <= order.priceE8() : highE8 >= order.priceE8();
            if (isActive && isTouched) {
                open.remove(i);
                order.end(SimulatedOrder.Status.FILLED, index);
                trade(order.isBuy(), order.priceE8(), order.quantityE8(), order.note());
            } else {
                i++;
            }
        }
        phase = Trade.Phase.BAR;
    }

    @Override
    public void trade(final boolean isBuy, final long priceE8, final long wantedE8, final String note) {
        final boolean isOpening = quantityE8 == 0 || isBuy == isLong;
        final long tradedE8 = isOpening ? wantedE8 : Math.min(wantedE8, quantityE8); // Never a flip.
        final long costE8 = Fixed.multiplyE8(priceE8, tradedE8);
        final long feeE8 = Fixed.multiplyE8(costE8, feeRateE8);
        long pnlE8 = 0;
        if (isOpening) {
            quantityE8 = Math.addExact(quantityE8, tradedE8);
            positionCostE8 = Math.addExact(positionCostE8, costE8);
            averageE8 = (Fixed.multiplyDivide(positionCostE8, 2 * Fixed.ONE_E8, quantityE8) + 1) / 2;
            isLong = isBuy;
        } else {
            final long gainE8 = isLong ? priceE8 - averageE8 : averageE8 - priceE8;
            pnlE8 = Fixed.multiplyE8(gainE8, tradedE8);
            positionCostE8 -= Fixed.multiplyDivide(positionCostE8, tradedE8, quantityE8);
            quantityE8 -= tradedE8;
            if (quantityE8 == 0) {
                positionCostE8 = 0;
                averageE8 = 0;
                isLong = false;
            }
        }
        cashE8 = Math.addExact(cashE8, isBuy ? -costE8 : costE8);
        cashE8 = Math.subtractExact(cashE8, feeE8);
        feesE8 = Math.addExact(feesE8, feeE8);
        trades.add(new Trade(
                index,
                openTimeMs,
                phase,
                isBuy,
                priceE8,
                tradedE8,
                pnlE8,
                note,
                feeE8,
                cashE8,
                positionSign(),
                quantityE8,
                averageE8));
    }

    private int positionSign() {
        if (quantityE8 == 0) {
            return 0;
        }
        return isLong ? 1 : -1;
    }

    @Override
    public int place(
            final boolean isBuy, final long priceE8, final long wantedE8, final long bandPctE8, final String note) {
        final SimulatedOrder order =
                new SimulatedOrder(orders.size() + 1, isBuy, priceE8, wantedE8, bandPctE8, note, index);
        orders.add(order);
        open.add(order);
        return order.id();
    }

    @Override
    public void cancel(final int orderId) {
        final SimulatedOrder order = order(orderId);
        open.remove(order);
        order.end(SimulatedOrder.Status.CANCELLED, index);
    }

    private SimulatedOrder order(final int orderId) {
        return orders.get(orderId - 1);
    }

    @Override
    public boolean isOpen(final int orderId) {
        return order(orderId).status() == SimulatedOrder.Status.OPEN;
    }

    @Override
    public boolean isFilled(final int orderId) {
        return order(orderId).status() == SimulatedOrder.Status.FILLED;
    }

    @Override
    public long orderPriceE8(final int orderId) {
        return order(orderId).priceE8();
    }

    @Override
    public long quantityE8() {
        return quantityE8;
    }

    @Override
    public boolean isLong() {
        return isLong;
    }

    @Override
    public long averageE8() {
        return averageE8;
    }

    @Override
    public long cashE8() {
        return cashE8;
    }

    /** Fees paid. */
    public long feesE8() {
        return feesE8;
    }

    /** Money and what the position is worth at this price. */
    public long equityE8(final long priceE8) {
        if (quantityE8 == 0) {
            return cashE8;
        }
        final long valueE8 = Fixed.multiplyE8(priceE8, quantityE8);
        return Math.addExact(cashE8, isLong ? valueE8 : -valueE8);
    }

    /** All fills, in their order. */
    public List<Trade> trades() {
        return Collections.unmodifiableList(trades);
    }

    /** All limit orders, in the order of placement. */
    public List<SimulatedOrder> orders() {
        return Collections.unmodifiableList(orders);
    }
}
