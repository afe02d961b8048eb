package dragon.gateway.simulator;

/** Types that can be placed. */
enum OrderType {
    LIMIT,
    MARKET,
    IOC,
    FOK,
    POST_ONLY,
    ASK,
    BID;

    boolean hasPrice() {
        return this == LIMIT || this == IOC || this == FOK || this == POST_ONLY;
    }

    boolean rests() {
        return this == LIMIT || this == POST_ONLY || this == ASK || this == BID;
    }
}
