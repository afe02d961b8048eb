package dragon.gateway.simulator;

/** Types of orders; the last ones only the exchange itself makes. */
enum OrderType {
    LIMIT,
    MARKET,
    IOC,
    FOK,
    POST_ONLY,
    ASK,
    BID,
    LIQUIDATE,
    ADL;

    boolean hasPrice() {
        return this == LIMIT || this == IOC || this == FOK || this == POST_ONLY;
    }

    boolean rests() {
        return this == LIMIT || this == POST_ONLY || this == ASK || this == BID;
    }

    boolean canBePlaced() {
        return this != LIQUIDATE && this != ADL;
    }
}
