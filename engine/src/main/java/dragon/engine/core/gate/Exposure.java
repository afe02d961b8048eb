package dragon.engine.core.gate;

import dragon.engine.core.CoreState;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.Leg;

/**
 * What an account has at stake: what is held, at the price of now, and what could still be filled, at the price of the order.
 *
 * <p>An entry counts from its intent until there is evidence of its end. USD times 10^8. Cost: one pass over bots and orders, so it is
 * measured only where a limit asks for it.
 */
final class Exposure {
    private final CoreState state;

    private boolean isKnown;
    private long legE8;
    private long symbolE8;
    private long longsE8;
    private long shortsE8;
    private int openOfBot;
    private int openOfSymbol;
    private int openOfAccount;
    private int inDoubtOfAccount;

    Exposure(final CoreState state) {
        this.state = state;
    }

    /** Measures around one leg; the order that is being attempted is not in it. */
    void measure(final Bot bot, final LegState leg) {
        isKnown = true;
        legE8 = 0;
        symbolE8 = 0;
        longsE8 = 0;
        shortsE8 = 0;
        openOfBot = 0;
        openOfSymbol = 0;
        openOfAccount = 0;
        inDoubtOfAccount = 0;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot other = state.bots().get(id);
            if (other.accountId() == bot.accountId()) {
                addHeld(other, Leg.LONG, bot, leg);
                addHeld(other, Leg.SHORT, bot, leg);
            }
        }
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (order.accountId() == bot.accountId() && order.status().isWorking()) {
                addOrder(order, bot, leg);
            }
        }
    }

    private void addHeld(final Bot owner, final Leg which, final Bot bot, final LegState leg) {
        final long quantityE8 = owner.leg(which).quantityE8();
        if (quantityE8 == 0) {
            return;
        }
        final long priceE8 = state.instruments().get(owner.instrumentId()).valuationPriceE8(state.nowNs());
        if (priceE8 == Instrument.NULL_PRICE) {
            isKnown = false;
            return;
        }
        add(Fixed.multiplyE8(priceE8, quantityE8), owner, which, bot, leg);
    }

    private void addOrder(final Order order, final Bot bot, final LegState leg) {
        inDoubtOfAccount += order.status() == OrderStatus.IN_DOUBT ? 1 : 0;
        if (order.isReduceOnly()) {
            return;
        }
        openOfAccount++;
        openOfSymbol += order.instrumentId() == bot.instrumentId() ? 1 : 0;
        openOfBot += order.botId() == bot.id() ? 1 : 0;
        final long priceE8 = order.priceE8() == Order.NULL_PRICE ? order.targetPriceE8() : order.priceE8();
        add(
                Fixed.multiplyE8(priceE8, order.leavesQuantityE8()),
                state.bots().get(order.botId()),
                order.leg(),
                bot,
                leg);
    }

    private void add(final long amountE8, final Bot owner, final Leg which, final Bot bot, final LegState leg) {
        if (which == Leg.LONG) {
            longsE8 = Math.addExact(longsE8, amountE8);
        } else {
            shortsE8 = Math.addExact(shortsE8, amountE8);
        }
        if (owner.instrumentId() == bot.instrumentId()) {
            symbolE8 = Math.addExact(symbolE8, amountE8);
        }
        if (owner == bot && which == leg.leg()) {
            legE8 = Math.addExact(legE8, amountE8);
        }
    }

    /** False when a price is missing without which the sums would be too small. */
    boolean isKnown() {
        return isKnown;
    }

    long legE8() {
        return legE8;
    }

    long symbolE8() {
        return symbolE8;
    }

    long grossE8() {
        return Math.addExact(longsE8, shortsE8);
    }

    /** Longs less shorts once this much more of a leg is held. */
    long netWithE8(final Leg leg, final long moreE8) {
        return Math.abs(leg == Leg.LONG ? longsE8 + moreE8 - shortsE8 : longsE8 - shortsE8 - moreE8);
    }

    int openOfBot() {
        return openOfBot;
    }

    int openOfSymbol() {
        return openOfSymbol;
    }

    int openOfAccount() {
        return openOfAccount;
    }

    int inDoubtOfAccount() {
        return inDoubtOfAccount;
    }
}
