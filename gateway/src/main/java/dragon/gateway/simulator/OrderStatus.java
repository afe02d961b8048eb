package dragon.gateway.simulator;

/** Status of an accepted order, in the exchange's words. REPLACED is only ever reported, never kept. */
enum OrderStatus {
    NEW,
    PARTIAL_FILLED,
    FILLED,
    CANCELLED;

    boolean isOpen() {
        return this == NEW || this == PARTIAL_FILLED;
    }
}
