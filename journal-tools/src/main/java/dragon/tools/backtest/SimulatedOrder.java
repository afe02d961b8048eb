package dragon.tools.backtest;

/** A limit order of the simulated broker that is active while the close is within its band. Times 10^8. */
public final class SimulatedOrder {
    /** Where an order stands. */
    public enum Status {
        OPEN,
        FILLED,
        CANCELLED
    }

    private final int id;
    private final boolean isBuy;
    private final long priceE8;
    private final long quantityE8;
    private final long bandPctE8;
    private final String note;
    private final int placedIndex;
    private Status status = Status.OPEN;
    private int closedIndex = -1;

    SimulatedOrder(
            final int id,
            final boolean isBuy,
            final long priceE8,
            final long quantityE8,
            final long bandPctE8,
            final String note,
            final int placedIndex) {
        this.id = id;
        this.isBuy = isBuy;
        this.priceE8 = priceE8;
        this.quantityE8 = quantityE8;
        this.bandPctE8 = bandPctE8;
        this.note = note;
        this.placedIndex = placedIndex;
    }

    void end(final Status newStatus, final int index) {
        assert status == Status.OPEN;
        status = newStatus;
        closedIndex = index;
    }

    public int id() {
        return id;
    }

    public boolean isBuy() {
        return isBuy;
    }

    public long priceE8() {
        return priceE8;
    }

    public long quantityE8() {
        return quantityE8;
    }

    public long bandPctE8() {
        return bandPctE8;
    }

    public String note() {
        return note;
    }

    public Status status() {
        return status;
    }

    /** Bar on which it was placed. */
    public int placedIndex() {
        return placedIndex;
    }

    /** Bar on which it was filled or cancelled, -1 while open. */
    public int closedIndex() {
        return closedIndex;
    }
}
