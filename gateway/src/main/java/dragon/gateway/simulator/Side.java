package dragon.gateway.simulator;

/** Side of an order. */
enum Side {
    BUY(1),
    SELL(-1);

    private final int sign;

    Side(final int sign) {
        this.sign = sign;
    }

    int sign() {
        return sign;
    }
}
