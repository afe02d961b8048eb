package dragon.gateway.simulator;

/** Which position an order changes: BOTH in one-way mode, one of the two legs in hedge mode. */
enum PositionSide {
    BOTH,
    LONG,
    SHORT;

    /** Whether that side of order opens or adds to this leg; never asked of BOTH. */
    boolean isOpenedBy(final Side side) {
        return (this == LONG) == (side == Side.BUY);
    }
}
