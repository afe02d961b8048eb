package dragon.engine.strategy;

/**
 * The market as the bar program meets it: one net position, fills at named prices. Prices, quantities and money times 10^8.
 *
 * <p>Threading: the caller's.
 */
public interface BarDesk {
    /** No order: an id that none has. */
    int NULL_ORDER = 0;

    /** Holding of the net position, 0 = flat. */
    long quantityE8();

    /** True when the position is long; of a flat one, false. */
    boolean isLong();

    /** Average entry of the position, 0 when flat. */
    long averageE8();

    /** Money; a short sale has added its proceeds. */
    long cashE8();

    /** Trades at this price, in full, now. */
    void trade(boolean isBuy, long priceE8, long quantityE8, String note);

    /**
     * Places a limit order that is active while the close is within its band.
     *
     * @return its id, from 1
     */
    int place(boolean isBuy, long priceE8, long quantityE8, long bandPctE8, String note);

    /** Takes an open order back. */
    void cancel(int orderId);

    /** True while an order is neither filled nor cancelled. */
    boolean isOpen(int orderId);

    /** True when an order was filled. */
    boolean isFilled(int orderId);

    /** Limit of an order. */
    long orderPriceE8(int orderId);
}
