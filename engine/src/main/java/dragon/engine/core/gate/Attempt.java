package dragon.engine.core.gate;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;

/**
 * One order action on its way through the gates. Prices and quantities are times 10^8.
 *
 * <p>Ownership: whoever asks; reused, and good until it is filled again.
 */
public final class Attempt {
    private Bot bot;
    private LegState leg;
    private Action action;
    private OrderRole role;
    private OrderType type;
    private Side side;
    private long priceE8;
    private long quantityE8;
    private long intentId;

    /** A look at the gates without an order: those that ask for one are left out. */
    public Attempt look(final Bot newBot, final LegState newLeg, final Action newAction) {
        final Side newSide = newAction == Action.ENTRY ? newLeg.openingSide() : newLeg.closingSide();
        return order(
                newBot,
                newLeg,
                newAction,
                OrderRole.NULL_VAL,
                OrderType.NULL_VAL,
                newSide,
                Instrument.NULL_PRICE,
                0,
                0);
    }

    /**
     * An order that is about to be sent.
     *
     * @param newIntentId client order id of the first attempt of its intent, 0 = it is the first
     */
    public Attempt order(
            final Bot newBot,
            final LegState newLeg,
            final Action newAction,
            final OrderRole newRole,
            final OrderType newType,
            final Side newSide,
            final long newPriceE8,
            final long newQuantityE8,
            final long newIntentId) {
        bot = newBot;
        leg = newLeg;
        action = newAction;
        role = newRole;
        type = newType;
        side = newSide;
        priceE8 = newPriceE8;
        quantityE8 = newQuantityE8;
        intentId = newIntentId;
        return this;
    }

    /** An order that is about to be activated, or to be cancelled. */
    public Attempt order(final Bot newBot, final LegState newLeg, final Action newAction, final Order order) {
        return order(
                newBot,
                newLeg,
                newAction,
                order.role(),
                order.type(),
                order.side(),
                order.targetPriceE8(),
                order.leavesQuantityE8(),
                order.intentId());
    }

    public Bot bot() {
        return bot;
    }

    public LegState leg() {
        return leg;
    }

    public Action action() {
        return action;
    }

    public OrderRole role() {
        return role;
    }

    public OrderType type() {
        return type;
    }

    public Side side() {
        return side;
    }

    /** True when there is an order, and not only a look. */
    public boolean isOrder() {
        return quantityE8 > 0;
    }

    public long priceE8() {
        return priceE8;
    }

    public long quantityE8() {
        return quantityE8;
    }

    public long intentId() {
        return intentId;
    }
}
